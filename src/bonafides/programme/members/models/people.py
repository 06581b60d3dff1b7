"""The people around the programme before they can sign in, and the bodies that are no platforms."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bonafides.base.audit.models import AuditedModel
from bonafides.base.people.vocabulary import ROLES_OF, OrganisationKind
from bonafides.kernel.ids import new_reference
from bonafides.programme.members.models.choices import choices
from bonafides.programme.members.vocabulary import ProposalState

OUTSIDE_ROLES = sorted({role.value for kind in OrganisationKind for role in ROLES_OF[kind]})


class Body(AuditedModel):
    """Civil society, an academic body, a state or a UN body: who it is, and why its people are let in."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    organisation = models.OneToOneField("people.Organisation", models.PROTECT, related_name="body")
    website = models.URLField(max_length=300, blank=True)
    vetting_note = models.TextField()
    vetted_by = models.CharField(max_length=40)
    vetted_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["organisation__name", "pk"]

    def __str__(self) -> str:
        return str(self.organisation)


class Proposal(AuditedModel):
    """Somebody who is to come in for an organisation; an officer looks at who they are first."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="proposals")
    name = models.CharField(max_length=200)
    email = models.EmailField()
    role = models.CharField(max_length=20, choices=[(role, role.replace("_", " ")) for role in OUTSIDE_ROLES])
    language = models.CharField(max_length=10, default="en")
    state = models.CharField(max_length=20, choices=choices(ProposalState), default=ProposalState.PROPOSED.value)
    proposed_by = models.CharField(max_length=40)
    proposed_at = models.DateTimeField()
    evidence = models.TextField(blank=True)  # what the officer found, or why not
    decided_by = models.CharField(max_length=40, blank=True)
    decided_at = models.DateTimeField(null=True)
    invitation = models.CharField(max_length=16, blank=True)  # its reference

    class Meta:
        ordering: ClassVar = ["-proposed_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=Q(state=ProposalState.PROPOSED.value),
                name="members_one_open_proposal",
            ),
            models.CheckConstraint(
                condition=~Q(state=ProposalState.ACCEPTED.value) | ~Q(evidence=""),
                name="members_nobody_comes_in_without_evidence",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.role})"
