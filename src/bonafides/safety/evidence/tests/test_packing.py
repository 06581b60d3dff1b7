"""What is handed out: a bag that other people's tools check, encrypted to its recipient alone."""

import json
import os
import subprocess
import tarfile
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pyrage
import pytest
from tests import cast
from tests.cast import NOON

from bonafides.base.audit.actions import audited_action
from bonafides.base.audit.models import LogEntry
from bonafides.base.blobs import queries as stored
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.errors import Conflict, NotAllowed, RuleBroken
from bonafides.safety.evidence import actions, jobs
from bonafides.safety.evidence.events import EvidenceReleased
from bonafides.safety.evidence.models import Release, ReleaseItem
from bonafides.safety.evidence.tests.bags import a_bag, checked, handed_out, package_of
from bonafides.safety.evidence.tests.scenes import KEY, TEXT, a_kept_item, a_request, an_approved_release
from bonafides.safety.evidence.vocabulary import Act, LegalBasis, ReleaseState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]


def test_the_three_commands_of_other_people_accept_it(two_authorities: list[str], tmp_path: Path) -> None:
    bag = a_bag(tmp_path, items=2)

    assert checked(bag) == [0, 0, 0]
    assert (bag / "VERIFY.md").read_text().count("stamped at") == 2
    assert len(list((bag / "log" / "entries").glob("*.tlog-proof"))) >= 10


def test_it_holds_the_bytes_the_page_as_served_the_custody_and_the_statement(tmp_path: Path) -> None:
    bag = a_bag(tmp_path)

    item = next((bag / "data" / "items").iterdir())
    account = json.loads((bag / "custody.json").read_bytes())
    (kept,) = account["items"]
    assert (item / "1-content").read_bytes() == TEXT
    assert (item / "2-page.html").read_text() == "<p>The page as it was served.</p>"
    assert json.loads((bag / "statements.json").read_bytes()) == {item.name: [{"facts": "Calls on readers to attack."}]}
    assert [record["act"] for record in kept["custody"]][-3:] == ["copy", "copy", "copy"]
    assert [piece["unchanged"] for piece in kept["pieces"]] == [True, True, True]
    assert len(account["release"]["approved_by"]) == 2


def test_only_the_recipient_opens_it(tmp_path: Path) -> None:
    release = handed_out(an_approved_release())
    package = package_of(release)

    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(package, [pyrage.x25519.Identity.generate()])

    assert package.startswith(b"age-encryption.org/v1\n-> X25519 ")
    assert TEXT not in package


def test_a_stock_age_opens_it(tmp_path: Path) -> None:
    release = handed_out(an_approved_release())
    (tmp_path / "key").write_text(str(KEY))
    (tmp_path / "package.age").write_bytes(package_of(release))

    subprocess.run(["age", "-d", "-i", "key", "-o", "package.tar", "package.age"], cwd=tmp_path, check=True)

    with tarfile.open(tmp_path / "package.tar") as tar:
        assert f"evidence-{release.reference}/VERIFY.md" in tar.getnames()


def test_each_item_and_the_log_say_that_it_was_handed_out(tmp_path: Path) -> None:
    item = a_kept_item()

    release = handed_out(an_approved_release(item))

    assert release.state == ReleaseState.RELEASED
    assert item.custody.latest("number").act == Act.RELEASE
    assert LogEntry.objects.filter(event_name=EvidenceReleased.name).count() == 1
    assert release.package_sha256 == sha256(package_of(release)).hexdigest()


def test_nothing_open_stays_behind(home: Path) -> None:
    handed_out(an_approved_release())

    lying = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert list((home / "incoming").iterdir()) == []
    assert TEXT not in lying


def test_what_a_crash_left_open_is_removed(home: Path) -> None:
    left, at_work = home / "incoming" / ".bag-old", home / "incoming" / ".bag-new"
    left.mkdir(parents=True)
    at_work.mkdir()
    os.utime(left, (0, 0))

    jobs.end_what_is_over(NOON)

    assert [path.name for path in (home / "incoming").iterdir()] == [".bag-new"]


def test_nothing_is_handed_out_before_two_have_approved() -> None:
    release = a_request()
    actions.vote(release=release, approves=True, by=cast.by(cast.bo()), at=NOON)

    with pytest.raises(RuleBroken):
        handed_out(release)

    assert not LogEntry.objects.filter(event_name=EvidenceReleased.name).exists()


def test_nothing_is_handed_out_once_one_of_its_items_is_gone() -> None:
    item = a_kept_item()
    release = an_approved_release(item)
    actions.let_go(subject=item.subject, by=SYSTEM, at=NOON + timedelta(days=300))

    with pytest.raises(Conflict):
        handed_out(release)


def test_a_list_that_was_changed_after_the_votes_is_refused() -> None:
    release = an_approved_release()
    slip_in(release)

    with pytest.raises(Conflict):
        handed_out(release)


@audited_action
def slip_in(release: Release) -> None:
    ReleaseItem(release=release, item=a_kept_item()).save()


def test_an_emergency_is_handed_out_once_by_whoever_keeps() -> None:
    release = a_request(emergency=True, basis=LegalBasis.DSA_THREAT)

    handed_out(release)

    release.refresh_from_db()
    assert release.state == ReleaseState.EMERGENCY
    assert release.package
    with pytest.raises(Conflict):
        handed_out(release)
    with pytest.raises(NotAllowed):
        actions.hand_out(release=release, by=cast.by(cast.amina()), at=NOON)


def test_a_package_lasts_a_week() -> None:
    release = handed_out(an_approved_release())
    package = release.package

    jobs.end_what_is_over(NOON + timedelta(days=7))

    release.refresh_from_db()
    assert release.state == ReleaseState.EXPIRED
    assert stored.is_erased(package)
