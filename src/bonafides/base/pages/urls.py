from django.urls import path

from bonafides.base.pages import views

app_name = "pages"
urlpatterns = [
    path("component-book", views.component_book, name="component-book"),
    path("component-book/desk", views.desk, name="component-book-desk"),
    path("component-book/letter", views.letter, name="component-book-letter"),
    path("component-book/errors/<int:status>", views.error, name="component-book-error"),
]
