"""What every test stands on; the throw-away home is made before, by `tests/home.py`."""

import pytest


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """The tables that no migration makes: the database cache."""
    from django.core.management import call_command

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        call_command("createcachetable", verbosity=0)


@pytest.fixture(autouse=True)
def machine_clock() -> None:
    """Each test starts on the machine's clock."""
    from bonafides.kernel import clock

    clock.use(None)
