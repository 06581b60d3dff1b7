"""The addresses of this part."""

from django.urls import path

from bonafides.safety.evidence import views

app_name = "evidence"
urlpatterns = [
    path("", views.vault, name="vault"),
    path("overdue/", views.overdue, name="overdue"),
    path("notices/", views.notices, name="notices"),
    path("notices/<str:reference>/seen/", views.see_notice, name="see_notice"),
    path("holds/<str:reference>/end/", views.end_hold, name="end_hold"),
    path("releases/", views.releases, name="releases"),
    path("releases/new/", views.new_release, name="new_release"),
    path("releases/<str:reference>/", views.release, name="release"),
    path("releases/<str:reference>/vote/", views.vote, name="vote"),
    path("releases/<str:reference>/withdraw/", views.withdraw, name="withdraw"),
    path("releases/<str:reference>/hand-out/", views.hand_out, name="hand_out"),
    path("releases/<str:reference>/fetch/", views.fetch, name="fetch"),
    path("<str:reference>/", views.item, name="item"),
    path("<str:reference>/preview/", views.preview, name="preview"),
    path("<str:reference>/hold/", views.set_hold, name="set_hold"),
    path("<str:reference>/custody.<str:fmt>", views.custody, name="custody"),
]
