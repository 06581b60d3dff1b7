import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests import cast

from bonafides.base.audit.models import LogEntry
from bonafides.base.outbox import worker
from bonafides.base.people.vocabulary import Scope
from bonafides.kernel import clock
from bonafides.kernel.actor import Actor
from bonafides.kernel.clock import now
from bonafides.matching.fingerprint import fingerprints_of
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks.models import Bank, Entry
from bonafides.safety.banks.rules import Burst
from bonafides.safety.banks.tests.conftest import NOON, PDQ_A, SHA256_A, an_entry
from bonafides.safety.banks.vocabulary import OnMatch
from bonafides.safety.peers import rules
from bonafides.safety.peers.models import BankedContent
from bonafides.safety.peers.tests.conftest import a_picture

pytestmark = pytest.mark.django_db

MD5_A = "a" * 32


def sent(program: Client, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    return getattr(program, method)(path, body or {}, content_type="application/json")


def a_bank(program: Client, name: str = "TEST_BANK") -> str:
    sent(program, "post", "/c/banks", {"name": name})
    return f"/c/bank/{name}"


def records() -> list[str]:
    return list(LogEntry.objects.order_by("id").values_list("event_name", flat=True))


# -- lists ------------------------------------------------------------------------------------------------------------


def test_a_list_is_made_and_read(program: Client) -> None:
    made = sent(program, "post", "/c/banks", {"name": "MY_TEST_BANK_01"})

    assert made.status_code == 201
    assert made.json() == {"name": "MY_TEST_BANK_01", "matching_enabled_ratio": 1.0}
    assert program.get("/c/banks").json() == [made.json()]
    assert program.get("/c/bank/MY_TEST_BANK_01").json() == made.json()
    assert records()[-1] == "bank.created"


@pytest.mark.parametrize("name", ["01_TEST", "my_bank", "", "A B", "A\n", None, 3])
def test_a_name_that_is_not_spelt_so_is_refused(program: Client, name: object) -> None:
    answer = sent(program, "post", "/c/banks", {"name": name})

    assert answer.status_code == 400
    assert set(answer.json()) == {"message"}


def test_a_name_that_is_taken_is_refused_with_403(program: Client) -> None:
    a_bank(program)

    assert sent(program, "post", "/c/banks", {"name": "TEST_BANK"}).status_code == 403


def test_a_list_is_renamed_and_switched_off_and_on(program: Client) -> None:
    path = a_bank(program)

    renamed = sent(program, "put", path, {"name": "RENAMED"})
    off = sent(program, "put", "/c/bank/RENAMED", {"enabled": False})
    on = sent(program, "put", "/c/bank/RENAMED", {"enabled_ratio": 1.0})

    assert renamed.json() == {"name": "RENAMED", "matching_enabled_ratio": 1.0}
    assert (off.json()["matching_enabled_ratio"], on.json()["matching_enabled_ratio"]) == (0.0, 1.0)
    assert records()[-3:] == ["bank.renamed", "bank.disabled", "bank.enabled"]
    assert program.get(path).status_code == 404


def test_a_list_answers_for_a_share_of_the_questions_and_the_same_one_always_the_same(program: Client) -> None:
    path = a_bank(program)
    values = [f"{number:064x}" for number in range(400)]
    sent(program, "post", f"{path}/signal", {"sha256": values[0]})
    half = sent(program, "put", path, {"enabled_ratio": 0.5})
    asked = {"signal_type": "sha256", "signal": values[0]}

    answers = {json.dumps(program.get("/m/lookup", asked).json()) for _again in range(5)}
    by_seed = [program.get("/m/lookup", asked | {"seed": seed}).json() != {} for seed in "ab"]
    share = sum(rules.coin("", digest_of(value)) < 0.5 for value in values) / len(values)

    assert half.json()["matching_enabled_ratio"] == 0.5
    assert len(answers) == 1
    assert by_seed == [True, False]  # as random.Random("a") and ("b") fall: 0.27 and 0.72
    assert 0.4 < share < 0.6
    assert records()[-1] == "peers.share_set"


def digest_of(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()


def test_a_list_that_was_off_and_is_on_again_answers_for_all(program: Client) -> None:
    path = a_bank(program)
    sent(program, "put", path, {"enabled_ratio": 0.25})
    off = sent(program, "put", path, {"enabled": False})
    on = sent(program, "put", path, {"enabled": True})

    assert [each.json()["matching_enabled_ratio"] for each in (off, on)] == [0.0, 1.0]


@pytest.mark.parametrize("ratio", [-0.1, 1.1, "nan", "half", True, [], "1e999"], ids=str)
def test_what_is_no_share_is_refused(program: Client, ratio: object) -> None:
    assert sent(program, "put", a_bank(program), {"enabled_ratio": ratio}).status_code == 400


def test_a_list_that_is_deleted_is_off_and_stays(program: Client) -> None:
    path = a_bank(program)

    deleted = program.delete(path)

    assert (deleted.status_code, deleted.json()) == (200, {"message": "Done"})
    assert program.get(path).json()["matching_enabled_ratio"] == 0.0
    assert program.delete("/c/bank/NEVER_THERE").json() == {"message": "Done"}


def test_a_list_of_the_console_goes_by_its_name_in_their_spelling(program: Client, bank: Bank) -> None:
    assert program.get("/c/bank/SHAPES").json() == {"name": "SHAPES", "matching_enabled_ratio": 1.0}


def test_the_name_of_a_list_of_the_console_is_taken(program: Client, bank: Bank) -> None:
    other = a_bank(program)

    made = sent(program, "post", "/c/banks", {"name": "SHAPES"})
    renamed = sent(program, "put", other, {"name": "SHAPES"})

    assert [(made.status_code, made.json()), (renamed.status_code, renamed.json())] == [
        (403, {"message": "Bank already exists"})
    ] * 2


def test_two_names_that_are_spelt_alike_are_not_guessed_at(program: Client, bank: Bank, bo: Actor) -> None:
    banks.create_bank(name="shapes", by=bo, at=NOON)

    assert program.get("/c/bank/SHAPES").status_code == 400


def test_no_program_switches_a_list_on_that_holds(program: Client, bank: Bank, bo: Actor) -> None:
    held = banks.set_policy(
        bank=bank,
        on_match=OnMatch.HOLD,
        threshold_bits=31,
        hold_threshold_bits=10,
        hold_lasts=timedelta(hours=24),
        by=bo,
        at=NOON,
    )
    banks.disable_bank(bank=held, reason="wrong entries", by=bo, at=NOON)

    answer = sent(program, "put", "/c/bank/SHAPES", {"enabled": True})

    assert answer.status_code == 403
    assert not Bank.objects.get().is_active


def test_who_may_only_read_changes_nothing(bank: Bank) -> None:
    reader = Client(headers=cast.as_client(cast.a_key(Scope.BANKS_READ)))

    assert reader.get("/c/banks").status_code == 200
    assert sent(reader, "post", "/c/banks", {"name": "A"}).status_code == 403
    assert reader.delete("/c/bank/SHAPES").status_code == 403
    assert sent(reader, "post", "/c/bank/SHAPES/signal", {"pdq": PDQ_A}).status_code == 403


# -- contents ---------------------------------------------------------------------------------------------------------


def test_a_file_is_banked_and_found_again_under_its_number(program: Client) -> None:
    path = a_bank(program)
    metadata = json.dumps({"content_id": "1197433091", "json": {"asdf": {}}})

    answer = program.post(
        f"{path}/content",
        {"photo": SimpleUploadedFile("a.png", a_picture()), "metadata": metadata, "note": "from the archive"},
    )
    found = program.post("/m/lookup", {"photo": SimpleUploadedFile("a.png", a_picture())})

    pdq = fingerprints_of(a_picture()).frames[0].hash.hex
    number = answer.json()["id"]
    assert answer.status_code == 200
    assert answer.json()["signals"] == {"pdq": pdq}
    assert found.json() == {"pdq": {"TEST_BANK": [{"bank_content_id": number, "distance": "0"}]}}
    assert program.get(f"{path}/content/{number}?include_signals=true&include_metadata=true").json() == {
        "id": number,
        "disable_until_ts": 1,
        "collab_metadata": {},
        "original_media_uri": None,
        "bank": {"name": "TEST_BANK", "matching_enabled_ratio": 1.0},
        "signals": {"pdq": pdq},
        "metadata": {"content_id": "1197433091", "json": {"asdf": {}}, "collab": {}},
        "note": "from the archive",
    }


def test_several_signals_are_one_content(program: Client) -> None:
    path = a_bank(program)

    answer = sent(program, "post", f"{path}/signal", {"pdq": PDQ_A, "video_md5": MD5_A, "note": "both"})
    again = sent(program, "post", f"{path}/signal", {"video_md5": MD5_A})

    assert answer.json()["signals"] == {"pdq": PDQ_A, "video_md5": MD5_A}
    assert again.json() == answer.json()
    assert Entry.objects.count() == 2
    assert BankedContent.objects.get().note == "both"
    assert records()[-1] == "peers.content_banked"


@pytest.mark.parametrize(
    "signals",
    [{}, {"pdq": "beef"}, {"tmk": "x"}, {"pdq": 3}, {"pdq": ""}, {"url": "http://"}, {"raw_text": "!!!"}],
    ids=["none", "short", "unknown", "a number", "empty", "no address", "no words"],
)
def test_what_is_no_signal_is_refused_and_leaves_nothing(program: Client, signals: dict[str, Any]) -> None:
    answer = sent(program, "post", f"{a_bank(program)}/signal", signals)

    assert answer.status_code == 400
    assert set(answer.json()) == {"message"}
    assert Entry.objects.count() == 0


def test_a_picture_of_too_little_detail_is_refused_with_the_reason(program: Client) -> None:
    answer = program.post(f"{a_bank(program)}/content", {"photo": SimpleUploadedFile("a", b"words")})

    assert answer.status_code == 400
    assert "detail" in answer.json()["message"]


@pytest.mark.parametrize("metadata", ["[]", "{", '{"json": 3}', '{"content_id": 3}'], ids=range(4))
def test_metadata_that_is_not_understood_is_refused(program: Client, metadata: str) -> None:
    sent_with = {"photo": SimpleUploadedFile("a.png", a_picture()), "metadata": metadata}

    answer = program.post(f"{a_bank(program)}/content", sent_with)

    assert answer.status_code == 400
    assert Entry.objects.count() == 0


def test_a_content_is_off_until_its_moment_and_then_on_by_itself(program: Client) -> None:
    path = a_bank(program)
    number = sent(program, "post", f"{path}/signal", {"pdq": PDQ_A}).json()["id"]
    until = int((now() + timedelta(days=1)).timestamp())

    off = sent(program, "put", f"{path}/content/{number}", {"disable_until_ts": until})
    while_off = program.get("/m/lookup", {"signal_type": "pdq", "signal": PDQ_A}).json()
    clock.use(lambda: cast.NOON.fromtimestamp(until + 1, cast.NOON.tzinfo))
    worker.work_off(now(), record=refuse_records)
    after = program.get(f"{path}/content/{number}").json()

    assert off.json()["disable_until_ts"] == until
    assert while_off == {}
    assert after["disable_until_ts"] == 1
    assert "TEST_BANK" in program.get("/m/lookup", {"signal_type": "pdq", "signal": PDQ_A}).json()


def refuse_records(*args: object) -> str:
    raise AssertionError("nothing of the outbox itself is recorded here")


def test_a_content_is_switched_off_for_good_and_on_again(program: Client) -> None:
    path = a_bank(program)
    number = sent(program, "post", f"{path}/signal", {"pdq": PDQ_A}).json()["id"]

    off = sent(program, "put", f"{path}/content/{number}", {"disable_until_ts": 0, "note": "wrong"})
    on = sent(program, "put", f"{path}/content/{number}", {"disable_until_ts": 1})

    assert (off.json()["disable_until_ts"], off.json()["note"]) == (0, "wrong")
    assert (on.json()["disable_until_ts"], on.json()["note"]) == (1, "wrong")


def switched_off_for_a_day(program: Client, path: str) -> tuple[Entry, int]:
    number = sent(program, "post", f"{path}/signal", {"pdq": PDQ_A}).json()["id"]
    until = int((now() + timedelta(days=1)).timestamp())
    sent(program, "put", f"{path}/content/{number}", {"disable_until_ts": until})
    return Entry.objects.get(pk=number), until


def a_day_passes(until: int) -> None:
    clock.use(lambda: cast.NOON.fromtimestamp(until + 1, cast.NOON.tzinfo))
    worker.work_off(now(), record=refuse_records)


def test_what_a_person_disabled_meanwhile_goes_on_resting(program: Client, bo: Actor) -> None:
    entry, until = switched_off_for_a_day(program, a_bank(program))
    banks.enable_entry(entry=entry, by=bo, at=now())
    banks.disable_entry(entry=entry, reason="a court says so", by=bo, at=now())

    a_day_passes(until)

    entry.refresh_from_db()
    assert (entry.state, entry.disabled_by) == ("disabled", bo.code)


def test_what_the_flood_guard_stopped_is_not_switched_on_by_a_program_nor_by_its_timer(program: Client) -> None:
    path = a_bank(program)
    number = sent(program, "post", f"{path}/signal", {"pdq": PDQ_A}).json()["id"]
    banks.guard({number: Burst(60, 6_000)}, at=now())
    until = int((now() + timedelta(days=1)).timestamp())

    on = sent(program, "put", f"{path}/content/{number}", {"disable_until_ts": 1})
    sent(program, "put", f"{path}/content/{number}", {"disable_until_ts": until})
    a_day_passes(until)

    assert (on.status_code, "flood guard" in on.json()["message"]) == (403, True)
    assert Entry.objects.get(pk=number).state == "disabled"


def test_what_was_off_for_good_and_then_until_a_moment_comes_on_by_itself(program: Client) -> None:
    path = a_bank(program)
    number = sent(program, "post", f"{path}/signal", {"pdq": PDQ_A}).json()["id"]
    sent(program, "put", f"{path}/content/{number}", {"disable_until_ts": 0})
    until = int((now() + timedelta(days=1)).timestamp())

    sent(program, "put", f"{path}/content/{number}", {"disable_until_ts": until})
    a_day_passes(until)

    assert Entry.objects.get(pk=number).state == "active"


@pytest.mark.parametrize("timestamp", [-1, 9_999_999_999, "soon", True, 1.5])
def test_a_moment_that_cannot_be_is_refused(program: Client, timestamp: object) -> None:
    path = a_bank(program)
    number = sent(program, "post", f"{path}/signal", {"pdq": PDQ_A}).json()["id"]

    assert sent(program, "put", f"{path}/content/{number}", {"disable_until_ts": timestamp}).status_code == 400


def test_a_content_that_is_deleted_matches_no_more(program: Client) -> None:
    path = a_bank(program)
    number = sent(program, "post", f"{path}/signal", {"pdq": PDQ_A, "md5": MD5_A}).json()["id"]

    first, second = program.delete(f"{path}/content/{number}"), program.delete(f"{path}/content/{number}")

    assert (first.json(), second.json()) == ({"deleted": 1}, {"deleted": 0})
    assert program.get(f"{path}/content/{number}").status_code == 404
    assert program.get("/m/lookup", {"signal_type": "pdq", "signal": PDQ_A}).json() == {}


def test_a_content_is_found_on_its_own_list_only(program: Client) -> None:
    number = sent(program, "post", f"{a_bank(program)}/signal", {"pdq": PDQ_A}).json()["id"]
    other = a_bank(program, "OTHER")

    assert program.get(f"{other}/content/{number}").status_code == 404
    assert program.delete(f"{other}/content/{number}").json() == {"deleted": 0}


def test_an_entry_that_no_client_banked_is_a_content_too(program: Client, bank: Bank, bo: Actor) -> None:
    entry = an_entry(bank, bo)
    path = f"/c/bank/SHAPES/content/{entry.pk}"

    noted = sent(program, "put", path, {"note": "seen in May"})
    shown = program.get(f"{path}?signal_type=video_sha256").json()

    assert noted.json()["note"] == "seen in May"
    assert shown["signals"] == {"video_sha256": SHA256_A}
    assert program.get(f"{path}?signal_type=pdq").json()["signals"] == {}
    assert program.get(f"{path}?signal_type=invalid").status_code == 400


# -- what there is, and what there is not -----------------------------------------------------------------------------


def test_types_are_listed_and_cannot_be_switched(program: Client) -> None:
    assert {"name": "pdq", "enabled_ratio": 1.0} in program.get("/c/signal_type").json()
    assert program.get("/c/content_type").json() == [
        {"name": "photo", "enabled": True},
        {"name": "video", "enabled": True},
    ]
    assert sent(program, "put", "/c/signal_type/pdq", {"enabled_ratio": 0}).status_code == 501


def test_a_body_that_is_no_object_is_refused(program: Client) -> None:
    bodies = ("[]", "3", "{", '"a"', '{"name": "A\\u0000"}')

    statuses = [program.post("/c/banks", body, content_type="application/json").status_code for body in bodies]

    assert statuses == [400] * 5
