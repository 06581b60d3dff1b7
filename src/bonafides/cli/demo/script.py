"""The story that the demo plays, an act a function, in the order of `ACTS`.

Each act goes through a real door: the API with a key, a public page, a command, or the actions behind the console.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from bonafides.base.audit import queries as audit
from bonafides.base.audit import sealing
from bonafides.base.keys import signing
from bonafides.base.outbox.models import OutboxRow
from bonafides.base.outbox.vocabulary import MAIL, WEBHOOK, RowState
from bonafides.cli.demo import desk, proving, said
from bonafides.cli.demo.material import Upload, uploads
from bonafides.cli.demo.platform import Message, Platform
from bonafides.cli.demo.town import Town
from bonafides.cli.demo.wire import Browser, submit
from bonafides.client import FlagReceived, ItemAnswer
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Unavailable
from bonafides.kernel.text import gettext_noop
from bonafides.ledger.durable import LOG_BUSY
from bonafides.ledger.errors import UnreadableError
from bonafides.safety.moderation.models import Appeal, Case, Enforcement, Item
from bonafides.safety.moderation.samples import (
    SampleFlag,
    SamplePicture,
    TextRelation,
    sample_appeals,
    sample_flags,
    sample_texts,
)
from bonafides.safety.moderation.vocabulary import CaseState, EnforcementState, SourceKind

WRONGED = "paste/known-5-grey.jpg"  # removed by mistake, appealed, restored
PROVEN = "paste/post-en-plain"  # flagged by two neighbours, removed as it should be; its case is proven offline
POSTER = "paste/known-1-watermark.jpg"  # one of many copies of a poster
UNSEEN_URL = "https://harbour-pastes.example.org/p/9f3k"  # flagged by its address alone
PATIENCE_SECONDS = 30.0

NOT_DONE = gettext_noop("The demo waited %(seconds)s seconds for this in vain: %(what)s.")


@dataclass
class Scene:
    """What the acts share, and what they counted."""

    town: Town
    platform: Platform
    samples: tuple[SamplePicture, ...]
    url: str
    check_children: Callable[[], None]
    answers: dict[str, ItemAnswer] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    receipt: Path | None = None
    proof: Path | None = None
    case: str = ""
    log_size: int = 0


def play(scene: Scene) -> None:
    for heading, act in ACTS:
        said.step(heading)
        act(scene)


def wait_for(scene: Scene, what: str, is_done: Callable[[], bool]) -> None:
    """Give the worker its time, as long as it lives."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not is_done():
        scene.check_children()
        if time.monotonic() > end:
            raise Unavailable("demo-waited", NOT_DONE, seconds=int(PATIENCE_SECONDS), what=what)
        time.sleep(0.1)


# -- what comes in ----------------------------------------------------------------------------------------


def send_uploads(scene: Scene) -> None:
    """Every upload through the API, then what matched and why."""
    things = uploads(scene.samples)
    for number, upload in enumerate(said.bar(things, "uploads")):
        scene.answers[upload.reference] = send(scene, upload, author=f"author-{number % 40 + 1:02}")
    found = Counter(answer.answer for answer in scene.answers.values())
    scene.counts |= {"uploads": len(things), **{name: found[name] for name in ("allow", "review", "hold")}}
    said.table(row for name, answer in scene.answers.items() if (row := explained(name, answer)))
    said.line(f"{found['allow']} matched nothing: they are counted, and nothing of them is kept.")


def send(scene: Scene, upload: Upload, *, author: str) -> ItemAnswer:
    return submit(scene.town.platform, upload, author=author, thread="Posters seen in town")


def explained(name: str, answer: ItemAnswer) -> tuple[str, ...] | None:
    """One line: what was answered, to what, by which nearest match of which list."""
    if not answer.matches:
        return None
    match = answer.matches[0]
    distance = f"{match.distance_bits} of 256 bits" if match.distance_bits is not None else "the same"
    entry = f"{match.bank_name}: {match.source_id}"
    return answer.answer, name.removeprefix("paste/"), match.matched_by, distance, entry, match.opinion


