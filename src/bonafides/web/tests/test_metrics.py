"""/metrics and /health/ready: who may read them, and what they say."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings
from tests import cast

from bonafides.base.audit.models import Publication
from bonafides.base.http.tallies import TALLIES, Tallies, bucket_of
from bonafides.base.outbox import interruptions
from bonafides.base.outbox.vocabulary import Interrupted
from bonafides.kernel.clock import now

pytestmark = pytest.mark.django_db

TOKEN = "a-token-for-the-test"


@pytest.fixture(autouse=True)
def own_counts(settings: Settings) -> Iterator[None]:
    settings.METRICS_TOKEN = TOKEN
    interruptions._beat_path().unlink(missing_ok=True)
    TALLIES._counts.clear()
    TALLIES._micros.clear()
    yield
    interruptions._beat_path().unlink(missing_ok=True)


def figures() -> dict[str, float]:
    page = cast.a_browser().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    families = text_string_to_metric_families(page.content.decode())
    return {
        f"{sample.name}{sorted(sample.labels.items())}": sample.value
        for family in families
        for sample in family.samples
    }


def test_without_a_token_in_the_settings_there_is_no_such_page(settings: Settings) -> None:
    settings.METRICS_TOKEN = ""

    assert cast.a_browser().get("/metrics").status_code == 404


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}"])
def test_whoever_bears_another_token_is_refused(header: str) -> None:
    answer = cast.a_browser().get("/metrics", headers={"Authorization": header})

    assert answer.status_code == 401
    assert b"bonafides_" not in answer.content


def test_requests_are_counted_by_view_and_status_and_never_by_address() -> None:
    browser = cast.a_browser()
    browser.get("/health")
    browser.get("/health")
    browser.get("/people/invitation/a-secret-token/")

    read = figures()
    page = "".join(read)

    assert read["bonafides_request_seconds_count[('status', '200'), ('view', 'health')]"] == 2
    assert read["bonafides_request_seconds_bucket[('le', '+Inf'), ('status', '200'), ('view', 'health')]"] == 2
    assert "a-secret-token" not in page


def test_counts_of_several_processes_add_up() -> None:
    one, other = Tallies(), Tallies()
    one.note("desk", 200, 0.004)
    other.note("desk", 200, 0.004)
    other.note("desk", 200, 3.0)

    one.flush()
    other.flush()
    read = figures()

    assert read["bonafides_request_seconds_count[('status', '200'), ('view', 'desk')]"] == 3
    assert read["bonafides_request_seconds_bucket[('le', '0.005'), ('status', '200'), ('view', 'desk')]"] == 2
    assert read["bonafides_request_seconds_sum[('status', '200'), ('view', 'desk')]"] == pytest.approx(3.008)


@pytest.mark.parametrize(
    ("seconds", "bound"), [(0.0049, 5), (0.005, 5), (0.0051, 10), (10, 10_000), (11, 2_000_000_000)]
)
def test_a_duration_falls_into_the_bucket_whose_bound_it_does_not_exceed(seconds: float, bound: int) -> None:
    assert bucket_of(seconds) == bound


def test_every_part_tells_its_figures() -> None:
    read = figures()

    assert {
        "bonafides_outbox_rows[('state', 'waiting')]",
        "bonafides_outbox_oldest_due_seconds[]",
        "bonafides_log_lag_seconds[]",
        "bonafides_queue_cases[('state', 'open')]",
        "bonafides_queue_oldest_seconds[]",
        "bonafides_disk_free_bytes[]",
        "bonafides_key_age_seconds[('purpose', 'master')]",
    } <= read.keys()
    assert read["bonafides_gauges_unread[]"] == 0


def test_one_broken_part_does_not_hide_the_others(settings: Settings, tmp_path: Path) -> None:
    settings.KEYS = tmp_path / "nowhere"

    read = figures()

    assert read["bonafides_gauges_unread[]"] == 1
    assert "bonafides_disk_free_bytes[]" in read


# -- /health/ready ----------------------------------------------------------------------------------------------------


def test_it_is_ready_while_a_worker_beats() -> None:
    interruptions.beat(now())

    answer = cast.a_browser().get("/health/ready")

    assert (answer.status_code, answer.json()["status"]) == (200, "ready")


def test_without_a_worker_it_is_not() -> None:
    interruptions.beat(now() - timedelta(minutes=2))

    answer = cast.a_browser().get("/health/ready")

    assert answer.status_code == 503
    assert answer.json()["worker"] == "no worker has been heard of lately"
    assert answer.json()["database"] == "ok"


def test_without_room_it_is_not(settings: Settings) -> None:
    interruptions.beat(now())
    settings.DISK_FLOOR_BYTES = shutil.disk_usage(settings.HOME).total + 1

    assert cast.a_browser().get("/health/ready").json()["disk"] == "too little room on the disk"


def test_without_its_keys_it_is_not(settings: Settings, tmp_path: Path) -> None:
    interruptions.beat(now())
    settings.KEYS = tmp_path / "nowhere"

    assert "keys are missing" in cast.a_browser().get("/health/ready").json()["keys"]


def test_behind_the_published_log_it_is_not() -> None:
    interruptions.beat(now())
    Publication.objects.create(size=1, root=b"", peaks=[], note="", published_at=now() + timedelta(hours=1))

    assert "clock stands before" in cast.a_browser().get("/health/ready").json()["clock"]


# -- the console -------------------------------------------------------------------------------------------------------


def test_the_console_tells_those_who_run_it_that_the_clock_was_set_back() -> None:
    interruptions.write_down(Interrupted.CLOCK_BACK, now(), now(), jump=timedelta(hours=-1))
    told = cast.browser_of(cast.bo()).get("/people/").content
    other = cast.browser_of(cast.amina()).get("/queue/").content
    interruptions._mark_of(Interrupted.CLOCK_BACK).unlink()

    assert b"was set back" in told
    assert b"was set back" not in other
