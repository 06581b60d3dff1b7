"""Fields that several models share."""

from enum import StrEnum
from typing import Any

from django.db import models

from bonafides.kernel.ids import new_reference


def reference_field() -> "models.CharField[str, str]":
    return models.CharField(max_length=16, unique=True, default=new_reference, editable=False)


def word_field(kind: type[StrEnum], **options: Any) -> "models.CharField[str, str]":
    """A word of a vocabulary; the choices stay out of migrations."""
    return models.CharField(max_length=24, **options)


def person_field(**options: Any) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", **options)
