"""The addresses of this part."""

from django.urls import path

from bonafides.safety.feeds.views import feeds, published, shares

app_name = "feeds"

FEEDS = [
    path("", feeds.feeds, name="feeds"),
    path("choose/", feeds.choose, name="choose"),
    path("new/<str:adapter>/<str:bank>/", feeds.new_feed, name="new_feed"),
    path("runs/<str:reference>/", feeds.run, name="run"),
    path("removed/", feeds.removed, name="removed"),
    path("credentials/<str:adapter>/forget/", feeds.forget_credentials, name="forget_credentials"),
    path("<str:reference>/", feeds.feed, name="feed"),
    path("<str:reference>/change/", feeds.change, name="change"),
    path("<str:reference>/secrets/", feeds.secrets, name="secrets"),
    path("<str:reference>/secrets/erase/", feeds.erase_secrets, name="erase_secrets"),
    path("<str:reference>/switch/", feeds.switch, name="switch"),
    path("<str:reference>/test/", feeds.try_connection, name="try_connection"),
    path("<str:reference>/run/", feeds.run_now, name="run_now"),
    path("<str:reference>/again/", feeds.begin_again, name="begin_again"),
    path("<str:reference>/remove/", feeds.remove, name="remove"),
    path("<str:reference>/runs/", feeds.runs, name="runs"),
]

SHARES = [
    path("share/<str:bank>/", shares.share, name="share"),
    path("share/<str:bank>/start/", shares.start, name="start_sharing"),
    path("share/<str:bank>/end/", shares.end, name="end_sharing"),
    path("share/<str:bank>/admit/", shares.admit, name="admit"),
    path("share/<str:bank>/export/", shares.export, name="export"),
    path("share/<str:bank>/subscribers/<str:key>/end/", shares.end_subscription, name="end_subscription"),
]

PUBLISHED = [
    path("shared/<str:bank>/", published.shared, name="shared"),
    path("shared/<str:bank>/opinions/", published.opinions, name="opinions"),
]

urlpatterns = [*PUBLISHED, *SHARES, *FEEDS]
