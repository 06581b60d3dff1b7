"""Keeping fingerprints of what matched nothing: off, until a named person switches it on for a number of days.

It stands in plain rows: an entry in the log for each upload that concerns nobody would itself be a trace of it.
"""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction

from bonafides.base.audit.actions import audited_action, forget, nothing_changed, record
from bonafides.base.keys import envelope
from bonafides.base.outbox import actions as outbox
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Conflict
from bonafides.kernel.ids import new_reference
from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.lookback import packed
from bonafides.safety.banks import live, permissions, rules
from bonafides.safety.banks.events import AllKeptErased, KeptUploadsErased, LookBackSwitchedOff, LookBackSwitchedOn
from bonafides.safety.banks.models import FoundLater, KeptUpload, LookBack, LookBackRun, SearchedUntil
from bonafides.safety.banks.queries.looking_back import SEALING, SECRET, name_of_upload, secret_of
from bonafides.safety.banks.vocabulary import LOOK_BACK_UPLOADS, PENDING_KEPT, LookingBack

ERASE = "banks.erase_kept"  # the outbox row that has what is left erased
SECRET_BYTES = 32


# -- the switch -------------------------------------------------------------------------------------


@audited_action
def switch_on_looking_back(*, days: int, lasts_days: int, reason: str, by: Actor, at: datetime) -> LookBack:
    """Keep fingerprints of uploads that match nothing for so many days each, until it ends by itself."""
    permissions.check_can_switch_on_looking_back(by)
    rules.check_look_back(days, lasts_days, reason)
    reference = new_reference()
    sealed = envelope.seal_text(secrets.token_hex(SECRET_BYTES), purpose=SECRET, bound_to=reference)
    switch = LookBack(reference=reference, days=days, until=at + timedelta(days=lasts_days))
    switch.reason = reason.strip()[:300]
    assert by.person is not None  # a named person, as was checked
    switch.switched_on_by_id, switch.switched_on_at = by.person, at
    switch.switched_on_as = Role.OWNER if by.has_role(Role.OWNER) else Role.LEAD
    switch.secret = sealed
    try:
        with transaction.atomic():
            switch.save()
            SearchedUntil.objects.create(look_back=switch, version=live.latest_step()[0])
    except IntegrityError as error:
        raise Conflict("look-back-on", _("It is on already.")) from error
    record(LookBackSwitchedOn(switch.reference, days, switch.until, switch.reason), by=by, at=at)
    return switch


@audited_action
def switch_off_looking_back(*, switch: LookBack, reason: str = "", by: Actor, at: datetime) -> None:
    """Keep nothing more, and erase what was kept: a first part at once, the rest by the worker in small parts.

    The secret goes in the same moment: from then on what is left meets nothing by its words and addresses.
    """
    permissions.check_can_switch_off_looking_back(by)
    switch = locked_switch(switch)
    if not switch.is_on:
        raise Conflict("look-back-off", _("It is off already."))
    switch.is_on, switch.secret = False, ""
    switch.switched_off_at, switch.switched_off_by, switch.switched_off_because = at, by.code, reason[:300]
    switch.to_erase = KeptUpload.objects.filter(look_back=switch).count()
    switch.save()
    runs = LookBackRun.objects.filter(look_back=switch, finished_at=None)
    runs.update(finished_at=at, state=LookingBack.DONE)
    record(LookBackSwitchedOff(switch.reference, reason), by=by, at=at)
    erase_part(switch=switch, at=at)
    enqueue_erasing(switch, at)


def enqueue_erasing(switch: LookBack, at: datetime) -> None:
    """Have the worker go on erasing; asked for twice in a moment, it does so once."""
    key = f"{ERASE}:{switch.reference}:{at.isoformat()}"
    outbox.enqueue(ERASE, {"look_back": switch.reference}, key=key, due_at=at, at=at)


def locked_switch(switch: LookBack) -> LookBack:
    """The row as it is now; whoever keeps an upload is waited for, and waits."""
    found: LookBack = LookBack.objects.select_for_update(of=("self",)).get(pk=switch.pk)
    return found


# -- keeping ----------------------------------------------------------------------------------------


