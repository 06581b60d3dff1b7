"""How a platform comes in and leaves, and how its people do."""

import pytest
from tests import cast

from bonafides.base.audit.models import LogEntry
from bonafides.base.people.models import Invitation, Organisation
from bonafides.base.people.vocabulary import LinkPurpose, OrganisationKind, Role
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from bonafides.programme.members import actions, queries
from bonafides.programme.members.actions.people import Somebody
from bonafides.programme.members.models import Member, Proposal, Task
from bonafides.programme.members.tests import scenes
from bonafides.programme.members.vocabulary import CheckOutcome, Requirement, TaskKind

pytestmark = pytest.mark.django_db
IVO = Somebody("Ivo", "Ivo@Pastehaven.test", Role.READER.value)


def recorded(name: str) -> int:
    return LogEntry.objects.filter(event_name=name).count()


def open_tasks(kind: TaskKind) -> int:
    return Task.objects.filter(kind=kind, done_at=None).count()


# -- applying ---------------------------------------------------------------------------------------


@pytest.mark.db
def test_anybody_applies_and_nothing_counts_before_it_was_vetted() -> None:
    member = scenes.an_applicant()

    assert member.state == "applied"
    assert sorted(row.requirement for row in member.requirements.all()) == sorted(Requirement)
    assert [contact.kind for contact in queries.contacts_of(member)] == ["contact_point", "backup"]
    assert queries.member_at("newhaven.test") is None
    assert open_tasks(TaskKind.VET_MEMBER) == 1
    assert recorded("member.applied") == 1


def test_the_applicant_is_told_what_belongs_on_their_domain() -> None:
    member = scenes.an_applicant()

    mail = scenes.mail_under("application:")

    assert mail["to"] == "nora@newhaven.test"
    assert member.domains.get().token in mail["body"]


def test_a_domain_that_somebody_registered_is_not_registered_twice() -> None:
    scenes.an_applicant()

    with pytest.raises(Conflict) as refused:
        scenes.an_applicant()

    assert refused.value.code == "host-taken"
    assert Member.objects.count() == 1
    assert Organisation.objects.filter(kind=OrganisationKind.MEMBER).count() == 1  # it rolled back whole


def test_an_invited_platform_applies_by_its_link_once() -> None:
    given = {"name": "Newhaven", "website": "https://newhaven.test", "email": "nora@newhaven.test"}
    member = actions.invite_platform(**given, by=cast.by(cast.olu()), at=now())
    mail = scenes.mail_under("member-invitation:")
    bearer = scenes.bearer_in(mail, LinkPurpose.MEMBER_INVITATION)

    applied = actions.apply_invited(bearer=bearer, given=scenes.an_application(), at=now())

    assert (applied.pk, applied.state) == (member.pk, "applied")
    with pytest.raises(NotFound):
        scenes.bearer_in(mail, LinkPurpose.MEMBER_INVITATION)
    with pytest.raises(Conflict):
        actions.apply_invited(bearer=bearer, given=scenes.an_application(), at=now())


# -- vetting ----------------------------------------------------------------------------------------


def test_an_officer_admits_only_whom_every_check_has_passed() -> None:
    member, olu = scenes.an_applicant(), cast.by(cast.olu())
    scenes.vet(member, CheckOutcome.FAILED)
    with pytest.raises(RuleBroken) as refused:
        actions.admit_member(member=member, by=olu, at=now())
    scenes.vet(member)

    actions.admit_member(member=member, by=olu, at=now())

    assert refused.value.code == "vetting-incomplete"
    assert queries.member_at("deep.newhaven.test") == member
    assert open_tasks(TaskKind.VET_MEMBER) == 0
    assert scenes.mail_under("admitted:")["to"] == "nora@newhaven.test"
    assert Proposal.objects.get().email == "nora@newhaven.test"  # and is vetted like everybody


def test_a_refusal_tells_the_reason_and_frees_the_domain() -> None:
    member = scenes.an_applicant()

    actions.refuse_member(member=member, reason="The domain is not theirs.", by=cast.by(cast.olu()), at=now())

    assert "The domain is not theirs." in scenes.mail_under("refused:")["body"]
    assert scenes.an_applicant().state == "applied"
    assert recorded("member.refused") == 1


@pytest.mark.parametrize("who", ["hana", "sana", "bo"])
def test_nobody_else_vets(who: str) -> None:
    member, by = scenes.an_applicant(), cast.by(getattr(cast, who)())

    with pytest.raises(NotAllowed):
        actions.refuse_member(member=member, reason="No.", by=by, at=now())
    with pytest.raises(NotAllowed):
        actions.start_vetting(member=member, by=by, at=now())


def test_nothing_of_an_application_stands_if_recording_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bonafides.base.audit.actions.new_event_id", lambda: None)

    with pytest.raises(Exception, match="event_id"):
        scenes.an_applicant()

    assert Member.objects.count() == 0


def test_who_leaves_frees_its_domains_and_its_people_sign_in_no_more() -> None:
    member, sana = scenes.a_whole_member(), cast.sana()

    actions.leave(member=member, reason="We close down.", by=cast.by(sana), at=now())

    sana.refresh_from_db()
    assert (member.state, sana.is_active) == ("left", False)
    assert Proposal.objects.get().state == "withdrawn"
    assert queries.member_at("pastehaven.test") is None
    assert not member.tasks.filter(done_at=None).exists()
    assert recorded("member.left") == 1


