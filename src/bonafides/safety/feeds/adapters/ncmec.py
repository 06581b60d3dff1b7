"""NCMEC's hash-sharing format v2 (XML), as a format that other lists use too. No child-abuse material is handled here.

Entries are not in order of time, so a run reads from the last moment to the greatest that the source names, by its
paging; what changed since it began is read by the next one too.
Source: NCMEC Hash Sharing web service v2 (https://hashsharing.ncmec.org/hashsharing/v2), as of 2026-11.
"""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote, urljoin
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks.vocabulary import Opinion
from bonafides.safety.feeds.adapters.shape import (
    Adapter,
    Answer,
    Ask,
    Bad,
    Field,
    Gone,
    Json,
    Line,
    Page,
    Row,
    Source,
    Unreadable,
    Verdict,
    raw_of,
    same_server,
    with_query,
)
from bonafides.safety.feeds.vocabulary import CLOCKS_DIFFER

TYPES: Final = {
    "md5": EntryType.MD5,
    "sha1": EntryType.SHA1,
    "sha256": EntryType.SHA256,
    "pdq": EntryType.PDQ,
}
VOTED: Final = {EntryType.MD5: "MD5", EntryType.SHA1: "SHA1", EntryType.PDQ: "PDQ"}  # kinds that a vote can be about
NAMESPACE: Final = "https://hashsharing.ncmec.org/hashsharing/v2"


class Ncmec(Adapter):
    """GET entries?from=&to= and the pages that follow; our opinion of an entry is a vote on one of its fingerprints."""

    name = "ncmec"
    title = _("A list in NCMEC's format")
    fields = (
        Field("username", _("User name")),
        Field("password", _("Password"), is_secret=True),
        Field(
            "reason",
            _("Reason for a “no”"),
            _("Its guid or its name at the source, which wants one; empty where it offers only one."),
            is_required=False,
        ),
    )
    hears = True

    def ask(self, source: Source, checkpoint: Json | None) -> Ask:
        place = checkpoint or {}
        headers = (("authorization", _basic(source)), ("accept", "application/xml"))
        if following := place.get("next"):
            return Ask(same_server(source.address, following), headers)
        return Ask(with_query(f"{source.address.rstrip('/')}/entries", **{"from": place.get("since", "")}), headers)

    def read(self, source: Source, checkpoint: Json | None, answer: Answer, at: datetime) -> Page:
        place, root = checkpoint or {}, _root_of(answer.body)
        lines = tuple(line for entry in _entries(root) for line in _lines(entry))
        newest = max([place.get("newest", ""), *(_moment(_text(entry, "timestamp")) for entry in _entries(root))])
        following = next((_said(each) for each in root.iter() if _name(each) == "next" and _said(each)), "")
        began = place.get("began") or _written(at - CLOCKS_DIFFER)
        if not following:
            since = min(newest, began) or place.get("since", "")
            return Page(lines, {"since": since, "newest": since}, is_last=True)
        url = same_server(source.address, urljoin(f"{source.address.rstrip('/')}/", following))
        if url == place.get("next"):
            raise Unreadable(_("The source says that there is more, but not from where."))
        after = {"since": place.get("since", ""), "newest": newest, "next": url, "began": began}
        return Page(lines, after, is_last=False)

    def without_cursor(self, checkpoint: Json) -> Json | None:
        return {"since": checkpoint.get("since", "")} if checkpoint.get("next") else None

    def reply(self, source: Source, verdict: Verdict) -> Ask | None:
        """A vote on the fingerprint; one that was cast cannot be taken back."""
        member, _dash, number = verdict.source_id.partition("-")
        kind = _voted(verdict)
        if kind is None or not (member.isascii() and member.isdigit() and number.strip(".")):
            return None
        url = f"{source.address.rstrip('/')}/entries/{member}/{quote(number, safe='')}/{kind}/feedback"
        headers = (("authorization", _basic(source)), ("content-type", "application/xml; charset=utf-8"))
        return Ask(url, headers, _vote(verdict), verb="PUT")

    def ask_reasons(self, source: Source, verdict: Verdict) -> Ask | None:
        kind = _voted(verdict)
        if kind is None or verdict.opinion is not Opinion.NEGATIVE:
            return None
        headers = (("authorization", _basic(source)), ("accept", "application/xml"))
        return Ask(f"{source.address.rstrip('/')}/feedback/{kind}/reasons", headers)

    def reason_in(self, source: Source, answer: Answer) -> str:
        """The guid of the one that was named when the feed was set up, or of the only one."""
        offered = {each.get("guid", ""): each.get("name", "") for each in _reasons(answer.body)}
        named = source.setting("reason")
        chosen = [guid for guid, name in offered.items() if guid and (not named or named in {guid, name})]
        if len(chosen) == 1:
            return chosen[0]
        names = ", ".join(name or guid for guid, name in offered.items())
        raise Unreadable(
            _("Choose one of the source's reasons for a “no” in the settings of the feed: %(names)s") % {"names": names}
        )


