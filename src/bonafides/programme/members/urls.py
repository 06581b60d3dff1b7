"""The addresses of this part: the public's, a member's (some shared with the programme), the programme's own."""

from django.urls import URLPattern, URLResolver, include, path

from bonafides.programme.members.views import bodies, listing, mentoring, own, people, public, requirements, tasks

anyone = [
    path("apply/", public.apply, name="apply"),
    path("apply/received/", public.apply_received, name="apply_received"),
    path("apply/invited/<str:token>/", public.apply_invited, name="apply_invited"),
    path("contacts/answer/<str:token>/", public.answer_challenge, name="answer_challenge"),
    path("members/", public.directory, name="directory"),
    path("members/directory.json", public.directory_json, name="directory_json"),
    path("api/v1/members/directory", public.directory_json, name="directory_api"),  # the same, where programs look
]

shared = [
    path("", own.own, name="own"),
    path("reviews/<str:reference>/", mentoring.review, name="review"),
    path("reviews/<str:reference>/findings/", mentoring.note_finding, name="note_finding"),
    path("reviews/<str:reference>/findings/<int:number>/", mentoring.answer_finding, name="answer_finding"),
    path("reviews/<str:reference>/share/", mentoring.share_review, name="share_review"),
    path("tasks/<str:reference>/", tasks.task, name="task"),
    path("tasks/<str:reference>/assign/", tasks.assign_task, name="assign_task"),
    path("tasks/<str:reference>/done/", tasks.finish_task, name="finish_task"),
    path("tasks/<str:reference>/second/", tasks.try_second, name="try_second"),
    path("proposals/<str:reference>/withdraw/", people.withdraw_proposal, name="withdraw_proposal"),
    path("<str:reference>/profile/", own.profile, name="profile"),
    path("<str:reference>/profile/change/", own.change_profile, name="change_profile"),
    path("<str:reference>/listing/", own.choose_listing, name="choose_listing"),
    path("<str:reference>/services/add/", own.add_service, name="add_service"),
    path("<str:reference>/services/<str:service>/", own.service, name="service"),
    path("<str:reference>/services/<str:service>/remove/", own.remove_service, name="remove_service"),
    path("<str:reference>/services/<str:service>/probe/", own.probe_service, name="probe_service"),
    path("<str:reference>/domains/add/", own.add_domain, name="add_domain"),
    path("<str:reference>/domains/<str:host>/check/", own.check_domain, name="check_domain"),
    path("<str:reference>/domains/<str:host>/note/", own.note_control, name="note_control"),
    path("<str:reference>/domains/<str:host>/remove/", own.remove_domain, name="remove_domain"),
    path("<str:reference>/contacts/add/", own.add_contact, name="add_contact"),
    path("<str:reference>/contacts/<str:contact>/remove/", own.remove_contact, name="remove_contact"),
    path("<str:reference>/contacts/<str:contact>/test/", own.challenge_contact, name="challenge_contact"),
    path("<str:reference>/absence/", own.announce_absence, name="announce_absence"),
    path("<str:reference>/absence/<int:number>/end/", own.end_absence, name="end_absence"),
    path("<str:reference>/leave/", own.leave, name="leave"),
    path("<str:reference>/people/", people.people, name="people"),
    path("<str:reference>/people/propose/", people.propose, name="propose"),
    path("<str:reference>/people/<str:code>/let-go/", people.let_go, name="let_go"),
    path("<str:reference>/requirements/<str:name>/", requirements.requirement, name="requirement"),
    path("<str:reference>/requirements/<str:name>/show/", requirements.offer_evidence, name="offer_evidence"),
    path("<str:reference>/requirements/<str:name>/decide/", requirements.decide, name="decide"),
    path("<str:reference>/readiness-keys/<int:number>/accept/", requirements.accept_key, name="accept_key"),
    path("<str:reference>/mentoring/", mentoring.mentoring, name="mentoring"),
    path("<str:reference>/mentoring/mentor/", mentoring.name_mentor, name="name_mentor"),
    path("<str:reference>/mentoring/note/", mentoring.write_note, name="write_note"),
    path("<str:reference>/mentoring/review/", mentoring.begin_review, name="begin_review"),
    path("<str:reference>/mentoring/task/", tasks.new_task, name="new_task"),
    path("<str:reference>/mentoring/plan/", mentoring.add_plan_item, name="add_plan_item"),
    path("<str:reference>/mentoring/plan/<str:item>/", mentoring.set_plan_state, name="set_plan_state"),
]

programmes = [
    path("members/", listing.members, name="members"),
    path("members/invite/", listing.invite_platform, name="invite_platform"),
    path("members/import/", bodies.import_members, name="import_members"),
    path("members/import/<str:reference>/", bodies.import_run, name="import_run"),
    path("members/people/", people.proposals, name="proposals"),
    path("members/people/<str:reference>/", people.proposal, name="proposal"),
    path("members/<str:reference>/", listing.member, name="member"),
    path("members/<str:reference>/vet/", listing.start_vetting, name="start_vetting"),
    path("members/<str:reference>/checks/<str:check>/", listing.note_check, name="note_check"),
    path("members/<str:reference>/admit/", listing.admit, name="admit"),
    path("members/<str:reference>/refuse/", listing.refuse, name="refuse"),
    path("tasks/", tasks.tasks, name="tasks"),
    path("bodies/", bodies.bodies, name="bodies"),
    path("bodies/<str:reference>/", bodies.body, name="body"),
    path("bodies/<str:reference>/invite/", bodies.invite_participant, name="invite_participant"),
]

pages: list[URLPattern | URLResolver] = [
    *anyone,
    path("membership/", include(shared)),
    path("programme/", include(programmes)),
]
urlpatterns = [path("", include((pages, "members")))]
