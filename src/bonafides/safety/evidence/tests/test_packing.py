"""What is handed out: a bag that other people's tools check, encrypted to its recipient alone."""

import io
import json
import os
import subprocess
import sys
import tarfile
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from random import Random

import bagit
import pyrage
import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from rfc3161_client import VerificationError, decode_timestamp_response
from tests import cast
from tests.cast import NOON

from bonafides.base.audit import sealing
from bonafides.base.audit.actions import audited_action
from bonafides.base.audit.models import LogEntry
from bonafides.base.blobs import queries as stored
from bonafides.base.keys import signing
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.errors import Conflict, NotAllowed, RuleBroken
from bonafides.safety.evidence import actions, bag_log, jobs
from bonafides.safety.evidence.events import EvidenceReleased
from bonafides.safety.evidence.models import Release, ReleaseItem
from bonafides.safety.evidence.tests.scenes import KEY, TEXT, a_kept_item, a_request, an_approved_release, cleo
from bonafides.safety.evidence.timestamps import (
    Authority,
    Failure,
    Stamp,
    check,
    read_response,
    stamp_by_all,
    with_sorted_certificates,
)
from bonafides.safety.evidence.vocabulary import Act, LegalBasis, ReleaseState

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, so that the log in it is this test's."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setattr(settings, "HOME", home)
    return home


def handed_out(release: Release) -> Release:
    return actions.hand_out(release=release, by=cast.by(cleo()), at=NOON)


def package_of(release: Release) -> bytes:
    return actions.fetch_package(release=release, by=cast.by(cleo()), at=NOON)


def opened(release: Release, into: Path) -> Path:
    """The bag, as its recipient unpacks it."""
    package = package_of(release)
    with tarfile.open(fileobj=io.BytesIO(pyrage.decrypt(package, [KEY]))) as tar:
        tar.extractall(into, filter="data")
    return into / f"evidence-{release.reference}"


def run(bag: Path, command: str) -> int:
    return subprocess.run(command, cwd=bag, shell=True, capture_output=True).returncode


def commands(bag: Path) -> list[str]:
    """The three commands as VERIFY.md gives them: its indented paragraphs."""
    blocks = [part for part in (bag / "VERIFY.md").read_text().split("\n\n") if part.startswith("    ")]
    one, two, three = blocks
    key = signing.public_keys("log")[0].vkey
    here = str(Path(sys.executable).parent)
    return [f"{here}/{one.strip()}", two, f"{here}/{three.strip()}".replace("THE LOG KEY", key)]


def checked(bag: Path) -> list[int]:
    return [run(bag, command) for command in commands(bag)]


def a_bag(into: Path, *, items: int = 1) -> Path:
    """A bag whose items stand in the published log."""
    release = an_approved_release(*[a_kept_item() for _ in range(items)])
    sealing.publish(NOON)
    return opened(handed_out(release), into)


# -- who gets what ---------------------------------------------------------------------------------------------------


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


# -- stamps ----------------------------------------------------------------------------------------------------------


def test_an_authority_that_fails_is_named_and_the_other_stamps(two_authorities: list[str], tmp_path: Path) -> None:
    settings.TIMESTAMP_AUTHORITIES[0] = "http://127.0.0.1:9/|" + two_authorities[0].partition("|")[2]

    bag = a_bag(tmp_path)

    told = json.loads((bag / "tsa" / "authorities.json").read_bytes())
    assert [("failed" in each, "at" in each) for each in told] == [(True, False), (False, True)]
    assert "no stamp, because" in (bag / "VERIFY.md").read_text()
    assert checked(bag) == [0, 0, 0]
    assert Release.objects.get().trouble == "http://127.0.0.1:9/"


def test_an_authority_under_another_root_is_not_believed(two_authorities: list[str]) -> None:
    one, two = (Authority.parse(text) for text in two_authorities)

    (answer,) = stamp_by_all(b"data", [Authority(one.url, two.roots)])

    assert isinstance(answer, Failure)


def test_an_answer_for_other_bytes_is_not_believed(two_authorities: list[str]) -> None:
    authority = Authority.parse(two_authorities[0])
    (stamp,) = stamp_by_all(b"data", [authority])
    assert isinstance(stamp, Stamp)
    roots = x509.load_pem_x509_certificates(authority.roots.read_bytes())

    with pytest.raises(VerificationError):
        check(read_response(stamp.response), b"other data", roots, nonce=None)


def test_certificates_out_of_order_are_put_right_and_nothing_else_changes(two_authorities: list[str]) -> None:
    (stamp,) = stamp_by_all(b"data", [Authority.parse(two_authorities[0])])
    assert isinstance(stamp, Stamp)

    with pytest.raises(ValueError, match="SetOrdering"):
        decode_timestamp_response(stamp.response)
    in_order = with_sorted_certificates(stamp.response)

    assert sorted(in_order) == sorted(stamp.response)
    assert with_sorted_certificates(in_order) == in_order


@given(data=st.binary(max_size=200))
def test_no_answer_makes_the_reader_stumble(data: bytes) -> None:
    with pytest.raises(ValueError):
        with_sorted_certificates(data)


