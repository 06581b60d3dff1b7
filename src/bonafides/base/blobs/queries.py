"""Reading stored bytes. The guard of their class is asked first: no code reads past it."""

from collections.abc import Iterator

from bonafides.base.blobs import store as files
from bonafides.base.blobs import stream
from bonafides.base.blobs.custody import Reading, guard_of
from bonafides.base.blobs.models import Blob, BlobKey
from bonafides.base.blobs.vocabulary import WRAPPING
from bonafides.base.keys import envelope
from bonafides.kernel.errors import NotAllowed, NotFound
from bonafides.kernel.text import gettext_noop


def read(name: str, *, reading: Reading | None = None) -> bytes:
    """The whole content; raises `NotFound("blob-gone")` once erased, `Invalid("blob-damaged")` if changed.

    `reading` says on whose behalf; the guard of the blob's class may refuse a reading that nobody answers for.
    """
    return b"".join(chunks(name, reading=reading))


def chunks(name: str, *, reading: Reading | None = None) -> Iterator[bytes]:
    """The content in pieces of 1 MiB, each authenticated before it is given out."""
    key = _key_of(name, reading)
    try:
        file = files.path_of(name).open("rb")
    except FileNotFoundError as error:
        raise NotFound("blob-gone", gettext_noop("The stored file %(name)s is gone."), name=name) from error
    with file:
        yield from stream.read(file, key=key, name=name)


def size_of(name: str) -> int:
    """The size of the content in bytes, also after it was erased."""
    return _blob(name).size_bytes


def is_erased(name: str) -> bool:
    return _blob(name).erased_at is not None


def _key_of(name: str, reading: Reading | None) -> bytes:
    """The key, once whoever watches over the blob has been told."""
    row = BlobKey.objects.select_related("blob").filter(blob__name=name).first()
    if row is None:
        raise NotFound("blob-gone", gettext_noop("The stored file %(name)s was erased."), name=name)
    if row.blob.locked_at is not None:
        raise NotAllowed("blob-locked", gettext_noop("This content is locked: nobody may open it."))
    if watch := guard_of(row.blob.bound_to):
        watch.before_reading(name, reading)
    return envelope.unseal(bytes(row.wrapped), purpose=WRAPPING, bound_to=f"{name}|{row.blob.bound_to}")


def _blob(name: str) -> Blob:
    blob = Blob.objects.filter(name=name).first()
    if blob is None:
        raise NotFound("blob-unknown", gettext_noop("There is no stored file %(name)s."), name=name)
    return blob
