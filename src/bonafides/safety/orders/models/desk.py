"""Whom we know, and who is reached."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import models
from django.urls import reverse

from bonafides.base.audit.models import AuditedModel
from bonafides.safety.orders.models.fields import person_field, reference_field


class Authority(AuditedModel):
    """A competent authority of a Member State: Art. 12. `checked` only where somebody here made sure."""

    reference = reference_field()
    country = models.CharField(max_length=2, db_index=True)
    name = models.CharField(max_length=300)
    competences = models.JSONField(default=list)
    domains = models.JSONField(default=list)  # from which it writes, lower case
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=60, blank=True)  # found elsewhere than in an order: to call back
    url = models.URLField(max_length=500, blank=True)
    source = models.CharField(max_length=500, blank=True)
    as_of = models.DateField()
    checked = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    first_contact_at = models.DateTimeField(null=True)  # when its advance information went out or came: Art. 3(2)

    class Meta:
        ordering = ["country", "name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("orders:authority", args=[self.reference])


class ContactPoint(AuditedModel):
    """What the public page says: Art. 15. The latest row counts."""

    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    languages = models.JSONField(default=list)  # BCP 47
    hours = models.CharField(max_length=300, blank=True)
    zone = models.CharField(max_length=60, default="UTC")  # IANA
    country = models.CharField(max_length=2, blank=True)  # main establishment, or the legal representative's
    address = models.TextField(blank=True)
    legal_representative = models.CharField(max_length=300, blank=True)  # Art. 17
    home_authority = models.ForeignKey(Authority, null=True, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    set_by = person_field(null=True)

    class Meta:
        ordering = ["-set_at", "-id"]

    def tzinfo(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


class Shift(AuditedModel):
    """When somebody is on call: days of the week and hours, in a zone; a shift may run past midnight."""

    reference = reference_field()
    person = person_field()
    position = models.PositiveSmallIntegerField(default=1)  # who is called first, second, ...
    weekdays = models.JSONField(default=list)  # 0 is Monday
    begins = models.TimeField()
    ends = models.TimeField()
    zone = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "id"]

    def covers(self, moment: datetime) -> bool:
        """Whether this shift runs then; equal begin and end is the whole day."""
        local = moment.astimezone(ZoneInfo(self.zone))
        time, today, yesterday = local.time(), local.weekday(), (local.weekday() - 1) % 7
        if self.begins < self.ends:
            return today in self.weekdays and self.begins <= time < self.ends
        return (today in self.weekdays and time >= self.begins) or (yesterday in self.weekdays and time < self.ends)
