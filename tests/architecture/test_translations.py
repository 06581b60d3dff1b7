"""Every string of the public pages stands in all six languages, and what is compiled is what is written."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path("src/bonafides")
LANGUAGES = ("ar", "de", "es", "fr", "ru")
PUBLIC_CODE = (
    "base/http/faults.py",
    "base/pages/templatetags/",
    "base/pages/vocabulary.py",
    "safety/moderation/forms/answering.py",
    "safety/moderation/forms/notices.py",
    "safety/moderation/letters.py",
    "safety/moderation/rules/appeals.py",
    "safety/moderation/rules/notices.py",
    "safety/moderation/rules/statements.py",
    "safety/moderation/support.py",
    "safety/moderation/wording.py",
    "web/errors.py",
    "web/views.py",
)
PUBLIC_TEMPLATES = (
    "base/pages/templates/base.html",
    "base/pages/templates/errors/",
    "base/pages/templates/public.html",
    "safety/moderation/templates/moderation/_",
    "safety/moderation/templates/moderation/letters/",
)


def public_sources() -> tuple[str, ...]:
    """The files whose strings strangers read: named above, and every template that stands on the public skeleton."""
    standing = (
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("templates/**/*.html")
        if '{% extends "public.html" %}' in path.read_text()
    )
    shown = (path for path in standing if "component_book" not in path)
    return (*PUBLIC_CODE, *PUBLIC_TEMPLATES, *shown)


def files_below(places: tuple[str, ...]) -> list[Path]:
    """The files that begin with one of these names, as `untranslated` names them."""
    files = (path.relative_to(SOURCE) for path in SOURCE.rglob("*") if path.is_file() and "tests" not in path.parts)
    return [file for file in files if str(file).startswith(places) and file.suffix in {".py", ".html", ".txt"}]


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what strangers read with the strings of today merged into its locale folder."""
    copy = tmp_path_factory.mktemp("sources") / "bonafides"
    shutil.copytree(SOURCE / "locale", copy / "locale")
    for file in files_below(public_sources()):
        (copy / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(SOURCE / file, copy / file)
    languages = [option for language in LANGUAGES for option in ("-l", language)]
    command = [sys.executable, "-m", "django", "makemessages", *languages, "--no-wrap", "--no-obsolete"]
    subprocess.run([*command, "--add-location", "file"], cwd=copy, check=True, capture_output=True, env=environment())
    return copy / "locale"


def environment() -> dict[str, str]:
    import os

    return {**os.environ, "DJANGO_SETTINGS_MODULE": ""}


def untranslated(file: Path) -> list[tuple[str, str]]:
    """Source file and text of every entry without a translation, or with one that was only guessed."""
    command = ["msgattrib", "--no-wrap", "--no-obsolete"]
    lacking = [
        subprocess.run([*command, which, str(file)], capture_output=True, text=True, check=True).stdout
        for which in ("--untranslated", "--only-fuzzy")
    ]
    entries = re.split(r"\n\n", "\n\n".join(lacking))
    return [
        (place, text[1])
        for entry in entries
        if (text := re.search(r'^msgid "(.*)"', entry, re.MULTILINE))
        for line in re.findall(r"^#: (.*)$", entry, re.MULTILINE)
        for place in line.split()
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.xdist_group("translations")
def test_no_public_string_is_missing(collected: Path, language: str) -> None:
    public = public_sources()

    missing = [
        f"{place}: {text}"
        for place, text in untranslated(collected / language / "LC_MESSAGES/django.po")
        if place.startswith(public)
    ]

    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(tmp_path: Path, language: str) -> None:
    folder = SOURCE / "locale" / language / "LC_MESSAGES"

    subprocess.run(
        ["msgfmt", "--check-format", "-o", str(tmp_path / "django.mo"), str(folder / "django.po")], check=True
    )

    assert (tmp_path / "django.mo").read_bytes() == (folder / "django.mo").read_bytes()


TURNED = re.compile(r"\d-\d|\d: [a-z]|\+\d|://(?![A-Za-z0-9%])|(?<![A-Za-z0-9.])\.[a-z]{2,}|[a-z]_(?![A-Za-z0-9])")
"""Latin examples whose parts change places within Arabic: dates, numbered words, suffixes, what ends in a mark."""
ISOLATED = re.compile("\u2066[^\u2069]*\u2069")  # left-to-right isolate: Unicode Standard Annex 9, 2.4


def test_an_example_within_arabic_is_read_as_it_is_typed() -> None:
    text = (SOURCE / "locale/ar/LC_MESSAGES/django.po").read_text()
    lines = re.findall(r'^(?:msgstr(?:\[\d\])? )?"(.*)"$', text, re.MULTILINE)

    turned = [line for line in lines if re.search("[\u0600-\u06ff]", line) and TURNED.search(ISOLATED.sub("", line))]

    assert turned == []
