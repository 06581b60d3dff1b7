"""The pages of moderation, a section for each part."""

from django.urls import path

from bonafides.safety.moderation.views import judging, queue, viewing

app_name = "moderation"

QUEUE = [
    path("queue/", queue.queue, name="queue"),
    path("queue/next/", queue.next_case, name="next_case"),
    path("queue/mine/", viewing.exposure, name="exposure"),
    path("cases/", queue.cases, name="cases"),
    path("cases/resting-on/<str:entry>/", queue.resting_on, name="resting_on"),
]

JUDGING = [
    path("cases/<str:reference>/", judging.case, name="case"),
    path("cases/<str:reference>/open/", judging.open_case, name="open_case"),
    path("cases/<str:reference>/heartbeat/", judging.heartbeat, name="heartbeat"),
    path("cases/<str:reference>/release/", judging.release, name="release"),
    path("cases/<str:reference>/assign/", judging.assign, name="assign"),
    path("cases/<str:reference>/hand-over/", judging.hand_over, name="hand_over"),
    path("cases/<str:reference>/skip/", judging.skip, name="skip"),
    path("cases/<str:reference>/decide/", judging.decide, name="decide"),
    path("cases/<str:reference>/undo/", judging.undo, name="undo"),
    path("cases/<str:reference>/publish/", judging.publish, name="publish"),
    path("cases/<str:reference>/reverse/", judging.reverse, name="reverse"),
    path("cases/<str:reference>/second-reader/", judging.invite_reader, name="invite_reader"),
    path("enforcements/<int:number>/resend/", judging.resend, name="resend_enforcement"),
]

CONTENT = [
    path("items/<str:reference>/show/", viewing.show, name="show_item"),
    path("items/<str:reference>/picture/", viewing.picture, name="picture"),
    path("items/<str:reference>/file/", viewing.download, name="download"),
]

urlpatterns = [*QUEUE, *JUDGING, *CONTENT]
