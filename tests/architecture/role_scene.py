"""A whole platform with planted texts in every place that matters, and a browser for everybody who might come."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.test import Client
from PIL import Image

from bonafides.base.outbox import endpoints
from bonafides.base.people import actions as people
from bonafides.base.people.models import HeldRole, Person
from bonafides.base.people.vocabulary import LinkPurpose, OrganisationKind, Role, Scope
from bonafides.kernel import recording
from bonafides.kernel.actor import ANYONE, SYSTEM, Actor, ActorKind
from bonafides.kernel.clock import now
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks.actions.entries import Words
from bonafides.safety.banks.models import Bank, Entry
from bonafides.safety.banks.vocabulary import ListFormat, OnMatch, Opinion
from bonafides.safety.moderation import setup
from bonafides.safety.moderation.actions import appeals, flags, intake, judging, leases, viewing
from bonafides.safety.moderation.models import Case, Decision, Enforcement, Item, Statement
from bonafides.safety.moderation.queries.appeals import author_side
from bonafides.safety.moderation.rules.deciding import Wish
from bonafides.safety.moderation.tests.scenes import a_restriction, an_item
from bonafides.safety.moderation.vocabulary import (
    AppellantKind,
    ExposureMode,
    ItemKind,
    SourceKind,
)
from tests import cast
from tests.architecture import roles
from tests.architecture.custody_watch import Watch

NOTIFIER = ("Planted Notifier", "planted.notifier@example.org")
AUTHOR_ADDRESS = "planted.author@example.org"
CONTENT, CONTEXT, NOTE = "planted-content-words", "planted-context-words", "planted-note-words"
ELSEWHERE = "planted-elsewhere-words"  # in a case that the second reader was not invited for
FIRST_READING = "planted-first-reading"
LABEL, BANK, SLOGAN = "planted-label", "Planted Bank", "the planted words of sample entity a"
THE_AUTHOR = Actor(kind=ActorKind.LINK, code="L-AUTHOR", purpose=LinkPurpose.STATEMENT.value)
KEY_NAME, INVITEE, HOOK = "planted-key-name", "planted.invitee@example.org", "planted-hook.example.org"
COMPLAINT = "planted-complaint-words"
PLANTED = (
    *(*NOTIFIER, AUTHOR_ADDRESS, CONTENT, CONTEXT, NOTE, ELSEWHERE, FIRST_READING),
    *(LABEL, BANK, SLOGAN, KEY_NAME, INVITEE, HOOK, COMPLAINT),
)

ROLES = {
    "owner": Role.OWNER,
    "lead": Role.LEAD,
    "reviewer": Role.REVIEWER,
    "trainee": Role.TRAINEE,
    "custodian": Role.EVIDENCE_CUSTODIAN,
    "desk": Role.AUTHORITY_DESK,
    "auditor": Role.AUDITOR,
}

NAMES = {
    "officer": "Olu",
    "assessor": "Hana",
    "mark_reviewer": "Mira",
    "analyst": "Anik",
    "flagger": "Fay",
    "editor": "Edda",
    "programme_auditor": "Aude",
}


@dataclass
class Scene:
    """What stands in the database, by the words that the role table uses."""

    named: dict[str, Any] = field(default_factory=dict)
    browsers: dict[str, Client] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    page: str = ""  # whose turn it is
    answers: dict[tuple[str, str], Any] = field(default_factory=dict)  # what was asked of it already, by whom and how
    watch: Watch = field(default_factory=Watch)  # of kept bytes
    confidential: Any = None  # one member's answers and scores, with what a leak would show

    def given(self, **arguments: str) -> dict[str, Any]:
        """The arguments of an address, each named by what it stands for here."""
        return {name: self.named.get(value, value) for name, value in arguments.items()}


@contextmanager
def nothing_stays() -> Iterator[None]:
    """What is done inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def a_platform() -> Scene:
    scene = Scene()
    setup.install(_Start(), at=now())
    persons = {who: cast.a_person(who.title(), role) for who, role in ROLES.items()}
    bank, entry = a_list(scene, persons["owner"])
    the_cases(scene, persons)
    the_house(scene, persons)
    scene.named |= {"bank": bank.reference, "entry": entry.reference}
    persons |= second_readers(scene) | {"programme": cast.dana()} | the_programmes_side()
    for table in roles.tables():
        table.plant(scene)
    Person.objects.update(password=make_password(cast.PASSWORD))
    scene.browsers = {who: a_browser_of(person) for who, person in persons.items()} | {"nobody": cast.a_browser()}
    scene.named["session"] = UserSession.objects.get(user=persons["owner"]).pk
    scene.named |= {"full_key": cast.a_key(), "programme_key": cast.a_key(organisation=cast.the_programme())}
    scene.keys |= {scope.value: cast.a_key(scope) for scope in Scope}
    return scene


