import base64
import hashlib
import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests import cast

from bonafides.base.people.vocabulary import Scope
from bonafides.kernel.actor import Actor
from bonafides.matching.fingerprint import fingerprints_of
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions
from bonafides.safety.banks.actions.entries import Words
from bonafides.safety.banks.models import Bank, LookupCount, MatchRecord
from bonafides.safety.banks.tests.conftest import NOON, PDQ_A, SHA256_A, an_entry
from bonafides.safety.banks.vocabulary import BankKind, Opinion
from bonafides.safety.peers.actions import banking
from bonafides.safety.peers.tests.conftest import a_picture

pytestmark = pytest.mark.django_db

NEAR_A = "f" * 32 + "0" * 31 + "7"  # three bits from PDQ_A


def test_a_signal_is_looked_up_in_hmas_shape(program: Client, bank: Bank, bo: Actor) -> None:
    entry = an_entry(bank, bo, type_=EntryType.PDQ, value=PDQ_A)

    answer = program.get("/m/lookup", {"signal_type": "pdq", "signal": NEAR_A})

    assert answer.status_code == 200
    assert answer.json() == {"SHAPES": [{"bank_content_id": entry.pk, "distance": "3"}]}


@pytest.mark.parametrize("rule", ["red kite NOT museum", r"regex: k\w{2}e\b"], ids=["words", "expression"])
def test_rules_are_looked_up_with_a_text(program: Client, bank: Bank, bo: Actor, rule: str) -> None:
    entry = an_entry(bank, bo, type_=EntryType.PATTERN, value=rule)
    texts = ("A red kite over the town, NOT", "Nothing of that")

    answers = [program.get("/m/lookup", {"signal_type": "trend_query", "signal": text}).json() for text in texts]

    assert answers == [{"SHAPES": [{"bank_content_id": entry.pk, "distance": "-"}]}, {}]


def test_a_rule_is_banked_by_its_name_there(program: Client, bank: Bank) -> None:
    rule = '{"and": [{"or": ["Red Kite"]}], "not": []}'

    answer = program.post("/c/bank/SHAPES/signal", {"trend_query": rule}, content_type="application/json")

    assert answer.status_code == 200
    assert program.get("/m/lookup", {"signal_type": "trend_query", "signal": "red kites, a red kite"}).json() != {}


@pytest.mark.parametrize("path", ["/m/lookup", "/m/raw_lookup"])
def test_a_list_that_is_not_there_is_not_answered_as_if_nothing_matched(program: Client, bank: Bank, path: str) -> None:
    asked = {"signal_type": "sha256", "signal": SHA256_A, "banks": f"{bank.name},NOPE"}

    answer = program.get(path, asked)

    assert (answer.status_code, answer.json()) == (404, {"message": "bank 'NOPE' not found"})


def test_a_file_is_not_looked_up_on_a_list_that_is_not_there(program: Client, bank: Bank) -> None:
    answer = program.post("/m/lookup?banks=NOPE", {"photo": SimpleUploadedFile("p.png", b"x")})

    assert answer.status_code == 404


def test_a_signal_that_matches_nothing_is_an_empty_object(program: Client, bank: Bank) -> None:
    assert program.get("/m/lookup", {"signal_type": "pdq", "signal": NEAR_A}).json() == {}


def test_only_the_banks_asked_for_answer(program: Client, bank: Bank, bo: Actor) -> None:
    other = actions.create_bank(name="Other", by=bo, at=NOON)
    an_entry(bank, bo)
    an_entry(other, bo)

    answer = program.get("/m/lookup", {"signal_type": "sha256", "signal": SHA256_A, "banks": "Other"})

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


def test_what_explains_a_match_is_told_when_asked_for(program: Client, bank: Bank, bo: Actor) -> None:
    entry = an_entry(bank, bo, type_=EntryType.PDQ, value=PDQ_A, words=Words(entity="Shape Guild", label="circles"))

    answer = program.get("/m/lookup", {"signal_type": "pdq", "signal": NEAR_A, "details": "true"})

    (match,) = answer.json()["SHAPES"]
    assert match["bank_content_id"] == entry.pk
    assert match["entity"] == "Shape Guild"
    assert match["signal_type"] == "pdq"
    assert match["outcome"] == "review"


def test_a_picture_of_too_little_detail_matches_nothing(program: Client, bank: Bank) -> None:
    answer = program.post("/m/lookup", {"photo": SimpleUploadedFile("x", b"words")})

    assert (answer.status_code, answer.json()) == (200, {"pdq": {}})


def test_a_raw_lookup_gives_numbers_and_no_more_than_a_lookup(program: Client, bank: Bank, bo: Actor) -> None:
    entry = an_entry(bank, bo, type_=EntryType.PDQ, value=PDQ_A)
    gone = an_entry(bank, bo, type_=EntryType.PDQ, value="f" * 33 + "0" * 31)
    actions.disable_entry(entry=gone, reason="wrong", by=bo, at=NOON)
    asked = {"signal_type": "pdq", "signal": NEAR_A}

    plain = program.get("/m/raw_lookup", asked)
    far = program.get("/m/raw_lookup", asked | {"include_distance": "true"})

    assert plain.json() == {"matches": [entry.pk]}
    assert far.json() == {"matches": [{"bank_content_id": entry.pk, "distance": "3"}]}


