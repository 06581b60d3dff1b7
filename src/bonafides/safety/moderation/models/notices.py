"""Flags, who raised them (apart, sealed), and the counters of what left nothing else."""

from django.db import models

from bonafides.base.audit.models import AuditedModel
from bonafides.safety.moderation.models.fields import enum_field, reference_field
from bonafides.safety.moderation.vocabulary import SourceKind


class Reporter(AuditedModel):
    """How often flags of one source were right, as a Beta distribution; the key is a pseudonym, never an address."""

    key = models.CharField(max_length=64, unique=True)
    alpha = models.FloatField(default=1.0)
    beta = models.FloatField(default=1.0)
    flags = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()


class NoticeBatch(AuditedModel):
    """Several addresses that came as one: a form, an e-mail, a CSV; one receipt."""

    reference = reference_field()
    received_at = models.DateTimeField()
    lines = models.PositiveIntegerField()
    set_aside = models.JSONField(default=list)  # [{line, reason, text}]


class Flag(AuditedModel):
    """Any report that comes in. The notifier's name and address are sealed, optional, and never reach the author."""

    reference = reference_field()
    case = models.ForeignKey("moderation.Case", on_delete=models.PROTECT, related_name="flags")
    item = models.ForeignKey("moderation.Item", on_delete=models.PROTECT, related_name="flags")
    batch = models.ForeignKey(NoticeBatch, null=True, on_delete=models.PROTECT, related_name="flags")
    reporter = models.ForeignKey(Reporter, null=True, on_delete=models.PROTECT, related_name="+")
    source = enum_field(SourceKind)
    client = models.CharField(max_length=40, blank=True)  # the API client's code
    notifier_name = models.TextField(blank=True)  # sealed
    notifier_address = models.TextField(blank=True)  # sealed
    notifier_forgotten_at = models.DateTimeField(null=True)
    language = models.CharField(max_length=12, blank=True)  # in which to answer
    category = models.CharField(max_length=40, default="terrorist_content")
    reason = models.TextField(blank=True)  # DSA Art. 16(2)(a)
    location = models.TextField(blank=True)  # as it was given
    good_faith = models.BooleanField(default=False)  # DSA Art. 16(2)(d)
    complete = models.BooleanField(default=False)  # all of Art. 16(2); else no actual knowledge (16(3))
    threat_to_life = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    event_id = models.CharField(max_length=24, blank=True)  # its entry in the log
    after_decision = models.BooleanField(default=False)  # it joined a closed case and got that outcome

    class Meta:
        indexes = [models.Index(fields=["source", "received_at"], name="moderation_flag_source")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(notifier_forgotten_at=None) | models.Q(notifier_name="", notifier_address=""),
                name="moderation_forgotten_notifiers_are_gone",
            )
        ]


class Counter(models.Model):
    """A number by day: all that stays of an upload that matched nothing."""

    day = models.DateField()
    name = models.CharField(max_length=60)
    value = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "name"], name="moderation_counter_once")]
