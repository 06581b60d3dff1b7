"""Who may judge, read and see what. `can_...` answers for a button, `check_...` refuses with a sentence."""

from bonafides.base.people.vocabulary import Role, Scope, Standing
from bonafides.kernel.actor import Actor, ActorKind
from bonafides.kernel.errors import NotAllowed, NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation.vocabulary import SourceKind

DECIDERS = frozenset({Role.OWNER, Role.LEAD, Role.REVIEWER})  # an owner too: a platform may be one person
LEADS = frozenset({Role.OWNER, Role.LEAD})
JUDGES = DECIDERS | {Role.TRAINEE}  # read cases and judge them; a trainee's judgement is a proposal
READERS = JUDGES | {Role.AUDITOR, Role.AUTHORITY_DESK, Role.EVIDENCE_CUSTODIAN}


def person_of(by: Actor) -> int:
    """The person that acts; whatever is written in a person's name needs one."""
    if by.person is None:
        raise NotAllowed("people-only", _("Only a person who is signed in may do this."))
    return by.person


# -- judging ----------------------------------------------------------------------------------------------------------


def can_judge(by: Actor) -> bool:
    return by.kind is ActorKind.PERSON and by.has_role(*JUDGES)


def can_decide(by: Actor) -> bool:
    return by.kind is ActorKind.PERSON and by.has_role(*DECIDERS)


def can_lead(by: Actor) -> bool:
    return by.kind is ActorKind.PERSON and by.has_role(*LEADS)


def can_read_all(by: Actor) -> bool:
    return by.kind is ActorKind.SYSTEM or by.has_role(*READERS)


def can_read_case(by: Actor, case: str) -> bool:
    """The team reads every case; a second reader from outside the one they were invited for."""
    return can_read_all(by) or is_outside_reader(by, case)


def is_outside_reader(by: Actor, case: str) -> bool:
    return by.has_role(Role.SECOND_READER) and case in by.cases


def can_see_content(by: Actor, case: str) -> bool:
    """Those who judge it, and whoever keeps the evidence; an auditor reads what was decided, not the content."""
    return can_judge(by) or is_outside_reader(by, case) or by.has_role(Role.EVIDENCE_CUSTODIAN)


def check_can_judge(by: Actor) -> None:
    if not can_judge(by):
        raise NotAllowed("may-not-judge", _("Your role does not include judging cases."))


def check_can_decide(by: Actor) -> None:
    if not can_decide(by):
        raise NotAllowed("may-not-decide", _("Your role does not include deciding."))


def check_can_lead(by: Actor) -> None:
    if not can_lead(by):
        raise NotAllowed("leads-only", _("Only a lead or an owner may do this."))


def check_can_read_again(by: Actor, case: str) -> None:
    """A second reading is given by whoever may decide, or by the reader invited for this case."""
    if not (can_decide(by) or is_outside_reader(by, case)):
        raise NotAllowed("may-not-read-again", _("Your role does not include second readings."))


def check_can_read_again_or_judge(by: Actor, case: str) -> None:
    """Whoever may give a reading of this case, first or second."""
    if not (can_judge(by) or is_outside_reader(by, case)):
        raise NotAllowed("may-not-judge", _("Your role does not include judging cases."))


def check_can_read_case(by: Actor, case: str) -> None:
    """A case that is not yours to read is answered as one that does not exist."""
    if not can_read_case(by, case):
        raise NotFound("no-such-case", _("There is no such case."))


def check_can_see_content(by: Actor, case: str) -> None:
    if not can_see_content(by, case):
        raise NotAllowed("may-not-see-content", _("Your role does not include opening content."))


def can_read_bulk(by: Actor) -> bool:
    """Whoever may decide over many, and whoever audits it."""
    return can_decide(by) or by.has_role(Role.AUDITOR)


def can_read_accounts(by: Actor) -> bool:
    """Whoever judges, and whoever audits it."""
    return can_judge(by) or by.has_role(Role.AUDITOR)


# -- intake -----------------------------------------------------------------------------------------------------------

STANDING_FOR = {
    SourceKind.TRUSTED_FLAGGER: Standing.TRUSTED_FLAGGER,
    SourceKind.PROGRAMME_ALERT: Standing.PROGRAMME,
    SourceKind.INFORMAL_REFERRAL: Standing.AUTHORITY,
}


SOURCE_OF = {standing.value: source for source, standing in STANDING_FOR.items()}


def source_of(by: Actor) -> SourceKind:
    """In what capacity an API key raises flags; the platform's own passes on what its users say."""
    spoken = [source for standing, source in SOURCE_OF.items() if by.has_role(standing)]
    return spoken[0] if spoken else SourceKind.USER_NOTICE


def check_can_configure(by: Actor) -> None:
    if not (by.kind is ActorKind.PERSON and by.has_role(Role.OWNER)):
        raise NotAllowed("owners-only", _("Only an owner may do this."))


def check_can_read_flags(by: Actor) -> None:
    if not can_read_all(by):
        raise NotAllowed("may-not-read-flags", _("Your role does not include reading flags."))


def check_can_submit(by: Actor) -> None:
    """Uploads come from the platform's own programs."""
    if by.kind is not ActorKind.SYSTEM and not by.has_scope(Scope.ITEMS_WRITE):
        raise NotAllowed("may-not-submit", _("This key may not send items; it needs the scope items:write."))


def check_can_flag(by: Actor, source: SourceKind) -> None:
    """Anyone may give notice; to speak as more takes a key of that standing, or a person of the team."""
    if source is SourceKind.USER_NOTICE or by.kind is ActorKind.SYSTEM or can_judge(by):
        return
    if not by.has_scope(Scope.FLAGS_WRITE):
        raise NotAllowed("may-not-flag", _("This key may not raise flags; it needs the scope flags:write."))
    wanted = STANDING_FOR.get(source)
    if wanted is None or not by.has_role(wanted):
        raise NotAllowed("other-standing", _("This key does not speak in that capacity."))


# -- appeals ----------------------------------------------------------------------------------------------------------


def check_can_appeal(by: Actor) -> None:
    """A side that was told, through its link; or the platform's program, which passes a complaint on."""
    through_link = by.kind is ActorKind.LINK and bool(by.purpose)
    if not (through_link or by.has_scope(Scope.APPEALS_WRITE) or by.kind is ActorKind.SYSTEM):
        raise NotAllowed("may-not-appeal", _("A complaint is made through the link in the statement or the outcome."))


# -- handing out ------------------------------------------------------------------------------------------------------


def check_can_export(by: Actor) -> None:
    """All that is held about a person is handed out by an owner, or at the terminal."""
    if by.kind is not ActorKind.SYSTEM and not by.has_role(Role.OWNER):
        raise NotAllowed("owners-only", _("Only an owner may hand out what is held about a person."))
