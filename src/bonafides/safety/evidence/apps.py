from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "bonafides.safety.evidence"
    label = "evidence"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """From the start of every process, nobody reads kept bytes without a custody record."""
        from bonafides.base.blobs.custody import guard
        from bonafides.safety.evidence.actions.custody import GUARDED, CustodyGuard

        watch = CustodyGuard()
        for class_ in GUARDED:
            guard(class_, watch)
