import base64
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from tests import cast

from bonafides.base.people.vocabulary import Scope
from bonafides.kernel.clock import now
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks.models import Bank, Entry
from bonafides.safety.moderation.models import Case, Item
from bonafides.safety.moderation.tests.scenes import a_policy, a_restriction
from bonafides.safety.peers.actions import targets
from bonafides.safety.peers.models import Target
from bonafides.safety.peers.queries.targets import moment_in, new_target_name
from bonafides.safety.peers.tests.altitude import WORDS, a_signal, a_target, decided, sent, text
from bonafides.safety.peers.tests.conftest import a_picture

pytestmark = pytest.mark.django_db

# -- targets ----------------------------------------------------------------------------------------------------------


def test_a_target_that_matches_becomes_an_item_and_says_what_was_said(program: Client) -> None:
    a_signal(program)
    body = text(
        title="A title", description="Words", views=5, client_context="abc", creator={"ip_address": "192.0.2.1"}
    )

    answer = sent(program, "/api/targets/", body)

    told = answer.json()
    shown = program.get(f"/api/targets/{told['id']}").json()
    assert answer.status_code == 201
    assert shown == told
    assert (told["title"], told["client_context"], told["views"]) == ("A title", "abc", 5)
    assert "creator" not in told
    item = Item.objects.get()
    assert (item.platform_reference, item.kind, item.reach) == (f"altitude:{told['id']}", "text", 5)
    assert Target.objects.get().item == item


def test_a_target_that_concerns_nobody_leaves_nothing_but_its_name(program: Client) -> None:
    answer = sent(program, "/api/targets/", text("Good morning", client_context="abc"))

    name = answer.json()["id"]
    assert answer.json()["client_context"] == "abc"
    assert (Item.objects.count(), Target.objects.count()) == (0, 0)
    assert program.get(f"/api/targets/{name}").json() == {"id": name, "create_time": answer.json()["create_time"]}
    assert sent(program, f"/api/targets/{name}", {"views": 3}, "patch").status_code == 200
    assert Target.objects.count() == 0


def test_a_picture_is_matched_by_its_fingerprint_and_has_empty_scores(program: Client) -> None:
    pdq = program.post("/h/hash", {"photo": BytesIO(a_picture())}).json()["pdq"]
    a_signal(program, pdq, "HASH_PDQ", source={"name": "GIFCT"})
    encoded = base64.b64encode(a_picture()).decode()

    told = sent(program, "/api/targets/", {"content_type": "IMAGE", "content_bytes": encoded}).json()

    assert told["safe_search_scores"]["violence"] == "UNKNOWN"
    assert program.get(f"/api/targets/{told['id']}").json() == told
    assert Item.objects.get().kind == "picture"


@pytest.mark.parametrize(
    "body",
    [
        {},
        text(content_type="VIDEO"),
        text(content_bytes="%%%"),
        text(content_bytes=""),
        text(content_bytes=3),
        text(views=-1),
        text(views="many"),
        text(title=3),
        text(url="https://example.org/"),
        text(title="\x00"),
        {"content_type": "IMAGE", "content_bytes": base64.b64encode(b"words").decode()},
    ],
    ids=[
        "empty",
        "video",
        "no base64",
        "nothing",
        "a number",
        "less",
        "words",
        "no text",
        "unknown",
        "null",
        "no image",
    ],
)
def test_what_is_no_target_is_refused_in_their_form(program: Client, body: dict[str, Any]) -> None:
    answer = sent(program, "/api/targets/", body)

    assert answer.status_code == 400
    assert set(answer.json()["error"]) == {"code", "message", "status"}
    assert (answer.json()["error"]["code"], answer.json()["error"]["status"]) == (400, "BAD_REQUEST")


def test_a_body_beyond_their_limit_is_refused(program: Client) -> None:
    answer = sent(program, "/api/targets/", text("a" * 6_500_000))

    assert (answer.status_code, answer.json()["error"]["status"]) == (413, "REQUEST_ENTITY_TOO_LARGE")


