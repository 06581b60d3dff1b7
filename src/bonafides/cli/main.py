"""The command line. A command is two functions: `<name>_arguments(parser)` and `<name>(options) -> exit code`.

The table names them as text, so that `bonafides hash` loads neither Django nor a database.
"""

import argparse
import gc
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from typing import Any

from bonafides.kernel.errors import (
    Conflict,
    DomainError,
    Invalid,
    NotAllowed,
    NotFound,
    RuleBroken,
    TooLarge,
    TooMany,
    Unavailable,
)


@dataclass(frozen=True)
class Command:
    """One line of the table: what is typed, what it does, where it lives, whether it needs Django."""

    words: str
    help: str
    module: str
    function: str = "run"
    django: bool = True


COMMANDS = (
    Command("init", "Make a home: database, keys, first owner, starter policy", "bonafides.cli.init"),
    Command("serve", "Answer people and platforms", "bonafides.cli.serve"),
    Command("worker", "Do what is due: deliveries, clocks, the log", "bonafides.cli.serve", "worker"),
    Command("check", "Say what is wrong with this installation", "bonafides.cli.check"),
    Command("demo", "Run the main job on made-up material", "bonafides.cli.demo", django=False),
    Command("demo advance", "Move the clock of a demo home", "bonafides.cli.demo", "advance", django=False),
    Command("programme demo", "Run a programme with made-up members", "bonafides.cli.demo.programme", django=False),
    Command("programme init", "Found the programme of this home", "bonafides.cli.founding", "init"),
    Command("members import", "Bring in the members of a programme",
            "bonafides.programme.members.commands", "import_members"),
    Command("knowledge install", "Bring in the resources that come along",
            "bonafides.programme.knowledge.commands", "install"),
    Command("knowledge import", "Bring in Markdown or a WordPress export",
            "bonafides.programme.knowledge.commands", "import_resources"),
    Command("knowledge export", "Write all resources to a folder", "bonafides.programme.knowledge.commands", "export"),
    Command("hash", "Print the fingerprints of files", "bonafides.cli.hash_files", django=False),
    Command("match", "Match files against a list", "bonafides.cli.match_files", django=False),
    Command("rescan", "Match stored fingerprints against lists", "bonafides.cli.rescan", django=False),
    Command("banks import", "Bring a list into a bank", "bonafides.safety.banks.commands", "import_list"),
    Command("banks export", "Write a bank to a file", "bonafides.safety.banks.commands", "export_list"),
    Command("feeds list", "Say how each feed does", "bonafides.safety.feeds.commands", "list_feeds"),
    Command("feeds add", "Have a source read from now on", "bonafides.safety.feeds.commands", "add"),
    Command("feeds fetch", "Read a source to its end now", "bonafides.safety.feeds.commands", "fetch"),
    Command("feeds share", "Share a list with other installations", "bonafides.safety.feeds.commands", "share"),
    Command("import-hma", "Move over from Hasher-Matcher-Actioner: a plain dump of its database",
            "bonafides.safety.peers.commands", "import_hma"),
    Command("import-altitude", "Move over from Altitude: exported collections",
            "bonafides.safety.peers.commands", "import_altitude"),
    Command("designations import", "Bring a public list of designated entities in",
            "bonafides.base.designations.commands", "import_list"),
    Command("flags import", "Take in a file of flags", "bonafides.safety.moderation.commands", "import_flags"),
    Command("alerts connect", "Take the alerts of a programme",
            "bonafides.safety.moderation.commands", "connect_programme"),
    Command("alerts fetch", "Fetch a programme's alerts now", "bonafides.safety.moderation.commands", "fetch_alerts"),
    Command("orders import", "Take in a removal order from an e-mail or PDF",
            "bonafides.safety.orders.commands", "import_order"),
    Command("ledger verify", "Check a log or a proof", "bonafides.cli.verify_ledger", django=False),
    Command("ledger prove", "Write the proof of a case", "bonafides.safety.moderation.commands", "prove_case"),
    Command("person export", "All that is held on one author or notifier",
            "bonafides.safety.moderation.commands", "export_person"),
    Command("keys list", "Show the keys and their dates", "bonafides.base.keys.commands", "keys_list"),
    Command("keys rotate", "Replace a key", "bonafides.base.keys.commands", "keys_rotate"),
    Command("keys backup", "Write all keys to one locked file", "bonafides.base.keys.commands", "keys_backup"),
    Command("keys restore", "Put the keys of a backup in place", "bonafides.base.keys.commands", "keys_restore"),
    Command("trustmark verify", "Check a mark offline", "bonafides.cli.trustmark", django=False),
    Command("trustmark renew", "Renew what is due now", "bonafides.programme.trustmark.commands", "renew"),
    Command("trustmark export", "Write a mark's files to a folder", "bonafides.programme.trustmark.commands", "export"),
    Command("trustmark compromise", "Revoke a key, and issue all marks anew",
            "bonafides.programme.trustmark.commands", "compromise"),
    Command("backup", "Copy the data, without the keys", "bonafides.cli.backup"),
    Command("backup verify", "Say whether a backup could be restored", "bonafides.cli.backup_verify"),
    Command("restore", "Put a backup in place and go on with the log", "bonafides.cli.backup", "restore", django=False),
    Command("upgrade", "Bring the database to this version", "bonafides.cli.upgrade"),
    Command("mail test", "Send one mail to see that it arrives", "bonafides.cli.check", "mail_test"),
    Command("user invite", "Invite a person", "bonafides.base.people.commands", "user_invite"),
)  # fmt: skip

