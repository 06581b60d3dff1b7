"""Resources, their texts in each language and every revision; who may read; training, meetings, talk and readers."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from bonafides.base.audit.models import AuditedModel
from bonafides.kernel.ids import new_reference
from bonafides.programme.knowledge import rules
from bonafides.programme.knowledge.vocabulary import (
    LANGUAGES,
    SUMMARY_LIMIT_CHARACTERS,
    AttendanceState,
    FacetName,
    Freshness,
    Kind,
    Level,
    Origin,
    RevisionState,
    Tlp,
    WatchLevel,
)


def choices(enum: Any) -> list[tuple[str, str]]:
    return [(each.value, each.value.replace("_", " ")) for each in enum]


class Group(AuditedModel):
    """A named group of readers: the only ones to whom TLP:RED opens."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    name = models.CharField(max_length=100, unique=True)
    about = models.CharField(max_length=300, blank=True)
    created_by = models.CharField(max_length=40)  # the code of an actor, as are all `..._by` without a person
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class GroupMember(AuditedModel):
    group = models.ForeignKey(Group, models.PROTECT, related_name="people")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    added_by = models.CharField(max_length=40)
    added_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "person"], name="knowledge_in_a_group_once"),
        ]


class Resource(AuditedModel):
    """One thing to read, use or do: what it is about, who may read it, how long it holds."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    slug = models.SlugField(max_length=100, unique=True)
    kind = models.CharField(max_length=20, choices=choices(Kind), db_index=True)
    level = models.CharField(max_length=10, choices=choices(Level))
    tlp = models.CharField(max_length=10, choices=choices(Tlp))
    language = models.CharField(max_length=10, choices=list(LANGUAGES.items()), default="en")  # of the original
    owner = models.CharField(max_length=200)  # who answers for it, as a reader is told
    owner_person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")  # who is reminded
    as_of = models.DateField()
    valid_until = models.DateField(null=True)
    sources = models.JSONField(default=list)  # of {title, url}
    legal_note = models.BooleanField(default=False)
    is_featured = models.BooleanField(default=False)
    origin = models.CharField(max_length=10, choices=choices(Origin), default=Origin.WRITTEN.value)
    created_by = models.CharField(max_length=40)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, db_index=True)  # first
    changed_at = models.DateTimeField(null=True, db_index=True)  # last published, in whatever language
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=40, blank=True)
    withdrawn_because = models.CharField(max_length=300, blank=True)
    reminded_for = models.DateField(null=True)  # the end that its owner was reminded of

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(level=Level.PUBLIC.value) | Q(tlp=Tlp.CLEAR.value), name="knowledge_public_is_clear"
            ),
            models.CheckConstraint(
                condition=~Q(tlp=Tlp.RED.value) | Q(level=Level.GROUPS.value), name="knowledge_red_names_groups"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by="") | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="")),
                name="knowledge_withdrawal_names_who",
            ),
        ]

    shown: "Text"  # the text that a reader is given, set by `queries`

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("knowledge:resource", args=[self.slug])

    def freshness_on(self, today: date) -> Freshness:
        return rules.freshness_of(self.valid_until, today)

    @property
    def is_public(self) -> bool:
        return self.published_at is not None and self.withdrawn_at is None


class Grant(AuditedModel):
    """A named group may read a resource."""

    resource = models.ForeignKey(Resource, models.PROTECT, related_name="grants")
    group = models.ForeignKey(Group, models.PROTECT, related_name="grants")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["resource", "group"], name="knowledge_granted_once")]


class Facet(AuditedModel):
    """One thing that a resource is about, in a row that can be counted."""

    resource = models.ForeignKey(Resource, models.PROTECT, related_name="facets")
    name = models.CharField(max_length=10, choices=choices(FacetName))
    value = models.CharField(max_length=60)

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["resource", "name", "value"], name="knowledge_facet_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["name", "value", "resource"], name="knowledge_by_facet")]


class Text(AuditedModel):
    """A resource in one language; title and summary repeat those of the published revision, for lists."""

    resource = models.ForeignKey(Resource, models.PROTECT, related_name="texts")
    language = models.CharField(max_length=10, choices=list(LANGUAGES.items()))
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=SUMMARY_LIMIT_CHARACTERS, blank=True)
    published = models.OneToOneField("Revision", models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    shipped_sha256 = models.CharField(max_length=64, blank=True)  # of the last file that came with the software

    class Meta:
        ordering: ClassVar = ["language"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["resource", "language"], name="knowledge_one_text_a_language"),
            models.CheckConstraint(
                condition=Q(published=None, published_at=None) | Q(published__isnull=False, published_at__isnull=False),
                name="knowledge_published_text_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_original(self) -> bool:
        return self.language == self.resource.language

    def get_absolute_url(self) -> str:
        if self.is_original:
            return self.resource.get_absolute_url()
        return reverse("knowledge:translation", args=[self.resource.slug, self.language])


class Revision(AuditedModel):
    """One version of a text, and how far it has come; a published one never changes."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    text = models.ForeignKey(Text, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=SUMMARY_LIMIT_CHARACTERS, blank=True)
    body = models.TextField(blank=True)
    quiz = models.TextField(blank=True)  # of a training, as `quizzes.parse` reads it
    note = models.CharField(max_length=300, blank=True)  # what changed, and why
    translated_from = models.PositiveIntegerField(null=True)  # the original's revision; null for the original
    is_reviewed = models.BooleanField(default=True)  # False: made by machine, read by no native speaker
    state = models.CharField(max_length=12, choices=choices(RevisionState), default=RevisionState.DRAFT.value)
    written_by = models.CharField(max_length=40)
    written_at = models.DateTimeField()
    also_written_by = models.JSONField(default=list)  # the codes of others who changed this draft
    sent_at = models.DateTimeField(null=True)
    returned_because = models.CharField(max_length=300, blank=True)
    approved_by = models.CharField(max_length=40, blank=True)
    approved_at = models.DateTimeField(null=True)
    publish_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["text", "number"], name="knowledge_revision_number_once"),
            models.CheckConstraint(
                condition=~Q(approved_by=F("written_by")) | Q(written_by="system"),
                name="knowledge_two_persons_behind_a_text",
            ),
            models.UniqueConstraint(
                fields=["text"],
                condition=Q(state__in=["draft", "in_review", "approved"]),
                name="knowledge_one_revision_under_way",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "publish_at"], name="knowledge_by_state")]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    @property
    def writers(self) -> frozenset[str]:
        return frozenset({self.written_by, *self.also_written_by})


