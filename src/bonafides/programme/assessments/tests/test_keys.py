"""Who has the key: let in, shut out, lost, and got back."""

import re
from pathlib import Path

import pytest
from pytest_django import Settings
from tests import cast

from bonafides.base.audit.scope import action_scope
from bonafides.base.keys import files
from bonafides.base.people import actions as people
from bonafides.base.people.queries import Person
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from bonafides.programme.assessments import actions, listeners, queries
from bonafides.programme.assessments.actions.opening import opened_by
from bonafides.programme.assessments.models import OrganisationKey, PersonWrap
from bonafides.programme.assessments.queries.keys import organisation_key_for, unwrapped
from bonafides.programme.assessments.tests.confidential import SENTENCE, Planted, plant_confidential

pytestmark = [pytest.mark.django_db, pytest.mark.db, pytest.mark.xdist_group("keys of an assessment")]  # made once


@pytest.fixture(scope="module")
def begun(made_once: None) -> Planted:
    return plant_confidential(core=True, submit=False)


@pytest.fixture
def planted(begun: Planted) -> Planted:
    return begun.afresh()


def shares_of(planted: Planted) -> tuple[str, str]:
    """Sana holds the first, Ana the second."""
    first = actions.show_share(number=1, by=cast.by(cast.sana()), at=now())
    return first, actions.show_share(number=2, by=cast.by(cast.ana()), at=now())


def comments_read_by(planted: Planted, person: Person) -> list[str]:
    opened = opened_by(planted.assessment, cast.by(person))
    return [each.text for filled in opened.filled.values() for each in filled.comments]


def key_now(planted: Planted) -> bytes:
    return organisation_key_for(cast.by(cast.sana()), planted.member.organisation_id)[1]


def test_a_colleague_who_is_let_in_reads(planted: Planted) -> None:
    assert SENTENCE in comments_read_by(planted, cast.rex())


def test_a_contact_cannot_be_let_in(planted: Planted) -> None:
    with pytest.raises(RuleBroken, match="signs, answers or reads"):
        actions.let_in(person=cast.cem(), by=cast.by(cast.sana()), at=now())


def test_a_reader_lets_nobody_in(planted: Planted) -> None:
    late = cast.of_member("Lea", Role.READER)

    with pytest.raises(NotAllowed):
        actions.let_in(person=late, by=cast.by(cast.rex()), at=now())


@pytest.mark.parametrize("who", ["dana", "olu", "hana", "cem"])
def test_no_role_is_a_key(planted: Planted, who: str) -> None:
    person = getattr(cast, who)()

    with pytest.raises(NotFound):
        opened_by(planted.assessment, cast.by(person))


def test_the_command_line_is_no_key(planted: Planted) -> None:
    with pytest.raises(NotFound):
        opened_by(planted.assessment, SYSTEM)


def test_a_wrap_of_one_person_opens_for_no_other(planted: Planted) -> None:
    mine, theirs = PersonWrap.objects.get(person=cast.rex()), PersonWrap.objects.get(person=cast.ana())
    swapped = PersonWrap(key=mine.key, person=mine.person, sealed=bytes(theirs.sealed))

    with pytest.raises(Invalid):
        unwrapped(swapped)


def test_whoever_is_shut_out_reads_nothing_and_the_key_is_another_one(planted: Planted) -> None:
    before = key_now(planted)

    actions.shut_out(person=cast.rex(), by=cast.by(cast.sana()), at=now())
    planted.assessment.refresh_from_db()

    assert key_now(planted) != before
    assert SENTENCE in comments_read_by(planted, cast.ana())
    with pytest.raises(NotAllowed):
        comments_read_by(planted, cast.rex())


def test_somebody_who_leaves_loses_the_key_by_itself(planted: Planted) -> None:
    rex, before = cast.rex(), key_now(planted)
    people.deactivate_person(person=rex, by=SYSTEM, at=now())

    listeners.shut_out({"person": rex.code}, now())
    listeners.shut_out({"person": rex.code}, now())

    assert not PersonWrap.objects.filter(person=rex).exists()
    assert key_now(planted) != before
    assert OrganisationKey.objects.count() == 2


