"""Whether a member may sign, whether its signature still stands, and whether a text can be published."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bonafides.kernel.errors import Invalid, RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.pledge.vocabulary import (
    LANGUAGES,
    ORIGINAL,
    SIGN_AGAIN_WITHIN,
    STATEMENT_AT_LEAST,
    Principle,
    SignatureState,
)

PARTS = ("title", "preamble", "closing")
PARTS_OF_A_PRINCIPLE = ("title", "text", "practice")


@dataclass(frozen=True)
class SigningFacts:
    """What is known when a person is about to sign for a member."""

    is_admitted: bool
    assessments_are_in: bool  # both; their content is nobody's business here
    signed_version: int | None  # the newest version that the member signed and did not withdraw
    version_in_force: int
    authority: str  # the person's own statement of why they may sign


@dataclass(frozen=True)
class SignatureFacts:
    version: int
    signed_at: datetime
    withdrawn_at: datetime | None


def check_may_be_offered(facts: SigningFacts) -> None:
    """The pledge is offered when both assessments are in, and the text in force is not signed yet."""
    if not facts.is_admitted:
        raise RuleBroken("member-not-admitted", _("The pledge is for members: the application is not decided yet."))
    if not facts.assessments_are_in:
        raise RuleBroken("assessments-missing", _("Submit both assessments first; the pledge is offered then."))
    if facts.signed_version == facts.version_in_force:
        raise RuleBroken("pledge-signed", _("You have signed this version of the pledge already."))


def check_may_sign(facts: SigningFacts) -> None:
    """What is offered may be signed by a named person who states their authority."""
    check_may_be_offered(facts)
    if len(facts.authority.strip()) < STATEMENT_AT_LEAST:
        sentence = _("Say in a sentence why you may sign for your organisation (at least %(least)s characters).")
        raise Invalid("authority-missing", sentence, least=STATEMENT_AT_LEAST)


def state_of(facts: SignatureFacts, version_in_force: int) -> SignatureState:
    if facts.withdrawn_at is not None:
        return SignatureState.WITHDRAWN
    return SignatureState.STANDS if facts.version == version_in_force else SignatureState.SIGN_AGAIN


def sign_again_by(published_at: datetime) -> date:
    """The last day on which a signature of the version before still counts."""
    return (published_at + SIGN_AGAIN_WITHIN).date()


def check_texts(texts: Mapping[str, Any]) -> None:
    """A pledge has its original, in known languages, with six principles, each with its legal basis."""
    if ORIGINAL not in texts:
        raise Invalid("pledge-original-missing", _("The English text is the original: it must be there."))
    for language, text in texts.items():
        if language not in LANGUAGES:
            raise Invalid("pledge-language", _("There is no language “%(language)s” here."), language=language)
        for name in missing_parts(text):
            sentence = _("The text in “%(language)s” lacks: %(part)s.")
            raise Invalid("pledge-part-missing", sentence, language=language, part=name)


def missing_parts(text: Mapping[str, Any]) -> list[str]:
    """What a text in one language lacks, by the names of its parts."""
    missing = [name for name in PARTS if not str(text.get(name, "")).strip()]
    principles = {str(one.get("key")): one for one in text.get("principles", ())}
    for principle in Principle:
        one = principles.get(principle.value, {})
        missing += [f"{principle.value}.{name}" for name in PARTS_OF_A_PRINCIPLE if not str(one.get(name, "")).strip()]
        missing += [] if one.get("basis") else [f"{principle.value}.basis"]
    return missing