def test_who_is_looked_at_again_has_its_domains_back() -> None:
    member, olu = scenes.an_applicant(), cast.by(cast.olu())
    actions.refuse_member(member=member, reason="Unclear.", by=olu, at=now())

    actions.start_vetting(member=member, by=olu, at=now())

    assert [domain.host for domain in queries.domains_of(member)] == ["newhaven.test"]


def test_an_invitation_of_a_member_that_left_opens_nothing() -> None:
    member, olu = cast.a_member(), cast.by(cast.olu())
    proposal = actions.propose_person(member=member, somebody=IVO, by=olu, at=now())
    actions.accept_person(proposal=proposal, evidence="The staff page.", by=olu, at=now())

    actions.leave(member=member, reason="We close.", by=olu, at=now())

    assert Invitation.objects.get().revoked_at is not None


# -- people -----------------------------------------------------------------------------------------


@pytest.mark.db
def test_a_colleague_comes_in_after_an_officer_has_looked_at_who_they_are() -> None:
    member = cast.a_member()
    proposal = actions.propose_person(member=member, somebody=IVO, by=cast.by(cast.sana()), at=now())
    waiting = open_tasks(TaskKind.VET_PERSON)

    actions.accept_person(proposal=proposal, evidence="The staff page.", by=cast.by(cast.olu()), at=now())

    invitation = Invitation.objects.get(reference=proposal.invitation)
    assert (invitation.email, invitation.role) == ("ivo@pastehaven.test", "reader")
    assert (waiting, open_tasks(TaskKind.VET_PERSON)) == (1, 0)


def test_nobody_comes_in_without_evidence_of_who_they_are() -> None:
    proposal = actions.propose_person(member=cast.a_member(), somebody=IVO, by=cast.by(cast.sana()), at=now())

    with pytest.raises(Invalid):
        actions.accept_person(proposal=proposal, evidence="  ", by=cast.by(cast.olu()), at=now())

    assert Invitation.objects.count() == 0


def test_a_refused_person_is_told_of_to_who_signs_and_decided_once() -> None:
    proposal = actions.propose_person(member=cast.a_member(), somebody=IVO, by=cast.by(cast.sana()), at=now())
    olu = cast.by(cast.olu())

    actions.refuse_person(proposal=proposal, reason="Nobody there knows them.", by=olu, at=now())

    assert "Nobody there knows them." in scenes.mail_under("proposal-refused:")["body"]
    with pytest.raises(Conflict):
        actions.accept_person(proposal=proposal, evidence="After all.", by=olu, at=now())


@pytest.mark.parametrize("who", ["cem", "rex", "hana"])
def test_only_who_signs_or_an_officer_proposes(who: str) -> None:
    member = cast.a_member()

    with pytest.raises(NotAllowed):
        actions.propose_person(member=member, somebody=IVO, by=cast.by(getattr(cast, who)()), at=now())


def test_who_signs_for_another_member_proposes_nobody_here() -> None:
    noa = cast.of_member("Noa", Role.SIGNATORY, cast.a_member("Otherhaven"))

    with pytest.raises(NotAllowed):
        actions.propose_person(member=cast.a_member(), somebody=IVO, by=cast.by(noa), at=now())


def test_a_role_of_the_programme_is_not_given_to_a_member() -> None:
    officer = Somebody("Ivo", "ivo@pastehaven.test", Role.OFFICER.value)

    with pytest.raises(Invalid):
        actions.propose_person(member=cast.a_member(), somebody=officer, by=cast.by(cast.sana()), at=now())


def test_who_signs_lets_a_colleague_go_at_once_but_nobody_of_others() -> None:
    member, sana, rex = cast.a_member(), cast.by(cast.sana()), cast.rex()
    noa = cast.of_member("Noa", Role.SIGNATORY, cast.a_member("Otherhaven"))

    actions.let_go(member=member, person=rex, by=sana, at=now())

    rex.refresh_from_db()
    assert not rex.is_active
    with pytest.raises(NotAllowed):
        actions.let_go(member=member, person=noa, by=sana, at=now())
    with pytest.raises(Conflict):
        actions.let_go(member=member, person=cast.sana(), by=sana, at=now())


@pytest.mark.parametrize("kind", ["civil_society", "academic", "state"])
def test_a_body_takes_part_and_its_people_are_participants(kind: str) -> None:
    olu = cast.by(cast.olu())
    given = {"name": "Open Harbour", "country": "IE", "website": "", "vetting_note": "Known for years."}
    body = actions.register_body(kind=OrganisationKind(kind), **given, by=olu, at=now())
    somebody = Somebody("Una", "una@example.org", Role.PARTICIPANT.value)

    actions.invite_participant(body=body, somebody=somebody, evidence="The staff page.", by=olu, at=now())

    assert Invitation.objects.get(organisation=body.organisation).role == "participant"
    assert recorded("body.registered") == 1


@pytest.mark.parametrize("kind", ["platform", "programme", "member"])
def test_only_bodies_are_registered_as_such(kind: str) -> None:
    given = {"name": "X", "country": "", "website": "", "vetting_note": "."}

    with pytest.raises(Invalid):
        actions.register_body(kind=OrganisationKind(kind), **given, by=SYSTEM, at=now())
