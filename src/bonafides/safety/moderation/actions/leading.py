"""What a short address of an item leads to is matched too, when the worker has found it out."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from bonafides.base.audit.actions import audited_action, nothing_changed
from bonafides.matching.errors import UrlError
from bonafides.matching.fingerprint import Fingerprints, fingerprints_of_url
from bonafides.safety.banks import actions as banks_actions
from bonafides.safety.banks import queries as banks
from bonafides.safety.banks.queries import Match
from bonafides.safety.links import queries as links
from bonafides.safety.moderation.actions import counting, priorities
from bonafides.safety.moderation.actions.turns import take_turn
from bonafides.safety.moderation.models import Item
from bonafides.safety.moderation.vocabulary import CaseState


@audited_action
def match_what_it_leads_to(*, link: str, at: datetime) -> None:
    """Record what the addresses behind a link (by its reference) meet, and let the case wait accordingly.

    An address holds nothing back, so no hold begins; a case that is decided keeps its decision, and shows the match.
    """
    nothing_changed()  # where nothing new is met
    take_turn()
    chain = links.chain(link)
    item = Item.objects.select_related("case").filter(reference=chain.item).first() if chain else None
    if chain is None or item is None:
        return
    known = {_name_of(each) for each in banks.match_records(item.reference)}
    before = len(known)
    for matched in banks.match_all(list(_fingerprints(chain.hops))):
        new = [_by_way_of(each, chain.url) for each in matched.matches if _name_of(each) not in known]
        known |= {_name_of(each) for each in new}
        banks_actions.record_matches(item=item.reference, matches=new, index_version=matched.index_version, at=at)
    if len(known) > before:
        counting.touch([item], at=at)
    if len(known) > before and item.case.state != CaseState.CLOSED:
        priorities.refresh(item.case, at=at)


def _fingerprints(addresses: tuple[str, ...]) -> Iterator[Fingerprints]:
    for address in addresses:
        try:
            yield fingerprints_of_url(address)
        except UrlError:
            continue


def _name_of(match: Match | banks.MatchRecord) -> tuple[int, str]:
    return match.entry_id, match.fingerprint


def _by_way_of(match: Match, url: str) -> Match:
    return replace(match, detail={**match.detail, "by_way_of": url})
