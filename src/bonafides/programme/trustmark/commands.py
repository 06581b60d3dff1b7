"""`bonafides trustmark renew | export | compromise`."""

import argparse
import sys
from pathlib import Path

from django.conf import settings

from bonafides.base.keys import files, issuing
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.kernel.ids import read_reference
from bonafides.programme.trustmark import actions, exports, queries
from bonafides.programme.trustmark.actions import rounds


def renew_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "Do at once what the worker does by itself: renew marks, sign lists, end what is over."


def renew(options: argparse.Namespace) -> int:
    """Run the renewing and publishing once; exit 1 while a mark is late for a fault of ours."""
    at = now()
    rounds.publish(at)
    rounds.renew(at)
    rounds.publish(at)
    late = list(queries.register(at, standing="issuer_late"))
    for mark in late:
        print(f"{mark.reference} {mark.member.name}: cannot be signed ({mark.late_cause})", file=sys.stderr)
    print(f"{queries.marks_to_look_at().count()} active marks, {len(late)} late.")
    return 1 if late else 0


def export_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("mark", help="the mark's number")
    parser.add_argument("--to", type=Path, required=True, metavar="DIR", help="where to write the files")


def export(options: argparse.Namespace) -> int:
    """Write the mark as JSON, SVG and PNG, with the issuer's document and the status list."""
    for path in exports.export_mark(queries.mark_at(read_reference(options.mark)), options.to, now()):
        print(path)
    return 0


def compromise_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Somebody else may hold a key of the issuer: take it out of use, say in the issuer's document that what it"
        " signed is worthless, revoke every mark that it signed, and issue each anew under a new key."
    )
    parser.add_argument("key", metavar="KEY_ID", help="as `keys list` shows it, or its full name in did.json")
    parser.add_argument("--reason", default="The key may be in other hands.", help="stands in the public log")


def compromise(options: argparse.Namespace) -> int:
    """Revoke, re-issue all. Safe to be run again, should it break off."""
    at, key = now(), options.key if "#" in options.key else issuing.name_of(options.key)
    wanted = actions.revoke_key(key=key, reason=options.reason, by=SYSTEM, at=at)
    done = actions.reissue_all(key=key, at=at)
    rounds.publish(at)
    print(f"{key} is revoked. Of {wanted} credentials that it signed, {done} marks were issued anew.")
    print(f"The issuer signs with {files.load(settings.KEYS, issuing.PURPOSE).id} now. Make a new backup of the keys.")
    print("Tell whoever keeps a copy of did.json to take the new one. Pledges under the old key verify no more.")
    return 0
