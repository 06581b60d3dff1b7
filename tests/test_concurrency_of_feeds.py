"""Several at once at feeds, shared lists and the doors for others' clients: nothing is lost, nothing done twice."""

from datetime import timedelta
from typing import Any

import pytest

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.people.vocabulary import Scope
from bonafides.kernel.actor import SYSTEM, Actor, ActorKind
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks.models import Bank, Entry
from bonafides.safety.banks.tests.conftest import SHA256_A
from bonafides.safety.banks.vocabulary import Tlp
from bonafides.safety.feeds import actions as feeds
from bonafides.safety.feeds.actions import running, sharing, taking
from bonafides.safety.feeds.adapters.shape import Gone, Line, Row
from bonafides.safety.feeds.models import Feed, FeedRun, KindCredentials, SharedList, Subscriber
from bonafides.safety.moderation.models import Case
from bonafides.safety.moderation.tests.scenes import a_case
from bonafides.safety.peers.actions import banking, doors, exchanging, targets
from bonafides.safety.peers.actions.banking import Beside
from bonafides.safety.peers.events import TargetTaken
from bonafides.safety.peers.models import AddressFetching, BankedContent, ListShare, Target
from bonafides.safety.peers.queries import banked
from bonafides.safety.peers.queries.targets import said_of
from bonafides.safety.peers.sources import Asked, Credentials
from bonafides.safety.peers.vocabulary import ALWAYS_OFF, ContentType
from tests import cast
from tests.cast import NOON
from tests.together import at_once, beside, code_of, recorded

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]

SAYS: dict[str, Any] = {"by": SYSTEM, "at": NOON}
HOUR = timedelta(hours=1)
SCOPES = frozenset({Scope.FEEDS_WRITE, Scope.BANKS_WRITE, Scope.ITEMS_WRITE})
A_PROGRAM = Actor(kind=ActorKind.CLIENT, code="K-TWICE", scopes=SCOPES)
PROGRAM_SAYS: dict[str, Any] = {"by": A_PROGRAM, "at": NOON}
STOPNCII = {"fetch_key": "f", "subscription_key": "s"}
LISTED = Row("1", EntryType.SHA256, SHA256_A)
SIGNALS = {"sha256": SHA256_A}


def a_list() -> Bank:
    return banks.create_bank(name="KNOWN", tlp=Tlp.GREEN, **SAYS)


def a_feed(bank: Bank, name: str = "Feed") -> Feed:
    return feeds.add_feed(bank=bank.reference, setup=feeds.Setup(name, "file", "file:none.csv"), **SAYS)


def told(feed: Feed, *lines: Line) -> FeedRun:
    """A source says this in the run that is under way."""
    run = FeedRun.objects.filter(feed=feed, finished_at=None).first() or running.begin(feed=feed, at=NOON)
    return taking.take(run=run, lines=lines, page="page", **SAYS)


# -- feeds ------------------------------------------------------------------------------------------------------------


def test_an_entry_that_its_two_sources_take_back_at_once_goes_off_the_list() -> None:
    bank = a_list()
    first, second = a_feed(bank, "First"), a_feed(bank, "Second")
    told(first, LISTED)
    told(second, LISTED)

    beside(lambda: told(first, Gone("1")), lambda: told(second, Gone("1")))

    assert Entry.objects.get().withdrawn_at == NOON


def test_an_entry_that_one_source_takes_back_while_another_names_it_stands() -> None:
    bank = a_list()
    first, second = a_feed(bank, "First"), a_feed(bank, "Second")
    told(first, LISTED)

    beside(lambda: told(second, LISTED), lambda: told(first, Gone("1")))

    assert Entry.objects.get().withdrawn_at is None


def test_of_two_feeds_that_are_set_up_at_once_under_one_name_there_is_one() -> None:
    bank = a_list()

    answer = beside(lambda: a_feed(bank), lambda: a_feed(bank))

    assert code_of(answer) == "feed-name-taken"
    assert Feed.objects.count() == 1


