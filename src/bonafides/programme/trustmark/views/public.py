"""What anyone may read: issuer's document, status lists, register, criteria, and each mark's own page."""

import json
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.shortcuts import render
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.paging import page_of
from bonafides.base.http.requests import ActorRequest
from bonafides.credentials.encoding import digest_of
from bonafides.credentials.verdict import statement_of
from bonafides.kernel.clock import now
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop
from bonafides.programme.members.vocabulary import FOR_THE_MARK
from bonafides.programme.trustmark import pictures, queries, signing
from bonafides.programme.trustmark.criteria import IN_FORCE, VERSIONS
from bonafides.programme.trustmark.forms import RegisterFilter
from bonafides.programme.trustmark.models import Instance, Mark
from bonafides.programme.trustmark.views.words import requirement_name, shown
from bonafides.programme.trustmark.vocabulary import COMMITMENTS, FRESH_FOR

FRESH = f"public, max-age={int(FRESH_FOR.total_seconds())}"
NO_WORD = NotFound("no-word", gettext_noop("There is no signed word on this mark at the moment."))


def columns(at: datetime) -> list[Column]:
    """The register as a table, as of a moment."""
    return [
        Column("mark", lambda mark: mark.reference),
        Column("member", lambda mark: mark.member.name),
        Column("website", lambda mark: mark.member.website),
        Column("standing", lambda mark: queries.standing_at(mark, at).value),
        Column("criteria", lambda mark: mark.criteria),
        Column("awarded_at", lambda mark: mark.awarded_at),
        Column("valid_until", lambda mark: mark.current.valid_until if mark.current else None),
        Column("not_holding", lambda mark: list(mark.missing)),
        Column("credential_sha256", lambda mark: mark.current.digest if mark.current else None),
        Column("page", lambda mark: signing.address_of("mark", mark.reference)),
        Column("signed_word", lambda mark: signing.address_of("word", mark.reference)),
    ]


# -- for programs -----------------------------------------------------------------------------------------------------


@require_safe
def did(request: HttpRequest) -> HttpResponse:
    """The issuer's did:web document; the last one that was published, should the keys be out of reach."""
    document = signing.published_document().document()
    return for_all(request, as_json(document), "application/did+json")


@require_safe
def status_list(request: HttpRequest, number: int) -> HttpResponse:
    listed = queries.status_list_numbered(number)
    return for_all(request, as_json(listed.document), "application/vc")


@require_safe
def word(request: HttpRequest, reference: str) -> HttpResponse:
    """The issuer's signed word on how a mark stands."""
    said = getattr(queries.mark_at(reference), "word", None)
    if said is None or said.document is None:
        raise NO_WORD
    return for_all(request, as_json(said.document), "application/vc")


@require_safe
def file(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """The mark as JSON, SVG or PNG: always the present instance, so that other sites can show it."""
    data = pictures.file_of(queries.mark_at(reference), kind, now())
    answer = for_all(request, data, pictures.MEDIA_TYPES[kind])
    disposition = "attachment" if "download" in request.GET or kind == "json" else "inline"
    answer["Content-Disposition"] = f'{disposition}; filename="trustmark-{reference}.{kind}"'
    return answer


def for_all(request: HttpRequest, data: bytes, media_type: str) -> HttpResponse:
    """An answer that any site may show and any cache may keep for a minute; 304 where it is known already."""
    tag = f'"{digest_of({"data": data.hex()})[:32]}"'
    same = request.headers.get("If-None-Match") == tag
    answer = HttpResponseNotModified() if same else HttpResponse(data, content_type=media_type)
    answer["ETag"] = tag
    answer["Cache-Control"] = FRESH
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def as_json(document: Any) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Atom: marks whose standing changed, the newest first."""
    at = now()
    atom = Atom1Feed(
        title=_("Trustmarks: what changed"),
        link=signing.address_of("register"),
        description=_("Marks that were issued, ended, were suspended, revoked or reinstated."),
        feed_url=signing.address_of("feed"),
    )
    for mark in queries.changed_lately():
        each = shown(mark, at)
        page = signing.address_of("mark", mark.reference)
        atom.add_item(
            title=f"{mark.member.name}: {each.word}",
            link=page,
            description=" ".join([each.sentence, *each.missing]),
            unique_id=f"{page}#{mark.changed_at.isoformat()}",
            updateddate=mark.changed_at,
            pubdate=mark.awarded_at,
        )
    answer = HttpResponse(atom.writeString("utf-8"), content_type=atom.content_type)
    answer["Cache-Control"] = FRESH
    return answer


# -- for people -------------------------------------------------------------------------------------------------------


@require_safe
def register(request: ActorRequest) -> HttpResponse | StreamingHttpResponse:
    """Who bears the mark, and how it stands."""
    at = now()
    form = RegisterFilter(request.GET)
    rows = queries.register(at, **form.wanted())
    if fmt := request.GET.get("format"):
        return table_response(rows.iterator(chunk_size=500), columns(at), fmt, "trustmarks")
    page = page_of(rows, request)
    context = {
        "page": page,
        "rows": [shown(mark, at) for mark in page.rows],
        "filter": form,
    }
    return render(request, "trustmark/register.html", context)


@require_safe
def criteria(request: ActorRequest, version: int) -> HttpResponse:
    """What a mark of this version attests; the address stays, whatever comes after."""
    if version not in VERSIONS:
        raise NotFound("no-such-criteria", gettext_noop("There is no such version of the criteria."))
    one = VERSIONS[version]
    rows = [
        {
            "name": requirement_name(each),
            "must": _(must),
            "looked_at": _(looked_at),
            "is_checked": each in FOR_THE_MARK,
            "may_promise": each in COMMITMENTS,
        }
        for each, (must, looked_at) in one.tests.items()
    ]
    context = {
        "criteria": one,
        "title": _(one.title),
        "description": _(one.description),
        "rows": rows,
        "in_force": IN_FORCE,
    }
    return render(request, "trustmark/criteria.html", context)


@require_safe
def mark(request: ActorRequest, reference: str) -> HttpResponse:
    """A mark's own page: how it stands now, and what its present instance says."""
    found = queries.mark_at(reference)
    return page_of_mark(request, found, found.current)


@require_safe
def instance(request: ActorRequest, reference: str, number: int) -> HttpResponse:
    """The page at a credential's id: this very instance, and how the mark stands now."""
    found = queries.instance_at(reference, number)
    return page_of_mark(request, found.mark, found)


def page_of_mark(request: ActorRequest, found: Mark, instance: Instance | None) -> HttpResponse:
    at = now()
    standing = shown(found, at)
    statement = statement_of(instance.document) if instance else None
    checked = [(requirement_name(one.code), one.checked_on) for one in statement.requirements] if statement else []
    context = {
        "mark": found,
        "shown": standing,
        "instance": instance,
        "is_present": instance is not None and instance.pk == found.current_id,
        "checked": checked,
        "shares_since": statement.shares_knowledge_since if statement else None,
        "measures": [one for one in queries.standing_measures(found) if is_public(one.kind, one.state)],
        "complaints": queries.complaint_counts(found),
        "verify_address": signing.address_of("verify"),
    }
    return render(request, "trustmark/mark.html", context)


def is_public(kind: str, state: str) -> bool:
    """A suspension holds at once and is told at once; a revocation when two stand by it."""
    return kind == "suspension" or state == "confirmed"
