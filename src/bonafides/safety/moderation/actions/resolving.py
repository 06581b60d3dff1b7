"""Asking the platform for the content of an item that a flag only named: through its own endpoint, with a signature.

1. POST `{"reference", "url", "item"}` to the endpoint, signed as our webhooks are; through the guarded fetch.
2. 200 with JSON: the content is attached, matched, and the case joined to another about the same content.
3. 404 or 410: there is nothing there; the case says so. Everything else is tried again, and the case says so too.
"""

import base64
import hmac
import json
import secrets
from datetime import datetime

from django.conf import settings

from bonafides.base import fetch
from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.base.fetch.addresses import Target
from bonafides.base.keys import envelope, signing
from bonafides.base.outbox.errors import Park, Retry
from bonafides.base.people.queries import person_of
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import DomainError, Invalid, Unavailable
from bonafides.kernel.ids import new_reference
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.actions.intake import Author, Submission, attach_content
from bonafides.safety.moderation.events import ItemUnresolved, PlatformConfigured
from bonafides.safety.moderation.models import ContentEndpoint, Item
from bonafides.safety.moderation.rules.contents import Given, given_in
from bonafides.safety.moderation.vocabulary import ItemKind

SEALING = "content-endpoint"
SECRET_PREFIX, SECRET_BYTES = "whsec_", 32
SECONDS = 20.0
ENVELOPE_BYTES = 400_000  # what an answer may hold beside the content
NO_ENDPOINT = _("No content endpoint is set up: upload the content here.")
GONE = _("The platform has nothing there any more.")
REFUSED = _("The platform answered %(status)s; it is asked again.")
TOO_LARGE = _("The platform's answer is larger than this installation takes.")


# -- the endpoint -----------------------------------------------------------------------------------------------------


def endpoint_in_use() -> ContentEndpoint | None:
    return ContentEndpoint.objects.filter(active=True).order_by("-pk").first()


@audited_action
def set_endpoint(*, url: str, by: Actor, at: datetime) -> str:
    """Ask this address from now on; returns the secret that signs the questions, told once."""
    permissions.check_can_configure(by)
    target = Target.parse(url).url
    secret = SECRET_PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
    ContentEndpoint.objects.filter(active=True).update(active=False)
    endpoint = ContentEndpoint(url=target, created_at=at, created_by=person_of(by))
    endpoint.secret = envelope.seal_text(secret, purpose=SEALING, bound_to=target)
    endpoint.save()
    record(PlatformConfigured(what="content_endpoint", digest=_name_of(target)), by=by, at=at)
    return secret


@audited_action
def remove_endpoint(*, by: Actor, at: datetime) -> None:
    """Ask nobody any more."""
    permissions.check_can_configure(by)
    if endpoint_in_use() is None:
        nothing_changed()
        return
    ContentEndpoint.objects.filter(active=True).update(active=False)
    record(PlatformConfigured(what="content_endpoint", digest=""), by=by, at=at)


def _name_of(url: str) -> str:
    """A name for the address in the log, which shows it to nobody."""
    return envelope.pseudonym(SEALING, url)


# -- asking -----------------------------------------------------------------------------------------------------------


def resolve_item(*, reference: str, at: datetime) -> None:
    """Handle a `moderation.resolve` row; running twice does nothing twice."""
    item = Item.objects.select_related("case").filter(reference=reference).first()
    if item is None or item.sha256:
        return
    endpoint = endpoint_in_use()
    if endpoint is None:
        note_trouble(item, NO_ENDPOINT, at=at)
        return
    try:
        given = ask(endpoint, item, at=at)
        attach_content(item=item, submission=submission_of(item, given), by=SYSTEM, at=at) if given else None
    except Unavailable as error:
        note_trouble(item, str(error), at=at)
        raise Retry(str(error), rests_lane=True) from error
    except DomainError as error:
        note_trouble(item, str(error), at=at)
        raise Park(str(error)) from error
    if given is None:
        note_trouble(item, GONE, at=at)


def ask(endpoint: ContentEndpoint, item: Item, *, at: datetime) -> Given | None:
    """The content of an item; None where the platform has nothing there any more."""
    question = {"reference": item.platform_reference, "url": item.url, "item": item.reference}
    status, body = put_question(endpoint, question, at=at)
    if status in {404, 410}:
        return None
    if status != 200:
        raise Unavailable("content-endpoint-status", REFUSED, status=status)
    return given_in(body)


def put_question(endpoint: ContentEndpoint, question: dict[str, str], *, at: datetime) -> tuple[int, bytes]:
    """Status and body of the platform's answer."""
    body = json.dumps(question, ensure_ascii=False).encode()
    most = settings.UPLOAD_LIMIT_BYTES * 4 // 3 + ENVELOPE_BYTES
    answer = fetch.post(
        endpoint.url, body=body, headers=signed_headers(endpoint, body, at), seconds=SECONDS, max_bytes=most
    )
    if len(answer.body) >= most:
        raise Invalid("answer-too-large", TOO_LARGE)
    return answer.status, answer.body


def signed_headers(endpoint: ContentEndpoint, body: bytes, at: datetime) -> list[tuple[str, str]]:
    """As Standard Webhooks 1.0 says, so that one function of the platform checks both."""
    name, seconds = f"ask_{new_reference()}", int(at.timestamp())
    content = f"{name}.{seconds}.".encode() + body
    secret = envelope.unseal_text(endpoint.secret, purpose=SEALING, bound_to=endpoint.url)
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    signatures = (("v1", hmac.digest(key, content, "sha256")), ("v1a", signing.sign_webhook(content)))
    return [
        ("content-type", "application/json"),
        ("accept", "application/json"),
        ("webhook-id", name),
        ("webhook-timestamp", str(seconds)),
        ("webhook-signature", " ".join(f"{kind},{base64.b64encode(each).decode()}" for kind, each in signatures)),
    ]


def submission_of(item: Item, given: Given) -> Submission:
    return Submission(
        platform_reference=item.platform_reference,
        kind=ItemKind.TEXT if given.is_text else ItemKind.FILE,
        data=given.data,
        media_type=given.media_type or ("text/plain" if given.is_text else ""),
        language=given.language,
        author=Author(given.author_reference, given.author_language, given.author_address),
        published_at=given.created_at,
        reach=given.reach,
        context=given.context,
    )


@audited_action
def note_trouble(item: Item, sentence: str, *, at: datetime) -> None:
    """Show on the case why there is no content; once for each reason."""
    if item.content_trouble == sentence[:300]:
        nothing_changed()
        return
    item.content_trouble = sentence[:300]
    item.save(update_fields=["content_trouble"])
    record(ItemUnresolved(item=item.reference, case=item.case.reference, reason=sentence[:300]), by=SYSTEM, at=at)


def try_endpoint(*, endpoint: ContentEndpoint, by: Actor, at: datetime) -> str:
    """Ask for something that cannot be there; a sentence that says how it went."""
    permissions.check_can_configure(by)
    try:
        status, _body = put_question(endpoint, {"reference": "bonafides-test", "url": "", "item": ""}, at=at)
    except DomainError as error:
        return str(error)
    return "" if status in {200, 404, 410} else REFUSED % {"status": status}


# -- a person uploads it ----------------------------------------------------------------------------------------------


@audited_action
def upload_content(*, item: Item, submission: Submission, by: Actor, at: datetime) -> Item:
    """Put a content in place that a person of the team has got from the platform by other means."""
    permissions.check_can_judge(by)
    if item.sha256:
        raise Invalid("content-there", _("The content of this item is here already."))
    return attach_content(item=item, submission=submission, by=by, at=at)