def test_a_rotation_leaves_the_people_and_what_they_read(planted: Planted) -> None:
    actions.rotate_key(by=cast.by(cast.ana()), at=now())
    planted.assessment.refresh_from_db()

    assert SENTENCE in comments_read_by(planted, cast.rex())
    assert bytes(OrganisationKey.objects.exclude(retired_at=None).get().recovery_wrap) == b""


def test_without_the_master_key_nothing_of_a_backup_opens(planted: Planted, settings: Settings, tmp_path: Path) -> None:
    files.create_missing(tmp_path / "keys", at=now())
    settings.KEYS = tmp_path / "keys"

    with pytest.raises(Invalid, match="cannot be opened"):
        comments_read_by(planted, cast.sana())


def test_the_shares_bring_the_answers_back_even_under_another_master_key(
    planted: Planted, settings: Settings, tmp_path: Path
) -> None:
    first, second = shares_of(planted)
    files.create_missing(tmp_path / "keys", at=now())
    settings.KEYS = tmp_path / "keys"

    actions.recover(first=first, second=second, by=cast.by(cast.sana()), at=now())
    planted.assessment.refresh_from_db()

    assert SENTENCE in comments_read_by(planted, cast.sana())


# -- the way back -----------------------------------------------------------------------------------------------------


def test_a_share_is_shown_to_one_person_once_and_the_other_to_another(planted: Planted) -> None:
    shares_of(planted)

    with pytest.raises(Conflict):
        actions.show_share(number=1, by=cast.by(cast.ana()), at=now())
    assert [bytes(each.sealed) for each in queries.shares_of(planted.member.organisation_id)] == [b"", b""]


def test_nobody_is_shown_both(planted: Planted) -> None:
    actions.show_share(number=1, by=cast.by(cast.sana()), at=now())

    with pytest.raises(NotAllowed, match="second person"):
        actions.show_share(number=2, by=cast.by(cast.sana()), at=now())


def lose_every_key() -> None:
    """The disaster: every wrap is gone."""
    with action_scope("a disaster") as scope:
        scope.recorded = 1
        PersonWrap.objects.all().delete()


def test_when_everybody_lost_the_key_both_shares_bring_it_back(planted: Planted) -> None:
    first, second = shares_of(planted)
    actions.rotate_key(by=cast.by(cast.sana()), at=now())
    lose_every_key()
    with pytest.raises(NotAllowed):
        comments_read_by(planted, cast.sana())

    actions.recover(first=second, second=first.lower(), by=cast.by(cast.sana()), at=now())
    planted.assessment.refresh_from_db()

    assert SENTENCE in comments_read_by(planted, cast.sana())
    assert [wrap.person for wrap in PersonWrap.objects.all()] == [cast.sana()]
    assert [bool(each.sealed) for each in queries.shares_of(planted.member.organisation_id)] == [True, True]


def test_one_share_alone_brings_nothing_back(planted: Planted) -> None:
    first, _second = shares_of(planted)
    lose_every_key()

    with pytest.raises(Invalid, match="not the two shares"):
        actions.recover(first=first, second=first, by=cast.by(cast.sana()), at=now())
    assert not PersonWrap.objects.exists()


def test_a_share_of_before_a_recovery_is_spent(planted: Planted) -> None:
    first, second = shares_of(planted)
    actions.recover(first=first, second=second, by=cast.by(cast.sana()), at=now())

    with pytest.raises(Invalid, match="do not belong"):
        actions.recover(first=first, second=second, by=cast.by(cast.sana()), at=now())


def test_only_who_signs_uses_the_shares(planted: Planted) -> None:
    first, second = shares_of(planted)

    with pytest.raises(NotAllowed):
        actions.recover(first=first, second=second, by=cast.by(cast.rex()), at=now())


def test_a_printed_share_is_in_groups(planted: Planted) -> None:
    first, second = shares_of(planted)

    assert re.fullmatch(r"(?:[0-9A-Z]{5}-){11}[0-9A-Z]{5}", first)
    assert first != second
