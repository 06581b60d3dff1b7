"""Where logs are read from: hostile zips and odd servers."""

import struct
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

import pytest

from bonafides.ledger.errors import LedgerError, MalformedError, UnreadableError
from bonafides.ledger.sources import Address, Directory, Zip
from bonafides.ledger.verify import verify_log

from .samples import LOG, a_log

KEYS = [LOG.verifier]


class Handler(SimpleHTTPRequestHandler):
    """Serves a folder; some paths behave badly."""

    def do_GET(self) -> None:
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/checkpoint")
            self.end_headers()
        elif self.path == "/broken":
            self.send_error(500)
        else:
            super().do_GET()

    def log_message(self, *_: object) -> None:
        """Keeps the tests quiet."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    a_log(tmp_path, 300)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(tmp_path))) as http:
        threading.Thread(target=http.serve_forever).start()
        yield f"http://127.0.0.1:{http.server_address[1]}"
        http.shutdown()


def a_zip(folder: Path, *members: tuple[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> Path:
    file = folder / "sample.zip"
    with zipfile.ZipFile(file, "w", how) as package:
        for name, data in members:
            package.writestr(name, data)
    return file


def test_a_log_is_verified_over_http(server: str) -> None:
    with Address(server + "/") as source:
        report = verify_log(source, KEYS, now=0)

    assert report.checkpoint.size == 300


def test_a_redirect_is_refused(server: str) -> None:
    with Address(server) as source, pytest.raises(UnreadableError):
        source.read("moved", 100)


def test_a_failing_server_is_unreadable_and_a_missing_file_is_none(server: str) -> None:
    with Address(server) as source:
        assert source.read("nothing/here", 100) is None
        with pytest.raises(UnreadableError):
            source.read("broken", 100)


def test_an_answer_is_cut_one_byte_past_the_limit(server: str) -> None:
    with Address(server) as source:
        data = source.read("tile/0/000", 100)

    assert data
    assert len(data) == 101


def test_reading_ends_when_its_time_is_over(server: str) -> None:
    with Address(server, max_seconds=-1) as source, pytest.raises(UnreadableError):
        source.read("tile/0/000", 10_000)


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "http://", "http://[", "http://no.invalid"])
def test_an_address_that_cannot_be_reached_is_unreadable(address: str) -> None:
    with Address(address) as source, pytest.raises(UnreadableError):
        source.read("checkpoint", 100)


def test_a_directory_that_is_not_there_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError):
        Directory(tmp_path / "absent")


def test_a_directory_in_place_of_a_file_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "checkpoint").mkdir()

    assert Directory(tmp_path).read("checkpoint", 10) is None


def test_a_log_in_a_zip_is_verified(tmp_path: Path) -> None:
    a_log(tmp_path / "log", 300)
    files = [path for path in (tmp_path / "log").rglob("*") if path.is_file()]
    members = [(path.relative_to(tmp_path / "log").as_posix(), path.read_bytes()) for path in files]

    with Zip(a_zip(tmp_path, *members)) as source:
        assert verify_log(source, KEYS, now=0).checkpoint.size == 300


@pytest.mark.parametrize(
    "name", ["../up", "/root", "a/../b", "a//b", ".hidden", "a\\b", "C:x", "a b", "ä", "a\n", "a/./b"]
)
def test_a_name_that_leads_elsewhere_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(MalformedError):
        Zip(a_zip(tmp_path, (name, b"data")))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MalformedError):
        Zip(a_zip(tmp_path, ("a", b"one"), ("a", b"two")))


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    with pytest.raises(MalformedError):
        Zip(a_zip(tmp_path, ("bomb", bytes(10_000_000))))


def test_a_bomb_that_lies_about_its_size_is_cut(tmp_path: Path) -> None:
    file = a_zip(tmp_path, ("bomb", bytes(100_000)))
    data = file.read_bytes().replace(struct.pack("<L", 100_000), struct.pack("<L", 10))
    file.write_bytes(data)

    with Zip(file) as package, pytest.raises(LedgerError):
        package.read("bomb", 1_000)


def test_another_way_of_packing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MalformedError):
        Zip(a_zip(tmp_path, ("a", b"data"), how=zipfile.ZIP_LZMA))


def test_a_damaged_member_is_refused(tmp_path: Path) -> None:
    file = a_zip(tmp_path, ("a", b"some data that is long enough"), how=zipfile.ZIP_STORED)
    file.write_bytes(file.read_bytes().replace(b"some data", b"some dada"))

    with Zip(file) as package, pytest.raises(MalformedError):
        package.read("a", 100)


@pytest.mark.parametrize("data", [b"", b"PK", b"not a zip at all"])
def test_what_is_no_zip_is_unreadable(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(data)

    with pytest.raises(UnreadableError):
        Zip(tmp_path / "x.zip")


def test_a_mutated_zip_never_fails_in_another_way(tmp_path: Path) -> None:
    whole = a_zip(tmp_path, ("a", b"x" * 50), ("b/c", b"y" * 50)).read_bytes()

    for at in range(len(whole)):
        (tmp_path / "m.zip").write_bytes(whole[:at] + bytes([whole[at] ^ 0x11]) + whole[at + 1 :])
        try:
            with Zip(tmp_path / "m.zip") as package:
                found = [package.read(name, 100) for name in package.names]
        except LedgerError:
            continue
        assert all(data is None or set(data) <= {ord("x"), ord("y")} for data in found)


def test_many_members_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bonafides.ledger.sources.MAX_MEMBERS", 2)

    with pytest.raises(MalformedError):
        Zip(a_zip(tmp_path, ("a", b""), ("b", b""), ("c", b"")))


def test_a_zip_is_read_from_the_file_it_was_opened_on(tmp_path: Path) -> None:
    file = a_zip(tmp_path, ("a", b"data"))

    with Zip(file) as package:
        file.write_bytes(BytesIO().getvalue())
        assert package.names == {"a"}
