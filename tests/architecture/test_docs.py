"""What the documentation promises is what the code does."""

import re
from pathlib import Path

import pytest
from docs import generate

PAGES = sorted(path for path in Path().glob("docs/**/*.md")) + sorted(Path().glob("*.md"))
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")


@pytest.mark.parametrize("path", list(generate.pages()), ids=lambda path: path.name)
def test_generated_pages_are_fresh(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == generate.pages()[path], "run: python docs/generate.py"


def test_every_setting_that_is_read_stands_on_its_page() -> None:
    source = generate.SETTINGS.read_text(encoding="utf-8")
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', source))

    told = set(re.findall(r"`BONAFIDES_([A-Z_]+)`", generate.settings_page())) - {"HOME", "KEYS"}

    assert told == read


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = LINK.findall(page.read_text(encoding="utf-8"))

    missing = [target for target in targets if not (page.parent / target).exists()]

    assert missing == []


def test_every_direct_dependency_is_explained() -> None:
    wanted = {
        re.split(r"[\[<>=~ ]", line)[0].lower()
        for name in ("base.in", "dev.in")
        for line in Path("requirements", name).read_text().splitlines()
        if line and line[0] not in "#-"
    }

    explained = set(
        re.findall(r"^\| \[?`?([a-z0-9-]+)", Path("docs/explanation/dependencies.md").read_text(), re.MULTILINE)
    )

    assert sorted(wanted - explained) == []
