"""Members of archives: zip, tar, gzip, bzip2, xz and lzma. Nothing is written to a disk; no name is followed."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, Final, cast

from bonafides.matching.insides.found import READER_ERRORS, Closed, Found, Member
from bonafides.matching.insides.kinds import kind_of
from bonafides.matching.insides.vocabulary import Kind, Reason

_ENCRYPTED_FLAG: Final = 0x1
_BEFORE: Final = "before.zip"
_BLOCKS_BYTES: Final = 512 * tarfile.BLOCKSIZE
_SUFFIXES: Final = {
    Kind.GZIP: (".gz", ".tgz"),
    Kind.BZIP2: (".bz2", ".tbz2"),
    Kind.XZ: (".xz", ".txz", ".lzma", ".tlz"),
}


def zip_members(archive: zipfile.ZipFile, wanted: list[zipfile.ZipInfo]) -> Iterator[Found]:
    """These members of a zip; those behind a password or in an unknown compression are closed."""
    for info in wanted:
        if info.is_dir():
            continue
        if info.flag_bits & _ENCRYPTED_FLAG:
            yield Closed(info.filename, Reason.ENCRYPTED)
            continue
        try:
            with archive.open(info) as stream:
                yield Member(info.filename, cast("BinaryIO", stream))
        except NotImplementedError:
            yield Closed(info.filename, Reason.NO_READER)
        except READER_ERRORS:
            yield Closed(info.filename, Reason.DAMAGED)


def zip_before(archive: zipfile.ZipFile, stream: BinaryIO) -> Iterator[Found]:
    """The zip that stands before the one of the last directory: of two in a row, some readers open the first."""
    first = min((info.header_offset for info in archive.infolist()), default=archive.start_dir)
    stream.seek(0)
    if first and kind_of(before := io.BytesIO(stream.read(first))) is Kind.ZIP:
        yield Member(_BEFORE, before)


def tar_members(stream: BinaryIO) -> Iterator[Found]:
    """The files of a tar, and of those that follow it, as some readers go on behind its end.

    Behind a header that cannot be read there may be more, which others find.
    """
    begins: int | None = 0
    while begins is not None:
        stream.seek(begins)
        with tarfile.open(fileobj=stream, mode="r:") as archive:
            yield from _files_of(archive)
        if not _ends_as_tar(stream, archive.offset):
            yield Closed("", Reason.DAMAGED)
            return
        begins = _goes_on(stream, archive.offset)


def _files_of(archive: tarfile.TarFile) -> Iterator[Found]:
    """Links and devices are left out, for they hold nothing.

    A member of an unknown type is a file, as others unpack it.
    """
    for info in archive:
        is_file = info.isfile() or info.type not in tarfile.SUPPORTED_TYPES
        inside = archive.extractfile(info) if is_file else None
        if inside is not None:
            yield Member(info.name, cast("BinaryIO", inside))


def _ends_as_tar(stream: BinaryIO, at: int) -> bool:
    """Whether the header at which reading ended is the empty one that ends a tar, or nothing follows at all."""
    stream.seek(at)
    return not any(stream.read(tarfile.BLOCKSIZE))


def _goes_on(stream: BinaryIO, at: int) -> int | None:
    """The first block behind the end of a tar that is not empty; None if there is none."""
    stream.seek(at)
    while blocks := stream.read(_BLOCKS_BYTES):
        empty = len(blocks) - len(blocks.lstrip(b"\0"))
        if empty < len(blocks):
            return at + empty // tarfile.BLOCKSIZE * tarfile.BLOCKSIZE
        at += len(blocks)
    return None


def decompressed(stream: BinaryIO, kind: Kind, name: str) -> Iterator[Found]:
    """The one member of a gzip, bzip2, xz or lzma file, called as the file without its last suffix."""
    opened: BinaryIO
    match kind:
        case Kind.GZIP:
            opened = cast("BinaryIO", gzip.GzipFile(fileobj=stream))
        case Kind.BZIP2:
            opened = cast("BinaryIO", bz2.BZ2File(stream))
        case _:
            opened = cast("BinaryIO", lzma.LZMAFile(stream))  # noqa: SIM115 -- closed below
    with opened:
        yield Member(_without_suffix(name, kind), opened)


def _without_suffix(name: str, kind: Kind) -> str:
    path = PurePosixPath(name)
    return path.stem if path.suffix.lower() in _SUFFIXES[kind] else "content"
