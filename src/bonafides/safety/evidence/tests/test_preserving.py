"""What is restricted is kept, each act on it stands in custody, and what nothing keeps is gone for good."""

import json
from datetime import timedelta
from hashlib import sha256

import pytest
from tests import cast
from tests.cast import NOON

from bonafides.base.audit.models import LogEntry, SubjectSecret
from bonafides.base.blobs import actions as blobs
from bonafides.base.blobs import queries as stored
from bonafides.base.blobs.custody import Reading
from bonafides.base.blobs.models import BlobKey
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.errors import Conflict, NotAllowed, NotFound
from bonafides.ledger.entries import canonical
from bonafides.safety.evidence import actions
from bonafides.safety.evidence.actions.custody import ReadWithoutCustody
from bonafides.safety.evidence.events import EvidenceErased, EvidencePreserved
from bonafides.safety.evidence.models import EvidenceItem, OverdueReport, OversightNotice, Piece
from bonafides.safety.evidence.tests.scenes import CONTEXT, TEXT, a_kept_item, aude, cleo, found
from bonafides.safety.evidence.vocabulary import Act, Cause, ClockKind, PieceKind

pytestmark = [pytest.mark.django_db, pytest.mark.db]
LONG_AFTER = NOON + timedelta(days=300)
LOOK = Reading(by=SYSTEM, at=NOON, purpose="integrity")


def test_bytes_surroundings_and_record_are_kept_and_the_log_says_so() -> None:
    item = a_kept_item()

    kinds = {piece.kind: piece.sha256 for piece in item.pieces.all()}
    record = json.loads(stored.read(item.pieces.get(kind=PieceKind.RECORD).blob, reading=LOOK))
    assert kinds.keys() == {PieceKind.CONTENT, PieceKind.CONTEXT, PieceKind.RECORD}
    assert kinds[PieceKind.CONTENT] == sha256(TEXT).hexdigest()
    assert kinds[PieceKind.CONTEXT] == sha256(CONTEXT).hexdigest()
    assert record["statements"] == [{"facts": "Calls on readers to attack."}]
    assert LogEntry.objects.filter(event_name=EvidencePreserved.name).count() == 1


def test_a_removal_is_kept_six_months_for_complaints_and_for_the_case() -> None:
    item = a_kept_item()

    kinds = sorted(item.clocks.values_list("kind", flat=True))
    assert kinds == [ClockKind.CASE, ClockKind.COMPLAINT, ClockKind.TCO_SIX_MONTHS]
    assert item.due_at is None


def test_a_label_disables_nothing_so_article_6_keeps_nothing() -> None:
    item = a_kept_item(measures=frozenset({"label"}))

    assert not item.clocks.filter(kind=ClockKind.TCO_SIX_MONTHS).exists()


def test_what_is_kept_for_accountability_is_kept_five_years() -> None:
    item = a_kept_item(measures=frozenset({"preserve"}))

    actions.let_go(subject=item.subject, by=SYSTEM, at=LONG_AFTER)

    item.refresh_from_db()
    assert item.due_at is not None
    assert item.due_at.date().isoformat() == "2031-03-03"


def test_a_decision_after_a_hold_adds_to_the_same_item() -> None:
    what = found()
    held = actions.preserve(found=what, cause=Cause.HOLD, by=SYSTEM, at=NOON)

    decided = actions.preserve(found=what, cause=Cause.DECISION, by=SYSTEM, at=NOON)

    assert decided.pk == held.pk
    assert sorted(decided.pieces.values_list("kind", flat=True)) == ["content", "context", "record", "record"]


def test_nothing_is_kept_if_it_cannot_be_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bonafides.safety.evidence.actions.custody.record", fail)
    what = found()

    with pytest.raises(OSError, match="no room"):
        actions.preserve(found=what, cause=Cause.DECISION, by=SYSTEM, at=NOON)

    assert EvidenceItem.objects.count() == 0


def fail(*args: object, **kwargs: object) -> None:
    raise OSError("no room")


# -- custody ---------------------------------------------------------------------------------------------------------


def test_no_code_reads_kept_bytes_without_saying_for_whom() -> None:
    blobs_of = [piece.blob for piece in a_kept_item().pieces.all()]

    for_nobody = [refused(name) for name in blobs_of]

    assert for_nobody == [True, True, True]


