"""Answers that a repeated request gets again."""

from typing import ClassVar

from django.db import models


class IdempotencyKey(models.Model):
    """One `Idempotency-Key` of one actor, and what was answered to it.

    The row is written in the same transaction as what the request did: either both stand or neither does, and of two
    requests at once the unique constraint lets one through.
    """

    actor = models.CharField(max_length=40)  # the actor's code
    key_hash = models.CharField(max_length=64)  # keyed, in hex
    request_hash = models.CharField(max_length=64)  # SHA-256 of method, path and body, in hex
    answer = models.BinaryField(default=b"")  # status and JSON, encrypted: an answer may hold a link's token
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["actor", "key_hash"], name="http_one_answer_per_key")]

    def __str__(self) -> str:
        return f"{self.actor} {self.key_hash[:8]}"


class RequestTally(models.Model):
    """How many requests of one view were answered with one status within one span of time, over all processes."""

    view = models.CharField(max_length=120)
    status = models.PositiveSmallIntegerField()
    bucket_ms = models.PositiveIntegerField()  # its upper bound
    count = models.PositiveBigIntegerField(default=0)
    micros = models.PositiveBigIntegerField(default=0)  # all their durations together, in millionths of a second

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["view", "status", "bucket_ms"], name="http_one_tally_per_bucket")
        ]

    def __str__(self) -> str:
        return f"{self.view} {self.status}"
