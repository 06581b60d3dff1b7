"""Bytes that others published, read and remade by our code."""

from pathlib import Path

import pytest

from bonafides.ledger.checkpoint import Checkpoint, open_checkpoint
from bonafides.ledger.errors import LedgerError, MalformedError, SignatureError
from bonafides.ledger.merkle import Frontier, check_consistency, leaf_hash, leaf_hashes, root_of
from bonafides.ledger.notes import Note, Signer, Verifier, open_note
from bonafides.ledger.proofs import Proof
from bonafides.ledger.sources import Directory
from bonafides.ledger.verify import verify_log
from bonafides.ledger.writer import TileWriter

VECTORS = Path(__file__).parent / "vectors"

TESSERA_SKEY = "PRIVATE+KEY+example.com/log/testdata+33d7b496+AeymY/SZAX0jZcJ8enZ5FY1Dz+wTML2yWSkK+9DSF3eg"
TESSERA_VKEY = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
TESSERA_ENTRIES = b"one two three four five six seven eit nain ten ileven twelf threeten fourten fivten".split()
SIZES = [0, 1, 6, 11, 15]

PETER_SKEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PETER_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
ENOCH_VKEY = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"

# The reference tree of Certificate Transparency: inputs in hex, and the root after each.
CT_TREE = [
    ("", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
    ("00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
    ("10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
    ("2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
    ("3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"),
    ("40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"),
    ("5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"),
    ("606162636465666768696a6b6c6d6e6f", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
]


def tessera(size: int) -> bytes:
    return (VECTORS / f"tessera-checkpoint.{size}").read_bytes()


@pytest.mark.parametrize("size", SIZES)
def test_a_checkpoint_of_tessera_is_made_again_byte_for_byte(size: int) -> None:
    signer = Signer.parse(TESSERA_SKEY)

    root = root_of(leaf_hashes(TESSERA_ENTRIES[:size]))

    assert Checkpoint(signer.name, size, root).signed(signer) == tessera(size)
    assert signer.verifier.vkey == TESSERA_VKEY


@pytest.mark.parametrize("size", SIZES)
def test_a_log_written_by_us_ends_in_the_checkpoint_of_tessera(size: int, tmp_path: Path) -> None:
    writer = TileWriter(tmp_path, Signer.parse(TESSERA_SKEY))

    published = writer.publish(TESSERA_ENTRIES[:size], after=Frontier())

    assert published.note == tessera(size)
    key = Verifier.parse(TESSERA_VKEY)
    report = verify_log(Directory(tmp_path), [key], now=0, foreign_entries=True)
    assert report.checkpoint.size == size


def test_the_log_extends_every_earlier_checkpoint_of_tessera(tmp_path: Path) -> None:
    TileWriter(tmp_path, Signer.parse(TESSERA_SKEY)).publish(TESSERA_ENTRIES, after=Frontier())
    earlier = [tessera(size) for size in SIZES]

    report = verify_log(
        Directory(tmp_path), [Verifier.parse(TESSERA_VKEY)], now=0, earlier=earlier, foreign_entries=True
    )

    assert [one.size for one in report.earlier] == SIZES


def test_the_roots_are_those_of_the_certificate_transparency_reference_tree() -> None:
    leaves = [leaf_hash(bytes.fromhex(data)) for data, _ in CT_TREE]

    roots = [root_of(leaves[:size]).hex() for size in range(1, 9)]

    assert roots == [root for _, root in CT_TREE]


def test_a_published_consistency_proof_is_accepted_and_its_neighbours_are_not() -> None:
    """RFC 6962, section 2.1.3: PROOF(6, D[8]) of the reference tree is its nodes i, j and k."""
    leaves = [leaf_hash(bytes.fromhex(data)) for data, _ in CT_TREE]
    i, j, k = root_of(leaves[4:6]), root_of(leaves[6:8]), root_of(leaves[:4])
    old, new = bytes.fromhex(CT_TREE[5][1]), bytes.fromhex(CT_TREE[7][1])

    check_consistency(6, 8, old, new, [i, j, k])

    for wrong in ([i, j], [j, i, k], [i, j, k, k], []):
        with pytest.raises(LedgerError):
            check_consistency(6, 8, old, new, wrong)


def test_the_note_of_the_go_library_opens_with_either_key_and_both() -> None:
    data = (VECTORS / "x-mod-note.txt").read_bytes()
    peter, enoch = Verifier.parse(PETER_VKEY), Verifier.parse(ENOCH_VKEY)

    notes = [open_note(data, keys) for keys in ([peter], [enoch], [peter, enoch])]

    assert [len(note.signatures) for note in notes] == [2, 2, 2]
    assert all(note.serialise() == data for note in notes)


def test_the_go_library_s_signature_is_made_again_byte_for_byte() -> None:
    note = Note.parse((VECTORS / "x-mod-note.txt").read_bytes())

    assert Signer.parse(PETER_SKEY).sign(note.text).signatures == note.signatures[:1]


def test_no_part_of_a_key_and_no_changed_key_is_a_key() -> None:
    parts = {PETER_VKEY[i:j] for i in range(len(PETER_VKEY)) for j in range(i + 1, len(PETER_VKEY) + 1)}
    changed = {PETER_VKEY[:i] + chr(ord(c) + 1) + PETER_VKEY[i + 1 :] for i, c in enumerate(PETER_VKEY)}

    for text in (parts | changed) - {PETER_VKEY}:
        with pytest.raises(MalformedError):
            Verifier.parse(text)


@pytest.mark.parametrize(
    "vkey",
    [
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
    ids=["key of a wrong length", "unknown algorithm"],
)
def test_a_key_that_the_go_library_refuses_is_refused(vkey: str) -> None:
    with pytest.raises(MalformedError):
        Verifier.parse(vkey)


def test_the_example_note_of_the_specification_is_read_with_its_blank_line_in_the_text() -> None:
    data = (VECTORS / "c2sp-signed-note.txt").read_bytes()

    note = Note.parse(data)

    assert note.text.count("\n") == 4
    assert note.text.endswith("ed è subito sera.\n")
    assert [one.name for one in note.signatures] == ["quasimodo.example/salvatore"]
    assert note.serialise() == data


def test_a_note_by_an_unknown_key_is_refused() -> None:
    with pytest.raises(SignatureError):
        open_note((VECTORS / "c2sp-signed-note.txt").read_bytes(), [Verifier.parse(PETER_VKEY)])


def test_a_proof_file_made_elsewhere_is_read_and_written_back_unchanged() -> None:
    data = (VECTORS / "spicy.tlog-proof").read_bytes()

    proof = Proof.parse(data)

    assert (proof.index, len(proof.path), proof.extra) == (100252, 12, None)
    assert open_checkpoint(proof.checkpoint, [Verifier.parse(TESSERA_VKEY)]).size == 100270
    assert proof.serialise() == data
