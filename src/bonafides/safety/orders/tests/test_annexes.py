"""Each field of Annexes I, II and III by its name: taken in by the form, written out in text and in the PDF."""

from datetime import UTC, datetime
from html import unescape
from io import BytesIO

import pypdf
import pytest
from django.urls import reverse
from django.utils.translation import gettext
from tests import cast

from bonafides.safety.orders import sheets
from bonafides.safety.orders.actions import intake
from bonafides.safety.orders.annexes import ANNEX_I, ANNEX_II, ANNEX_III, Shape
from bonafides.safety.orders.forms import NewOrderForm, initial_of
from bonafides.safety.orders.mail import Receipt
from bonafides.safety.orders.models import Order
from bonafides.safety.orders.queries import replies
from bonafides.safety.orders.rules import missing_fields, missing_in_reply
from bonafides.safety.orders.tests.samples import EXPECTED, a_mail, a_pdf
from bonafides.safety.orders.tests.scenes import NIGHT, a_contact_point, a_disabled_order, an_order, gita
from bonafides.safety.orders.vocabulary import Annex

IN_ANNEX_I = {
    "A": "issuing_state addressee legal_representative provider_contact_point establishment_state issued_at reference "
    "legal_basis",
    "B": "urls identifying content_types reasons",
    "C": "do_not_inform",
    "D": "cross_border",
    "E": "authority_kind authority_name representative_name representative_post file_number authority_address "
    "authority_phone authority_fax authority_email signed_on signature",
    "F": "feedback_contact home_authority_contact",
    "G": "redress_body redress_deadline redress_procedure redress_law",
}
IN_ANNEX_II = (
    "addressee issuing_authority authority_reference provider_reference received_at measure measured_at "
    "provider_name provider_state authorised_person provider_email replied_at"
)
IN_ANNEX_III = (
    "addressee issuing_authority authority_reference provider_reference received_at ground explanation needed "
    "provider_name provider_state authorised_person provider_contact signature replied_at"
)
MARKED = {
    "addressee": "Harbour Pastes Ltd",
    "issuing_authority": "Sample Office",
    "authority_reference": "SA-2026/0042",
    "provider_reference": "7F3K9Q2MTX",
    "received_at": "2026-03-28 23:40:00",
    "measure": "disabled",
    "measured_at": "2026-03-28 23:46:00",
    "ground": "errors",
    "explanation": "The address does not exist",
    "needed": "The right address",
    "provider_name": "Harbour Pastes",
    "provider_state": "IE",
    "authorised_person": "Gita Sample",
    "provider_email": "orders@harbour.example.org",
    "provider_contact": "orders@harbour.example.org +353",
    "signature": "Gita Sample for Harbour",
    "replied_at": "2026-03-28 23:50:00",
}
SHOWN = MARKED | {
    "measure": "[x] access to the terrorist content was disabled in all Member States",
    "ground": "[x] manifest errors",
}
AT = datetime(2026, 3, 28, 23, 50, tzinfo=UTC)


def posted() -> dict[str, object]:
    """Annex I as a browser sends it."""
    initial = initial_of(EXPECTED)
    ticked = {key: "on" for key, value in initial.items() if value is True}
    return {key: value for key, value in initial.items() if not isinstance(value, bool)} | ticked


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages).split())


@pytest.fixture(scope="module")
def pdfs() -> dict[Annex, str]:
    return {annex: words_of(sheets.pdf_of(annex, MARKED, AT)) for annex in Annex}


def test_annex_i_has_exactly_its_fields_by_section() -> None:
    sections = {letter: " ".join(f.key for f in ANNEX_I if f.section == letter) for letter in IN_ANNEX_I}

    assert sections == IN_ANNEX_I


def test_annexes_ii_and_iii_have_exactly_their_fields() -> None:
    assert [" ".join(f.key for f in annex) for annex in (ANNEX_II, ANNEX_III)] == [IN_ANNEX_II, IN_ANNEX_III]


