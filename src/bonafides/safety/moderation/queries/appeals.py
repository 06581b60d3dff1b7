"""Which side complains of what, who may answer, and the lists of it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import NotFound, RuleBroken
from bonafides.kernel.ids import read_reference
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.models import Appeal, Case, Decision, Flag, Item, NoticeBatch, Outcome, Statement
from bonafides.safety.moderation.queries.cases import deciders_besides, decision_standing
from bonafides.safety.moderation.rules.appeals import AnswererFacts
from bonafides.safety.moderation.rules.statements import StatementKind
from bonafides.safety.moderation.vocabulary import AppealState

HELD = _("This item is held by a match, and no person has decided yet. Object to the hold; a person then looks at it.")
NOT_DECIDED = _("Nothing has been decided yet, so there is nothing to complain about.")
NO_APPEAL = _("There is no such complaint.")


@dataclass(frozen=True)
class Side:
    """One who was told of a decision: an author of an item, or a notifier; exactly one of the two is set."""

    decision: Decision
    told_at: datetime
    item: Item | None = None
    flag: Flag | None = None
    restores: bool = False

    @property
    def language(self) -> str:
        if self.item is not None:
            return self.item.author_language
        return self.flag.language if self.flag else ""


def author_side(statement: Statement) -> Side:
    """The author, by the statement that they were sent."""
    if statement.decision is None:
        raise RuleBroken("held", HELD if statement.kind == StatementKind.HOLD else NOT_DECIDED)
    restores = statement.body["kind"] == StatementKind.RESTORED
    return Side(statement.decision, statement.issued_at, item=statement.item, restores=restores)


def author_side_of_item(reference: str) -> Side:
    """The author, by their item: of the latest statement."""
    statement = statements_of(reference).first()
    if statement is None:
        raise RuleBroken("not-decided", NOT_DECIDED)
    return author_side(statement)


def notifier_side(flag: Flag) -> Side:
    """The notifier, by their flag: of the latest outcome."""
    outcome = Outcome.objects.filter(flag=flag).select_related("decision__case").order_by("-id").first()
    if outcome is None:
        raise RuleBroken("not-decided", NOT_DECIDED)
    return Side(outcome.decision, outcome.issued_at, flag=flag)


def side_named(*, statement: str = "", item: str = "", flag: str = "") -> Side:
    """The side that a program names: a statement, an item or a flag, by reference."""
    if statement:
        return author_side(statement_named(statement))
    if item:
        return author_side_of_item(item)
    return notifier_side(flag_named(flag))


# -- finding what a link is about -------------------------------------------------------------------------------------


def statement_named(reference: str) -> Statement:
    found = Statement.objects.select_related(*STATEMENT_PARTS).filter(reference=reference).first()
    if found is None:
        raise NotFound("no-such-statement", _("There is no such statement."))
    return found


STATEMENT_PARTS = ("item__case", "decision__policy_version__policy", "hold__match_record")


def statements_of(item: str) -> "QuerySet[Statement]":
    """The statements about an item, the latest first."""
    return Statement.objects.select_related(*STATEMENT_PARTS).filter(item__reference=item).order_by("-id")


def item_named(reference: str) -> Item:
    found = Item.objects.select_related("case").filter(reference=read_reference(reference)).first()
    if found is None:
        raise NotFound("no-such-item", _("There is no such item."))
    return found


def flag_named(reference: str) -> Flag:
    found = Flag.objects.select_related("case", "item", "batch").filter(reference=reference).first()
    if found is None:
        raise NotFound("no-such-flag", _("There is no such notice."))
    return found


def flags_about(reference: str) -> tuple[list[Flag], NoticeBatch | None]:
    """The flags of a status link: one, or those of a batch."""
    batch = NoticeBatch.objects.filter(reference=reference).first()
    if batch is None:
        return [flag_named(reference)], None
    return list(batch.flags.select_related("case", "item").order_by("id")), batch


# -- answering --------------------------------------------------------------------------------------------------------


def appeals_for(by: Actor, state: str = "") -> "QuerySet[Appeal]":
    """Complaints, the one due first at the top; a second reader's own case only."""
    rows = Appeal.objects.select_related("case", "decision", "item", "flag", "decided_by").order_by("due_at", "id")
    if not permissions.can_read_all(by):
        rows = rows.filter(case__reference__in=by.cases)
    return rows.filter(state=state) if state in set(AppealState) else rows


def appeal_for(by: Actor, reference: str) -> Appeal:
    """A complaint, for whoever may read its case."""
    parts = ("case", "decision__policy_version__policy", "item", "flag", "follows", "result", "decided_by")
    found = Appeal.objects.select_related(*parts).filter(reference=read_reference(reference)).first()
    if found is None or not permissions.can_read_case(by, found.case.reference):
        raise NotFound("no-such-appeal", NO_APPEAL)
    return found


def appeal_named(reference: str) -> Appeal:
    """A complaint, for the bearer of its status link."""
    found = Appeal.objects.select_related("case", "decision", "item", "flag").filter(reference=reference).first()
    if found is None:
        raise NotFound("no-such-appeal", NO_APPEAL)
    return found


def earlier_appeal(side: Side) -> Appeal | None:
    """The last complaint of the same side on the same case, which a further one follows."""
    same = Appeal.objects.filter(case=side.decision.case_id, item=side.item, flag=side.flag)
    return same.order_by("-id").first()


def decision_in_force(case: Case) -> Decision:
    """The latest published decision of a case: what a complaint is weighed against."""
    found = decision_standing(case)
    if found is None:
        raise NotFound("not-decided", NOT_DECIDED)
    return found


def who_took_part(decision: Decision) -> set[int]:
    """Everybody who decided, proposed or read on a decision, and on those that it answers."""
    people = {decision.decided_by_id}
    if decision.proposal is not None:
        readers = decision.proposal.readings.values_list("read_by_id", flat=True)
        people |= {decision.proposal.proposed_by_id, *readers}
    return people | (who_took_part(decision.reverses) if decision.reverses else set())


def who_answered_before(appeal: Appeal) -> set[int]:
    """Everybody who answered another complaint of the same side on the same case."""
    same = Appeal.objects.filter(case=appeal.case_id, item=appeal.item_id, flag=appeal.flag_id)
    answered = same.exclude(pk=appeal.pk).exclude(decided_by=None)
    return {person for person in answered.values_list("decided_by_id", flat=True) if person is not None}


def answerer_facts(appeal: Appeal, by: Actor, at: datetime) -> AnswererFacts:
    """The person who would answer now, and who else could."""
    took_part, answered = who_took_part(appeal.decision), who_answered_before(appeal)
    return AnswererFacts(
        took_part=by.person in took_part,
        others=deciders_besides(by, took_part).count(),
        since_decision=at - appeal.decision.decided_at,
        answered_before=by.person in answered,
        unasked=deciders_besides(by, took_part | answered).count(),
    )


def open_appeals(case: Case) -> "QuerySet[Appeal]":
    return case.appeals.filter(state=AppealState.OPEN).order_by("due_at")
