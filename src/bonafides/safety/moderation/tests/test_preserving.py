"""Whatever moderation restricts goes into the vault in the same transaction, and leaves it by the vault's clocks."""

import json
from datetime import date, timedelta

import pytest
from tests import cast
from tests.cast import NOON

from bonafides.base.blobs import queries as blobs
from bonafides.base.blobs.custody import Reading
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.errors import NotFound
from bonafides.safety.evidence import actions as evidence
from bonafides.safety.evidence.models import EvidenceItem
from bonafides.safety.evidence.rules import WishedHold
from bonafides.safety.evidence.vocabulary import Act, ClockKind, PieceKind
from bonafides.safety.moderation.actions import viewing
from bonafides.safety.moderation.actions.forgetting import forget_due
from bonafides.safety.moderation.actions.publishing import publish_decision
from bonafides.safety.moderation.actions.reversing import reverse_decision
from bonafides.safety.moderation.models import Item
from bonafides.safety.moderation.rules.deciding import WishedMeasure
from bonafides.safety.moderation.tests.scenes import KEEP, a_restriction
from bonafides.safety.moderation.tests.stories import AUTHOR_ADDRESS, AUTHOR_NAME, CONTENT, Story, a_story
from bonafides.safety.moderation.vocabulary import ExposureMode, ItemState, Measure
from bonafides.safety.moderation.vocabulary.limits import APPEAL_WINDOW, UNDO_WINDOW

pytestmark = [pytest.mark.django_db, pytest.mark.db, pytest.mark.usefixtures("policy")]
LOOK = Reading(by=SYSTEM, at=NOON, purpose="integrity")
DAY = timedelta(days=1)


def kept(story: Story) -> EvidenceItem:
    return EvidenceItem.objects.get(subject=story.item.reference)


def test_a_restriction_keeps_bytes_context_and_what_the_author_was_told() -> None:
    story = a_story()

    pieces = {piece.kind: piece for piece in kept(story).pieces.all()}
    record = json.loads(blobs.read(pieces[PieceKind.RECORD].blob, reading=LOOK))
    assert pieces[PieceKind.CONTENT].blob == story.item.content
    assert pieces[PieceKind.CONTEXT].blob == story.item.context
    assert pieces[PieceKind.CONTENT].sha256 == story.item.sha256
    assert record["statements"] == [story.statement.body]
    assert record["decision"]["reference"] == story.decision.reference
    assert record["author_reference"] == AUTHOR_NAME
    assert AUTHOR_ADDRESS not in json.dumps(record)


def test_what_is_left_standing_is_not_kept() -> None:
    a_story(wish=KEEP)

    assert EvidenceItem.objects.count() == 0


def test_a_look_on_the_case_page_is_a_custody_record() -> None:
    story = a_story()
    before = kept(story).custody.filter(act=Act.VIEW).count()

    viewing.open_text(item=story.item, mode=ExposureMode.FULL, by=cast.by(cast.amina()), at=NOON)

    record = kept(story).custody.filter(act=Act.VIEW).latest("number")
    assert kept(story).custody.filter(act=Act.VIEW).count() == before + 1
    assert (record.purpose, record.role) == ("judgement", "reviewer")


def test_a_reversal_ends_what_the_restriction_started() -> None:
    story = a_story()
    gita = cast.by(cast.a_person("Gita", Role.LEAD))

    again = reverse_decision(decision=story.decision, facts="It is a quotation.", by=gita, at=NOON + DAY)
    publish_decision(reference=again.reference, at=NOON + DAY + UNDO_WINDOW)

    stopped = kept(story).clocks.exclude(stopped_at=None).values_list("kind", flat=True)
    assert sorted(stopped) == [ClockKind.COMPLAINT, ClockKind.TCO_SIX_MONTHS]


def test_with_the_last_complaint_the_vault_erases_too() -> None:
    story = a_story()
    blob = story.item.content

    forget_due(NOON + APPEAL_WINDOW + 2 * DAY)

    assert kept(story).erased_at == NOON + APPEAL_WINDOW + 2 * DAY
    with pytest.raises(NotFound):
        blobs.read(blob, reading=LOOK)


def test_what_a_court_holds_outlives_moderation_and_is_out_of_its_reach() -> None:
    story = a_story()
    blob, item = story.item.content, kept(story)
    cleo = cast.by(cast.a_person("Cleo", Role.EVIDENCE_CUSTODIAN))
    wish = WishedHold(ClockKind.LEGAL_HOLD, date(2027, 2, 1), "A made-up court", "7 A 12/26", "the text", "a law")
    evidence.set_hold(items=[item], wish=wish, by=cleo, at=NOON)

    forget_due(NOON + APPEAL_WINDOW + 2 * DAY)

    left = Item.objects.get(pk=story.item.pk)
    assert left.content == ""
    assert kept(story).erased_at is None
    assert blobs.read(blob, reading=LOOK) == CONTENT.encode()
    with pytest.raises(NotFound):
        viewing.open_text(item=left, mode=ExposureMode.FULL, by=cast.by(cast.amina()), at=NOON)


def test_what_may_prove_a_crime_is_disabled_and_kept_for_years() -> None:
    wish = a_restriction(measures=(WishedMeasure(Measure.PRESERVE),))

    story = a_story(wish=wish)

    clock = kept(story).clocks.get(kind=ClockKind.ACCOUNTABILITY)
    assert clock.until is not None
    assert clock.until.date() == date(2031, 3, 3)
    assert story.item.state == ItemState.RESTRICTED
    assert story.item.enforcements.get().action == "preserve"


def test_a_restriction_that_cannot_be_kept_does_not_happen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bonafides.safety.evidence.actions.preserving.record", fail)

    with pytest.raises(OSError, match="no room"):
        a_story()

    assert not Item.objects.filter(state=ItemState.RESTRICTED).exists()
    assert EvidenceItem.objects.count() == 0


def fail(*args: object, **kwargs: object) -> None:
    raise OSError("no room")
