"""Both halves in one home: the platform becomes a member, an alert of the programme reaches its queue and is answered.

They meet over the published API alone, as two installations would.
"""

from bonafides.base.people import queries as persons
from bonafides.cli.demo import desk, said
from bonafides.cli.demo.programme import story
from bonafides.cli.demo.programme import town as places
from bonafides.cli.demo.programme.story import Told
from bonafides.cli.demo.script import Scene, wait_for
from bonafides.kernel.clock import now
from bonafides.programme.alerts import actions as alerts
from bonafides.programme.alerts.models import Delivery
from bonafides.programme.members.vocabulary import ServiceType
from bonafides.safety.moderation.actions import programmes
from bonafides.safety.moderation.models import Item, ProgrammeAlert

HARBOUR = places.Described(
    "Harbour Pastes",
    "DE",
    3,
    "Texts and pictures, shared by link.",
    frozenset({ServiceType.PASTING}),
    monthly_users=120_000,
    address="harbour-pastes.example.org",
)
SEEN_ELSEWHERE = f"https://{HARBOUR.address}/p/leaflet-9"
ITS_TEXT = {
    "text": "Come to the meeting of sample entity a.",
    "language": "en",
    "author": {"reference": "author-43", "language": "en"},
}


def play(scene: Scene, told: Told) -> None:
    said.step("The platform joins the programme, and takes its alerts")
    connect(scene, told)
    story.submit_and_verify(told, SEEN_ELSEWHERE)
    wait_for(scene, "the programme's alert", is_taken)
    said.line("An alert was fetched: it stands in the queue as a flag of the programme.")
    wait_for(scene, "the content that it is about", has_content)
    decision = desk.remove(SEEN_ELSEWHERE, "A call to a meeting of the group.", scene.town.amina)
    wait_for(scene, "the answer to reach the programme", is_answered)
    said.line(f"Case {decision.case.reference}: removed, and the programme was told so.")
    scene.counts["alerts"] = ProgrammeAlert.objects.count()


def connect(scene: Scene, told: Told) -> None:
    """Whoever signs for the member makes a key; the platform's owner gives it to the platform."""
    member = places.admit(HARBOUR, told.town.olu)
    signer = persons.actor_of(places.signatory(member, "Ben"))
    key = alerts.create_key(name="Harbour Pastes takes alerts", by=signer, at=now())
    programmes.connect(url=scene.url, key=key.plaintext, public_key="", by=scene.town.bo, at=now())
    scene.platform.contents |= {SEEN_ELSEWHERE: ITS_TEXT}


def is_taken() -> bool:
    """The worker fetches every minute; a demo does not wait for that."""
    programmes.fetch_alerts(at=now())
    return ProgrammeAlert.objects.exists()


def has_content() -> bool:
    return Item.objects.filter(platform_reference=SEEN_ELSEWHERE).exclude(content="").exists()


def is_answered() -> bool:
    return Delivery.objects.filter(alert__url=SEEN_ELSEWHERE).exclude(answer="").exists()
