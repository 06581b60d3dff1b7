"""The addresses of this part."""

from django.urls import path

from bonafides.programme.knowledge.views import keeping, reading, talking

app_name = "knowledge"
urlpatterns = [
    # anyone, each what level and TLP open
    path("", reading.knowledge, name="knowledge"),
    path("glossary/", reading.glossary, name="glossary"),
    path("events/", reading.events, name="events"),
    path("events.ics", reading.calendar, name="calendar"),
    path("feed.atom", talking.feed, name="feed"),
    path("data/<slug:name>/", reading.dataset, name="dataset"),
    path("files/<str:reference>/", reading.attachment, name="attachment"),
    path("read/<slug:slug>/", reading.resource, name="resource"),
    path("read/<slug:slug>/event.ics", reading.event_file, name="event_file"),
    path("read/<slug:slug>/<slug:language>/", reading.translation, name="translation"),
    path("read/<slug:slug>/<slug:language>/source/", reading.source, name="source"),
    # whoever bears the token
    path("own/<str:token>/feed.atom", talking.own_feed, name="own_feed"),
    path("own/<str:token>/events.ics", talking.own_calendar, name="own_calendar"),
    path("own/<str:token>/resources.json", talking.own_list, name="own_list"),
    # readers of the programme, its members and the bodies around it
    path("mine/", talking.preferences, name="preferences"),
    path("mine/token/", talking.new_token, name="new_token"),
    path("mine/credentials/<str:reference>/", reading.credential, name="credential"),
    path("read/<slug:slug>/<slug:language>/quiz/", reading.take_quiz, name="take_quiz"),
    path("register/<slug:slug>/", reading.register, name="register"),
    path("watch/<slug:slug>/", talking.watch, name="watch"),
    path("talk/<slug:slug>/", talking.open_thread, name="open_thread"),
    path("threads/<str:reference>/", talking.write_post, name="write_post"),
    # editors, and whoever approves
    path("posts/<str:reference>/remove/", talking.remove_post, name="remove_post"),
    path("keep/", keeping.desk, name="desk"),
    path("keep/new/", keeping.new, name="new"),
    path("keep/import/", keeping.bring_in, name="import"),
    path("keep/export/", keeping.take_out, name="export"),
    path("keep/groups/", keeping.new_group, name="new_group"),
    path("keep/groups/<str:reference>/", keeping.group, name="group"),
    path("keep/groups/<str:reference>/join/", keeping.join_group, name="join_group"),
    path("keep/groups/<str:reference>/leave/", keeping.leave_group, name="leave_group"),
    path("keep/versions/<str:reference>/", keeping.revision, name="revision"),
    path("keep/versions/<str:reference>/send/", keeping.send, name="send"),
    path("keep/versions/<str:reference>/approve/", keeping.approve, name="approve"),
    path("keep/versions/<str:reference>/return/", keeping.give_back, name="return"),
    path("keep/files/<str:reference>/remove/", keeping.remove_file, name="remove_file"),
    path("keep/of/<slug:slug>/", keeping.keep, name="keep"),
    path("keep/of/<slug:slug>/about/", keeping.describe, name="describe"),
    path("keep/of/<slug:slug>/withdraw/", keeping.withdraw, name="withdraw"),
    path("keep/of/<slug:slug>/attach/", keeping.attach, name="attach"),
    path("keep/of/<slug:slug>/meeting/", keeping.set_meeting, name="set_meeting"),
    path("keep/of/<slug:slug>/attended/", keeping.note_attended, name="note_attended"),
    path("keep/of/<slug:slug>/<slug:language>/", keeping.write, name="write"),
]
