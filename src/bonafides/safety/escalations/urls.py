"""The addresses of this part."""

from django.urls import path

from bonafides.safety.escalations import views

app_name = "escalations"
urlpatterns = [
    path("", views.escalations, name="escalations"),
    path("threat/", views.threat, name="threat"),
    path("authorities/", views.authorities, name="authorities"),
    path("authorities/<str:country>/", views.authority, name="authority"),
    path("route-out/<str:item>/", views.route_out, name="route_out"),
    path("material/<str:reference>/", views.material, name="material"),
    path("material/<str:reference>/report/", views.report_material, name="report_material"),
    path("material/<str:reference>/choose/", views.choose, name="choose"),
    path("<str:reference>/", views.escalation, name="escalation"),
    path("<str:reference>/sheet/", views.sheet, name="sheet"),
    path("<str:reference>/follow/", views.follow, name="follow"),
]
