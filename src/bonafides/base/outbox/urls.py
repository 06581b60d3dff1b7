from django.urls import path

from bonafides.base.outbox import views

app_name = "deliveries"
urlpatterns = [
    path("", views.deliveries, name="deliveries"),
    path("<int:number>/", views.delivery, name="delivery"),
    path("<int:number>/resend", views.resend, name="resend"),
    path("resend-parked", views.resend_parked, name="resend_parked"),
    path("endpoints/", views.endpoints, name="endpoints"),
    path("endpoints/create", views.create_endpoint, name="create_endpoint"),
    path("endpoints/<str:reference>/rotate", views.rotate_secret, name="rotate_secret"),
    path("endpoints/<str:reference>/disable", views.disable_endpoint, name="disable_endpoint"),
    path("endpoints/<str:reference>/enable", views.enable_endpoint, name="enable_endpoint"),
    path("endpoints/<str:reference>/ping", views.ping, name="ping"),
]
