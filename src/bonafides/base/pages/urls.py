from django.urls import path

from bonafides.base.pages import views

app_name = "pages"
urlpatterns = [
    path("patterns", views.patterns, name="patterns"),
    path("patterns/desk", views.desk, name="patterns-desk"),
    path("patterns/letter", views.letter, name="patterns-letter"),
    path("patterns/errors/<int:status>", views.error, name="patterns-error"),
]
