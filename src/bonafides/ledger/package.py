"""The proof package (`.proof.zip`): what one person needs to check their own case offline.

    README.txt            how to verify, for a human; its text is fixed by the format
    vkey.txt              the log's public key, then its receipt key if there is one; a convenience, never
    trusted manifest.json         canonical JSON, see `_manifest` entries/0001.json     an entry's bytes, as
    they stand in the log entries/0001.tlog-proof   its proof (C2SP tlog-proof), absent while the entry is not
    yet published receipts/0001.note    the signed promise to publish it, if one was given

The layout to the byte: docs/reference/proof-package.md.
"""

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from .checkpoint import Checkpoint
from .durable import DurableFolder
from .encoding import base64url_of, from_base64url
from .entries import MAX_ENTRY_BYTES, SALT_BYTES, Entry, Opening, canonical, check_opening
from .errors import MalformedError, OmittedError, RefusedError, UnreadableError
from .merkle import leaf_hash
from .notes import MAX_NOTE_BYTES, Verifier
from .proofs import Proof
from .receipts import Receipt, ReceiptFinding, open_receipt
from .sources import Zip

FORMAT = "bonafides-proof/v1"
MANIFEST, README, VKEY = "manifest.json", "README.txt", "vkey.txt"
MAX_MANIFEST_BYTES = 16_000_000
AUDIENCES = frozenset({"author", "notifier", "auditor"})

README_TEXT = """\
This package proves what a log of decisions recorded. It can be checked offline,
without asking whoever made it.

1. Get the log's public key from a place you trust: the operator's public pages,
   a court file, someone who wrote it down earlier. Do not use vkey.txt from this
   package for that: whoever could forge the package could forge that file too.
2. Install the verifier (pip install bonafides) and run

       bonafides ledger verify THIS-FILE.proof.zip --key 'THE-PUBLIC-KEY'

   An entry that is not published yet rests on a receipt; its key is given with
   --receipt-key in the same way.

It answers 0 and tells the story if everything fits, 1 if something was changed,
2 if it cannot read the package.

What it proves: these entries stand in the log, at these places, with these dates,
and the opened fields are what was recorded then. What it does not prove: that
what was recorded is true, or that nothing else happened.
"""


@dataclass(frozen=True, slots=True)
class PackagedEntry:
    """An entry, what opens some of its fields, and its proof file or its receipt (signed note), or both."""

    data: bytes
    openings: tuple[Opening, ...] = ()
    proof: bytes | None = None
    receipt: bytes | None = None


@dataclass(frozen=True, slots=True)
class EntryFinding:
    """A verified entry. index and checkpoint are None while it is pending, receipt where none was checked."""

    entry: Entry
    openings: tuple[Opening, ...]
    index: int | None
    checkpoint: Checkpoint | None
    receipt: Receipt | None
    receipt_unchecked: bool = False


@dataclass(frozen=True, slots=True)
class PackageReport:
    """What a verified package shows, in the log's order, pending entries last.

    audience, about and made_at are what the package says of itself; nothing proves them. key_inside_differs:
    vkey.txt does not name a key that was used.
    """

    origin: str
    findings: tuple[EntryFinding, ...]
    audience: str
    about: str
    made_at: str
    key_inside_differs: bool
    receipts: tuple[ReceiptFinding, ...] = ()


def write_package(
    file: Path,
    entries: Sequence[PackagedEntry],
    *,
    key: Verifier,
    receipt_key: Verifier | None,
    audience: str,
    about: str,
    made_at: datetime,
) -> None:
    """Write a package whole or not at all. audience: author, notifier or auditor; about: a line for humans.

    The same arguments give the same bytes. Raises MalformedError for an entry with neither proof nor receipt.
    """
    data = package_of(entries, key=key, receipt_key=receipt_key, audience=audience, about=about, made_at=made_at)
    folder = DurableFolder(file.parent)
    folder.write(file.name, data)
    folder.settle()


def package_of(
    entries: Sequence[PackagedEntry],
    *,
    key: Verifier,
    receipt_key: Verifier | None,
    audience: str,
    about: str,
    made_at: datetime,
) -> bytes:
    """The bytes of a package; see `write_package`."""
    if audience not in AUDIENCES or not all(entry.proof or entry.receipt for entry in entries):
        raise MalformedError("package_shape", "A package is for a known audience, each entry proven or promised.")
    files = {README: README_TEXT.encode(), VKEY: _keys_text(key, receipt_key)}
    for number, entry in enumerate(entries, 1):
        files |= _files_of(number, entry)
    head = {"for": audience, "about": about, "made": f"{made_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"}
    files[MANIFEST] = canonical(_manifest(entries, key.name, head))
    return _zipped(files)


