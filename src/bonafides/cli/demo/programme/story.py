"""What happens in the made-up programme, an act a function, in the order of `ACTS`; through the domains' actions."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from bonafides.base.designations import actions as designations
from bonafides.base.designations import queries as designated
from bonafides.base.people import queries as persons
from bonafides.base.people.models import Person
from bonafides.cli.demo import said
from bonafides.cli.demo.programme import town as places
from bonafides.cli.demo.programme.filling import fill_in
from bonafides.cli.demo.programme.town import Town
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.clock import now
from bonafides.programme.alerts import actions as alerts
from bonafides.programme.alerts import rules as alert_rules
from bonafides.programme.alerts.vocabulary import ContentKind, Criterion
from bonafides.programme.assessments import actions as assessments
from bonafides.programme.assessments.models import Assessment
from bonafides.programme.assessments.vocabulary import Assessment as Half
from bonafides.programme.assessments.vocabulary import Axis
from bonafides.programme.assessments.workflow import Read, ResultKind
from bonafides.programme.members import actions as members
from bonafides.programme.members.models import Member
from bonafides.programme.members.vocabulary import FOR_THE_MARK, Requirement, RequirementState, ServiceType
from bonafides.programme.pledge import actions as pledge
from bonafides.programme.trustmark import actions as trustmark
from bonafides.programme.trustmark import queries as marks
from bonafides.programme.trustmark.actions.reviewing import Reading
from bonafides.programme.trustmark.models import Mark
from bonafides.programme.trustmark.vocabulary import Finding, Verdict

PLANTED = "Seven patient herons counted the lanterns of the old pier"  # in one member's answers, and nowhere else
SAMPLE_LIST = Path(__file__).parent / "designations.xml"
ENTITY = "QDe.901"  # of the sample list, invented
LAPSES_AFTER = timedelta(days=40)  # what Quaybox promised ends then; a mark follows it within 35 days
SEEN = "The published page, looked at together with the member."


@dataclass
class Told:
    """What the acts share."""

    town: Town
    password: str
    rounds: dict[str, Assessment] = field(default_factory=dict)  # the assessments of each member that began
    signers: dict[str, Person] = field(default_factory=dict)


def begin(*, owner: Person, password: str) -> Told:
    said.step("A programme opens; five platforms come")
    town = places.settle(owner, password)
    signers = {"Pastehaven": town.sana}
    for member, name in ((town.quaybox, "Lior"), (town.murmurline, "Maud"), (town.coinbridge, "Tiit")):
        signers[member.name] = places.signatory(member, name)
    said.table((each.name, each.state) for each in Member.objects.order_by("name"))
    return Told(town, password, signers=signers)


def play(told: Told) -> None:
    for heading, act in ACTS:
        said.step(heading)
        act(told)


# -- assessments ------------------------------------------------------------------------------------------------------


def assess(told: Told) -> None:
    """Three members answer everything, one is half-way; nobody of the programme can read a word of it."""
    town = told.town
    assess_member(told, town.pastehaven, "pasting-improved", planted=PLANTED)
    assess_member(told, town.quaybox, "storage-free")
    assess_member(told, town.murmurline, "messenger-encrypted")
    assess_member(told, town.coinbridge, "crowdfunding", halves=(), share=2)
    said.table((name, row.state, "answers and scores are sealed") for name, row in sorted(told.rounds.items()))


def assess_member(
    told: Told, member: Member, like: str, *, planted: str = "", halves: tuple[Half, ...] = tuple(Half), share: int = 1
) -> None:
    """Answered like a reference profile: every `share`-th question, and the halves handed in."""
    by = persons.actor_of(told.signers[member.name])
    row = assessments.start_assessment(member=member, core=False, by=by, at=now())
    fill_in(row, like, planted=planted, share=share, by=by)
    for half in halves:
        assessments.submit_half(assessment=row, kind=half, by=by, at=now())
    row.refresh_from_db()
    told.rounds[member.name] = row


def open_to_an_assessor(told: Told) -> None:
    """Murmurline lets Hana read its assessment; she, and no other of the programme, has a key to it now."""
    row, by = told.rounds["Murmurline"], persons.actor_of(told.signers["Murmurline"])
    assessments.propose_assessor(assessment=row, person=told.town.hana, by=told.town.olu, at=now())
    assessments.open_to_assessor(assessment=row, by=by, at=now())
    said.line("Hana may read Murmurline's assessment, because Murmurline said so. It can take that back.")


def scores_of(told: Told) -> dict[str, dict[str, float]]:
    """The made-up scores in full, read with the members' own keys."""
    return {
        name: numbers_of(row, persons.actor_of(told.signers[name]))
        for name, row in sorted(told.rounds.items())
        if row.submitted_at is not None
    }