def raise_flags(scene: Scene) -> None:
    """Neighbours by the public form, a trusted flagger and an authority by the API; one names an address only."""
    browser = Browser(scene.url)
    scene.platform.contents |= named_only()
    rows = [raise_flag(scene, browser, flag) for flag in sample_flags()]
    answer = scene.town.trusted.flag(UNSEEN_URL, reason="A copy of leaflet 3, seen this morning.", good_faith=True)
    save_receipt(scene, answer)
    said.table([*rows, ("api", "trusted_flagger", UNSEEN_URL, f"receipt {answer.reference}")])
    scene.counts["flags"] = len(rows) + 1


def named_only() -> dict[str, Message]:
    """What the platform answers when it is asked for an item that a flag only names."""
    said_there = {f"paste/{text.name}": text for text in sample_texts() if text.relation is TextRelation.HARMLESS}
    author = {"reference": "author-42", "language": "en"}
    texts = {
        name: {"text": text.text, "language": text.language, "author": author} for name, text in said_there.items()
    }
    leaflet = next(text for text in sample_texts() if text.name == "known-en")
    return {**texts, UNSEEN_URL: {"text": f"Seen on a wall: {leaflet.text}!", "language": "en", "author": author}}


def raise_flag(scene: Scene, browser: Browser, flag: SampleFlag) -> tuple[str, ...]:
    location = f"paste/{flag.about}"
    if flag.source == SourceKind.USER_NOTICE:
        page = reverse("moderation:notice")
        browser.send(page, page, notice_fields(flag, location))
        return "form", flag.source, location, f"in {flag.language}, {'by name' if flag.notifier else 'anonymous'}"
    program = scene.town.trusted if flag.source == SourceKind.TRUSTED_FLAGGER else scene.town.authority
    notifier = {"name": flag.notifier or "", "address": flag.email or "", "language": flag.language}
    answer = program.flag(location, reason=flag.text, good_faith=True, notifier=notifier)
    return "api", flag.source, location, f"receipt {answer.reference}"


def notice_fields(flag: SampleFlag, location: str) -> dict[str, str]:
    return {
        "item": location,
        "reason": flag.text,
        "category": "terrorist_content",
        "name": flag.notifier or "",
        "address": flag.email or "",
        "good_faith": "on",
    }


def save_receipt(scene: Scene, answer: FlagReceived) -> None:
    """The signed promise, as the notifier keeps it."""
    scene.receipt = settings.HOME / "receipt.note"
    scene.receipt.write_text(answer.promises[0])


# -- judging ------------------------------------------------------------------------------------------------


def judge(scene: Scene) -> None:
    """Amina decides five cases and leaves the others to you."""
    amina = scene.town.amina
    decisions = [
        desk.keep("paste/news-en", "A newspaper reports on the leaflets.", amina),
        desk.keep("paste/news-fr", "A report by a newspaper; the notice is mistaken.", amina),
        desk.remove(PROVEN, "Calls people to a meeting of the group, without any distance.", amina),
        desk.remove(POSTER, "The recruiting poster of the group, as it hangs in the street.", amina, bank_it=True),
        desk.remove(WRONGED, "A poster of the group.", amina),
    ]
    scene.case = desk.case_of(PROVEN).reference
    scene.counts["decisions"] = len(decisions)
    said.table(
        (decision.verdict, decision.case.reference, f"{decision.case.items.count():>2} item(s)", decision.facts)
        for decision in decisions
    )


def deliver(scene: Scene) -> None:
    """Everyone is told: the worker posts webhooks and writes mail; the platform does what it is asked for."""
    wait_for(scene, "all webhooks delivered", nothing_waits)
    wait_for(scene, "the platform to confirm every measure", nothing_to_confirm)
    tell_deliveries(scene)


def nothing_waits() -> bool:
    return not OutboxRow.objects.filter(kind__in=[MAIL, WEBHOOK], state=RowState.WAITING, due_at__lte=now()).exists()


def nothing_to_confirm() -> bool:
    return not Enforcement.objects.filter(state=EnforcementState.PENDING).exists()


