"""Streams that run now, as the platform says; and what a person did about one within seconds."""

from typing import ClassVar

from django.db import models

from bonafides.base.audit.models import AuditedModel
from bonafides.safety.moderation.models.fields import enum_field
from bonafides.safety.moderation.vocabulary import LiveAct


class LiveStream(AuditedModel):
    """An item that is being streamed: since when, to how many, and when it ended."""

    item = models.OneToOneField("moderation.Item", on_delete=models.PROTECT, related_name="stream")
    began_at = models.DateTimeField(db_index=True)
    viewers = models.PositiveBigIntegerField(null=True)
    heard_at = models.DateTimeField()  # when the platform, or a person, last said so
    ended_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        ordering: ClassVar = ["-began_at", "-pk"]

    def __str__(self) -> str:
        return f"stream of {self.item_id}"


class LiveAction(AuditedModel):
    """What somebody did about a stream at once; judging it comes after."""

    stream = models.ForeignKey(LiveStream, on_delete=models.PROTECT, related_name="acts")
    act = enum_field(LiveAct)
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_index=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["stream", "act"], name="moderation_live_act_once")]

    def __str__(self) -> str:
        return f"{self.act} {self.stream_id}"
