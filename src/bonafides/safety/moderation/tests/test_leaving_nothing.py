"""What matched nothing and was flagged by nobody leaves a counter and nothing else: no byte, author, name or hash.

While a named person has looking back switched on it leaves fingerprints, and still no byte, word, author or name; once
that is switched off, nothing again.
"""

import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from tests.lengths import rounds

Left = tuple[Path, subprocess.CompletedProcess[str], set[str]]
TABLES = (
    *("moderation_item", "moderation_flag", "moderation_case"),
    *("blobs_blob", "http_idempotencykey", "banks_matchrecord"),
    *("banks_keptupload", "banks_foundlater"),
)
UPLOADS = rounds(800, 10_000)
UPLOADS_LOOKED_BACK = UPLOADS // 10
sent_once = pytest.mark.xdist_group("left nothing")
TOKEN = b"plantedtoken"

SENDING = """
import hashlib, io, json, os, random, shutil, sys
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
from PIL import Image
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from bonafides.base.people import actions as people
from bonafides.base.people.vocabulary import OrganisationKind, Scope
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.base.people import api_auth
from bonafides.safety.moderation.actions.intake import Author, Submission, submit
from bonafides.safety.moderation.vocabulary import ItemKind

uploads, digests, looking_back = int(sys.argv[1]), sys.argv[2], sys.argv[3]
by_http = uploads * 3 // 100
platform = people.create_organisation(name="Harbour", kind=OrganisationKind.PLATFORM, by=SYSTEM, at=now())
key = people.create_api_key(organisation=platform, name="p", scopes=frozenset(Scope), by=SYSTEM, at=now()).plaintext
client = Client(SERVER_NAME="localhost", headers={"authorization": f"Bearer {key}", "accept": "application/json"})
dice, seen = random.Random(5), []
if looking_back == "on":
    from tests import cast
    from bonafides.safety.banks import actions as banks, jobs
    owner = cast.by(cast.bo())
    switch = banks.switch_on_looking_back(days=7, lasts_days=30, reason="a test", by=owner, at=now())

def picture(number):
    image = Image.frombytes("RGB", (24, 24), dice.randbytes(24 * 24 * 3))
    data = io.BytesIO()
    image.save(data, "PNG")
    return data.getvalue() + f"plantedtoken{number}".encode()

def content(number):
    if number % 10 == 0:
        return ItemKind.FILE, picture(number), ""
    if number % 10 == 1:
        return ItemKind.URL, b"", f"https://plantedtoken{number}.example/p"
    return ItemKind.TEXT, f"harmless words, plantedtoken{number}".encode(), ""

def over_http(kind, data, url, number):
    api_auth.LIMITER._buckets.clear()
    fields = {"reference": f"plantedtoken-ref-{number}", "author.reference": f"plantedtoken-author-{number}"}
    if kind is ItemKind.URL:
        fields["url"] = url
    elif kind is ItemKind.TEXT:
        fields["text"] = data.decode()
    else:
        fields["file"] = SimpleUploadedFile(f"plantedtoken-{number}.png", data * (2000 if number % 50 == 0 else 1))
    answer = client.post("/api/v1/items", fields, headers={"idempotency-key": f"plantedtoken-key-{number}"})
    return answer.json()["answer"]

for number in range(uploads):
    kind, data, url = content(number)
    for algorithm in ("md5", "sha1", "sha256", "sha512"):
        seen.append(hashlib.new(algorithm, data or url.encode()).hexdigest())
    if number < by_http:
        answer = over_http(kind, data, url, number)
    else:
        author = Author(reference=f"plantedtoken-author-{number}")
        given = Submission(f"plantedtoken-ref-{number}", kind, data, url, author=author)
        answer = submit(submission=given, by=SYSTEM, at=now()).answer
    assert answer == "allow", answer
if looking_back == "on":
    from bonafides.safety.banks.models import KeptUpload
    assert KeptUpload.objects.count() == uploads, KeptUpload.objects.count()
    shutil.copytree(os.environ["BONAFIDES_HOME"], os.environ["BONAFIDES_HOME"] + ".while-on")
    banks.switch_off_looking_back(switch=switch, by=owner, at=now())
    jobs.erase_kept(None, now())
open(digests, "w").write("\\n".join(seen))
from bonafides.safety.moderation.models import Counter
assert Counter.objects.get(name="uploads.allow").value == uploads
print(json.dumps({"sent": uploads}))
os._exit(0)  # as a killed process would: no checkpoint, nothing tidied up
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Left:
    """A home that was sent all of them, in a process of its own, and that process's output."""
    return a_home(tmp_path_factory, UPLOADS, "off")


