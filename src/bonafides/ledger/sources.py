"""Where a published log or a package is read from: a directory, a zip file, or an address.

`read(path, limit)` gives a file's bytes, at most limit + 1 of them (so that a longer file never equals the
expected one), or None where there is no such file. Trouble with the place itself raises UnreadableError.
"""

import re
import struct
import time
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from .errors import MalformedError, UnreadableError

MAX_MEMBERS = 20_000
MAX_MEMBER_BYTES = 20_000_000
MAX_TOTAL_BYTES = 4_000_000_000
MAX_RATIO = 200  # far above what text compresses to, far below a bomb
MAX_SECONDS = 3_600.0
REQUEST_SECONDS = 30.0

_DAMAGE = (OSError, zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, RuntimeError)
_MEMBER = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")


class Source(Protocol):
    """Something that files of a log can be read from."""

    def read(self, path: str, limit: int) -> bytes | None:
        """Up to limit + 1 bytes of the file at path, None if there is none."""


class Directory:
    """A directory on this machine."""

    def __init__(self, root: Path) -> None:
        if not root.is_dir():
            raise UnreadableError("no_directory", f"There is no directory {root}.", path=str(root))
        self.root = root

    def read(self, path: str, limit: int) -> bytes | None:
        """See `Source`."""
        try:
            with (self.root / path).open("rb") as file:
                return file.read(limit + 1)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        except OSError as error:
            sentence = f"{self.root / path} cannot be read: {error.strerror}."
            raise UnreadableError("file_unreadable", sentence, path=path) from error


class Zip:
    """A zip file from anyone: names, counts, sizes and ratios are checked before a byte is unpacked."""

    def __init__(self, file: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
        except _DAMAGE as error:
            raise UnreadableError("not_a_zip", f"{file} cannot be read as a zip file.", path=str(file)) from error
        try:
            self._members = _checked_members(self._zip.infolist())
        except MalformedError:
            self._zip.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    @property
    def names(self) -> frozenset[str]:
        """The names of all files in it."""
        return frozenset(self._members)

    def read(self, path: str, limit: int) -> bytes | None:
        """See `Source`; MalformedError if the file is damaged."""
        member = self._members.get(path)
        if member is None:
            return None
        try:
            with self._zip.open(member) as file:
                return file.read(limit + 1)
        except _DAMAGE as error:
            raise _bad_zip(f"{path} is damaged") from error


def _checked_members(infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    files = [info for info in infos if not info.is_dir()]
    if len(infos) > MAX_MEMBERS or sum(info.file_size for info in files) > MAX_TOTAL_BYTES:
        raise _bad_zip("too much is in it")
    for info in files:
        _check_member(info)
    members = {info.filename: info for info in files}
    if len(members) != len(files):
        raise _bad_zip("a name stands in it twice")
    return members


def _check_member(info: zipfile.ZipInfo) -> None:
    if not _MEMBER.fullmatch(info.filename) or info.filename != info.orig_filename:
        raise _bad_zip("a name in it is not allowed")
    if info.flag_bits & 0x1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _bad_zip("a file in it is encrypted or packed in an unusual way")
    if info.file_size > MAX_MEMBER_BYTES or info.file_size > MAX_RATIO * max(info.compress_size, 1):
        raise _bad_zip("a file in it unpacks to far too much")


def _bad_zip(why: str) -> MalformedError:
    return MalformedError("zip_refused", f"The zip file is refused: {why}.")


class Address:
    """An http(s) address, named by the person who runs the verifier, so that any host is allowed.

    Redirects are refused, proxies of the environment are not used, answers are cut at the limit, and a single
    answer and the whole reading have a time limit. 404 and 410 mean that there is no such file.
    """

    def __init__(self, address: str, *, max_seconds: float = MAX_SECONDS) -> None:
        import httpx  # only who verifies an address pays for loading it

        self._http = httpx
        self._prefix = address.rstrip("/")
        self._deadline = time.monotonic() + max_seconds
        self._client = httpx.Client(timeout=REQUEST_SECONDS, follow_redirects=False, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def read(self, path: str, limit: int) -> bytes | None:
        """See `Source`."""
        url = f"{self._prefix}/{path}"
        try:
            with self._client.stream("GET", url) as answer:
                if answer.status_code in (404, 410):
                    return None
                if answer.status_code != 200:
                    raise _unreachable(url, f"it answered {answer.status_code}")
                return self._body(answer.iter_bytes(65_536), url, limit)
        except (self._http.HTTPError, self._http.InvalidURL) as error:
            raise _unreachable(url, str(error) or type(error).__name__) from error

    def _body(self, chunks: Iterator[bytes], url: str, limit: int) -> bytes:
        body = bytearray()
        for chunk in chunks:
            body += chunk
            if len(body) > limit:
                break
            if time.monotonic() > self._deadline:
                raise _unreachable(url, "reading the log takes too long")
        return bytes(body[: limit + 1])


def _unreachable(url: str, why: str) -> UnreadableError:
    return UnreadableError("address_unreadable", f"{url} cannot be read: {why}.", url=url)
