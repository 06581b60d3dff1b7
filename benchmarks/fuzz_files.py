"""10,000 damaged files of every kind that is opened, each sent to the API: no crash, no 500, time and memory bounded.

Each file is a sample that was cut, overwritten, doubled or joined with another by a seed. It goes the whole way of an
upload: `POST /api/v1/match/file` in a server's process, from there to a child process of its own where it has an
inside, and what was read is looked up among entries, some of which are the samples themselves. A damaged `.tmk` file is
sent as the value that it is. A server process that dies is counted, with the kind of file that it died of.
"""

import argparse
import base64
import json
import random
import resource
import subprocess
import sys
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http import HTTPStatus

from benchmarks import goals, scratch
from bonafides.matching.fingerprint import fingerprints_of
from bonafides.matching.insides.tests import made
from bonafides.matching.tests.samples import a_picture, encoded
from bonafides.matching.vocabulary import EntryType

FILES, WORKERS, AT_ONCE, SEED = 10_000, 20, 2, 20261128
GOAL_SECONDS = 45  # the child's 40, and what the server itself does
GOAL_MEMORY_MB = 1_500
GIVE_UP_SECONDS = 4 * 3600

SAMPLES: dict[str, Callable[[], bytes]] = {
    "zip": made.a_zip,
    "tar": made.a_tar,
    "tar.gz": lambda: made.a_tar("w:gz"),
    "tar.bz2": lambda: made.a_tar("w:bz2"),
    "tar.xz": lambda: made.a_tar("w:xz"),
    "7z": made.a_seven_zip,
    "docx": made.a_docx,
    "odt": made.an_odt,
    "epub": made.an_epub,
    "pdf": made.a_pdf,
    "page": made.a_page,
    "mail": made.a_mail,
    "folder of mails": made.a_folder_of_mails,
    "rich text": made.a_rich_text,
    "mp4": lambda: made.a_video((1, 2)),
    "webm": lambda: made.a_video((1, 2), form="webm"),
    **{
        f"sound in {form}": partial(made.a_sound, made.a_melody(), form)
        for form in ("wav", "mp3", "ogg", "flac", "mp4")
    },
    "mp4 with sound": lambda: made.a_video((1, 2), sound=made.a_melody()),
    "zip of a video": lambda: made.a_zip({"clip.mp4": made.a_video((1, 2))}),
    "heic": lambda: made.a_heic(a_picture(1)),
    **{form: partial(encoded, a_picture(1), form) for form in ("JPEG", "PNG", "WEBP", "AVIF", "TIFF", "BMP")},
    "progressive JPEG": lambda: encoded(a_picture(1), "JPEG", progressive=True),
    "GIF": lambda: encoded(a_picture(1), "GIF", save_all=True, append_images=[a_picture(2), a_picture(3)]),
    "text": lambda: made.WORDS,
    "tmk": lambda: made.a_tmk().raw,
}


