import io
import os
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bonafides.base.blobs import actions, queries, store, stream, sweeping
from bonafides.base.blobs.models import Blob, BlobKey
from bonafides.base.keys import files
from bonafides.kernel.errors import Conflict, Invalid, NotFound

pytestmark = pytest.mark.db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
KEY = bytes(range(32))
MIB = 1024 * 1024


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "HOME", tmp_path / "home")
    monkeypatch.setattr(settings, "KEYS", tmp_path / "home.keys")
    (tmp_path / "home").mkdir()
    files.create_missing(tmp_path / "home.keys", NOON)
    return tmp_path / "home"


class Dripping(io.RawIOBase):
    """A stream that gives fewer bytes than it is asked for, as sockets do."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def read(self, size: int = -1) -> bytes:
        return self._data.read(min(size, 70_001))


def sealed(data: bytes, name: str = "a") -> bytes:
    target = io.BytesIO()
    stream.write(io.BytesIO(data), target, key=KEY, name=name)
    return target.getvalue()


def opened(data: bytes, name: str = "a") -> bytes:
    return b"".join(stream.read(io.BytesIO(data), key=KEY, name=name))


@pytest.mark.parametrize("size", [0, 1, MIB - 1, MIB, MIB + 1, 2 * MIB, 2 * MIB + 5])
def test_every_size_around_a_chunk_opens_as_it_was(size: int) -> None:
    data = os.urandom(size)

    assert opened(sealed(data)) == data


def test_a_stream_that_drips_is_read_in_full() -> None:
    data, target = os.urandom(MIB + 9), io.BytesIO()

    size_bytes = stream.write(Dripping(data), target, key=KEY, name="a")  # type: ignore[arg-type]

    assert size_bytes == MIB + 9
    assert opened(target.getvalue()) == data


@hypothesis_settings(max_examples=80, deadline=None)
@given(data=st.binary(max_size=60), place=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_any_flipped_bit_of_the_file_is_refused(data: bytes, place: int, bit: int) -> None:
    changed = bytearray(sealed(data))
    changed[place % len(changed)] ^= 1 << bit

    with pytest.raises(Invalid):
        opened(bytes(changed))


def chunks_of(data: bytes) -> tuple[bytes, list[bytes]]:
    whole, start, size = sealed(data), len(stream.MAGIC) + stream.PREFIX_BYTES, MIB + stream.TAG_BYTES
    return whole[:start], [whole[at : at + size] for at in range(start, len(whole), size)]


@pytest.mark.parametrize("order", [[0], [0, 1], [1, 0, 2], [0, 0, 1, 2], [0, 1, 2, 2], [0, 2], []])
def test_chunks_cut_off_swapped_or_repeated_are_refused(order: list[int]) -> None:
    head, chunks = chunks_of(os.urandom(3 * MIB))

    with pytest.raises(Invalid):
        opened(head + b"".join(chunks[number] for number in order))


def test_a_file_does_not_open_under_another_name() -> None:
    with pytest.raises(Invalid):
        opened(sealed(b"content", name="a"), name="b")


@pytest.mark.django_db
def test_what_is_stored_is_read_again_and_lies_encrypted(home: Path) -> None:
    name = actions.store(b"planted content " * 100_000, bound_to="item:1", at=NOON)

    lying = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert queries.read(name) == b"planted content " * 100_000
    assert queries.size_of(name) == 1_600_000
    assert b"planted" not in lying
    assert store.path_of(name).stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db
def test_twenty_five_megabytes_stream_through_a_few_chunks_of_memory(tmp_path: Path) -> None:
    upload = tmp_path / "upload"
    upload.write_bytes(bytes(25 * MIB))
    tracemalloc.start()

    with upload.open("rb") as file:
        name = actions.store(file, bound_to="item:1", at=NOON)
    read_bytes = sum(len(chunk) for chunk in queries.chunks(name))

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert read_bytes == 25 * MIB
    assert peak < 8 * MIB


@pytest.mark.django_db
def test_erased_is_unreadable_and_says_so(django_capture_on_commit_callbacks: object) -> None:
    name = actions.store(b"content", bound_to="item:1", at=NOON)

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        actions.erase(name, at=NOON)
        actions.erase(name, at=NOON)

    with pytest.raises(NotFound):
        queries.read(name)
    assert queries.is_erased(name)
    assert queries.size_of(name) == 7
    assert not store.path_of(name).exists()


@pytest.mark.django_db
def test_of_several_none_is_erased_where_one_of_them_may_not_be() -> None:
    free, locked = (actions.store(b"content", bound_to="item:1", at=NOON) for _ in range(2))
    actions.lock(locked, at=NOON)

    with pytest.raises(Conflict, match="locked"):
        actions.erase(free, locked, at=NOON)

    assert queries.read(free) == b"content"


@pytest.mark.django_db
def test_a_file_that_comes_back_from_a_backup_stays_unreadable_without_its_key() -> None:
    name = actions.store(b"content", bound_to="item:1", at=NOON)
    file, row = store.path_of(name).read_bytes(), Blob.objects.get(name=name)
    actions.erase(name, at=NOON)

    store.path_of(name).write_bytes(file)
    row.save()

    assert not queries.is_erased(name)
    with pytest.raises(NotFound):
        queries.read(name)


@pytest.mark.django_db
def test_a_wrapped_key_opens_no_other_blob() -> None:
    first, second = (actions.store(b"content", bound_to="item:1", at=NOON) for _ in range(2))
    stolen = BlobKey.objects.get(blob__name=first).wrapped

    BlobKey.objects.filter(blob__name=second).update(wrapped=stolen)

    with pytest.raises(Invalid):
        queries.read(second)


@pytest.mark.django_db
def test_a_rolled_back_blob_leaves_a_file_that_only_the_sweep_touches_and_only_when_old() -> None:
    kept = actions.store(b"kept", bound_to="item:1", at=NOON)
    with transaction.atomic():
        lost = actions.store(b"lost", bound_to="item:1", at=NOON)
        transaction.set_rollback(True)
    sweeping.sweep(NOON)
    young_is_there = store.path_of(lost).exists()

    os.utime(store.path_of(lost), (0, 0))
    os.utime(store.path_of(kept), (0, 0))
    sweeping.sweep(NOON)

    assert young_is_there
    assert not store.path_of(lost).exists()
    assert queries.read(kept) == b"kept"


@pytest.mark.django_db
def test_a_source_that_breaks_leaves_neither_file_nor_row(home: Path) -> None:
    class Breaking(Dripping):
        def read(self, size: int = -1) -> bytes:
            raise OSError("the upload broke off")

    with pytest.raises(OSError, match="broke off"):
        actions.store(Breaking(b""), bound_to="item:1", at=NOON)  # type: ignore[arg-type]

    assert list(store.names()) == []
    assert Blob.objects.count() == 0