class Attachment(AuditedModel):
    """A file beside a resource: encrypted at rest, given out as a download only."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    resource = models.ForeignKey(Resource, models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=200)
    size_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    blob = models.CharField(max_length=40)
    added_by = models.CharField(max_length=40)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Meeting(AuditedModel):
    """When and where an event takes place; the resource says the rest."""

    resource = models.OneToOneField(Resource, models.PROTECT, related_name="meeting")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    join_url = models.URLField(max_length=300, blank=True)
    recording_url = models.URLField(max_length=300, blank=True)
    sequence = models.PositiveIntegerField(default=0)  # RFC 5545, 3.8.7.4: counts changes

    class Meta:
        ordering: ClassVar = ["starts_at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="knowledge_meeting_ends_after_start"),
        ]


class Attendance(AuditedModel):
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=choices(AttendanceState))
    noted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["meeting", "person"], name="knowledge_attends_once")]


class Completion(AuditedModel):
    """Somebody passed a training, with the credential that says so."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    resource = models.ForeignKey(Resource, models.PROTECT, related_name="completions")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    completed_at = models.DateTimeField()
    credential = models.TextField()  # the signed document, byte for byte

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["revision", "person"], name="knowledge_completed_once"),
        ]


class Thread(AuditedModel):
    """What is said about a resource, under one heading."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    resource = models.ForeignKey(Resource, models.PROTECT, related_name="threads")
    title = models.CharField(max_length=200)
    is_chatham = models.BooleanField(default=False)  # names of speakers are kept from the others
    opened_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-opened_at", "-pk"]


class Post(AuditedModel):
    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    thread = models.ForeignKey(Thread, models.PROTECT, related_name="posts")
    author = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    body = models.TextField()
    written_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    removed_by = models.CharField(max_length=40, blank=True)
    removed_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by="", removed_because="")
                | (Q(removed_at__isnull=False) & ~Q(removed_by="") & ~Q(removed_because="")),
                name="knowledge_removed_post_says_why",
            ),
        ]


class Reader(AuditedModel):
    """What somebody asked to be told, and the hash of the token that opens their feeds."""

    person = models.OneToOneField("people.Person", models.PROTECT, related_name="+")
    digest = models.BooleanField(default=False)
    topics = models.JSONField(default=list)  # of the digest; empty is all
    token_hash = models.CharField(max_length=64, blank=True, db_index=True)
    digest_at = models.DateTimeField(null=True)  # the last one


class Watch(AuditedModel):
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    resource = models.ForeignKey(Resource, models.PROTECT, related_name="watches")
    level = models.CharField(max_length=12, choices=choices(WatchLevel))
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "resource"], name="knowledge_watched_once")]


class ReadingDay(models.Model):
    """That somebody of a member opened a resource on a day: who, how often and when is not kept."""

    resource = models.ForeignKey(Resource, models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    day = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "resource", "day"], name="knowledge_read_once_a_day"),
        ]
