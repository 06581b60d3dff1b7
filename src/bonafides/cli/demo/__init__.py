"""`bonafides demo` plays the main job on made-up material; `bonafides demo advance` moves the clock of its home.

The demo is a real installation: its own home and keys, `serve` and `worker` as processes, a receiver on a socket.
"""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from bonafides.cli.demo import place, said
from bonafides.cli.places import home_path

RECEIPTS_WITHIN = 60  # seconds: a demo publishes at once, so its promises are short
AT_ONCE = 1  # second between two batches of the log


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--fresh", action="store_true", help="replace an earlier demo in this home")
    parser.add_argument("--headless", action="store_true", help="leave everything in the home, print JSON, and end")
    parser.add_argument("--port", type=int, help="the port to listen on (default 8000; headless: any free one)")


def run(options: argparse.Namespace) -> int:
    """Make a home, play the story, and stay until Ctrl-C unless nobody looks."""
    began = time.monotonic()
    port = place.port_for(options.port, headless=options.headless)
    home = place.make_room(fresh=options.fresh)
    said.step(f"Making an installation in {home}")
    try:
        return perform(home, port, began, headless=options.headless)
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 0


def perform(home: Path, port: int, began: float, *, headless: bool) -> int:
    """Everything that needs the settings, which can be read only once the home is marked."""
    from bonafides.cli.demo.children import Children
    from bonafides.cli.demo.platform import Platform

    url = f"http://localhost:{port}"
    platform = Platform(now=moved_seconds)
    lines = settings_of(url, f"{platform.address},localhost:{port}")
    place.mark(home, lines)
    start_django()
    with Children(home) as children:
        scene = prepare(children, platform, url, port, lines)
        play(scene)
        told = play_programme(scene)
        said.step(f"Done in {time.monotonic() - began:.0f} seconds.")
        if headless:
            print(json.dumps(result_of(scene), ensure_ascii=False))
            return 0
        welcome(scene, told)
        stay(children)
    return 1


def settings_of(url: str, receiver: str) -> tuple[str, ...]:
    """What a demo sets apart from its address: the log at once, and one address that the fetch guard lets through."""
    return (
        f"BONAFIDES_PUBLIC_URL={url}",
        f"BONAFIDES_LOG_EVERY_SECONDS={AT_ONCE}",
        f"BONAFIDES_LOG_PROMISE_SECONDS={RECEIPTS_WITHIN}",
        f"BONAFIDES_FETCH_ALLOW={receiver}",
    )


def start_django() -> None:
    from bonafides.cli.homes import follow_clock
    from bonafides.cli.main import start_django as start

    start()
    follow_clock()


def moved_seconds() -> float:
    from bonafides.kernel.clock import now

    return now().timestamp()


def prepare(children: Any, platform: Any, url: str, port: int, lines: tuple[str, ...]) -> Any:
    """People, lists and processes."""
    from functools import partial

    from bonafides.cli.demo import material, script, town

    owner, password = town.found(url, lines[1:])
    children.start("serve", "--address", place.LISTEN_ON, "--port", str(port))
    children.start("worker")
    platform.start()
    people = town.settle(owner, password, url)
    town.connect(platform, people.bo)
    samples = material.pictures()
    said.step("Bringing in lists of known content")
    town.bring_lists(samples, people.bo)
    children.await_server(url)
    scene = script.Scene(people, platform, samples, url, children.check)
    platform.confirm = partial(script.confirm, scene)
    return scene


def play(scene: Any) -> None:
    from bonafides.cli.demo import script

    script.play(scene)


def play_programme(scene: Any) -> Any:
    """The other half in the same home, where this edition has it."""
    from django.apps import apps

    if not apps.is_installed("bonafides.programme.members"):
        return None
    from bonafides.cli import founding
    from bonafides.cli.demo import bridge, script
    from bonafides.cli.demo.programme import FOUNDED, story
    from bonafides.kernel.clock import now

    dana = founding.found(**FOUNDED, password=scene.town.password, at=now())
    told = story.begin(owner=dana, password=scene.town.password)
    story.play(told)
    bridge.play(scene, told)
    script.seal(scene)
    return told


def result_of(scene: Any) -> dict[str, Any]:
    """What a program wants to know of the demo."""
    from bonafides.cli.demo.proving import vkey

    return {
        **scene.counts,
        "log_size": scene.log_size,
        "vkey": vkey("log"),
        "case": scene.case,
        "proof": str(scene.proof),
        "receipt": str(scene.receipt),
        "receipt_vkey": vkey("receipts"),
    }


def welcome(scene: Any, told: Any) -> None:
    """Where to go from here; the address and the password stand last."""
    said.step("The console runs. Ctrl-C stops everything.")
    said.line("In another terminal, this moves the home's clock:")
    said.line(f"{sys.argv[0]} demo advance --days 2 --home {home_path()}")
    said.line("")
    said.table(
        [
            ("Open", scene.url + "/queue/"),
            ("E-mail", scene.town.owner.email),
            ("Password", f"{scene.town.password}   (made for this demo, shown once)"),
            *others(told),
        ]
    )


def others(told: Any) -> list[tuple[str, ...]]:
    """Who else may sign in with that password, at the programme's side."""
    if told is None:
        return []
    return [
        ("Programme", f"{told.town.dana.email}   (runs it)"),
        ("Member", f"{told.town.sana.email}   (signs for one)"),
    ]


def stay(children: Any) -> None:
    """Until Ctrl-C, or until a child ends."""
    while True:
        children.check()
        time.sleep(0.5)


def advance_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--days", type=int, required=True, metavar="N", help="how many days to go forward")


def advance(options: argparse.Namespace) -> int:
    """Move the clock of a demo home forward, and say what became due."""
    from bonafides.cli.places import home_path

    place.check_is_demo(home_path())
    start_django()
    from bonafides.cli.demo.clock import advance_by

    return advance_by(options.days)
