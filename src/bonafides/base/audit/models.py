"""What the log will say, and what opens it; `AuditedModel` refuses a write that no action recorded."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models

from bonafides.base.audit.scope import check_in_action

M = TypeVar("M", bound=models.Model)


class SubjectSecret(models.Model):
    """The 256 bits that salt every commitment about one subject; destroyed, they unlink its entries for good."""

    subject = models.CharField(max_length=80, unique=True)
    secret = models.BinaryField(max_length=32)
    created_at = models.DateTimeField()


class LogEntry(models.Model):
    """An event as the log will hold it (`entry`, final at commit) and, apart, the values it commits to (`opened`)."""

    event_id = models.CharField(max_length=24, unique=True)
    event_name = models.CharField(max_length=64, db_index=True)
    subject = models.CharField(max_length=80, db_index=True)
    at = models.DateTimeField()
    actor_code = models.CharField(max_length=40)
    entry = models.BinaryField()
    leaf_hash = models.BinaryField(max_length=32, db_index=True)
    opened = models.JSONField(default=dict)
    promised_at = models.DateTimeField()
    index = models.PositiveBigIntegerField(null=True, unique=True)
    sealed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "log entries"
        indexes = [
            models.Index(fields=["id"], condition=models.Q(index=None), name="audit_unsealed"),
            models.Index(fields=["event_name", "at"], name="audit_name_at"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(index=None, sealed_at=None) | models.Q(index__isnull=False, sealed_at__isnull=False),
                name="audit_index_and_moment_together",
            )
        ]

    def __str__(self) -> str:
        return f"{self.event_name} {self.at:%Y-%m-%d %H:%M}"


class Publication(models.Model):
    """One batch that went public: the tree's size and root, its signed checkpoint, and what it grows from."""

    size = models.PositiveBigIntegerField(unique=True)
    root = models.BinaryField(max_length=32)
    peaks = models.JSONField()  # base64 of each perfect subtree's root, widest first
    note = models.TextField()  # the signed checkpoint
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["-size"]


class AuditedQuerySet(models.QuerySet[M]):
    """A query set whose writes, too, are possible inside an audited action only."""

    def update(self, **values: Any) -> int:
        check_in_action(self.model.__name__)
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        check_in_action(self.model.__name__)
        return super().delete()

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        check_in_action(self.model.__name__)
        return super().bulk_create(objs, *args, **kwargs)


class AuditedModel(models.Model):
    """A model that is written inside an `@audited_action` only: no entry, no change."""

    objects = AuditedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        check_in_action(type(self).__name__)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        check_in_action(type(self).__name__)
        return super().delete(*args, **kwargs)