def tell_deliveries(scene: Scene) -> None:
    received = scene.platform.received.counts()
    mails = OutboxRow.objects.filter(kind=MAIL, state=RowState.DONE).count()
    scene.counts |= {"webhooks": sum(received.values()), "mails": mails, "refused": scene.platform.received.refused}
    said.table((str(number), name) for name, number in received.items())
    said.line(str(mails), f"mails in {settings.HOME / 'mail'}")


def confirm(scene: Scene, message: Message) -> None:
    """What the platform's own program does with a message that asks for something: do it, and say so."""
    data = message["data"]
    if action := data.get("action"):
        scene.town.platform.report_enforcement(data["reference"], action, "confirmed")


# -- hearing ------------------------------------------------------------------------------------------------


def appeal(scene: Scene) -> None:
    """The author opens the statement's link, complains; the lead, who did not decide it, upholds the complaint."""
    statement = next(
        message["data"]
        for message in scene.platform.received.of_type("statement.issued")
        if message["data"]["item"] == WRONGED
    )
    token = statement["url"].rstrip("/").rpartition("/")[2]
    page, to = (reverse(f"moderation:{name}", args=[token]) for name in ("appeal", "send_appeal"))
    complaint = next(each for each in sample_appeals() if f"paste/{each.about}" == WRONGED)
    Browser(scene.url).send(page, to, {"text": complaint.text})
    filed = Appeal.objects.latest("pk")
    answered = desk.uphold(
        filed, "The design is older than the group and shows no sign of it. We were wrong.", scene.town.gita
    )
    said.line(f"Appeal {filed.reference} by the {filed.appellant}: {answered.outcome}. The item stands again.")
    scene.counts["appeals"] = Appeal.objects.count()


def send_again(scene: Scene) -> None:
    """The restored item is uploaded again, and flagged again: it stays up."""
    name = WRONGED.removeprefix("paste/")
    again = next(picture for picture in scene.samples if picture.name == name)
    upload = Upload(f"again-{name}", data=again.data, media_type=again.media_type)
    answer = send(scene, upload, author="author-41")
    if answer.answer != "allow":
        raise Unavailable("demo-waited", NOT_DONE, seconds=0, what="a restored item to stay up")
    said.line(f"{upload.reference}: {answer.answer}. What was decided stands; nobody is asked again.")


# -- proof --------------------------------------------------------------------------------------------------


def seal(scene: Scene) -> None:
    """The log's entries get their numbers and go into the public files."""
    publish()
    scene.log_size = audit.published_size()
    said.line(f"{scene.log_size} entries in {settings.HOME / 'log'}, under the key")
    said.line(signing.public_keys("log")[0].vkey)


def publish() -> None:
    """Publish now; where the worker does so at this moment, wait for it."""
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            sealing.publish(now())
            return
        except UnreadableError as error:
            if error.code != LOG_BUSY or time.monotonic() > end:
                raise
            time.sleep(0.2)


def prove(scene: Scene) -> None:
    """A proof of one case, checked by a process that knows neither Django nor the database."""
    scene.proof = proving.write_proof(scene.case, settings.HOME / "case.proof.zip")
    assert scene.receipt is not None
    for sentence in proving.verified(scene.proof, scene.receipt):
        said.line(sentence)


def leave_open(scene: Scene) -> None:
    open_cases = Case.objects.filter(state=CaseState.OPEN)
    held = Item.objects.filter(state="held", case__in=open_cases).count()
    scene.counts |= {"open": open_cases.count(), "held": held}
    said.line(f"{scene.counts['open']} cases wait for you; {held} items are held until somebody decides.")


ACTS: tuple[tuple[str, Callable[[Scene], None]], ...] = (
    ("People upload things; the platform asks what to do with each", send_uploads),
    ("Others flag what they saw", raise_flags),
    ("Amina, who moderates, decides some of the cases", judge),
    ("Everyone concerned is told", deliver),
    ("An author appeals; somebody else upholds it", appeal),
    ("The platform hears of it and confirms", deliver),
    ("The restored picture is uploaded again", send_again),
    ("The log is sealed and published", seal),
    ("A case is proven offline", prove),
    ("What is left", leave_open),
)
