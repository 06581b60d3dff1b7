"""The addresses of alerts."""

from django.urls import path

from bonafides.programme.alerts.views import programme, public, receivers

app_name = "alerts"

PUBLIC = [
    path("policy/", public.policy, name="policy"),
    path("policy/edit/", public.edit_policy, name="edit_policy"),
    path("policy/<int:number>/", public.policy_version, name="policy_version"),
    path("schema/<int:version>/", public.schema, name="schema"),
    path("report/", public.reports, name="reports"),
    path("report/<int:year>/", public.report, name="report"),
    path("counts/", public.counts, name="counts"),
    path("link/<str:token>/", receivers.by_link, name="by_link"),
]

RECEIVING = [
    path("receiving/", receivers.receiving, name="receiving"),
    path("receiving/endpoints/new/", receivers.create_endpoint, name="create_endpoint"),
    path("receiving/endpoints/<str:reference>/secret/", receivers.rotate_secret, name="rotate_secret"),
    path("receiving/endpoints/<str:reference>/disable/", receivers.disable_endpoint, name="disable_endpoint"),
    path("receiving/endpoints/<str:reference>/enable/", receivers.enable_endpoint, name="enable_endpoint"),
    path("receiving/endpoints/<str:reference>/ping/", receivers.ping, name="ping"),
    path("receiving/keys/new/", receivers.create_key, name="create_key"),
    path("receiving/keys/<str:reference>/end/", receivers.revoke_key, name="revoke_key"),
]

PROGRAMME = [
    path("submit/", programme.submit, name="submit"),
    path("submit/sheet/", programme.submit_sheet, name="submit_sheet"),
    path("waiting/", programme.waiting, name="waiting"),
    path("batches/<str:reference>/", programme.batch, name="batch"),
    path("batches/<str:reference>/verify/", programme.verify, name="verify"),
    path("batches/<str:reference>/refuse/", programme.refuse, name="refuse"),
    path("platforms/", programme.platforms, name="platforms"),
    path("platforms/<str:reference>/remove/", programme.remove_platform, name="remove_platform"),
]

ALERTS = [
    path("", receivers.alerts, name="alerts"),
    path("<str:reference>/", receivers.alert, name="alert"),
    path("<str:reference>/answer/", receivers.answer, name="answer"),
    path("<str:reference>/withdraw/", programme.withdraw, name="withdraw"),
    path("<str:reference>/send/", programme.send, name="send"),
    path("<str:reference>/resend/", programme.resend, name="resend"),
]

urlpatterns = [*PUBLIC, *RECEIVING, *PROGRAMME, *ALERTS]
