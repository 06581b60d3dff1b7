"""The figures of a period; that a stranger's script gets the same from the export; and what is published of them."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import cast
from tests.cast import NOON

from bonafides.base.audit.models import LogEntry
from bonafides.base.keys import signing
from bonafides.kernel.errors import Invalid, NotAllowed, RuleBroken
from bonafides.ledger.entries import canonical
from bonafides.ledger.notes import Verifier
from bonafides.ledger.package import verify_package
from bonafides.ledger.sources import Zip
from bonafides.safety.moderation.actions.publishing import publish_decision
from bonafides.safety.moderation.actions.reversing import reverse_decision
from bonafides.safety.moderation.tests.scenes import KEEP, a_restriction
from bonafides.safety.moderation.vocabulary import Verdict
from bonafides.safety.quality.actions import publishing, settling
from bonafides.safety.quality.queries.exporting import decision_document, export_lines, golden_document, seed_package
from bonafides.safety.quality.queries.figures import Period, Sample, days_of
from bonafides.safety.quality.rules.agreement import Rate
from bonafides.safety.quality.rules.drawing import commitment_of, is_drawn
from bonafides.safety.quality.rules.figures import (
    DecisionRow,
    GoldenRow,
    GroupRow,
    SecondLook,
    cells_of,
    document_of,
    figures_of,
    published_document,
)
from bonafides.safety.quality.rules.judging import Judgement
from bonafides.safety.quality.tests.scenes import (
    AFTER,
    KEPT,
    SAME,
    SEED,
    TODAY,
    a_day_of,
    decided,
    everything_drawn,
    gita,
    judged_again,
)
from bonafides.safety.quality.vocabulary import AuditState, PurposeAnswer, Reversal, Settlement

SCRIPT = Path("docs/how-to/examples/recompute_quality.py")
TWO_DAYS = Period(TODAY, TODAY + timedelta(days=1))
SOON = AFTER + timedelta(minutes=5)


def run(document: dict[str, Any] | str) -> subprocess.CompletedProcess[str]:
    """The script of the documentation, on an export."""
    given_ = document if isinstance(document, str) else json.dumps(document)
    return subprocess.run([sys.executable, str(SCRIPT)], input=given_, capture_output=True, text=True, check=False)


# -- the script -------------------------------------------------------------------------------------------------------

words = st.sampled_from
judgements = st.one_of(
    st.just(KEPT),
    st.builds(
        Judgement,
        st.just(Verdict.RESTRICT),
        st.lists(words("123"), min_size=1, max_size=2, unique=True).map(tuple),
        st.lists(words(["label", "remove"]), min_size=1, max_size=2, unique=True).map(tuple),
        words(list(PurposeAnswer)),
    ),
)
looks = st.one_of(
    st.builds(SecondLook, words([AuditState.WAITING, AuditState.LAPSED])),
    st.builds(SecondLook, words([AuditState.AGREED, AuditState.SETTLED]), judgements, st.booleans()),
)


def a_row(number: int, first: Judgement, rest: dict[str, Any], look: SecondLook) -> DecisionRow:
    name = f"D{number:09}"
    drawn = is_drawn(SEED, name, 5_000)
    return DecisionRow(
        decision=name,
        day="2026-03-02",
        verdict=first.verdict,
        policy_version=1,
        clauses=first.clauses,
        measures=first.measures,
        second=look if drawn else None,
        **rest,
    )


rest = st.fixed_dictionaries(
    {
        "language": words(["", "en", "ar"]),
        "lists": words([(), ("A",), ("A", "B")]),
        "reviewer": words(["R-1", "R-2"]),
        "basis": words(["full", "reduced", "match_only", "sampled", "nothing"]),
        "weighed": st.booleans(),
        "none_applies": st.booleans(),
        "reversal": words(list(Reversal)),
    }
)
many = st.lists(st.tuples(judgements, rest, looks), max_size=40).map(
    lambda found: [a_row(number, *each) for number, each in enumerate(found)]
)
golden = st.lists(
    st.builds(
        GoldenRow, words("ab"), words(["2026-03-02"]), words("xy"), words(["en"]), words(["R-1"]), words(["keep"]),
        words(["keep", "restrict"]), st.booleans(), st.booleans(),
    ),
    max_size=8,
)  # fmt: skip


def a_document(rows: list[DecisionRow], seconds: list[int], answers: list[GoldenRow]) -> dict[str, Any]:
    day = {"day": "2026-03-02", "share_bp": 5_000, "seed": SEED.hex(), "commitment": commitment_of(TODAY, SEED)}
    return {
        "days": [day],
        "decisions": list(map(decision_document, rows)),
        "active_seconds": sorted(seconds),
        "golden": list(map(golden_document, answers)),
        "figures": document_of(figures_of(rows, sorted(seconds), answers)),
    }


@settings(max_examples=25, deadline=None)
@given(many, st.lists(st.integers(0, 900), max_size=12), golden)
def test_a_stranger_gets_every_figure_again(
    rows: list[DecisionRow], seconds: list[int], answers: list[GoldenRow]
) -> None:
    found = run(a_document(rows, seconds, answers))

    assert (found.returncode, found.stderr) == (0, "")


def two_rows() -> list[DecisionRow]:
    same = {"language": "en", "lists": (), "reviewer": "R-1", "basis": "full", "weighed": True, "none_applies": True}
    look = SecondLook(AuditState.AGREED, KEPT)
    return [a_row(number, KEPT, {**same, "reversal": Reversal.NONE}, look) for number in range(8)]


def changed(what: str) -> dict[str, Any]:
    """An export in which somebody has touched one thing."""
    document = a_document(two_rows(), [30, 60], [])
    match what:
        case "figure":
            document["figures"]["same_verdict"]["count"] -= 1
        case "seed":
            document["days"][0]["seed"] = "00" * 32
        case "draw":
            document["decisions"][0]["drawn"] = not document["decisions"][0]["drawn"]
        case "group":
            document["figures"]["groups"]["reviewer"][0]["decisions"] += 1
    return document


@pytest.mark.parametrize("what", ["figure", "seed", "draw", "group"])
def test_a_stranger_finds_what_somebody_changed(what: str) -> None:
    found = run(changed(what))

    assert found.returncode == 1
    assert "differs" in found.stderr


def test_the_script_has_at_most_fifty_lines_besides_its_imports() -> None:
    lines = [line for line in SCRIPT.read_text(encoding="utf-8").splitlines() if line.strip()]

    assert sum(not line.startswith("import ") for line in lines) <= 50


# -- from the tables --------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_export_of_an_installation_fits_the_script() -> None:
    a_day_of([KEEP, a_restriction(), a_restriction(), KEEP])
    audits = everything_drawn()
    judged_again(audits[0], KEPT)
    judged_again(audits[1], KEPT, at=SOON)
    judged_again(audits[2], SAME, at=SOON)

    found = run("".join(export_lines(TWO_DAYS)))

    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.startswith("4 decisions")


@pytest.mark.django_db
def test_the_figures_count_what_was_drawn_judged_and_reversed() -> None:
    a_day_of([a_restriction()] * 3)
    first, second, _third = everything_drawn()
    judged_again(first, SAME)
    judged_again(second, KEPT, at=SOON)
    settling.settle(audit=second, how=Settlement.REVERSED, note="It is a report.", by=gita(), at=SOON)
    publish_decision(reference=second.decision.reversed_by.get().reference, at=SOON + timedelta(seconds=60))

    found = Sample(Period(TODAY, TODAY)).figures

    assert (found.decisions, found.drawn, found.judged, found.waiting) == (3, 3, 2, 1)
    assert (found.same_verdict.count, found.same_verdict.of) == (1, 2)
    assert (found.reversed.count, found.reversed.of) == (1, 3)
    assert found.reversals == {"appeal": 0, "audit": 1, "own": 0}
    assert (found.unseen.count, found.none_applies.count, found.none_applies.of) == (0, 3, 3)


@pytest.mark.django_db
def test_a_reversal_without_a_second_look_is_told_apart() -> None:
    decision = decided()
    later = reverse_decision(decision=decision, facts="It is a report.", by=gita(), at=SOON)
    publish_decision(reference=later.reference, at=SOON + timedelta(seconds=60))

    assert Sample(Period(TODAY, TODAY)).figures.reversals == {"appeal": 0, "audit": 0, "own": 1}


@pytest.mark.django_db
def test_a_self_review_is_in_no_figure_of_agreement() -> None:
    bo = cast.by(cast.bo())
    decided(by=bo)
    [audit] = everything_drawn()
    judged_again(audit, KEPT, bo)

    found = Sample(Period(TODAY, TODAY)).figures

    assert (found.judged, found.self_reviews) == (0, 1)
    assert (found.self_agreement.count, found.self_agreement.of) == (0, 1)
    assert found.same_verdict.of == 0


@pytest.mark.django_db
def test_how_long_decisions_took_is_tied_to_none_of_them() -> None:
    decided()

    document = json.loads("".join(export_lines(Period(TODAY, TODAY))))

    assert len(document["active_seconds"]) == 1
    assert "active_seconds" not in document["decisions"][0]


@pytest.mark.django_db
def test_the_proof_of_a_seed_opens_both_entries(tmp_path: Path) -> None:
    decided()
    everything_drawn()
    [day] = days_of(Period(TODAY, TODAY))

    keys = [Verifier.parse(signing.public_keys(purpose)[0].vkey) for purpose in ("log", "receipts")]
    file = tmp_path / "seed.proof.zip"
    file.write_bytes(seed_package(day, at=SOON))
    with Zip(file) as package:
        report = verify_package(package, keys[:1], receipt_keys=keys[1:], now=int(SOON.timestamp()))

    opened = {opening.field for entry in report.findings for opening in entry.openings}
    assert {"commitment", "seed", "drawn", "share_bp"} <= opened


@pytest.mark.django_db
@pytest.mark.parametrize(("first", "last"), [(1, 0), (0, 400)])
def test_a_period_that_cannot_be_is_refused(first: int, last: int) -> None:
    with pytest.raises(Invalid):
        Period(TODAY + timedelta(days=first), TODAY + timedelta(days=last))


# -- what is published ------------------------------------------------------------------------------------------------


def groups(*sizes: int) -> list[GroupRow]:
    return [GroupRow(f"g{number}", size, Rate(0, size), Rate(size, size)) for number, size in enumerate(sizes)]


@pytest.mark.parametrize(
    ("sizes", "silent"),
    [((50, 20), set()), ((50, 20, 4), {"g1", "g2"}), ((50, 3, 2), {"g1", "g2"}), ((4,), {"g0"}), ((5, 5), set())],
)
def test_no_published_row_stands_for_fewer_than_five_nor_gives_one_away(
    sizes: tuple[int, ...], silent: set[str]
) -> None:
    cells = cells_of(groups(*sizes))

    assert {cell.name for cell in cells if cell.decisions is None} == silent


@given(st.lists(st.integers(1, 30), min_size=1, max_size=8))
def test_what_is_left_out_can_never_be_told_from_the_total(sizes: list[int]) -> None:
    cells = cells_of(groups(*sizes))

    hidden = [size for size, cell in zip(sizes, cells, strict=True) if cell.decisions is None]
    assert len(hidden) != 1 or len(sizes) == 1
    assert all(cell.decisions is None or cell.decisions >= 5 for cell in cells)


@pytest.mark.django_db
def test_what_is_published_names_nobody_and_is_frozen_with_its_digest() -> None:
    a_day_of([KEEP, a_restriction(), a_restriction(), KEEP, KEEP, KEEP])
    everything_drawn()

    published = publishing.publish_figures(period=Period(TODAY, TODAY), by=gita(), at=SOON)

    text = json.dumps(published.document)
    assert cast.amina().code not in text
    assert "reviewer" not in published.document["groups"]
    assert LogEntry.objects.get(event_name="quality.published").opened["digest"] == published.digest
    assert canonical(published.document)


def test_a_share_of_fewer_than_five_says_no_number() -> None:
    document = published_document(figures_of(two_rows()[:4], [30], []), "2026-03-02", "2026-03-02")

    assert document["same_verdict"] is None
    assert document["kappa"] is None
    assert document["active_seconds"] is None


@pytest.mark.django_db
def test_a_period_that_runs_still_is_not_published() -> None:
    with pytest.raises(RuleBroken):
        publishing.publish_figures(period=Period(TODAY, TODAY), by=gita(), at=NOON)


@pytest.mark.django_db
def test_a_reviewer_publishes_and_hands_out_nothing() -> None:
    amina, day = cast.by(cast.amina()), Period(TODAY, TODAY)

    with pytest.raises(NotAllowed):
        publishing.publish_figures(period=day, by=amina, at=SOON)
    with pytest.raises(NotAllowed):
        publishing.record_export(what="json", period=day, by=amina, at=SOON)
