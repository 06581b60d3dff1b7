"""Who may open which page of moderation, written by hand, a section for each part."""

from bonafides.base.http.access import API_KEY, PUBLIC, Access
from bonafides.base.people.vocabulary import Role

OWNERS: Access = frozenset({Role.OWNER})
JUDGES: Access = frozenset({Role.OWNER, Role.LEAD, Role.REVIEWER, Role.TRAINEE})
DECIDERS: Access = frozenset({Role.OWNER, Role.LEAD, Role.REVIEWER})
LEADS: Access = frozenset({Role.OWNER, Role.LEAD})
CASE_READERS: Access = frozenset(
    {
        *(Role.OWNER, Role.LEAD, Role.REVIEWER, Role.TRAINEE, Role.SECOND_READER),
        *(Role.AUDITOR, Role.AUTHORITY_DESK, Role.EVIDENCE_CUSTODIAN),
    }
)
TEAM: Access = frozenset(
    {
        *(Role.OWNER, Role.LEAD, Role.REVIEWER, Role.TRAINEE),
        *(Role.AUDITOR, Role.AUTHORITY_DESK, Role.EVIDENCE_CUSTODIAN),
    }
)
CASE_WORKERS: Access = frozenset({Role.OWNER, Role.LEAD, Role.REVIEWER, Role.TRAINEE, Role.SECOND_READER})
CONTENT_READERS: Access = frozenset(
    {Role.OWNER, Role.LEAD, Role.REVIEWER, Role.TRAINEE, Role.SECOND_READER, Role.EVIDENCE_CUSTODIAN}
)

QUEUE: dict[str, Access] = {
    "moderation:queue": TEAM,
    "moderation:next_case": JUDGES,
    "moderation:exposure": CONTENT_READERS,
    "moderation:cases": TEAM,
    "moderation:resting_on": TEAM,
}

JUDGING: dict[str, Access] = {
    "moderation:case": CASE_READERS,
    "moderation:open_case": CASE_WORKERS,
    "moderation:heartbeat": CASE_WORKERS,
    "moderation:release": CASE_WORKERS,
    "moderation:assign": LEADS,
    "moderation:hand_over": JUDGES,
    "moderation:skip": CASE_WORKERS,
    "moderation:decide": CASE_WORKERS,
    "moderation:undo": CASE_WORKERS,
    "moderation:publish": CASE_WORKERS,
    "moderation:reverse": DECIDERS,
    "moderation:invite_reader": LEADS,
    "moderation:resend_enforcement": DECIDERS,
}

MATCHES: dict[str, Access] = {
    "moderation:case_matches": CASE_READERS,
    "moderation:judge_match": DECIDERS,
    "moderation:harmless": DECIDERS,
}

READS_BULK: Access = frozenset({Role.OWNER, Role.LEAD, Role.REVIEWER, Role.AUDITOR})

MANY: dict[str, Access] = {
    "moderation:bulks": READS_BULK,
    "moderation:new_bulk": DECIDERS,
    "moderation:bulk": READS_BULK,
    "moderation:bulk_sample": DECIDERS,
    "moderation:show_bulk_sample": DECIDERS,
    "moderation:decide_bulk": DECIDERS,
    "moderation:agree_bulk": DECIDERS,
    "moderation:refuse_bulk": DECIDERS,
    "moderation:undo_bulk": DECIDERS,
    "moderation:stop_bulk": LEADS,
}

READS_ACCOUNTS: Access = frozenset({Role.OWNER, Role.LEAD, Role.REVIEWER, Role.TRAINEE, Role.AUDITOR})

ACCOUNTS: dict[str, Access] = {
    "moderation:accounts": READS_ACCOUNTS,
    "moderation:account": READS_ACCOUNTS,
    "moderation:decide_account": DECIDERS,
    "moderation:settle_return": DECIDERS,
    "moderation:ladder": READS_ACCOUNTS,
    "moderation:set_ladder": LEADS,
    "moderation:contest_return": PUBLIC,
    "api-1.0.0:account_keys": API_KEY,
    "api-1.0.0:contest_return": API_KEY,
}

INCIDENTS: dict[str, Access] = {
    "moderation:incidents": TEAM,
    "moderation:new_incident": LEADS,
    "moderation:incident": TEAM,
    "moderation:extend_incident": LEADS,
    "moderation:close_incident": LEADS,
    "moderation:share_incident": LEADS,
    "moderation:add_incident_case": DECIDERS,
    "moderation:remove_incident_case": DECIDERS,
    "moderation:debrief_incident": LEADS,
    "moderation:incident_debrief": TEAM,
    "moderation:subscriptions": LEADS,
    "moderation:unsubscribe": LEADS,
    "moderation:incident_report": PUBLIC,
    "moderation:incident_list": PUBLIC,
    "moderation:incident_list_of_link": PUBLIC,
}

