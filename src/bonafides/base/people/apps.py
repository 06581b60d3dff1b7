from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "bonafides.base.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bonafides.base.people import signals

        signals.connect()
