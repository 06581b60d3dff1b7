"""A mark through its life: issued, renewed, late, ending, lapsed; only the clock is moved."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from tests import cast

from bonafides.base.audit.models import LogEntry
from bonafides.base.outbox import worker
from bonafides.base.outbox.models import OutboxRow
from bonafides.credentials import status
from bonafides.credentials.encoding import digest_of
from bonafides.credentials.errors import StatusError
from bonafides.credentials.verdict import State
from bonafides.credentials.verify import verify
from bonafides.kernel import clock
from bonafides.kernel.clock import now
from bonafides.kernel.recording import recorder
from bonafides.programme.members.vocabulary import Requirement, RequirementState
from bonafides.programme.trustmark import jobs, queries, signing
from bonafides.programme.trustmark.models import Instance, Mark
from bonafides.programme.trustmark.tests.scenes import a_mark, a_ready_member, fresh, set_requirement
from bonafides.programme.trustmark.vocabulary import MarkState, Standing

pytestmark = [pytest.mark.django_db, pytest.mark.db]

DAY = timedelta(days=1)


def later(by: timedelta) -> datetime:
    """Move the clock on."""
    moment = now() + by
    clock.use(lambda: moment)
    return moment


def present(mark: Mark) -> Instance:
    found = fresh(mark).current
    assert found is not None
    return found


def standing(mark: Mark) -> Standing:
    return queries.standing_at(fresh(mark), now())


def recorded(name: str) -> list[dict[str, Any]]:
    return [entry.opened for entry in LogEntry.objects.filter(event_name=name).order_by("pk")]


def state_of(instance: Instance | None, at: datetime) -> State:
    """What a stranger's verifier says of an instance, offline."""
    assert instance is not None
    document = json.dumps(instance.document).encode()
    listed = json.dumps(queries.status_list_numbered(instance.status_list.number).document).encode()
    return verify(document, issuer=signing.issuer_document(), at=at, status_list=listed).state


@pytest.fixture
def missing_key() -> Iterator[Path]:
    """The issuer's key is not where it should be, and comes back at the end."""
    key, away = settings.KEYS / "issuer.key", settings.KEYS / "issuer.away"
    key.rename(away)
    yield away
    if away.exists():
        away.rename(key)


def test_a_granted_mark_verifies_offline_and_its_digest_stands_in_the_log() -> None:
    mark = a_mark()

    assert state_of(mark.current, now()) is State.VALID
    assert standing(mark) is Standing.VALID
    assert recorded("mark.issued")[0]["credential"] == digest_of(present(mark).document)
    assert recorded("issuer.document_changed")[0]["digest"] == digest_of(signing.issuer_document().document())


def test_a_mark_states_all_eight_requirements_with_their_days_and_no_number() -> None:
    document = present(a_mark()).document

    results = document["credentialSubject"]["result"]
    assert sorted(each["resultDescription"].partition("#")[2] for each in results) == sorted(Requirement)
    assert {each["value"] for each in results} == {now().date().isoformat()}
    assert "score" not in json.dumps(document).lower()


def test_it_is_renewed_from_its_twentieth_day_on_at_a_new_place() -> None:
    mark = a_mark()
    first = present(mark)
    later(20 * DAY)

    jobs.renew(now())
    jobs.publish(now())

    renewed = present(mark)
    assert (renewed.number, first.place != renewed.place) == (2, True)
    assert (state_of(first, now()), state_of(renewed, now())) == (State.VALID, State.VALID)


def test_a_second_before_its_twentieth_day_nothing_is_signed() -> None:
    later(0 * DAY)  # the clock stands still: to make a mark may take seconds
    mark = a_mark()
    later(20 * DAY - timedelta(seconds=2))

    jobs.renew(now())

    assert present(mark).number == 1


def test_it_ends_by_itself_after_thirty_five_days_where_a_requirement_lapsed() -> None:
    mark = a_mark()
    set_requirement(mark.member, Requirement.REPORTS, RequirementState.LAPSED)
    while worker.turn(now(), record=recorder()):
        pass
    ending = standing(mark)
    later(35 * DAY)

    jobs.renew(now())

    mark = fresh(mark)
    assert ending is Standing.ENDING
    assert (mark.state, standing(mark), mark.missing) == (MarkState.LAPSED, Standing.LAPSED, ["reports"])
    assert state_of(mark.current, now()) is State.EXPIRED
    assert [len(recorded("mark.ending")), len(recorded("mark.lapsed"))] == [1, 1]


