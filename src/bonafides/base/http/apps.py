from django.apps import AppConfig


class HttpConfig(AppConfig):
    name = "bonafides.base.http"
    label = "http"
    default_auto_field = "django.db.models.BigAutoField"
