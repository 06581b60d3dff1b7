"""The files that a command line names: each FILE itself, and every file below a folder, in order of name."""

import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read, or why it cannot be: `error` is "" for a regular file."""

    path: Path
    error: str = ""


def files_below(paths: Iterable[Path]) -> Iterator[FoundFile]:
    """Every file, folders gone through in order of name; inside them a symbolic link is named but not followed."""
    for path in paths:
        waiting = [path]
        while waiting:
            at = waiting.pop()
            try:
                mode = at.stat(follow_symlinks=at is path).st_mode
                if stat.S_ISDIR(mode):
                    waiting.extend(sorted(at.iterdir(), reverse=True))
                else:
                    yield FoundFile(at, _refusal_of(mode))
            except (OSError, ValueError) as error:
                yield FoundFile(at, sentence_of(error))


def sentence_of(error: OSError | ValueError) -> str:
    """What the system says is wrong, without the path."""
    return getattr(error, "strerror", None) or str(error)


def _refusal_of(mode: int) -> str:
    if stat.S_ISREG(mode):
        return ""
    return "A symbolic link, not followed." if stat.S_ISLNK(mode) else "Not a regular file."
