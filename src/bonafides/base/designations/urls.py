"""The addresses of the register."""

from django.urls import path

from bonafides.base.designations import views

app_name = "designations"

urlpatterns = [
    path("", views.designations, name="designations"),
    path("lists/", views.lists, name="lists"),
    path("imports/", views.runs, name="runs"),
    path("import/", views.import_file, name="import"),
    path("imports/<str:reference>/", views.run, name="run"),
    path("<str:reference>/", views.entity, name="entity"),
]
