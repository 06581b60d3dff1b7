"""Telling a receiver of Altitude's form what was decided on its targets.

1. A decision is published: for each of the case's targets an outbox row, if a receiver is set.
2. The worker posts `{"client_context", "decision", "decision_time"}`, signed as our webhooks are: a receiver that
   knows no signature need not look at it.
3. It is tried again until it is taken; a receiver that refuses it has it parked, and shown under Deliveries.
4. Decisions on one target stay in order: one that a later one has replaced is not sent any more, however it waits,
   and none is sent while an earlier one is on its way. So the last word is the decision in force, and none that
   fails stands in its way.
"""

import base64
import hmac
import json
from datetime import datetime

from bonafides.base import fetch
from bonafides.base.keys import signing
from bonafides.base.outbox import actions as outbox
from bonafides.base.outbox import queries as outbox_queries
from bonafides.base.outbox import rules as answers
from bonafides.base.outbox.errors import Park, Retry
from bonafides.base.outbox.queries import Delivery
from bonafides.kernel.errors import DomainError, Unavailable
from bonafides.safety.moderation.queries import outcomes
from bonafides.safety.peers import rules
from bonafides.safety.peers.actions.doors import secret_of
from bonafides.safety.peers.models import Receiver, Target
from bonafides.safety.peers.queries import doors, targets
from bonafides.safety.peers.vocabulary import RECEIVER_ANSWER_BYTES, RECEIVER_SECONDS

VERDICT = "peers.verdict"  # the kind of outbox row
NO_RECEIVER = "no receiver is set any more"
ON_ITS_WAY = "another decision on this target is on its way"


def tell(*, case: str, decision: str, at: datetime) -> None:
    """Queue what each target's receiver is told of a decision; twice is once."""
    if doors.receiver() is None:
        return
    for target in targets.targets_of(case):
        item = targets.item_of(target)
        made = item.case.decisions.filter(reference=decision).first()
        if made is None or made.published_at is None:
            continue
        payload = {
            "target": target.reference,
            "decision": rules.decision_of(outcomes.verdict_for(item, made)).value,
            "decision_time": made.published_at.isoformat(),
        }
        outbox.enqueue(VERDICT, payload, key=key_of(target, decision), due_at=at, at=at)


def key_of(target: Target, decision: str) -> str:
    return f"{VERDICT}:{target.reference}:{decision}"


def deliver(*, key: str, target: str, decision: str, decision_time: str, at: datetime) -> None:
    """Post one decision; returns only if the receiver took it, or is told a later one instead."""
    receiver, found = doors.receiver(), targets.target_kept(target)
    if receiver is None or found is None:
        raise Park(NO_RECEIVER)
    if is_replaced(found, key):
        outbox.drop([key], at=at)
        return
    if outbox_queries.is_under_way(others_of(found, key), at=at):
        raise Retry(ON_ITS_WAY)
    context = targets.said_of(found).get("client_context") or None
    body = json.dumps({"client_context": context, "decision": decision, "decision_time": decision_time}).encode()
    post(receiver, body, signed_headers(receiver, key, body, at))


def is_replaced(target: Target, key: str) -> bool:
    """Whether the receiver is told, or was, of a decision that came later."""
    keys = keys_of(target)
    later = keys[keys.index(key) + 1 :] if key in keys else []
    queued = outbox_queries.delivery_states(later).values()
    return any(each.state is not Delivery.CANCELLED for each in queued)


def others_of(target: Target, key: str) -> list[str]:
    return [each for each in keys_of(target) if each != key]


def keys_of(target: Target) -> list[str]:
    """The keys of all decisions on a target, in the order in which they came into force."""
    return [key_of(target, decision) for decision in targets.decisions_on(target)]


def post(receiver: Receiver, body: bytes, headers: list[tuple[str, str]]) -> None:
    try:
        answer = fetch.post(
            receiver.url, body=body, headers=headers, seconds=RECEIVER_SECONDS, max_bytes=RECEIVER_ANSWER_BYTES
        )
    except Unavailable as error:
        raise Retry(str(error), rests_lane=True) from error
    except DomainError as error:
        raise Park(str(error)) from error
    outcome = answers.outcome_of(answer.status)
    if outcome.verdict is answers.Verdict.RETRY:
        raise Retry(outcome.reason, rests_lane=True)
    if outcome.verdict is not answers.Verdict.DELIVERED:
        raise Park(outcome.reason)


def signed_headers(receiver: Receiver, key: str, body: bytes, at: datetime) -> list[tuple[str, str]]:
    """As Standard Webhooks 1.0 says; the id is the same at every attempt, so that a receiver can tell a repetition."""
    name, seconds = key.replace(":", "_"), int(at.timestamp())
    content = f"{name}.{seconds}.".encode() + body
    signatures = (("v1", hmac.digest(secret_of(receiver), content, "sha256")), ("v1a", signing.sign_webhook(content)))
    return [
        ("content-type", "application/json"),
        ("webhook-id", name),
        ("webhook-timestamp", str(seconds)),
        ("webhook-signature", " ".join(f"{kind},{base64.b64encode(each).decode()}" for kind, each in signatures)),
    ]
