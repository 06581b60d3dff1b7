"""The pages of judging, in a browser without JavaScript: roles, refusals, sizes, numbers of statements."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image
from tests import cast
from tests.cast import NOON

from bonafides.base.people.vocabulary import Role
from bonafides.kernel import clock
from bonafides.kernel.actor import SYSTEM
from bonafides.safety.moderation.actions import intake
from bonafides.safety.moderation.models import Case, Decision, Enforcement, Exposure, Lease, Proposal, Skip
from bonafides.safety.moderation.tests.lists import a_text, listed
from bonafides.safety.moderation.tests.scenes import TEXT, a_case, a_policy, an_item
from bonafides.safety.moderation.vocabulary import CaseState, ItemKind

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon() -> None:
    clock.use(lambda: NOON)
    a_policy()


@pytest.fixture
def amina() -> Client:
    return cast.browser_of(cast.amina())


def url(name: str, case: Case) -> str:
    return reverse(f"moderation:{name}", args=[case.reference])


def opened(browser: Client, case: Case) -> str:
    """The case taken, and its page read once, as a person does."""
    browser.post(url("open_case", case))
    return browser.get(url("case", case)).content.decode()


KITES = "Every spring the red kites return to the valley behind the mill, and children count the nests."
REMOVAL = {"clauses": ["1"], "measures": ["remove"], "none_applies": "on", "facts": "Calls for an attack."}


def test_next_takes_the_first_case_and_shows_it_with_its_text_and_desk(amina: Client) -> None:
    case = a_case()

    answer = amina.post(reverse("moderation:next_case"), follow=True)

    page = answer.content.decode()
    assert answer.redirect_chain[-1][0] == url("case", case)
    assert TEXT in page
    assert 'data-key="k"' in page
    assert Lease.objects.get().case == case


def test_an_empty_queue_says_so(amina: Client) -> None:
    answer = amina.post(reverse("moderation:next_case"), follow=True)

    assert "Nothing waits for you now." in answer.content.decode()


def test_keep_is_one_answer_and_leads_to_the_next_case_with_an_undo(amina: Client) -> None:
    case, following = a_case(), a_case("another", opened_at=NOON + timedelta(minutes=1))
    opened(amina, case)

    answer = amina.post(url("decide", case), {"verdict": "keep"}, follow=True)

    assert answer.redirect_chain[-1][0] == url("case", following)
    assert url("undo", case) in answer.content.decode()
    assert Decision.objects.get().verdict == "keep"


def test_a_removal_needs_clause_measure_exemptions_and_line(amina: Client) -> None:
    case = a_case()
    opened(amina, case)

    assert amina.post(url("decide", case), REMOVAL).status_code == 302

    assert Decision.objects.get().none_applies


@pytest.mark.parametrize(
    ("left_out", "field"),
    [
        ("clauses", "#id_clauses"),
        ("measures", "#id_verdict"),
        ("none_applies", "#id_none_applies"),
        ("facts", "#id_facts"),
    ],
)
def test_what_is_missing_comes_back_in_an_error_summary_linked_to_its_field(
    amina: Client, left_out: str, field: str
) -> None:
    case = a_case()
    opened(amina, case)
    given = {name: value for name, value in REMOVAL.items() if name != left_out} | {"verdict": ""}
    given |= {} if left_out != "measures" else {"clauses": []}

    answer = amina.post(url("decide", case), given)

    assert answer.status_code == 422
    assert f'href="{field}"' in answer.content.decode()
    assert "Calls for an attack." in answer.content.decode() or left_out == "facts"
    assert not Decision.objects.exists()


def test_without_having_looked_nothing_is_restricted(amina: Client) -> None:
    case = a_case()
    amina.post(url("open_case", case))

    answer = amina.post(url("decide", case), REMOVAL)

    assert answer.status_code == 422
    assert "Look at the context" in answer.content.decode()


def test_a_stale_lease_answers_409(amina: Client) -> None:
    case = a_case()
    opened(amina, case)
    clock.use(lambda: NOON + timedelta(minutes=3))
    opened(cast.browser_of(cast.bo()), case)

    assert amina.post(url("decide", case), {"verdict": "keep"}).status_code == 409
    assert amina.post(url("heartbeat", case)).status_code == 409


def test_a_heartbeat_holds_the_case(amina: Client) -> None:
    case = a_case()
    opened(amina, case)
    clock.use(lambda: NOON + timedelta(seconds=100))

    assert amina.post(url("heartbeat", case)).status_code == 204
    assert Lease.objects.get().until == NOON + timedelta(seconds=220)


def test_undo_opens_the_case_again_for_the_same_person(amina: Client) -> None:
    case = a_case()
    opened(amina, case)
    amina.post(url("decide", case), {"verdict": "keep"})

    answer = amina.post(url("undo", case), follow=True)

    assert 'id="desk"' in answer.content.decode()
    assert Case.objects.get().state == CaseState.OPEN


def test_asking_for_a_second_reading_hides_the_first_from_the_second(amina: Client) -> None:
    case = a_case()
    opened(amina, case)
    amina.post(url("decide", case), REMOVAL | {"second": "1"})

    page = opened(cast.browser_of(cast.bo()), case)

    assert Proposal.objects.get().reason == "asked"
    assert "Second reading" in page
    assert "Calls for an attack." not in page


def test_passing_a_case_on_shows_the_next_and_never_this_one_again(amina: Client) -> None:
    case, following = a_case(), a_case("another", opened_at=NOON + timedelta(minutes=1))
    opened(amina, case)

    answer = amina.post(url("skip", case), {"reason": "too_much"}, follow=True)

    assert answer.redirect_chain[-1][0] == url("case", following)
    assert Skip.objects.get().case == case


def test_a_lead_assigns_a_case_and_a_reviewer_hands_one_over(amina: Client) -> None:
    case, bo = a_case(), cast.browser_of(cast.bo())

    assert cast.amina().code in bo.get(url("case", case)).content.decode()
    assert bo.post(url("assign", case), {"to": cast.amina().code}).status_code == 302
    assert amina.post(url("assign", case), {"to": cast.amina().code}).status_code == 403
    opened(amina, case)
    amina.post(url("hand_over", case), {"to": cast.bo().code, "note": "You know the place."})

    case.refresh_from_db()
    assert case.assigned_to == cast.bo()
    assert "You know the place." in opened(bo, case)


def test_a_published_removal_can_be_reversed_and_asked_for_again(amina: Client) -> None:
    case = a_case()
    opened(amina, case)
    amina.post(url("decide", case), REMOVAL)
    amina.post(url("publish", case))
    asked = Enforcement.objects.get()

    assert amina.post(reverse("moderation:resend_enforcement", args=[asked.pk])).status_code == 409
    assert amina.post(url("reverse", case), {"facts": "It is a quotation."}).status_code == 302

    assert list(Decision.objects.order_by("pk").values_list("verdict", "state")) == [
        ("restrict", "published"),
        ("keep", "draft"),
    ]


def test_an_auditor_reads_the_case_but_not_its_content() -> None:
    case = a_case()
    auditor = cast.browser_of(cast.a_person("Gita", Role.AUDITOR))

    answer = auditor.get(url("case", case))

    assert answer.status_code == 200
    assert TEXT not in answer.content.decode()
    assert auditor.post(url("open_case", case)).status_code == 403
    assert auditor.post(url("decide", case), {"verdict": "keep"}).status_code == 403


def test_whoever_has_not_opened_the_case_sees_no_content(amina: Client) -> None:
    case = a_case()

    page = amina.get(url("case", case)).content.decode()

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


def test_a_picture_leaves_as_our_own_jpeg_for_this_page_only(amina: Client) -> None:
    case = a_case(copies=0)
    item = an_item(case, a_picture(), kind=ItemKind.PICTURE, media_type="image/png")
    opened(amina, case)

    answer = amina.get(reverse("moderation:picture", args=[item.reference]))

    assert answer.content.startswith(b"\xff\xd8\xff")
    assert answer["Content-Type"] == "image/jpeg"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]


def test_the_file_is_saved_and_never_shown(amina: Client) -> None:
    case = a_case("<script>alert(1)</script>")
    item = case.items.get()

    answer = amina.post(reverse("moderation:download", args=[item.reference]))

    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")


def test_text_is_escaped_and_an_address_is_never_a_link(amina: Client) -> None:
    hostile = '<script>alert(1)</script> https://example.org/"onclick="x'

    page = opened(amina, a_case(hostile))

    assert "<script>alert(1)" not in page
    assert 'href="https://example.org' not in page
    assert "&lt;script&gt;" in page


def test_only_the_first_lines_are_shown_until_a_person_asks(amina: Client) -> None:
    case = a_case("a" * 400 + "THE REST")
    page = opened(amina, case)

    asked = amina.post(
        reverse("moderation:show_item", args=[case.items.get().reference]), {"level": "original"}, follow=True
    )

    assert "THE REST" not in page
    assert "THE REST" in asked.content.decode()


def test_what_was_seen_before_is_not_shown_again_unless_asked(amina: Client) -> None:
    opened(amina, a_case())
    amina.post(reverse("moderation:queue"))
    clock.use(lambda: NOON + timedelta(hours=1))
    copy = a_case()

    page = opened(amina, copy)
    show = reverse("moderation:show_item", args=[copy.items.get().reference])
    asked = amina.post(show, {"level": "blurred"}, follow=True).content.decode()

    assert "You have seen this before." in page
    assert TEXT not in page
    assert TEXT in asked
    assert Exposure.objects.count() == 1


def test_the_desk_says_how_many_of_the_items_were_looked_at(amina: Client) -> None:
    case = a_case()
    an_item(case, b"alike, but not the same")

    page = opened(amina, case)

    assert "1 of 2 looked at" in page
    assert "alike but not the same" in page


def test_copies_of_one_content_count_as_looked_at_together(amina: Client) -> None:
    page = opened(amina, a_case(copies=3))

    assert "3 of 3 looked at" in page
    assert "alike but not the same" not in page


def test_an_item_beyond_the_first_hundred_is_left_out_by_the_platforms_reference(amina: Client) -> None:
    case = a_case(copies=101)
    last = case.items.latest("pk")
    page = opened(amina, case)
    named = {"leave_out": f" {last.platform_reference}\n", "leave_out_because": "A quotation."}

    amina.post(url("decide", case), REMOVAL | named)

    left_out = Decision.objects.get().exceptions.get()
    assert "the first 100 of 101" in page
    assert last.platform_reference not in page
    assert (left_out.item, left_out.reason) == (last, "A quotation.")


def test_a_reference_of_no_item_of_the_case_comes_back_with_its_name(amina: Client) -> None:
    case = a_case(copies=101)
    opened(amina, case)

    answer = amina.post(url("decide", case), REMOVAL | {"leave_out": "paste-of-another-case"})

    assert answer.status_code == 422
    assert "no item paste-of-another-case" in answer.content.decode()
    assert not Decision.objects.exists()


def test_no_link_makes_a_colleague_see_what_they_did_not_ask_for() -> None:
    case = a_case()
    bo = cast.browser_of(cast.bo())

    page = bo.get(url("case", case) + "?show=original").content.decode()

    assert TEXT not in page
    assert not Exposure.objects.exists()


def test_what_was_asked_for_is_shown_once_and_of_its_case_only(amina: Client) -> None:
    case, other = a_case(), a_case("Another made-up text.")
    show = reverse("moderation:show_item", args=[case.items.get().reference])

    amina.post(show, {"level": "original"})
    of_other = amina.get(url("case", other)).content.decode()
    amina.post(show, {"level": "original"})
    first, again = (amina.get(url("case", case)).content.decode() for _time in range(2))

    assert "Another made-up text." not in of_other
    assert TEXT in first
    assert TEXT not in again


def test_the_upload_of_missing_content_is_offered_to_those_who_may_only(amina: Client) -> None:
    case = a_case(copies=0)
    an_item(case, b"")
    reader = cast.browser_of(cast.a_person("Ines", Role.SECOND_READER, case=case.reference))

    as_reader = opened(reader, case)
    reader.post(url("release", case))
    as_reviewer = opened(amina, case)

    assert "No content was given" in as_reader
    assert "Upload its content" not in as_reader
    assert "Upload its content" in as_reviewer


def test_the_queue_says_which_wanted_languages_nobody_here_reads(amina: Client) -> None:
    a_case(reader_wanted="so")
    a_case("another", reader_wanted="en")

    page = amina.get(reverse("moderation:queue")).content.decode()

    assert "Nobody here reads so." in page


def test_a_language_that_somebody_was_given_or_reads_is_not_called_unread(amina: Client) -> None:
    a_case(reader_wanted="so", assigned_to=cast.bo())
    a_case("another", reader_wanted="en")

    assert "Nobody here reads" not in amina.get(reverse("moderation:queue")).content.decode()


def test_the_exposure_page_shows_ones_own_numbers_only(amina: Client) -> None:
    opened(amina, a_case())

    own = amina.get(reverse("moderation:exposure")).context["meter"]
    others = cast.browser_of(cast.bo()).get(reverse("moderation:exposure")).context["meter"]

    assert (own.reduced_today, others.reduced_today) == (1, 0)


def test_a_case_page_is_small_and_costs_the_same_for_one_item_and_for_fifty(amina: Client) -> None:
    one, fifty = a_case(), a_case("another", copies=50)
    sizes, statements = zip(*(measured(amina, case) for case in (one, fifty)), strict=True)

    assert statements[0] == statements[1]
    assert statements[0] <= 45
    assert max(sizes) <= 100_000


def measured(browser: Client, case: Case) -> tuple[int, int]:
    """Bytes and SQL statements of the page of a case that is open, read a second time."""
    opened(browser, case)
    with CaptureQueriesContext(connection) as queries:
        answer = browser.get(url("case", case))
    return len(answer.content), len(queries)


def test_the_queue_lists_filters_and_exports(amina: Client) -> None:
    a_case(language="ar")
    german = a_case("another", language="de")

    page = amina.get(reverse("moderation:queue") + "?language=de").content.decode()
    lines = amina.get(reverse("moderation:queue") + "?format=csv").getvalue().decode().splitlines()

    assert german.reference in page
    assert page.count("/cases/") >= 1
    assert len(lines) == 3
    assert lines[0].startswith("case,state,outcome")


def test_the_queue_costs_the_same_for_few_and_many(amina: Client) -> None:
    a_case()
    amina.get(reverse("moderation:queue"))
    few = statements_of_queue(amina)
    for number in range(30):
        a_case(f"text {number}")

    assert statements_of_queue(amina) == few


def statements_of_queue(browser: Client) -> int:
    with CaptureQueriesContext(connection) as queries:
        browser.get(reverse("moderation:queue"))
    return len(queries)


def a_picture() -> bytes:
    """A harmless drawing of ours."""
    stream = BytesIO()
    Image.radial_gradient("L").save(stream, "PNG")
    return stream.getvalue()


def test_a_quoted_text_is_marked_where_it_stands_and_shown_as_a_quotation(amina: Client) -> None:
    listed(KITES)
    quoting = f"He wrote: “{KITES.replace('valley', 'vale')}” That is <not> true. {'We counted them ourselves. ' * 8}"
    item = intake.submit(submission=a_text(quoting), by=SYSTEM, at=NOON).item
    assert item

    page = opened(amina, item.case)

    assert "<mark>Every spring the red kites return to the vale behind the mill" in page
    assert "is quoted inside a longer post: 27 % of it, marked above." in page
    assert "That is &lt;not&gt; true." in page
