"""Who may open what, written by hand a second time from what each role is for, so that a slip in `access.py` is found.

A row says how a page is asked, what its address names (see role_scene.py), and whom it opens for. What the programme's
domains offer stands in a file each in `roles/`.
"""

from tests.architecture import roles
from tests.architecture.role_words import (
    ANYONE,
    AUDITOR,
    DECIDERS,
    JUDGES,
    LEAD,
    LEADS,
    NO_ONE,
    OF_THE_CASE,
    OTHER_READER,
    OWNER,
    PERSONS,
    PROGRAMME,
    PROGRAMME_AUDITOR,
    READER,
    SEE_CONTENT,
    TEAM,
    WORKERS,
    Call,
    Row,
    both,
    call,
    get,
    post,
)

FRONT = {
    "home": get(ANYONE),
    "health": get(ANYONE),
    "set_language": both(ANYONE),
    "first_day": get(PERSONS),
    "pages:component-book": get(ANYONE),
    "pages:component-book-desk": get(ANYONE),
    "pages:component-book-letter": get(ANYONE),
    "pages:component-book-error": get(ANYONE, status="404"),
    "audit:log": get(ANYONE),
    "audit:log_keys": get(ANYONE),
    "audit:log_file": get(NO_ONE, path="../bonafides.sqlite3"),  # files of the log only
    "api-1.0.0:openapi-json": get(ANYONE),
}

PEOPLE = {
    "people:people": get(frozenset({OWNER, LEAD, AUDITOR, PROGRAMME, PROGRAMME_AUDITOR})),  # their own people alone
    "people:person": get(frozenset({OWNER, LEAD, AUDITOR}), code="person"),
    "people:grant_role": post(LEADS, code="person"),
    "people:revoke_role": post(frozenset({OWNER}), number="held_role"),
    "people:deactivate": post(frozenset({OWNER}), code="person"),
    "people:reactivate": post(frozenset({OWNER}), code="person"),
    "people:invite": both(LEADS | {PROGRAMME}),
    "people:invitations": get(frozenset({OWNER, LEAD, AUDITOR, PROGRAMME, PROGRAMME_AUDITOR})),
    "people:revoke_invitation": post(frozenset({OWNER}), reference="invitation"),
    "people:accept_invitation": both(ANYONE, token="invitation_link"),
    "people:api_keys": get(frozenset({OWNER, AUDITOR, PROGRAMME, PROGRAMME_AUDITOR})),
    "people:create_api_key": both(frozenset({OWNER, PROGRAMME})),
    "people:revoke_api_key": post(frozenset({OWNER}), reference="key"),
    "people:account": both(PERSONS),
    "people:second_factor": get(PERSONS),
    "people:end_session": post(frozenset({OWNER}), number="session"),
}

SIGNING_IN = {
    **dict.fromkeys(("account_login", "account_logout", "account_signup", "account_reset_password"), both(ANYONE)),
    **dict.fromkeys(("account_inactive", "account_reset_password_done"), get(ANYONE)),
    "account_reset_password_from_key_done": get(ANYONE),
    "account_reset_password_from_key": both(ANYONE, uidb36="1", key="none"),
    "account_change_password": both(PERSONS),
    "account_set_password": both(PERSONS),
    "account_reauthenticate": both(PERSONS),
    "account_email": get(PERSONS),
    **dict.fromkeys(("mfa_authenticate", "mfa_login_webauthn"), both(PERSONS)),  # others start at the sign-in
    **dict.fromkeys(("mfa_index", "mfa_list_webauthn"), get(PERSONS)),
    **dict.fromkeys(("mfa_view_recovery_codes", "mfa_download_recovery_codes"), get(NO_ONE)),  # who has none
    **dict.fromkeys(("mfa_reauthenticate", "mfa_reauthenticate_webauthn"), both(PERSONS)),
    **dict.fromkeys(("mfa_activate_totp", "mfa_deactivate_totp", "mfa_add_webauthn"), both(PERSONS)),
    "mfa_generate_recovery_codes": both(PERSONS),
    **dict.fromkeys(("mfa_remove_webauthn", "mfa_edit_webauthn"), both(PERSONS, pk="1")),
    "usersessions_list": both(PERSONS),
}

