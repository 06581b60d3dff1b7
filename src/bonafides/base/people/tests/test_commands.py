"""`bonafides user invite`."""

from argparse import ArgumentParser

import pytest
from tests import cast

from bonafides.base.people.commands import user_invite, user_invite_arguments
from bonafides.base.people.models import Invitation
from bonafides.kernel.errors import NotFound


def run(*words: str) -> int:
    parser = ArgumentParser()
    user_invite_arguments(parser)
    return user_invite(parser.parse_args(words))


def test_it_prints_a_link_that_opens_the_invitation(capsys: pytest.CaptureFixture[str]) -> None:
    cast.the_platform()

    status = run("gita@example.org", "--role", "owner", "--language", "fr")
    link = capsys.readouterr().out.strip()

    assert status == 0
    assert cast.a_browser().get(link.removeprefix("http://localhost:8000")).status_code == 200
    assert Invitation.objects.values_list("email", "role", "language").get() == ("gita@example.org", "owner", "fr")


def test_before_init_it_says_what_to_do() -> None:
    with pytest.raises(NotFound, match="bonafides init"):
        run("gita@example.org")


def test_an_unknown_role_is_refused_at_the_door() -> None:
    with pytest.raises(SystemExit):
        run("gita@example.org", "--role", "king")
