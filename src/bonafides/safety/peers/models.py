"""What clients of other systems keep beside our entries and items, and what a named person has switched on for them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bonafides.base.audit.models import AuditedModel
from bonafides.safety.peers.vocabulary import NOTE_LIMIT_CHARACTERS, ContentType

# -- what is switched on ----------------------------------------------------------------------------------------------


class AddressFetching(AuditedModel):
    """A time in which clients may have us fetch an address; it runs while it has no end."""

    switched_on_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    switched_on_at = models.DateTimeField()
    switched_off_by = models.CharField(max_length=40, blank=True)
    switched_off_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["switched_off_by"], condition=Q(switched_off_at=None), name="peers_fetching_is_on_once"
            ),
            models.CheckConstraint(
                condition=Q(switched_off_at=None, switched_off_by="")
                | (Q(switched_off_at__isnull=False) & ~Q(switched_off_by="")),
                name="peers_fetching_switched_off_names_who",
            ),
        ]

    def __str__(self) -> str:
        return f"from {self.switched_on_at:%Y-%m-%d}"


class Receiver(AuditedModel):
    """Where decisions on targets go, in Altitude's form; the newest that is not removed is in use."""

    url = models.URLField(max_length=500)
    secret = models.TextField()  # sealed
    set_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.url


# -- Hasher-Matcher-Actioner: a list that answers by a share -----------------------------------------------------------


class ListShare(AuditedModel):
    """For what share of the questions at that client's door a list answers; a list without a row answers for all."""

    bank = models.OneToOneField("banks.Bank", models.PROTECT, related_name="+")
    share = models.FloatField()
    set_by = models.CharField(max_length=40)  # the code of an actor
    set_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=1), name="peers_share_is_a_share")
        ]

    def __str__(self) -> str:
        return f"{self.bank_id}: {self.share}"

    @property
    def percent(self) -> float:
        return 100 * self.share


# -- Hasher-Matcher-Actioner: one content with its signals ------------------------------------------------------------


class BankedContent(AuditedModel):
    """One content as a client banked it. It is known by the number of its first entry."""

    first = models.OneToOneField("banks.Entry", models.PROTECT, related_name="+")
    note = models.CharField(max_length=NOTE_LIMIT_CHARACTERS, blank=True)
    content_id = models.CharField(max_length=300, blank=True)  # the client's own name for it
    content_uri = models.TextField(blank=True)
    json = models.JSONField(default=dict)
    off_until = models.DateTimeField(null=True)  # while its entries are disabled, and not for good

    def __str__(self) -> str:
        return str(self.first_id)


class BankedSignal(AuditedModel):
    """One entry of a content, and what the client called that signal."""

    content = models.ForeignKey(BankedContent, models.PROTECT, related_name="signals")
    entry = models.OneToOneField("banks.Entry", models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)

    class Meta:
        ordering: ClassVar = ["entry_id"]

    def __str__(self) -> str:
        return f"{self.name} {self.entry_id}"


# -- Altitude: a target -----------------------------------------------------------------------------------------------


class Target(AuditedModel):
    """A target that became an item, and what its client said of it; the content itself is the item's."""

    reference = models.CharField(max_length=24, unique=True)
    item = models.ForeignKey("moderation.Item", models.SET_NULL, null=True, related_name="+")
    content_type = models.CharField(max_length=10, choices=[(each.value, each.value) for each in ContentType])
    said = models.TextField(blank=True)  # sealed JSON: title, description, client_context
    views = models.PositiveBigIntegerField(null=True)
    created_at = models.DateTimeField()
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(forgotten_at=None) | Q(said="", views=None), name="peers_forgotten_targets_say_nothing"
            )
        ]

    def __str__(self) -> str:
        return self.reference