def test_credentials_that_two_give_to_a_kind_at_once_are_those_of_the_second() -> None:
    def given(key: str) -> None:
        feeds.give_to_kind(adapter="stopncii", secrets=STOPNCII | {"fetch_key": key}, **SAYS)

    beside(lambda: given("first"), lambda: given("second"))

    assert KindCredentials.objects.get().opened_secrets()["fetch_key"] == "second"


def test_a_feed_that_is_set_up_while_the_credentials_of_its_kind_are_forgotten_gets_none() -> None:
    bank, setup = a_list(), feeds.Setup("Feed", "stopncii", "")
    feeds.give_to_kind(adapter="stopncii", secrets=STOPNCII, **SAYS)

    beside(
        lambda: feeds.forget_of_kind(adapter="stopncii", **SAYS),
        lambda: feeds.add_feed_of_kind(bank=bank.reference, setup=setup, secrets={}, **SAYS),
    )

    assert Feed.objects.get().secrets == ""


# -- shared lists -----------------------------------------------------------------------------------------------------


def test_sharing_that_two_end_at_once_is_ended_once() -> None:
    found = sharing.share(bank=a_list(), openly=False, **SAYS)
    other = SharedList.objects.get(pk=found.pk)

    answer = beside(lambda: sharing.end_sharing(found=found, **SAYS), lambda: sharing.end_sharing(found=other, **SAYS))

    assert code_of(answer) == "not-shared"
    assert recorded("shared.ended") == 1


def test_a_subscription_that_two_end_at_once_is_ended_once() -> None:
    cast.bo()
    shared = sharing.share(bank=a_list(), openly=False, **SAYS)
    subscriber, _key = sharing.admit(found=shared, name="Pastehaven", **SAYS)
    other = Subscriber.objects.get(pk=subscriber.pk)

    answer = beside(
        lambda: sharing.end_subscription(subscriber=subscriber, **SAYS),
        lambda: sharing.end_subscription(subscriber=other, **SAYS),
    )

    assert code_of(answer) == "subscription-ended"
    assert recorded("shared.subscriber_ended") == 1


# -- lists and contents of a client of Hasher-Matcher-Actioner --------------------------------------------------------


def test_of_two_exchanges_that_are_set_up_under_one_name_there_is_one() -> None:
    asked = Asked("TWICE", "", {"privacy_group": "7"}, Credentials(), is_on=False)

    def set_up() -> None:
        exchanging.set_up(api="fb_threatexchange", asked=asked, **PROGRAM_SAYS)

    answers = at_once(set_up, set_up)

    assert [code_of(answer) for answer in answers if answer is not None] == ["exchange-name-taken"]
    assert (Feed.objects.count(), Bank.objects.count()) == (1, 1)


def test_a_list_that_two_switch_to_one_share_at_once_has_that_share() -> None:
    bank = a_list()
    other = Bank.objects.get(pk=bank.pk)
    banks.disable_bank(bank=Bank.objects.get(pk=bank.pk), reason="", **SAYS)

    answer = beside(
        lambda: banking.change_bank(bank=bank, name=None, share=0.5, **PROGRAM_SAYS),
        lambda: banking.change_bank(bank=other, name=None, share=0.5, **PROGRAM_SAYS),
    )

    assert answer == bank
    assert ListShare.objects.get().share == 0.5
    assert recorded("bank.enabled") == 1


def test_one_content_that_two_put_on_a_list_at_once_is_one_content() -> None:
    bank = a_list()

    def put() -> banked.Content:
        return banking.bank_content(bank=bank, signals=SIGNALS, **PROGRAM_SAYS)

    second = beside(put, put)

    assert second.number == Entry.objects.get().pk


