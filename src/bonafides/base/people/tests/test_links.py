"""Links that open one thing for whoever bears them."""

from datetime import timedelta

import pytest
from tests import cast

from bonafides.base.people import actions, queries
from bonafides.base.people.jobs import forget_links
from bonafides.base.people.models import LinkToken
from bonafides.base.people.vocabulary import LinkPurpose
from bonafides.kernel.clock import now
from bonafides.kernel.errors import NotFound


def a_link(lasts: timedelta = timedelta(days=1)) -> str:
    return actions.issue_link(purpose=LinkPurpose.STATEMENT, about="S-1", expires_at=now() + lasts, at=now())


def test_the_token_itself_is_stored_nowhere() -> None:
    token = a_link()

    (row,) = LinkToken.objects.values_list()

    assert len(token) == 43  # 256 bits in base64url
    assert token not in str(row)


def test_a_link_opens_what_it_is_about_for_its_own_purpose_only() -> None:
    token = a_link()

    assert queries.bearer_of(LinkPurpose.STATEMENT, token, at=now()).about == "S-1"
    with pytest.raises(NotFound):
        queries.bearer_of(LinkPurpose.APPEAL, token, at=now())


def test_the_page_of_a_link_acts_as_its_bearer_and_is_kept_quiet() -> None:
    answer = cast.a_browser().get(f"/statement/{a_link()}/")

    assert answer.status_code == 200
    assert answer.content.startswith(b"S-1 for L-")
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"


def test_unknown_and_revoked_links_are_one_answer() -> None:
    token = a_link()
    actions.revoke_links(purpose=LinkPurpose.STATEMENT, about="S-1", at=now())

    revoked, unknown = (cast.a_browser().get(f"/statement/{it}/", headers={"accept": "*/*"}) for it in (token, "x"))

    assert (revoked.status_code, unknown.status_code) == (404, 404)
    assert revoked.content == unknown.content
    assert revoked["Cache-Control"] == "no-store"


def test_an_expired_link_says_so() -> None:
    answer = cast.a_browser().get(f"/statement/{a_link(timedelta(seconds=-1))}/")

    assert answer.status_code == 404
    assert "This link has expired" in answer.content.decode()


def test_links_that_ended_long_ago_are_forgotten() -> None:
    a_link()

    forget_links(now() + timedelta(days=32))

    assert not LinkToken.objects.exists()