@pytest.mark.django_db
@pytest.mark.parametrize("key", [field.key for field in ANNEX_I])
def test_the_form_takes_each_field_of_annex_i(key: str) -> None:
    form = NewOrderForm(posted() | {"received": "2026-03-28 23:40 +01:00", "received_how": "fax header"}, {})

    assert form.is_valid(), form.errors
    assert form.annex()[key] == EXPECTED[key]


@pytest.mark.django_db
def test_an_order_typed_in_stands_with_all_its_fields_and_the_message_beside_them() -> None:
    browser = cast.browser_of(gita())
    sent = posted() | {"received": "2026-03-28 23:40 +01:00", "received_how": "fax header", "raw": "what came"}

    answer = browser.post(reverse("orders:new_order"), sent)

    order = Order.objects.get()
    assert answer.status_code == 302
    assert order.annex == EXPECTED
    assert (order.received_at, order.received_zone) == (NIGHT, "+01:00")
    assert order.raw


@pytest.mark.django_db
@pytest.mark.parametrize("key", [field.key for field in ANNEX_I])
def test_the_page_of_an_order_shows_each_field_beside_what_it_was_read_from(key: str) -> None:
    order = an_order()
    row = next(each for each in order.field_rows() if each["field"].key == key)

    assert row["read"]["value"] == row["value"]
    assert row["read"]["found"]
    assert row["read"]["source"]


@pytest.mark.django_db
@pytest.mark.parametrize("came_as", ["order.eml", "order.pdf"])
def test_every_field_of_an_imported_file_stands_on_the_page_beside_its_source(came_as: str) -> None:
    data = a_mail(NIGHT) if came_as.endswith("eml") else a_pdf()
    receipt = None if came_as.endswith("eml") else Receipt(NIGHT, "UTC", "by hand")
    order = intake.import_file(data=data, name=came_as, by=cast.by(gita()), at=NIGHT, received=receipt)
    assert isinstance(order, Order)

    page = unescape(cast.browser_of(gita()).get(order.get_absolute_url()).content.decode())

    rows = {row["field"].key: row for row in order.field_rows()}
    assert set(rows) == {field.key for field in ANNEX_I}
    assert [key for key, row in rows.items() if row["value"] != EXPECTED[key]] == []
    assert [key for key, row in rows.items() if gettext(row["field"].label) not in page] == []
    assert [key for key, row in rows.items() if row["read"]["source"][:100] not in page] == []


@pytest.mark.parametrize("key", IN_ANNEX_II.split())
def test_annex_ii_writes_each_field_out(pdfs: dict[Annex, str], key: str) -> None:
    assert SHOWN[key] in sheets.text_of(Annex.II, MARKED)
    assert SHOWN[key] in pdfs[Annex.II]


@pytest.mark.parametrize("key", IN_ANNEX_III.split())
def test_annex_iii_writes_each_field_out(pdfs: dict[Annex, str], key: str) -> None:
    assert SHOWN[key] in sheets.text_of(Annex.III, MARKED)
    assert SHOWN[key] in pdfs[Annex.III]


@pytest.mark.parametrize("key", [field.key for field in ANNEX_I if field.needed])
def test_each_mandatory_field_is_missed_where_it_is_empty(key: str) -> None:
    assert [field.key for field in missing_fields(EXPECTED | {key: " "})] == [key]


@pytest.mark.django_db
def test_both_replies_are_whole_before_anybody_types() -> None:
    a_contact_point()
    order = a_disabled_order()
    annex_iii = replies.annex_iii(order, gita(), NIGHT) | {"explanation": "The court is not named."}

    assert missing_in_reply(Annex.II, replies.annex_ii(order, gita(), NIGHT)) == ()
    assert missing_in_reply(Annex.III, annex_iii) == ()


def test_a_choice_shows_all_its_boxes() -> None:
    assert sheets.shown(next(f for f in ANNEX_III if f.shape is Shape.CHOICE), MARKED).count("[") == 3


def test_the_same_reply_gives_the_same_pdf() -> None:
    assert sheets.pdf_of(Annex.II, MARKED, AT) == sheets.pdf_of(Annex.II, MARKED, AT)
