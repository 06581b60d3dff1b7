"""The addresses of this part."""

from django.urls import path

from bonafides.safety.links import views

app_name = "links"
urlpatterns = [
    path("", views.links, name="links"),
    path("on/", views.switch_on, name="switch_on"),
    path("off/", views.switch_off, name="switch_off"),
]
