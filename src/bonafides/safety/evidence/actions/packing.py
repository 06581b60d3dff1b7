"""Handing out a release: a bag of its items, stamped and sealed, encrypted to its recipient.

    1. Two persons have approved, or it is an emergency; the list is the frozen one and nothing of it is erased.
    2. Every piece is read under custody into a folder that nobody else can read.
    3. Custody, statements, log proofs and keys are put beside them; the whole is stamped and sealed.
    4. The bag is encrypted to the recipient's key and stored; the open copy is gone.
    5. What was handed out is recorded, and each item's custody says so.

Step 3 may wait for time-stamp authorities, so it happens outside any transaction.
"""

import json
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyrage
from django.conf import settings

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.blobs import actions as blobs
from bonafides.base.blobs import queries as stored
from bonafides.base.blobs.custody import Reading
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict
from bonafides.kernel.text import gettext_noop as _
from bonafides.ledger.entries import canonical
from bonafides.safety.evidence import bag, bag_log, bag_texts, permissions, rules
from bonafides.safety.evidence.actions import custody
from bonafides.safety.evidence.actions.releasing import digest_of, locked
from bonafides.safety.evidence.events import EvidenceReleased
from bonafides.safety.evidence.models import EvidenceItem, Piece, Release
from bonafides.safety.evidence.timestamps import Authority, Failure, Stamp, stamp_by_all
from bonafides.safety.evidence.vocabulary import PACKAGE_LASTS, Act, PieceKind, Purpose, ReleaseState

FORMAT = "bonafides-evidence/1"
SCRATCH = ".bag-"  # what the folders of bags under way begin with
CUSTODY, STATEMENTS = "custody.json", "statements.json"


def hand_out(*, release: Release, by: Actor, at: datetime) -> Release:
    """Make the package of a release; nothing is in force before the last step."""
    with scratch_folder() as scratch:
        folder = scratch / f"evidence-{release.reference}"
        gather(release=release, folder=folder, by=by, at=at)
        made = close_bag(release, folder, at)
        package = encrypted(folder, release.recipient_key)
        with package.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        with package.open("rb") as file:
            placed = blobs.place(file)
    return settle(release=release, placed=placed, made=made, package_sha256=digest, by=by, at=at)


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder that only we can read, gone afterwards; the job removes what a crash leaves."""
    incoming = settings.HOME / "incoming"
    incoming.mkdir(exist_ok=True, mode=0o700)
    with TemporaryDirectory(dir=incoming, prefix=SCRATCH) as name:
        yield Path(name)


def check_may_hand_out(release: Release, at: datetime) -> None:
    """Approved by two others; or an emergency that nobody objected to, in its time. Once each."""
    if release.released_at is not None:
        raise Conflict("handed-out", _("This was handed out already."))
    rules.check_hand_out(release.facts(), at)


# -- 1 and 2: reading under custody ----------------------------------------------------------------------------------


@audited_action
def gather(*, release: Release, folder: Path, by: Actor, at: datetime) -> None:
    """Read every piece into the folder, each with its custody record, and write down what they are."""
    permissions.check_can_keep(by)
    release = locked(release)
    check_may_hand_out(release, at)
    items = frozen_items(release)
    (folder / bag.PAYLOAD).mkdir(parents=True)
    told: dict[str, Any] = {}
    pieces = {item.reference: list(_gathered(item, folder, told, by=by, at=at)) for item in items}
    account = {
        "format": FORMAT,
        "release": _account_of_release(release),
        "items": [_account_of(item, pieces[item.reference]) for item in items],
    }
    bag.put(folder, CUSTODY, canonical(account))
    bag.put(folder, STATEMENTS, canonical(told))


def frozen_items(release: Release) -> list[EvidenceItem]:
    """The items as they were asked for; refuses if the list is another, or one of them is gone."""
    items = [each.item for each in release.items.select_related("item")]
    if digest_of(item.reference for item in items) != release.items_digest:
        raise Conflict("list-changed", _("The list of items is not the one that was voted on."))
    gone = [item.reference for item in items if item.erased_at is not None]
    if gone:
        raise Conflict("erased", _("%(items)s: erased since this was asked for; ask again."), items=", ".join(gone))
    return items


def _gathered(
    item: EvidenceItem, folder: Path, told: dict[str, Any], *, by: Actor, at: datetime
) -> Iterator[dict[str, Any]]:
    """One item's pieces as files; statements are taken from the latest record."""
    reading = Reading(by=by, at=at, purpose=Purpose.RELEASE, act=Act.COPY)
    for number, piece in enumerate(item.pieces.exclude(blob=""), 1):
        path = f"{bag.PAYLOAD}/items/{item.reference}/{number}-{NAMES[PieceKind(piece.kind)]}"
        digest = bag.put(folder, path, stored.chunks(piece.blob, reading=reading))
        if piece.kind != PieceKind.CONTENT:
            _take_apart(piece, folder, path, item, told)
        yield {**_facts_of(piece), "path": path, "sha256": digest, "unchanged": digest == piece.sha256}


NAMES = {PieceKind.CONTENT: "content", PieceKind.CONTEXT: "context.json", PieceKind.RECORD: "record.json"}


def _take_apart(piece: Piece, folder: Path, path: str, item: EvidenceItem, told: dict[str, Any]) -> None:
    """The page as it was served stands in the context, the statements in the record."""
    document = json.loads((folder / path).read_bytes())
    if piece.kind == PieceKind.RECORD:
        told[item.reference] = document.get("statements", [])
    elif isinstance(document, dict) and isinstance(document.get("page"), str):
        bag.put(folder, f"{path.removesuffix('context.json')}page.html", document["page"].encode())