def _keys_text(key: Verifier, receipt_key: Verifier | None) -> bytes:
    return "".join(f"{one.vkey}\n" for one in (key, receipt_key) if one).encode()


def _files_of(number: int, entry: PackagedEntry) -> dict[str, bytes]:
    paths = _paths(number, entry)
    parts = {"bytes": entry.data, "proof": entry.proof, "receipt": entry.receipt}
    return {path: data for part, data in parts.items() if (path := paths[part]) and data is not None}


def _paths(number: int, entry: PackagedEntry) -> dict[str, str | None]:
    return {
        "bytes": f"entries/{number:04d}.json",
        "proof": f"entries/{number:04d}.tlog-proof" if entry.proof else None,
        "receipt": f"receipts/{number:04d}.note" if entry.receipt else None,
    }


def _manifest(entries: Sequence[PackagedEntry], origin: str, head: Mapping[str, str]) -> dict[str, Any]:
    """Format, origin, for, about, made, and per entry the paths of its files and the opened fields."""
    return {
        "format": FORMAT,
        "origin": origin,
        **head,
        "entries": [
            {**_paths(number, entry), "opened": [_opened(one) for one in entry.openings]}
            for number, entry in enumerate(entries, 1)
        ],
    }


def _opened(opening: Opening) -> dict[str, Any]:
    return {"field": opening.field, "salt": base64url_of(opening.salt), "value": opening.value}


