"""Erasing what no duty needs any more: content first, then names. Each case in a transaction of its own."""

from datetime import datetime

from bonafides.base.audit.actions import audited_action, forget, nothing_changed, record
from bonafides.base.blobs import actions as blobs
from bonafides.base.outbox import actions as outbox
from bonafides.base.people import actions as people
from bonafides.base.people.vocabulary import LinkPurpose
from bonafides.kernel.actor import SYSTEM
from bonafides.safety.banks import actions as banks_actions
from bonafides.safety.banks import queries as banks
from bonafides.safety.evidence import actions as evidence
from bonafides.safety.evidence import queries as kept
from bonafides.safety.links import actions as links
from bonafides.safety.moderation.actions import counting, enforcement, strikes
from bonafides.safety.moderation.events import ContentErased, NotifierForgotten
from bonafides.safety.moderation.models import Case, Flag, Item
from bonafides.safety.moderation.queries.keeping import HOLDS_CONTENT, content_due, people_due
from bonafides.safety.moderation.rules.forgetting import KeepingFacts, content_must_go, forgotten_before, people_must_go
from bonafides.safety.moderation.vocabulary import AppealState, ItemState

BATCH = 200  # cases in one run of the job


def forget_due(at: datetime, *, batch: int = BATCH) -> int:
    """Erase what is due, a case at a time; returns how many cases were touched."""
    due = list(content_due(at)[:batch])
    for case in due:
        erase_content(case=case, at=at)
    names = list(people_due(at)[:batch])
    for case in names:
        forget_people(case=case, at=at)
    return len(due) + len(names)


@audited_action
def erase_content(*, case: Case, at: datetime) -> None:
    """Destroy bytes and context of a closed case. What is known of a kept item's content stays a digest."""
    case = Case.objects.select_for_update().get(pk=case.pk)
    facts = keeping_facts(case)
    items = [
        item
        for item in case.items.filter(HOLDS_CONTENT)
        if content_must_go(facts, at, is_restricted=is_restricted(item))
    ]
    if not items:
        nothing_changed()
        return
    for item in items:
        _erase_item(item, at)
    record(ContentErased(case=case.reference, items=len(items), why=case.outcome), by=SYSTEM, at=at)


def is_restricted(item: Item) -> bool:
    return item.state == ItemState.RESTRICTED


def keeping_facts(case: Case) -> KeepingFacts:
    waiting = case.appeals.filter(state=AppealState.OPEN).count()
    return KeepingFacts(case.closed_at, case.content_due_at, waiting)


def _erase_item(item: Item, at: datetime) -> None:
    """What the vault keeps for another reason stays there, out of reach of every page of moderation."""
    evidence.let_go(subject=item.reference, by=SYSTEM, at=at)
    links.forget(item=item.reference)
    for name in filter(None, (item.content, item.context)):
        if not kept.keeps(name):
            blobs.erase(name, at=at)
    item.content, item.context, item.content_erased_at = "", "", at
    item.save(update_fields=["content", "context", "content_erased_at"])


@audited_action
def forget_people(*, case: Case, at: datetime) -> None:
    """Nobody can complain any more: authors and notifiers go, and what opened and linked their log entries.

    A restricted item loses its fingerprints too; a kept one keeps its digests, so that it stays kept.
    """
    case = Case.objects.select_for_update().get(pk=case.pk)
    if not people_must_go(keeping_facts(case), at):
        nothing_changed()
        return
    before = forgotten_before(at)
    items = list(case.items.filter(taken_at__lte=before))
    flags = list(case.flags.filter(received_at__lte=before).select_related("batch"))
    authors = {item.author_reference for item in items} - {""}
    counting.forget_counted(items, at=at)
    for item in items:
        _forget_author(item, at=at)
    strikes.forget_where_nothing_is_left(authors, at=at)
    for flag in flags:
        _forget_notifier(flag, at=at)
    _forget_appellants(case, before, at=at)
    case.notes.exclude(text="").update(text="")
    record(NotifierForgotten(case=case.reference, flags=len(flags)), by=SYSTEM, at=at)


