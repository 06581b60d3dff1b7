from django.apps import AppConfig


class TrustmarkConfig(AppConfig):
    name = "bonafides.programme.trustmark"
    label = "trustmark"
    default_auto_field = "django.db.models.BigAutoField"