def _zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for path in sorted(files):
            package.writestr(zipfile.ZipInfo(path), files[path], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def verify_package(
    package: Zip,
    keys: Sequence[Verifier],
    *,
    now: int,
    receipts: Sequence[bytes] = (),
    receipt_keys: Sequence[Verifier] = (),
) -> PackageReport:
    """Verify every entry, opening, proof and receipt of a package against keys from outside it.

    now: unix seconds; receipts: signed notes whose entries are looked for in the package. Raises RefusedError
    (or one of its kinds) with the first thing found wrong, OmittedError for an entry whose promise has passed
    without a proof, UnreadableError `receipt_key_needed` where only a receipt whose key was not given speaks
    for an entry.
    """
    manifest = _read_manifest(package)
    if manifest["origin"] not in {key.name for key in keys}:
        sentence = f"The package is of the log {manifest['origin']}, the key given is of another."
        raise RefusedError("origin_wrong", sentence, origin=manifest["origin"])
    _check_files(package, manifest)
    check = _Check(package, keys, receipt_keys, manifest["origin"], now)
    findings = [check.entry(row) for row in manifest["entries"]]
    _check_one_history(findings)
    ordered = sorted(findings, key=lambda one: (one.index is None, one.index or 0))
    head = manifest["for"], manifest["about"], manifest["made"]
    promised = [open_receipt(data, receipt_keys, origin=manifest["origin"]) for data in receipts]
    kept = tuple(_found(receipt, findings, now) for receipt in promised)
    return PackageReport(manifest["origin"], tuple(ordered), *head, _differs(package, keys), kept)


def _found(receipt: Receipt, findings: Sequence[EntryFinding], now: int) -> ReceiptFinding:
    """Where the promised entry is proven; a package need not hold every entry, so absence proves nothing."""
    places = {leaf_hash(one.entry.serialise()): one.index for one in findings}
    index = places.get(receipt.leaf)
    if index is None and now > receipt.promised:
        sentence = "The promised entry is not proven by this package: check the receipt against the log itself."
        raise UnreadableError("not_in_package", sentence, leaf=receipt.leaf.hex())
    return ReceiptFinding(receipt, index)


@dataclass(frozen=True, slots=True)
class _Check:
    """One package being verified."""

    package: Zip
    keys: Sequence[Verifier]
    receipt_keys: Sequence[Verifier]
    origin: str
    now: int

    def entry(self, row: Mapping[str, Any]) -> EntryFinding:
        data = _needed(self.package, row["bytes"], MAX_ENTRY_BYTES)
        entry, openings = Entry.parse(data), tuple(_opening_of(one) for one in row["opened"])
        for opening in openings:
            check_opening(entry, opening)
        receipt = self._receipt(row["receipt"], data)
        unchecked = row["receipt"] is not None and receipt is None
        if row["proof"] is None:
            return EntryFinding(entry, openings, None, None, self._pending(receipt))
        proof = Proof.parse(_needed(self.package, row["proof"], MAX_NOTE_BYTES))
        checkpoint = proof.check(data, self.keys)
        if checkpoint.origin != self.origin:
            raise RefusedError("origin_wrong", "A proof in the package is of another log.", origin=self.origin)
        return EntryFinding(entry, openings, proof.index, checkpoint, receipt, unchecked)

    def _receipt(self, path: str | None, data: bytes) -> Receipt | None:
        if path is None or not self.receipt_keys:
            return None
        note = _needed(self.package, path, MAX_NOTE_BYTES)
        receipt = open_receipt(note, self.receipt_keys, origin=self.origin)
        if receipt.leaf != leaf_hash(data):
            raise RefusedError("receipt_wrong", "A receipt in the package is for another entry.", path=path)
        return receipt

    def _pending(self, receipt: Receipt | None) -> Receipt:
        if receipt is None:
            sentence = "An entry is not published yet; give --receipt-key to check the receipt that promises it."
            raise UnreadableError("receipt_key_needed", sentence)
        if self.now > receipt.promised:
            sentence = (
                f"An entry was promised by {receipt.promised_at:%Y-%m-%d %H:%M} UTC and is not proven here."
                " Ask for a new package, or check the receipt against the log itself."
            )
            raise OmittedError("promise_passed", sentence, promised=receipt.promised)
        return receipt


def _check_one_history(findings: Sequence[EntryFinding]) -> None:
    """No two checkpoints of one size with different roots, no place or entry twice."""
    roots = {(one.checkpoint.size, one.checkpoint.root) for one in findings if one.checkpoint}
    if len(roots) != len({size for size, _ in roots}):
        raise RefusedError("forked", "The package holds two different logs of one size: the log was forked.")
    references = [one.entry.ref for one in findings]
    if len(set(references)) != len(references):
        raise RefusedError("entry_twice", "An entry stands in the package twice.")


def _differs(package: Zip, keys: Sequence[Verifier]) -> bool:
    inside = _needed(package, VKEY, MAX_NOTE_BYTES).decode("utf-8", "replace").splitlines()
    return not any(key.vkey in inside for key in keys)


def _check_files(package: Zip, manifest: Mapping[str, Any]) -> None:
    """Every file is named once by the manifest, and the README is the one of this format."""
    named = [row[part] for row in manifest["entries"] for part in ("bytes", "proof", "receipt") if row[part]]
    if sorted([*named, MANIFEST, README, VKEY]) != sorted(package.names):
        raise RefusedError("package_files", "The package's files are not those that its manifest names.")
    if _needed(package, README, MAX_NOTE_BYTES) != README_TEXT.encode():
        raise RefusedError("readme_changed", "The package's README.txt is not the one of this format.")


def _needed(package: Zip, path: str, limit: int) -> bytes:
    data = package.read(path, limit)
    if data is None or len(data) > limit:
        raise RefusedError("package_files", f"{path} is missing from the package, or too long.", path=path)
    return data


def _read_manifest(package: Zip) -> dict[str, Any]:
    data = _needed(package, MANIFEST, MAX_MANIFEST_BYTES)
    try:
        manifest = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _bad_manifest() from error
    if canonical(manifest) != data or not _is_manifest(manifest):
        raise _bad_manifest()
    return dict(manifest)


def _is_manifest(value: Any) -> bool:
    texts = ("format", "origin", "for", "about", "made")
    return (
        isinstance(value, dict)
        and value.keys() == {*texts, "entries"}
        and all(isinstance(value[name], str) for name in texts)
        and (value["format"], value["for"] in AUDIENCES) == (FORMAT, True)
        and isinstance(value["entries"], list)
        and all(map(_is_row, value["entries"]))
    )


def _is_row(row: Any) -> bool:
    return (
        isinstance(row, dict)
        and row.keys() == {"bytes", "proof", "receipt", "opened"}
        and isinstance(row["bytes"], str)
        and all(row[part] is None or isinstance(row[part], str) for part in ("proof", "receipt"))
        and isinstance(row["opened"], list)
    )


def _opening_of(value: Any) -> Opening:
    if not isinstance(value, dict) or value.keys() != {"field", "salt", "value"}:
        raise _bad_manifest()
    field, salt = value["field"], value["salt"]
    if not isinstance(field, str) or not isinstance(salt, str):
        raise _bad_manifest()
    return Opening(field, from_base64url(salt, what="salt", size_bytes=SALT_BYTES), value["value"])


def _bad_manifest() -> MalformedError:
    return MalformedError("manifest_form", f"The package's {MANIFEST} is not in the form of {FORMAT}.")
