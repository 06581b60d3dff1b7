"""What the world sees, made anew in the transaction of the change: status lists, and the word on each mark.

A key that is missing keeps nobody from suspending or revoking: the change stands, the register shows it, and signing is
tried again every minute.
"""

import logging
from datetime import datetime

from django.db.models import Q

from bonafides.programme.trustmark import queries, signing
from bonafides.programme.trustmark.models import Mark, SignedWord, StatusList
from bonafides.programme.trustmark.rules.standing import standing_of
from bonafides.programme.trustmark.vocabulary import RESIGN_LIST_AFTER, RESIGN_STATE_AFTER

log = logging.getLogger("bonafides.trustmark")


def sign_lists(*, at: datetime) -> int:
    """Sign every list that is new, changed or six hours old; returns how many could not be signed."""
    due = Q(needs_signing=True) | Q(document=None) | Q(signed_at__lte=at - RESIGN_LIST_AFTER)
    return sum(not sign_list(each, at=at) for each in StatusList.objects.filter(due))


def sign_list(status_list: StatusList, *, at: datetime) -> bool:
    """Sign one list anew, with everything that was ever revoked in it."""
    revoked = status_list.instances.filter(revoked_at__isnull=False).values_list("place", flat=True)
    try:
        status_list.document = signing.signed_list(status_list, revoked, at=at)
    except signing.FAULTS as fault:
        log.error("A status list could not be signed: %s", signing.fault_code(fault))
        status_list.needs_signing = True
        status_list.save(update_fields=["needs_signing"])
        return False
    status_list.signed_at, status_list.needs_signing = at, False
    status_list.save(update_fields=["document", "signed_at", "needs_signing"])
    return True


def put_word(mark: Mark, *, at: datetime) -> bool:
    """Sign the word on how a mark stands; False where it could not be. An old word goes rather than contradict."""
    try:
        document = signing.signed_word(mark, standing_of(mark.facts(), at), at=at)
    except signing.FAULTS as fault:
        log.error("The word on a mark could not be signed: %s", signing.fault_code(fault))
        document = None
    SignedWord.objects.update_or_create(mark=mark, defaults={"document": document, "signed_at": at})
    return document is not None


def sign_words(*, at: datetime) -> None:
    """Sign the words that could not be signed, or that are a day old."""
    for mark in queries.words_to_sign(at - RESIGN_STATE_AFTER):
        if not put_word(mark, at=at):
            return
