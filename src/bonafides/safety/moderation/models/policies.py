"""Policies and their versions; a decision pins the version that it applied."""

from django.db import models

from bonafides.base.audit.models import AuditedModel
from bonafides.safety.moderation.vocabulary import Measure


def grave_measures() -> list[str]:
    """The measures that need two readings unless the platform says otherwise."""
    return [Measure.TERMINATE.value]


class Policy(AuditedModel):
    slug = models.SlugField(max_length=60, unique=True)
    created_at = models.DateTimeField()
    two_person_clauses = models.JSONField(default=list)  # clause keys that need two readings
    two_person_measures = models.JSONField(default=grave_measures)  # measures that need two readings

    def __str__(self) -> str:
        return self.slug


class PolicyVersion(AuditedModel):
    """One published text, in all its languages, never changed afterwards."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    texts = models.JSONField()  # language -> the structure of data/policy/<language>.json
    change_note = models.TextField(blank=True)
    digest = models.CharField(max_length=64)  # SHA-256 of the canonical JSON of `texts`

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["policy", "number"], name="moderation_one_version_number")]

    def __str__(self) -> str:
        return f"{self.policy} v{self.number}"
