"""The proof package: whole, it tells its story; changed anywhere, it is refused."""

import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest

from bonafides.ledger.checkpoint import Checkpoint
from bonafides.ledger.entries import canonical, opening_of
from bonafides.ledger.errors import LedgerError, MalformedError, OmittedError, RefusedError, UnreadableError
from bonafides.ledger.merkle import inclusion_proof, leaf_hashes, ranges_of, root_of
from bonafides.ledger.package import PackagedEntry, PackageReport, package_of, verify_package, write_package
from bonafides.ledger.proofs import Proof
from bonafides.ledger.sources import Zip
from bonafides.ledger.story import package_story

from .samples import (
    ACCEPTED,
    LOG,
    ORIGIN,
    PROMISED,
    RECEIPTS,
    SECRET,
    STRANGER,
    a_receipt,
    an_entry,
    some_entries,
)

KEYS, RECEIPT_KEYS = [LOG.verifier], [RECEIPTS.verifier]
LEAVES = leaf_hashes(some_entries(20))
NOTE = Checkpoint(ORIGIN, 20, root_of(LEAVES)).signed(LOG)
MADE = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
Parts = dict[str, bytes]


def proven(index: int, *, note: bytes = NOTE, receipt: bytes | None = None) -> PackagedEntry:
    path = tuple(inclusion_proof(index, 20, ranges_of(LEAVES)))
    opened = (opening_of(SECRET, f"event-{index}", "clause", "4.2"),)
    return PackagedEntry(an_entry(index), opened, Proof(index, path, note).serialise(), receipt)


def pending(number: int) -> PackagedEntry:
    return PackagedEntry(an_entry(number), (), None, a_receipt(an_entry(number)))


def a_package(*entries: PackagedEntry) -> bytes:
    about = "case 7F3K"
    return package_of(
        entries,
        key=LOG.verifier,
        receipt_key=RECEIPTS.verifier,
        audience="author",
        about=about,
        made_at=MADE,
    )


def verified(data: bytes, folder: Path, *, now: int = ACCEPTED, receipt_keys: bool = True) -> PackageReport:
    (folder / "sample.proof.zip").write_bytes(data)
    with Zip(folder / "sample.proof.zip") as package:
        return verify_package(package, KEYS, now=now, receipt_keys=RECEIPT_KEYS if receipt_keys else ())


def parts_of(data: bytes) -> Parts:
    with zipfile.ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def zipped(parts: Parts) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return buffer.getvalue()


