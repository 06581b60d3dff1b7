"""`bonafides designations import`: from a file, or from the address that the settings name for a list."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from django.conf import settings

from bonafides.base.designations import actions
from bonafides.base.designations.models import ImportRun
from bonafides.base.designations.vocabulary import LISTS_BY_KEY, SET_ASIDE_SENTENCES, SetAside
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop as _


def import_list_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help="as the public body publishes it")
    parser.add_argument("--list", choices=sorted(LISTS_BY_KEY), default="", help="which list it is; else by its format")
    parser.add_argument("--fetch", action="store_true", help="from the address that the settings name for --list")
    parser.add_argument("--all-regimes", action="store_true", help="also regimes that do not concern terrorism")
    parser.add_argument("--may-shrink", action="store_true", help="let it delist more than half of the list")


def import_list(options: Namespace) -> int:
    """Bring a public list in. Exit 0 if it could be read, also where single records were set aside."""
    if options.fetch:
        return report(actions.fetch_list(key=options.list, url=address_of(options.list), by=SYSTEM, at=now()))
    if options.file is None:
        raise Invalid("no-file", _("Name a file, or --list and --fetch."))
    wishes = {"key": options.list, "all_regimes": options.all_regimes, "may_shrink": options.may_shrink}
    try:
        with options.file.open("rb") as file:
            run = actions.import_list(file=file, file_name=options.file.name, **wishes, by=SYSTEM, at=now())
    except OSError as error:
        raise Invalid("unreadable-file", _("%(path)s cannot be read."), path=options.file) from error
    return report(run)


def address_of(key: str) -> str:
    """Where the settings say that a list is fetched from; nothing is fetched unless they do."""
    addresses = dict(pair.split("=", 1) for pair in settings.DESIGNATION_LISTS if "=" in pair)
    if key not in addresses:
        sentence = _("No address is set for this list; put BONAFIDES_DESIGNATION_LISTS=%(key)s=https://... in place.")
        raise Invalid("list-not-configured", sentence, key=key or "un")
    return addresses[key]


def report(run: ImportRun) -> int:
    print(", ".join(f"{name.replace('_', ' ')}: {count}" for name, count in run.counts.items()))
    for row in run.rows_set_aside.all()[:20]:
        print(f"{row.place}: {SET_ASIDE_SENTENCES[SetAside(row.reason)]}", file=sys.stderr)
    return 0
