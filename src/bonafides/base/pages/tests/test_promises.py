"""What the files of this part promise: nothing inline, nothing physical, nothing from elsewhere, every name exists."""

import re
from pathlib import Path

import pytest

from bonafides.base.pages.vocabulary import LOOKS

PAGES = Path(__file__).parent.parent
TEMPLATES = sorted((PAGES / "templates").rglob("*.html"))
SHEETS = sorted((PAGES / "static").rglob("*.css"))
SCRIPTS = sorted((PAGES / "static").rglob("*.js"))
ICONS = set(re.findall(r'<symbol id="([^"]+)"', (PAGES / "static/pages/icons.svg").read_text()))
PHYSICAL = re.compile(
    r"(?<![\w-])(left|right|top|bottom|width|height|(min|max)-(width|height)|(margin|padding)-(left|right|top|bottom)"
    r"|border-(left|right|top|bottom)[\w-]*|(text-align|float|clear): *(left|right))\s*:"
)


def name_of(path: Path) -> str:
    return str(path.relative_to(PAGES))


@pytest.mark.parametrize("sheet", SHEETS, ids=name_of)
def test_a_style_sheet_knows_no_left_and_right(sheet: Path) -> None:
    assert PHYSICAL.search(sheet.read_text()) is None


@pytest.mark.parametrize("sheet", SHEETS, ids=name_of)
def test_a_style_sheet_never_reveals_harmful_content_to_a_passing_pointer(sheet: Path) -> None:
    assert re.search(r"\.harm-frame[^,{]*:hover|\.harm:hover", sheet.read_text()) is None


@pytest.mark.parametrize("sheet", SHEETS, ids=name_of)
def test_a_style_sheet_loads_nothing(sheet: Path) -> None:
    assert re.search(r"@import|url\(", sheet.read_text()) is None


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_a_template_holds_no_inline_style_or_script(template: Path) -> None:
    source = template.read_text()

    assert re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:|data:image", source) is None
    assert re.search(r"<script(?![^>]*\ssrc=)", source) is None


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_a_template_asks_only_for_icons_that_exist(template: Path) -> None:
    asked = set(re.findall(r'{% icon "([^"]+)"', template.read_text()))

    assert asked <= ICONS


def test_every_look_has_an_icon_that_exists() -> None:
    asked = {look.icon for look in LOOKS.values()}

    assert asked <= ICONS


@pytest.mark.parametrize("script", SCRIPTS, ids=name_of)
def test_a_script_stands_alone_and_evaluates_nothing(script: Path) -> None:
    assert re.search(r"\bimport\b|\beval\(|new Function|innerHTML|https?://", script.read_text()) is None
