"""Whether contacts answer and report forms work, and what somebody has to do about it."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from bonafides.base.audit.models import AuditedModel
from bonafides.kernel.ids import new_reference
from bonafides.programme.members.models.choices import choices
from bonafides.programme.members.models.membership import Contact, Member, Service
from bonafides.programme.members.vocabulary import (
    PROBE_WORDS,
    SECOND_CONTACT,
    TASK_WORDS,
    ProbeOutcome,
    Requirement,
    TaskKind,
)


class ContactTest(AuditedModel):
    """One message to a contact with a link that must be answered."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="tests")
    sent_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(
                fields=["answer_by"],
                condition=Q(answered_at__isnull=True, failed_at__isnull=True),
                name="members_tests_that_wait",
            )
        ]

    def __str__(self) -> str:
        return f"{self.contact} {self.state}"

    @property
    def state(self) -> str:
        if self.answered_at:
            return "verified"
        return "failed" if self.failed_at else "pending"


class ReportProbe(AuditedModel):
    """One look at a declared report form: status and outcome. What the page said is not kept."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="probes")
    url = models.URLField(max_length=300)
    outcome = models.CharField(max_length=20, choices=choices(ProbeOutcome))
    status = models.PositiveSmallIntegerField(null=True)  # null where nothing answered
    probed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.service} {self.outcome}"

    @property
    def outcome_word(self) -> str:
        return PROBE_WORDS[ProbeOutcome(self.outcome)]


class Task(AuditedModel):
    """Something that somebody of the programme, or of a member, has to do by a day."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="tasks")  # null: about a body
    kind = models.CharField(max_length=20, choices=choices(TaskKind))
    for_member = models.BooleanField(default=False)  # theirs to do; else the programme's
    title = models.CharField(max_length=200, blank=True)  # what it is about, in the words of whoever made it
    requirement = models.CharField(max_length=20, choices=choices(Requirement), blank=True)
    assignee = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    due_on = models.DateField()
    made_by = models.CharField(max_length=40)
    made_at = models.DateTimeField()
    second_tried_at = models.DateTimeField(null=True)
    second_tried_by = models.CharField(max_length=40, blank=True)
    second_reached = models.BooleanField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)  # what came of it

    class Meta:
        ordering: ClassVar = ["due_on", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["due_on"], condition=Q(done_at__isnull=True), name="members_tasks_to_do")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by="") | (Q(done_at__isnull=False) & ~Q(done_by="")),
                name="members_done_task_names_who",
            ),
            models.CheckConstraint(
                condition=Q(second_tried_at__isnull=True, second_reached__isnull=True)
                | (Q(second_tried_at__isnull=False, second_reached__isnull=False) & ~Q(second_tried_by="")),
                name="members_second_try_names_who_and_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("members:task", args=[self.reference])

    @property
    def kind_word(self) -> str:
        return TASK_WORDS[TaskKind(self.kind)]

    @property
    def asks_for_second(self) -> bool:
        return self.kind in SECOND_CONTACT and self.second_tried_at is None

    def state_on(self, today: date) -> str:
        if self.done_at:
            return "closed"
        return "overdue" if self.due_on < today else "open"
