from django.apps import AppConfig


class BlobsConfig(AppConfig):
    name = "bonafides.base.blobs"
    label = "blobs"
    default_auto_field = "django.db.models.BigAutoField"