def keep(*, item: str, fingerprints: Fingerprints, index_version: int, at: datetime) -> bool:
    """Keep what an upload is found by (`item` is the platform's name for it), if that is on; else nothing at all.

    The upload was looked up in this version of the index, and met nothing.
    """
    if not LookBack.objects.filter(is_on=True).exists():
        return False
    with transaction.atomic():
        switch = shared_switch()
        if switch is None or switch.until <= at:
            return False
        kept = packed(fingerprints, secret_of(switch))
        if not kept:
            return False
        name, reference = name_of_upload(item), new_reference()
        same = KeptUpload.objects.filter(look_back=switch, name=name, digests=kept.digests, names=kept.names)
        if same.update(kept_at=at):  # it was sent again
            return True
        KeptUpload.objects.create(
            look_back=switch,
            reference=reference,
            name=name,
            item=envelope.seal_text(item, purpose=SEALING, bound_to=reference),
            kept_at=at,
            version=index_version,
            is_behind=index_version < switch.searched.version,
            **kept._asdict(),
        )
    return True


def shared_switch() -> LookBack | None:
    """The switch that is on, and stays so until this transaction ends; any number may hold it so at once.

    Whoever switches off, or begins a search, locks the row for itself, and so comes before or after. On SQLite, one
    writer comes after the other as it is.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM banks_lookback WHERE is_on FOR SHARE")
    return LookBack.objects.select_related("searched").filter(is_on=True).first()


# -- erasing ----------------------------------------------------------------------------------------


@audited_action
def forget_upload(*, item: str, by: Actor, at: datetime) -> int:
    """Erase what is kept of an upload, by the platform's name for it; returns of how many contents."""
    permissions.check_can_forget_uploads(by)
    nothing_changed()  # where nothing was kept of it
    erased = 0
    for switch in LookBack.objects.filter(erased_at=None):
        of_name = KeptUpload.objects.filter(look_back=switch, name=name_of_upload(item))
        erased += _erase(switch, list(of_name.values_list("id", flat=True)), by=by, at=at)
    return erased


@audited_action
def erase_old(*, switch: LookBack, at: datetime) -> int:
    """Erase a part of what has been kept for its days; returns how many, 0 where nothing is due.

    What was found, and waits for its case, may wait a day longer.
    """
    nothing_changed()
    due = at - timedelta(days=switch.days)
    rows = KeptUpload.objects.filter(look_back=switch, kept_at__lt=due)
    waiting = FoundLater.objects.filter(upload__in=rows, settled_at=None, upload__kept_at__gte=due - PENDING_KEPT)
    free = rows.exclude(id__in=list(waiting.values_list("upload", flat=True)))
    ids = list(free.order_by("kept_at").values_list("id", flat=True)[:LOOK_BACK_UPLOADS])
    return _erase(switch, ids, by=SYSTEM, at=at)


@audited_action
def erase_part(*, switch: LookBack, at: datetime) -> bool:
    """Erase a part of what a switch that is off had kept; whether that was the last of it."""
    nothing_changed()
    left = KeptUpload.objects.filter(look_back=switch).order_by("id")
    ids = list(left.values_list("id", flat=True)[:LOOK_BACK_UPLOADS])
    _erase(switch, ids, by=SYSTEM, at=at)
    is_last = len(ids) < LOOK_BACK_UPLOADS
    if is_last and locked_switch(switch).erased_at is None:
        LookBack.objects.filter(pk=switch.pk).update(erased_at=at)
        record(AllKeptErased(switch.reference), by=SYSTEM, at=at)
    return is_last


def locked_uploads(ids: Iterable[int]) -> list[int]:
    """Those of these uploads that are kept still; whoever erases one, and whoever writes down what it met, waits."""
    rows = KeptUpload.objects.select_for_update().filter(id__in=list(ids)).order_by("id")
    return list(rows.values_list("id", flat=True))


def _erase(switch: LookBack, wanted: Sequence[int], *, by: Actor, at: datetime) -> int:
    ids = locked_uploads(wanted)
    if not ids:
        return 0
    found = FoundLater.objects.filter(upload__in=ids)
    for reference in list(found.values_list("upload__reference", flat=True).distinct()):
        forget(f"upload:{reference}")
    found.delete()
    erased: int = KeptUpload.objects.filter(id__in=ids).delete()[0]
    record(KeptUploadsErased(switch.reference, erased), by=by, at=at)
    return erased