def test_what_two_say_of_a_content_at_once_both_stands() -> None:
    first = banking.bank_content(bank=a_list(), signals=SIGNALS, **PROGRAM_SAYS)
    second = banked.content_numbered(SYSTEM, first.bank, first.number)

    beside(
        lambda: banking.change_content(content=first, beside=Beside(note="Mine"), **PROGRAM_SAYS),
        lambda: banking.change_content(content=second, beside=Beside(content_id="7"), **PROGRAM_SAYS),
    )

    kept = BankedContent.objects.get()
    assert (kept.note, kept.content_id) == ("Mine", "7")


def test_a_content_that_a_client_has_off_for_good_stays_off_though_its_time_is_over_in_that_moment() -> None:
    content = banking.bank_content(bank=a_list(), signals=SIGNALS, **PROGRAM_SAYS)
    until = int((NOON + HOUR).timestamp())
    content = banking.change_content(content=content, timestamp=until, **PROGRAM_SAYS)
    assert content.kept is not None
    number = content.kept.pk

    beside(
        lambda: banking.change_content(content=content, timestamp=ALWAYS_OFF, **PROGRAM_SAYS),
        lambda: banking.enable_again(content=number, until=until, off_by=A_PROGRAM.code, off_at=NOON, at=NOON + HOUR),
    )

    assert Entry.objects.get().disabled_at == NOON


def test_a_content_that_two_take_away_at_once_is_taken_away_once() -> None:
    bank = a_list()
    content = banking.bank_content(bank=bank, signals=SIGNALS, **PROGRAM_SAYS)

    def taken_away() -> int:
        return banking.remove_content(bank=Bank.objects.get(pk=bank.pk), number=content.number, **PROGRAM_SAYS)

    assert beside(taken_away, taken_away) == 0


# -- signals and targets of a client of Altitude ----------------------------------------------------------------------


def test_a_first_signal_that_two_send_at_once_is_one_entry_of_one_list() -> None:
    def sent() -> Entry:
        return targets.add_signal(type_=EntryType.SHA256, value=SHA256_A, source=None, **PROGRAM_SAYS)

    second = beside(sent, sent)

    assert second == Entry.objects.get()
    assert Bank.objects.count() == 1


@audited_action
def a_target() -> Target:
    target = Target(reference="T1", item_id=a_case().items.get().pk, content_type=ContentType.TEXT, created_at=NOON)
    target.save()
    record(TargetTaken(target=target.reference, item="I1"), **SAYS)
    return target


def test_what_two_say_of_a_target_at_once_both_stands() -> None:
    first = a_target()
    second = Target.objects.get()

    beside(
        lambda: targets.change_target(target=first, said={"title": "Words"}, **PROGRAM_SAYS),
        lambda: targets.change_target(target=second, said={}, views=5, **PROGRAM_SAYS),
    )

    target = Target.objects.get()
    assert (said_of(target), target.views) == ({"title": "Words"}, 5)


def test_nothing_is_said_of_a_target_that_is_forgotten_meanwhile() -> None:
    target = a_target()
    case = Case.objects.get().reference

    beside(
        lambda: targets.forget_targets(case=case, at=NOON),
        lambda: targets.change_target(target=target, said={"title": "Words"}, **PROGRAM_SAYS),
    )

    assert (Target.objects.get().said, Target.objects.get().forgotten_at) == ("", NOON)


# -- what a person opens ----------------------------------------------------------------------------------------------


def test_fetching_that_two_switch_on_at_once_is_switched_on_once() -> None:
    bo = cast.by(cast.bo())

    answer = beside(*[lambda: doors.switch_fetching_on(by=bo, at=NOON)] * 2)

    assert code_of(answer) == "fetching-is-on"
    assert AddressFetching.objects.count() == 1


def test_fetching_that_two_switch_off_at_once_is_switched_off_once() -> None:
    bo = cast.by(cast.bo())
    doors.switch_fetching_on(by=bo, at=NOON)

    answer = beside(*[lambda: doors.switch_fetching_off(by=bo, at=NOON)] * 2)

    assert code_of(answer) == "fetching-is-off"
    assert recorded("peers.fetching_switched") == 2
