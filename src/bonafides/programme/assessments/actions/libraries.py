"""Editing a library: a draft, looked over by the linter, and published as a version of its own."""

import json
from datetime import datetime
from typing import Any

from bonafides.base.audit.actions import audited_action, record
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict, Invalid, RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.assessments import permissions
from bonafides.programme.assessments.events import LibraryDrafted, LibraryPublished
from bonafides.programme.assessments.library import BadLibrary, content_hash, lint, sealed
from bonafides.programme.assessments.library.versions import is_version, version_key
from bonafides.programme.assessments.models import LibraryDraft, LibraryVersion
from bonafides.programme.assessments.queries.libraries import current_library, draft, versions


@audited_action
def start_draft(*, by: Actor, at: datetime) -> LibraryDraft:
    """A copy of the newest version to work on."""
    permissions.check_can_edit_library(by)
    if draft() is not None:
        raise Conflict("draft-there", _("There is a draft already. Go on with that one."))
    library = current_library()
    row = LibraryDraft(based_on=library.version, changed_at=at, changed_by=by.code)
    row.document = json.dumps(dict(library.document), ensure_ascii=False)
    row.save()
    record(LibraryDrafted(version=library.version), by=by, at=at)
    return row


@audited_action
def save_draft(*, document: dict[str, Any], by: Actor, at: datetime) -> LibraryDraft:
    """Keep the draft as it stands, faults and all; only publishing asks that there be none."""
    permissions.check_can_edit_library(by)
    row = _draft()
    row.document, row.changed_at, row.changed_by = json.dumps(document, ensure_ascii=False), at, by.code
    row.save()
    record(LibraryDrafted(version=row.based_on), by=by, at=at)
    return row


@audited_action
def drop_draft(*, by: Actor, at: datetime) -> None:
    permissions.check_can_edit_library(by)
    row = _draft()
    row.delete()
    record(LibraryDrafted(version=row.based_on), by=by, at=at)


@audited_action
def publish_draft(*, version: str, changes: str, by: Actor, at: datetime) -> LibraryVersion:
    """Make the draft the newest version. No assessment that stands is touched: each is pinned to its own."""
    permissions.check_can_edit_library(by)
    row = _draft()
    if not is_version(version) or version_key(version) <= version_key(versions()[-1]):
        raise Invalid("version-not-later", _("Give a version later than %(last)s, such as 1.2.0."), last=versions()[-1])
    document = json.loads(row.document)
    entry = {"version": version, "date": at.date().isoformat(), "says": changes.strip()}
    document |= {"version": version, "published_on": at.date().isoformat()}
    document["changelog"] = [*document.get("changelog", []), entry]
    document = sealed(document)
    if faults := lint(document):
        raise BadLibrary(faults)
    text, digest = json.dumps(document, ensure_ascii=False), content_hash(document)
    published = LibraryVersion(version=version, document=text, sha256=digest, changelog=changes.strip())
    published.published_at, published.published_by = at, by.code
    published.save()
    row.delete()
    record(LibraryPublished(version=version, sha256=digest), by=by, at=at)
    return published


def _draft() -> LibraryDraft:
    row = LibraryDraft.objects.select_for_update().first()
    if row is None:
        raise RuleBroken("no-draft", _("There is no draft. Start one first."))
    return row
