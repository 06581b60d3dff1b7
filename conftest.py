"""What every test stands on; the throw-away home is made before, by `tests/home.py`."""

import gc
import os
import shutil
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
from _pytest.nodeid import NodeId
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = ("chromium-headless-shell", "chromium")  # the first, made for this alone, takes a third of the work
CHROMIUM_FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    "--js-flags=--no-opt --no-maglev",  # a page is gone before code that was made faster has paid for it
    "--disable-features=RenderDocument,PaintHolding,HttpsUpgrades",  # a tab keeps its frame from page to page
]
A_DAY_SECONDS, LAST_SECONDS = 86_400, 30  # in the product's zone, UTC; few tests take longer
settings.register_profile("unhurried", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")  # a laden machine is not a wrong answer, and luck is none: the fuzzers roam
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's own loop runs in the thread that prepares a scene


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for each test process: a second loop of its driver cannot run beside the first."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        pytest.fail(f"Chromium is missing: apt-get install {CHROMIUM[0]}")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=found, args=CHROMIUM_FLAGS)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """The tables that no migration makes: the database cache."""
    from django.apps import apps
    from django.core.management import call_command
    from django.db.models.signals import post_migrate

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        call_command("createcachetable", verbosity=0)
    post_migrate.connect(empty_what_no_model_describes, sender=apps.get_app_config("contenttypes"))
    # Roles are ours: nobody asks for Django's permissions, and to make them anew is most of what emptying takes.
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")


def empty_what_no_model_describes(**_told: Any) -> None:
    """Django empties its models' tables after a test that commits, and says so by this signal; these it leaves."""
    from django.core.cache import cache
    from django.db import connection

    cache.clear()
    with connection.cursor() as cursor:
        if "knowledge_words" in connection.introspection.table_names(cursor):
            cursor.execute("DELETE FROM knowledge_words")


@pytest.fixture(scope="module")
def made_once(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """What a fixture of the same scope makes in the database after this one stands until the last test of its file;
    each test takes back what it changed itself. For costly scenes that many tests look at.
    """
    from django.db import transaction

    from bonafides.kernel import clock

    clock.use(None)
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def no_language_left_behind() -> Iterator[None]:
    """A request leaves the language of its reader behind in the thread; the next test begins without one."""
    from django.utils import translation

    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def nobody_has_called_yet() -> Iterator[None]:
    """What a process counts in its memory, calls of one network and hits of an entry, begins anew with each test."""
    from bonafides.base.http.rates import Limiter

    met: set[Limiter] = set()

    def take(limiter: Limiter, caller: str, **given: Any) -> None:
        if limiter not in met:
            met.add(limiter)
            limiter._buckets.clear()
        really_take(limiter, caller, **given)

    really_take, floods = Limiter.take, sys.modules.get("bonafides.safety.banks.floods")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Limiter, "take", take)
        if floods:
            patch.setattr(floods, "TALLY", floods.Tally())
        yield


@pytest.fixture(scope="session", autouse=True)
def middleware_loaded_once() -> Iterator[None]:
    """All test clients share one chain of middleware, as the requests of a server do, until a setting changes."""
    from django.core.signals import setting_changed
    from django.test.client import ClientHandler

    loaded: dict[str, Any] = {}

    def load(handler: ClientHandler, is_async: bool = False) -> None:
        if not loaded:
            super(ClientHandler, handler).load_middleware(is_async)
            loaded.update(vars(handler))
        vars(handler).update({name: value for name, value in loaded.items() if name.startswith("_")})

    def forget(**_changed: Any) -> None:
        loaded.clear()

    setting_changed.connect(forget)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ClientHandler, "load_middleware", load)
        yield
    setting_changed.disconnect(forget)


def pytest_runtest_setup() -> None:
    """No day ends while a test counts what happened on it: who comes in its last seconds waits for the next."""
    left = -time.time() % A_DAY_SECONDS
    if left < LAST_SECONDS:
        time.sleep(left)


@pytest.fixture(autouse=True)
def machine_clock() -> None:
    """Each test starts on the machine's clock."""
    from bonafides.kernel import clock

    clock.use(None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What only PostgreSQL can do is no test on SQLite: it is left out, not skipped. The longest go first, then the
    journeys, each file in one process, so that no process waits at the end for another's.
    """
    from django.conf import settings

    left_out = [item for item in items if settings.ON_SQLITE and item.get_closest_marker("postgresql")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    keep_groups_together(items)
    items.sort(key=lambda item: [item.get_closest_marker(long) is None for long in ("slow", "browser")])


def keep_groups_together(items: list[pytest.Item]) -> None:
    """xdist 3.8 writes a test's group at the end of its old name, which pytest 9.2 reads no more."""
    for item in items:
        named: str | None = vars(item).get("_nodeid")
        if named is not None:
            item._id = NodeId.parse(named)


def pytest_collection_finish() -> None:
    """Twelve thousand tests and all our modules stay: the collector need not look at them again and again."""
    gc.collect()
    gc.freeze()
