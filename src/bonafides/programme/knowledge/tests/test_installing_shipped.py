"""The resources that come with the software: published once, and nothing is overwritten later."""

from typing import Any

import pytest

from bonafides.kernel.actor import ANYONE, SYSTEM
from bonafides.kernel.clock import now
from bonafides.kernel.errors import NotAllowed
from bonafides.programme.knowledge import actions, queries
from bonafides.programme.knowledge.tests.scenes import by_edda

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_shipped_resources_are_published_once() -> None:
    first = actions.install_shipped(by=SYSTEM, at=now())
    again = actions.install_shipped(by=SYSTEM, at=now())

    assert len(first.published) >= 25
    assert (again.published, again.drafted, len(again.unchanged)) == ([], [], len(first.published))
    assert queries.resource_for(ANYONE, "leaving-and-exit-support").origin == "shipped"


def test_a_newer_shipped_text_becomes_a_draft_and_overwrites_nothing(tmp_path: Any) -> None:
    file = tmp_path / "guide" / "en.md"
    file.parent.mkdir()
    file.write_text("---\ntitle: Guide\nlevel: public\ntlp: CLEAR\n---\nFirst.")
    actions.install_shipped(by=SYSTEM, at=now(), folder=tmp_path)
    file.write_text("---\ntitle: Guide\nlevel: public\ntlp: CLEAR\n---\nSecond.")

    newer = actions.install_shipped(by=SYSTEM, at=now(), folder=tmp_path)

    assert newer.drafted == ["guide/en"]
    published = queries.text_of(queries.resource_for(ANYONE, "guide")).published
    assert published is not None
    assert published.body == "First."


def test_nobody_but_the_terminal_installs() -> None:
    with pytest.raises(NotAllowed):
        actions.install_shipped(by=by_edda(), at=now())