def test_a_target_says_what_its_client_says_last(program: Client) -> None:
    name = a_target(program, title="First", client_context="abc")

    changed = sent(program, f"/api/targets/{name}", {"title": "Second", "views": 10}, "patch").json()

    assert (changed["title"], changed["client_context"], changed["views"]) == ("Second", "abc", 10)
    assert sent(program, f"/api/targets/{name}", {"create_time": "now"}, "patch").status_code == 400


def test_more_views_bring_the_case_of_a_target_forward(program: Client) -> None:
    a_signal(program)
    name = a_target(program, views=3)
    before = Case.objects.get().priority

    sent(program, f"/api/targets/{name}", {"views": 40_000}, "patch")

    assert (Item.objects.get().reach, Case.objects.get().priority > before) == (40_000, True)


@pytest.mark.parametrize("name", ["foobar", "0" * 24, "f" * 23 + "\n"], ids=["word", "zeros", "newline"])
def test_a_name_that_we_never_gave_names_nothing(program: Client, name: str) -> None:
    answer = program.get(f"/api/targets/{name}")

    assert (answer.status_code, answer.json()["error"]["status"]) == (404, "NOT_FOUND")


def test_a_name_is_known_again_and_tells_its_second() -> None:
    moment = datetime(2026, 3, 2, 12, 0, 1, tzinfo=UTC)

    assert moment_in(new_target_name(moment)) == moment


def test_each_method_asks_for_its_scope() -> None:
    reader = Client(headers=cast.as_client(cast.a_key(Scope.DECISIONS_READ)))

    assert sent(reader, "/api/targets/", text()).status_code == 403
    assert reader.get("/api/signals/").status_code == 403
    assert Client().get("/api/cases/").json()["error"]["status"] == "UNAUTHORIZED"


# -- signals ----------------------------------------------------------------------------------------------------------


def test_a_signal_stands_on_the_list_of_its_source(program: Client) -> None:
    made = a_signal(program, "AA" * 16, "HASH_MD5", source={"name": "TCAP", "author": "somebody@example.org"})

    entry = Entry.objects.get()
    assert made.status_code == 201
    assert (entry.type, entry.bank.name, entry.value) == (EntryType.MD5, "Altitude TCAP", "aa" * 16)
    assert made.json()["content"] == [{"value": "aa" * 16, "content_type": "HASH_MD5"}]
    assert made.json()["sources"][0]["name"] == "TCAP"
    assert program.get(f"/api/signals/{entry.reference}").json() == made.json()
    assert "somebody" not in made.content.decode()


def test_the_same_signal_again_is_the_same(program: Client) -> None:
    first, second = a_signal(program), a_signal(program)

    assert first.json() == second.json()
    assert (Entry.objects.count(), Bank.objects.count()) == (1, 1)


def test_signals_come_a_page_at_a_time(program: Client) -> None:
    made = [a_signal(program, f"{number}.example.org").json()["id"] for number in range(3)]

    first = program.get("/api/signals/?page_size=2")
    rest = program.get(first["Link"].partition(";")[0].strip("<>"))

    assert [each["id"] for each in first.json()] == made[:2]
    assert [each["id"] for each in rest.json()] == made[2:]
    assert "Link" not in rest


@pytest.mark.parametrize(
    "body",
    [
        {"content": {"value": "x", "type": "API"}},
        {"content": {"value": "beef", "type": "HASH_PDQ"}},
        {"content": {"value": "", "type": "URL"}},
        {"content": {"value": "example.org", "type": "URL"}, "source": {"name": "SAFE_SEARCH"}},
        {"content": {"value": "example.org", "type": "URL"}, "source": {"name": "TCAP", "create_time": "soon"}},
        {"content": "example.org"},
        {"content": {"value": "example.org", "type": "URL"}, "more": 1},
    ],
    ids=["type", "hash", "empty", "source", "moment", "text", "unknown"],
)
def test_what_is_no_signal_is_refused(program: Client, body: dict[str, Any]) -> None:
    answer = sent(program, "/api/signals/", body)

    assert answer.status_code == 400
    assert Entry.objects.count() == 0


