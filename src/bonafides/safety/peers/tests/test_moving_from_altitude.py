"""What `mongoexport` wrote of Altitude's collections becomes lists, targets and cases, and counts as it did there."""

import base64
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from bonafides.safety.banks.models import Entry
from bonafides.safety.banks.vocabulary import Opinion
from bonafides.safety.moderation.models import Item
from bonafides.safety.peers import rules
from bonafides.safety.peers.dumps import altitude
from bonafides.safety.peers.models import Target
from bonafides.safety.peers.priorities import Listed, priority_of
from bonafides.safety.peers.tests.conftest import a_picture
from bonafides.safety.peers.tests.importing import run

PDQ_A = "f" * 32 + "0" * 32
SEVERITY_TAGS = (*(f"media_priority_s{number}" for number in range(4)), "media_priority_crisis")
OLD = "64b5f0c2e4b0a1a2b3c4d5e6"


def a_document(**fields: Any) -> str:
    return json.dumps(fields) + "\n"


def a_signal(value: str, kind: str, name: str, **more: Any) -> str:
    sources = {"sources": [{"name": name, "source_signal_id": "s-1", **more}]}
    features = {
        "associated_terrorist_organizations": ["Sample Entity A"],
        "tags": ["media_priority_s3", "cat:am"],
        "description": "a drawing",
    }
    return a_document(
        _id={"$oid": "1" * 24},
        content=[{"value": value, "content_type": kind}],
        sources=sources,
        content_features=features,
    )


