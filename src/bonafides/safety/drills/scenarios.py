"""The stories that are drilled. All of it is made up: no place, person, group or address in it exists."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.drills.vocabulary import DrillKind


@dataclass(frozen=True)
class Scenario:
    """One story: what happens, and what the team is asked to do."""

    key: str
    kind: DrillKind
    title: str
    story: str
    fields: Mapping[str, str]


ORDER_FORM = """REMOVAL ORDER (THIS IS A DRILL)
(Article 3 of Regulation (EU) 2021/784)

SECTION A:
Issuing Member State: {issuing_state}
Addressee: {addressee}
Time and date of issuing the removal order: {issued_at}
Reference number of the removal order: {reference}
Legal basis: Article 3 of Regulation (EU) 2021/784

SECTION B: Terrorist content
A URL or any additional information enabling the identification and exact location:
{urls}
Any additional information enabling the identification: {identifying}
The material:
[x] (b) solicits others to commit or to contribute to terrorist offences
Further reasons: {reasons}

SECTION E: Information about the issuing authority
Type of competent authority:
[x] law enforcement authority
Name of issuing authority: Drill office (nobody)
Name of its representative: Nobody
File No: {reference}
E-mail address: {email}
Date: {issued_at}
Official stamp: none, this is a drill

SECTION F: Contact details for follow-up
Contact details for feedback: {email}

SECTION G: Information about redress
Competent body or court: none, this is a drill
Deadlines for challenging: none
"""

SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        "order-at-night",
        DrillKind.ORDER,
        _("An order for one address, at night"),
        _("An order comes by e-mail for one paste. Take it over, check who sent it, disable access within the hour, "
          "and reply with Annex II."),
        {"issuing_state": "Germany", "identifying": "A made-up paste of two lines",
         "reasons": "Made up for a drill; there is no such content.", "urls": "https://drill.invalid/{drill}"},
    ),
    Scenario(
        "order-several-addresses",
        DrillKind.ORDER,
        _("An order for three addresses, one of which cannot be read"),
        _("An order names three addresses; one is damaged. Correct what can be corrected, disable what can be found, "
          "and say in the reply what could not."),
        {"issuing_state": "France", "identifying": "Three made-up files, the third address is cut off",
         "reasons": "Made up for a drill; there is no such content.",
         "urls": "https://drill.invalid/{drill}/one\nhttps://drill.invalid/{drill}/two\nhttps://drill.inv"},
    ),
    Scenario(
        "threat-in-a-post",
        DrillKind.THREAT,
        _("A post that announces an attack"),
        _("Somebody forwards a post: a person writes that they will come to the market hall of Sampletown at noon, "
          "armed. Pass it on to the authorities at once; nothing stands before it."),
        {"note": "Made up for a drill: a post announces an attack at the market hall of Sampletown at noon."},
    ),
    Scenario(
        "incident-copies",
        DrillKind.INCIDENT,
        _("Four hundred copies of one video"),
        _("Copies of one video come in from many accounts within minutes. Switch an incident on, say who does what, "
          "end it when it is over, and write down what was learnt."),
        {"title": "Drill: copies of one video", "reason": "A drill: nothing of it is real."},
    ),
)  # fmt: skip


def scenario_of(key: str) -> Scenario:
    found = next((each for each in SCENARIOS if each.key == key), None)
    if found is None:
        raise NotFound("no-such-scenario", _("There is no such scenario."))
    return found


def mail_of(scenario: Scenario, *, drill: str, email: str, addressee: str, at: datetime) -> bytes:
    """The order of a drill as an e-mail, for the same door through which a real one comes."""
    words = dict(scenario.fields) | {
        "addressee": addressee,
        "email": email,
        "issued_at": f"{at:%d.%m.%Y %H:%M} UTC",
        "reference": f"DRILL-{drill}",
        "urls": scenario.fields["urls"].format(drill=drill.lower()),
    }
    message = EmailMessage()
    message["Subject"] = f"[DRILL] Removal order DRILL-{drill}"
    message["From"] = email
    message["To"] = "contact-point@drill.invalid"
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{drill.lower()}@drill.invalid>"
    message.set_content(ORDER_FORM.format_map(words))
    return bytes(message)