# -- cases ------------------------------------------------------------------------------------------------------------


def test_a_targets_case_shows_its_signals_and_its_reviews(program: Client) -> None:
    signal = a_signal(program).json()["id"]
    name = sent(program, "/api/targets/", text()).json()["id"]
    before = program.get(f"/api/cases/{name}").json()
    a_policy()

    decided(a_restriction())

    listed = program.get("/api/cases/?state=resolved&page_size=1").json()
    assert (before["state"], before["signal_ids"], before["review_history"]) == ("ACTIVE", [signal], [])
    assert (listed["data"][0]["state"], listed["total_count"], listed["next_cursor_token"]) == ("RESOLVED", 1, None)
    assert listed["data"][0]["review_history"][0]["decision"] == "BLOCK"
    assert program.get(f"/api/cases/{name}/reviews/").json() == listed["data"][0]["review_history"]


def a_page_of_cases(program: Client, **query: Any) -> tuple[list[str], str | None, str | None]:
    """The names on a page of two, and the tokens of the next one and of the one before."""
    page = program.get("/api/cases/", {"page_size": 2} | query).json()
    return [each["id"] for each in page["data"]], page["next_cursor_token"], page["previous_cursor_token"]


def test_cases_are_paged_there_and_back(program: Client) -> None:
    a_signal(program)
    names = [sent(program, "/api/targets/", text(f"{WORDS} {number}")).json()["id"] for number in range(5)]

    first, behind_first, before_first = a_page_of_cases(program)
    second, behind_second, _before = a_page_of_cases(program, next_cursor_token=behind_first)
    third, behind_third, before_third = a_page_of_cases(program, next_cursor_token=behind_second)
    again, behind_again, before_again = a_page_of_cases(program, previous_cursor_token=before_third)
    start, _behind, before_start = a_page_of_cases(program, previous_cursor_token=before_again)

    assert (first, second, third) == (names[:2], names[2:4], names[4:])
    assert (again, behind_again, start) == (second, behind_second, first)
    assert (before_first, before_start, behind_third) == (None, None, None)


def test_a_page_of_cases_counts_and_pages_what_it_was_asked_for(program: Client) -> None:
    a_target(program)
    a_policy()
    decided(a_restriction())
    sent(program, "/api/targets/", text(f"{WORDS} again"))

    page = program.get("/api/cases/?state=active&page_size=1").json()

    assert (len(page["data"]), page["total_count"]) == (1, 1)
    assert (page["next_cursor_token"], page["previous_cursor_token"]) == (None, None)


def test_cases_are_paged_in_one_direction_at_a_time(program: Client) -> None:
    token = base64.b64encode(b"1").decode()

    both = program.get("/api/cases/", {"next_cursor_token": token, "previous_cursor_token": token})
    unreadable = program.get("/api/cases/?previous_cursor_token=!")

    assert (both.status_code, both.json()["error"]["message"]) == (400, "Only one cursor token should be provided.")
    assert (unreadable.status_code, unreadable.json()["error"]["message"]) == (400, "Invalid cursor format")


def test_no_program_judges_a_case(program: Client) -> None:
    name = a_target(program)

    answer = sent(program, f"/api/cases/{name}/reviews/", {"decision": "BLOCK"})

    assert (answer.status_code, answer.json()["error"]["status"]) == (501, "NOT_IMPLEMENTED")
    assert sent(program, "/api/cases/", {"signal_ids": ["a"]}).status_code == 501
    assert Case.objects.get().state == "open"


def test_what_was_said_goes_with_the_content_of_the_case(program: Client) -> None:
    name = a_target(program, title="A title", client_context="abc", views=3)

    erased = targets.forget_targets(case=Case.objects.get().reference, at=now())

    assert erased == 1
    assert set(program.get(f"/api/targets/{name}").json()) == {"id", "create_time"}
    assert targets.forget_targets(case=Case.objects.get().reference, at=now()) == 0
