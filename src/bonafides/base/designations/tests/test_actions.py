"""Bringing lists in: what is stored, what becomes delisted, what is refused whole."""

from pathlib import Path

import pytest
from tests import cast
from tests.cast import NOON

from bonafides.base.audit.models import LogEntry
from bonafides.base.designations import actions, queries
from bonafides.base.designations.models import Alias, Entity, EntryChange, ImportRun, ListEntry
from bonafides.base.designations.vocabulary import Change, RunState
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Invalid, NotAllowed, RuleBroken

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def bring_in(path: Path, by: Actor = SYSTEM, *, may_shrink: bool = False) -> ImportRun:
    with path.open("rb") as file:
        return actions.import_list(file=file, file_name=path.name, may_shrink=may_shrink, by=by, at=NOON)


def shortened(path: Path, folder: Path) -> Path:
    """The same list, without its second entity."""
    text = path.read_text()
    start = text.index("    <ENTITY>\n      <DATAID>900102")
    end = text.index("    <ENTITY>\n      <DATAID>900103")
    shorter = folder / "un.xml"
    shorter.write_text(text[:start] + text[end:])
    return shorter


def test_a_list_goes_in_with_its_names_and_its_history(samples: Path) -> None:
    run = bring_in(samples / "un.xml", cast.by(cast.dana()))

    entity = Entity.objects.get(name="SAMPLE ENTITY ALPHA")
    assert run.state == RunState.DONE
    assert (run.counts["listed"], run.counts["set_aside"], run.counts["persons_left_out"]) == (2, 2, 1)
    assert entity.aliases.count() == 3
    assert list(EntryChange.objects.values_list("change", flat=True)) == [Change.LISTED, Change.LISTED]
    assert {"designations.import_started", "designations.entries_imported", "designations.imported"} <= set(
        LogEntry.objects.values_list("event_name", flat=True)
    )


def test_no_person_is_kept(samples: Path) -> None:
    bring_in(samples / "un.xml")

    assert not ListEntry.objects.filter(number="QDi.901").exists()
    assert not Alias.objects.filter(name__icontains="Person").exists()


def test_the_same_file_again_changes_nothing(samples: Path) -> None:
    bring_in(samples / "un.xml")

    again = bring_in(samples / "un.xml")

    assert (again.counts["unchanged"], again.counts["listed"]) == (2, 0)
    assert EntryChange.objects.count() == 2


def test_what_a_list_no_longer_names_is_delisted_as_of_its_date(samples: Path, tmp_path: Path) -> None:
    bring_in(samples / "un.xml")

    run = bring_in(shortened(samples / "un.xml", tmp_path))

    beta = ListEntry.objects.get(number="TAe.902")
    assert run.counts["delisted"] == 1
    assert beta.delisted_on == run.as_of
    assert not Entity.objects.get(name="SAMPLE ENTITY BETA").is_listed
    assert [each.change for each in beta.changes.all()] == [Change.DELISTED, Change.LISTED]


def test_what_comes_back_is_listed_again(samples: Path, tmp_path: Path) -> None:
    bring_in(samples / "un.xml")
    bring_in(shortened(samples / "un.xml", tmp_path))

    run = bring_in(samples / "un.xml")

    assert run.counts["relisted"] == 1
    assert Entity.objects.get(name="SAMPLE ENTITY BETA").is_listed


def test_half_a_file_delists_nobody_unless_a_person_says_so(samples: Path, tmp_path: Path) -> None:
    bring_in(samples / "un.xml")
    other = tmp_path / "other.xml"
    other.write_text((samples / "un.xml").read_text().replace("QDe.901", "QDe.991").replace("TAe.902", "TAe.992"))

    with pytest.raises(RuleBroken) as refused:
        bring_in(other)

    assert refused.value.code == "list-shrinks"
    assert ListEntry.objects.filter(delisted_on=None).count() == 2
    assert ImportRun.objects.latest("pk").state == RunState.FAILED
    assert bring_in(other, may_shrink=True).counts["delisted"] == 2


def test_an_entity_that_two_lists_name_is_one(samples: Path) -> None:
    bring_in(samples / "un.xml")
    bring_in(samples / "eu.xml")
    bring_in(samples / "uk.xml")

    alpha = Entity.objects.get(name="SAMPLE ENTITY ALPHA")

    assert [entry.public_list.key for entry in queries.entries_of(alpha)] == ["eu", "uk", "un"]
    assert "Образец Альфа" in alpha.aliases.values_list("name", flat=True)


@pytest.mark.parametrize("search", ["echantillon", "qde.901", "Alpha Sample", "كيان"])
def test_an_entity_is_found_by_any_of_its_names_and_numbers(samples: Path, search: str) -> None:
    bring_in(samples / "un.xml")

    found = queries.entities(SYSTEM, search=search)

    assert [entity.name for entity in found] == ["SAMPLE ENTITY ALPHA"]


def test_an_alert_may_name_an_entry_by_number_or_by_name_only_while_it_holds(samples: Path, tmp_path: Path) -> None:
    bring_in(samples / "un.xml")
    bring_in(shortened(samples / "un.xml", tmp_path))

    assert str(queries.entry_named("qde.901")) == "QDe.901 SAMPLE ENTITY ALPHA"
    assert str(queries.entry_named("sample entity alpha")) == "QDe.901 SAMPLE ENTITY ALPHA"
    assert queries.entry_named("TAe.902") is None


def test_strangers_bring_nothing_in(samples: Path) -> None:
    with pytest.raises(NotAllowed):
        bring_in(samples / "un.xml", cast.by(cast.sana()))

    assert ImportRun.objects.count() == 0


def test_a_file_without_a_single_entity_fails_and_says_so(tmp_path: Path) -> None:
    empty = tmp_path / "empty.xml"
    empty.write_text('<CONSOLIDATED_LIST dateGenerated="2026-11-02"><ENTITIES/></CONSOLIDATED_LIST>')

    with pytest.raises(Invalid):
        bring_in(empty)

    assert ImportRun.objects.get().state == RunState.FAILED


def test_nothing_stands_if_recording_fails(samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "record", lambda *args, **kwargs: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        bring_in(samples / "un.xml")

    assert ImportRun.objects.count() == Entity.objects.count() == 0
