"""Groups: whoever is not in one reads, writes and withdraws nothing of it."""

import pytest
from tests import cast

from bonafides.base.people.vocabulary import Role
from bonafides.kernel.clock import now
from bonafides.kernel.errors import NotAllowed, NotFound
from bonafides.programme.knowledge import actions, queries
from bonafides.programme.knowledge.formats import About, Words
from bonafides.programme.knowledge.tests import scenes
from bonafides.programme.knowledge.tests.scenes import by_edda, recorded
from bonafides.programme.knowledge.vocabulary import Level, Tlp

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_whoever_leaves_a_group_reads_no_more_of_what_it_was_given() -> None:
    rex = cast.rex()
    group = scenes.a_group(rex)
    scenes.published_in(group, "red")
    inside = [each.slug for each in queries.newest(cast.by(rex), 9)]

    actions.leave_group(group=group, person=rex, by=by_edda(), at=now())

    assert (inside, queries.newest(cast.by(rex), 9)) == (["red"], [])
    assert recorded()[-1] == "reading_group.left"


def test_an_editor_outside_a_group_does_nothing_to_what_is_its() -> None:
    insider = scenes.edda()
    resource = scenes.published_in(scenes.a_group(), "red")
    outsider = cast.by(cast.of_the_programme("Otto", Role.EDITOR))

    with pytest.raises(NotFound):
        actions.withdraw(resource=resource, reason="No.", by=outsider, at=now())
    with pytest.raises(NotFound):
        actions.write(resource=resource, words=Words("Mine"), by=outsider, at=now())
    assert queries.kept(cast.by(insider)).filter(pk=resource.pk).exists()


def test_nobody_writes_for_a_group_that_they_are_not_in() -> None:
    group, outsider = scenes.a_group(), cast.by(cast.of_the_programme("Otto", Role.EDITOR))
    about = About(level=Level.GROUPS, tlp=Tlp.RED)

    with pytest.raises(NotAllowed):
        actions.create_resource(slug="x", about=about, words=Words("X"), groups=(group,), by=outsider, at=now())
