"""From what a request holds to one submission."""

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation.actions.intake import Author, Submission
from bonafides.safety.moderation.api.bodies import bytes_of, file_of
from bonafides.safety.moderation.api.schemas import ContentIn, ItemIn
from bonafides.safety.moderation.vocabulary import ItemKind


def submission_of(request: HttpRequest, given: ItemIn) -> Submission:
    """The upload that a request holds, its bytes read once."""
    return content_as_submission(given, reference=given.reference, file=file_of(request))


def content_as_submission(given: ContentIn, *, reference: str, file: "UploadedFile[bytes] | None" = None) -> Submission:
    """One content under the platform's name for it."""
    kind, data, media_type = content_of(given, file)
    return Submission(
        platform_reference=reference,
        kind=kind,
        data=data,
        url=given.url,
        media_type=media_type,
        language=given.language,
        author=Author(given.author.reference, given.author.language, given.author.address),
        published_at=given.created,
        reach=given.reach,
        context=given.context,
    )


def content_of(given: ContentIn, file: "UploadedFile[bytes] | None") -> tuple[ItemKind, bytes, str]:
    """Kind, bytes and media type of the one content; an address beside it is where it stands."""
    if sum((file is not None, bool(given.text), bool(given.content_base64))) > 1:
        raise Invalid("one-content", _("Send one of file, text and content_base64, not several."))
    if file is not None:
        data = bytes_of(file)
        return ItemKind.FILE, data, given.media_type or (file.content_type or "")[:120]
    if given.content_base64:
        return ItemKind.FILE, given.content_base64, given.media_type
    if given.text:
        return ItemKind.TEXT, given.text.encode("utf-8", "replace"), given.media_type or "text/plain"
    if given.url:
        return ItemKind.URL, b"", ""
    raise Invalid("no-content", _("Send a file, a text, content_base64 or a url."))
