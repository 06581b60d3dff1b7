"""The addresses of this part."""

from django.urls import path

from bonafides.safety.patterns import views

app_name = "patterns"
urlpatterns = [
    path("", views.patterns, name="patterns"),
    path("quality/", views.quality, name="quality"),
]
