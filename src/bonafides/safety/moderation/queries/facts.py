"""What the rules of deciding look at, read from the tables."""

from collections import Counter
from datetime import datetime

from bonafides.base.keys.envelope import pseudonym
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import Actor
from bonafides.matching.vocabulary import DIGEST_TYPES, MatchedBy
from bonafides.safety.banks import queries as banks
from bonafides.safety.banks.queries import MatchRecord
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.models import Case, Exposure, Item, PolicyVersion, Proposal, Skip
from bonafides.safety.moderation.queries.cases import deciders_besides, leads_among
from bonafides.safety.moderation.rules.deciding import DecidingFacts, Wish
from bonafides.safety.moderation.rules.reading import ReaderFacts
from bonafides.safety.moderation.vocabulary import (
    Basis,
    ExposureMode,
    ItemKind,
    Measure,
    ProposalState,
    SkipReason,
)

TERRORIST_CONTENT = "terrorist_content"  # the kind of a clause that Reg. (EU) 2021/784, Art. 2(7) defines
ORIGINAL = "en"
ALWAYS_TWO = frozenset({Measure.TERMINATE})  # ours, whatever the policy says: an account is closed by two people


def clauses_of(version: PolicyVersion, language: str = ORIGINAL) -> list[dict[str, object]]:
    """The clauses of a policy in a language, else in the original."""
    texts = version.texts.get(language) or version.texts[ORIGINAL]
    clauses: list[dict[str, object]] = texts["clauses"]
    return clauses


def terrorist_clauses(version: PolicyVersion) -> frozenset[str]:
    """The keys of the clauses under which the exemptions of Reg. (EU) 2021/784, Art. 1(3), are weighed."""
    return frozenset(str(clause["key"]) for clause in clauses_of(version) if clause["kind"] == TERRORIST_CONTENT)


def deciding_facts(case: Case, wish: Wish, version: PolicyVersion, by: Actor, *, is_second: bool) -> DecidingFacts:
    """The facts for one reading of a case by one person."""
    clauses = clauses_of(version)
    items = list(case.items.all())
    seen = seen_by(by, items)
    left_out = {excepted.item for excepted in wish.excepted}
    return DecidingFacts(
        clauses=frozenset(str(clause["key"]) for clause in clauses),
        terrorist_clauses=terrorist_clauses(version),
        two_person_clauses=frozenset(version.policy.two_person_clauses),
        two_person_measures=frozenset(map(Measure, version.policy.two_person_measures)) | ALWAYS_TWO,
        items=frozenset(item.reference for item in items),
        has_content=any(has_content(item) for item in items),
        context_shown=context_shown(items, seen),
        seen=basis_seen(items, seen),
        byte_exact=are_byte_exact({item.reference for item in items} - left_out),
        cannot_read=Skip.objects.filter(case=case, person=by.person, reason=SkipReason.CANNOT_READ).exists(),
        is_trainee=by.has_role(Role.TRAINEE) and not permissions.can_decide(by),
        is_second=is_second,
    )


def has_content(item: Item) -> bool:
    """Whether there is anything to look at: bytes of ours, an address, which is its own content, or a record."""
    return bool(item.content) or item.kind == ItemKind.ACCOUNT or (item.kind == ItemKind.URL and bool(item.url))


def are_byte_exact(items: set[str]) -> bool:
    """Whether each of the items has the very bytes of an entry that is not held to be wrong."""
    return bool(items) and items <= {match.item for match in banks.match_records_of(items) if is_byte_exact(match)}


def is_byte_exact(match: MatchRecord) -> bool:
    """Whether a match is of the very bytes, by a digest, and its entry counts as known content still."""
    return match.matched_by == MatchedBy.EXACT and match.type in DIGEST_TYPES and banks.still_counts(match)


# -- what a person has seen -------------------------------------------------------------------------------------------


def content_key(item: Item) -> str:
    """One name for all copies of a content, from which nothing can be looked up."""
    return _key_of(item.sha256, item.text_digest, item.url_key, item.reference)


def content_keys(case: Case) -> Counter[str]:
    """Every content of a case, with how many of its items are copies of it."""
    return Counter(_key_of(*row) for row in case.items.values_list("sha256", "text_digest", "url_key", "reference"))


def _key_of(*names: str) -> str:
    return pseudonym("exposure", next(filter(None, names)))


def context_key(item: Item) -> str:
    return pseudonym("exposure", f"context of {item.reference}")


def seen_by(by: Actor, items: list[Item]) -> set[tuple[str, str]]:
    """The contents and contexts that this person was shown before, each with how plainly."""
    keys = [*map(content_key, items), *map(context_key, items)]
    return set(Exposure.objects.filter(person=by.person, digest__in=keys).values_list("digest", "mode"))


def basis_seen(items: list[Item], seen: set[tuple[str, str]]) -> Basis | None:
    """How plainly this person has seen one of the items: copies are seen once. Of an account its record is shown."""
    if items and all(item.kind == ItemKind.ACCOUNT for item in items):
        return Basis.RECORD
    modes = {mode for item in items for mode in ExposureMode if (content_key(item), mode.value) in seen}
    if ExposureMode.FULL in modes:
        return Basis.FULL
    return Basis.REDUCED if modes & {ExposureMode.GREY, ExposureMode.REDUCED} else None


def context_shown(items: list[Item], seen: set[tuple[str, str]]) -> bool:
    """Whether the surroundings of one item were shown, where any came with them."""
    with_context = [item for item in items if item.context]
    return not with_context or any((context_key(item), ExposureMode.CONTEXT) in seen for item in with_context)


# -- who may read a second time ---------------------------------------------------------------------------------------


def reader_facts(proposal: Proposal, by: Actor, at: datetime) -> ReaderFacts:
    """The person who would read now, and who else could."""
    readings = list(proposal.readings.order_by("read_at"))
    readers = {proposal.proposed_by_id, *(reading.read_by_id for reading in readings)}
    others = deciders_besides(by, readers)
    last = readings[-1].read_at if readings else proposal.proposed_at
    return ReaderFacts(
        has_read=by.person in readers,
        is_lead=permissions.can_lead(by),
        is_outside=permissions.is_outside_reader(by, proposal.case.reference),
        others=others.count(),
        leads_unread=leads_among(others),
        since_last_reading=at - last,
        is_tie=proposal.state == ProposalState.DISAGREED,
    )
