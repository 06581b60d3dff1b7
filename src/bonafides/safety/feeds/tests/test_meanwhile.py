"""What changes at a source while it is read, or is dated ahead, is heard of by the next run."""

from collections.abc import Callable
from typing import Any

import pytest

from bonafides.kernel.actor import Actor
from bonafides.safety.banks.models import Bank
from bonafides.safety.feeds.models import Feed
from bonafides.safety.feeds.tests.conftest import HOUR, NOON, Serve, a_feed, filled_in, read, standing
from bonafides.safety.feeds.tests.sources import Asked, Said, a_digest

pytestmark = [pytest.mark.django_db, pytest.mark.db]


class Misp:
    """Attributes by pages of a thousand, in the order of their ids, since a moment."""

    def __init__(self, *attributes: dict[str, Any]) -> None:
        self.attributes = list(attributes)
        self.after_first_page: Callable[[], None] = lambda: None

    def __call__(self, asked: Asked) -> Said:
        since, page = asked.json.get("attribute_timestamp", 0), asked.json["page"]
        rows = [each for each in self.attributes if int(each["timestamp"]) >= int(since)]
        said = Said({"response": {"Attribute": [dict(each) for each in rows[(page - 1) * 1000 : page * 1000]]}})
        if page == 1:
            self.after_first_page()
        return said


def an_attribute(number: int, at: float) -> dict[str, Any]:
    return {"uuid": f"u-{number}", "type": "sha256", "value": a_digest(number), "timestamp": str(int(at))}


def a_misp_feed(bank: Bank, by: Actor, address: str) -> Feed:
    return a_feed(bank, by, address, "misp", secrets={"api_key": "k" * 40})


def test_what_is_deleted_on_a_page_that_was_read_is_heard_of_in_the_next_run(
    bank: Bank, bo: Actor, serve: Serve
) -> None:
    noon = NOON.timestamp()
    source = Misp(*(an_attribute(number, noon - 10_000) for number in range(1_001)))

    def meanwhile() -> None:
        source.attributes[0] |= {"deleted": True, "timestamp": str(int(noon + 10))}
        source.attributes[1_000] |= {"timestamp": str(int(noon + 20))}

    with serve(source) as served:
        feed = a_misp_feed(bank, bo, served.url())
        source.after_first_page = meanwhile
        read(feed)
        source.after_first_page = lambda: None
        read(feed, NOON + HOUR)

    assert a_digest(1_000) in standing(bank)
    assert a_digest(0) not in standing(bank)


def test_an_attribute_that_is_dated_years_ahead_does_not_hide_what_comes_before(
    bank: Bank, bo: Actor, serve: Serve
) -> None:
    noon = NOON.timestamp()
    source = Misp(an_attribute(1, noon - 10_000), an_attribute(2, noon + 100_000_000))
    with serve(source) as served:
        feed = a_misp_feed(bank, bo, served.url())
        read(feed)
        source.attributes[0] |= {"deleted": True, "timestamp": str(int(noon + 100))}
        read(feed, NOON + HOUR)

    assert standing(bank) == {a_digest(2)}


def an_image(number: int, moment: str, kind: str = "image") -> str:
    digest = f"<fingerprints><sha256>{a_digest(number)}</sha256></fingerprints>"
    return f'<{kind}><member id="7"/><timestamp>{moment}</timestamp><id>{number}</id>{digest}</{kind}>'


def images(*entries: str, following: str = "") -> Said:
    paging = f"<paging><next>{following}</next></paging>" if following else ""
    namespace = "https://hashsharing.ncmec.org/hashsharing/v2"
    return Said(f'<queryResult xmlns="{namespace}"><images>{"".join(entries)}</images>{paging}</queryResult>'.encode())


def test_an_entry_that_is_deleted_on_a_page_that_was_read_is_asked_for_again(
    bank: Bank, bo: Actor, serve: Serve
) -> None:
    deleted = an_image(1, "2026-03-02T12:00:10Z", "deletedImage")
    first = images(an_image(1, "2026-03-02T09:00:00Z"), following="/entries?page=2")
    second = images(an_image(2, "2026-03-02T12:00:20Z"))

    def talk(asked: Asked) -> Said:
        if "page" in asked.query:
            return second
        if "from" not in asked.query:
            return first
        return images(deleted) if asked.query["from"] < "2026-03-02T12:00:10Z" else images()

    with serve(talk) as served:
        feed = a_feed(bank, bo, served.url(), "ncmec", **filled_in("ncmec"))
        read(feed)
        read(feed, NOON + HOUR)

    assert standing(bank) == {a_digest(2)}
