"""Telling everyone concerned: authors their reasons, notifiers their outcome, the platform its part in both.

Each is a row, an entry in the log and outbox rows, all in the transaction of what they tell about.
"""

from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.urls import reverse

from bonafides.base.audit.actions import record
from bonafides.base.outbox import actions as outbox
from bonafides.base.outbox import queries as deliveries
from bonafides.base.people import actions as people
from bonafides.base.people import queries as persons
from bonafides.base.people.vocabulary import LinkPurpose, Role
from bonafides.kernel.actor import SYSTEM
from bonafides.ledger.entries import canonical
from bonafides.safety.moderation import letters
from bonafides.safety.moderation.actions import answering
from bonafides.safety.moderation.actions.addresses import author_address, notifier_address
from bonafides.safety.moderation.events import OutcomeTold, StatementIssued
from bonafides.safety.moderation.models import Decision, Flag, Hold, Item, Outcome, Statement
from bonafides.safety.moderation.queries.outcomes import verdict_for
from bonafides.safety.moderation.queries.statements import (
    decision_statement_facts,
    hold_statement_facts,
    left_out_statement_facts,
    released_statement_facts,
    restored_statement_facts,
)
from bonafides.safety.moderation.rules.statements import StatementFacts, statement_of
from bonafides.safety.moderation.vocabulary import DecisionState, ItemState, StatementState, Verdict
from bonafides.safety.moderation.vocabulary.limits import APPEAL_DUE, APPEAL_WINDOW

LINK_LASTS = APPEAL_WINDOW + 2 * APPEAL_DUE  # a statement can be read a little longer than it can be contested
KEY_CODE = "K-"  # how the code of an API key begins, by which a flag knows its client
NO_CHANNEL = "no-channel"  # neither an address nor a platform that listens: tombstone and upload token remain


def language_of(wanted: str) -> str:
    """The nearest of our languages; English where we do not have it."""
    known = {code for code, _ in settings.LANGUAGES}
    short = wanted.split("-")[0].lower()
    return short if short in known else "en"


def address_of(name: str, *parts: str) -> str:
    """A public page's full address."""
    return settings.PUBLIC_URL + reverse(f"moderation:{name}", args=parts)


# -- the notifier's receipt -------------------------------------------------------------------------------------------


def send_receipt(*, flag: Flag, token: str, at: datetime) -> None:
    """The receipt to a notifier who left an address: DSA Art. 16(4)."""
    address = notifier_address(flag)
    if not address:
        return
    about = flag.batch.reference if flag.batch else flag.reference
    letter = letters.receipt(language_of(flag.language), about, address_of("notice_status", token))
    outbox.enqueue_mail(to=address, subject=letter.subject, body=letter.body, key=f"receipt:{about}", due_at=at, at=at)


# -- the author's statement -------------------------------------------------------------------------------------------


def tell_about(decision: Decision, *, at: datetime) -> None:
    """Statements to the authors and outcomes to the notifiers, once each, when a decision is published.

    Called before the measures change the items' states: what an item was decides what its author is owed.
    """
    excepted = set(decision.exceptions.values_list("item_id", flat=True))
    for item in decision.case.items.select_related("case"):
        if item.pk not in excepted:
            _tell_author(item, decision, at=at)
        elif item.state == ItemState.HELD:
            issue(item, left_out_statement_facts(item, decision, at), decision, at=at)
    for flag in decision.case.flags.exclude(source="own_detection").select_related("case", "batch", "item"):
        tell_notifier(flag, decision, at=at)


def _tell_author(item: Item, decision: Decision, *, at: datetime) -> None:
    """A restriction is always explained; a keep is told where something had been restricted or held."""
    if decision.verdict == Verdict.RESTRICT:
        issue(item, decision_statement_facts(item, decision, language_of(item.author_language), at), decision, at=at)
    elif item.state != ItemState.LIVE:
        issue(item, restored_statement_facts(item, decision, at), decision, at=at)


def tell_of_hold(hold: Hold, *, at: datetime) -> None:
    """The statement of reasons for a hold: marked automated, with its end and the way to object."""
    facts = hold_statement_facts(hold, at)
    _send(_statement(hold.item, facts, at=at, hold=hold), at=at)


def tell_of_release(hold: Hold, *, at: datetime) -> None:
    """A hold ended and no person decided: the author who was told of its beginning is told of its end."""
    _send(_statement(hold.item, released_statement_facts(hold, at), at=at, hold=hold), at=at)


def issue(item: Item, facts: StatementFacts, decision: Decision, *, at: datetime) -> None:
    """Write a statement once for an item and a decision, and send it."""
    if not Statement.objects.filter(item=item, decision=decision).exists():
        _send(_statement(item, facts, at=at, decision=decision), at=at)