def the_programmes_side() -> dict[str, Person]:
    """Everybody of the programme, of two members, and of the bodies around it."""
    team = {"officer": Role.OFFICER, "assessor": Role.ASSESSOR, "mark_reviewer": Role.MARK_REVIEWER}
    team |= {"analyst": Role.ANALYST, "flagger": Role.FLAGGER, "editor": Role.EDITOR, "programme_auditor": Role.AUDITOR}
    bodies = (OrganisationKind.CIVIL_SOCIETY, OrganisationKind.ACADEMIC, OrganisationKind.STATE)
    return {
        **{who: cast.of_the_programme(NAMES[who], role) for who, role in team.items()},
        **{kind.value: cast.a_participant(kind, kind.value) for kind in bodies},
        "signatory": cast.sana(),
        "contact": cast.cem(),
        "answerer": cast.ana(),
        "member_reader": cast.rex(),
        "other_member": cast.of_member("Noa", Role.SIGNATORY, cast.a_member("Otherhaven")),
    }


def a_browser_of(person: Person) -> Client:
    """A browser whose use was noted for the length of the walk, so that no page has to note it again."""
    person.refresh_from_db()
    browser, until = cast.browser_of(person), now() + timedelta(hours=2)
    key = browser.session.session_key
    UserSession.objects.create(user=person, session_key=key, ip="127.0.0.1", last_seen_at=until)
    return browser


class _Start:
    country, staff, turnover_eur, services = "DE", 3, 90_000, ("pasting",)


def a_list(scene: Scene, owner: Person) -> tuple[Bank, Entry]:
    by = cast.by(owner)
    bank = banks.create_bank(name=BANK, provenance="made by us", by=by, at=now())
    words = Words(label=LABEL, entity="Sample Entity A", severity="high", source_id="S-1")
    entry = banks.add_entry(bank=bank, type_=EntryType.TEXT, value=SLOGAN, words=words, by=by, at=now())
    run = banks.start_import(
        bank=bank, file_name="list.csv", file_sha256="0" * 64, format_=ListFormat.CSV, by=by, at=now()
    )
    scene.named["run"] = run.reference
    return bank, entry


# -- cases ------------------------------------------------------------------------------------------------------------


def the_cases(scene: Scene, persons: dict[str, Person]) -> None:
    reviewer, lead = cast.by(persons["reviewer"]), cast.by(persons["lead"])
    opened, elsewhere = a_case("open", CONTENT), a_case("elsewhere", ELSEWHERE)
    scene.named |= {"open": opened.reference, "item": opened.items.get().reference}
    scene.named |= {"elsewhere": elsewhere.reference, "picture": a_picture_of(opened).reference}
    bare = flags.raise_flag(report=a_report("https://paste.example.org/bare"), by=ANYONE, at=now())
    scene.named["bare"] = bare.flags[0].item.reference  # nobody sent its content
    a_note(opened, reviewer, to=persons["lead"])
    a_closed_case(scene, reviewer)
    scene.named["drafted"] = a_draft("drafted", reviewer).case.reference
    scene.named["blind"] = a_blind_reading(lead).reference
    a_held_upload(scene, persons["owner"])


def a_case(name: str, words: str) -> Case:
    """An upload that matches the list, flagged by somebody with a name and an address."""
    given = intake.Submission(
        platform_reference=f"paste/{name}",
        kind=ItemKind.TEXT,
        data=f"{SLOGAN}: {words}".encode(),
        author=intake.Author("author-7", "en", AUTHOR_ADDRESS),
        context={"before": f"{CONTEXT} {name}"},
    )
    item = intake.submit(submission=given, by=SYSTEM, at=now()).item
    assert item is not None
    flags.raise_flag(report=a_report(f"paste/{name}"), by=ANYONE, at=now())
    item.refresh_from_db()
    return item.case


def a_report(location: str) -> flags.Report:
    notifier = flags.Notifier(*NOTIFIER)
    return flags.Report(SourceKind.USER_NOTICE, location, reason="Look.", good_faith=True, notifier=notifier)


def a_picture_of(case: Case) -> Item:
    stream = BytesIO()
    Image.radial_gradient("L").save(stream, "PNG")
    return an_item(case, stream.getvalue(), kind=ItemKind.PICTURE, media_type="image/png")


def a_note(case: Case, by: Actor, to: Person) -> None:
    leases.open_case(case=case, by=by, at=now())
    leases.hand_over(case=case, to=to, note=NOTE, by=by, at=now())


def looked_at(case: Case, by: Actor) -> Case:
    """The case, held by somebody who has seen its content and context."""
    leases.open_case(case=case, by=by, at=now())
    item = case.items.get()
    viewing.open_text(item=item, mode=ExposureMode.REDUCED, by=by, at=now())
    viewing.open_context(item=item, by=by, at=now())
    return case


