"""The addresses of the orders desk, a section for each part."""

from django.urls import path

from bonafides.safety.orders.views import desk, orders, public, requests

app_name = "orders"

PUBLIC = [
    path("contact-point/", public.contact_point, name="contact_point"),
    path("counts/", public.public_counts, name="counts"),
    path("take-over/<str:token>/", public.take_over, name="take_over"),
    path("author/<str:token>/", public.author, name="author"),
    path("reply-received/<str:token>/", public.reply_receipt, name="reply_receipt"),
    path("calendar/file/<str:token>/", public.calendar_file, name="calendar_file"),
]

DESK = [
    path("contact-point/set/", desk.set_contact_point, name="set_contact_point"),
    path("rota/", desk.rota, name="rota"),
    path("rota/<str:reference>/end/", desk.end_shift, name="end_shift"),
    path("gateway/", desk.add_gateway, name="add_gateway"),
    path("calendar/", desk.calendar, name="calendar"),
    path("calendar/token/", desk.calendar_token, name="calendar_token"),
    path("calendar/<str:reference>/published/", desk.published, name="published"),
    path("authorities/", desk.authorities, name="authorities"),
    path("authorities/new/", desk.new_authority, name="new_authority"),
    path("authorities/shipped/", desk.bring_in_shipped, name="bring_in_shipped"),
    path("authorities/<str:reference>/", desk.authority, name="authority"),
]

REQUESTS = [
    path("requests/", requests.request_list, name="requests"),
    path("requests/new/", requests.new_request, name="new_request"),
    path("requests/<str:reference>/", requests.one_request, name="request"),
    path("requests/<str:reference>/verify/", requests.verify, name="verify_request"),
    path("requests/<str:reference>/narrow/", requests.narrow, name="narrow_request"),
    path("requests/<str:reference>/challenge/", requests.challenge, name="challenge_request"),
    path("requests/<str:reference>/answer/", requests.answer, name="answer_request"),
    path("exposure/", requests.exposure_list, name="exposures"),
    path("exposure/new/", requests.new_exposure, name="new_exposure"),
    path("exposure/<str:reference>/", requests.exposure, name="exposure"),
    path("exposure/<str:reference>/measure/", requests.add_measure, name="add_measure"),
    path("exposure/<str:reference>/report/", requests.send_report, name="send_report"),
    path("exposure/<str:reference>/end/", requests.end_exposure, name="end_exposure"),
]

ORDERS = [
    path("", orders.order_list, name="orders"),
    path("new/", orders.new_order, name="new_order"),
    path("import/", orders.import_order, name="import_order"),
    path("messages/<str:reference>/", orders.message, name="message"),
    path("replies/<str:reference>/", orders.reply, name="reply"),
    path("replies/<str:reference>/again/", orders.send_again, name="send_again"),
    path("<str:reference>/", orders.order, name="order"),
    path("<str:reference>/take-over/", orders.take_over, name="take_over_here"),
    path("<str:reference>/disable/", orders.disable, name="disable"),
    path("<str:reference>/ask-again/", orders.ask_again, name="ask_again"),
    path("<str:reference>/confirm/", orders.confirm, name="confirm"),
    path("<str:reference>/fields/", orders.fields, name="fields"),
    path("<str:reference>/checks/", orders.checks, name="checks"),
    path("<str:reference>/defect/", orders.defect, name="defect"),
    path("<str:reference>/raw/", orders.raw, name="raw"),
    path("<str:reference>/annex-ii/", orders.annex, {"annex": "annex_ii"}, name="annex_ii"),
    path("<str:reference>/annex-iii/", orders.annex, {"annex": "annex_iii"}, name="annex_iii"),
    path("<str:reference>/clarified/", orders.clarified, name="clarified"),
    path("<str:reference>/non-disclosure/", orders.embargo, name="embargo"),
    path("<str:reference>/scrutiny/", orders.ask_scrutiny, name="ask_scrutiny"),
    path("<str:reference>/scrutiny/waive/", orders.waive_scrutiny, name="waive_scrutiny"),
    path("<str:reference>/scrutiny/author/", orders.author_asked, name="author_asked"),
    path("<str:reference>/scrutiny/decision/", orders.finding, name="finding"),
    path("<str:reference>/reinstate/", orders.reinstate, name="reinstate"),
    path("<str:reference>/close/", orders.close, name="close"),
]

urlpatterns = [*PUBLIC, *DESK, *REQUESTS, *ORDERS]