def _statement(
    item: Item, facts: StatementFacts, *, at: datetime, decision: Decision | None = None, hold: Hold | None = None
) -> Statement:
    statement = Statement(item=item, decision=decision, hold=hold, kind=facts.kind, issued_at=at)
    statement.language = language_of(item.author_language)
    statement.body = statement_of(facts).as_json()
    can_be_told = bool(author_address(item)) or deliveries.has_listeners(at=at)
    statement.state = StatementState.PENDING if can_be_told else StatementState.UNDELIVERED
    statement.state_reason = "" if can_be_told else NO_CHANNEL
    statement.event_id = record(
        StatementIssued(
            item=item.reference,
            case=item.case.reference,
            statement=statement.reference,
            decision=decision.reference if decision else "",
            digest=sha256(canonical(statement.body)).hexdigest(),
            language=statement.language,
            state=statement.state,
            reason=statement.state_reason,
        ),
        by=SYSTEM,
        at=at,
    )
    statement.save()
    return statement


def _send(statement: Statement, *, at: datetime) -> None:
    """To the platform always, and by mail where the platform gave us an address."""
    item = statement.item
    token = people.issue_link(
        purpose=LinkPurpose.STATEMENT, about=statement.reference, expires_at=at + LINK_LASTS, at=at
    )
    url = address_of("statement", token)
    outbox.publish(
        "statement.issued",
        {
            "item": item.platform_reference,
            "reference": item.reference,
            "author": item.author_reference,
            "statement": statement.reference,
            "language": statement.language,
            "url": url,
            "tombstone": address_of("tombstone", item.reference),
            "body": statement.body,
        },
        key=f"statement:{statement.reference}",
        due_at=at,
        at=at,
    )
    if address := author_address(item):
        letter = letters.statement(statement, url)
        key = f"statement-mail:{statement.reference}"
        outbox.enqueue_mail(to=address, subject=letter.subject, body=letter.body, key=key, due_at=at, at=at)


# -- the notifier's outcome -------------------------------------------------------------------------------------------


def tell_outcome_that_stands(flag: Flag, *, at: datetime) -> None:
    """The outcome of a decision that was made before this flag came."""
    decision = flag.case.decisions.filter(state=DecisionState.PUBLISHED).order_by("-id").first()
    if decision is not None:
        tell_notifier(flag, decision, at=at)


def tell_notifier(flag: Flag, decision: Decision, *, at: datetime) -> None:
    """Tell one notifier how it ended, once for each decision: DSA Art. 16(5)."""
    if Outcome.objects.filter(flag=flag, decision=decision).exists():
        return
    address, verdict = notifier_address(flag), verdict_for(flag.item, decision)
    outcome = Outcome(flag=flag, decision=decision, issued_at=at)
    outcome.state = StatementState.PENDING if address else StatementState.NO_CHANNEL
    outcome.save()
    record(
        OutcomeTold(flag=flag.reference, case=flag.case.reference, outcome=verdict, state=outcome.state),
        by=SYSTEM,
        at=at,
    )
    answering.answer_alerts(flag, decision, verdict, at=at)
    key = f"outcome:{flag.reference}:{decision.reference}"
    if flag.client.startswith(KEY_CODE):
        _publish_outcome(flag, decision, verdict, key=f"message-{key}", at=at)
    if address:
        token = people.issue_link(
            purpose=LinkPurpose.NOTICE_STATUS, about=flag.reference, expires_at=at + LINK_LASTS, at=at
        )
        letter = letters.outcome(
            language_of(flag.language), flag, decision, verdict, address_of("notice_status", token)
        )
        outbox.enqueue_mail(to=address, subject=letter.subject, body=letter.body, key=key, due_at=at, at=at)


def _publish_outcome(flag: Flag, decision: Decision, verdict: Verdict, *, key: str, at: datetime) -> None:
    """To programs that pass notices on, so that they need not ask again and again. It names nobody."""
    data = {"flag": flag.reference, "outcome": verdict.value, "decision": decision.reference}
    outbox.publish("outcome.issued", data, key=key, due_at=at, at=at)


# -- the team ---------------------------------------------------------------------------------------------------------


def tell_leads_of_expired_hold(hold: Hold, *, at: datetime) -> None:
    """Nobody decided in time and the content was released: the leads are to know."""
    letter = letters.expired_hold(hold, address_of("case", hold.item.case.reference))
    for person in persons.people_with(Role.LEAD, Role.OWNER):
        key = f"hold-expired:{hold.reference}:{person.code}"
        outbox.enqueue_mail(to=person.email, subject=letter.subject, body=letter.body, key=key, due_at=at, at=at)
