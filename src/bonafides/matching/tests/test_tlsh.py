"""The hashes and distances were made by py-tlsh 5.0.0, a wrapper of the reference."""

import hashlib

import pytest

from bonafides.matching.errors import FingerprintError
from bonafides.matching.tlsh import Tlsh, TlshTable, tlsh_of

KITES = (
    "Every spring the red kites return to the valley behind the mill, and the children of the school count the nests "
    "from the bridge, write the number on the old blackboard, and send it to the county museum before Easter. "
)
ARABIC = "في كل ربيع تعود الطيور إلى الوادي خلف الطاحونة ويعد أطفال المدرسة الأعشاش من فوق الجسر القديم " * 4


def digits(size: int) -> bytes:
    return b"".join(hashlib.sha256(f"x{n}".encode()).hexdigest().encode() for n in range(size // 64 + 1))[:size]


VECTORS = {
    "kites": (KITES.encode(), "T10BD0A712655913313F301164601C91F4920409AFE1263A50C8DAC4AD111E924D27D6C9", 0),
    "arabic": (ARABIC.encode(), "T1BB0112710A20D020068F888EA08A3168E8B27F3BE906F9300822124890A7820A6AF839", 314),
    "50": (digits(50), "T18F90029552161D5901614A045D84A1562DA524B9999946B1C11409124350B645688154", 286),
    "656": (digits(656), "T19DF088FD09148CDB129E1B24454FF4041DC12A5C7D2CF551403820245FE3EC1DA69022", 249),
    "657": (digits(657), "T1A70188FD09148CDB129E1B24454FF4041DC12A5C7D2CF551403820245FE3EC1DA69022", 249),
    "3199": (digits(3199), "T1E0612AFD4B085DE64F0A8B3EE6D946842B3163751C8ADC95927C71470FE2494CF270A0", 344),
    "3200": (digits(3200), "T1E3612AFD4B085DE64F0A8B3EE6D946842B3163751C8ADC95927C71470FE2494CF270A0", 344),
    "20000": (digits(20_000), "T1F392AEF87E186CD22A2F55BBEFA65ED817A11BA16A8BB8C4C07433C302A3315DF06415", 297),
}


@pytest.mark.parametrize("name", list(VECTORS))
def test_a_hash_and_its_distance_are_those_of_the_reference(name: str) -> None:
    data, expected, distance = VECTORS[name]

    made = tlsh_of(data)

    assert made is not None
    assert made.text == expected
    assert Tlsh.parse(expected.lower()) == made
    assert TlshTable([Tlsh.parse(VECTORS["kites"][1])]).distances(made).tolist() == [distance]


@pytest.mark.parametrize("data", [b"", KITES[:49].encode(), b"a" * 500], ids=["empty", "short", "monotonous"])
def test_what_is_too_short_or_has_too_little_variety_has_no_hash(data: bytes) -> None:
    assert tlsh_of(data) is None


@pytest.mark.parametrize("text", ["", "T1", "T1" + "0" * 69, "T1" + "0" * 71, "T2" + "0" * 70, "T1" + "G" * 70])
def test_anything_else_is_no_hash(text: str) -> None:
    with pytest.raises(FingerprintError, match="T1 and 70"):
        Tlsh.parse(text)
