"""Bringing in and taking out: what can be read becomes a draft, what cannot is named."""

import io
import zipfile
from pathlib import Path

import pytest
from tests import cast

from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Invalid, NotAllowed
from bonafides.programme.knowledge import actions, commands, queries
from bonafides.programme.knowledge.models import Resource, Revision
from bonafides.programme.knowledge.tests import scenes

pytestmark = [pytest.mark.django_db, pytest.mark.db]
GOOD = "---\ntitle: Good\nlevel: public\ntlp: CLEAR\n---\nText."


def zipped(**files: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/") + ".md", text)
    return stream.getvalue()


def brought(data: bytes, name: str = "file.zip") -> list[tuple[str, str]]:
    found = actions.import_file(name=name, data=data, by=cast.by(scenes.edda()), at=now())
    return [(each.slug, each.problem.code if each.problem else "") for each in found]


def test_a_zip_brings_originals_before_translations_and_names_bad_files() -> None:
    data = zipped(guide__ar=GOOD.replace("Good", "دليل"), guide__en=GOOD, bad="---\nkind: poem\n---\n")

    assert sorted(brought(data)) == [("", "title-missing"), ("guide", ""), ("guide", "")]
    assert Resource.objects.get().language == "en"
    assert set(Revision.objects.values_list("state", flat=True)) == {"draft"}


def test_nothing_that_is_there_is_overwritten() -> None:
    brought(GOOD.encode(), "good.md")

    assert brought(GOOD.encode(), "good.md") == [("good", "slug-taken")]


def test_what_is_brought_in_is_read_by_nobody_before_it_was_reviewed() -> None:
    brought(GOOD.encode(), "good.md")

    assert queries.newest(cast.by(scenes.edda()), 9) == []


@pytest.mark.parametrize("data", [b"PK\x03\x04 broken", b"<rss>"])
def test_a_file_that_cannot_be_opened_is_refused_whole(data: bytes) -> None:
    with pytest.raises(Invalid):
        brought(data)


def test_text_that_is_no_utf_8_is_named() -> None:
    assert brought(b"\xff\xfe\x00", "a.md") == [("", "not-utf-8")]


def test_a_reader_brings_nothing_in() -> None:
    with pytest.raises(NotAllowed):
        actions.import_file(name="a.md", data=GOOD.encode(), by=cast.by(cast.rex()), at=now())


def test_what_is_taken_out_can_be_brought_in_elsewhere() -> None:
    scenes.a_resource("one", title="One", topics=("terms",))
    data = actions.export(SYSTEM)
    scenes.forget_everything()

    assert brought(data) == [("one", "")]
    assert queries.facets_of(Resource.objects.get())["topic"] == ["terms"]


def test_a_wordpress_export_becomes_drafts() -> None:
    from bonafides.programme.knowledge.tests.test_formats import WXR

    assert ("a-post", "") in brought(WXR.encode(), "export.xml")


# -- at the terminal --------------------------------------------------------------------------------------------------


class Options:
    def __init__(self, **given: object) -> None:
        self.__dict__ |= given


def test_the_terminal_brings_in_and_says_what_it_set_aside(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "all.zip"
    file.write_bytes(zipped(good=GOOD, bad="---\nkind: poem\n---\n"))

    code = commands.import_resources(Options(file=file))  # type: ignore[arg-type]

    said = capsys.readouterr()
    assert (code, said.out) == (0, "drafts: 1, set aside: 1\n")
    assert "bad.md" in said.err


def test_the_terminal_writes_a_zip(tmp_path: Path) -> None:
    scenes.a_resource("one")

    commands.export(Options(out=tmp_path / "all.zip"))  # type: ignore[arg-type]

    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert archive.namelist() == ["one/en.md"]


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        commands.import_resources(Options(file=tmp_path / "none"))  # type: ignore[arg-type]
