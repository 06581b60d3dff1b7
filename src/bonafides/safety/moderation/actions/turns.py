"""One at a time: what is taken in, and what is published."""

from django.db import connection

TURN = 0x626F6E61  # of this lock; any number that nothing else in the database uses


def take_turn() -> None:
    """Wait for whoever takes something in or publishes a decision, and let the next wait until this transaction ends.

    Of two copies that come at once, the second finds the first's case. A flag comes before a decision is published,
    and its notifier is told; or after, and follows it. Taken before any row is locked. SQLite's immediate
    transactions come one after the other as they are.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])