def with_a_bit_changed(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


WHOLE = a_package(proven(12, receipt=a_receipt(an_entry(12))), proven(3), pending(40))


def test_a_package_tells_when_what_and_which_fields(tmp_path: Path) -> None:
    report = verified(WHOLE, tmp_path)

    assert [one.index for one in report.findings] == [3, 12, None]
    story = list(package_story(report))
    assert "On 1 October 2026, “case decided” was recorded; it is entry 3 of the 20" in story[1]
    assert story[2] == "    clause: 4.2"
    assert story[3] == "    (2 fields not opened)"
    assert any("it is pending: not in the log yet, promised by 27 October 2026" in line for line in story)


def test_the_same_arguments_give_the_same_bytes() -> None:
    assert a_package(proven(12)) == a_package(proven(12))


def test_a_package_is_written_whole(tmp_path: Path) -> None:
    file = tmp_path / "case.proof.zip"

    write_package(
        file,
        [proven(3)],
        key=LOG.verifier,
        receipt_key=None,
        audience="notifier",
        about="flag 9",
        made_at=MADE,
    )

    assert [path.name for path in tmp_path.iterdir()] == ["case.proof.zip"]
    with Zip(file) as package:
        assert verify_package(package, KEYS, now=ACCEPTED).audience == "notifier"


def test_an_entry_with_neither_proof_nor_receipt_is_not_packed() -> None:
    with pytest.raises(MalformedError):
        a_package(PackagedEntry(an_entry(1)))


PROVEN = sorted(name for name in parts_of(WHOLE) if "/" in name or name == "README.txt")


@pytest.mark.parametrize("name", PROVEN)
def test_a_changed_bit_in_a_file_is_refused(name: str, tmp_path: Path) -> None:
    parts = parts_of(WHOLE)

    for at in range(0, len(parts[name]), 1 + len(parts[name]) // 60):
        with pytest.raises(LedgerError):
            verified(zipped({**parts, name: with_a_bit_changed(parts[name], at)}), tmp_path)


def test_a_changed_bit_in_what_the_manifest_says_of_the_entries_is_refused(tmp_path: Path) -> None:
    parts = parts_of(WHOLE)
    manifest = parts["manifest.json"]

    for at in range(manifest.index(b'"entries"'), manifest.index(b'"for"'), 7):
        with pytest.raises(LedgerError):
            verified(zipped({**parts, "manifest.json": with_a_bit_changed(manifest, at)}), tmp_path)


@pytest.mark.parametrize("name", sorted(parts_of(WHOLE)))
def test_a_missing_file_is_refused(name: str, tmp_path: Path) -> None:
    parts = parts_of(WHOLE)
    del parts[name]

    with pytest.raises(RefusedError):
        verified(zipped(parts), tmp_path)


def test_a_file_that_the_manifest_does_not_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as refused:
        verified(zipped({**parts_of(WHOLE), "entries/0009.json": b"{}"}), tmp_path)

    assert refused.value.code == "package_files"


def set_value(manifest: dict[str, object]) -> None:
    manifest["entries"][0]["opened"][0]["value"] = "4.3"  # type: ignore[index]


def swap_proofs(manifest: dict[str, object]) -> None:
    one, two = manifest["entries"][:2]  # type: ignore[index]
    one["proof"], two["proof"] = two["proof"], one["proof"]


def drop_member(manifest: dict[str, object]) -> None:
    del manifest["about"]


def rename_origin(manifest: dict[str, object]) -> None:
    manifest["origin"] = "other.example/log"


def no_proof(manifest: dict[str, object]) -> None:
    manifest["entries"][1]["proof"] = None  # type: ignore[index]


@pytest.mark.parametrize("change", [set_value, swap_proofs, drop_member, rename_origin, no_proof])
def test_a_manifest_that_tells_another_story_is_refused(
    change: Callable[[dict[str, object]], None], tmp_path: Path
) -> None:
    parts = parts_of(WHOLE)
    manifest = json.loads(parts["manifest.json"])
    change(manifest)

    with pytest.raises(RefusedError):
        verified(zipped({**parts, "manifest.json": canonical(manifest)}), tmp_path)


@pytest.mark.parametrize("text", [b"", b"{", b"[" * 100_000, b"{}", b"[]", b'{"a":NaN}', b'{"a":1,"a":1}'])
def test_a_manifest_of_another_form_is_refused(text: bytes, tmp_path: Path) -> None:
    with pytest.raises(MalformedError):
        verified(zipped({**parts_of(WHOLE), "manifest.json": text}), tmp_path)


def test_a_package_signed_by_a_stranger_is_refused(tmp_path: Path) -> None:
    note = Checkpoint(ORIGIN, 20, root_of(LEAVES)).signed(STRANGER)

    with pytest.raises(RefusedError):
        verified(a_package(proven(3, note=note)), tmp_path)


def test_the_key_inside_is_not_trusted_and_a_difference_is_said(tmp_path: Path) -> None:
    parts = {**parts_of(WHOLE), "vkey.txt": STRANGER.verifier.vkey.encode()}

    report = verified(zipped(parts), tmp_path)

    assert report.key_inside_differs
    assert any(line.startswith("Warning: the key inside") for line in package_story(report))


def test_a_pending_entry_needs_the_receipt_key(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError) as refused:
        verified(WHOLE, tmp_path, receipt_keys=False)

    assert refused.value.code == "receipt_key_needed"


def test_a_proven_entry_stands_without_the_receipt_key_and_says_what_was_not_checked(tmp_path: Path) -> None:
    data = a_package(proven(12, receipt=a_receipt(an_entry(12))))

    story = list(package_story(verified(data, tmp_path, receipt_keys=False)))

    assert any("its receipt was not checked" in line for line in story)


def test_a_pending_entry_whose_promise_has_passed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OmittedError):
        verified(WHOLE, tmp_path, now=PROMISED + 1)


def test_a_receipt_for_another_entry_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as refused:
        verified(a_package(proven(12, receipt=a_receipt(an_entry(13)))), tmp_path)

    assert refused.value.code == "receipt_wrong"


def test_two_histories_of_one_size_in_one_package_are_a_fork(tmp_path: Path) -> None:
    other = leaf_hashes(some_entries(20, 100))
    path = tuple(inclusion_proof(0, 20, ranges_of(other)))
    note = Checkpoint(ORIGIN, 20, root_of(other)).signed(LOG)
    forked = PackagedEntry(an_entry(100), (), Proof(0, path, note).serialise())

    with pytest.raises(RefusedError) as refused:
        verified(a_package(proven(3), forked), tmp_path)

    assert refused.value.code == "forked"


def test_an_entry_told_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as refused:
        verified(a_package(proven(3), proven(3)), tmp_path)

    assert refused.value.code == "entry_twice"


def test_a_value_cannot_steer_the_terminal(tmp_path: Path) -> None:
    from datetime import date

    from bonafides.ledger.entries import entry_of

    value = "red \x1b[31m and \u202edesrever"
    entry = entry_of(
        type_="t", day=date(2026, 1, 1), ref=bytes(16), fields={"note": value}, secret=SECRET, event_id="e"
    ).serialise()
    receipt = a_receipt(entry)
    data = a_package(PackagedEntry(entry, (opening_of(SECRET, "e", "note", value),), None, receipt))

    story = "\n".join(package_story(verified(data, tmp_path)))

    assert "\\u001b[31m" in story
    assert all(char.isprintable() or char == "\n" for char in story)
