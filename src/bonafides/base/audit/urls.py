from django.urls import path

from bonafides.base.audit import views

app_name = "audit"
urlpatterns = [
    path("log/", views.log, name="log"),
    path("log/keys.json", views.log_keys, name="log_keys"),
    path("log/<path:path>", views.log_file, name="log_file"),
]
