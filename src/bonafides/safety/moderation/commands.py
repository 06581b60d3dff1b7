"""`bonafides flags import`, `bonafides alerts ...`, `bonafides ledger prove` and `bonafides person export`."""

import json
import os
import zipfile
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import BinaryIO, TypeVar

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Invalid, NotFound, TooLarge
from bonafides.kernel.ids import read_reference
from bonafides.kernel.text import gettext_noop as _
from bonafides.ledger.durable import DurableFolder
from bonafides.safety.moderation.actions import exporting, programmes
from bonafides.safety.moderation.actions.flags import Notifier, Report, raise_batch
from bonafides.safety.moderation.models import Case, Flag, Item
from bonafides.safety.moderation.queries import proofs
from bonafides.safety.moderation.queries.cases import case_for
from bonafides.safety.moderation.rules.addresses_in import addresses_in
from bonafides.safety.moderation.rules.notices import CATEGORIES
from bonafides.safety.moderation.vocabulary import SourceKind

M = TypeVar("M", Item, Flag)

# -- flags import -----------------------------------------------------------------------------------------------------

OURS = (SourceKind.OWN_DETECTION, SourceKind.REMOVAL_ORDER, SourceKind.RECORD)  # which nobody hands in
SOURCES = [kind.value for kind in SourceKind if kind not in OURS]
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


# -- a programme's alerts ---------------------------------------------------------------------------------------------

KEY_VARIABLE = "BONAFIDES_PROGRAMME_KEY"


def connect_programme_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("url", metavar="URL", help="the address of the programme")
    parser.add_argument("--public-key", default="", metavar="whpk_...", help="that its webhooks are signed with")
    parser.epilog = f"The key to its API is taken from ${KEY_VARIABLE}, never from the command line."


def connect_programme(options: Namespace) -> int:
    """Take the alerts of a programme from now on. Prints the address that its webhooks are taken at."""
    key = os.environ.get(KEY_VARIABLE, "").strip()
    connection = programmes.connect(url=options.url, key=key, public_key=options.public_key, by=SYSTEM, at=now())
    door = reverse("moderation:programme_door", args=[connection.reference])
    print(json.dumps({"programme": connection.url, "door": f"{settings.PUBLIC_URL}{door}"}))
    return 0


def fetch_alerts_arguments(parser: ArgumentParser) -> None:
    """No arguments: the worker does it every minute; this does it now."""


def fetch_alerts(options: Namespace) -> int:
    taken = programmes.fetch_alerts(at=now())
    connection = programmes.connection_in_use()
    trouble = connection.cursor.trouble if connection else ""
    print(json.dumps({"taken": taken, "trouble": trouble}))
    return 7 if trouble else 0


# -- ledger prove -----------------------------------------------------------------------------------------------------


def prove_case_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("case", metavar="CASE", help="the case's reference")
    parser.add_argument("--for", dest="audience", required=True, choices=["author", "notifier", "auditor"])
    parser.add_argument("--item", help="of which item the author is (default: the case's first)")
    parser.add_argument("--flag", help="which notice it was (default: the case's first)")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="where to write the .proof.zip")


def prove_case(options: Namespace) -> int:
    """Write the proof of a case for one audience, with what that audience may open."""
    case = case_for(SYSTEM, options.case)
    package = package_for(case, options)
    folder = DurableFolder(options.out.parent)
    folder.write(options.out.name, package)
    folder.settle()
    print(options.out)
    return 0


def package_for(case: Case, options: Namespace) -> bytes:
    if options.audience == "auditor":
        return proofs.proof_for_auditor(case, at=now())
    if options.audience == "author":
        item = chosen(case.items.select_related("case"), options.item)
        return proofs.proof_for_author(item, at=now())
    flags = case.flags.select_related("case", "batch").exclude(source=SourceKind.OWN_DETECTION)
    return proofs.proof_for_notifier([chosen(flags, options.flag)], at=now())


def chosen(rows: "QuerySet[M]", reference: str | None) -> M:
    """The row of this reference, else the first."""
    named = rows.filter(reference=read_reference(reference)) if reference else rows
    row = named.order_by("pk").first()
    if row is None:
        raise NotFound("not-in-case", _("The case has nothing of the kind."))
    return row


# -- person export ----------------------------------------------------------------------------------------------------


def export_person_arguments(parser: ArgumentParser) -> None:
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument("--author", metavar="REF", help="the platform's own name for the author")
    who.add_argument("--notifier", metavar="ADDRESS", help="the notifier's e-mail address")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.zip", help="where to write it")


def export_person(options: Namespace) -> int:
    """Write everything that is held about one person, opened, into one archive."""
    if options.author:
        export = exporting.export_author(reference=options.author, by=SYSTEM, at=now())
    else:
        export = exporting.export_notifier(address=options.notifier, by=SYSTEM, at=now())
    with _ours_alone(options.out) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in export.members():
            archive.writestr(name, data)
    print(options.out)
    return 0


def _ours_alone(path: Path) -> BinaryIO:
    """A file to write that nobody else could read at any moment, whether it was there before or not."""
    file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb")
    os.fchmod(file.fileno(), 0o600)
    file.truncate()
    return file
