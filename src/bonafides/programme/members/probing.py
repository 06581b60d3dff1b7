"""What is fetched from members' own sites, outside of any transaction: report forms, proofs of control, documents."""

from dataclasses import dataclass
from hashlib import sha256
from secrets import compare_digest

from bonafides.base import fetch
from bonafides.kernel.errors import Invalid, TooLarge, Unavailable
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.members import rules
from bonafides.programme.members.models import Domain
from bonafides.programme.members.vocabulary import CONTROL_PATH, PROBE_LIMIT_BYTES, PROBE_SECONDS, ProbeOutcome


def look_at_form(url: str) -> rules.Found:
    """Whether a report form answers and can be filled in."""
    try:
        answer = fetch.get(url, max_bytes=PROBE_LIMIT_BYTES, seconds=PROBE_SECONDS)
    except (Invalid, TooLarge, Unavailable):
        return rules.Found(ProbeOutcome.UNREACHABLE)
    return rules.outcome_of_page(answer.status, answer.body)


def holds_token(domain: Domain, scheme: str = "https") -> bool:
    """Whether the file on the domain holds its token. Raises what the fetch raises, for a person to read."""
    answer = fetch.get(f"{scheme}://{domain.host}{CONTROL_PATH}", max_bytes=PROBE_LIMIT_BYTES, seconds=PROBE_SECONDS)
    words = answer.body.decode("utf-8", "replace").split()
    return answer.status in rules.HTTP_OK and any(
        compare_digest(word.encode(), domain.token.encode()) for word in words
    )


@dataclass(frozen=True)
class Snapshot:
    """A document as it was: what is kept of a fetched one is its digest and its size."""

    sha256: str
    size_bytes: int
    text: str = ""


def snapshot_of_text(text: str) -> Snapshot:
    data = text.encode()
    return Snapshot(sha256(data).hexdigest(), len(data), text)


def snapshot_at(url: str) -> Snapshot:
    answer = fetch.get(url, max_bytes=4 * PROBE_LIMIT_BYTES, seconds=PROBE_SECONDS)
    if answer.status not in rules.HTTP_OK:
        raise Unavailable("document-status", _("The document answers with status %(status)s."), status=answer.status)
    return Snapshot(sha256(answer.body).hexdigest(), len(answer.body))
