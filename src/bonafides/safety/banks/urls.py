"""The addresses of this part."""

from django.urls import include, path

from bonafides.safety.banks import cluster_views, flood_views, looking_back_views, views

pages = [
    path("", views.banks, name="banks"),
    path("new/", views.new_bank, name="new_bank"),
    path("test/", views.tester, name="tester"),
    path("floods/", flood_views.floods, name="floods"),
    path("floods/limits/", flood_views.set_flood_limits, name="set_flood_limits"),
    path("floods/<str:reference>/release/", flood_views.release, name="release"),
    path("looking-back/", looking_back_views.looking_back, name="looking_back"),
    path("looking-back/on/", looking_back_views.switch_on, name="switch_on_looking_back"),
    path("looking-back/off/", looking_back_views.switch_off, name="switch_off_looking_back"),
    path("entries/<str:reference>/is-real/", views.is_real, name="is_real"),
    path("runs/<str:reference>/", views.run, name="run"),
    path("entries/<str:reference>/", views.entry, name="entry"),
    path("entries/<str:reference>/withdraw/", views.withdraw_entry, name="withdraw_entry"),
    path("entries/<str:reference>/disable/", views.disable_entry, name="disable_entry"),
    path("entries/<str:reference>/enable/", views.enable_entry, name="enable_entry"),
    path("entries/<str:reference>/opinion/", views.give_opinion, name="give_opinion"),
    path("entries/<str:reference>/opinion/<int:number>/withdraw/", views.withdraw_opinion, name="withdraw_opinion"),
    path("clusters/<str:reference>/", cluster_views.cluster, name="cluster"),
    path("<str:reference>/clusters/", cluster_views.clusters, name="clusters"),
    path("<str:reference>/clusters/look/", cluster_views.look_for_clusters, name="look_for_clusters"),
    path("<str:reference>/", views.bank, name="bank"),
    path("<str:reference>/policy/", views.set_policy, name="set_policy"),
    path("<str:reference>/disable/", views.disable_bank, name="disable_bank"),
    path("<str:reference>/enable/", views.enable_bank, name="enable_bank"),
    path("<str:reference>/add/", views.add_entry, name="add_entry"),
    path("<str:reference>/import/", views.import_list, name="import"),
    path("<str:reference>/imports/", views.runs, name="runs"),
    path("<str:reference>/export/<str:format_>/", views.export, name="export"),
]

urlpatterns = [
    path("banks/", include((pages, "banks"))),
]