@pytest.mark.django_db
def test_signals_become_lists_and_what_waits_is_submitted_under_its_old_name(
    tmp_path: Path, program: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    pdq = program.post("/h/hash", {"photo": io.BytesIO(a_picture())}).json()["pdq"]
    image = {
        "data": {"$binary": {"base64": base64.b64encode(a_picture()).decode(), "subType": "00"}},
        "title": "Shapes",
    }
    (tmp_path / "signal.json").write_text(
        a_signal(pdq, "HASH_PDQ", "GIFCT")
        + a_signal("https://old.example.org/", "URL", "TCAP", is_redacted=True)
        + a_signal("https://perspective.example.org", "API", "PERSPECTIVE")
        + a_signal("beef", "HASH_MD5", "GIFCT")
        + "{broken\n"
    )
    (tmp_path / "target.json").write_text(
        a_document(_id={"$oid": OLD}, client_context="row 7", feature_set={"image": image})
    )
    (tmp_path / "case.json").write_text(
        a_document(_id={"$oid": "2" * 24}, signal_ids=[], target_id={"$oid": OLD}, state="ACTIVE")
        + a_document(_id={"$oid": "3" * 24}, signal_ids=[], target_id={"$oid": "4" * 24}, state="RESOLVED")
    )
    files = [tmp_path / f"{name}.json" for name in ("signal", "target", "case")]

    run("import_altitude", *files)
    run("import_altitude", *files)

    told = capsys.readouterr().out
    entry = Entry.objects.get()
    assert (entry.bank.name, entry.entity, entry.severity, entry.label) == (
        "Altitude GIFCT",
        "Sample Entity A",
        "critical",
        "media_priority_s3, cat:am, a drawing",
    )
    assert (Target.objects.count(), Item.objects.count()) == (1, 1)
    assert program.get(f"/api/targets/{OLD}").json()["client_context"] == "row 7"
    assert "targets submitted again: 1" in told
    assert "signals taken back, or of an API: 2" in told
    assert "documents that could not be read: 1" in told


def as_altitude_counts(signal: dict[str, Any]) -> int:
    """The specification's own sum (detection.md, 1.1)."""
    names, features = {each["name"] for each in signal["sources"]["sources"]}, signal["content_features"]
    tags, several = set(features["tags"]), len(features["associated_terrorist_organizations"]) > 1
    violent, personal = features.get("is_violent_or_graphic"), features.get("contains_pii")
    number = features.get("confidence", 0)
    confidence = 3 if len(names) > 1 or "TCAP" in names else 2 if number >= 0.5 else 1 if number > 0.1 else 0
    gravities = {
        7: "media_priority_s3" in tags,
        3: several or violent == "YES" or tags & {"cat:am", "cat:irf", "media_priority_crisis"},
        2: personal == "YES" or tags & {"media_priority_s0", "media_priority_s1", "media_priority_s2"},
        1: "UNSURE" in (violent, personal),
    }
    return confidence + next((gravity for gravity, is_so in gravities.items() if is_so), 0) or -1


def as_counted_here(signal: dict[str, Any]) -> int:
    found = [
        Listed(
            value=(row["type"], row["value"]),
            bank=altitude.list_of(source),
            source=rules.source_named_in(altitude.list_of(source)),
            opinion=Opinion(row.get("opinion", "unconfirmed")),
            is_ours=False,
            label=row.get("label", ""),
            entity=row.get("entity", ""),
            severity=row.get("severity", ""),
        )
        for source in altitude.sources_of(signal)
        for row in altitude.rows_of(signal, source)
    ]
    return priority_of(found).score


@given(
    st.sets(st.sampled_from(["GIFCT", "TCAP", "USER_REPORT"]), min_size=1),
    st.sets(st.sampled_from([*SEVERITY_TAGS, "cat:am", "cat:irf", "media_type_video"])),
    st.sets(st.sampled_from(["Sample Entity A", "Sample Entity B"])),
    st.sampled_from([0.0, 0.1, 0.11, 0.49, 0.5, 0.9]),
    st.tuples(*[st.sampled_from(["YES", "NO", "UNSURE", None])] * 2),
)
@settings(max_examples=300, deadline=None)
def test_a_signal_that_moved_over_counts_as_much_as_it_did(
    names: set[str], tags: set[str], entities: set[str], confidence: float, flags: tuple[str | None, str | None]
) -> None:
    features = {"tags": sorted(tags), "associated_terrorist_organizations": sorted(entities), "confidence": confidence}
    features |= {"is_violent_or_graphic": flags[0], "contains_pii": flags[1], "description": "a drawing"}
    signal = {
        "content": [{"value": PDQ_A, "content_type": "HASH_PDQ"}],
        "sources": {"sources": [{"name": name} for name in sorted(names)]},
        "content_features": features,
    }

    assert as_counted_here(signal) == as_altitude_counts(signal)


@pytest.mark.django_db
def test_a_signal_of_two_sources_stands_on_the_lists_of_both_and_of_none_that_took_it_back(tmp_path: Path) -> None:
    named = [{"name": "GIFCT"}, {"name": "TCAP"}, {"name": "USER_REPORT", "is_redacted": True}, {"name": "GIFCT"}]
    content = [{"value": PDQ_A, "content_type": "HASH_PDQ"}]
    features = {"tags": ["cat:am"], "confidence": 0.9, "is_violent_or_graphic": "YES"}
    (tmp_path / "signal.json").write_text(
        a_document(_id={"$oid": "1" * 24}, content=content, sources={"sources": named}, content_features=features)
    )

    run("import_altitude", tmp_path / "signal.json")

    said = {(each.bank.name, each.label, each.severity, each.opinion) for each in Entry.objects.all()}
    assert said == {
        ("Altitude GIFCT", "cat:am, is_violent_or_graphic", "extreme", "positive"),
        ("Altitude TCAP", "cat:am, is_violent_or_graphic", "extreme", "positive"),
    }


def test_what_counts_for_a_priority_stands_in_front_of_a_long_label() -> None:
    label = altitude.label_of(["reviewed by hand " * 30, "cat:am"], "a drawing")

    assert label.startswith("cat:am, reviewed")


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=9), st.lists, max_leaves=5))
@settings(max_examples=150, deadline=None)
def test_no_document_breaks_the_reading(value: Any) -> None:
    fields = ("sources", "content", "feature_set", "target_id", "content_features", "_id", "tags", "data", "views")
    flat = dict.fromkeys(fields, value)
    document = flat | {"sources": {"sources": [flat]}, "content": [flat], "feature_set": {"text": flat}}

    rows = [altitude.rows_of(each, source) for each in (flat, document) for source in altitude.sources_of(each) or [{}]]

    assert all(isinstance(each, list) for each in rows)
    assert altitude.target_of(flat) is None
    assert isinstance(altitude.target_waiting(document) + altitude.list_of(flat), str)


def test_a_document_that_is_not_utf_8_is_told_by_its_line_and_the_next_one_read() -> None:
    data = b'{"_id": "caf\xe9"}\n{"_id": "a"}\n'

    first, second = altitude.documents_in(io.BytesIO(data))

    assert (first, second) == (altitude.Unreadable(1), {"_id": "a"})


@pytest.mark.parametrize("at_once", [3, altitude.READ_AT_ONCE_BYTES])
def test_an_array_on_one_line_is_read_as_mongoexport_writes_it(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(altitude, "READ_AT_ONCE_BYTES", at_once)
    documents = [{"_id": str(number), "value": "naïve, [1]"} for number in range(3)]
    data = json.dumps(documents, ensure_ascii=False).encode() + b"\n{}\n" + b'{"_id": "last"}'

    found = list(altitude.documents_in(io.BytesIO(data)))

    assert found == [*documents, altitude.Unreadable(2), {"_id": "last"}]


def test_of_a_line_that_was_cut_off_what_stands_whole_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(altitude, "READ_AT_ONCE_BYTES", 4)
    monkeypatch.setattr(altitude, "LINE_LIMIT_BYTES", 16)

    found = list(altitude.documents_in(io.BytesIO(b'[{"_id": "a"},{"_id": "b"\n{"_id": "c"}')))

    assert found == [{"_id": "a"}, altitude.Unreadable(1), {"_id": "c"}]
