"""`bonafides programme demo` seeds a programme with five made-up members and leaves it running.

It is a real installation of the edition `programme`; `bonafides demo` tells the same story in the home of a platform.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from bonafides.cli.demo import place, said

EDITION = "BONAFIDES_EDITION"
FOUNDED = {
    "organisation": "The Lighthouse Programme",
    "country": "IE",
    "email": "dana@lighthouse.example",
    "name": "Dana",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--fresh", action="store_true", help="replace an earlier demo in this home")
    parser.add_argument("--headless", action="store_true", help="leave the mark's files here, print JSON, and end")
    parser.add_argument("--show-scores", action="store_true", help="headless: print the made-up members' scores too")
    parser.add_argument("--port", type=int, help="the port to listen on (default 8000; headless: any free one)")


def run(options: argparse.Namespace) -> int:
    """Make a home, tell the story, and stay until Ctrl-C unless nobody looks."""
    port = place.port_for(options.port, headless=options.headless)
    home = place.make_room(fresh=options.fresh)
    said.step(f"Making an installation in {home}")
    os.environ[EDITION] = "programme"
    try:
        return perform(home, port, options)
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 0


def perform(home: Path, port: int, options: argparse.Namespace) -> int:
    """Everything that needs the settings, which can be read only once the home is marked."""
    from bonafides.cli.demo import settings_of, start_django, stay
    from bonafides.cli.demo.children import Children

    began, url = time.monotonic(), f"http://localhost:{port}"
    place.mark(home, (*settings_of(url, f"localhost:{port}"), f"{EDITION}=programme"))
    start_django()
    with Children(home) as children:
        told = tell(children, port, url)
        said.step(f"Done in {time.monotonic() - began:.0f} seconds.")
        if options.headless:
            print(json.dumps(result_of(told, home, show_scores=options.show_scores), ensure_ascii=False))
            return 0
        welcome(told, url)
        stay(children)
    return 1


def tell(children: Any, port: int, url: str) -> Any:
    """The home, both processes, and the story."""
    from bonafides.cli.demo import settings_of
    from bonafides.cli.demo.programme import story

    owner, password = found(url, (*settings_of(url, f"localhost:{port}")[1:], f"{EDITION}=programme"))
    children.start("serve", "--address", place.LISTEN_ON, "--port", str(port))
    children.start("worker")
    told = story.begin(owner=owner, password=password)
    story.play(told)
    children.await_server(url)
    return told


def found(url: str, lines: tuple[str, ...]) -> tuple[Any, str]:
    """A home of the edition `programme`, its owner, and a password that is told once."""
    from bonafides.cli.answers import Start
    from bonafides.cli.demo.passwords import new_password
    from bonafides.cli.init import make_home
    from bonafides.kernel.clock import now

    password = new_password()
    start = Start(**FOUNDED, staff=8, turnover_eur=0, services=(), password=password, public_url=url)
    return make_home(start, at=now(), settings_lines=lines), password


def result_of(told: Any, home: Path, *, show_scores: bool) -> dict[str, Any]:
    """Leave the mark's files in the home, and say what a program wants to know; scores only if asked for."""
    from django.conf import settings
    from django.urls import reverse

    from bonafides.cli.demo.programme import story
    from bonafides.kernel.clock import now
    from bonafides.programme.trustmark.exports import export_mark

    mark = story.mark_of(told.town.pastehaven)
    export_mark(mark, home, now())
    result = {
        "mark_id": mark.reference,
        "register": settings.PUBLIC_URL + reverse("trustmark:register"),
        "planted": story.PLANTED,
    }
    return result | ({"scores": story.scores_of(told)} if show_scores else {})


def welcome(told: Any, url: str) -> None:
    """Where to go from here."""
    from bonafides.cli.places import home_path

    said.step("The programme runs. Ctrl-C stops everything.")
    said.line("In another terminal, this lets a requirement lapse, and a mark with it:")
    said.line(f"{sys.argv[0]} demo advance --days 45 --home {home_path()}")
    said.line("")
    said.table(doors(told, url))


def doors(told: Any, url: str) -> list[tuple[str, ...]]:
    """Who signs in where; one password for all, made for this demo."""
    return [
        ("Apply", f"{url}/apply/", "anyone"),
        ("Verify a mark", f"{url}/verify/", "anyone"),
        ("Run the programme", f"{url}/", told.town.dana.email),
        ("Sign for a member", f"{url}/", told.town.sana.email),
        ("Password", "for both", f"{told.password}   (made for this demo, shown once)"),
    ]
