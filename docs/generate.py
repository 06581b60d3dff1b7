"""Writes docs/reference/settings.md and docs/reference/commands.md from the code: `python docs/generate.py`.

A test compares them with the code, so neither can go stale.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parent.parent
SETTINGS = ROOT / "src/bonafides/config/settings.py"
REFERENCE = ROOT / "docs/reference"

# NAME = env.kind("NAME", default)  # a sentence; black may have broken the call over lines
SETTING = re.compile(
    r"^    [A-Z_]+(?:: [\w\[\]]+)? = (?:timedelta\(seconds=)?env\.\w+\("
    r'\s*"(?P<variable>[A-Z_]+)",'
    r"\s*(?P<default>[^#]*?)\s*\)\)?  # (?P<sentence>[^\n]+)",
    re.MULTILINE,
)
SETTINGS_HEAD = """\
# Settings

Generated from `src/bonafides/config/settings.py` by `docs/generate.py`.

Each is read from the environment, then from `HOME/bonafides.env`, which `bonafides init` writes; the environment wins.
A value that cannot be read stops the start.

| variable | default | what it is |
|---|---|---|
"""
BEFORE = (
    ("BONAFIDES_HOME", "`var/home`", "where everything lies; `--home DIR` is the same"),
    ("BONAFIDES_KEYS", "`HOME.keys`", "where the keys lie: beside the home, and never in a backup of it"),
    ("DATABASE_URL", "SQLite in the home", "`postgresql://user:password@host/name` for PostgreSQL"),
)
COMMANDS_HEAD = """\
# Commands

Generated from `src/bonafides/cli/main.py` by `docs/generate.py`.

Every command takes `--home DIR` (or `$BONAFIDES_HOME`). Exit codes: 0 done; 1 refused or not in order; 2 what was given
cannot be understood; 3 not allowed; 4 there is no such thing; 5 the state does not allow it; 6 too often; 7 something
that is needed cannot be reached. Three have their own: `hash` and `match` end with 0 for no match, 1 for a match, 2
where nothing could be read;
`ledger verify` with 0 verified, 1 refused, 2 unreadable.
"""


def settings_page() -> str:
    found = SETTING.finditer(SETTINGS.read_text(encoding="utf-8"))
    rows = [(f"BONAFIDES_{one['variable']}", f"`{shown(one['default'])}`", one["sentence"]) for one in found]
    return SETTINGS_HEAD + "".join(
        f"| `{name}` | {default} | {sentence} |\n" for name, default, sentence in (*BEFORE, *rows)
    )


def shown(default: str) -> str:
    """A default as one writes it: without what is done to the value afterwards."""
    return " ".join(default.split()).partition(")")[0].strip('"') or "(empty)"


def commands_page() -> str:
    """A section for each command, in the order of the table."""
    from bonafides.cli.main import COMMANDS, arguments_name, home_parser

    parts = [COMMANDS_HEAD]
    for command in COMMANDS:
        parser = home_parser(prog=f"bonafides {command.words}")
        module = import_module(command.module)
        getattr(module, arguments_name(command))(parser)
        parts.append(section(f"bonafides {command.words}", command.help, parser))
    return "\n".join(parts)


def section(name: str, what: str, parser: argparse.ArgumentParser) -> str:
    lines = [f"## `{name}`", "", f"{what}.", ""]
    options = list(rows_of(parser))
    if options:
        lines += ["| argument | what it is |", "|---|---|", *options, ""]
    return "\n".join(lines)


def rows_of(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        if "--help" in action.option_strings or "--home" in action.option_strings:
            continue
        said = (action.help or "").replace("|", "\\|")
        choices = f"one of {', '.join(map(str, action.choices))}" if action.choices else ""
        yield f"| `{written(action)}` | {'; '.join(filter(None, (said, choices)))} |".replace("|  |", "| |")


def written(action: argparse.Action) -> str:
    """An argument as it is typed."""
    metavar = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
    if not action.option_strings:
        return metavar
    takes_value = action.nargs != 0
    return f"{action.option_strings[-1]} {metavar}" if takes_value else action.option_strings[-1]


def pages() -> dict[Path, str]:
    """Every generated page with its text."""
    return {REFERENCE / "settings.md": settings_page(), REFERENCE / "commands.md": commands_page()}


def main() -> int:
    import tempfile

    from bonafides.cli.main import start_django, take_home

    with tempfile.TemporaryDirectory() as home:
        take_home(["--home", home])
        start_django()
        for path, text in pages().items():
            path.write_text(text, encoding="utf-8")
            print(path.relative_to(ROOT), file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
