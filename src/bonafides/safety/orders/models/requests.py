"""Other requests of authorities, exposure, specific measures."""

from django.db import models
from django.urls import reverse

from bonafides.base.audit.models import AuditedModel
from bonafides.safety.orders.models.fields import person_field, reference_field, word_field
from bonafides.safety.orders.vocabulary import (
    RequestKind,
    RequestState,
)


class AuthorityRequest(AuditedModel):
    """A request of an authority that is no removal order; each kind has its own rules."""

    reference = reference_field()
    kind = word_field(RequestKind)
    state = word_field(RequestState, default=RequestState.OPEN.value)
    country = models.CharField(max_length=2)
    authority_name = models.CharField(max_length=300)
    contact = models.CharField(max_length=300)
    authority_reference = models.CharField(max_length=200, blank=True)
    legal_basis = models.CharField(max_length=300, blank=True)
    asked_for = models.TextField()
    danger = models.TextField(blank=True)  # of an emergency request: to whom, and how
    location = models.TextField(blank=True)  # of a referral
    received_at = models.DateTimeField()
    received_zone = models.CharField(max_length=60)
    due_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    verified_how = models.CharField(max_length=300, blank=True)
    narrowed_to = models.TextField(blank=True)
    challenged_at = models.DateTimeField(null=True)
    challenged_where = models.CharField(max_length=300, blank=True)
    answer = models.CharField(max_length=24, blank=True)
    answer_reason = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = person_field(null=True)
    flag = models.CharField(max_length=16, blank=True)  # what a referral became

    class Meta:
        ordering = ["-received_at", "-id"]

    def get_absolute_url(self) -> str:
        return reverse("orders:request", args=[self.reference])


class Exposure(AuditedModel):
    """A decision that we are exposed to terrorist content, and must take specific measures: Art. 5."""

    reference = reference_field()
    authority_name = models.CharField(max_length=300)
    authority_email = models.CharField(max_length=254, blank=True)
    authority_reference = models.CharField(max_length=200)
    decided_at = models.DateTimeField()
    note = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-decided_at"]

    def get_absolute_url(self) -> str:
        return reverse("orders:exposure", args=[self.reference])


class SpecificMeasure(AuditedModel):
    exposure = models.ForeignKey(Exposure, on_delete=models.PROTECT, related_name="measures")
    description = models.TextField()
    human_oversight = models.TextField()  # Art. 5(3): who verifies what a machine finds
    rights = models.TextField(blank=True)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class MeasuresReport(AuditedModel):
    """A report to the authority on the specific measures, as it was sent."""

    exposure = models.ForeignKey(Exposure, on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    sent_to = models.CharField(max_length=254)
    sent_at = models.DateTimeField()
    sent_by = person_field()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["exposure", "number"], name="orders_report_once")]
