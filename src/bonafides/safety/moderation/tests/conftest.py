"""The policy that the tests of this part judge by, and who judges."""

from datetime import timedelta

import pytest
from django.test import Client
from tests import cast
from tests.cast import NOON

from bonafides.kernel import clock
from bonafides.kernel.actor import Actor
from bonafides.safety.moderation.actions import strikes
from bonafides.safety.moderation.models import PolicyVersion
from bonafides.safety.moderation.tests.scenes import a_policy


@pytest.fixture
def policy(db: None) -> PolicyVersion:
    return a_policy()


@pytest.fixture
def ladder(policy: PolicyVersion) -> None:
    """The policy has the ladder of strikes that comes with the software."""
    strikes.set_ladder(version=policy, ladder=strikes.shipped_ladder(), by=cast.by(cast.bo()), at=NOON)


@pytest.fixture
def at_noon(policy: PolicyVersion) -> None:
    clock.use(lambda: NOON)


@pytest.fixture
def an_hour_later(policy: PolicyVersion) -> None:
    """An hour after noon, when most stories have happened."""
    clock.use(lambda: NOON + timedelta(hours=1))


@pytest.fixture
def amina(policy: PolicyVersion) -> Actor:
    return cast.by(cast.amina())


@pytest.fixture
def browsing(policy: PolicyVersion) -> Client:
    """Amina, in a browser without JavaScript."""
    return cast.browser_of(cast.amina())


@pytest.fixture
def bo(db: None) -> Actor:
    return cast.by(cast.bo())
