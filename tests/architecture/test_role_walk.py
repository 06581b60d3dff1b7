"""Every address with every role: by status, by the absence of what was planted, and with the storage itself watched.

The scene is made once, in one transaction that is taken back at the end; whatever a request changes is taken back
before the next. So no test needs a transaction of its own, nor a look at all references of the scene when it ends.
"""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.contrib import auth
from django.test import Client
from django.urls import get_resolver, reverse

from bonafides.base.blobs import queries as stored
from bonafides.base.people import middleware, queries
from bonafides.base.people.models import Person
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.clock import now
from bonafides.safety.evidence.actions.custody import ReadWithoutCustody
from bonafides.safety.evidence.models import Piece
from bonafides.safety.moderation.actions import preserving
from bonafides.safety.moderation.models import Item
from tests import cast
from tests.architecture import role_scene as planted
from tests.architecture.custody_watch import watched
from tests.architecture.role_scene import Scene, a_platform, nothing_stays
from tests.architecture.role_table import CALLS, PAGES, SIGNING_IN
from tests.architecture.role_words import (
    ANSWERER,
    ANYONE,
    ASSESSOR,
    AUDITOR,
    MEMBER_READER,
    MEMBER_TEAM,
    NOBODY,
    OF_THE_CASE,
    OTHER_MEMBER,
    OTHER_READER,
    OUTSIDE_THE_PLATFORM,
    PROGRAMME,
    PROGRAMME_TEAM,
    READER,
    SIGNATORY,
    Row,
    get,
)
from tests.architecture.roles.alerts import PLANTED_ADDRESS, RECEIVERS, TEAM
from tests.architecture.roles.knowledge import AMBER, RED
from tests.architecture.test_editions import names_below

API_ROOT = "api-1.0.0:api-root"  # a name without a page
OF_NOTIFIERS = planted.NOTIFIER
OF_CONTENT = (planted.CONTENT, planted.CONTEXT, planted.ELSEWHERE)
SIGN_IN = "/account/login/"
UNDERSTOOD = {409, 422}  # answers to a form that was let in and is empty
FOR_OUTSIDERS = OUTSIDE_THE_PLATFORM | {READER, OTHER_READER}  # for whom a thing that is not theirs does not exist


@pytest.fixture(scope="module")
def db(made_once: None) -> None:
    """One transaction for all tests of this file, where each has its own elsewhere."""


@pytest.fixture(scope="module")
def scene(db: None) -> Iterator[Scene]:
    """A whole platform, with every item of it kept as evidence, and the storage watched."""
    made = a_platform()
    for item in Item.objects.exclude(content=""):
        preserving.preserve(item, by=SYSTEM, at=now())
    with watched() as watch, pytest.MonkeyPatch.context() as patch:
        derive_once(patch)
        made.watch = watch
        yield made


def derive_once(patch: pytest.MonkeyPatch) -> None:
    """Who somebody is follows from what stands in the scene, and no request changes that for the next."""
    people: dict[str, Any] = {}
    actors: dict[int, Actor] = {}
    lacks: dict[int, bool] = {}
    load, derive, look = auth.get_user, queries.actor_of, middleware.lacks_second_factor

    def get_user(request: Any) -> Any:
        session = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        return copy(people[session] if session in people else people.setdefault(session, load(request)))

    def actor_of(person: Person) -> Actor:
        return actors.get(person.pk) or actors.setdefault(person.pk, derive(person))

    def lacks_second_factor(request: Any) -> bool:
        who = request.user.pk
        return lacks[who] if who in lacks else lacks.setdefault(who, look(request))

    patch.setattr(auth, "get_user", get_user)
    patch.setattr(queries, "actor_of", actor_of)
    patch.setattr(middleware, "lacks_second_factor", lacks_second_factor)
    patch.setattr(middleware, "note_activity", lambda request: None)


# -- asking -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    text: str  # all that a person could read, headers included


def answer_of(response: Any) -> Answer:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    text = f"{dict(response.headers)} {body.decode('utf-8', 'replace')}"
    return Answer(response.status_code, response.headers.get("Location", ""), text)


def address(scene: Scene, name: str, arguments: dict[str, str]) -> str:
    return reverse(name, kwargs=scene.given(**arguments))


def asked(scene: Scene, name: str, who: str, method: str = "") -> Answer:
    """What somebody is answered; asked once, for nothing that it changes stays, and kept until another page's turn.

    Whoever is to be refused asks as a program does: the same refusal, without a page around it.
    """
    row = PAGES[name]
    accepts = cast.HTML if who in row.who or who == NOBODY or row.hidden else "application/json"
    method = method or ("post" if row.method == "post" else "get")
    question = (who, method)
    if scene.page != name:
        scene.page, scene.answers = name, {}
    if question not in scene.answers:
        with nothing_stays(), scene.watch.over(f"{name} as {who}"):
            browser, where = scene.browsers[who], address(scene, name, row.arguments)
            sent, headers = row.sent if method == "post" else None, {"accept": accepts}
            scene.answers[question] = answer_of(getattr(browser, method)(where, sent, headers=headers))
    answer: Answer = scene.answers[question]
    return answer


