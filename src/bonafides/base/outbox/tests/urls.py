"""The pages of the outbox alone, where the project mounts them."""

from django.urls import include, path

urlpatterns = [path("deliveries/", include("bonafides.base.outbox.urls"))]
