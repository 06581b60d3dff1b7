import io
from pathlib import Path

import pytest

from bonafides.matching.digests import digests_of_bytes, digests_of_file, digests_of_stream, parse_digest
from bonafides.matching.errors import FingerprintError
from bonafides.matching.vocabulary import EntryType

LARGE = bytes(range(256)) * 9000  # more than two chunks


def test_the_digests_are_those_of_the_standards() -> None:
    digests = digests_of_bytes(b"abc")

    assert digests.md5 == "900150983cd24fb0d6963f7d28e17f72"  # RFC 1321
    assert digests.sha1 == "a9993e364706816aba3e25717850c26c9cd0d89d"  # FIPS 180-4
    assert digests.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert digests.sha512.startswith("ddaf35a193617abacc417349ae204131")


def test_a_stream_and_a_file_have_the_digests_of_their_bytes(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(LARGE)

    assert digests_of_stream(io.BytesIO(LARGE)) == digests_of_bytes(LARGE)
    assert digests_of_file(path) == digests_of_bytes(LARGE)


def test_a_digest_is_read_in_either_case() -> None:
    assert parse_digest(EntryType.MD5, "900150983CD24FB0D6963F7D28E17F72") == digests_of_bytes(b"abc").md5


@pytest.mark.parametrize("text", ["", "00", "g" * 32, "0" * 33, "0" * 32 + "\n", " " + "0" * 31])
def test_what_is_not_a_digest_is_refused(text: str) -> None:
    with pytest.raises(FingerprintError, match="A md5 value has 32 hexadecimal digits"):
        parse_digest(EntryType.MD5, text)