def refused(name: str) -> bool:
    try:
        stored.read(name)
    except ReadWithoutCustody:
        return True
    return False


def test_each_reading_is_one_record_more_chained_to_the_one_before() -> None:
    item = a_kept_item()
    piece = item.pieces.get(kind=PieceKind.CONTENT)

    stored.read(piece.blob, reading=LOOK)
    stored.read(piece.blob, reading=LOOK)

    records = list(item.custody.order_by("number"))
    assert [record.act for record in records[-2:]] == [Act.VIEW, Act.VIEW]
    assert [record.number for record in records] == list(range(1, len(records) + 1))
    assert [record.previous for record in records] == ["", *(record.digest for record in records[:-1])]
    assert [record.digest for record in records] == [
        sha256(canonical(record.details)).hexdigest() for record in records
    ]


def test_a_look_is_the_first_words_and_for_keepers_only() -> None:
    item = a_kept_item()

    shown = actions.look(item=item, by=cast.by(cleo()), at=NOON)

    assert shown.data == TEXT
    assert item.custody.filter(act=Act.VIEW, purpose="custody").count() == 1
    with pytest.raises(NotAllowed):
        actions.look(item=item, by=cast.by(aude()), at=NOON)


def test_what_is_not_kept_is_read_as_before() -> None:
    name = blobs.store(b"an upload", bound_to="item:NOTKEPT", at=NOON)

    assert stored.read(name) == b"an upload"


def test_nobody_else_erases_what_is_kept() -> None:
    piece = a_kept_item().pieces.get(kind=PieceKind.CONTENT)

    with pytest.raises(Conflict):
        blobs.erase(piece.blob, at=NOON)

    assert stored.read(piece.blob, reading=LOOK) == TEXT


# -- erasing ---------------------------------------------------------------------------------------------------------


def test_what_no_clock_keeps_is_gone_with_its_keys_its_digests_and_its_log_secret() -> None:
    item = a_kept_item()
    names = list(item.pieces.values_list("blob", flat=True))

    actions.let_go(subject=item.subject, by=SYSTEM, at=LONG_AFTER)

    item.refresh_from_db()
    assert item.erased_at == LONG_AFTER
    assert BlobKey.objects.filter(blob__name__in=names).count() == 0
    assert set(Piece.objects.values_list("blob", "sha256")) == {("", "")}
    assert [record.details for record in item.custody.all()] == [{}] * item.custody.count()
    assert not SubjectSecret.objects.filter(subject=f"evidence:{item.reference}").exists()
    assert LogEntry.objects.filter(event_name=EvidenceErased.name).count() == 1
    with pytest.raises(NotFound):
        stored.read(names[0], reading=LOOK)


def test_the_sweep_catches_up_and_leaves_what_still_has_time() -> None:
    due, running = a_kept_item(), a_kept_item(at=LONG_AFTER)
    actions.let_go(subject=due.subject, by=SYSTEM, at=NOON)

    erased = actions.erase_due(LONG_AFTER)

    due.refresh_from_db()
    running.refresh_from_db()
    assert erased == 1
    assert due.erased_at == LONG_AFTER
    assert running.erased_at is None


def test_what_became_live_again_is_kept_for_the_case_only() -> None:
    item = a_kept_item()

    actions.lift(subject=item.subject, by=SYSTEM, at=NOON + timedelta(days=1))
    actions.let_go(subject=item.subject, by=SYSTEM, at=NOON + timedelta(days=8))

    item.refresh_from_db()
    assert item.erased_at == NOON + timedelta(days=8)


def test_the_weekly_count_is_nothing_or_a_notice() -> None:
    item = a_kept_item()
    actions.let_go(subject=item.subject, by=SYSTEM, at=NOON)
    cast.bo()

    actions.count_overdue(at=NOON)
    actions.count_overdue(at=LONG_AFTER)

    assert list(OverdueReport.objects.order_by("id").values_list("overdue", flat=True)) == [0, 1]
    assert OverdueReport.objects.latest("id").items == [item.reference]
    assert OversightNotice.objects.count() == 1
