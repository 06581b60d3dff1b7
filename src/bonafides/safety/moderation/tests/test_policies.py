"""Policies: published in versions, public with their differences, pinned by decisions, changed on a form."""

from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from tests import cast
from tests.cast import NOON

from bonafides.base.audit.models import LogEntry
from bonafides.base.people.vocabulary import Role
from bonafides.kernel import clock
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Conflict, Invalid, NotAllowed
from bonafides.safety.banks.actions import create_bank
from bonafides.safety.feeds.tests.conftest import a_feed
from bonafides.safety.moderation import setup
from bonafides.safety.moderation.actions.policies import publish_policy
from bonafides.safety.moderation.forms.policies import PolicyForm, ReadingsForm
from bonafides.safety.moderation.models import PlatformProfile, PolicyVersion
from bonafides.safety.moderation.queries.policies import changes_of, policy_in_force, version_numbered
from bonafides.safety.moderation.rules.policies import Piece, check_texts, pieces_between
from bonafides.safety.moderation.starter import LANGUAGES
from bonafides.safety.moderation.tests.stories import a_story

pytestmark = pytest.mark.django_db


class Start:
    country, staff, turnover_eur, services = "DE", 3, 100_000, ("pasting",)


@pytest.fixture(autouse=True)
def installed(db: None) -> None:
    clock.use(lambda: NOON)
    setup.install(Start(), at=NOON)


def changed(word: str = "changed") -> dict[str, Any]:
    texts = setup.starter_texts()
    texts["en"]["clauses"][0]["text"] += f" A {word} sentence."
    return texts


def publish(texts: dict[str, Any], by: Actor = SYSTEM) -> PolicyVersion:
    return publish_policy(slug=setup.STARTER_POLICY, texts=texts, change_note="One sentence more.", by=by, at=NOON)


def test_an_installation_starts_with_a_policy_in_six_languages_and_its_own_facts() -> None:
    version = policy_in_force()

    assert version.number == 1
    assert set(version.texts) == set(LANGUAGES)
    assert PlatformProfile.objects.get().country == "DE"
    names = set(LogEntry.objects.values_list("event_name", flat=True))
    assert {"policy.published", "platform.configured"} <= names


def test_the_next_version_is_in_force_and_the_first_still_stands() -> None:
    publish(changed())

    assert policy_in_force().number == 2
    assert version_numbered(1).texts["en"] == setup.starter_texts()["en"]


def test_a_decision_keeps_the_version_that_it_applied() -> None:
    story = a_story()

    publish(changed())

    story.decision.refresh_from_db()
    assert story.decision.policy_version.number == 1


def test_the_same_text_is_no_new_version() -> None:
    with pytest.raises(Conflict):
        publish(setup.starter_texts())


def test_a_reviewer_cannot_publish() -> None:
    with pytest.raises(NotAllowed):
        publish(changed(), by=cast.by(cast.amina()))

    assert policy_in_force().number == 1


def test_nothing_is_published_that_is_not_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bonafides.safety.moderation.actions.policies.record", fail)

    with pytest.raises(OSError):
        publish(changed())

    assert policy_in_force().number == 1


def fail(*args: object, **kwargs: object) -> None:
    raise OSError


def without(part: str, language: str) -> dict[str, Any]:
    texts = setup.starter_texts()
    texts[language][part] = ""
    return texts


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_language_has_every_part(language: str) -> None:
    with pytest.raises(Invalid, match="how_to_appeal"):
        check_texts(without("how_to_appeal", language))


def test_a_translation_has_the_clauses_of_the_original() -> None:
    texts = setup.starter_texts()
    texts["fr"]["clauses"].pop()

    with pytest.raises(Invalid, match="fr"):
        check_texts(texts)


def test_differences_are_shown_word_by_word() -> None:
    assert list(pieces_between("a red house", "a blue house")) == [
        Piece("same", "a "),
        Piece("removed", "red"),
        Piece("added", "blue"),
        Piece("same", " house"),
    ]


def test_a_version_says_what_it_changed() -> None:
    version = publish(changed())

    (change,) = changes_of(version, "en")

    assert change.where == "1"
    assert "".join(each.text for each in change.pieces if each.kind == "added").strip() == "A changed sentence."
    assert changes_of(version, "fr") == ()


# -- pages ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_anyone_reads_the_policy_in_their_language(language: str) -> None:
    text = cast.a_browser().get(f"/policy/?language={language}", follow=True).content.decode()

    assert policy_in_force().texts[language]["title"] in text


def test_programs_get_all_languages_and_the_digest() -> None:
    document = Client(headers={"accept": "application/json"}).get("/policy/1/").json()

    assert document["digest"] == policy_in_force().digest
    assert set(document["texts"]) == set(LANGUAGES)


def test_the_policy_says_whether_a_matcher_elsewhere_is_asked() -> None:
    program, bo = Client(headers={"accept": "application/json"}), cast.by(cast.bo())
    bank = create_bank(name="Shapes", provenance="Shape Society", by=bo, at=NOON)
    before = program.get("/policy/").json()["asks_a_matcher_elsewhere"]
    secrets = {"password": "s3cret-word"}
    a_feed(bank, bo, "https://tcap.example.org/", "tcap", settings={"username": "h"}, secrets=secrets, asks_hosted=True)

    assert before is False
    assert program.get("/policy/").json()["asks_a_matcher_elsewhere"] is True
    assert "a list that somebody else keeps" in cast.a_browser().get("/policy/").content.decode()


def test_the_differences_have_a_page() -> None:
    publish(changed())

    text = cast.a_browser().get("/policy/2/changes/").content.decode()

    assert "<ins>" in text
    assert "One sentence more." in text


def test_a_version_that_never_was_is_not_found() -> None:
    assert cast.a_browser().get("/policy/9/").status_code == 404


def test_a_lead_changes_a_clause_on_the_form() -> None:
    browser = cast.browser_of(cast.a_person("Gita", Role.LEAD))
    fields = PolicyForm(version=policy_in_force())
    data = {name: fields[name].initial for name in fields.fields if fields[name].initial} | {"change_note": "Clearer."}

    answer = browser.post("/policies/publish/", data | {"en.clause.1.title": "Another title"})

    assert answer.status_code == 302
    assert policy_in_force().texts["en"]["clauses"][0]["title"] == "Another title"
    assert policy_in_force().texts["en"]["clauses"][1] == version_numbered(1).texts["en"]["clauses"][1]


def test_what_needs_two_readings_is_chosen_on_the_page() -> None:
    browser = cast.browser_of(cast.a_person("Gita", Role.LEAD))

    browser.post("/policies/readings/", {"clauses": ["1"], "measures": ["remove"]})

    policy = policy_in_force().policy
    assert (policy.two_person_clauses, policy.two_person_measures) == (["1"], ["remove"])


@pytest.mark.parametrize("path", ["/policies/", "/policies/edit/"])
def test_the_consoles_pages_answer_a_lead(path: str) -> None:
    assert cast.browser_of(cast.a_person("Gita", Role.LEAD)).get(path).status_code == 200


def test_what_takes_two_readings_is_chosen_in_the_language_of_the_reader() -> None:
    version = policy_in_force()

    with translation.override("ar"):
        chosen = ReadingsForm(version=version).as_p()

    assert version.texts["ar"]["clauses"][0]["title"] in chosen
    assert version.texts["en"]["clauses"][0]["title"] not in chosen
    assert "Terminate the account" not in chosen
