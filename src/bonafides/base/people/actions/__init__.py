"""What is done to people, roles, invitations, keys and links: the only write door of this part."""

from bonafides.base.people.actions.api_keys import IssuedKey, create_api_key, note_use, revoke_api_key
from bonafides.base.people.actions.invitations import (
    IssuedInvitation,
    accept_invitation,
    invite,
    revoke_invitation,
)
from bonafides.base.people.actions.links import issue_link, revoke_links
from bonafides.base.people.actions.persons import (
    admit_person,
    change_account,
    create_organisation,
    deactivate_person,
    grant_role,
    reactivate_person,
    revoke_role,
)
from bonafides.base.people.actions.sign_ins import (
    end_session,
    record_password_change,
    record_refused_sign_in,
    record_second_factor,
    record_session_end,
    record_sign_in,
)

__all__ = [
    "IssuedInvitation",
    "IssuedKey",
    "accept_invitation",
    "admit_person",
    "change_account",
    "create_api_key",
    "create_organisation",
    "deactivate_person",
    "end_session",
    "grant_role",
    "invite",
    "issue_link",
    "note_use",
    "reactivate_person",
    "record_password_change",
    "record_refused_sign_in",
    "record_second_factor",
    "record_session_end",
    "record_sign_in",
    "revoke_api_key",
    "revoke_invitation",
    "revoke_links",
    "revoke_role",
]