DELIVERIES = {
    "deliveries:deliveries": get(LEADS | {AUDITOR}),
    "deliveries:delivery": get(LEADS | {AUDITOR}, number="delivery"),
    "deliveries:resend": post(LEADS, number="delivery"),
    "deliveries:resend_parked": post(LEADS),
    "deliveries:endpoints": get(LEADS | {AUDITOR}),
    "deliveries:create_endpoint": post(frozenset({OWNER})),
    "deliveries:rotate_secret": post(frozenset({OWNER}), reference="hook"),
    "deliveries:disable_endpoint": post(frozenset({OWNER}), reference="hook"),
    "deliveries:enable_endpoint": post(frozenset({OWNER}), reference="hook"),
    "deliveries:ping": post(frozenset({OWNER}), reference="hook"),
}

BANKS = {
    "banks:banks": get(TEAM),
    "banks:bank": get(TEAM, reference="bank"),
    "banks:entry": get(TEAM, reference="entry"),
    "banks:runs": get(TEAM, reference="bank"),
    "banks:run": get(TEAM, reference="run"),
    "banks:tester": both(TEAM),
    "banks:export": post(TEAM, reference="bank", format_="csv"),
    "banks:new_bank": post(LEADS),
    "banks:set_policy": post(LEADS, reference="bank"),
    "banks:disable_bank": post(LEADS, reference="bank"),
    "banks:enable_bank": post(LEADS, reference="bank"),
    "banks:add_entry": post(LEADS, reference="bank"),
    "banks:import": both(LEADS, reference="bank"),
    "banks:withdraw_entry": post(DECIDERS, reference="entry"),  # a reviewer what they called harmless
    "banks:disable_entry": post(LEADS, reference="entry"),
    "banks:enable_entry": post(LEADS, reference="entry"),
    "banks:give_opinion": post(LEADS, reference="entry"),
}

JUDGING = {
    "moderation:queue": get(TEAM),
    "moderation:next_case": post(JUDGES),
    "moderation:exposure": get(SEE_CONTENT | {OTHER_READER}),
    "moderation:cases": get(TEAM),
    "moderation:resting_on": get(TEAM, entry="entry"),
    "moderation:case": get(OF_THE_CASE, reference="open"),
    "moderation:open_case": post(WORKERS, reference="open"),
    "moderation:heartbeat": post(WORKERS, reference="open"),
    "moderation:release": post(WORKERS, reference="open"),
    "moderation:assign": post(LEADS, reference="open"),
    "moderation:hand_over": post(JUDGES, reference="open"),
    "moderation:skip": post(WORKERS, reference="open"),
    "moderation:decide": post(WORKERS, reference="open"),
    "moderation:undo": post(DECIDERS, reference="drafted"),  # the reviewer's own draft
    "moderation:publish": post(DECIDERS, reference="drafted"),
    "moderation:reverse": post(DECIDERS, {"facts": "It was news."}, reference="closed"),
    "moderation:invite_reader": post(LEADS, {"email": "kim@example.org"}, reference="open"),
    "moderation:resend_enforcement": post(DECIDERS, number="enforcement"),
    "moderation:show_item": post(SEE_CONTENT, {"level": "original"}, reference="item"),
    "moderation:picture": get(SEE_CONTENT, reference="picture"),
    "moderation:download": post(SEE_CONTENT, reference="item"),
}

TELLING = {
    "moderation:statement": get(ANYONE, token="statement"),
    "moderation:statement_of_upload": get(ANYONE, token="upload"),
    "moderation:open_with_token": post(ANYONE, {"token": "x"}),
    "moderation:object_to_hold": post(ANYONE, {"text": "It is news."}, token="held"),
    "moderation:statement_receipt": get(ANYONE, token="statement"),
    "moderation:statement_proof": get(ANYONE, token="statement"),
    "moderation:tombstone": get(ANYONE, reference="told"),
    "moderation:notice_status": get(ANYONE, token="notice"),
    "moderation:notice_receipt": get(ANYONE, token="notice"),
    "moderation:notice_proof": get(ANYONE, token="notice"),
    "moderation:preview_statement": post(WORKERS, reference="open"),
}