def _forget_author(item: Item, *, at: datetime) -> None:
    _drop_messages_about(item, at=at)
    links.forget(item=item.reference)
    if item.content or item.context:
        _erase_item(item, at)
    item.author_reference = item.author_address = item.author_language = ""
    if is_restricted(item):
        _forget_fingerprints(item, at=at)
    item.save()
    for statement in item.statements.all():
        statement.body = statement.body | {"item": item.platform_reference}
        statement.save(update_fields=["body"])
        people.revoke_links(purpose=LinkPurpose.STATEMENT, about=statement.reference, at=at)
    people.revoke_links(purpose=LinkPurpose.TOMBSTONE, about=item.reference, at=at)
    item.holds.exclude(objection="").update(objection="")
    forget(f"item:{item.reference}")


def _forget_fingerprints(item: Item, *, at: datetime) -> None:
    """Of a restricted item: what it was called, where it stood, and by what it could be known again."""
    item.picture_keys.all().delete()
    item.holds.update(match_record=None)
    if banks.match_records(item.reference):
        banks_actions.forget_matches(item=item.reference, at=at)
    item.platform_reference = f"forgotten:{item.reference}"
    item.url = item.url_key = item.sha256 = item.text_digest = ""
    item.fingerprints = {}


def _drop_messages_about(item: Item, *, at: datetime) -> None:
    """Mails and webhooks that name the author, delivered or not."""
    keys = [f"{kind}:{each.reference}" for each in item.statements.all() for kind in ("statement", "statement-mail")]
    keys += [f"release:{hold.reference}" for hold in item.holds.all()]
    outbox.drop_all_under(f"live:{item.reference}:", at=at)
    outbox.drop(keys, at=at)
    for asked in item.enforcements.select_related("decision", "item").exclude(decision=None):
        outbox.drop_all_under(enforcement.key_of(asked), at=at)
    for order in item.ordered_restrictions.values_list("order", flat=True):
        outbox.drop_all_under(f"enforce:{order}:{item.reference}:", at=at)
        outbox.drop([f"order-author:{order}:{item.reference}", f"order-author:{order}:{item.reference}:mail"], at=at)
    item.enforcements.exclude(detail="").update(detail="")


def _forget_notifier(flag: Flag, *, at: datetime) -> None:
    about = flag.batch.reference if flag.batch else flag.reference
    outcomes = flag.outcomes.values_list("decision__reference", flat=True)
    outbox.drop([f"receipt:{about}", *(f"outcome:{flag.reference}:{decision}" for decision in outcomes)], at=at)
    flag.notifier_name = flag.notifier_address = flag.reason = flag.location = ""
    flag.notifier_forgotten_at = at
    flag.save()
    people.revoke_links(purpose=LinkPurpose.NOTICE_STATUS, about=flag.reference, at=at)
    if flag.batch is not None and not flag.batch.flags.filter(notifier_forgotten_at=None).exists():
        people.revoke_links(purpose=LinkPurpose.NOTICE_STATUS, about=flag.batch.reference, at=at)
        flag.batch.set_aside = []
        flag.batch.save(update_fields=["set_aside"])
    forget(f"flag:{flag.reference}")


def _forget_appellants(case: Case, before: datetime, *, at: datetime) -> None:
    kinds = ("appeal-received", "appeal-decided", "appeal.received", "appeal.decided")
    for appeal in case.appeals.filter(opened_at__lte=before):
        outbox.drop([f"{kind}:{appeal.reference}" for kind in kinds], at=at)
        people.revoke_links(purpose=LinkPurpose.APPEAL_STATUS, about=appeal.reference, at=at)
        appeal.address = appeal.mandate = appeal.text = appeal.answer = ""
        appeal.save(update_fields=["address", "mandate", "text", "answer"])
