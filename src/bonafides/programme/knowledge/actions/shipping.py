"""The resources that come with the software: published when they are new here, offered as drafts when they changed."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bonafides.base.audit.actions import audited_action, nothing_changed
from bonafides.kernel.actor import Actor, ActorKind
from bonafides.kernel.errors import NotAllowed
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.knowledge import formats
from bonafides.programme.knowledge.actions.resources import create_resource
from bonafides.programme.knowledge.actions.revisions import locked, make_public, new_revision, text_in
from bonafides.programme.knowledge.formats import ResourceFile
from bonafides.programme.knowledge.models import Resource, Revision, Text
from bonafides.programme.knowledge.vocabulary import UNFINISHED, Origin, RevisionState

FOLDER = Path(__file__).parent.parent / "data" / "resources"
FEATURED = (
    "one-person-platform-first-month",
    "prohibition-of-terrorist-use",
    "report-form-template",
    "training-exemptions-quiz",
)


@dataclass
class Installed:
    """What became of the shipped texts, by slug and language."""

    published: list[str] = field(default_factory=list)
    drafted: list[str] = field(default_factory=list)  # a newer text, for an editor to look at
    unchanged: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)  # a text is under way; the newer one comes after it


def install_shipped(*, by: Actor, at: datetime, folder: Path = FOLDER) -> Installed:
    """Bring every shipped text in, one action each; again it changes nothing, and never what somebody edited."""
    if by.kind is not ActorKind.SYSTEM:
        raise NotAllowed(
            "not-at-the-terminal", _("The resources that come with the software are installed by a command.")
        )
    installed = Installed()
    for file in shipped_files(folder):
        outcome: list[str] = getattr(installed, install_one(file=file, by=by, at=at))
        outcome.append(f"{file.slug}/{file.language}")
    return installed


def shipped_files(folder: Path) -> list[ResourceFile]:
    """The files of the folder, each original before its translations."""
    paths = sorted(folder.glob("*/*.md"), key=lambda path: (path.parent.name, path.stem != "en", path.stem))
    return [read(path) for path in paths]


def read(path: Path) -> ResourceFile:
    text = path.read_text(encoding="utf-8")
    file = formats.parse(text, slug=path.parent.name, language=path.stem)
    return ResourceFile(
        file.slug, file.language, file.about, file.words, sha256=hashlib.sha256(text.encode()).hexdigest()
    )


@audited_action
def install_one(*, file: ResourceFile, by: Actor, at: datetime) -> str:
    """One text: the name of the list of `Installed` that it belongs to."""
    nothing_changed()  # where it is there already
    resource: Resource | None = Resource.objects.filter(slug=file.slug).first()
    if resource is None:
        return first_time(file, by, at)
    text = text_in(resource, file.language, file.words)
    if text.shipped_sha256 == file.sha256:
        return "unchanged"
    if text.revisions.filter(state__in=UNFINISHED).exists():
        return "waiting"
    is_new = not text.shipped_sha256 and not text.revisions.exists()
    draft = new_revision(text, file.words, note=_("This came with a newer version of the software."), by=by, at=at)
    remember(text, file)
    if is_new and resource.origin == Origin.SHIPPED:
        published(draft, by, at)
        return "published"
    return "drafted"


def first_time(file: ResourceFile, by: Actor, at: datetime) -> str:
    draft = create_resource(
        slug=file.slug,
        about=file.about,
        words=file.words,
        language=file.language,
        origin=Origin.SHIPPED,
        by=by,
        at=at,
    )
    remember(draft.text, file)
    if file.slug in FEATURED:
        Resource.objects.filter(slug=file.slug).update(is_featured=True)
    published(draft, by, at)
    return "published"


def remember(text: Text, file: ResourceFile) -> None:
    text.shipped_sha256 = file.sha256
    text.save(update_fields=["shipped_sha256"])


def published(draft: Revision, by: Actor, at: datetime) -> None:
    """What the software brings was reviewed where it was made; the house itself stands for it here."""
    revision = locked(draft)
    revision.state, revision.approved_by, revision.approved_at = RevisionState.APPROVED, by.code, at
    revision.publish_at = at
    revision.save(update_fields=["state", "approved_by", "approved_at", "publish_at"])
    make_public(revision, by=by, at=at)