def called(scene: Scene, name: str, browser: Client) -> Answer:
    call = CALLS[name]
    with nothing_stays(), scene.watch.over(name):
        ask = getattr(browser, call.method)
        return answer_of(ask(address(scene, name, call.arguments), content_type="application/json"))


def program(key: str) -> Client:
    return Client(headers=cast.as_client(key))


def found_in(answer: Answer, texts: tuple[str, ...]) -> list[str]:
    return [text for text in texts if text in answer.text]


# -- the table is whole -----------------------------------------------------------------------------------------------


def test_every_address_stands_in_the_table_and_nothing_else_does() -> None:
    names = names_below(get_resolver()) - {API_ROOT}

    assert sorted(names - (PAGES.keys() | CALLS.keys())) == []
    assert sorted((PAGES.keys() | CALLS.keys()) - names) == []


# -- pages ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_for_whom_it_is_meant_and_for_nobody_else(scene: Scene, name: str) -> None:
    row = PAGES[name]
    answers = {who: asked(scene, name, who) for who in sorted(ANYONE)}

    assert [who for who in sorted(row.who) if not let_in(answers[who], row)] == []
    assert [
        (who, answers[who].status) for who in sorted(ANYONE - row.who) if not kept_out(answers[who], who, row)
    ] == []
    assert {who: found for who in ANYONE - row.who if (found := found_in(answers[who], planted.PLANTED))} == {}


def let_in(answer: Answer, row: Row) -> bool:
    if answer.location.startswith(SIGN_IN) and row.who != ANYONE:
        return False
    return answer.status < 400 or (row.method == "post" and answer.status in UNDERSTOOD)


def kept_out(answer: Answer, who: str, row: Row) -> bool:
    is_nobodys = not row.who
    if row.hidden:
        return answer.status == 404
    if who == NOBODY:
        return answer.location.startswith(SIGN_IN) or (is_nobodys and answer.status == 404)
    return answer.status in ({403, 404} if who in FOR_OUTSIDERS or is_nobodys else {403})


@pytest.mark.parametrize("name", [name for name, row in PAGES.items() if row.method == "post"])
def test_what_changes_something_is_never_done_by_a_link(scene: Scene, name: str) -> None:
    who = min(PAGES[name].who)

    assert asked(scene, name, who, method="get").status == 405


@pytest.mark.parametrize("name", [name for name, row in PAGES.items() if row.method != "get"])
def test_a_form_of_another_site_does_nothing(scene: Scene, name: str) -> None:
    row = PAGES[name]
    strict = Client(enforce_csrf_checks=True, headers={"accept": cast.HTML})
    strict.cookies = scene.browsers[min(row.who)].cookies
    with nothing_stays():
        answer = strict.post(address(scene, name, row.arguments), row.sent)

    assert answer.status_code == 403


# -- pages that open, and what they must not show ----------------------------------------------------------------------


READABLE = [name for name, row in PAGES.items() if row.method != "post"]


@pytest.mark.parametrize("name", READABLE)
def test_no_page_but_the_case_itself_names_a_notifier(scene: Scene, name: str) -> None:
    assert {
        who: found for who in PAGES[name].who if (found := found_in(asked(scene, name, who, "get"), OF_NOTIFIERS))
    } == {}


@pytest.mark.parametrize("name", [name for name in READABLE if AUDITOR in PAGES[name].who])
def test_an_auditor_is_shown_no_content(scene: Scene, name: str) -> None:
    assert found_in(asked(scene, name, AUDITOR, "get"), OF_CONTENT) == []


@pytest.mark.parametrize("name", [name for name in READABLE if READER in PAGES[name].who])
def test_a_second_reader_is_shown_nothing_of_other_cases(scene: Scene, name: str) -> None:
    answer = asked(scene, name, READER, "get")

    assert found_in(answer, (planted.ELSEWHERE, scene.named["elsewhere"])) == []


@pytest.mark.parametrize("name", [name for name in READABLE if PAGES[name].who & OUTSIDE_THE_PLATFORM])
def test_the_programmes_side_is_shown_nothing_of_the_platform(scene: Scene, name: str) -> None:
    secret = (*planted.PLANTED, "reviewer@example.org")
    asking = PAGES[name].who & OUTSIDE_THE_PLATFORM

    shown = {who: found for who in asking if (found := found_in(asked(scene, name, who, "get"), secret))}

    assert shown == {} or NOBODY in PAGES[name].who


HOLDS_A_KEY = {SIGNATORY, ANSWERER, MEMBER_READER, ASSESSOR}  # of the one member, and whom it opened a round to


@pytest.mark.parametrize("name", READABLE)
def test_answers_and_scores_are_shown_to_nobody_without_a_key(scene: Scene, name: str) -> None:
    asking = PAGES[name].who - HOLDS_A_KEY

    shown = {
        who: found for who in asking if (found := scene.confidential.found_in(asked(scene, name, who, "get").text))
    }

    assert shown == {}


