"""One case from a notice to its end, made through the product's own doors. Planted words show where they leak to."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests import cast
from tests.cast import NOON

from bonafides.base.people import queries as persons
from bonafides.base.people.vocabulary import LinkPurpose
from bonafides.kernel.actor import ANYONE, Actor
from bonafides.safety.moderation.actions import judging
from bonafides.safety.moderation.actions.flags import Notifier, Receipt, Report, raise_flag
from bonafides.safety.moderation.actions.intake import Author, Submission
from bonafides.safety.moderation.actions.publishing import publish_decision
from bonafides.safety.moderation.models import Account, Case, Decision, Item, Statement
from bonafides.safety.moderation.rules.deciding import Wish
from bonafides.safety.moderation.tests.scenes import a_restriction, open_and_look
from bonafides.safety.moderation.vocabulary import ItemKind, SourceKind
from bonafides.safety.moderation.vocabulary.limits import UNDO_WINDOW

NOTIFIER_NAME, NOTIFIER_ADDRESS = "Planted Notifier", "planted-notifier@notifiers.example"
NOTIFIER_REASON = "planted reason of the notifier"
AUTHOR_NAME, AUTHOR_ADDRESS = "planted-author-77", "planted-author@authors.example"
CONTENT, CONTEXT = "A planted and harmless text about Sample Entity A.", "planted words around it"
PLANTED_OF_NOTIFIER = (NOTIFIER_NAME, NOTIFIER_ADDRESS, NOTIFIER_REASON)


def a_submission(reference: str = "paste-1", text: str = CONTENT, **author: str) -> Submission:
    given = {"reference": AUTHOR_NAME, "language": "en", "address": AUTHOR_ADDRESS} | author
    return Submission(
        platform_reference=reference,
        kind=ItemKind.TEXT,
        data=text.encode(),
        author=Author(**given),
        context={"before": [CONTEXT]},
    )


def a_notice(reference: str = "paste-1", text: str = CONTENT, at: datetime = NOON, **author: str) -> Receipt:
    """A notice with everything that can be planted, about a content that comes with it."""
    report = Report(
        source=SourceKind.USER_NOTICE,
        location=f"https://harbour.example/{reference}",
        reason=NOTIFIER_REASON,
        good_faith=True,
        notifier=Notifier(NOTIFIER_NAME, NOTIFIER_ADDRESS, "en"),
        submission=a_submission(reference, text, **author),
    )
    return raise_flag(report=report, by=ANYONE, at=at)


def drafted(case: Case, by: Actor, wish: Wish | None = None, at: datetime = NOON) -> Decision:
    """A decision that can still be undone."""
    case.refresh_from_db()
    open_and_look(case, by, at)
    for item in case.items.all()[:1]:
        show_context(item, by, at)
    decision = judging.decide_case(case=case, wish=wish or a_restriction(), by=by, at=at)
    assert isinstance(decision, Decision)
    return decision


def decide(case: Case, by: Actor, wish: Wish | None = None, at: datetime = NOON) -> Decision:
    """A decision, published a minute later."""
    decision = drafted(case, by, wish, at)
    publish_decision(reference=decision.reference, at=at + UNDO_WINDOW)
    decision.refresh_from_db()
    return decision


def show_context(item: Item, by: Actor, at: datetime) -> None:
    from bonafides.safety.moderation.actions import viewing

    if item.context:
        viewing.open_context(item=item, by=by, at=at)


@dataclass(frozen=True)
class Story:
    """A notice that was decided."""

    receipt: Receipt
    case: Case
    item: Item
    decision: Decision

    @property
    def statement(self) -> Statement:
        return Statement.objects.filter(item=self.item).latest("id")


def a_story(wish: Wish | None = None, by: Actor | None = None, **author: Any) -> Story:
    """Notice, decision, publication: all told."""
    receipt = a_notice(**author)
    case = receipt.flags[0].case
    decision = decide(case, by or cast.by(cast.amina()), wish)
    case.refresh_from_db()
    return Story(receipt, case, case.items.get(), decision)


def the_account() -> Account:
    """Of the author of every story."""
    return Account.objects.get(platform_reference=AUTHOR_NAME)


def link_for(purpose: LinkPurpose, about: str, at: datetime = NOON) -> str:
    """A link as the product issues them."""
    from bonafides.base.people import actions as people

    return people.issue_link(purpose=purpose, about=about, expires_at=at + timedelta(days=300), at=at)


def bearer(purpose: LinkPurpose, about: str, at: datetime = NOON) -> Actor:
    """Whoever bears such a link."""
    return persons.actor_of_bearer(persons.bearer_of(purpose, link_for(purpose, about, at), at=at))
