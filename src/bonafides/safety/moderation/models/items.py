"""What a flag or a match is about: one item of the platform, with its content kept apart and encrypted."""

from django.db import models

from bonafides.base.audit.models import AuditedModel
from bonafides.safety.moderation.models.fields import enum_field, reference_field
from bonafides.safety.moderation.vocabulary import HoldEnd, ItemKind, ItemState


class Item(AuditedModel):
    """An item in a case. What matched nothing and was flagged by nobody has no row."""

    reference = reference_field()
    case = models.ForeignKey("moderation.Case", on_delete=models.PROTECT, related_name="items")
    platform_reference = models.CharField(max_length=300, db_index=True)  # the platform's own name for it
    kind = enum_field(ItemKind)
    state = enum_field(ItemState, default=ItemState.LIVE.value)
    url = models.TextField(blank=True)
    url_key = models.CharField(max_length=64, blank=True, db_index=True)  # SHA-256 of the canonical address
    media_type = models.CharField(max_length=120, blank=True)
    size_bytes = models.PositiveBigIntegerField(null=True)
    language = models.CharField(max_length=12, blank=True)  # of the content, BCP 47; empty if unknown
    author_reference = models.CharField(max_length=300, blank=True, db_index=True)  # the platform's pseudonym
    author_language = models.CharField(max_length=12, blank=True)
    author_address = models.TextField(blank=True)  # sealed; empty where the platform tells the author itself
    reach = models.PositiveBigIntegerField(null=True)  # views
    published_at = models.DateTimeField(null=True)  # on the platform
    taken_at = models.DateTimeField()
    content = models.CharField(max_length=64, blank=True)  # blob name; empty: none was given, or erased
    context = models.CharField(max_length=64, blank=True)  # blob name of the surroundings, as JSON
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    text_digest = models.CharField(max_length=64, blank=True, db_index=True)  # SHA-256 of the normal form
    fingerprints = models.JSONField(default=dict)  # matching.Fingerprints as JSON
    submitted_by = models.CharField(max_length=40, blank=True)  # the API client's code
    content_trouble = models.CharField(max_length=300, blank=True)  # why the platform has not given us its content
    content_erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["case", "state"], name="moderation_item_case_state"),
            models.Index(fields=["taken_at"], name="moderation_item_taken"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["platform_reference", "sha256", "url_key"], name="moderation_item_once_per_content"
            ),
            models.CheckConstraint(
                condition=models.Q(content_erased_at=None) | models.Q(content="", context=""),
                name="moderation_erased_items_hold_no_content",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class PictureKey(models.Model):
    """One of eleven pieces of a picture's PDQ hash; two within ten bits share at least one. See queries/likeness.py."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="picture_keys")
    key = models.BigIntegerField(db_index=True)  # piece number << 24 | its bits


class Hold(AuditedModel):
    """A restriction before anybody judged: by a match alone, or by a person who could not let a stream run on.

    It has a reason, an end, and an author who may object at once.
    """

    reference = reference_field()
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="holds")
    match_record = models.ForeignKey(
        "banks.MatchRecord", null=True, on_delete=models.PROTECT, related_name="+"
    )  # empty once the item is forgotten
    held_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")  # else a match
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    objected_at = models.DateTimeField(null=True)
    objection = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)
    end = enum_field(HoldEnd, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=models.Q(ended_at=None), name="moderation_one_running_hold"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, end="") | (models.Q(ended_at__isnull=False) & ~models.Q(end="")),
                name="moderation_hold_end_has_a_reason",
            ),
        ]


class OrderedRestriction(AuditedModel):
    """An item that a removal order disables: no decision or hold of ours lets it out while the order stands."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="ordered_restrictions")
    order = models.CharField(max_length=16)  # the order's reference
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "order"], condition=models.Q(ended_at=None), name="moderation_one_restriction_per_order"
            )
        ]


class ContentEndpoint(AuditedModel):
    """Where the platform answers what an address or reference of its own shows; asked with a signature."""

    url = models.URLField(max_length=500)
    secret = models.TextField()  # sealed
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    last_answer_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
