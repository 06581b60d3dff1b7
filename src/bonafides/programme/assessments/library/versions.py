"""Versions of libraries, as Semantic Versioning 2.0.0 writes them, without pre-releases."""

import re

VERSION = re.compile(r"(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2}")


def is_version(text: object) -> bool:
    return isinstance(text, str) and VERSION.fullmatch(text) is not None


def version_key(version: str) -> tuple[int, ...]:
    """Versions in their order: 1.10.0 comes after 1.9.0."""
    return tuple(int(part) for part in version.split("."))
