"""Only what these tests open."""

from django.urls import include, path

urlpatterns = [path("", include("bonafides.base.pages.urls"))]
