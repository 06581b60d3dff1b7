from django.apps import AppConfig

from bonafides.kernel import recording


class AuditConfig(AppConfig):
    name = "bonafides.base.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bonafides.base.audit.actions import record_from_below

        recording.use(record_from_below)
