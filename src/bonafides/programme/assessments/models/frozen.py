"""Rows that are written once: whatever was handed in stays as it was, for ever."""

from collections.abc import Iterable
from typing import Any, ClassVar, TypeVar

from django.db import models

from bonafides.base.audit.models import AuditedModel, AuditedQuerySet

M = TypeVar("M", bound=models.Model)


class WrittenOnce(AssertionError):
    """A row that is written once was about to be written again: a defect of ours."""


class FrozenQuerySet(AuditedQuerySet[M]):
    def update(self, **values: Any) -> int:
        raise WrittenOnce(f"{self.model.__name__} is written once.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise WrittenOnce(f"{self.model.__name__} is written once.")

    def bulk_update(self, objs: Iterable[M], fields: Iterable[str], batch_size: int | None = None) -> int:
        raise WrittenOnce(f"{self.model.__name__} is written once.")


class FrozenModel(AuditedModel):
    """A model whose rows are created inside an action, and never changed or deleted."""

    objects: ClassVar = FrozenQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise WrittenOnce(f"{type(self).__name__} is written once.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise WrittenOnce(f"{type(self).__name__} is written once.")
