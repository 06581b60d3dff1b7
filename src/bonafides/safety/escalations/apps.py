from django.apps import AppConfig


class EscalationsConfig(AppConfig):
    name = "bonafides.safety.escalations"
    label = "escalations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Threats and routed items are published beside the orders and requests of authorities."""
        from bonafides.safety.escalations.queries import published
        from bonafides.safety.moderation.queries import numbers

        numbers.publish(published)
