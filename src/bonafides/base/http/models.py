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
