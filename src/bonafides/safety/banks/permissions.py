"""Who may read and change lists. `can_...` answers for a button, `check_...` refuses with a sentence."""

from bonafides.base.people.vocabulary import Role, Scope
from bonafides.kernel.actor import Actor, ActorKind
from bonafides.kernel.errors import NotAllowed
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.banks.models import Entry, EntryOpinion
from bonafides.safety.banks.vocabulary import BankKind

WRITERS = (Role.OWNER, Role.LEAD)
DECIDERS = (Role.OWNER, Role.LEAD, Role.REVIEWER)
READERS = (
    Role.OWNER,
    Role.LEAD,
    Role.REVIEWER,
    Role.TRAINEE,
    Role.EVIDENCE_CUSTODIAN,
    Role.AUTHORITY_DESK,
    Role.AUDITOR,
)


def can_read(by: Actor) -> bool:
    return can_change_entries(by) or by.has_role(*READERS) or by.has_scope(Scope.BANKS_READ)


def can_change_entries(by: Actor) -> bool:
    return by.kind is ActorKind.SYSTEM or by.has_role(*WRITERS) or by.has_scope(Scope.BANKS_WRITE)


def can_change_banks(by: Actor) -> bool:
    return by.kind is ActorKind.SYSTEM or by.has_role(*WRITERS)


def can_keep_banks(by: Actor) -> bool:
    """Make a list, name it, switch it off and on: also a program that may change what stands on lists."""
    return can_change_banks(by) or by.has_scope(Scope.BANKS_WRITE)


def can_switch_on_holding(by: Actor) -> bool:
    """A hold restricts somebody's speech, so a person answers for it by name: no program, no command."""
    return by.kind is ActorKind.PERSON and by.person is not None and by.has_role(*WRITERS)


def can_let_out(by: Actor) -> bool:
    """What the flood guard stopped rests until a person says otherwise: a program would only see it as off."""
    return by.kind is ActorKind.PERSON and by.has_role(*WRITERS)


def can_switch_on_looking_back(by: Actor) -> bool:
    """What is kept is of people who did nothing, so a person answers for it by name: no program, no command."""
    return by.kind is ActorKind.PERSON and by.person is not None and by.has_role(*WRITERS)


def can_switch_off_looking_back(by: Actor) -> bool:
    """Whoever may switch it on; and the installation itself, when its days are over."""
    return by.kind is ActorKind.SYSTEM or by.has_role(*WRITERS)


def can_forget_uploads(by: Actor) -> bool:
    """Say that an upload is gone: whoever may submit one."""
    return by.kind is ActorKind.SYSTEM or by.has_scope(Scope.ITEMS_WRITE)


def can_give_opinion(by: Actor) -> bool:
    """Whoever may change entries. What follows from a decision, the system says when it publishes it."""
    return can_change_entries(by)


def can_judge_matches(by: Actor) -> bool:
    """Say, of an item that an entry matched, whether the entry is right about it: whoever decides cases."""
    return by.kind is ActorKind.PERSON and by.has_role(*DECIDERS)


def can_withdraw_opinion(by: Actor, opinion: EntryOpinion) -> bool:
    """Whoever may change entries; and whoever gave it, as long as they decide cases."""
    return can_change_entries(by) or (can_judge_matches(by) and opinion.given_by == by.code)


def can_add_harmless(by: Actor) -> bool:
    """Put what a decision let stand on a list of what is harmless: whoever decides cases."""
    return by.kind is ActorKind.PERSON and by.has_role(*DECIDERS)


def can_withdraw(by: Actor, entry: Entry) -> bool:
    """Whoever may change entries; and whoever put it on a list of what is harmless."""
    is_own = entry.bank.kind == BankKind.ALLOW and entry.added_by == by.code
    return can_change_entries(by) or (can_add_harmless(by) and is_own)


def check_can_read(by: Actor) -> None:
    if not can_read(by):
        raise NotAllowed("may-not-read-banks", _("You may not read the lists."))


def check_can_change_entries(by: Actor) -> None:
    if not can_change_entries(by):
        raise NotAllowed("may-not-change-entries", _("Only an owner or a lead may change what stands on a list."))


def check_can_let_out(by: Actor) -> None:
    check_can_change_entries(by)
    if not can_let_out(by):
        raise NotAllowed(
            "quarantine-needs-a-person",
            _("The flood guard stopped this entry. Under “Floods”, an owner or a lead looks at it and lets it out."),
        )


def check_can_change_banks(by: Actor) -> None:
    if not can_change_banks(by):
        raise NotAllowed("may-not-change-banks", _("Only an owner or a lead may change a list and what it does."))


def check_can_keep_banks(by: Actor) -> None:
    if not can_keep_banks(by):
        raise NotAllowed("may-not-change-banks", _("Only an owner or a lead may change a list and what it does."))


def check_can_switch_on_holding(by: Actor) -> None:
    if not can_switch_on_holding(by):
        raise NotAllowed(
            "hold-needs-a-person",
            _("A hold is a restriction: an owner or a lead, signed in under their own name, switches it on."),
        )


def check_can_give_opinion(by: Actor) -> None:
    if not can_give_opinion(by):
        raise NotAllowed("may-not-judge-entries", _("Only an owner, a lead or a decision may judge an entry."))


def check_can_judge_matches(by: Actor) -> None:
    if not can_judge_matches(by):
        raise NotAllowed("may-not-judge-matches", _("Your role does not include judging matches."))


def check_can_withdraw_opinion(by: Actor, opinion: EntryOpinion) -> None:
    if not can_withdraw_opinion(by, opinion):
        raise NotAllowed("may-not-withdraw", _("Whoever gave this opinion takes it back, or an owner or a lead."))


def check_can_add_harmless(by: Actor) -> None:
    if not can_add_harmless(by):
        raise NotAllowed("may-not-add-harmless", _("Your role does not include saying what is harmless."))


def check_can_withdraw(by: Actor, entry: Entry) -> None:
    if not can_withdraw(by, entry):
        raise NotAllowed("may-not-change-entries", _("Only an owner or a lead may change what stands on a list."))


def check_can_switch_on_looking_back(by: Actor) -> None:
    if not can_switch_on_looking_back(by):
        raise NotAllowed(
            "look-back-needs-a-person",
            _("Keeping fingerprints of what matched nothing: an owner or a lead, signed in by name, switches it on."),
        )


def check_can_switch_off_looking_back(by: Actor) -> None:
    if not can_switch_off_looking_back(by):
        raise NotAllowed("may-not-switch-off", _("Only an owner or a lead may switch this off."))


def check_can_forget_uploads(by: Actor) -> None:
    if not can_forget_uploads(by):
        raise NotAllowed("may-not-forget-uploads", _("Only a program that submits uploads may say that one is gone."))
