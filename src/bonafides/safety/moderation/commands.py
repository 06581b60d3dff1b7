"""`bonafides flags import`: what came as a file becomes one batch of flags."""

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path

from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Invalid, TooLarge
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation.actions.flags import Notifier, Report, raise_batch
from bonafides.safety.moderation.rules.addresses_in import addresses_in
from bonafides.safety.moderation.rules.notices import CATEGORIES
from bonafides.safety.moderation.vocabulary import SourceKind

# -- flags import -----------------------------------------------------------------------------------------------------

SOURCES = [kind.value for kind in SourceKind if kind not in {SourceKind.OWN_DETECTION, SourceKind.REMOVAL_ORDER}]
FILE_LIMIT_BYTES = 16_000_000


def import_flags_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="an e-mail (.eml), a CSV or a list, one address a line")
    parser.add_argument("--source", choices=SOURCES, default=SourceKind.USER_NOTICE.value, help="in what capacity")
    parser.add_argument("--category", choices=list(CATEGORIES), default="terrorist_content")
    parser.add_argument("--reason", default="", help="why it is thought to be illegal")
    parser.add_argument("--name", default="", help="of the notifier; sealed, never shown to an author")
    parser.add_argument("--address", default="", help="the notifier's e-mail address; sealed as well")
    parser.add_argument("--language", default="en", help="of the answers to the notifier")


def import_flags(options: Namespace) -> int:
    """Take a file in. Prints the receipt as JSON; exit 0 if at least one address could be read."""
    found = addresses_in(read_text(options.file))
    receipt = raise_batch(
        reports=[report_of(options, address) for address in found.addresses],
        set_aside=found.set_aside_as_json(),
        by=SYSTEM,
        at=now(),
    )
    flags = [flag.reference for flag in receipt.flags]
    said = {"reference": receipt.reference, "flags": flags, "set_aside": found.set_aside_as_json()}
    print(json.dumps(said, ensure_ascii=False))
    return 0


def read_text(path: Path) -> str:
    """The file as text; bytes that are no UTF-8 stay visible as replacement characters."""
    try:
        if path.stat().st_size > FILE_LIMIT_BYTES:
            raise TooLarge("file-too-large", _("%(path)s is larger than 16 MB."), path=path)
        return path.read_bytes().decode("utf-8", "replace")
    except OSError as error:
        raise Invalid("unreadable-file", _("%(path)s cannot be read."), path=path) from error


def report_of(options: Namespace, address: str) -> Report:
    return Report(
        source=SourceKind(options.source),
        location=address,
        reason=options.reason,
        category=options.category,
        notifier=Notifier(options.name, options.address, options.language),
    )