def test_it_goes_on_where_what_was_missing_holds_again_in_time() -> None:
    mark = a_mark()
    set_requirement(mark.member, Requirement.REPORTS, RequirementState.LAPSED)
    jobs.renew(now())
    later(21 * DAY)
    set_requirement(mark.member, Requirement.REPORTS, RequirementState.MET)

    jobs.renew(now())

    assert (present(mark).number, standing(mark)) == (2, Standing.VALID)


def test_a_promise_that_is_over_ends_the_mark_and_one_that_runs_does_not() -> None:
    mark = a_mark()
    soon = now().date() + 3 * DAY
    set_requirement(mark.member, Requirement.TRANSPARENCY, RequirementState.COMMITTED, until=soon)
    jobs.renew(now())
    during = standing(mark)
    later(4 * DAY)

    jobs.renew(now())

    assert (during, standing(mark)) == (Standing.VALID, Standing.ENDING)


def test_where_the_programme_cannot_sign_the_register_says_so_and_it_is_mended_by_itself(missing_key: Path) -> None:
    missing_key.rename(settings.KEYS / "issuer.key")
    mark = a_mark()
    (settings.KEYS / "issuer.key").rename(missing_key)
    later(20 * DAY)
    jobs.renew(now())
    jobs.renew(now())
    late = standing(mark)
    later(16 * DAY)
    jobs.renew(now())
    past_the_end = standing(mark)

    missing_key.rename(settings.KEYS / "issuer.key")
    jobs.renew(now())

    assert (late, past_the_end, standing(mark)) == (Standing.ISSUER_LATE, Standing.ISSUER_LATE, Standing.VALID)
    assert [each["cause"] for each in recorded("mark.issuer_late")] == ["key-missing"]


def test_a_mark_is_granted_though_the_key_is_missing_and_issued_once_it_is_back(missing_key: Path) -> None:
    missing_key.rename(settings.KEYS / "issuer.key")
    member = a_ready_member()
    (settings.KEYS / "issuer.key").rename(missing_key)
    mark = a_mark(member)
    before = (mark.current, standing(mark))

    missing_key.rename(settings.KEYS / "issuer.key")
    jobs.renew(now())

    assert before == (None, Standing.ISSUER_LATE)
    assert present(mark).number == 1


def test_who_lets_the_worker_do_all_keeps_the_mark_for_a_year() -> None:
    mark = a_mark()
    set_requirement(mark.member, Requirement.PLEDGE, RequirementState.MET)
    for _week in range(52):
        later(7 * DAY)
        jobs.renew(now())

    mark = fresh(mark)
    assert (standing(mark), present(mark).number) == (Standing.VALID, 18)


def test_the_member_is_warned_once_of_what_is_about_to_end() -> None:
    mark = a_mark()
    cast.sana()
    set_requirement(
        mark.member, Requirement.TECHNOLOGY, RequirementState.COMMITTED, until=now().date() + timedelta(days=10)
    )

    jobs.warn(now())
    jobs.warn(now())

    assert OutboxRow.objects.filter(key__startswith="mark.warning").count() == 1


def test_no_place_is_given_twice_and_half_a_list_begins_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(status, "free_place", lambda taken, *, randbelow: a_place_of_four(taken))

    marks = [a_mark(a_ready_member(name)) for name in ("One haven", "Two haven", "Three haven")]

    places = [(present(mark).status_list.number, present(mark).place) for mark in marks]
    assert [number for number, _place in places] == [1, 1, 2]
    assert len(set(places)) == 3
    assert status.MIN_PLACES == 131_072


def a_place_of_four(taken: set[int]) -> int:
    """As the real one does, in a list of four places."""
    if len(taken) * 2 >= 4:
        raise StatusError("list_full", "full")
    return next(place for place in range(4) if place not in taken)
