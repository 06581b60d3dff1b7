"""A feed that is changed: its credentials stay with the server that they were given for."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from django.db.models.signals import post_save
from django.test import Client
from tests import cast

from bonafides.base.audit.models import LogEntry
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict, Invalid
from bonafides.safety.banks.models import Bank
from bonafides.safety.feeds import actions, rules
from bonafides.safety.feeds.models import Feed
from bonafides.safety.feeds.tests.conftest import NOON, Serve, a_feed, a_tcap_feed, read
from bonafides.safety.feeds.tests.sources import Tcap

pytestmark = pytest.mark.django_db

HERE, ELSEWHERE = "https://lists.example.org/api/all", "https://lists.example.net/api/all"
SECRET, ANOTHER = "s3cret-word", "another-s3cret"


@pytest.fixture
def browser(bo: Actor) -> Client:
    return cast.browser_of(cast.bo())


@pytest.fixture
def feed(bank: Bank, bo: Actor) -> Feed:
    return a_feed(bank, bo, HERE, "tcap", settings={"username": "harbour"}, secrets={"password": SECRET})


def of_stopncii(word: str) -> dict[str, str]:
    return {"fetch_key": word, "subscription_key": word}


@pytest.fixture
def meanwhile() -> Iterator[Callable[[Callable[[], object]], None]]:
    """Have something done once, as soon as a feed is saved: as if by another process."""
    receivers: list[Callable[..., None]] = []

    def once(act: Callable[[], object]) -> None:
        def receiver(**_given: object) -> None:
            post_save.disconnect(receiver, sender=Feed)
            act()

        receivers.append(receiver)
        post_save.connect(receiver, sender=Feed, weak=False)

    yield once
    [post_save.disconnect(receiver, sender=Feed) for receiver in receivers]


def changed(browser: Client, feed: Feed, address: str, more: Mapping[str, str] | None = None) -> Any:
    filled = {"address": address, "every": "3600", "setting_username": "harbour", **(more or {})}
    answer = browser.post(f"/feeds/{feed.reference}/change/", filled)
    feed.refresh_from_db()
    return answer


def records() -> list[str]:
    return list(LogEntry.objects.order_by("id").values_list("event_name", flat=True))


@pytest.mark.parametrize(
    "address",
    [
        ELSEWHERE,
        HERE.replace("https", "http"),
        HERE.replace(".org", ".org:8443"),
        "https://x.lists.example.org/api/all",
    ],
    ids=["host", "scheme", "port", "subdomain"],
)
def test_an_address_on_another_server_is_refused_without_credentials_for_it(
    browser: Client, feed: Feed, address: str
) -> None:
    answer = changed(browser, feed, address)

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "is on another server" in shown
    assert 'aria-invalid="true"' in shown
    assert SECRET not in shown
    assert (feed.address, feed.opened_secrets()) == (HERE, {"password": SECRET})


def test_it_is_taken_with_credentials_for_it_and_those_that_were_kept_are_forgotten(
    browser: Client, feed: Feed
) -> None:
    answer = changed(browser, feed, ELSEWHERE, {"anew_password": ANOTHER})

    assert answer.status_code == 302
    assert (feed.address, feed.opened_secrets()) == (ELSEWHERE, {"password": ANOTHER})
    assert records()[-2:] == ["feed.secrets_replaced", "feed.changed"]


@pytest.mark.parametrize(
    "address",
    ["https://lists.example.org/api/other", "https://LISTS.example.org:443/api/all"],
    ids=["path", "spelling"],
)
def test_an_address_on_the_same_server_keeps_the_credentials(browser: Client, feed: Feed, address: str) -> None:
    answer = changed(browser, feed, address)

    assert answer.status_code == 302
    assert feed.opened_secrets() == {"password": SECRET}


def test_a_credential_that_a_source_can_do_without_is_erased_where_none_is_given(
    browser: Client, bank: Bank, bo: Actor
) -> None:
    feed = a_feed(bank, bo, HERE, secrets={"token": SECRET})

    told = browser.post(
        f"/feeds/{feed.reference}/change/", {"address": ELSEWHERE, "every": "3600"}, follow=True
    ).content.decode()

    feed.refresh_from_db()
    assert (feed.address, feed.opened_secrets(), feed.secrets_set_at) == (ELSEWHERE, {}, None)
    assert "were for another server, and are erased" in told
    assert LogEntry.objects.latest("id").opened["changed"] == ["address", "credentials"]


def test_a_feed_without_credentials_moves_without_any(browser: Client, bank: Bank, bo: Actor) -> None:
    feed = a_feed(bank, bo, HERE, "tcap", settings={"username": "harbour"})

    assert changed(browser, feed, ELSEWHERE).status_code == 302
    assert read(feed).trouble == "Credentials are missing: password."


def test_a_server_that_a_feed_was_moved_to_hears_no_word_of_what_was_kept(
    browser: Client, bank: Bank, bo: Actor, serve: Serve
) -> None:
    there = Tcap()
    with serve(Tcap()) as before, serve(there) as after:
        feed = a_tcap_feed(bank, bo, before)
        changed(browser, feed, after.url("/api/hash-list/v2/all"), {"anew_password": ANOTHER})
        read(feed)

    heard = "".join(str(each) for each in after.asked)
    assert ANOTHER in heard
    assert SECRET not in heard


# -- erased -----------------------------------------------------------------------------------------------------------


def test_the_credentials_of_a_feed_are_erased_on_its_page_once(browser: Client, feed: Feed) -> None:
    answers = [browser.post(f"/feeds/{feed.reference}/secrets/erase/", follow=True) for _twice in range(2)]

    feed.refresh_from_db()
    assert "The credentials are erased." in answers[0].content.decode()
    assert (feed.opened_secrets(), feed.secrets_set_at) == ({}, None)
    assert records().count("feed.secrets_erased") == 1


def test_those_for_its_kind_take_their_place(browser: Client, bank: Bank, bo: Actor) -> None:
    own, of_kind = {"password": SECRET}, {"password": ANOTHER}
    feed = a_feed(bank, bo, "", "tcap", settings={"username": "harbour"}, secrets=own)
    actions.give_to_kind(adapter="tcap", secrets=of_kind, settings={"username": "pier"}, by=bo, at=NOON)
    actions.replace_secrets(feed=feed, secrets=own, by=bo, at=NOON)

    shown = browser.post(f"/feeds/{feed.reference}/secrets/erase/", follow=True).content.decode()

    feed.refresh_from_db()
    assert "take their place" in shown
    assert (feed.opened_secrets(), feed.settings["username"]) == (of_kind, "pier")


def test_those_for_its_kind_stay_with_their_server_although_the_feed_moved_while_its_own_were_erased(
    bank: Bank, bo: Actor
) -> None:
    feed = a_feed(bank, bo, "", "stopncii", secrets=of_stopncii("own"))
    actions.give_to_kind(adapter="stopncii", secrets=of_stopncii("of the kind"), by=bo, at=NOON)
    actions.replace_secrets(feed=feed, secrets=of_stopncii("own"), by=bo, at=NOON)
    as_it_was = Feed.objects.get(pk=feed.pk)
    moved = actions.Setup(name=feed.name, adapter="stopncii", address=ELSEWHERE)
    actions.change_feed(feed=feed, setup=moved, secrets=of_stopncii("elsewhere"), by=bo, at=NOON)

    actions.erase_of_feed(feed=as_it_was, by=bo, at=NOON)

    feed.refresh_from_db()
    assert (feed.address, feed.opened_secrets()) == (ELSEWHERE, {})


def test_those_for_a_kind_are_not_given_to_a_feed_that_moves_meanwhile(
    bank: Bank, bo: Actor, meanwhile: Callable[[Callable[[], object]], None]
) -> None:
    a_feed(bank, bo, "", "stopncii", secrets=of_stopncii("first"))
    second = a_feed(bank, bo, "", "stopncii", secrets=of_stopncii("second"))
    meanwhile(lambda: Feed.objects.filter(pk=second.pk).update(address=ELSEWHERE))

    with pytest.raises(Conflict, match="was changed meanwhile"):
        actions.give_to_kind(adapter="stopncii", secrets=of_stopncii("of the kind"), by=bo, at=NOON)

    second.refresh_from_db()
    assert second.opened_secrets() == of_stopncii("second")


def test_those_for_a_kind_take_the_place_of_all_that_a_feed_had(bank: Bank, bo: Actor) -> None:
    feed = a_feed(bank, bo, "", "stopncii", secrets={**of_stopncii("old"), "feedback_key": "old"})

    actions.give_to_kind(adapter="stopncii", secrets=of_stopncii("new"), by=bo, at=NOON)

    feed.refresh_from_db()
    assert feed.opened_secrets() == of_stopncii("new")


def test_a_credential_that_is_not_named_on_the_page_stays(browser: Client, bank: Bank, bo: Actor) -> None:
    feed = a_feed(bank, bo, "", "stopncii", secrets={**of_stopncii("old"), "feedback_key": "old"})

    browser.post(f"/feeds/{feed.reference}/secrets/", {"secret_fetch_key": "new"})

    feed.refresh_from_db()
    assert feed.opened_secrets() == {"fetch_key": "new", "subscription_key": "old", "feedback_key": "old"}


# -- what no kind of source has ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "secrets", "sentence"),
    [
        ({"username": "u", "filename": "x"}, {}, "no setting “filename”; it has: username, ideology"),
        ({"username": "u"}, {"token": SECRET}, "no credential “token”; it has: password"),
        ({"username": "u", "ideology": "other"}, {}, "“ideology” is one of: "),
    ],
    ids=["setting", "credential", "choice"],
)
def test_what_a_kind_of_source_has_not_is_refused_by_its_name(
    bank: Bank, bo: Actor, settings: dict[str, str], secrets: dict[str, str], sentence: str
) -> None:
    with pytest.raises(Invalid, match=sentence) as refused:
        a_feed(bank, bo, HERE, "tcap", settings=settings, secrets=secrets)

    assert SECRET not in str(refused.value)
    assert not Feed.objects.exists()


# -- the page ---------------------------------------------------------------------------------------------------------


def test_the_form_says_where_credentials_go(browser: Client, feed: Feed) -> None:
    page = browser.get(feed.get_absolute_url()).content.decode()

    assert "Credentials are kept for https://lists.example.org alone." in page
    assert SECRET not in page


def test_the_page_of_a_file_in_the_home_names_no_server(browser: Client, bank: Bank, bo: Actor) -> None:
    feed = a_feed(bank, bo, "file:none.csv")

    assert "file:// alone" not in browser.get(feed.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("one", "other"),
    [("https://a.example/x", "https://a.example/y?z"), ("file:one.csv", "file:two.csv")],
    ids=["web", "folder"],
)
def test_what_is_on_one_server(one: str, other: str) -> None:
    assert rules.server_of(one) == rules.server_of(other)


# -- a page that is out of date ---------------------------------------------------------------------------------------


def test_credentials_go_to_the_server_that_the_page_named_or_nowhere(browser: Client, feed: Feed) -> None:
    page = browser.get(feed.get_absolute_url()).content.decode()
    changed(browser, feed, ELSEWHERE, {"anew_password": ANOTHER})
    filled = {"secret_password": "meant-for-the-first", "server": "https://lists.example.org"}

    answer = browser.post(f"/feeds/{feed.reference}/secrets/", filled)

    feed.refresh_from_db()
    assert '<input type="hidden" name="server" value="https://lists.example.org"' in page
    assert (answer.status_code, "was changed meanwhile" in answer.content.decode()) == (422, True)
    assert feed.opened_secrets() == {"password": ANOTHER}