def _voted(verdict: Verdict) -> str | None:
    """What the source calls the kind of fingerprint that a vote is about; None where there is no vote to cast."""
    is_vote = verdict.opinion in {Opinion.NEGATIVE, Opinion.POSITIVE} and not verdict.takes_back
    return VOTED.get(EntryType(verdict.type)) if is_vote else None


def _vote(verdict: Verdict) -> bytes:
    root = Element("feedbackSubmission", xmlns=NAMESPACE)
    if verdict.opinion is Opinion.POSITIVE:
        SubElement(root, "affirmative")
    else:
        SubElement(SubElement(SubElement(root, "negative"), "reasonIds"), "guid").text = verdict.reason
    return tostring(root)


def _reasons(body: bytes) -> list[Element]:
    offered = (each for each in _xml_of(body).iter() if _name(each) == "availableFeedbackReasons")
    return [reason for group in offered for reason in group]


def _root_of(body: bytes) -> Element:
    root = _xml_of(body)
    if _name(root) != "queryResult":
        raise Unreadable(_("The answer is not a page of entries."))
    return root


def _xml_of(body: bytes) -> Element:
    try:
        root: Element = fromstring(body)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError) as error:
        raise Unreadable(_("The answer is not XML.")) from error
    return root


def _entries(root: Element) -> Iterator[Element]:
    return (each for each in root.iter() if _name(each) in {"image", "video", "deletedImage", "deletedVideo"})


def _lines(entry: Element) -> Iterator[Line]:
    member = next((each.get("id", "") for each in entry if _name(each) == "member"), "")
    number = _text(entry, "id")
    if not number:
        yield Bad(_("The row has no “%(name)s”.") % {"name": "id"}, raw_of(tostring(entry, "unicode")))
        return
    key = f"{member}-{number}"
    if _name(entry).startswith("deleted"):
        yield Gone(key)
        return
    prints = [each for group in entry if _name(group) == "fingerprints" for each in group]
    read = [(TYPES[_name(each)], _said(each)) for each in prints if _name(each) in TYPES and _said(each)]
    if not read:
        why = _("None of its fingerprints is of a kind that is matched here.")
        yield Bad(why, raw_of(tostring(entry, "unicode")), key)
    for kind, value in read:
        opinion = Opinion.DISPUTED if _is_contested(entry) else Opinion.POSITIVE
        yield Row(key, kind, value, label=_text(entry, "classification"), opinion=opinion, source_id=key)


def _is_contested(entry: Element) -> bool:
    return any(_name(each) == "negativeFeedback" and len(each) > 0 for each in entry.iter())


def _name(element: Element) -> str:
    """Without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _said(element: Element) -> str:
    return (element.text or "").strip()


def _text(entry: Element, name: str) -> str:
    return next((_said(each) for each in entry if _name(each) == name), "")


def _moment(text: str) -> str:
    """In UTC, as the service writes it, whatever zone it was given in; empty if unreadable."""
    try:
        found = datetime.fromisoformat(text)
        return _written(found.replace(tzinfo=found.tzinfo or UTC))
    except (ValueError, OverflowError):
        return ""


def _written(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _basic(source: Source) -> str:
    pair = f"{source.setting('username')}:{source.secret('password')}"
    return f"Basic {base64.b64encode(pair.encode()).decode()}"
