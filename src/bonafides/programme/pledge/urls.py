"""The addresses of this part."""

from django.urls import path

from bonafides.programme.pledge import views

app_name = "pledge"
urlpatterns = [
    path("", views.text, name="text"),
    path("versions/<int:number>/", views.version, name="version"),
    path("signatures/", views.register, name="register"),
    path("signatures/<str:reference>/", views.signature, name="signature"),
    path("signatures/<str:reference>/record.pdf", views.record, name="record"),
    path("signatures/<str:reference>/credential.json", views.credential, name="credential"),
    path("signatures/<str:reference>/withdraw/", views.withdraw, name="withdraw"),
    path("signatures/<str:reference>/list/", views.list_, name="list"),
    path("ours/", views.pledge, name="pledge"),
    path("sign/", views.sign, name="sign"),
    path("draft/<str:language>/", views.draft, name="draft"),
    path("publish/", views.publish, name="publish"),
]
