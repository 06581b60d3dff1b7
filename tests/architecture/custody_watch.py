"""The storage itself, watched: each kept byte that is read must have been written down in the chain of custody."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db.models.signals import post_save

from bonafides.base.blobs import stream
from bonafides.safety.evidence.models import CustodyRecord, Piece
from bonafides.safety.evidence.vocabulary import Act

READING = (Act.VIEW, Act.COPY, Act.HASH)


@dataclass
class Watch:
    """What was read since the last look, and where kept bytes were read at all."""

    opened: list[str] = field(default_factory=list)  # names of blobs, as the storage saw them
    records: int = 0  # of reading
    places: set[str] = field(default_factory=set)

    def saw(self, place: str) -> None:
        """Refuse what was read at a place without a record, and what was recorded and not read."""
        kept = set(Piece.objects.exclude(blob="").filter(blob__in=self.opened).values_list("blob", flat=True))
        reads = sum(each in kept for each in self.opened)
        if reads:
            self.places.add(place)
        assert reads == self.records, f"{place}: kept bytes were read {reads} times, recorded {self.records} times."

    @contextmanager
    def over(self, place: str) -> Iterator[None]:
        self.opened, self.records = [], 0
        yield
        if self.opened or self.records:
            self.saw(place)


@contextmanager
def watched() -> Iterator[Watch]:
    """Watch the one function that turns stored bytes into content, and every custody record that is written."""
    watch, read = Watch(), stream.read

    def reading(source: Any, *, key: bytes, name: str) -> Iterator[bytes]:
        watch.opened.append(name)
        return read(source, key=key, name=name)

    def recorded(instance: CustodyRecord, **_told: Any) -> None:
        watch.records += instance.act in READING

    post_save.connect(recorded, sender=CustodyRecord)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stream, "read", reading)
        yield watch
    post_save.disconnect(recorded, sender=CustodyRecord)