MAKES_OR_EXAMINES_A_HOME = frozenset({"init", "check"})
COLUMN = max(len(command.words) for command in COMMANDS) + 2

EXIT_CODES: tuple[tuple[type[DomainError], int], ...] = (
    (Invalid, 2),
    (TooLarge, 2),
    (NotAllowed, 3),
    (NotFound, 4),
    (Conflict, 5),
    (RuleBroken, 5),
    (TooMany, 6),
    (Unavailable, 7),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # pictures are small: more threads wait for each other in loops
    words = list(sys.argv[1:] if arguments is None else arguments)
    command = command_of(words)
    if command is None:
        return explain(words)
    rest = words[len(command.words.split()) :]
    take_home(rest)
    try:
        if command.django:
            start_django()
        options = parse(command, rest)
        if command.django:
            check_home(command)
        return run_of(command)(options)
    except DomainError as error:
        print(f"bonafides: {error}", file=sys.stderr)
        return next((code for kind, code in EXIT_CODES if isinstance(error, kind)), 1)
    except BrokenPipeError:
        return 0


def check_home(command: Command) -> None:
    """Refuse, in a sentence, a home that nobody made: mostly `--home` was forgotten."""
    if command.words not in MAKES_OR_EXAMINES_A_HOME:
        import_module("bonafides.cli.homes").check_made()


def command_of(words: Sequence[str]) -> Command | None:
    """The command with the most words that the line begins with."""
    fitting = [command for command in COMMANDS if list(words[: len(command.words.split())]) == command.words.split()]
    return max(fitting, key=lambda command: len(command.words), default=None)


def take_home(words: Sequence[str]) -> None:
    """Tell the settings, through the environment, which home was named."""
    options, _ = home_parser(add_help=False).parse_known_args(words)
    if options.home:
        os.environ["BONAFIDES_HOME"] = options.home


def home_parser(**words: Any) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(allow_abbrev=False, **words)
    parser.add_argument("--home", metavar="DIR", help="where everything lies (default $BONAFIDES_HOME or var/home)")
    return parser


def parse(command: Command, words: Sequence[str]) -> argparse.Namespace:
    """The command's own options beside `--home`."""
    parser = home_parser(prog=f"bonafides {command.words}", description=command.help)
    getattr(import_module(command.module), arguments_name(command))(parser)
    return parser.parse_args(words)


def arguments_name(command: Command) -> str:
    return "arguments" if command.function == "run" else f"{command.function}_arguments"


def run_of(command: Command) -> Callable[[argparse.Namespace], int]:
    run: Callable[[argparse.Namespace], int] = getattr(import_module(command.module), command.function)
    return run


def start_django() -> None:
    """Load the settings and the apps of this edition. All of it stays: the collector need not look at it, ever."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bonafides.config.settings")
    gc.disable()
    django.setup()
    gc.freeze()
    gc.enable()


def explain(words: Sequence[str]) -> int:
    """The list of commands; exit 0 if it was asked for."""
    if words == ["--version"]:
        print(version("bonafides"))
        return 0
    asked = not words or words[0] in {"--help", "-h", "help"}
    out = sys.stdout if asked else sys.stderr
    if not asked:
        print(f"bonafides: there is no command {' '.join(words[:2])!r}.", file=out)
    print("bonafides COMMAND [--home DIR] ...\n", file=out)
    for command in COMMANDS:
        print(f"  {command.words:<{COLUMN}}{command.help}", file=out)
    return 0 if asked else 2


if __name__ == "__main__":
    sys.exit(main())
