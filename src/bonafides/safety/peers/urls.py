"""The addresses of this part: the page of the doors, and the doors under the paths that their clients know."""

from django.urls import include, path, re_path

from bonafides.safety.peers.views import altitude, curation, doors, exchanges, matching

pages = [
    path("", doors.doors, name="doors"),
    path("fetching/on/", doors.switch_fetching_on, name="switch_fetching_on"),
    path("fetching/off/", doors.switch_fetching_off, name="switch_fetching_off"),
    path("receiver/", doors.set_receiver, name="set_receiver"),
    path("receiver/remove/", doors.remove_receiver, name="remove_receiver"),
]

hasher_matcher = [
    path("status", matching.status, name="status"),
    path("status/live", matching.live, name="live"),
    path("livez", matching.livez, name="livez"),
    path("readyz", matching.readyz, name="readyz"),
    path("site-map", matching.site_map, name="site_map"),
    path("h/hash", matching.hash_file, name="hash"),
    path("m/lookup", matching.lookup, name="lookup"),
    path("m/raw_lookup", matching.raw_lookup, name="raw_lookup"),
    path("m/compare", matching.compare, name="compare"),
    path("m/index/status", matching.index_status, name="index_status"),
    path("c/banks", curation.banks_, name="banks"),
    path("c/bank/<str:name>", curation.bank, name="bank"),
    path("c/bank/<str:name>/content", curation.add_content, name="add_content"),
    path("c/bank/<str:name>/content/<int:number>", curation.content, name="content"),
    path("c/bank/<str:name>/signal", curation.add_signals, name="add_signals"),
    path("c/signal_type", curation.signal_types, name="signal_types"),
    path("c/signal_type/index", curation.signal_type_index, name="signal_type_index"),
    path("c/signal_type/<str:name>", curation.signal_type, name="signal_type"),
    path("c/content_type", curation.content_types, name="content_types"),
    path("c/exchanges", exchanges.exchanges, name="exchanges"),
    path("c/exchanges/apis", exchanges.apis, name="exchange_apis"),
    path("c/exchanges/api/<str:name>", exchanges.api, name="exchange_api"),
    path("c/exchanges/api/<str:name>/schema", exchanges.schema, name="exchange_schema"),
    path("c/exchange/<str:name>", exchanges.exchange, name="exchange"),
    path("c/exchange/<str:name>/status", exchanges.exchange_status, name="exchange_status"),
    path("c/exchange/<str:name>/credentials", exchanges.exchange_credentials, name="exchange_credentials"),
]

targets_and_signals = [
    re_path(r"^targets/?$", altitude.targets_, name="targets"),
    path("targets/<str:name>", altitude.target, name="target"),
    re_path(r"^signals/?$", altitude.signals, name="signals"),
    path("signals/<str:reference>", altitude.signal, name="signal"),
    re_path(r"^cases/?$", altitude.cases, name="cases"),
    path("cases/<str:name>", altitude.case, name="case"),
    path("cases/<str:name>/reviews/", altitude.reviews, name="reviews"),
    re_path(r"^importers/?$", altitude.importers, name="importers"),
]

urlpatterns = [
    path("peers/", include((pages, "peers"))),
    re_path(r"^[/]+(?P<rest>(?:[chm]|api)/.*|status|site-map)$", matching.one_slash, name="one_slash"),
    path("", include((hasher_matcher, "hma"))),
    path("api/", include((targets_and_signals, "altitude"))),
]
