"""What a page shows of a case: to whom, in which form, once, and never as anything that runs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import cast
from tests.cast import NOON

from bonafides.base.people.vocabulary import Role
from bonafides.kernel import clock
from bonafides.kernel.actor import SYSTEM
from bonafides.safety.moderation.actions import intake
from bonafides.safety.moderation.models import Case, Exposure
from bonafides.safety.moderation.tests.lists import a_text, listed
from bonafides.safety.moderation.tests.pages import a_picture, opened, url
from bonafides.safety.moderation.tests.scenes import TEXT, a_case, an_item
from bonafides.safety.moderation.vocabulary import ItemKind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
KITES = "Every spring the red kites return to the valley behind the mill, and children count the nests."


def test_an_auditor_reads_the_case_but_not_its_content() -> None:
    case = a_case()
    auditor = cast.browser_of(cast.a_person("Gita", Role.AUDITOR))

    answer = auditor.get(url("case", case))

    assert answer.status_code == 200
    assert TEXT not in answer.content.decode()
    assert auditor.post(url("open_case", case)).status_code == 403
    assert auditor.post(url("decide", case), {"verdict": "keep"}).status_code == 403


def test_whoever_has_not_opened_the_case_sees_no_content(browsing: Client) -> None:
    case = a_case()

    page = browsing.get(url("case", case)).content.decode()

    assert TEXT not in page
    assert not Exposure.objects.exists()


def test_a_second_reader_from_outside_sees_their_case_only() -> None:
    case, other = a_case(), a_case("another")
    reader = cast.browser_of(cast.a_person("Ines", Role.SECOND_READER, case=case.reference))

    assert reader.get(url("case", case)).status_code == 200
    assert reader.get(url("case", other)).status_code == 404
    assert reader.get(reverse("moderation:queue")).status_code == 403


def test_a_stranger_is_sent_to_sign_in() -> None:
    answer = cast.a_browser().get(url("case", a_case()))

    assert answer.status_code == 302
    assert "login" in answer["Location"]


def test_a_picture_leaves_as_our_own_jpeg_for_this_page_only(browsing: Client) -> None:
    case = a_case(copies=0)
    item = an_item(case, a_picture(), kind=ItemKind.PICTURE, media_type="image/png")
    opened(browsing, case)

    answer = browsing.get(reverse("moderation:picture", args=[item.reference]))

    assert answer.content.startswith(b"\xff\xd8\xff")
    assert answer["Content-Type"] == "image/jpeg"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]


def test_the_file_is_saved_and_never_shown(browsing: Client) -> None:
    case = a_case("<script>alert(1)</script>")
    item = case.items.get()

    answer = browsing.post(reverse("moderation:download", args=[item.reference]))

    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")


def test_text_is_escaped_and_an_address_is_never_a_link(browsing: Client) -> None:
    hostile = '<script>alert(1)</script> https://example.org/"onclick="x'

    page = opened(browsing, a_case(hostile))

    assert "<script>alert(1)" not in page
    assert 'href="https://example.org' not in page
    assert "&lt;script&gt;" in page


def test_only_the_first_lines_are_shown_until_a_person_asks(browsing: Client) -> None:
    case = a_case("a" * 400 + "THE REST")
    page = opened(browsing, case)

    asked = browsing.post(
        reverse("moderation:show_item", args=[case.items.get().reference]), {"level": "original"}, follow=True
    )

    assert "THE REST" not in page
    assert "THE REST" in asked.content.decode()


def test_what_was_seen_before_is_not_shown_again_unless_asked(browsing: Client) -> None:
    opened(browsing, a_case())
    browsing.post(reverse("moderation:queue"))
    clock.use(lambda: NOON + timedelta(hours=1))
    copy = a_case()

    page = opened(browsing, copy)
    show = reverse("moderation:show_item", args=[copy.items.get().reference])
    asked = browsing.post(show, {"level": "blurred"}, follow=True).content.decode()

    assert "You have seen this before." in page
    assert TEXT not in page
    assert TEXT in asked
    assert Exposure.objects.count() == 1


def test_the_desk_says_how_many_of_the_items_were_looked_at(browsing: Client) -> None:
    case = a_case()
    an_item(case, b"alike, but not the same")

    page = opened(browsing, case)

    assert "1 of 2 looked at" in page
    assert "alike but not the same" in page


def test_copies_of_one_content_count_as_looked_at_together(browsing: Client) -> None:
    page = opened(browsing, a_case(copies=3))

    assert "3 of 3 looked at" in page
    assert "alike but not the same" not in page


def test_no_link_makes_a_colleague_see_what_they_did_not_ask_for() -> None:
    case = a_case()
    bo = cast.browser_of(cast.bo())

    page = bo.get(url("case", case) + "?show=original").content.decode()

    assert TEXT not in page
    assert not Exposure.objects.exists()


def test_what_was_asked_for_is_shown_once_and_of_its_case_only(browsing: Client) -> None:
    case, other = a_case(), a_case("Another made-up text.")
    show = reverse("moderation:show_item", args=[case.items.get().reference])

    browsing.post(show, {"level": "original"})
    of_other = browsing.get(url("case", other)).content.decode()
    browsing.post(show, {"level": "original"})
    first, again = (browsing.get(url("case", case)).content.decode() for _time in range(2))

    assert "Another made-up text." not in of_other
    assert TEXT in first
    assert TEXT not in again


def test_the_upload_of_missing_content_is_offered_to_those_who_may_only(browsing: Client) -> None:
    case = a_case(copies=0)
    an_item(case, b"")
    reader = cast.browser_of(cast.a_person("Ines", Role.SECOND_READER, case=case.reference))

    as_reader = opened(reader, case)
    reader.post(url("release", case))
    as_reviewer = opened(browsing, case)

    assert "No content was given" in as_reader
    assert "Upload its content" not in as_reader
    assert "Upload its content" in as_reviewer


def test_the_exposure_page_shows_ones_own_numbers_only(browsing: Client) -> None:
    opened(browsing, a_case())

    own = browsing.get(reverse("moderation:exposure")).context["meter"]
    others = cast.browser_of(cast.bo()).get(reverse("moderation:exposure")).context["meter"]

    assert (own.reduced_today, others.reduced_today) == (1, 0)


def test_a_case_page_is_small_and_costs_the_same_for_one_item_and_for_fifty(browsing: Client) -> None:
    one, fifty = a_case(), a_case("another", copies=50)
    sizes, statements = zip(*(measured(browsing, case) for case in (one, fifty)), strict=True)

    assert statements[0] == statements[1]
    assert statements[0] <= 45
    assert max(sizes) <= 100_000


def measured(browser: Client, case: Case) -> tuple[int, int]:
    """Bytes and SQL statements of the page of a case that is open, read a second time."""
    opened(browser, case)
    with CaptureQueriesContext(connection) as queries:
        answer = browser.get(url("case", case))
    return len(answer.content), len(queries)


def test_a_quoted_text_is_marked_where_it_stands_and_shown_as_a_quotation(browsing: Client) -> None:
    listed(KITES)
    quoting = f"He wrote: “{KITES.replace('valley', 'vale')}” That is <not> true. {'We counted them ourselves. ' * 8}"
    item = intake.submit(submission=a_text(quoting), by=SYSTEM, at=NOON).item
    assert item

    page = opened(browsing, item.case)

    assert "<mark>Every spring the red kites return to the vale behind the mill" in page
    assert "is quoted inside a longer post: 27 % of it, marked above." in page
    assert "That is &lt;not&gt; true." in page
