"""The only write door of this part, a module for each concern."""

from bonafides.programme.trustmark.actions.complaints import answer_complaint, complain
from bonafides.programme.trustmark.actions.compromise import reissue_all
from bonafides.programme.trustmark.actions.hearing import appeal, hear_appeal
from bonafides.programme.trustmark.actions.issuer import note_issuer_document, revoke_key
from bonafides.programme.trustmark.actions.marks import grant, renew_mark
from bonafides.programme.trustmark.actions.measures import (
    confirm_measure,
    expire_measure,
    lift_measure,
    propose_revocation,
    suspend_mark,
)
from bonafides.programme.trustmark.actions.publishing import sign_lists, sign_words
from bonafides.programme.trustmark.actions.reviewing import (
    ask_for_mark,
    declare_interests,
    give_reading,
    seat_reviewer,
    withdraw_request,
)

__all__ = [
    "answer_complaint",
    "appeal",
    "ask_for_mark",
    "complain",
    "confirm_measure",
    "declare_interests",
    "expire_measure",
    "give_reading",
    "grant",
    "hear_appeal",
    "lift_measure",
    "note_issuer_document",
    "propose_revocation",
    "reissue_all",
    "renew_mark",
    "revoke_key",
    "seat_reviewer",
    "sign_lists",
    "sign_words",
    "suspend_mark",
    "withdraw_request",
]
