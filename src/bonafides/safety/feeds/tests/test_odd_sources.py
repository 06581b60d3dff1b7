"""Sources that lose pages, change what they write, or say one thing twice."""

from typing import Any

import pytest

from bonafides.kernel.actor import Actor
from bonafides.safety.banks.models import Bank
from bonafides.safety.feeds.tests.conftest import HOUR, NOON, Serve, a_feed, filled_in, read, standing
from bonafides.safety.feeds.tests.sources import Asked, Said, a_digest
from bonafides.safety.feeds.vocabulary import RunState

pytestmark = [pytest.mark.django_db, pytest.mark.db]


class Addresses:
    """TCAP's list of addresses, so many a page; a number behind the last page is answered 404."""

    def __init__(self, *urls: str, page_rows: int = 1) -> None:
        self.urls, self.page_rows, self.is_down = list(urls), page_rows, False

    def __call__(self, asked: Asked) -> Said:
        if "token-auth" in asked.path:
            return Said({"token": "t"})
        number = int(asked.query.get("page", 1))
        rows = list(enumerate(self.urls))[(number - 1) * self.page_rows : number * self.page_rows]
        if self.is_down and number > 1:
            return Said({"detail": "later"}, 503)
        if not rows:
            return Said({"detail": "Invalid page."}, 404)
        following = f"/urls/?page={number + 1}" if number * self.page_rows < len(self.urls) else None
        return Said({"results": [{"id": key, "url": url} for key, url in rows], "next": following})


def test_a_list_that_lost_pages_while_its_source_was_away_is_read_from_its_first_page(
    bank: Bank, bo: Actor, serve: Serve
) -> None:
    source = Addresses("https://a.example.org/1", "https://a.example.org/2")
    source.is_down = True
    with serve(source) as served:
        feed = a_feed(bank, bo, served.url("/urls/"), "tcap_urls", **filled_in("tcap_urls"))
        first = read(feed)
        source.is_down, source.urls = False, source.urls[:1]
        second = read(feed, NOON + HOUR)
        third = read(feed, NOON + 2 * HOUR)

    assert [first.trouble, second.trouble] == ["The source answered 503.", "The source answered 404."]
    assert third.state == RunState.DONE
    assert standing(bank) == {"https://a.example.org/1"}


def an_indicator(number: int, modified: str, **given: Any) -> dict[str, Any]:
    pattern = f"[file:hashes.'SHA-256' = '{a_digest(number)}']"
    return {"type": "indicator", "id": "indicator--1", "modified": modified, "pattern": pattern, **given}


def test_of_several_versions_of_an_indicator_the_latest_counts_wherever_it_stands(
    bank: Bank, bo: Actor, serve: Serve
) -> None:
    source = {"objects": [an_indicator(1, "2026-01-01T00:00:00Z"), an_indicator(2, "2026-01-02T00:00:00.5Z")]}
    with serve(lambda asked: Said(source)) as served:
        feed = a_feed(bank, bo, served.url(), "stix")
        read(feed)
        newest = standing(bank)
        source["objects"].insert(0, an_indicator(2, "2026-01-03T00:00:00Z", revoked=True))
        read(feed, NOON + HOUR)

    assert newest == {a_digest(2)}
    assert standing(bank) == set()


def test_hashes_that_are_suddenly_cut_short_withdraw_nothing_before_a_person_says_so(
    bank: Bank, bo: Actor, serve: Serve
) -> None:
    source = {"objects": [an_indicator(number, "") | {"id": f"indicator--{number}"} for number in range(60)]}
    with serve(lambda asked: Said(source)) as served:
        feed = a_feed(bank, bo, served.url(), "stix")
        read(feed)
        source["objects"] = [each | {"pattern": "[file:hashes.MD5 = 'abc']"} for each in source["objects"]]
        run = read(feed, NOON + HOUR)

    assert (run.state, run.set_aside) == (RunState.FAILED, 60)
    assert len(standing(bank)) == 60
