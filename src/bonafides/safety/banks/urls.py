"""The addresses of this part."""

from django.urls import include, path

from bonafides.safety.banks.views import clusters, entries, floods, imports, lists, looking_back, testing

pages = [
    path("", lists.banks, name="banks"),
    path("new/", lists.new_bank, name="new_bank"),
    path("test/", testing.tester, name="tester"),
    path("floods/", floods.floods, name="floods"),
    path("floods/limits/", floods.set_flood_limits, name="set_flood_limits"),
    path("floods/<str:reference>/release/", floods.release, name="release"),
    path("looking-back/", looking_back.looking_back, name="looking_back"),
    path("looking-back/on/", looking_back.switch_on, name="switch_on_looking_back"),
    path("looking-back/off/", looking_back.switch_off, name="switch_off_looking_back"),
    path("entries/<str:reference>/is-real/", entries.is_real, name="is_real"),
    path("runs/<str:reference>/", imports.run, name="run"),
    path("entries/<str:reference>/", entries.entry, name="entry"),
    path("entries/<str:reference>/withdraw/", entries.withdraw_entry, name="withdraw_entry"),
    path("entries/<str:reference>/disable/", entries.disable_entry, name="disable_entry"),
    path("entries/<str:reference>/enable/", entries.enable_entry, name="enable_entry"),
    path("entries/<str:reference>/opinion/", entries.give_opinion, name="give_opinion"),
    path("entries/<str:reference>/opinion/<int:number>/withdraw/", entries.withdraw_opinion, name="withdraw_opinion"),
    path("clusters/<str:reference>/", clusters.cluster, name="cluster"),
    path("<str:reference>/clusters/", clusters.clusters, name="clusters"),
    path("<str:reference>/clusters/look/", clusters.look_for_clusters, name="look_for_clusters"),
    path("<str:reference>/", lists.bank, name="bank"),
    path("<str:reference>/policy/", lists.set_policy, name="set_policy"),
    path("<str:reference>/disable/", lists.disable_bank, name="disable_bank"),
    path("<str:reference>/enable/", lists.enable_bank, name="enable_bank"),
    path("<str:reference>/add/", lists.add_entry, name="add_entry"),
    path("<str:reference>/import/", imports.import_list, name="import"),
    path("<str:reference>/imports/", imports.runs, name="runs"),
    path("<str:reference>/export/<str:format_>/", lists.export, name="export"),
]

urlpatterns = [
    path("banks/", include((pages, "banks"))),
]