APPEALS = {
    "moderation:appeal": get(ANYONE, token="statement"),
    "moderation:send_appeal": post(ANYONE, {"text": "It is news."}, token="statement"),
    "moderation:appeal_status": get(ANYONE, token="appeal_link"),
    "moderation:appeal_receipt": get(ANYONE, token="appeal_link"),
    "moderation:appeals": get(TEAM | {READER, OTHER_READER}),
    "moderation:appeal_page": get(OF_THE_CASE, reference="appeal"),
    "moderation:answer_appeal": post(DECIDERS | {READER}, reference="appeal"),
}

POLICIES = {
    "moderation:policy": get(ANYONE),
    "moderation:policy_version": get(ANYONE, number="1"),
    "moderation:policy_changes": get(ANYONE, number="1"),
    "moderation:policies": get(TEAM),
    "moderation:change_readings": post(LEADS),
    "moderation:edit_policy": get(LEADS),
    "moderation:publish_version": post(LEADS),
    "moderation:counts": get(LEADS | {AUDITOR}),
}

NOTICES = {
    "moderation:notice": both(ANYONE),
    "moderation:notice_received": get(NO_ONE),  # without the cookie of one's own notice
    "moderation:receipt_file": get(NO_ONE),
    "moderation:flags": get(TEAM),
    "moderation:new_flags": both(JUDGES),
    "moderation:flag_batch": get(TEAM, reference="flag"),
    "moderation:item_upload": both(JUDGES, reference="bare"),
    "moderation:content_endpoint": get(frozenset({OWNER})),
    **dict.fromkeys(
        ("moderation:set_content_endpoint", "moderation:remove_content_endpoint"), post(frozenset({OWNER}))
    ),
    "moderation:try_content_endpoint": post(frozenset({OWNER})),
}

ALERTS_IN = {
    "moderation:programme": get(frozenset({OWNER})),
    "moderation:connect_programme": post(frozenset({OWNER})),
    "moderation:disconnect_programme": post(frozenset({OWNER})),
    "moderation:dispute_alert": post(DECIDERS, {"reason": "It is news."}, number="alert_in"),
    "moderation:programme_door": get(NO_ONE, reference="programme_door"),  # a signed POST alone
}

PAGES: dict[str, Row] = {
    **(FRONT | PEOPLE | SIGNING_IN | DELIVERIES),
    **(BANKS | JUDGING | TELLING | APPEALS | POLICIES | NOTICES | ALERTS_IN),
    **roles.pages(),
}

CALLS: dict[str, Call] = {
    "api-1.0.0:submit_item": call("items:write", "post"),
    "api-1.0.0:item": call("decisions:read", "get", reference="told"),
    "api-1.0.0:item_gone": call("items:write", "post"),
    "api-1.0.0:item_content": call("items:write", "get", reference="told"),
    "api-1.0.0:report_enforcement": call("items:write", "post", reference="told"),
    "api-1.0.0:raise_flag": call("flags:write", "post"),
    "api-1.0.0:raise_batch": call("flags:write", "post"),
    "api-1.0.0:flag": call("flags:write", "get", reference="flag"),
    "api-1.0.0:item_statements": call("decisions:read", "get", reference="told"),
    "api-1.0.0:open_appeal": call("appeals:write", "post"),
    "api-1.0.0:appeal": call("decisions:read", "get", reference="appeal"),
    "api-1.0.0:messages": call("messages:read", "get"),
    "api-1.0.0:match": call("match:read", "post"),
    "api-1.0.0:match_file": call("match:read", "post"),
    "api-1.0.0:list_banks": call("banks:read", "get"),
    "api-1.0.0:list_entries": call("banks:read", "get", reference="bank"),
    "api-1.0.0:add_entry": call("banks:write", "post", reference="bank"),
    "api-1.0.0:withdraw_entry": call("banks:write", "post", reference="entry"),
    "api-1.0.0:give_opinion": call("banks:write", "post", reference="entry"),
    **roles.calls(),
}
