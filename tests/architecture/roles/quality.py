"""Auditing ourselves: who judges takes second looks, leads settle, auditors read, anyone reads what is published."""

from datetime import timedelta

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import Actor
from bonafides.kernel.clock import now
from bonafides.safety.moderation.actions import judging
from bonafides.safety.moderation.vocabulary import Verdict
from bonafides.safety.quality.actions import auditing, configuring, golden, publishing, seeds
from bonafides.safety.quality.events import AuditClaimed
from bonafides.safety.quality.models import Audit
from bonafides.safety.quality.queries import golden as goldens
from bonafides.safety.quality.queries.figures import Period
from bonafides.safety.quality.rules.judging import Judgement
from bonafides.safety.quality.vocabulary import WHOLE_BP
from tests import cast
from tests.architecture.role_scene import Scene, a_draft
from tests.architecture.role_words import ANYONE, AUDITOR, DECIDERS, JUDGES, LEADS, Call, Row, both, get, post

READERS = JUDGES | {AUDITOR}
TEAM = LEADS | {AUDITOR}

PAGES: dict[str, Row] = {
    "quality:quality": get(READERS),
    "quality:mine": get(JUDGES),
    "quality:export": get(TEAM),
    "quality:seeds": get(READERS),
    "quality:seed_proof": get(TEAM, day="seed_day"),
    "quality:settings": both(LEADS),
    "quality:publish": post(LEADS),
    "quality:published": get(ANYONE),
    "quality:published_period": get(ANYONE, reference="published_figures"),
    "quality:again": get(DECIDERS | {AUDITOR}),
    "quality:next": post(DECIDERS),
    "quality:disagreements": get(TEAM),
    "quality:audit": get(DECIDERS | {AUDITOR}, reference="second_look"),
    "quality:show": post(DECIDERS, reference="second_look"),
    "quality:picture": get(DECIDERS, reference="second_look"),
    "quality:judge": post(DECIDERS, reference="second_look"),
    "quality:pass_on": post(DECIDERS, reference="second_look"),
    "quality:settle": post(LEADS, reference="second_look_settled"),
    "quality:golden": get(TEAM),
    "quality:bring_in": post(LEADS),
    "quality:new_golden": both(LEADS),
    "quality:golden_case": get(TEAM, reference="golden"),
    "quality:insert": post(LEADS, reference="golden"),
    "quality:retire": post(LEADS, reference="golden"),
    "quality:withdraw": post(LEADS, case="golden_in_queue"),
}
CALLS: dict[str, Call] = {}


def plant(scene: Scene) -> None:
    """A day that was drawn, one second look that waits and one that differs, and made-up cases."""
    at, lead = now(), cast.by(cast.bo())
    plant_the_draw(scene)
    rows = goldens.shipped()
    kept = [golden.keep(composed=golden.composed_of(row), by=lead, at=at) for row in rows[:2]]
    inserted = golden.insert(golden=kept[1], by=lead, at=at)
    week_ago = (at - timedelta(days=7)).date()
    published = publishing.publish_figures(period=Period(week_ago, week_ago), by=lead, at=at)
    scene.named |= {
        "golden": kept[0].reference,
        "golden_in_queue": inserted.case,
        "published_figures": published.reference,
    }


def plant_the_draw(scene: Scene) -> None:
    """Today's decisions, all drawn as if the day were over."""
    at, later = now(), now() + timedelta(days=2)
    reviewer, judge = (cast.by(cast.a_person(name, Role.REVIEWER)) for name in ("Reviewer", "Second Judge"))
    drafts = [a_draft(name, reviewer) for name in ("drawn", "drawn too")]
    for draft in drafts:
        judging.publish_now(decision=draft, by=reviewer, at=at)
    configuring.configure(share_bp=WHOLE_BP, golden_per_week=0, by=cast.by(cast.bo()), at=at)
    seeds.commit_seed(day=at.date(), seed=bytes(32), at=at)
    seeds.draw_day(day=at.date(), at=later)
    waiting, differing = (Audit.objects.get(decision=draft) for draft in drafts)
    taken = taken_by(judge, differing)
    auditing.judge(audit=taken, judgement=Judgement(Verdict.KEEP), by=judge, at=at)
    scene.named |= {
        "seed_day": at.date().isoformat(),
        "second_look": waiting.reference,
        "second_look_settled": differing.reference,
    }


@audited_action
def taken_by(judge: Actor, audit: Audit) -> Audit:
    """Opened by name: which one comes next depends on what else was decided today."""
    audit.claimed_by_id, audit.claimed_at = judge.person_id, now()
    audit.save(update_fields=["claimed_by", "claimed_at"])
    record(AuditClaimed(audit=audit.reference), by=judge, at=now())
    return audit
