"""Groups of entries of a list that are alike, as they were at one version of the index. They decide nothing."""

from typing import ClassVar

from django.db import models
from django.urls import reverse

from bonafides.kernel.ids import new_reference
from bonafides.safety.banks.models.lists import choices
from bonafides.safety.banks.vocabulary import ClusterKind


class ClusterRun(models.Model):
    """The last look for groups on a list; without `done_at` it is still asked for."""

    bank = models.OneToOneField("banks.Bank", models.PROTECT, related_name="cluster_run")
    asked_at = models.DateTimeField(null=True)  # while the worker has it
    done_at = models.DateTimeField(null=True)
    index_version = models.BigIntegerField(null=True)
    entries = models.PositiveIntegerField(default=0)  # that were looked at
    found = models.PositiveIntegerField(default=0)  # groups that are kept
    is_whole = models.BooleanField(default=True)  # else there were more, smaller ones

    def __str__(self) -> str:
        return str(self.bank)


class Cluster(models.Model):
    """One group, the largest first. Distances are in the unit of its kind (`ClusterKind.unit`)."""

    kind = models.CharField(max_length=10, choices=choices(ClusterKind), default=ClusterKind.PICTURES)
    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    run = models.ForeignKey(ClusterRun, models.CASCADE, related_name="clusters")
    place = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    medoid = models.ForeignKey("banks.Entry", models.PROTECT, related_name="+")
    widest = models.PositiveSmallIntegerField()
    is_measured_whole = models.BooleanField()  # else it is at least so wide

    class Meta:
        ordering: ClassVar = ["place"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["run", "place"], name="banks_cluster_places")]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_chain(self) -> bool:
        """Whether its farthest two are not alike themselves."""
        return self.widest > ClusterKind(self.kind).near

    def get_absolute_url(self) -> str:
        return reverse("banks:cluster", args=[self.reference])


class ClusterMember(models.Model):
    """An entry of a group, and how far it is from the medoid."""

    cluster = models.ForeignKey(Cluster, models.CASCADE, related_name="members")
    entry = models.ForeignKey("banks.Entry", models.PROTECT, related_name="cluster_members")
    distance = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["distance", "entry"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["cluster", "entry"], name="banks_cluster_member_once")]

    def __str__(self) -> str:
        return f"{self.cluster_id}: {self.entry_id}"
