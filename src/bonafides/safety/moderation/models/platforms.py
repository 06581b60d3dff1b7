"""What the platform said of itself when the installation was made: it decides which duties bind."""

from django.db import models

from bonafides.base.audit.models import AuditedModel


class PlatformProfile(AuditedModel):
    """The answers of `init`; the latest row counts, the earlier ones say what was true before."""

    country = models.CharField(max_length=2, blank=True)  # ISO 3166-1; empty: no establishment in the Union
    staff = models.PositiveIntegerField()
    turnover_eur = models.PositiveBigIntegerField()
    services = models.JSONField(default=list)  # duties.ServiceKind
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["-set_at", "-id"]

    def __str__(self) -> str:
        return f"{self.country or '-'} {self.staff}"