BY_LINK = {"alerts:by_link"}  # whoever bears it
MARK = PLANTED_ADDRESS.rpartition("/")[2]


@pytest.mark.parametrize("name", [name for name in READABLE if name not in BY_LINK])
def test_the_address_of_an_alert_is_read_by_its_team_and_receivers_alone(scene: Scene, name: str) -> None:
    others = ANYONE - TEAM - RECEIVERS

    assert [who for who in sorted(others) if found_in(asked(scene, name, who, "get"), (MARK,))] == []


def test_the_address_of_an_alert_would_be_found_where_it_is_shown(scene: Scene) -> None:
    assert get(TEAM).who == TEAM
    assert found_in(asked(scene, "alerts:alerts", "analyst", "get"), (MARK,)) == []  # a list names hosts only
    assert found_in(asked(scene, "alerts:alert", "analyst", "get"), (MARK,)) == [MARK]


MAY_MEET = {AMBER: PROGRAMME_TEAM | MEMBER_TEAM | {OTHER_MEMBER}, RED: frozenset({PROGRAMME})}


@pytest.mark.parametrize("name", [name for name in READABLE if not name.startswith("knowledge:own_")])
def test_no_page_shows_a_role_what_level_and_tlp_keep_from_it(scene: Scene, name: str) -> None:
    kept = {who: tuple(sentence for sentence, may in MAY_MEET.items() if who not in may) for who in ANYONE}

    assert [who for who in sorted(ANYONE) if found_in(asked(scene, name, who, "get"), kept[who])] == []


def test_what_the_portal_keeps_is_there_to_be_found(scene: Scene) -> None:
    owner, member = scene.browsers["programme"], scene.browsers["member_reader"]

    with nothing_stays():
        assert RED in owner.get("/knowledge/read/k-red/").content.decode()
        assert AMBER in member.get("/knowledge/read/k-amber/").content.decode()
        assert member.get("/knowledge/read/k-red/").status_code == 404


@pytest.mark.parametrize("who", sorted(OF_THE_CASE))
def test_a_second_reading_is_blind(scene: Scene, who: str) -> None:
    """Also for whoever has opened the case to read it."""
    browser, case = scene.browsers[who], [scene.named["blind"]]
    with nothing_stays():
        browser.post(reverse("moderation:open_case", args=case))
        answer = answer_of(browser.get(reverse("moderation:case", args=case)))

    assert answer.status == 200
    assert found_in(answer, (planted.FIRST_READING,)) == []


# -- programs ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CALLS)
def test_an_operation_opens_to_its_scope_alone(scene: Scene, name: str) -> None:
    answers = {scope: called(scene, name, program(key)) for scope, key in scene.keys.items()}
    own = answers.pop(CALLS[name].scope)

    assert own.status < 500
    assert own.status not in {401, 403}
    assert {answer.status for answer in answers.values()} == {403}


@pytest.mark.parametrize("name", CALLS)
def test_an_operation_answers_nothing_to_strangers_or_to_browsers(scene: Scene, name: str) -> None:
    stranger, signed_in = called(scene, name, Client()), called(scene, name, scene.browsers["owner"])

    assert (stranger.status, signed_in.status) == (401, 401)
    assert found_in(stranger, planted.PLANTED) + found_in(signed_in, planted.PLANTED) == []


@pytest.mark.parametrize("name", CALLS)
def test_a_key_of_the_programme_opens_nothing_of_the_platform(scene: Scene, name: str) -> None:
    assert called(scene, name, program(scene.named["programme_key"])).status == 403


@pytest.mark.parametrize("name", [name for name, row in PAGES.items() if NOBODY not in row.who])
def test_a_key_opens_no_page(scene: Scene, name: str) -> None:
    row = PAGES[name]
    ask = getattr(program(scene.named["full_key"]), "post" if row.method == "post" else "get")
    with nothing_stays(), scene.watch.over(name):
        answer = answer_of(ask(address(scene, name, row.arguments)))

    assert answer.status in {401, 403, 404} or name in SIGNING_IN
    assert found_in(answer, planted.PLANTED) == []


# -- what is kept -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["evidence:preview", "evidence:hand_out", "moderation:picture"])
def test_kept_bytes_are_seen_to_be_read_where_they_are(scene: Scene, name: str) -> None:
    """Each question of this walk fails where it reads kept bytes without a record; here it is seen to look."""
    for who in PAGES[name].who:
        asked(scene, name, who)

    assert [place for place in scene.watch.places if place.startswith(name)] != []


def test_reading_behind_every_door_is_refused_without_custody(scene: Scene) -> None:
    """What no page does, code might: the storage answers nobody who does not say for whom."""
    names = list(Piece.objects.exclude(blob="").values_list("blob", flat=True))
    scene.watch.opened = []

    for name in names:
        with pytest.raises(ReadWithoutCustody):
            stored.read(name)

    assert len(names) > 5
    assert scene.watch.opened == []
