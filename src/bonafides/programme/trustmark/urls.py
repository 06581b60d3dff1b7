"""The addresses of this part: what anyone may read and verify, the programme's console, the member's own page."""

from django.urls import path

from bonafides.programme.trustmark.views import complaining, console, managing, own, public, reviewing, verifying

app_name = "trustmark"

PUBLISHED = [
    path(".well-known/did.json", public.did, name="did"),
    path("status/<int:number>", public.status_list, name="status_list"),
    path("verify/", verifying.verify, name="verify"),
    path("marks/", public.register, name="register"),
    path("marks/feed.atom", public.feed, name="feed"),
    path("marks/criteria/<int:version>/", public.criteria, name="criteria"),
    path("marks/criteria/<int:version>/mark/", public.criteria, name="achievement"),
    path("marks/complaints/<str:token>/", complaining.told, name="complaint_told"),
    path("marks/<str:reference>/", public.mark, name="mark"),
    path("marks/<str:reference>/complain/", complaining.complain, name="complain"),
    path("marks/<str:reference>/state.json", public.word, name="word"),
    path("marks/<str:reference>/trustmark.<str:kind>", public.file, name="file"),
    path("marks/<str:reference>/<int:number>/", public.instance, name="instance"),
]

CONSOLE = [
    path("trustmarks/", reviewing.reviews, name="reviews"),
    path("trustmarks/reviews/<str:reference>/", reviewing.review, name="review"),
    path("trustmarks/reviews/<str:reference>/seat/", reviewing.seat, name="seat"),
    path("trustmarks/reviews/<str:reference>/declare/", reviewing.declare, name="declare"),
    path("trustmarks/reviews/<str:reference>/read/", reviewing.read, name="read"),
    path("trustmarks/marks/", managing.marks, name="marks"),
    path("trustmarks/marks/<str:reference>/", managing.manage, name="manage"),
    path("trustmarks/marks/<str:reference>/suspend/", managing.suspend, name="suspend"),
    path("trustmarks/marks/<str:reference>/revoke/", managing.revoke, name="revoke"),
    path("trustmarks/measures/<str:reference>/confirm/", managing.confirm, name="confirm"),
    path("trustmarks/measures/<str:reference>/lift/", managing.lift, name="lift"),
    path("trustmarks/appeals/", console.appeals, name="appeals"),
    path("trustmarks/appeals/<str:reference>/", console.appeal, name="appeal"),
    path("trustmarks/appeals/<str:reference>/hear/", console.hear, name="hear"),
    path("trustmarks/complaints/", console.complaints, name="complaints"),
    path("trustmarks/complaints/<str:reference>/", console.complaint, name="complaint"),
    path("trustmarks/complaints/<str:reference>/answer/", console.answer, name="answer"),
]

OWN = [
    path("trustmarks/ours/", own.own, name="own"),
    path("trustmarks/ours/ask/", own.ask, name="ask"),
    path("trustmarks/ours/withdraw/<str:reference>/", own.withdraw, name="withdraw"),
    path("trustmarks/ours/refusals/<str:reference>/appeal/", own.appeal_refusal, name="appeal_refusal"),
    path("trustmarks/ours/measures/<str:reference>/appeal/", own.appeal_measure, name="appeal_measure"),
]

urlpatterns = [*PUBLISHED, *CONSOLE, *OWN]