def _facts_of(piece: Piece) -> dict[str, Any]:
    return {"kind": piece.kind, "size_bytes": piece.size_bytes, "kept_since": piece.added_at.isoformat()}


def _account_of_release(release: Release) -> dict[str, Any]:
    return {
        "reference": release.reference,
        "purpose": release.purpose,
        "basis": release.basis,
        "authority_reference": release.authority_reference,
        "recipient": release.recipient,
        "recipient_key": release.recipient_key,
        "requested_by": release.requested_by.code,
        "requested_at": release.requested_at.isoformat(),
        "emergency": release.emergency,
        "approved_by": [each.person.code for each in release.votes.filter(approves=True).select_related("person")],
    }


def _account_of(item: EvidenceItem, pieces: list[dict[str, Any]]) -> dict[str, Any]:
    clocks = item.clocks.values("kind", "law", "started_at", "until", "stopped_at", "authority", "authority_reference")
    return {
        "evidence": item.reference,
        "item": item.subject,
        "case": item.case,
        "kind": item.kind,
        "media_type": item.media_type,
        "cause": item.cause,
        "preserved_at": item.preserved_at.isoformat(),
        "pieces": pieces,
        "clocks": [{name: _text(value) for name, value in clock.items()} for clock in clocks],
        "custody": [each.details | {"digest": each.digest} for each in item.custody.order_by("number")],
    }


def _text(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


# -- 3 and 4: stamping, sealing, encrypting --------------------------------------------------------------------------


@dataclass(frozen=True)
class Made:
    """What became of a bag."""

    tagmanifest_sha256: str
    trouble: str


def close_bag(release: Release, folder: Path, at: datetime) -> Made:
    """Proofs, keys, stamps and seal around what was gathered."""
    bag.write_manifests(folder)
    items = [each.item for each in release.items.select_related("item")]
    in_log = bag_log.put_proofs(folder, items)
    listed = [bag.MANIFEST, bag.MANIFEST_512, CUSTODY, STATEMENTS, *in_log]
    stamps = stamp_by_all(bag.write_digests(folder, listed), authorities())
    _put_stamps(folder, stamps)
    good = [stamp for stamp in stamps if isinstance(stamp, Stamp)]
    bag.put(folder, "VERIFY.md", bag_texts.verify_text(len(good), stamps).encode())
    info = {
        "Source-Organization": settings.PUBLIC_URL,
        "External-Identifier": release.reference,
        "Internal-Sender-Identifier": release.authority_reference or "-",
        "Bag-Software-Agent": "Bonafides",
    }
    digest = bag.finish(folder, info, on=at.date(), sign=bag_log.sign)
    return Made(digest, _trouble(stamps))


def authorities() -> list[Authority]:
    return [Authority.parse(text) for text in settings.TIMESTAMP_AUTHORITIES]


def _put_stamps(folder: Path, stamps: list[Stamp | Failure]) -> None:
    good = [stamp for stamp in stamps if isinstance(stamp, Stamp)]
    for number, stamp in enumerate(good, 1):
        bag.put(folder, f"tsa/{number}.tsr", stamp.response)
        bag.put(folder, f"tsa/{number}.token", stamp.token)
        bag.put(folder, f"tsa/{number}-chain.pem", stamp.chain)
    account = [
        {"authority": each.authority, "at": each.at.isoformat()}
        if isinstance(each, Stamp)
        else {"authority": each.authority, "failed": each.why}
        for each in stamps
    ]
    bag.put(folder, "tsa/authorities.json", canonical(account))


def _trouble(stamps: list[Stamp | Failure]) -> str:
    """What a reader of the release should know, in a word and its facts."""
    failed = [each.authority for each in stamps if isinstance(each, Failure)]
    return ", ".join(failed)[:300] if stamps else "-"


def encrypted(folder: Path, key: str) -> Path:
    """The bag as one tar file, encrypted with age; the open files are removed at once."""
    plain, package = folder.with_suffix(".tar"), folder.with_suffix(".tar.age")
    with tarfile.open(plain, "w") as tar:
        tar.add(folder, folder.name, filter=_anonymous)
    shutil.rmtree(folder)
    pyrage.encrypt_file(str(plain), str(package), [pyrage.x25519.Recipient.from_str(key)])
    plain.unlink()
    return package


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Nothing of our machine: no user, no group, no clock."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mtime, member.mode = 0, 0o755 if member.isdir() else 0o644
    return member


# -- 5: writing it down ------------------------------------------------------------------------------------------------


@audited_action
def settle(
    *, release: Release, placed: blobs.Placed, made: Made, package_sha256: str, by: Actor, at: datetime
) -> Release:
    """The package is there: checked once more, for a vote or an erasure may have come meanwhile."""
    release = locked(release)
    check_may_hand_out(release, at)
    items = frozen_items(release)
    release.package = blobs.keep(placed, bound_to=f"release:{release.reference}", at=at)
    release.package_sha256, release.tagmanifest_sha256 = package_sha256, made.tagmanifest_sha256
    release.trouble, release.released_at, release.ends_at = made.trouble, at, at + PACKAGE_LASTS
    if release.state == ReleaseState.APPROVED:
        release.state = ReleaseState.RELEASED
    release.save()
    for item in items:
        custody.write(
            item,
            Act.RELEASE,
            by=by,
            at=at,
            purpose=Purpose.RELEASE,
            release=release.reference,
            basis=release.basis,
            recipient=release.recipient,
            package_sha256=package_sha256,
        )
    record(
        EvidenceReleased(
            release=release.reference,
            basis=release.basis,
            items=len(items),
            emergency=release.emergency,
            tagmanifest_sha256=made.tagmanifest_sha256,
            package_sha256=package_sha256,
        ),
        by=by,
        at=at,
    )
    return release
