"""Fields that many models share."""

from enum import StrEnum
from typing import Any

from django.db import models

from bonafides.kernel.ids import new_reference


def reference_field() -> "models.CharField[str, str]":
    """A name that people can read out, unique and random."""
    return models.CharField(max_length=16, unique=True, default=new_reference, editable=False)


def enum_field(kind: type[StrEnum], **options: Any) -> "models.CharField[str, str]":
    """A word of a vocabulary; the choices stay out of migrations, the constraint is the vocabulary's own parser."""
    return models.CharField(max_length=24, **options)


def moment_and_person(moment: str, person: str) -> models.Q:
    """Either both are set or neither."""
    return models.Q(**{f"{moment}__isnull": True, f"{person}__isnull": True}) | models.Q(
        **{f"{moment}__isnull": False, f"{person}__isnull": False}
    )
