"""What was published of the figures: frozen, as it stood that day."""

from typing import ClassVar

from django.db import models
from django.urls import reverse

from bonafides.base.audit.models import AuditedModel
from bonafides.safety.quality.models.fields import person_field, reference_field


class PublishedFigures(AuditedModel):
    """The figures of a period without small rows and without anybody's code; never changed."""

    reference = reference_field()
    first = models.DateField()
    last = models.DateField()
    document = models.JSONField()
    digest = models.CharField(max_length=64)  # SHA-256 of its canonical JSON
    published_by = person_field()
    published_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-last", "-pk"]

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"

    def get_absolute_url(self) -> str:
        return reverse("quality:published_period", args=[self.reference])
