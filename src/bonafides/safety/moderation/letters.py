"""What mails say, in the reader's language. The first line of a template is the subject; the rest is the text.

A letter holds nothing of the other side: an author's never a notifier's, a notifier's never an author's.
"""

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import override

from bonafides.base.people import queries as people
from bonafides.base.people.vocabulary import OrganisationKind
from bonafides.kernel.errors import NotFound
from bonafides.safety.moderation import wording
from bonafides.safety.moderation.models import Appeal, Decision, Flag, Hold, Item, PlatformProfile, Statement
from bonafides.safety.moderation.support import SupportService, services_for
from bonafides.safety.moderation.vocabulary import Verdict


@dataclass(frozen=True)
class Letter:
    subject: str
    body: str


# -- to notifiers -----------------------------------------------------------------------------------------------------


def receipt(language: str, about: str, url: str) -> Letter:
    """That a notice came in, and where its state can be read: DSA Art. 16(4)."""
    return _letter("receipt", language, about=about, url=url)


def outcome(language: str, flag: Flag, decision: Decision, verdict: Verdict, url: str) -> Letter:
    """What was decided on the item of a notice, and how to contest it: DSA Art. 16(5)."""
    return _letter("outcome", language, decision=decision, verdict=verdict, about=flag.reference, url=url)


# -- to authors -------------------------------------------------------------------------------------------------------


def statement(issued: Statement, url: str) -> Letter:
    """A statement of reasons as a mail: all of it, and where it can be read and contested."""
    with override(issued.language):
        sections = wording.plain_text(wording.sections_of(issued.body))
        title = wording.title_of(issued.body["kind"], issued.body["measures"])
    return _letter("statement", issued.language, statement=issued, title=title, sections=sections, url=url)


# -- to both sides of an appeal ---------------------------------------------------------------------------------------


def appeal_received(language: str, appeal: Appeal, url: str) -> Letter:
    return _letter("appeal_received", language, appeal=appeal, url=url)


def appeal_decided(language: str, appeal: Appeal, url: str) -> Letter:
    return _letter("appeal_decided", language, appeal=appeal, url=url)


# -- to the team ------------------------------------------------------------------------------------------------------


def expired_hold(hold: Hold, url: str) -> Letter:
    return _letter("expired_hold", "en", hold=hold, url=url)


def _letter(name: str, language: str, **context: Any) -> Letter:
    with override(language):
        shared = {"organisation": sender(), "services": support_services(language)}
        text = render_to_string(f"moderation/letters/{name}.txt", shared | context)
    subject, _, body = text.strip().partition("\n")
    return Letter(subject.strip(), body.strip() + "\n")


def live_escalated(item: Item, url: str) -> Letter:
    """To the leads: a stream runs that somebody thinks cannot wait."""
    return _letter("live_escalated", "en", item=item, url=url)


def sender() -> str:
    """In whose name we write."""
    try:
        return people.active_organisation(OrganisationKind.PLATFORM).name
    except NotFound:
        return "Bonafides"


def support_services(language: str) -> tuple[SupportService, ...]:
    """Exit and support services of the platform's own country, and those for every country."""
    profile = PlatformProfile.objects.first()
    return services_for(profile.country if profile and profile.country else None, language)
