"""Clocks that are written once they have stopped."""

from datetime import timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from bonafides.base.audit.models import AuditedModel, AuditedQuerySet
from bonafides.kernel.errors import Conflict
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.orders.models.fields import person_field, reference_field, word_field
from bonafides.safety.orders.models.orders import Order, Reply
from bonafides.safety.orders.vocabulary import (
    ClockKind,
)


class ClockRows(AuditedQuerySet["Clock"]):
    def update(self, **values: Any) -> int:
        raise TypeError("A clock is changed one at a time, so that a stopped one stays as it is.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("A clock is never deleted.")


class Clock(AuditedModel):
    """A period that runs. Its start never moves; once stopped it never changes."""

    reference = reference_field()
    kind = word_field(ClockKind)
    about = models.CharField(max_length=60, db_index=True)  # "order:7F3K9Q2MTX", "exposure:...", "year:2026"
    order = models.ForeignKey(Order, null=True, on_delete=models.PROTECT, related_name="clocks")
    owner = person_field()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    zone = models.CharField(max_length=60)
    paused_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=200, blank=True)

    objects: ClassVar = ClockRows.as_manager()

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [models.Index(fields=["due_at"], condition=Q(stopped_at=None), name="orders_clocks_running")]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_running(self) -> bool:
        return self.stopped_at is None and self.paused_at is None

    @property
    def late_by(self) -> timedelta:
        """How late it was stopped; nought in time."""
        return max((self.stopped_at or self.due_at) - self.due_at, timedelta())

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            was = type(self).objects.filter(pk=self.pk).values_list("started_at", "stopped_at").first()
            if was is not None and was[1] is not None:
                raise Conflict("clock-stopped", _("A clock that has stopped is never changed."))
            if was is not None and was[0] != self.started_at:
                raise Conflict("clock-start-final", _("The start of a clock is never changed."))
        super().save(*args, **kwargs)


class ClockPause(AuditedModel):
    """Why a clock stands still: an Annex III was sent."""

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="pauses")
    reason = models.CharField(max_length=24)
    reply = models.ForeignKey(Reply, on_delete=models.PROTECT, related_name="+")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["clock"], condition=Q(until_at=None), name="orders_one_pause_at_a_time")
        ]
