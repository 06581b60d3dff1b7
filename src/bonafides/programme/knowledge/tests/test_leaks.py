"""No reader meets what level and TLP keep from them: every standing, every pair, through every door."""

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from tests import cast

from bonafides.base.people.models import Person
from bonafides.base.people.vocabulary import OrganisationKind
from bonafides.kernel.actor import Actor
from bonafides.kernel.clock import now
from bonafides.programme.knowledge import actions, permissions, queries, rules
from bonafides.programme.knowledge.models import Resource
from bonafides.programme.knowledge.queries import Wanted
from bonafides.programme.knowledge.tests import scenes
from bonafides.programme.knowledge.vocabulary import Kind, Level, Tlp

pytestmark = [pytest.mark.django_db, pytest.mark.db]

PAIRS = [
    (Level.PUBLIC, Tlp.CLEAR),
    *((Level.MEMBERS, tlp) for tlp in (Tlp.CLEAR, Tlp.GREEN, Tlp.AMBER)),
    *((Level.GROUPS, tlp) for tlp in Tlp),
]  # all that can stand in the database
KINDS = (OrganisationKind.CIVIL_SOCIETY, OrganisationKind.ACADEMIC, OrganisationKind.STATE)


def planted(level: Level, tlp: Tlp) -> str:
    return f"planted{level.value}{tlp.value.lower()}"


def slug_of(level: Level, tlp: Tlp) -> str:
    return planted(level, tlp)


@pytest.fixture(scope="module")
def portal(made_once: None) -> dict[tuple[Level, Tlp], Resource]:
    """A resource of each pair, each with its own word in title and text, a file, a discussion, an event."""
    group = scenes.a_group()
    made = {}
    for pair in PAIRS:
        word = planted(*pair)
        one = scenes.a_resource(
            slug_of(*pair),
            title=f"About {word}",
            body=f"The {word} stands here.",
            level=pair[0],
            tlp=pair[1],
            kind=Kind.EVENT,
            groups=(group,) if pair[0] is Level.GROUPS else (),
        )
        editor = cast.by(scenes.edda())
        actions.attach(resource=one, name=f"{word}.txt", data=word.encode(), by=editor, at=now())
        actions.open_thread(resource=one, title=f"On {word}", body=f"{word} said", by=editor, at=now())
        actions.set_meeting(resource=one, starts_at=now(), ends_at=now() + timedelta(days=365), by=editor, at=now())
        made[pair] = one
    return made


def persons() -> dict[str, Person | None]:
    return {
        "anyone": None,
        "platform": cast.amina(),
        "member": cast.rex(),
        "team": cast.olu(),
        **{kind.value: cast.a_participant(kind, kind.value.title()) for kind in KINDS},
    }


def actor_of(person: Person | None) -> Actor:
    return cast.by(person) if person else cast.CHIDI


def may(by: Actor) -> set[tuple[Level, Tlp]]:
    standing = permissions.standing_of(by)
    return {pair for pair in PAIRS if rules.may_read(standing, *pair)}


def words_in(text: str) -> set[tuple[Level, Tlp]]:
    return {pair for pair in PAIRS if planted(*pair) in text}


DOORS: dict[str, Callable[[Actor], str]] = {
    "lists": lambda by: " ".join(each.slug for each in queries.find(by, Wanted()).rows),
    "newest": lambda by: " ".join(each.shown.title for each in queries.newest(by, 50)),
    "events": lambda by: " ".join(each.resource.shown.title for each in queries.meetings(by)),
    "by slug": lambda by: " ".join(e.slug for e in queries.resources_by_slug([slug_of(*p) for p in PAIRS], by)),
    "digest": lambda by: " ".join(
        e.slug for e in queries.news_for(by, now() - timedelta(days=9_000), topics=(), language="en").published
    ),
    "export": lambda by: exported(by),
}


def exported(by: Actor) -> str:
    with zipfile.ZipFile(io.BytesIO(actions.export(by))) as archive:
        return " ".join(archive.read(name).decode() for name in archive.namelist())


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("who", ["anyone", "platform", "member", "team", *(kind.value for kind in KINDS)])
def test_a_door_shows_exactly_what_somebody_may_read(
    portal: dict[tuple[Level, Tlp], Resource], door: str, who: str
) -> None:
    by = actor_of(persons()[who])

    assert words_in(DOORS[door](by)) == may(by)


@pytest.mark.parametrize("who", ["anyone", "platform", "member", "team", *(kind.value for kind in KINDS)])
def test_a_search_for_the_words_themselves_finds_no_more(portal: dict[tuple[Level, Tlp], Resource], who: str) -> None:
    by = actor_of(persons()[who])

    found = {pair for pair in PAIRS if queries.find(by, Wanted(question=planted(*pair))).total}

    assert found == may(by)


PAGES = (
    "/knowledge/",
    "/knowledge/?format=json",
    "/knowledge/?format=csv",
    "/knowledge/?q=stands",
    "/knowledge/feed.atom",
    "/knowledge/events/",
    "/knowledge/events.ics",
    "/knowledge/glossary/",
)


@pytest.mark.parametrize("who", ["anyone", "platform", "member", "team", *(kind.value for kind in KINDS)])
def test_pages_feeds_and_files_hold_no_word_that_is_kept_from_their_reader(
    portal: dict[tuple[Level, Tlp], Resource], who: str
) -> None:
    person = persons()[who]
    browser, by = (cast.browser_of(person) if person else cast.a_browser()), actor_of(person)
    one_by_one = [
        f"/knowledge/read/{slug_of(*pair)}/{rest}" for pair in PAIRS for rest in ("", "en/", "en/source/", "event.ics")
    ]
    files = [f"/knowledge/files/{each.attachments.get().reference}/" for each in portal.values()]

    shown = "".join(text_at(browser, address) for address in (*PAGES, *one_by_one, *files))

    assert words_in(shown) == may(by)


@pytest.mark.parametrize("who", ["member", "team", *(kind.value for kind in KINDS)])
def test_the_addresses_of_a_token_show_what_its_owner_may_read(
    portal: dict[tuple[Level, Tlp], Resource], who: str
) -> None:
    by = actor_of(persons()[who])
    token = actions.make_feed_token(by=by, at=now())
    names = ("feed.atom", "events.ics", "resources.json")

    shown = [text_at(cast.a_browser(), f"/knowledge/own/{token}/{name}") for name in names]

    assert [words_in(each) for each in shown] == [may(by)] * 3


def text_at(browser: Client, address: str) -> str:
    """What is answered, folded lines of a calendar put together."""
    answer = browser.get(address)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return content.decode().replace("\r\n ", "") if answer.status_code == 200 else ""


def test_what_is_said_about_a_public_resource_is_kept_from_the_public(
    portal: dict[tuple[Level, Tlp], Resource],
) -> None:
    slug = slug_of(Level.PUBLIC, Tlp.CLEAR)

    outside, inside = (
        text_at(browser, f"/knowledge/read/{slug}/") for browser in (cast.a_browser(), cast.browser_of(cast.rex()))
    )

    assert f"{slug} said" not in outside
    assert f"{slug} said" in inside