def mutated(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """A damaged copy."""
    copy = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        at, length = chance.randrange(len(copy) or 1), chance.choice((1, 1, 2, 4, 64, 512))
        match chance.randrange(6):
            case 0:
                copy[at : at + length] = chance.randbytes(length)
            case 1:
                copy[at : at + length] = bytes([chance.choice((0, 1, 127, 128, 255))]) * length
            case 2:
                del copy[at : at + length]
            case 3:
                copy[at:at] = copy[at : at + length] * chance.choice((1, 2, 50))
            case 4:
                copy[at : at + length] = other[at : at + length]
            case _:
                copy = copy[: chance.randrange(len(copy) + 1)]
    return bytes(copy)


def files_of(seed: int, count: int) -> Iterator[tuple[str, bytes]]:
    """That many damaged files, each with the kind that it was made of."""
    chance, samples = random.Random(seed), {name: make() for name, make in SAMPLES.items()}
    for _ in range(count):
        name, other = chance.choice(list(samples)), chance.choice(list(samples))
        yield name, mutated(samples[name], samples[other], chance)


# -- in the server's process ------------------------------------------------------------------------


def list_samples() -> None:
    """Entries that the samples meet, so that what was read of a damaged one is matched and answered as well."""
    from bonafides.kernel.actor import SYSTEM
    from bonafides.kernel.clock import now
    from bonafides.safety.banks import actions

    picture, video = fingerprints_of(made.PICTURE), fingerprints_of(made.a_video((1, 2)))
    assert video.video is not None
    values = {
        EntryType.PDQ: picture.frames[0].hash.hex,
        EntryType.TEXT: "these listed words",
        EntryType.URL: "bad.example",
        EntryType.VPDQ: video.video.text,
        EntryType.TMK: made.a_tmk().text,
        **chromaprint(),
    }
    bank = actions.create_bank(name="Known", by=SYSTEM, at=now())
    for kind, value in values.items():
        actions.add_entry(bank=bank, type_=kind, value=value, by=SYSTEM, at=now())


def chromaprint() -> dict[EntryType, str]:
    """The sample sound's own, where the library is there."""
    sound = fingerprints_of(made.a_sound(made.a_melody())).sound
    return {EntryType.CHROMAPRINT: sound.text} if sound else {}


def work(seed: int, count: int) -> None:
    """Send them all; a line before each, so that whoever waits knows which one it died of, and one after."""
    with scratch.installation():
        from django.core.files.uploadedfile import SimpleUploadedFile
        from django.core.signals import got_request_exception
        from django.test import Client

        raised: list[str] = []
        got_request_exception.connect(lambda **_: raised.append(traceback.format_exc()), weak=False)
        list_samples()
        client = Client(headers={"Authorization": f"Bearer {scratch.api_key('match:read')}"})
        client.raise_request_exception = False
        for name, data in files_of(seed, count):
            print(json.dumps({"reads": name}), flush=True)
            start = time.perf_counter()
            if name == "tmk":
                value = {"tmk": base64.b64encode(data).decode()}
                answer = client.post("/api/v1/match", value, content_type="application/json")
            else:
                answer = client.post("/api/v1/match/file", {"file": SimpleUploadedFile("file", data)})
            seconds = time.perf_counter() - start
            print(json.dumps(line_of(name, answer, seconds) | {"raised": raised[-1:]}), flush=True)
            raised.clear()


def line_of(name: str, answer: object, seconds: float) -> dict[str, object]:
    """What is told of one file."""
    status = answer.status_code  # type: ignore[attr-defined]
    said = answer.json() if status == HTTPStatus.OK else {}  # type: ignore[attr-defined]
    memory_mb = {
        "server_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "child_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
    }
    reasons = sorted({each["reason"] for each in said.get("unreadable", [])})
    met = len(said.get("matches", []))
    return {"kind": name, "s": seconds, "status": status, "met": met, "unread": reasons, **memory_mb}


# -- around it --------------------------------------------------------------------------------------


def worked(seed: int, count: int) -> tuple[list[dict[str, object]], str]:
    """What a server's process answered, and what it died of."""
    command = [sys.executable, "-m", "benchmarks.fuzz_files", "--work", str(seed), str(count)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=GIVE_UP_SECONDS, check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    reading = [line["reads"] for line in lines if "reads" in line]
    died = f"{reading[-1] if reading else 'start'}: {done.stderr[-500:]}" if done.returncode else ""
    return [line for line in lines if "s" in line], died


def print_kinds(answered: list[dict[str, object]]) -> None:
    """A line for each kind of file: how many, what was met, what could not be read, how long the slowest took."""
    of_kind = defaultdict[str, list[dict[str, object]]](list)
    for each in answered:
        of_kind[str(each["kind"])].append(each)
    print(f"  {'kind':<18}{'files':>6}{'matched':>9}{'unread':>8}{'median s':>10}{'slowest s':>11}")
    for kind, some in sorted(of_kind.items()):
        seconds = [float(each["s"]) for each in some]  # type: ignore[arg-type]
        met, unread = (sum(bool(each[name]) for each in some) for name in ("met", "unread"))
        median = scratch.quantile(seconds, 0.5)
        print(f"  {kind:<18}{len(some):>6}{met:>9}{unread:>8}{median:>10.3f}{max(seconds):>11.2f}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=FILES)
    parser.add_argument("--work", nargs=2, type=int, default=None, metavar=("SEED", "COUNT"))
    options = parser.parse_args()
    if options.work:
        work(*options.work)
        return 0
    seeds = range(SEED, SEED + WORKERS)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        results = list(pool.map(partial(worked, count=options.files // WORKERS), seeds))
    answered = [each for lines, _died in results for each in lines]
    deaths = [died for _lines, died in results if died]
    failed = [each for each in answered if int(each["status"]) >= HTTPStatus.INTERNAL_SERVER_ERROR]  # type: ignore[call-overload]
    print(f"{len(answered):,} damaged files of {len(SAMPLES)} kinds, sent to the API; {scratch.machine()}")
    print_kinds(answered)
    for said in (*deaths, *(f"{each['kind']}: {each['raised']}" for each in failed)):
        print(f"  failed on {said}")
    return goals.report(goals_of(answered, deaths, failed))


def goals_of(answered: list[dict[str, object]], deaths: list[str], failed: list[dict[str, object]]) -> list[goals.Goal]:
    most = {name: max(float(each[name]) for each in answered) for name in ("s", "server_mb", "child_mb")}  # type: ignore[arg-type]
    count = f"{len(answered):,} files"
    return [
        goals.holds("damaged files: nothing dies", "no crash", f"{len(deaths)} in {count}", met=not deaths),
        goals.holds("damaged files: every one is answered", "no 500", f"{len(failed)} in {count}", met=not failed),
        goals.at_most("damaged files: the slowest", most["s"], GOAL_SECONDS, "s", count),
        goals.at_most("damaged files: memory of the server", most["server_mb"], GOAL_MEMORY_MB, "MB", count),
        goals.at_most("damaged files: memory of a reader", most["child_mb"], GOAL_MEMORY_MB, "MB", count),
    ]


if __name__ == "__main__":
    sys.exit(main())
