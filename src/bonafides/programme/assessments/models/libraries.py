"""Libraries that the programme's editor publishes, and the one draft that is being worked on."""

from typing import ClassVar

from django.db import models

from bonafides.base.audit.models import AuditedModel
from bonafides.programme.assessments.models.frozen import FrozenModel


class LibraryVersion(FrozenModel):
    """A published version: its document in the editor's order, and the hash of its canonical form. Never changed."""

    version = models.CharField(max_length=20, unique=True)
    document = models.TextField()  # JSON
    sha256 = models.CharField(max_length=64, unique=True)
    changelog = models.TextField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=16)

    class Meta:
        ordering: ClassVar = ["-published_at"]

    def __str__(self) -> str:
        return self.version


class LibraryDraft(AuditedModel):
    """What will become the next version; there is at most one."""

    only = models.BooleanField(default=True, unique=True)
    based_on = models.CharField(max_length=20)
    document = models.TextField()  # JSON
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=16)

    def __str__(self) -> str:
        return f"draft after {self.based_on}"
