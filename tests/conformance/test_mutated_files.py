"""A thousand damaged files: never an unhandled error, and never a good row lost beside a bad one."""

import json
import random
from functools import cache
from io import BytesIO

import pytest
from tests.cast import NOON, bo, by

from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.errors import DomainError
from bonafides.matching.fingerprint import fingerprints_of
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks.formats import UnusableFile, rows_of
from bonafides.safety.banks.models import Entry
from bonafides.safety.banks.vocabulary import ListFormat
from bonafides.safety.moderation.actions.intake import Submission, look_up
from bonafides.safety.moderation.rules.addresses_in import addresses_in
from bonafides.safety.moderation.rules.contents import given_in
from bonafides.safety.moderation.samples.pictures import sample_pictures
from bonafides.safety.moderation.vocabulary import ItemKind

pytestmark = pytest.mark.django_db

DICE = random.Random(1_000)
GOOD = [f"sha256,{number:064x},,,,g{number},positive" for number in range(20)]
HEAD = "type,value,label,entity,severity,source_id,opinion"


@cache
def pictures() -> list[bytes]:
    return [each.data for each in sample_pictures(3)]


def mutated(data: bytes) -> bytes:
    """The file with bytes flipped, cut out, doubled or cut off."""
    changed = bytearray(data)
    for _ in range(DICE.randint(1, 12)):
        at = DICE.randrange(len(changed) + 1)
        kind = DICE.randrange(4)
        if kind == 0 and at < len(changed):
            changed[at] ^= DICE.randint(1, 255)
        elif kind == 1:
            del changed[at : at + DICE.randint(1, 64)]
        elif kind == 2:
            changed[at:at] = DICE.randbytes(DICE.randint(1, 64))
        elif len(changed) > 200:
            del changed[DICE.randrange(100, len(changed)) :]
    return bytes(changed) or b"x"


def test_four_hundred_damaged_pictures_are_answered() -> None:
    answered = [
        look_up(submission=Submission("p", ItemKind.FILE, mutated(DICE.choice(pictures()))), by=SYSTEM)
        for _ in range(400)
    ]

    assert all(each.prepared.identity.sha256 for each in answered)


def test_two_hundred_damaged_answers_of_a_platform_are_read_or_refused() -> None:
    answer = json.dumps({"text": "Words.", "author": {"reference": "a"}, "reach": 3, "context": {"a": [1]}}).encode()

    assert sum(is_answered(mutated(answer)) for _ in range(200)) == 200


def is_answered(body: bytes) -> bool:
    """Whether the body was read, or refused with a reason."""
    try:
        return given_in(body) is not None
    except DomainError:
        return True


def test_two_hundred_damaged_pastes_keep_every_whole_address() -> None:
    lines = [f"https://whole.example/{number}" for number in range(20)]
    for _ in range(200):
        noise = mutated(b"From: x\nurl;why\nhxxps://b[.]example/1;bad\n").decode("utf-8", "replace")
        found = addresses_in("\n".join([*lines, *noise.splitlines()]))
        assert set(lines) <= set(found.addresses)


def test_two_hundred_damaged_lists_lose_no_good_row() -> None:
    bank = banks.create_bank(name="Sample list", by=by(bo()), at=NOON)
    for number in range(200):
        noise = mutated(b"pdq,zz,,,,bad,\nsha256,12,,,,x,maybe\n").replace(b'"', b"'").replace(b"\x00", b"?")
        rows = "\n".join([HEAD, *GOOD]).encode() + b"\n" + noise
        assert count_of_good(rows) == len(GOOD), number
    run = banks.start_import(
        bank=bank, file_name="l", file_sha256="1" * 64, format_=ListFormat.CSV, by=by(bo()), at=NOON
    )
    banks.import_file(run=run, file=BytesIO(rows), by=by(bo()), at=NOON)
    assert Entry.objects.filter(source_id__startswith="g").count() == len(GOOD)


def count_of_good(rows: bytes) -> int:
    """How many of the good rows are read from a file."""
    try:
        return sum(str(getattr(row, "source_id", "")).startswith("g") for row in rows_of(BytesIO(rows)))
    except UnusableFile:
        return -1


def test_every_sample_picture_itself_is_still_read() -> None:
    assert all(fingerprints_of(data).digests for data in pictures())
