"""Public lists, the entities on them, their names, and what each import changed."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from bonafides.base.audit.models import AuditedModel
from bonafides.base.designations.rules import Record
from bonafides.base.designations.vocabulary import (
    NAME_LIMIT_CHARACTERS,
    SET_ASIDE_SENTENCES,
    Change,
    Format,
    RunState,
    SetAside,
)
from bonafides.kernel.ids import new_reference


def choices(enum: Any) -> list[tuple[str, str]]:
    return [(each.value, each.value.replace("_", " ")) for each in enum]


class PublicList(AuditedModel):
    """A list that a public body keeps: who issues it, what it binds, as of when it is here."""

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    body = models.CharField(max_length=200)
    effect = models.TextField()
    url = models.URLField(max_length=300)
    format = models.CharField(max_length=20, choices=choices(Format))
    as_of = models.DateField(null=True)  # what the file itself says
    imported_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["key"]

    def __str__(self) -> str:
        return self.name


class Entity(AuditedModel):
    """An organisation that at least one list names. Persons are not kept here."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    name = models.CharField(max_length=NAME_LIMIT_CHARACTERS)
    folded = models.CharField(max_length=NAME_LIMIT_CHARACTERS * 2, db_index=True)
    is_listed = models.BooleanField(default=True)  # on any list now
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("designations:entity", args=[self.reference])


class Alias(AuditedModel):
    """Another name of an entity, as some list has it."""

    entity = models.ForeignKey(Entity, models.PROTECT, related_name="aliases")
    name = models.CharField(max_length=NAME_LIMIT_CHARACTERS)
    folded = models.CharField(max_length=NAME_LIMIT_CHARACTERS * 2, db_index=True)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["entity", "name"], name="designations_alias_once")]

    def __str__(self) -> str:
        return self.name


class ListEntry(AuditedModel):
    """An entity on a list: under which number, since when, until when."""

    public_list = models.ForeignKey(PublicList, models.PROTECT, related_name="entries")
    entity = models.ForeignKey(Entity, models.PROTECT, related_name="entries")
    number = models.CharField(max_length=100)
    name = models.CharField(max_length=NAME_LIMIT_CHARACTERS)  # as this list has it
    aliases = models.JSONField(default=list)
    regime = models.CharField(max_length=300, blank=True)
    also = models.JSONField(default=list)  # the numbers of the same entity on other lists
    listed_on = models.DateField(null=True)
    delisted_on = models.DateField(null=True)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["public_list__key", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["public_list", "number"], name="designations_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def is_listed(self) -> bool:
        return self.delisted_on is None

    def record(self) -> Record:
        aliases, also = tuple(self.aliases), tuple(self.also)
        return Record(self.number, self.name, aliases, self.regime, self.listed_on, self.delisted_on, also)


class ImportRun(AuditedModel):
    """One file brought in."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    public_list = models.ForeignKey(PublicList, models.PROTECT, related_name="runs")
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=choices(RunState), default=RunState.RUNNING.value)
    counts = models.JSONField(default=dict)
    trouble = models.CharField(max_length=300, blank=True)
    as_of = models.DateField(null=True)
    started_by = models.CharField(max_length=40)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-started_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state=RunState.RUNNING.value, finished_at=None)
                | (~Q(state=RunState.RUNNING.value) & Q(finished_at__isnull=False)),
                name="designations_finished_runs_say_when",
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_name} {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("designations:run", args=[self.reference])


class RowSetAside(AuditedModel):
    """A record that could not be used, and why."""

    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="rows_set_aside")
    place = models.CharField(max_length=100)
    reason = models.CharField(max_length=20, choices=choices(SetAside))
    raw = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    @property
    def sentence(self) -> str:
        return SET_ASIDE_SENTENCES[SetAside(self.reason)]


class EntryChange(AuditedModel):
    """One line of an entry's history."""

    entry = models.ForeignKey(ListEntry, models.PROTECT, related_name="changes")
    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="changes")
    change = models.CharField(max_length=10, choices=choices(Change))
    name_before = models.CharField(max_length=NAME_LIMIT_CHARACTERS, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
