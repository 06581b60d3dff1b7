"""People, invitations, API keys, one's own account under /people/; signing in under /account/."""

from django.urls import include, path

from bonafides.base.people import views

pages = [
    path("", views.people, name="people"),
    path("person/<str:code>/", views.person, name="person"),
    path("person/<str:code>/roles/grant/", views.grant_role, name="grant_role"),
    path("person/<str:code>/deactivate/", views.deactivate, name="deactivate"),
    path("person/<str:code>/reactivate/", views.reactivate, name="reactivate"),
    path("roles/<int:number>/revoke/", views.revoke_role, name="revoke_role"),
    path("invite/", views.invite, name="invite"),
    path("invitations/", views.invitations, name="invitations"),
    path("invitations/<str:reference>/revoke/", views.revoke_invitation, name="revoke_invitation"),
    path("invitation/<str:token>/", views.accept_invitation, name="accept_invitation"),
    path("keys/", views.api_keys, name="api_keys"),
    path("keys/create/", views.create_api_key, name="create_api_key"),
    path("keys/<str:reference>/revoke/", views.revoke_api_key, name="revoke_api_key"),
    path("account/", views.account, name="account"),
    path("account/second-factor/", views.second_factor, name="second_factor"),
    path("account/sessions/<int:number>/end/", views.end_session, name="end_session"),
]

urlpatterns = [
    path("people/", include((pages, "people"))),
    path("account/", include("bonafides.base.people.account_urls")),
]
