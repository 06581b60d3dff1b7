"""The pages of moderation, a section for each part."""

from django.urls import path

from bonafides.safety.moderation.views import (
    accounts,
    appealing,
    bulk,
    contents,
    counting,
    flags,
    incidents,
    judging,
    live,
    matches,
    notice_status,
    notices,
    policies,
    previewing,
    programmes,
    queue,
    statements,
    viewing,
)

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

MATCHES = [
    path("cases/<str:reference>/matches/", matches.case_matches, name="case_matches"),
    path("cases/<str:reference>/matches/<str:entry>/", matches.judge_match, name="judge_match"),
    path("cases/<str:reference>/harmless/", matches.harmless, name="harmless"),
]

MANY = [
    path("bulk/", bulk.bulks, name="bulks"),
    path("bulk/new/", bulk.new_bulk, name="new_bulk"),
    path("bulk/<str:reference>/", bulk.bulk, name="bulk"),
    path("bulk/<str:reference>/samples/<str:case>/", bulk.sample, name="bulk_sample"),
    path("bulk/<str:reference>/samples/<str:case>/show/", bulk.show_sample, name="show_bulk_sample"),
    path("bulk/<str:reference>/decide/", bulk.decide, name="decide_bulk"),
    path("bulk/<str:reference>/agree/", bulk.agree, name="agree_bulk"),
    path("bulk/<str:reference>/refuse/", bulk.refuse, name="refuse_bulk"),
    path("bulk/<str:reference>/undo/", bulk.undo, name="undo_bulk"),
    path("bulk/<str:reference>/stop/", bulk.stop, name="stop_bulk"),
]

ACCOUNTS = [
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/<str:reference>/", accounts.account, name="account"),
    path("accounts/<str:reference>/decide/", accounts.decide, name="decide_account"),
    path("returns/<str:reference>/settle/", accounts.settle, name="settle_return"),
    path("policies/ladder/", accounts.ladder, name="ladder"),
    path("policies/ladder/set/", accounts.set_ladder, name="set_ladder"),
]

INCIDENTS = [
    path("incidents/", incidents.incidents, name="incidents"),
    path("incidents/new/", incidents.new_incident, name="new_incident"),
    path("incidents/report/", incidents.report, name="incident_report"),
    path("incidents/report/<str:reference>/list.json", incidents.public_list, name="incident_list"),
    path("incidents/lists/<str:token>/", incidents.list_of_link, name="incident_list_of_link"),
    path("incidents/subscriptions/", incidents.subscriptions, name="subscriptions"),
    path("incidents/subscriptions/<str:reference>/end/", incidents.unsubscribe, name="unsubscribe"),
    path("incidents/<str:reference>/", incidents.incident, name="incident"),
    path("incidents/<str:reference>/extend/", incidents.extend, name="extend_incident"),
    path("incidents/<str:reference>/close/", incidents.close, name="close_incident"),
    path("incidents/<str:reference>/share/", incidents.share, name="share_incident"),
    path("incidents/<str:reference>/add/", incidents.add_case, name="add_incident_case"),
    path("incidents/<str:reference>/remove/", incidents.remove_case, name="remove_incident_case"),
    path("incidents/<str:reference>/debrief/", incidents.debrief, name="debrief_incident"),
    path("incidents/<str:reference>/debrief.json", incidents.debrief_file, name="incident_debrief"),
]

LIVE = [
    path("live/", live.live, name="live"),
    path("live/<str:reference>/act/", live.act, name="act_on_stream"),
    path("live/<str:reference>/begin/", live.mark_live, name="mark_live"),
    path("live/<str:reference>/over/", live.mark_over, name="mark_over"),
]

CONTENT = [
    path("items/<str:reference>/show/", viewing.show, name="show_item"),
    path("items/<str:reference>/picture/", viewing.picture, name="picture"),
    path("items/<str:reference>/file/", viewing.download, name="download"),
]

