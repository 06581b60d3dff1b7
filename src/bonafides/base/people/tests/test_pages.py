"""What people see and do on the pages of this part."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests import cast

from bonafides.base.http.problems import NotSignedIn
from bonafides.base.people import queries
from bonafides.base.people.models import ApiKey, HeldRole, Invitation
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.clock import now

KEY = {
    "name": "upload server",
    "scopes": ["items:write", "match:read"],
    "standing": "platform",
    "last_day": "",
    "calls_per_minute": "60",
}


@pytest.fixture
def bo() -> Client:
    return cast.browser_of(cast.bo())


def text(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def invite_form(**changes: str) -> dict[str, str]:
    return {"email": "gita@example.org", "language": "de", "role": "lead", "case": "", **changes}


def test_the_link_of_a_new_invitation_is_shown_once(bo: Client) -> None:
    answer = bo.post("/people/invite/", invite_form())
    first, second = text(bo, "/people/invitations/"), text(bo, "/people/invitations/")

    assert (answer.status_code, answer["Location"]) == (302, "/people/invitations/")
    assert "/people/invitation/" in first
    assert "/people/invitation/" not in second
    assert "gita@example.org" in second


def test_a_secret_on_its_way_to_the_page_lies_sealed_in_the_session(bo: Client) -> None:
    bo.post("/people/invite/", invite_form())

    assert "/people/invitation/" not in str(dict(bo.session.items()))


def test_a_wrong_invitation_comes_back_with_its_faults_listed(bo: Client) -> None:
    answer = bo.post("/people/invite/", invite_form(email="not-an-address"))

    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert not Invitation.objects.exists()


def test_an_invitation_is_withdrawn_on_the_list(bo: Client) -> None:
    bo.post("/people/invite/", invite_form())
    reference = Invitation.objects.get().reference

    bo.post(f"/people/invitations/{reference}/revoke/")

    assert Invitation.objects.get().state_at(now()) == "revoked"
    assert "Revoked" in text(bo, "/people/invitations/")


def test_a_role_is_given_and_taken_away_on_the_page_of_a_person(bo: Client) -> None:
    amina = cast.amina()

    bo.post(f"/people/person/{amina.code}/roles/grant/", {"role": "auditor", "case": ""})
    given = cast.by(amina).roles
    held = HeldRole.objects.get(person=amina, role="auditor")
    bo.post(f"/people/roles/{held.pk}/revoke/")

    assert given == {"reviewer", "auditor"}
    assert cast.by(amina).roles == {"reviewer"}


def test_a_person_is_locked_out_and_let_in_again(bo: Client) -> None:
    amina = cast.amina()

    bo.post(f"/people/person/{amina.code}/deactivate/")
    locked_out = text(bo, f"/people/person/{amina.code}/")
    bo.post(f"/people/person/{amina.code}/reactivate/")

    assert "Let them sign in again" in locked_out
    assert "Let them sign in no more" in text(bo, f"/people/person/{amina.code}/")


def test_somebody_of_another_organisation_is_not_there(bo: Client) -> None:
    assert bo.get(f"/people/person/{cast.dana().code}/").status_code == 404


def test_a_key_is_shown_once_and_works_until_it_is_ended(bo: Client) -> None:
    last_day = re.search(r'name="last_day" value="([\d-]+)"', text(bo, "/people/keys/create/"))
    assert last_day is not None

    bo.post("/people/keys/create/", {**KEY, "last_day": last_day[1]})
    first, second = text(bo, "/people/keys/"), text(bo, "/people/keys/")
    (plaintext,) = set(re.findall(r"bf_[0-9A-Z]{10}_[\w-]{43}", first))

    assert plaintext not in second
    assert queries.actor_of_key(plaintext, at=now()).scopes == {"items:write", "match:read"}

    bo.post(f"/people/keys/{ApiKey.objects.get().reference}/revoke/")
    with pytest.raises(NotSignedIn):
        queries.actor_of_key(plaintext, at=now())


def test_a_key_form_without_scopes_comes_back(bo: Client) -> None:
    answer = bo.post("/people/keys/create/", {**KEY, "scopes": [], "last_day": "2026-12-31"})

    assert answer.status_code == 422
    assert not ApiKey.objects.exists()


def test_everybody_changes_their_name_and_language() -> None:
    amina = cast.amina()

    cast.browser_of(amina).post("/people/account/", {"name": "Amina A.", "language": "fr"})

    amina.refresh_from_db()
    assert (amina.name, amina.language) == ("Amina A.", "fr")


@pytest.mark.parametrize("page", ["/people/", "/people/invitations/", "/people/keys/"])
@pytest.mark.parametrize(("fmt", "kind"), [("csv", "text/csv; charset=utf-8"), ("json", "application/json")])
def test_every_table_can_be_had_as_a_file(bo: Client, page: str, fmt: str, kind: str) -> None:
    answer = bo.get(f"{page}?format={fmt}")

    assert (answer.status_code, answer["Content-Type"]) == (200, kind)
    assert b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_an_auditor_sees_people_and_no_button() -> None:
    page = text(cast.browser_of(cast.a_person("Gita", Role.AUDITOR)), f"/people/person/{cast.amina().code}/")

    assert "Amina" in page
    assert "/roles/grant/" not in page
    assert "/deactivate/" not in page


def test_the_list_of_people_takes_the_same_number_of_statements_for_one_and_for_many(bo: Client) -> None:
    bo.get("/people/")
    with CaptureQueriesContext(connection) as for_one:
        bo.get("/people/")
    for name in ("Gita", "Hugo", "Ines", "Jon"):
        cast.a_person(name, Role.REVIEWER)

    with CaptureQueriesContext(connection) as for_many:
        bo.get("/people/")

    assert len(for_many) == len(for_one)
    assert len(for_many) <= 13
