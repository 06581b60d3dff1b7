"""`bonafides feeds list`, `add`, `fetch` and `share`."""

import json
import sys
from argparse import ArgumentParser, Namespace

from bonafides.base.keys import signing
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Invalid, NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.banks import queries as banks
from bonafides.safety.feeds import actions, queries
from bonafides.safety.feeds.actions import sharing
from bonafides.safety.feeds.actions.keeping import BEING_READ
from bonafides.safety.feeds.adapters import ADAPTERS
from bonafides.safety.feeds.vocabulary import RunState


def list_feeds_arguments(parser: ArgumentParser) -> None:
    """Nothing to say."""


def list_feeds(options: Namespace) -> int:
    """Every feed with its state. Exit 1 if one fails or is overdue."""
    rows = queries.feeds_for(SYSTEM, now())
    for row in rows:
        done = row.feed.done_at.isoformat(timespec="seconds") if row.feed.done_at else "never"
        print(f"{row.feed.reference}  {row.state:8}  {row.standing:>9}  {done}  {row.feed.name}  {row.feed.trouble}")
    return int(any(row.state in {"failing", "overdue"} for row in rows))


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="of the feed")
    parser.add_argument("--bank", required=True, metavar="NAME", help="the list that it fills")
    parser.add_argument("--kind", required=True, choices=sorted(ADAPTERS), help="see docs/reference/feeds.md")
    parser.add_argument("--address", default="", help="by default that of the kind")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a setting of the kind")
    parser.add_argument("--secrets", action="store_true", help="read the credentials, a JSON object, from the input")


def add(options: Namespace) -> int:
    """Set a feed up and switch it on. Credentials come by the standard input: no list of processes shows them."""
    bank = banks.bank_named(SYSTEM, options.bank)
    if bank is None:
        raise NotFound("no-such-bank", _("There is no list of the name %(name)s."), name=options.bank)
    settings = dict(pair.partition("=")[::2] for pair in options.set)
    setup = actions.Setup(name=options.name, adapter=options.kind, address=options.address, settings=settings)
    secrets = secrets_from(sys.stdin.read()) if options.secrets else {}
    feed = actions.add_feed(bank=bank.reference, setup=setup, secrets=secrets, by=SYSTEM, at=now())
    actions.switch(feed=feed, on=True, by=SYSTEM, at=now())
    print(feed.reference)
    return 0


def secrets_from(text: str) -> dict[str, str]:
    try:
        found = json.loads(text)
        return {str(name): str(value) for name, value in found.items()}
    except (ValueError, AttributeError) as error:
        raise Invalid("secrets", _("The credentials are a JSON object of names and values.")) from error


def fetch_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="of the feed")
    parser.add_argument("--again", action="store_true", help="read everything from the start")


def fetch(options: Namespace) -> int:
    """Read a source to its end. Exit 0 if that was possible, also where single rows were set aside; else 2."""
    feed = queries.feed_called(SYSTEM, options.name)
    if options.again:
        actions.begin_again(feed=feed, by=SYSTEM, at=now())
    run = actions.read_to_end(feed=feed, at=now())
    if run.finished_at is None:
        raise BEING_READ  # by the worker
    if run.state != RunState.DONE:
        print(f"bonafides: {run.trouble}", file=sys.stderr)
        return 2
    print(", ".join(f"{name.replace('_', ' ')}: {count}" for name, count in run.counts().items()))
    for row in run.rows_set_aside.all()[:20]:
        print(f"page {row.page}: {row.reason}", file=sys.stderr)
    if run.set_aside > 20:
        print(f"... and {run.set_aside - 20} more, see the page of the feed", file=sys.stderr)
    return 0


def share_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--bank", required=True, metavar="NAME", help="the list")
    parser.add_argument("--with", dest="subscriber", metavar="NAME", help="admit a subscriber, and print its key")
    parser.add_argument("--openly", action="store_true", help="open to everybody; TLP:CLEAR only")


def share(options: Namespace) -> int:
    """Share a list, and say what a subscriber needs: path, public key, and its own key, which is shown only now.

    A list that is open to everybody stays so: it is closed on its page.
    """
    bank = banks.bank_named(SYSTEM, options.bank)
    if bank is None:
        raise NotFound("no-such-bank", _("There is no list of the name %(name)s."), name=options.bank)
    found = queries.shared_list(bank.reference)
    if found is None or (options.openly and not found.openly):
        found = sharing.share(bank=bank, openly=options.openly, by=SYSTEM, at=now())
    print(f"path: /feeds/shared/{bank.reference}/")
    print(f"public key: {signing.public_keys('receipts')[0].vkey}")
    if options.subscriber:
        _subscriber, key = sharing.admit(found=found, name=options.subscriber, by=SYSTEM, at=now())
        print(f"key: {key}")
    return 0
