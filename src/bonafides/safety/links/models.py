"""Whether links are followed, and where each of them leads."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bonafides.base.audit.models import AuditedModel
from bonafides.kernel.ids import new_reference
from bonafides.safety.links.vocabulary import LinkState


class Following(AuditedModel):
    """A time in which links are followed; it runs while it has no end."""

    switched_on_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    switched_on_at = models.DateTimeField()
    switched_off_by = models.CharField(max_length=40, blank=True)
    switched_off_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["switched_off_by"], condition=Q(switched_off_at=None), name="links_following_is_on_once"
            ),
            models.CheckConstraint(
                condition=Q(switched_off_at=None, switched_off_by="")
                | (Q(switched_off_at__isnull=False) & ~Q(switched_off_by="")),
                name="links_switched_off_names_who",
            ),
        ]

    def __str__(self) -> str:
        return f"from {self.switched_on_at:%Y-%m-%d}"


class Link(AuditedModel):
    """One shortened address of one item, and where it leads."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    item = models.CharField(max_length=24)  # its reference
    url = models.TextField()
    url_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=[(each.value, each.value) for each in LinkState])
    hops = models.JSONField(default=list)  # the addresses after its own, in order
    trouble = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    followed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "url_sha256"], name="links_once_for_an_item"),
            models.CheckConstraint(
                condition=Q(state=LinkState.WAITING.value, followed_at=None)
                | (~Q(state=LinkState.WAITING.value) & Q(followed_at__isnull=False)),
                name="links_followed_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def chain(self) -> list[str]:
        """The address itself and all that it led through."""
        return [self.url, *self.hops]
