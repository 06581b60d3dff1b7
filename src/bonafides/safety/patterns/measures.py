"""In what matches are near or far, by kind of entry, and the thresholds that are tried on it."""

from dataclasses import dataclass
from typing import Final

from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.sounds.likeness import AGREEING_PERCENT
from bonafides.matching.sounds.likeness import LISTED_PERCENT as SOUND_PERCENT
from bonafides.matching.tlsh import TLSH_MAX_DISTANCE
from bonafides.matching.tmk.scores import LEVEL2_THRESHOLD
from bonafides.matching.videos import LISTED_PERCENT as VIDEO_PERCENT
from bonafides.matching.vocabulary import PDQ_MAX_DISTANCE_BITS, EntryType
from bonafides.safety.patterns.vocabulary import TableKey

TEXT_SCORE_PERCENT: Final = 77  # the least that is asked for of any text: matching/passages.py
TMK_PERCENT: Final = int(100 * LEVEL2_THRESHOLD)  # of either score: both are 0.7


@dataclass(frozen=True)
class Measure:
    """A number of a match, between an item and the entry that it met, with the thresholds that it is held against.

    Of a distance a match lies at most so far; of everything else it is at least so much.
    """

    key: TableKey
    type: EntryType
    column: str  # of `moderation.rules.counting.ROW`
    thresholds: range  # the first is the widest but for distances, of which the last is
    word: str
    unit: str
    code: str  # the column of thresholds in a file
    about: str
    asked: str  # what the matcher asks for, and who may change it
    in_force: int | None = None  # the threshold for every list; None where each has its own
    is_distance: bool = False

    @property
    def widest(self) -> int:
        """The threshold that met all that was recorded."""
        return self.thresholds[-1 if self.is_distance else 0]

    def meets(self, number: int, threshold: int) -> bool:
        """Whether a match would have been one. Whatever was recorded met what was asked of it on its day."""
        is_within = number <= threshold if self.is_distance else number >= threshold
        return is_within or threshold == self.widest


AT_LEAST: Final = _("Per cent, at least")

PICTURES: Final = Measure(
    TableKey.THRESHOLDS,
    EntryType.PDQ,
    "distance",
    range(PDQ_MAX_DISTANCE_BITS + 1),
    _("Pictures"),
    _("Bits, at most"),
    "threshold_bits",
    _(
        "What a list's threshold would have meant: all pictures that had met it, and of those beyond a nearer "
        "threshold, how many right ones would have been missed and how many wrong ones spared. Only what lies within "
        "the threshold of its day was recorded, so nothing can be said of a wider one."
    ),
    _("Each list has its own threshold for pictures: choose one above to see it."),
    is_distance=True,
)
VIDEOS: Final = Measure(
    TableKey.VIDEO_THRESHOLDS,
    EntryType.VPDQ,
    "percent",
    range(0, 101, 10),
    _("Videos"),
    AT_LEAST,
    "threshold_percent",
    _(
        "Of videos found by their pictures (vPDQ): what it would have meant to ask for a larger share of the listed "
        "video. An item counts by the most that it held of one."
    ),
    _("From 80 per cent on a match counts as the listed video, below as a part of it, whatever the list."),
    int(VIDEO_PERCENT),
)
WHOLE_VIDEOS: Final = Measure(
    TableKey.TMK_THRESHOLDS,
    EntryType.TMK,
    "alike",
    range(TMK_PERCENT, 101, 2),
    _("Whole videos"),
    AT_LEAST,
    "threshold_percent",
    _(
        "Of videos that are alike as a whole (TMK+PDQF): what it would have meant to ask for higher scores. An item "
        "counts by the lower of its two scores with the entry that it is most alike."
    ),
    _("Both scores must reach 70, whatever the list, so nothing can be said of less."),
    TMK_PERCENT,
)
TEXTS: Final = Measure(
    TableKey.TEXT_THRESHOLDS,
    EntryType.TEXT,
    "alike",
    range(TEXT_SCORE_PERCENT, 101),
    _("Texts"),
    AT_LEAST,
    "threshold_percent",
    _(
        "Of texts that nearly repeat a listed one, or quote it so: what it would have meant to ask that the passage "
        "is more alike. An item counts by its most alike passage. What stands there word for word is found at every "
        "threshold and is not in this table, nor is what looking back found, of which no likeness is known."
    ),
    _(
        "The matcher asks for 77 to 99 per cent, whatever the list: the shorter the listed text, and the less of it "
        "was found, the more. So no single row holds for all texts, and nothing can be said of less."
    ),
)
TEXTS_BY_TLSH: Final = Measure(
    TableKey.TLSH_THRESHOLDS,
    EntryType.TLSH,
    "distance",
    range(0, TLSH_MAX_DISTANCE + 1, 2),
    _("Texts by TLSH"),
    _("Distance, at most"),
    "threshold_distance",
    _(
        "Of texts whose TLSH hash is near a listed one: what it would have meant to ask for a smaller distance. An "
        "item counts by its nearest entry."
    ),
    _("A distance of at most 30 matches, whatever the list, so nothing can be said of more."),
    TLSH_MAX_DISTANCE,
    is_distance=True,
)
SOUNDS: Final = Measure(
    TableKey.SOUND_THRESHOLDS,
    EntryType.CHROMAPRINT,
    "percent",
    range(0, 101, 10),
    _("Sounds"),
    AT_LEAST,
    "threshold_percent",
    _(
        "Of sounds that are alike a listed one (Chromaprint): what it would have meant to ask for a larger share of "
        "the listed sound. An item counts by the most that is heard in it of one."
    ),
    _("From 80 per cent on a match counts as the listed sound, below as a part of it, whatever the list."),
    int(SOUND_PERCENT),
)
SOUNDS_BY_BITS: Final = Measure(
    TableKey.SOUND_BITS,
    EntryType.CHROMAPRINT,
    "alike",
    range(int(AGREEING_PERCENT), 101),
    _("Sounds by their bits"),
    AT_LEAST,
    "threshold_percent",
    _(
        "Of sounds that are alike a listed one (Chromaprint): what it would have meant to ask that more bits agree "
        "where the two are most alike. An item counts by its most alike stretch."
    ),
    _("In any eight seconds 86 per cent must agree, whatever the list, so nothing can be said of less."),
    int(AGREEING_PERCENT),
)
MEASURES: Final = (PICTURES, VIDEOS, WHOLE_VIDEOS, TEXTS, TEXTS_BY_TLSH, SOUNDS, SOUNDS_BY_BITS)
