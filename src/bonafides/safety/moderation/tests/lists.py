"""Lists for the tests of intake: made-up words and drawn shapes. The people are in tests/cast.py."""

from datetime import datetime

from tests.cast import bo, by

from bonafides.kernel.clock import now
from bonafides.matching.fingerprint import fingerprints_of
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks.models import Bank, Entry
from bonafides.safety.banks.vocabulary import HOLD_LASTS, OnMatch, Opinion
from bonafides.safety.moderation.actions.intake import Submission
from bonafides.safety.moderation.samples.pictures import known_pictures
from bonafides.safety.moderation.vocabulary import ItemKind

PHRASE = "the made-up words of sample entity a"
PICTURE = known_pictures(7)[0].data
SHA256 = fingerprints_of(PICTURE).digests[EntryType.SHA256]
PDQ = fingerprints_of(PICTURE).frames[0].hash.hex


def listed(value: str = PHRASE, type_: EntryType = EntryType.TEXT) -> Entry:
    """One entry on a list that asks for review."""
    bank = banks.create_bank(name=f"Sample {type_} list", provenance="made by us", by=by(bo()), at=now())
    return banks.add_entry(bank=bank, type_=type_, value=value, by=by(bo()), at=now())


def holding(value: str = SHA256, type_: EntryType = EntryType.SHA256) -> Entry:
    """One entry on a list that Bo has told to hold what it surely knows."""
    entry = listed(value, type_)
    banks.give_opinion(entry=entry, value=Opinion.POSITIVE, by=by(bo()), at=now())
    hold_on_match(entry.bank)
    return entry


def hold_on_match(bank: Bank) -> None:
    banks.set_policy(
        bank=bank,
        on_match=OnMatch.HOLD,
        threshold_bits=31,
        hold_threshold_bits=10,
        hold_lasts=HOLD_LASTS,
        by=by(bo()),
        at=now(),
    )


def a_text(text: str, reference: str = "p/1", **fields: object) -> Submission:
    return Submission(reference, ItemKind.TEXT, text.encode(), media_type="text/plain", **fields)  # type: ignore[arg-type]


def a_picture(data: bytes = PICTURE, reference: str = "p/1", published_at: datetime | None = None) -> Submission:
    return Submission(reference, ItemKind.FILE, data, media_type="image/png", published_at=published_at)