def test_without_authorities_the_bag_says_so(tmp_path: Path) -> None:
    bag = a_bag(tmp_path)

    assert "nothing but our own word" in (bag / "VERIFY.md").read_text()
    assert checked(bag) == [0, 0, 0]


# -- every byte ------------------------------------------------------------------------------------------------------

WHOLE_UP_TO, SAMPLED = 300, 24
MASKS = (0x01, 0x20, 0x80)


def places_in(data: bytes, random: Random) -> list[int]:
    """Every place of a small file; of a larger one, some, with its line ends."""
    if len(data) <= WHOLE_UP_TO:
        return list(range(len(data)))
    ends = [place for place, byte in enumerate(data) if byte == 0x0A]
    return sorted({0, len(data) - 1, *random.sample(range(len(data)), SAMPLED), *ends[:3], *ends[-3:]})


def is_found(bag: Path, openssl: str) -> bool:
    """By the first command or the second; the first is asked in this process, for speed."""
    try:
        bagit.Bag(str(bag)).validate()
    except (bagit.BagError, ValueError, OSError, KeyError):
        return True
    return run(bag, openssl) != 0


def undetected(bag: Path) -> tuple[list[tuple[str, int, int]], int]:
    random, openssl, missed, tried = Random(7), commands(bag)[1], [], 0
    for file in sorted(path for path in bag.rglob("*") if path.is_file()):
        data = file.read_bytes()
        for place in places_in(data, random):
            mask = MASKS[tried % len(MASKS)]
            file.write_bytes(data[:place] + bytes([data[place] ^ mask]) + data[place + 1 :])
            tried += 1
            if not is_found(bag, openssl):
                missed.append((str(file.relative_to(bag)), place, mask))
        file.write_bytes(data)
    return missed, tried


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_flip_anywhere_is_found(two_authorities: list[str], tmp_path: Path) -> None:
    bag = a_bag(tmp_path)

    missed, tried = undetected(bag)

    assert missed == []
    assert tried > 2_000
    assert checked(bag) == [0, 0, 0]


def digests_named_by(bag: Path) -> dict[Path, str]:
    """What the bag's two manifests say of each file."""
    lines = [line for name in ("manifest", "tagmanifest") for line in manifest_lines(bag / f"{name}-sha256.txt")]
    return {bag / name.strip(): digest for digest, name in lines}


def manifest_lines(file: Path) -> list[tuple[str, str]]:
    return [(line.partition(" ")[0], line.partition(" ")[2]) for line in file.read_text().splitlines()]


def unnoticed_places(data: bytes, named: str) -> list[int]:
    """Places at which a flip of one bit would leave the digest as it is named."""
    changed = (data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :] for place in range(len(data)))
    return [place for place, flipped in enumerate(changed) if sha256(flipped).hexdigest() == named]


def unsealed_places(content: bytes, seal: bytes) -> list[int]:
    """Places of the tag manifest at which a flip would leave it under its seal."""
    key = Ed25519PublicKey.from_public_bytes(signing.signer("receipts").verifier.public_key)
    changed = (content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :] for place in range(len(content)))
    return [place for place, flipped in enumerate(changed) if is_sealed(key, seal, flipped)]


def is_sealed(key: Ed25519PublicKey, seal: bytes, content: bytes) -> bool:
    try:
        key.verify(seal, content)
    except InvalidSignature:
        return False
    return True


def test_every_byte_of_every_file_is_under_a_digest_or_the_seal(two_authorities: list[str], tmp_path: Path) -> None:
    """Nothing sampled: each place of each file, with the same arithmetic as the first two commands."""
    bag = a_bag(tmp_path)
    named = digests_named_by(bag)
    sealed, seal = bag / "tagmanifest-sha256.txt", bag / "seal.sig"
    files = {file for file in bag.rglob("*") if file.is_file()}

    unnoticed = {file.name: unnoticed_places(file.read_bytes(), digest) for file, digest in named.items()}

    assert files - set(named) == {sealed, seal}
    assert all(sha256(file.read_bytes()).hexdigest() == digest for file, digest in named.items())
    assert [name for name, places in unnoticed.items() if places] == []
    assert unsealed_places(sealed.read_bytes(), seal.read_bytes()) == []


@pytest.mark.parametrize("place", range(64))
def test_a_flip_in_the_seal_is_found(place: int, tmp_path: Path) -> None:
    content = b"a tag manifest\n"
    seal = bytearray(bag_log.sign(content))
    seal[place] ^= 0x10

    with pytest.raises(InvalidSignature):
        Ed25519PublicKey.from_public_bytes(signing.signer("receipts").verifier.public_key).verify(bytes(seal), content)


def test_a_file_more_or_less_is_found(tmp_path: Path) -> None:
    bag = a_bag(tmp_path)
    (bag / "data" / "more").write_bytes(b"slipped in")
    with_more = run(bag, commands(bag)[0])
    (bag / "data" / "more").unlink()
    (bag / "statements.json").unlink()

    with_less = run(bag, commands(bag)[0])

    assert (with_more, with_less) == (1, 1)