def numbers_of(row: Assessment, by: Actor) -> dict[str, float]:
    opened = assessments.open_assessment(assessment=row, what=Read.RESULT, by=by, at=now())
    document = json.loads(opened.result_bytes(ResultKind.CLAIMED) or b"{}")
    return {axis.value: float(Decimal(document[axis.value]["number"])) for axis in Axis}


# -- pledge and mark --------------------------------------------------------------------------------------------------


def sign(told: Told) -> None:
    """Two members sign the pledge, each by a named person."""
    for member in (told.town.pastehaven, told.town.quaybox):
        signature = pledge.sign_pledge(
            member=member,
            position="Managing director",
            authority="I run this service and sign for it alone.",
            language="en",
            is_listed=True,
            by=persons.actor_of(told.signers[member.name]),
            at=now(),
        )
        said.line(member.name, "signed by", signature.signatory)


def check_requirements(told: Told) -> None:
    """An officer looks at what Pastehaven and Quaybox show; Quaybox promises one thing until a day."""
    for member in (told.town.pastehaven, told.town.quaybox):
        for requirement in FOR_THE_MARK:
            promised = member == told.town.quaybox and requirement is Requirement.TECHNOLOGY
            decide(told, member, requirement, promised=promised)
    said.line("Quaybox promised to try a shared hash list within 40 days.")


def decide(told: Told, member: Member, requirement: Requirement, *, promised: bool) -> None:
    members.set_requirement(
        member=member,
        requirement=requirement,
        state=RequirementState.COMMITTED if promised else RequirementState.MET,
        evidence="A plan with an owner and a day." if promised else SEEN,
        evidence_at=now().date(),
        until=(now() + LAPSES_AFTER).date() if promised else None,
        by=told.town.olu,
        at=now(),
    )


def review(told: Told) -> None:
    """Two reviewers, blind to each other; then the mark is issued and can be verified by anyone."""
    for member in (told.town.pastehaven, told.town.quaybox):
        signer = persons.actor_of(told.signers[member.name])
        asked = trustmark.ask_for_mark(member=member, by=signer, at=now())
        for reviewer in (told.town.mira, told.town.nils):
            seat = trustmark.seat_reviewer(review=asked, person=persons.person_of(reviewer), by=reviewer, at=now())
            trustmark.declare_interests(seat=seat, interest="", by=reviewer, at=now())
            trustmark.give_reading(seat=seat, reading=reading(), by=reviewer, at=now())
        said.line(member.name, f"bears mark {mark_of(member).reference}")


def reading() -> Reading:
    return Reading(
        verdict=Verdict.GRANT,
        findings=dict.fromkeys(FOR_THE_MARK, Finding.MET),
        looked_at=dict.fromkeys(FOR_THE_MARK, SEEN),
        reasons="Every requirement was looked at, and holds or is promised until a day.",
    )


def mark_of(member: Member) -> Mark:
    mark = marks.mark_of(member)
    assert mark is not None
    return mark


# -- alerts -----------------------------------------------------------------------------------------------------------


def bring_designations(told: Told) -> None:
    """A public list in the Security Council's format, with invented entities."""
    with SAMPLE_LIST.open("rb") as file:
        run = designations.import_list(file=BytesIO(file.read()), file_name=SAMPLE_LIST.name, by=SYSTEM, at=now())
    said.line(", ".join(f"{number} {name}" for name, number in run.counts.items() if number))


def send_alerts(told: Told) -> None:
    """A flagger submits two addresses, an analyst verifies them; they go to whoever registered the domain."""
    submit_and_verify(
        told, f"https://{places.PASTEHAVEN.host}/p/leaflet-7", f"https://{places.PASTEHAVEN.host}/p/leaflet-8"
    )
    said.line("Two addresses at Pastehaven, seen by two people, told to Pastehaven by API, webhook and mail.")


def submit_and_verify(told: Told, *urls: str) -> None:
    about = alerts.About(
        entry=designated.entry_named(ENTITY),
        basis="Directive (EU) 2017/541, Art. 5",
        platform_type=ServiceType.PASTING,
        kind=ContentKind.TEXT,
        language="en",
    )
    drafts = [alerts.Draft(alert_rules.address_of(url), about) for url in urls]
    for batch in alerts.submit_alerts(drafts=drafts, by=told.town.fay, at=now()):
        alerts.verify_batch(batch=batch, confirmed=frozenset(Criterion), by=told.town.anik, at=now())


ACTS: tuple[tuple[str, Callable[[Told], None]], ...] = (
    ("They answer two assessments, each for itself", assess),
    ("One lets an assessor read", open_to_an_assessor),
    ("Two sign the pledge", sign),
    ("An officer checks the requirements", check_requirements),
    ("Two reviewers decide, blind to each other", review),
    ("A list of designated entities comes in", bring_designations),
    ("An alert goes out", send_alerts),
)
