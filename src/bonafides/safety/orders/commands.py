"""`bonafides orders import FILE`: an e-mail or a PDF, for a mail server's pipe or by hand."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.orders.actions.intake import import_file
from bonafides.safety.orders.mail import Receipt
from bonafides.safety.orders.models import Order
from bonafides.safety.orders.reading import parsed_moment


def import_order_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="an .eml or .pdf; - reads standard input")
    parser.add_argument("--received", default="", help="when it came, with its offset, where the file cannot say it")
    parser.add_argument("--as-order", action="store_true", help="take it as an order whatever it looks like")


def import_order(options: Namespace) -> int:
    """Take one in; prints its reference. Exit 0 also for a message that is no order, which is kept."""
    received = None
    if options.received:
        moment = parsed_moment(options.received, "--received")
        received = Receipt(moment, f"{moment:%z}"[:3] + ":" + f"{moment:%z}"[3:5], "said at the terminal")
    data = data_of(options.file)
    name = "" if str(options.file) == "-" else options.file.name
    found = import_file(data=data, name=name, by=SYSTEM, at=now(), received=received, as_order=options.as_order)
    print(f"{'order' if isinstance(found, Order) else 'message'} {found.reference}")
    return 0


def data_of(path: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise Invalid("unreadable-file", _("%(path)s cannot be read."), path=path) from error
