"""The addresses of this part."""

from django.urls import path

from bonafides.safety.drills import views

app_name = "drills"

urlpatterns = [
    path("", views.drills, name="drills"),
    path("new/", views.new_drill, name="new_drill"),
    path("key/", views.key, name="key"),
    path("<str:reference>/", views.drill, name="drill"),
    path("<str:reference>/cancel/", views.cancel, name="cancel"),
    path("<str:reference>/pass-on/", views.pass_on, name="pass_on"),
    path("<str:reference>/switch-on/", views.switch_on, name="switch_on"),
    path("<str:reference>/end/", views.end, name="end"),
    path("<str:reference>/evidence/", views.evidence, name="evidence"),
]
