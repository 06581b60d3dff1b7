"""Opening content. Every reading of stored bytes is recorded; what a person was shown is counted for them alone.

Pictures leave the house only as JPEG that we made ourselves; text only as text. Nothing else is ever rendered.
"""

import json
from datetime import datetime
from typing import Any

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.blobs import queries as blobs
from bonafides.base.blobs.custody import Reading
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Invalid, NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.errors import PictureError
from bonafides.matching.pictures import preview
from bonafides.safety.evidence.vocabulary import Purpose
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.events import ContentViewed
from bonafides.safety.moderation.models import Exposure, Item
from bonafides.safety.moderation.queries.facts import content_key, context_key
from bonafides.safety.moderation.vocabulary import ExposureMode, ItemKind
from bonafides.safety.moderation.vocabulary.limits import TEXT_FIRST_CHARACTERS

PREVIEWS: dict[ExposureMode, dict[str, Any]] = {
    ExposureMode.REDUCED: {"max_side": 240, "grey": True, "blur_radius": 5.0},
    ExposureMode.GREY: {"max_side": 480, "grey": True},
    ExposureMode.FULL: {"max_side": 1280},
}
NO_CONTENT = NotFound("no-content", _("We hold no content of this item, or it was erased."))


@audited_action
def open_picture(*, item: Item, mode: ExposureMode, by: Actor, at: datetime) -> bytes:
    """A JPEG of the picture, as plain as `mode` says: small, grey and blurred; grey; or as it is."""
    data = _read(item, item.content, mode, by=by, at=at)
    try:
        jpeg = preview(data, **PREVIEWS[mode])
    except PictureError as error:
        why = Invalid(error.code, error.template, **error.facts)
        raise Invalid("not-shown", _("This picture cannot be shown: %(why)s"), why=why) from error
    _expose(content_key(item), mode, by=by, at=at)
    return jpeg


@audited_action
def open_text(*, item: Item, mode: ExposureMode, by: Actor, at: datetime) -> str:
    """The text, or the address that is all there is; its first part only where `mode` is reduced."""
    if item.kind == ItemKind.URL:
        text = item.url
        _check_and_record(item, mode, by=by, at=at)
    else:
        text = _read(item, item.content, mode, by=by, at=at).decode("utf-8", "replace")
    _expose(content_key(item), mode, by=by, at=at)
    return text if mode is ExposureMode.FULL else text[:TEXT_FIRST_CHARACTERS]


@audited_action
def open_context(*, item: Item, by: Actor, at: datetime) -> Any:
    """What stood around the item, as the platform sent it."""
    context = json.loads(_read(item, item.context, ExposureMode.CONTEXT, by=by, at=at))
    _expose(context_key(item), ExposureMode.CONTEXT, by=by, at=at)
    return context


@audited_action
def open_file(*, item: Item, by: Actor, at: datetime) -> bytes:
    """The bytes as they came, to be saved and never rendered."""
    data = _read(item, item.content, ExposureMode.FULL, by=by, at=at)
    _expose(content_key(item), ExposureMode.FULL, by=by, at=at)
    return data


def _read(item: Item, blob: str, mode: ExposureMode, *, by: Actor, at: datetime) -> bytes:
    _check_and_record(item, mode, by=by, at=at)
    if not blob:
        raise NO_CONTENT
    return blobs.read(blob, reading=Reading(by=by, at=at, purpose=Purpose.JUDGEMENT))


def _check_and_record(item: Item, mode: ExposureMode, *, by: Actor, at: datetime) -> None:
    permissions.check_can_see_content(by, item.case.reference)
    record(ContentViewed(item=item.reference, case=item.case.reference, mode=mode), by=by, at=at)


def _expose(digest: str, mode: ExposureMode, *, by: Actor, at: datetime) -> None:
    """One row for each content, person and mode, from the first time on."""
    Exposure.objects.get_or_create(person_id=permissions.person_of(by), digest=digest, mode=mode, defaults={"at": at})
