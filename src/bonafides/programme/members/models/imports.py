"""What came of bringing in a file of members."""

from typing import ClassVar

from django.db import models
from django.urls import reverse

from bonafides.base.audit.models import AuditedModel
from bonafides.kernel.ids import new_reference


class ImportRun(AuditedModel):
    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    added = models.PositiveIntegerField()
    known = models.PositiveIntegerField()  # were members already, and are left as they are
    set_aside = models.PositiveIntegerField()
    begun_by = models.CharField(max_length=40)
    begun_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("members:import_run", args=[self.reference])


class RowSetAside(AuditedModel):
    """A row that could not be used, and why."""

    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="rows")
    line = models.PositiveIntegerField()
    code = models.CharField(max_length=60)
    reason = models.TextField()  # the sentence, in English
    raw = models.TextField()

    class Meta:
        ordering: ClassVar = ["line", "pk"]

    def __str__(self) -> str:
        return f"{self.line}: {self.code}"
