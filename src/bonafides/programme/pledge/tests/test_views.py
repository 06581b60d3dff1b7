"""The pages of the pledge: what each shows, and to whom."""

import pytest
from django.urls import reverse
from tests import cast

from bonafides.kernel.clock import now
from bonafides.programme.pledge import actions, queries
from bonafides.programme.pledge.models import Signature
from bonafides.programme.pledge.tests.scenes import AUTHORITY, a_signature, an_offer

pytestmark = pytest.mark.django_db
SIGNED = {"position": "Managing director", "authority": AUTHORITY, "agreed": "on"}


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "A pledge for safe services and free people"),
        ("de", "Eine Selbstverpflichtung für sichere Dienste und freie Menschen"),
        ("ar", "تعهّد من أجل خدمات آمنة وأناس أحرار"),
    ],
)
def test_anyone_reads_the_pledge_in_their_language(language: str, title: str) -> None:
    actions.install_pledge(at=now())

    page = cast.a_browser().get(f"{reverse('pledge:text')}?language={language}", follow=True)

    assert title in page.content.decode()


def test_without_a_published_pledge_the_page_says_so() -> None:
    assert cast.a_browser().get(reverse("pledge:text")).status_code == 404


def test_the_signatory_signs_with_a_form_alone() -> None:
    an_offer()

    answer = cast.browser_of(cast.sana()).post(reverse("pledge:sign"), SIGNED)

    signature = Signature.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("pledge:signature", args=[signature.reference]))


def test_what_is_missing_comes_back_with_what_was_typed() -> None:
    an_offer()

    answer = cast.browser_of(cast.sana()).post(reverse("pledge:sign"), {**SIGNED, "agreed": ""})

    assert answer.status_code == 422
    assert AUTHORITY in answer.content.decode()
    assert Signature.objects.count() == 0


def test_before_the_assessments_the_page_says_what_comes_first() -> None:
    actions.install_pledge(at=now())

    page = cast.browser_of(cast.sana()).get(reverse("pledge:pledge")).content.decode()

    assert "Submit both assessments first" in page
    assert reverse("pledge:sign") not in page


@pytest.mark.parametrize("kind", ["signature", "record", "credential"])
def test_a_record_that_is_not_listed_is_nobody_elses(kind: str) -> None:
    signature = a_signature()
    address = reverse(f"pledge:{kind}", args=[signature.reference])

    assert cast.a_browser().get(address).status_code == 404
    assert cast.browser_of(cast.rex()).get(address).status_code == 200
    assert cast.browser_of(cast.olu()).get(address).status_code == 200


@pytest.mark.parametrize("kind", ["signature", "record", "credential"])
def test_a_listed_record_is_everybodys(kind: str) -> None:
    signature = a_signature(is_listed=True)

    answer = cast.a_browser().get(reverse(f"pledge:{kind}", args=[signature.reference]))

    assert answer.status_code == 200


@pytest.mark.parametrize("fmt", ["csv", "json"])
def test_the_register_can_be_taken_along(fmt: str) -> None:
    signature = a_signature(is_listed=True)

    answer = cast.a_browser().get(reverse("pledge:register"), {"format": fmt})

    assert signature.reference in answer.getvalue().decode()


def test_the_owner_writes_and_publishes_the_next_version_in_pages() -> None:
    actions.install_pledge(at=now())
    dana = cast.browser_of(cast.dana())
    address = reverse("pledge:draft", args=["en"])
    initial = dana.get(address).context["form"].initial

    kept = dana.post(address, {**initial, "reviewed": "on", "title": "Said better", "change_note": "A title."})
    published = dana.post(reverse("pledge:publish"))

    assert (kept.status_code, published.status_code) == (302, 302)
    assert queries.version_in_force().texts["en"]["title"] == "Said better"
    assert queries.version_in_force().texts["en"]["principles"][0]["basis"][0] == "UDHR 19"


def test_each_principle_shows_the_questions_and_practices_that_evidence_it() -> None:
    actions.install_pledge(at=now())

    page = cast.a_browser().get(reverse("pledge:text"))

    evidenced = {one["key"]: one["evidenced_by"] for one in page.context["principles"]}
    assert min(len(questions) for questions in evidenced.values()) >= 2
    assert evidenced["expression"][0].stem in page.content.decode()
    assert any(
        "DTSP" in practice for questions in evidenced.values() for one in questions for practice in one.practices
    )
