"""Targets and signals of Altitude's form: a target is an upload, a signal is an entry of a list."""

import json
from dataclasses import dataclass
from datetime import datetime

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.base.keys import envelope
from bonafides.base.people.vocabulary import Scope
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Conflict, Invalid
from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions as banks_actions
from bonafides.safety.banks import queries as banks
from bonafides.safety.banks.queries import Bank, Entry
from bonafides.safety.moderation.actions import intake, priorities
from bonafides.safety.moderation.actions.intake import LookedUp, Submission
from bonafides.safety.moderation.vocabulary import ItemKind
from bonafides.safety.peers import permissions
from bonafides.safety.peers.events import TargetsForgotten, TargetTaken
from bonafides.safety.peers.models import Target
from bonafides.safety.peers.queries import targets
from bonafides.safety.peers.vocabulary import ContentType, SignalSource

REFERENCE = "altitude:{name}"  # how a target is called where the platform's own name for an item stands


@dataclass(frozen=True)
class Given:
    """A target as a client sends it."""

    content_type: ContentType
    data: bytes
    title: str = ""
    description: str = ""
    client_context: str = ""
    views: int | None = None

    def said(self) -> dict[str, str]:
        return {"title": self.title, "description": self.description, "client_context": self.client_context}


def submit_target(*, given: Given, by: Actor, at: datetime) -> tuple[str, Target | None]:
    """Answer an upload: its new name, and the target if it was kept. What concerns nobody leaves nothing."""
    name = targets.new_target_name(at)
    looked_up = intake.look_up(submission=submission_of(given, name), by=by)
    if given.content_type is ContentType.IMAGE and not looked_up.prepared.fingerprints.frames:
        raise Invalid("not-an-image", _("Unable to process image data"))
    return name, take_target(name=name, given=given, looked_up=looked_up, by=by, at=at)


def submission_of(given: Given, name: str) -> Submission:
    words = {"title": given.title, "description": given.description}
    return Submission(
        platform_reference=REFERENCE.format(name=name),
        kind=ItemKind.TEXT if given.content_type is ContentType.TEXT else ItemKind.FILE,
        data=given.data,
        reach=given.views,
        context={key: value for key, value in words.items() if value} or None,
    )


@audited_action
def take_target(*, name: str, given: Given, looked_up: LookedUp, by: Actor, at: datetime) -> Target | None:
    """Keep what the client said of an upload, where the upload itself is kept."""
    answered = intake.answer(looked_up=looked_up, by=by, at=at)
    if answered.item is None:
        nothing_changed()
        return None
    target = Target(reference=name, item_id=answered.item.pk, content_type=given.content_type, created_at=at)
    target.said, target.views = sealed(name, given.said()), given.views
    target.save()
    record(TargetTaken(target=name, item=answered.item.reference), by=by, at=at)
    return target


def sealed(name: str, said: dict[str, str]) -> str:
    return envelope.seal_text(json.dumps(said), purpose=targets.SEALING, bound_to=name)


@audited_action
def change_target(*, target: Target, said: dict[str, str], views: int | None = None, by: Actor, at: datetime) -> Target:
    """What the client says of it now; what it does not say again stays."""
    permissions.check_has(by, Scope.ITEMS_WRITE)
    nothing_changed()
    target.refresh_from_db(from_queryset=Target.objects.select_for_update(of=("self",)))
    if target.forgotten_at or target.item is None or not (said or views is not None):
        return target
    target.said = sealed(target.reference, targets.said_of(target) | said)
    target.views = target.views if views is None else views
    target.save()
    if intake.note_reach(target.item, views):
        priorities.refresh(target.item.case, at=at)
    record(TargetTaken(target=target.reference, item=target.item.reference), by=by, at=at)
    return target


@audited_action
def forget_targets(*, case: str, at: datetime) -> int:
    """Erase what clients said of a case's items, when its content is erased."""
    found = Target.objects.filter(item__case__reference=case, forgotten_at=None)
    if not found.exists():
        nothing_changed()
        return 0
    erased = found.update(said="", views=None, forgotten_at=at)
    record(TargetsForgotten(targets=erased), by=SYSTEM, at=at)
    return erased


# -- signals ----------------------------------------------------------------------------------------------------------


@audited_action
def add_signal(*, type_: EntryType, value: str, source: SignalSource | None, by: Actor, at: datetime) -> Entry:
    """Put a signal on the list of its source; one that stands there already is the same signal."""
    bank = bank_of(source, by=by, at=at)
    banks_actions.lock(bank)
    standing = banks.entry_with_value(by, bank, type_, value)
    if standing is not None:
        nothing_changed()
        return banks.entry_for(by, standing.reference)
    entry = banks_actions.add_entry(bank=bank, type_=type_, value=value, by=by, at=at)
    return banks.entry_for(by, entry.reference)


def bank_of(source: SignalSource | None, *, by: Actor, at: datetime) -> Bank:
    """The list that a source's signals go on, made when it is first needed."""
    name = f"Altitude {source.value}" if source else "Altitude"
    source_of = banks.OF_ALTITUDE_CLIENT
    standing = banks.bank_named(by, name)
    if standing is not None:
        return standing
    try:
        return banks_actions.create_bank(name=name, provenance=source_of, by=by, at=at)
    except Conflict:  # another client has just made it
        return bank_of(source, by=by, at=at)
