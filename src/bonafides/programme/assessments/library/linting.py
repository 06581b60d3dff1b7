"""What a library must be to be used."""

from collections.abc import Mapping
from typing import Any

from bonafides.programme.assessments.library.errors import Fault


def lint(document: Mapping[str, Any]) -> tuple[Fault, ...]:
    """Every fault of a library's document, in the order of the document; none where it may be used."""
    return ()
