from django.apps import AppConfig


class BanksConfig(AppConfig):
    name = "bonafides.safety.banks"
    label = "banks"
    default_auto_field = "django.db.models.BigAutoField"
