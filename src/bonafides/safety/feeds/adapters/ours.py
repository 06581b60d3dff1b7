"""Our own signed feed: what another installation publishes. Each page is verified before any row of it is read."""

import base64
import binascii
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urljoin

from bonafides.kernel.text import gettext_noop as _
from bonafides.ledger.encoding import base64_of
from bonafides.ledger.errors import LedgerError
from bonafides.ledger.notes import Verifier
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks.vocabulary import Opinion
from bonafides.safety.feeds.adapters.shape import (
    JSON_BODY,
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
    as_json,
    bearer,
    lines_of,
    moment_in,
    needed,
    raw_of,
    text_in,
    with_query,
)
from bonafides.safety.feeds.shared import NotGenuine, Place, SharedPage
from bonafides.safety.feeds.vocabulary import SharedKind


class SharedList(Adapter):
    """GET <address>?after=number."""

    name = "bonafides"
    title = _("Another installation of Bonafides")
    fields = (
        Field("key", _("Its public key"), _("Of the form name+id+base64; ask for it by another way than this one.")),
        Field("api_key", _("API key"), _("Empty for a list that is open to everybody."), True, False),
    )
    hears = True

    def ask(self, source: Source, checkpoint: Json | None) -> Ask:
        after = (checkpoint or {}).get("number", 0)
        return Ask(with_query(source.address, after=after), bearer(source.secret("api_key")))

    def read(self, source: Source, checkpoint: Json | None, answer: Answer, at: datetime) -> Page:
        before = _place_of(checkpoint)
        try:
            page = SharedPage.opened(answer.body, [_key_of(source)], before)
        except NotGenuine as error:
            raise Unreadable(str(error)) from error
        is_last = page.upto == page.size
        if not is_last and not page.rows:
            raise Unreadable(_("The source says that there is more, but not from where."))
        return Page(lines_of(page.rows, _lines), _checkpoint_of(page.place), is_last)

    def reply(self, source: Source, verdict: Verdict) -> Ask | None:
        """POST <address>opinions/: what we hold of one of its entries; unsure, which counts for nothing, if no more."""
        held = Opinion.UNCONFIRMED if verdict.takes_back else verdict.opinion
        said = {"entry": verdict.source_id, "opinion": held.value, "note": verdict.note}
        url = urljoin(source.address, "opinions/")
        return Ask(url, (*bearer(source.secret("api_key")), *JSON_BODY), as_json(said))


def _lines(row: Json) -> Iterator[Line]:
    key, kind = needed(row, "entry"), text_in(row, "kind")
    if kind == SharedKind.WITHDRAW:
        yield Gone(key)
        return
    try:
        entry, opinion = EntryType(needed(row, "type")), _opinion_of(row)
    except ValueError:
        yield Bad(_("Entries of this kind are not matched here."), raw_of(row), key)
        return
    label, entity, severity = (text_in(row, name) for name in ("label", "entity", "severity"))
    yield Row(key, entry, str(row.get("value") or ""), label, entity, severity, opinion, key)


def _opinion_of(row: Json) -> Opinion | None:
    said = text_in(row, "opinion")
    return Opinion(said) if said else None


def _key_of(source: Source) -> Verifier:
    try:
        return Verifier.parse(source.setting("key"))
    except LedgerError as error:
        raise Unreadable(_("The public key that is set for this feed is not of the form name+id+base64.")) from error


def _place_of(checkpoint: Json | None) -> Place | None:
    if not checkpoint or "head" not in checkpoint:
        return None
    try:
        head = base64.b64decode(checkpoint["head"], validate=True)
    except (binascii.Error, ValueError, TypeError) as error:
        raise Unreadable(_("The place that was reached cannot be read; read everything again.")) from error
    return Place(int(checkpoint["number"]), head, moment_in(str(checkpoint.get("issued_at", ""))))


def _checkpoint_of(place: Place) -> Json:
    issued = place.issued_at.isoformat() if place.issued_at else ""
    return {"number": place.number, "head": base64_of(place.head), "issued_at": issued}