STATEMENTS = [
    path("statement/open/", statements.open_with_token, name="open_with_token"),
    path("statement/of/<str:token>/", statements.statement_of_upload, name="statement_of_upload"),
    path("statement/<str:token>/", statements.statement, name="statement"),
    path("statement/<str:token>/object/", statements.object_to_hold, name="object_to_hold"),
    path("statement/<str:token>/contest-note/", statements.contest_note, name="contest_return"),
    path("statement/<str:token>/receipt/", statements.statement_receipt, name="statement_receipt"),
    path("statement/<str:token>/proof/", statements.statement_proof, name="statement_proof"),
    path("tombstone/<str:reference>", statements.tombstone, name="tombstone"),
    path("notice/status/<str:token>/", notice_status.notice_status, name="notice_status"),
    path("notice/status/<str:token>/receipt/", notice_status.notice_receipt, name="notice_receipt"),
    path("notice/status/<str:token>/proof/", notice_status.notice_proof, name="notice_proof"),
    path("cases/<str:reference>/statement/", previewing.preview, name="preview_statement"),
]

APPEALS = [
    path("appeal/status/<str:token>/", appealing.appeal_status, name="appeal_status"),
    path("appeal/status/<str:token>/receipt/", appealing.appeal_receipt, name="appeal_receipt"),
    path("appeal/<str:token>/", appealing.appeal, name="appeal"),
    path("appeal/<str:token>/send/", appealing.send_appeal, name="send_appeal"),
    path("appeals/", appealing.appeal_list, name="appeals"),
    path("appeals/<str:reference>/", appealing.appeal_page, name="appeal_page"),
    path("appeals/<str:reference>/answer/", appealing.answer_appeal, name="answer_appeal"),
]

POLICIES = [
    path("policy/", policies.policy, name="policy"),
    path("policy/<int:number>/", policies.policy_version, name="policy_version"),
    path("policy/<int:number>/changes/", policies.policy_changes, name="policy_changes"),
    path("policies/", policies.policy_list, name="policies"),
    path("policies/readings/", policies.change_readings, name="change_readings"),
    path("policies/edit/", policies.edit_policy, name="edit_policy"),
    path("policies/publish/", policies.publish_version, name="publish_version"),
]

COUNTS = [
    path("counts/", counting.counts, name="counts"),
]

INTAKE = [
    path("notice/", notices.notice, name="notice"),
    path("notice/received/", notices.received, name="notice_received"),
    path("notice/received/receipt/", notices.receipt_file, name="receipt_file"),
    path("flags/", flags.flags, name="flags"),
    path("flags/new/", flags.new_flags, name="new_flags"),
    path("flags/batch/<str:reference>/", flags.flag_batch, name="flag_batch"),
    path("items/<str:reference>/upload/", contents.content, name="item_upload"),
    path("content-endpoint/", contents.content_endpoint, name="content_endpoint"),
    path("content-endpoint/set/", contents.set_content_endpoint, name="set_content_endpoint"),
    path("content-endpoint/remove/", contents.remove_content_endpoint, name="remove_content_endpoint"),
    path("content-endpoint/try/", contents.try_content_endpoint, name="try_content_endpoint"),
]

PROGRAMME = [
    path("programme-alerts/", programmes.programme, name="programme"),
    path("programme-alerts/connect/", programmes.connect_programme, name="connect_programme"),
    path("programme-alerts/disconnect/", programmes.disconnect_programme, name="disconnect_programme"),
    path("programme-alerts/<int:number>/dispute/", programmes.dispute_alert, name="dispute_alert"),
    path("programme-alerts/door/<str:reference>/", programmes.programme_door, name="programme_door"),
]

urlpatterns = [
    *INTAKE,
    *PROGRAMME,
    *STATEMENTS,
    *APPEALS,
    *POLICIES,
    *COUNTS,
    *QUEUE,
    *JUDGING,
    *MATCHES,
    *MANY,
    *LIVE,
    *INCIDENTS,
    *ACCOUNTS,
    *CONTENT,
]
