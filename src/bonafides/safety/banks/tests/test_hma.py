import base64
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image, ImageDraw
from tests import cast

from bonafides.base.people.vocabulary import Scope
from bonafides.kernel.actor import Actor
from bonafides.matching.fingerprint import fingerprints_of
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions
from bonafides.safety.banks.models import Bank, LookupCount, MatchRecord
from bonafides.safety.banks.tests.conftest import NOON, PDQ_A, SHA256_A, an_entry
from bonafides.safety.banks.vocabulary import BankKind, Opinion

pytestmark = pytest.mark.django_db

NEAR_A = "f" * 32 + "0" * 31 + "7"  # three bits from PDQ_A


def a_picture() -> bytes:
    """Circles and squares, with enough detail to be compared."""
    picture = Image.new("RGB", (160, 120), "white")
    pen = ImageDraw.Draw(picture)
    for step in range(12):
        corner = (step * 12, step * 7)
        pen.ellipse([corner, (corner[0] + 40, corner[1] + 30)], fill=(step * 20, 255 - step * 20, 90))
        pen.rectangle([(150 - step * 12, step * 9), (158 - step * 12, step * 9 + 8)], fill="black")
    stored = io.BytesIO()
    picture.save(stored, "PNG")
    return stored.getvalue()


@pytest.fixture
def program() -> Client:
    return Client(headers=cast.as_client(cast.a_key(Scope.MATCH_READ)))


def test_a_signal_is_looked_up_in_hmas_shape(program: Client, bank: Bank, bo: Actor) -> None:
    entry = an_entry(bank, bo, type_=EntryType.PDQ, value=PDQ_A)

    answer = program.get("/m/lookup", {"signal_type": "pdq", "signal": NEAR_A})

    assert answer.status_code == 200
    assert answer.json() == {"SHAPES": [{"bank_content_id": entry.pk, "distance": "3"}]}


def test_a_signal_that_matches_nothing_is_an_empty_object(program: Client, bank: Bank) -> None:
    assert program.get("/m/lookup", {"signal_type": "pdq", "signal": NEAR_A}).json() == {}


def test_only_the_banks_asked_for_answer(program: Client, bank: Bank, bo: Actor) -> None:
    other = actions.create_bank(name="Other", by=bo, at=NOON)
    an_entry(bank, bo)
    an_entry(other, bo)

    answer = program.get("/m/lookup", {"signal_type": "sha256", "signal": SHA256_A, "banks": "Other,None"})

    assert list(answer.json()) == ["OTHER"]
    assert answer.json()["OTHER"][0]["distance"] == "-"


def test_what_is_suppressed_or_harmless_is_no_match(program: Client, bank: Bank, bo: Actor) -> None:
    allow = actions.create_bank(name="Memes", kind=BankKind.ALLOW, by=bo, at=NOON)
    an_entry(allow, bo, value="b" * 64)
    entry = an_entry(bank, bo)
    actions.give_opinion(entry=entry, value=Opinion.NEGATIVE, by=bo, at=NOON)

    assert program.get("/m/lookup", {"signal_type": "sha256", "signal": SHA256_A}).json() == {}
    assert program.get("/m/lookup", {"signal_type": "sha256", "signal": "b" * 64}).json() == {}


def test_a_file_is_looked_up_by_its_picture(program: Client, bank: Bank, bo: Actor) -> None:
    frame = fingerprints_of(a_picture()).frames[0]
    entry = an_entry(bank, bo, type_=EntryType.PDQ, value=frame.hash.hex)

    answer = program.post("/m/lookup", {"photo": SimpleUploadedFile("shape.png", a_picture())})

    assert answer.json() == {"pdq": {"SHAPES": [{"bank_content_id": entry.pk, "distance": "0"}]}}


def test_a_file_is_hashed(program: Client) -> None:
    hashed = program.post("/h/hash", {"photo": SimpleUploadedFile("shape.png", a_picture())})
    video = program.post("/h/hash", {"video": SimpleUploadedFile("a.mp4", b"abc")})

    assert hashed.json() == {"pdq": fingerprints_of(a_picture()).frames[0].hash.hex}
    assert video.json() == {"video_md5": "900150983cd24fb0d6963f7d28e17f72"}


def test_what_is_no_picture_has_an_empty_hash(program: Client) -> None:
    assert program.post("/h/hash", {"photo": SimpleUploadedFile("x", b"words")}).json() == {"pdq": ""}


@pytest.mark.parametrize("path", ["/m/lookup", "/h/hash"])
def test_an_address_is_never_fetched(program: Client, path: str) -> None:
    answer = program.get(path, {"url": "https://example.org/a.png"})

    assert answer.status_code == 403
    assert set(answer.json()) == {"message"}


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"signal_type": "pdq"},
        {"signal_type": "tmk", "signal": "x"},
        {"signal_type": "pdq", "signal": "beef"},
        {"signal_type": "url", "signal": "http://"},
    ],
)
def test_what_cannot_be_read_is_answered_with_400_and_a_message(program: Client, asked: dict[str, str]) -> None:
    answer = program.get("/m/lookup", asked)

    assert answer.status_code == 400
    assert set(answer.json()) == {"message"}


def test_no_file_or_two_files_are_answered_with_400(program: Client) -> None:
    two = {"photo": SimpleUploadedFile("a", b"a"), "video": SimpleUploadedFile("b", b"b")}

    assert [program.post("/h/hash", {}).status_code, program.post("/h/hash", two).status_code] == [400, 400]


def test_a_key_may_come_as_the_password_of_http_basic(bank: Bank) -> None:
    credentials = base64.b64encode(f"anything:{cast.a_key(Scope.MATCH_READ)}".encode()).decode()

    answer = Client().get(
        "/m/lookup", {"signal_type": "pdq", "signal": PDQ_A}, headers={"authorization": f"Basic {credentials}"}
    )

    assert answer.status_code == 200


@pytest.mark.parametrize("authorization", ["", "Basic !!", "Basic YQ==", "Bearer bf_no", "Digest x"])
def test_without_a_key_nothing_is_answered(db: None, authorization: str) -> None:
    answer = Client().get("/m/lookup", {"signal_type": "pdq"}, headers={"authorization": authorization})

    assert answer.status_code == 401
    assert set(answer.json()) == {"message"}


def test_a_key_without_the_scope_is_refused(db: None) -> None:
    answer = Client(headers=cast.as_client(cast.a_key(Scope.BANKS_READ))).get("/m/lookup", {"signal_type": "pdq"})

    assert answer.status_code == 403


def test_a_lookup_leaves_a_count_and_no_record(program: Client, bank: Bank, bo: Actor) -> None:
    an_entry(bank, bo, type_=EntryType.PDQ, value=PDQ_A)

    program.get("/m/lookup", {"signal_type": "pdq", "signal": NEAR_A})

    counted = LookupCount.objects.get(name="hma")
    assert (counted.lookups, counted.matched, MatchRecord.objects.count()) == (1, 1, 0)