@pytest.mark.parametrize(
    ("pairs", "compared"),
    [
        ({"pdq": [PDQ_A, NEAR_A]}, {"pdq": [True, {"distance": 3}]}),
        ({"pdq": ["0" * 64, "f" * 64]}, {"pdq": [False, {"distance": 256}]}),
        ({"video_md5": ["A" * 32, "a" * 32]}, {"video_md5": [True, {}]}),
        ({"url": ["hxxp://Example[.]org/a", "https://example.org/a"]}, {"url": [True, {}]}),
        ({}, {}),
    ],
    ids=["near", "far", "equal", "the same address", "nothing"],
)
def test_signals_are_compared(program: Client, pairs: object, compared: object) -> None:
    assert program.post("/m/compare", pairs, content_type="application/json").json() == compared


@pytest.mark.parametrize(
    "body",
    [
        '["banana"]',
        '{"pdq": "banana"}',
        '{"pdq": []}',
        '{"pdq": ["banana", "banana"]}',
        '{"x": ["a", "b"]}',
        "{",
        "[" * 9_999,
    ],
    ids=range(7),
)
def test_what_cannot_be_compared_is_answered_with_400(program: Client, body: str) -> None:
    answer = program.post("/m/compare", body, content_type="application/json")

    assert answer.status_code == 400
    assert set(answer.json()) == {"message"}


def test_the_index_tells_what_it_holds(program: Client, bank: Bank, bo: Actor) -> None:
    an_entry(bank, bo, type_=EntryType.PDQ, value=PDQ_A)

    told = program.get("/m/index/status").json()
    one = program.get("/c/signal_type/index", {"signal_type": "pdq"}).json()

    assert told["pdq"] == {"present": True, "built_to": int(NOON.timestamp()), "size": 1}
    assert told["sha1"] == {"present": False, "built_to": -1, "size": 0}
    assert list(one) == ["pdq"]
    assert one["pdq"]["index_out_of_date"] is False


def test_whether_it_answers_is_told_to_anybody(db: None) -> None:
    stranger = Client()

    assert [stranger.get(path).content for path in ("/status", "/status/live")] == [b"I-AM-ALIVE"] * 2


def test_the_paths_are_told_as_that_client_writes_them(program: Client) -> None:
    paths = program.get("/site-map").json()

    assert "/c/bank/<name>/content/<int:number>" in paths
    assert "/m/raw_lookup" in paths
    assert not [path for path in paths if path.startswith("/peers/")]


def test_a_method_that_it_does_not_answer_is_told(program: Client) -> None:
    answer = program.delete("/m/lookup", headers={"accept-language": "de"})

    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD, POST"
    assert answer.json() == {"message": "Diese Adresse wird nur mit GET, HEAD, POST gefragt."}


def test_more_signals_of_a_file_are_hashed_when_named(program: Client) -> None:
    file = SimpleUploadedFile("shape.png", a_picture())

    named = program.post("/h/hash?types=sha256,pdq", {"photo": file})
    unknown = program.post("/h/hash?types=tmk", {"photo": SimpleUploadedFile("a", b"a")})

    assert list(named.json()) == ["sha256", "pdq"]
    assert named.json()["sha256"] == hashlib.sha256(a_picture()).hexdigest()
    assert unknown.status_code == 400


def test_a_key_may_stand_alone_in_an_address(bank: Bank) -> None:
    credentials = base64.b64encode(f"{cast.a_key(Scope.MATCH_READ)}:".encode()).decode()

    answer = Client().get("/site-map", headers={"authorization": f"Basic {credentials}"})

    assert answer.status_code == 200


FRAMES = [f"{number:02x}" * 32 for number in range(10, 20)]  # as unlike as frames are


def a_video(*frames: str) -> str:
    """A video as that client writes one: a hash, a quality and a second for each frame."""
    return json.dumps([f"{frame},100,{second}" for second, frame in enumerate(frames)])


def test_a_video_says_how_much_of_each_is_in_the_other(program: Client, bank: Bank, bo: Actor) -> None:
    entry = an_entry(bank, bo, type_=EntryType.VPDQ, value=a_video(*FRAMES[:5]))

    longer = program.get("/m/lookup", {"signal_type": "vpdq", "signal": a_video(*FRAMES)}).json()
    part = program.get("/m/lookup", {"signal_type": "vpdq", "signal": a_video(FRAMES[0])}).json()

    assert longer == {"SHAPES": [{"bank_content_id": entry.pk, "distance": "50%[100%]"}]}
    assert part == {}


@pytest.mark.parametrize("share", [1.0, 0.5])
def test_what_matches_only_by_what_it_holds_is_answered(program: Client, bank: Bank, bo: Actor, share: float) -> None:
    entry = an_entry(bank, bo, type_=EntryType.PDQ, value=fingerprints_of(a_picture()).frames[0].hash.hex)
    banking.change_bank(bank=bank, name=None, share=share, by=bo, at=NOON)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("picture.png", a_picture())

    photo = SimpleUploadedFile("x", packed.getvalue())
    answer = program.post("/m/lookup?bypass_coinflip=true", {"photo": photo})

    assert answer.json() == {"pdq": {"SHAPES": [{"bank_content_id": entry.pk, "distance": "0"}]}}
    photo.seek(0)
    assert program.post("/m/lookup", {"photo": photo}).status_code == 200
