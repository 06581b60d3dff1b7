"""What must still happen, and what the platform was told. The only record of either."""

from django.db import models
from django.db.models import Q

from bonafides.base.outbox.vocabulary import Interrupted, RowState


class WebhookEndpoint(models.Model):
    """An address that messages are posted to: the platform's, or that of whoever `audience` names."""

    reference = models.CharField(max_length=16, unique=True)
    audience = models.CharField(max_length=60, blank=True, db_index=True)  # empty: the platform
    url = models.URLField(max_length=2000)
    description = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    disabled_at = models.DateTimeField(null=True)
    disabled_reason = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.url

    @property
    def is_active(self) -> bool:
        return self.disabled_at is None

    @property
    def lane(self) -> str:
        return f"webhook:{self.reference}"


class WebhookSecret(models.Model):
    """One of an endpoint's secrets; every active one signs."""

    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.PROTECT, related_name="secrets")
    reference = models.CharField(max_length=16, unique=True)
    sealed = models.TextField()
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.endpoint_id}: {self.reference}"


class Message(models.Model):
    """What the platform, or `audience`, is told. `position` is given in order once it is due: the API's cursor."""

    reference = models.CharField(max_length=40, unique=True)
    key = models.CharField(max_length=200, unique=True)
    audience = models.CharField(max_length=60, blank=True)  # empty: the platform
    type = models.CharField(max_length=100)
    data = models.JSONField()
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    position = models.PositiveBigIntegerField(null=True, unique=True)
    is_listed = models.BooleanField(default=True)  # false for a test, which the cursor API never shows

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"],
                name="message_unnumbered",
                condition=Q(position=None, cancelled_at=None, is_listed=True),
            ),
            models.Index(fields=["audience", "position"], name="message_cursor"),
        ]

    def __str__(self) -> str:
        return self.reference


class OutboxRow(models.Model):
    """One thing that must happen once, at least; its handler makes that once, at most."""

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200, unique=True)
    lane = models.CharField(max_length=60)  # rows to one receiver: they rest together while it fails
    payload = models.JSONField()  # emptied once done
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="rows")
    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.PROTECT, null=True, related_name="rows")
    state = models.CharField(max_length=10, choices=[(s.value, s.name) for s in RowState], default=RowState.WAITING)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at", "id"], name="outbox_due", condition=Q(state=RowState.WAITING)),
            models.Index(fields=["state", "-id"], name="outbox_listed"),
            models.Index(fields=["lane"], name="outbox_rows_by_lane", condition=Q(state=RowState.WAITING)),
        ]
        constraints = [
            models.CheckConstraint(
                name="outbox_finished_when_not_waiting",
                condition=Q(state=RowState.WAITING, finished_at=None)
                | (~Q(state=RowState.WAITING) & Q(finished_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.key


class DeliveryAttempt(models.Model):
    """One try at a row that leaves the house: webhook or mail."""

    row = models.ForeignKey(OutboxRow, on_delete=models.CASCADE, related_name="tries")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)  # the HTTP status, where there was an answer
    duration_ms = models.PositiveIntegerField()
    error = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.row_id} at {self.at:%Y-%m-%dT%H:%M:%SZ}"


class CursorReader(models.Model):
    """A program that fetches its messages itself, and when it last did."""

    client = models.CharField(max_length=40, unique=True)  # the API key's code
    read_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.client


class Lane(models.Model):
    """A receiver that fails: nothing is tried there until `resting_until`."""

    name = models.CharField(max_length=60, unique=True)
    failures = models.PositiveIntegerField()
    resting_until = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Recurrence(models.Model):
    """When a recurring job is due next."""

    name = models.CharField(max_length=100, unique=True)
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class Interruption(models.Model):
    """A time in which this installation did not run as it should: what it was, until when, and what came due meanwhile.

    Written once it can be: a disk that is full takes no row.
    """

    kind = models.CharField(max_length=20, choices=[(kind.value, kind.name) for kind in Interrupted])
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    seconds = models.BigIntegerField()  # how long it was, or how far the clock jumped; below 0: back
    due_meanwhile = models.PositiveIntegerField(default=0)  # rows and recurring jobs that waited through it

    class Meta:
        indexes = [models.Index(fields=["-ended_at"], name="outbox_interruptions")]

    def __str__(self) -> str:
        return f"{self.kind} until {self.ended_at:%Y-%m-%dT%H:%M:%SZ}"
