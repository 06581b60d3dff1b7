from django.apps import AppConfig


class FeedsConfig(AppConfig):
    name = "bonafides.safety.feeds"
    label = "feeds"
    default_auto_field = "django.db.models.BigAutoField"