LIVE: dict[str, Access] = {
    "moderation:live": JUDGES,
    "moderation:act_on_stream": JUDGES,  # to end and to hold takes whoever may decide: permissions.py
    "moderation:mark_live": JUDGES,
    "moderation:mark_over": JUDGES,
    "api-1.0.0:live": API_KEY,
}

CONTENT: dict[str, Access] = {
    "moderation:show_item": CONTENT_READERS,
    "moderation:picture": CONTENT_READERS,
    "moderation:download": CONTENT_READERS,
}

API: dict[str, Access] = {
    "api-1.0.0:submit_item": API_KEY,
    "api-1.0.0:item": API_KEY,
    "api-1.0.0:item_gone": API_KEY,
    "api-1.0.0:item_content": API_KEY,
    "api-1.0.0:report_enforcement": API_KEY,
    "api-1.0.0:raise_flag": API_KEY,
    "api-1.0.0:raise_batch": API_KEY,
    "api-1.0.0:flag": API_KEY,
    "api-1.0.0:messages": API_KEY,
}

TELLING: dict[str, Access] = {
    "moderation:statement": PUBLIC,
    "moderation:statement_of_upload": PUBLIC,
    "moderation:open_with_token": PUBLIC,
    "moderation:object_to_hold": PUBLIC,
    "moderation:statement_receipt": PUBLIC,
    "moderation:statement_proof": PUBLIC,
    "moderation:tombstone": PUBLIC,
    "moderation:notice_status": PUBLIC,
    "moderation:notice_receipt": PUBLIC,
    "moderation:notice_proof": PUBLIC,
    "moderation:preview_statement": CASE_WORKERS,
}

APPEALS: dict[str, Access] = {
    "moderation:appeal": PUBLIC,
    "moderation:send_appeal": PUBLIC,
    "moderation:appeal_status": PUBLIC,
    "moderation:appeal_receipt": PUBLIC,
    "moderation:appeals": CASE_READERS,
    "moderation:appeal_page": CASE_READERS,
    "api-1.0.0:item_statements": API_KEY,
    "api-1.0.0:open_appeal": API_KEY,
    "api-1.0.0:appeal": API_KEY,
    "moderation:answer_appeal": frozenset({Role.OWNER, Role.LEAD, Role.REVIEWER, Role.SECOND_READER}),
}

POLICIES: dict[str, Access] = {
    "moderation:policy": PUBLIC,
    "moderation:policy_version": PUBLIC,
    "moderation:policy_changes": PUBLIC,
    "moderation:policies": TEAM,
    "moderation:change_readings": LEADS,
    "moderation:edit_policy": LEADS,
    "moderation:publish_version": LEADS,
}

COUNTS: dict[str, Access] = {
    "moderation:counts": frozenset({Role.OWNER, Role.LEAD, Role.AUDITOR}),
}

INTAKE: dict[str, Access] = {
    "moderation:notice": PUBLIC,
    "moderation:notice_received": PUBLIC,  # shows only what the visitor's own cookie carries
    "moderation:receipt_file": PUBLIC,
    "moderation:flags": TEAM,
    "moderation:new_flags": JUDGES,
    "moderation:flag_batch": TEAM,
    "moderation:item_upload": JUDGES,
    "moderation:content_endpoint": OWNERS,
    "moderation:set_content_endpoint": OWNERS,
    "moderation:remove_content_endpoint": OWNERS,
    "moderation:try_content_endpoint": OWNERS,
}

PROGRAMME: dict[str, Access] = {
    "moderation:programme": OWNERS,
    "moderation:connect_programme": OWNERS,
    "moderation:disconnect_programme": OWNERS,
    "moderation:dispute_alert": DECIDERS,
    "moderation:programme_door": PUBLIC,  # for the programme, whose signature is checked
}

ACCESS: dict[str, Access] = {
    **INTAKE,
    **PROGRAMME,
    **TELLING,
    **APPEALS,
    **POLICIES,
    **COUNTS,
    **API,
    **QUEUE,
    **JUDGING,
    **MATCHES,
    **MANY,
    **LIVE,
    **INCIDENTS,
    **ACCOUNTS,
    **CONTENT,
}
