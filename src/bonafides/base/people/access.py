"""Who may open which page of this part, written by hand; `config/access.py` joins the tables of all parts.

A view whose name stands in no table opens for nobody. A test walks every URL with every role.
"""

from bonafides.base.http.access import PUBLIC, SIGNED_IN, Access
from bonafides.base.people.vocabulary import Role, everywhere

OWNERS = everywhere(Role.OWNER)  # each of their own organisation's people alone: queries see to that
INVITERS = OWNERS | {Role.LEAD}
READERS_OF_PEOPLE = INVITERS | everywhere(Role.AUDITOR)

ACCESS: dict[str, Access] = {
    "people:people": READERS_OF_PEOPLE,
    "people:person": READERS_OF_PEOPLE,
    "people:grant_role": INVITERS,
    "people:revoke_role": INVITERS,
    "people:deactivate": OWNERS,
    "people:reactivate": OWNERS,
    "people:invite": INVITERS,
    "people:invitations": READERS_OF_PEOPLE,
    "people:revoke_invitation": INVITERS,
    "people:accept_invitation": PUBLIC,
    "people:api_keys": everywhere(Role.OWNER, Role.AUDITOR),
    "people:create_api_key": OWNERS,
    "people:revoke_api_key": OWNERS,
    "people:account": SIGNED_IN,
    "people:end_session": SIGNED_IN,
    "people:second_factor": SIGNED_IN,
    # signing in: allauth's pages, mounted by account_urls.py
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "account_signup": PUBLIC,  # says that one comes in by invitation
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    "account_change_password": SIGNED_IN,
    "account_set_password": SIGNED_IN,
    "account_reauthenticate": SIGNED_IN,
    "account_email": SIGNED_IN,  # leads to people:account
    "openid_connect_login": PUBLIC,  # not there unless a provider is configured
    "openid_connect_callback": PUBLIC,
    "mfa_authenticate": PUBLIC,  # between password and session
    "mfa_login_webauthn": PUBLIC,
    "mfa_index": SIGNED_IN,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": SIGNED_IN,
    "mfa_edit_webauthn": SIGNED_IN,
    "usersessions_list": SIGNED_IN,
}

BEFORE_THE_SECOND_FACTOR = frozenset(
    {
        "people:second_factor",
        "account_reauthenticate",
        "mfa_index",
        "mfa_reauthenticate",
        "mfa_activate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_reauthenticate_webauthn",
    }
)  # what a person without a second factor may open, besides what is public