def a_home(tmp_path_factory: pytest.TempPathFactory, uploads: int, looking_back: str) -> Left:
    home = tmp_path_factory.mktemp("left") / "home"
    for folder in ("incoming", "tmp"):
        (home / folder).mkdir(parents=True)
    digests = home.parent / "digests"
    environment = os.environ | {
        "BONAFIDES_HOME": str(home),
        "BONAFIDES_KEYS": f"{home}.keys",
        "DATABASE_URL": "",
        "TMPDIR": str(home / "tmp"),
        "DJANGO_SETTINGS_MODULE": "bonafides.config.settings",
        "PYTHONPATH": "src",
    }
    make_keys = "import sys; from pathlib import Path; from datetime import datetime, UTC;"
    make_keys += "from bonafides.base.keys import files; files.create_missing(Path(sys.argv[1]), at=datetime.now(UTC))"
    subprocess.run([sys.executable, "-c", make_keys, f"{home}.keys"], env=environment, check=True)
    told = subprocess.run(
        [sys.executable, "-c", SENDING, str(uploads), str(digests), looking_back],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr[-2000:]
    return home, told, set(digests.read_text().split())


def files_of(home: Path) -> list[Path]:
    return [path for path in home.rglob("*") if path.is_file()]


@sent_once
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_no_planted_word_and_no_digest_lies_in_any_file_or_line_of_output(home: Left) -> None:
    folder, told, digests = home
    everything = b"".join(path.read_bytes() for path in files_of(folder)) + (told.stdout + told.stderr).encode()
    lowered = everything.lower()

    assert len(everything) > 100_000
    assert TOKEN not in lowered
    assert not digests_in(lowered, digests)
    assert not raw_digests_in(everything, digests)


def digests_in(haystack: bytes, digests: set[str]) -> list[str]:
    """The hexadecimal digests that occur, looked up by every window that could be one."""
    runs = re.findall(rb"[0-9a-f]{32,}", haystack)
    sizes = (32, 40, 64, 128)
    windows = {run[at : at + size].decode() for run in runs for size in sizes for at in range(len(run) - size + 1)}
    return sorted(windows & digests)


def raw_digests_in(haystack: bytes, digests: set[str]) -> list[str]:
    """The same as raw bytes: SHA-256 of a sample of the uploads."""
    sample = sorted(digest for digest in digests if len(digest) == 64)[:200]
    return [digest for digest in sample if bytes.fromhex(digest) in haystack]


@sent_once
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_tables_hold_a_number_and_no_item(home: Left) -> None:
    folder, _told, _digests = home
    database = sqlite3.connect(next(folder.glob("*.sqlite3")))
    counts = [database.execute(f"select count(*) from {name}").fetchone()[0] for name in TABLES]

    assert counts == [0] * len(TABLES)
    assert [path for path in files_of(folder) if path.parent.name in {"incoming", "tmp"}] == []


@pytest.mark.slow
def test_looking_back_keeps_no_planted_word_and_leaves_nothing_when_it_is_off(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder, told, digests = a_home(tmp_path_factory, UPLOADS_LOOKED_BACK, "on")
    said = (told.stdout + told.stderr).encode()
    while_on = b"".join(path.read_bytes() for path in files_of(folder.with_name("home.while-on"))) + said
    after = b"".join(path.read_bytes() for path in files_of(folder)) + said

    assert TOKEN not in while_on.lower()
    assert raw_digests_in(while_on, digests)  # fingerprints, as the policy says
    assert TOKEN not in after.lower()
    assert not digests_in(after.lower(), digests)
    assert not raw_digests_in(after, digests)
    test_the_tables_hold_a_number_and_no_item((folder, told, digests))