def a_removal(facts: str = "Calls for an attack.") -> Wish:
    return a_restriction(facts=facts)


def a_draft(name: str, by: Actor) -> Decision:
    case = looked_at(a_case(name, f"{CONTENT} {name}"), by)
    decision = judging.decide_case(case=case, wish=a_removal(), by=by, at=now())
    assert isinstance(decision, Decision)
    return decision


def a_blind_reading(by: Actor) -> Case:
    """One reading is given; another person has opened the case for the second."""
    case = looked_at(a_case("blind", f"{CONTENT} blind"), by)
    judging.ask_for_second(case=case, wish=a_removal(FIRST_READING), by=by, at=now())
    return case


# -- what was told ----------------------------------------------------------------------------------------------------


def a_closed_case(scene: Scene, by: Actor) -> None:
    decision = a_draft("closed", by)
    judging.publish_now(decision=decision, by=by, at=now())
    statement, notice = Statement.objects.get(), decision.case.flags.exclude(notifier_name="").get()
    scene.named |= {
        "closed": decision.case.reference,
        "told": statement.item.reference,
        "enforcement": Enforcement.objects.latest("pk").pk,
        "statement": a_link(LinkPurpose.STATEMENT, statement.reference),
        "upload": a_link(LinkPurpose.TOMBSTONE, statement.item.reference),
        "notice": a_link(LinkPurpose.NOTICE_STATUS, notice.reference),
        "flag": notice.reference,
    }
    complaint = appeals.Complaint(text=COMPLAINT, appellant=AppellantKind.AUTHOR, address=AUTHOR_ADDRESS)
    opened = appeals.open_appeal(side=author_side(statement), complaint=complaint, by=THE_AUTHOR, at=now())
    scene.named |= {"appeal": opened.appeal.reference, "appeal_link": opened.token}


def a_held_upload(scene: Scene, owner: Person) -> None:
    """An upload that a list keeps back, and its author's link."""
    by, data = cast.by(owner), f"{CONTENT} held".encode()
    bank = banks.create_bank(name=f"{BANK} that holds", provenance="made by us", by=by, at=now())
    entry = banks.add_entry(bank=bank, type_=EntryType.SHA256, value=sha256(data).hexdigest(), by=by, at=now())
    banks.give_opinion(entry=entry, value=Opinion.POSITIVE, by=by, at=now())
    day = timedelta(hours=24)
    limits: dict[str, Any] = {"threshold_bits": 31, "hold_threshold_bits": 10, "hold_lasts": day}
    banks.set_policy(bank=bank, on_match=OnMatch.HOLD, **limits, by=by, at=now())
    given = intake.Submission(platform_reference="paste/held", kind=ItemKind.TEXT, data=data)
    answered = intake.submit(submission=given, by=SYSTEM, at=now())
    scene.named["held"] = answered.token


def a_link(purpose: LinkPurpose, about: str) -> str:
    return people.issue_link(purpose=purpose, about=about, expires_at=now() + timedelta(days=9), at=now())


# -- the house --------------------------------------------------------------------------------------------------------


def the_house(scene: Scene, persons: dict[str, Person]) -> None:
    """People, keys, webhooks and what they are called in addresses."""
    by, platform = cast.by(persons["owner"]), cast.the_platform()
    key = people.create_api_key(
        organisation=platform, name=KEY_NAME, scopes=frozenset({Scope.BANKS_READ}), by=by, at=now()
    ).key
    guest = people.invite(organisation=platform, email=INVITEE, role=Role.REVIEWER, by=by, at=now())
    hook, _secret = endpoints.create(url=f"https://{HOOK}/in", by=by, at=now(), record=recording.recorder())
    scene.named |= {
        "key": key.reference,
        "invitation": guest.invitation.reference,
        "invitation_link": guest.token,
        "hook": hook.reference,
        "delivery": endpoints.ping(endpoint=hook, by=by, at=now()).pk,
        "person": persons["reviewer"].code,
        "held_role": HeldRole.objects.get(person=persons["auditor"]).pk,
    }


def second_readers(scene: Scene) -> dict[str, Person]:
    """One from outside who was invited for the cases of this scene, and one for another case only."""
    reader = cast.a_person("Ines", Role.SECOND_READER, case=scene.named["open"])
    for name in ("drafted", "blind", "closed"):
        people.grant_role(person=reader, role=Role.SECOND_READER, case=scene.named[name], by=SYSTEM, at=now())
    other = cast.a_person("Jon", Role.SECOND_READER, case=scene.named["elsewhere"])
    return {"reader": reader, "other_reader": other}
