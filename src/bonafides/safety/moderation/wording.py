"""Statements in sentences: every item of DSA Art. 17(3), in the language that is active. Pages and letters share it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bonafides.safety.banks.queries import in_words
from bonafides.safety.banks.vocabulary import FOUND_BY_WORDS
from bonafides.safety.moderation.queries.standing import Standing, Stands
from bonafides.safety.moderation.rules.statements import Automation, Redress, StatementKind
from bonafides.safety.moderation.vocabulary import (
    EXEMPTION_WORDS,
    Exemption,
    ExemptionAnswer,
    Ground,
    Measure,
    SourceKind,
)

Body = dict[str, Any]
DAY = "j F Y"  # the month in words, so that nobody reads a day as a month


@dataclass(frozen=True)
class Section:
    """A heading and the sentences under it; `anchor` names it in a page."""

    anchor: str
    heading: str
    sentences: tuple[str, ...]


def title_of(kind: str, measures: Sequence[Body] = ()) -> str:
    """What the statement is about, as the head of the letter; of an account where its measures are."""
    if measures and all(each["measure"] in (Measure.SUSPEND, Measure.TERMINATE) for each in measures):
        return _("Why your account was restricted")
    titles = {
        StatementKind.RESTRICTION: _("Why your item was restricted"),
        StatementKind.HOLD: _("Why your item is held for now"),
        StatementKind.RESTORED: _("Your item stands again"),
    }
    return titles[StatementKind(kind)]


def tombstone_title(kind: str) -> str:
    """What whoever comes across the place of an item is told."""
    titles = {
        StatementKind.RESTRICTION: _("This item was restricted"),
        StatementKind.HOLD: _("This item is held for now"),
        StatementKind.RESTORED: _("This item stands again"),
    }
    return titles[StatementKind(kind)]


def sections_of(body: Body) -> list[Section]:
    """The whole statement, in the order in which a reader asks."""
    parts: tuple[tuple[str, str, Callable[[Body], Iterator[str]]], ...] = (
        ("measure", _("What was done"), _measures),
        ("reasons", _("Why"), _reasons),
        ("source", _("How it came to our attention"), _source),
        ("set", _("Decided together with others"), _set),
        ("strike", _("What it counts for"), _strike),
        ("automation", _("What machines did"), _automation),
        ("person", _("Who decided"), _person),
        ("redress", _("If you disagree"), _redress),
    )
    sections = (Section(anchor, heading, tuple(part(body))) for anchor, heading, part in parts)
    return [section for section in sections if section.sentences]


# -- (a) what was done ------------------------------------------------------------------------------------------------


def _measures(body: Body) -> Iterator[str]:
    if body["kind"] == StatementKind.HOLD:
        yield _("Your item is kept back for now. Nothing was deleted.")
        yield _("This ends by itself on %(moment)s unless a person decides before.") % {
            "moment": moment(body["ends_at"])
        }
    elif body["kind"] == StatementKind.RESTORED:
        yield _("We took back what had been done to your item. The platform was asked to show it again.")
    else:
        for each in body["measures"]:
            yield " ".join(_one_measure(each))
        yield _("Nothing was destroyed: what was done can be taken back.")


def _one_measure(measure: Body) -> Iterator[str]:
    yield measure_sentence(measure["measure"])
    if measure["territory"]:
        yield _("This applies in: %(countries)s.") % {"countries": ", ".join(measure["territory"])}
    else:
        yield _("This applies everywhere.")
    if measure["until"]:
        yield _("It ends on %(day)s.") % {"day": day(measure["until"])}
    else:
        yield _("It has no end date.")


def measure_sentence(measure: str) -> str:
    """What a measure means for the author."""
    sentences = {
        Measure.LABEL: _("A label was put on your item; it stays visible."),
        Measure.LIMIT: _("Your item is shown to fewer people; it was not taken down."),
        Measure.GEO: _("Your item is not shown in some countries."),
        Measure.DISABLE: _("Access to your item was disabled."),
        Measure.PRESERVE: _(
            "Access to your item was disabled. It may show a grave crime, so a copy is kept apart, encrypted, for "
            "those who establish what happened."
        ),
        Measure.REMOVE: _("Your item was removed from view."),
        Measure.SUSPEND: _("Your account was suspended."),
        Measure.TERMINATE: _("Your account was closed."),
    }
    return sentences[Measure(measure)]


def public_measure_sentence(measure: str) -> str:
    """What a measure means for whoever comes across the item's place."""
    sentences = {
        Measure.LABEL: _("A label was put on this item."),
        Measure.LIMIT: _("This item is shown to fewer people."),
        Measure.GEO: _("This item is not shown in some countries."),
        Measure.DISABLE: _("Access to this item was disabled."),
        Measure.PRESERVE: _("Access to this item was disabled, and a copy is kept as possible evidence."),
        Measure.REMOVE: _("This item was removed from view."),
        Measure.SUSPEND: _("The account that this item is from was suspended."),
        Measure.TERMINATE: _("The account that this item is from was closed."),
    }
    return sentences[Measure(measure)]


# -- (b), (d), (e) why ------------------------------------------------------------------------------------------------


def _reasons(body: Body) -> Iterator[str]:
    for clause in body["clauses"]:
        yield _("Clause %(key)s of our policy, version %(version)s, “%(title)s”: %(text)s") % {
            "version": body["policy_version"],
            **clause,
        }
        if clause["law"]:
            yield _("The clause follows %(law)s.") % {"law": clause["law"]}
    if body["clauses"]:
        yield ground_sentence(body["ground"])
    if body["facts"]:
        yield _("What the person who decided found: %(facts)s") % {"facts": body["facts"]}
    if body["kind"] == StatementKind.HOLD and body.get("held_by_person"):
        yield _(
            "It was being streamed live, and a person held it at once, because what it seemed to show could not wait. "
            "It has not been judged yet; a person judges it next."
        )
    elif body["kind"] == StatementKind.HOLD:
        yield _("Your item matches an entry of a list of known terrorist content. No person has looked at it yet.")


def ground_sentence(ground: str) -> str:
    if ground == Ground.LAW:
        return _("We hold the item to be illegal content under the law named above.")
    return _("We hold the item to be incompatible with our terms, of which this clause is a part.")


def _source(body: Body) -> Iterator[str]:
    yield source_sentence(body["source"])
    match = body["match"]
    if match:
        yield _("It matches entry %(entry)s of the list “%(bank)s” (%(how)s).") % {
            "entry": match["entry"],
            "bank": in_words(match["bank"]),
            "how": match_words(match),
        }
        if match["source"]:
            yield _("The list comes from: %(source)s.") % {"source": in_words(match["source"])}
        yield _(
            "If the entry itself is wrong, say so in your complaint and name its code: we then mark it as wrong on our "
            "side at once, look again at everything that rested on it, and you can tell the list's own source the code."
        )


def source_sentence(source: str) -> str:
    """Where it came from; never who."""
    sentences = {
        SourceKind.USER_NOTICE: _("Somebody gave notice of it. We do not say who."),
        SourceKind.TRUSTED_FLAGGER: _("A trusted flagger gave notice of it."),
        SourceKind.OWN_DETECTION: _("We found it ourselves, by comparing it with lists of known content."),
        SourceKind.PROGRAMME_ALERT: _("A programme that the platform takes part in alerted us to it."),
        SourceKind.INFORMAL_REFERRAL: _(
            "An authority pointed it out to us without an order; we judged it by our own policy."
        ),
        SourceKind.REMOVAL_ORDER: _("An authority ordered its removal."),
        SourceKind.RECORD: _("It rests on the record of what was decided about items of this account."),
    }
    return sentences[SourceKind(source)]


def match_words(match: Body) -> str:
    if match["matched_by"] == "exact":
        return _("the very same bytes")
    if match["distance_bits"] is not None:
        return _("%(bits)s of 256 bits differ") % {"bits": match["distance_bits"]}
    return _(FOUND_BY_WORDS[match["matched_by"]])


# -- decided together with others -------------------------------------------------------------------------------------


def _set(body: Body) -> Iterator[str]:
    bulk = body.get("bulk")  # statements of earlier days do not know of it
    if not bulk:
        return
    yield _("It was decided on as one of %(items)s items that were alike.") % bulk
    if bulk["was_opened"]:
        yield _("The person who decided opened %(samples)s of them, and this one was among what they had seen.") % bulk
    else:
        yield _("The person who decided opened %(samples)s of them; this one was not among those.") % bulk
    if bulk["exemptions"]:
        yield _("Whether it serves one of these purposes was weighed once for all of them: %(answers)s.") % {
            "answers": exemption_words(bulk["exemptions"])
        }
    if bulk["second_person"]:
        yield _("A second person opened others of them and agreed.")
    yield _("You can complain about your item by itself; it is then looked at by itself.")


def exemption_words(answers: Mapping[str, str]) -> str:
    """The exemptions and how each was answered, as one line."""
    words = {ExemptionAnswer.YES: _("yes"), ExemptionAnswer.NO: _("no"), ExemptionAnswer.UNCERTAIN: _("uncertain")}
    given = ((each, ExemptionAnswer(answers[each])) for each in Exemption if each in answers)
    return "; ".join(f"{_(EXEMPTION_WORDS[each])}: {words[answer]}" for each, answer in given)


# -- strikes and returns ----------------------------------------------------------------------------------------------


def _strike(body: Body) -> Iterator[str]:
    """What it counts for against the account, and what the people who decided had before them."""
    if strike := body.get("strike"):
        yield _(
            "It counts as a strike against your account: number %(number)s of those that count now. It counts until "
            "%(day)s. What strikes can lead to stands in our policy; a person decides each time."
        ) % {"number": strike["number"], "day": day(strike["expires_at"])}
        yield _("If this decision is taken back, the strike is too.")
    if record_ := body.get("record"):
        yield _("When it was decided, %(strikes)s strikes counted against your account.") % record_
    if body.get("return_note"):
        yield _(
            "Whoever decided could see a note that your account may belong to somebody whose account was suspended or "
            "closed: a machine had compared keys that the platform sent. Nothing follows from such a note by itself. "
            "You can contest it."
        )


# -- (c) machines -----------------------------------------------------------------------------------------------------


def _automation(body: Body) -> Iterator[str]:
    if body["automated_detection"]:
        yield _("It was found by automated means.")
    else:
        yield _("It was not found by automated means.")
    if not is_release(body):
        yield automation_sentence(body["automated_decision"])


def is_release(body: Body) -> bool:
    """Whether a hold ended and nobody decided: there is no decision to speak of."""
    return body["kind"] == StatementKind.RESTORED and body["ends_at"] is not None


def automation_sentence(automation: str) -> str:
    sentences = {
        Automation.NOT: _("The decision was taken by a person."),
        Automation.PARTIALLY: _("A person decided on the evidence of the match alone and did not look at the content."),
        Automation.FULLY: _("It is held by a machine alone, for hours at most, until a person decides."),
    }
    return sentences[Automation(automation)]


def _person(body: Body) -> Iterator[str]:
    if body["kind"] == StatementKind.HOLD or is_release(body):
        return
    if body["second_reading"]:
        yield _("Two readings were made, the second without knowing the first.")
    if body["self_review"]:
        yield _(
            "Nobody else was there to read it again, so the same person did, after at least 12 hours: a self-review."
        )
    if not body["second_reading"] and not body["self_review"] and not _has_second(body):
        yield _("One person of the team decided.")


def _has_second(body: Body) -> bool:
    return bool(body.get("bulk") and body["bulk"]["second_person"])


# -- (f) redress ------------------------------------------------------------------------------------------------------


def _redress(body: Body) -> Iterator[str]:
    if body["kind"] == StatementKind.HOLD:
        yield _("You can object at once, free of charge; a person then looks at it before others.")
    sentences = {
        Redress.COMPLAINT: _(
            "You can complain to us free of charge until %(moment)s; somebody who did not take the decision answers, "
            "normally within 14 days."
        )
        % {"moment": day(body["appeal_until"])},
        Redress.OUT_OF_COURT: _("You can turn to a certified out-of-court dispute body where the law provides one."),
        Redress.COURT: _("You can go to a court at any time."),
    }
    for each in map(Redress, body["redress"]):
        if each is not Redress.COMPLAINT or body["kind"] != StatementKind.HOLD:
            yield sentences[each]


# -- moments ----------------------------------------------------------------------------------------------------------


def moment(text: str) -> str:
    return _moment_of(datetime.fromisoformat(text))


def day(text: str) -> str:
    return date_format(datetime.fromisoformat(text), DAY)


def plain_text(sections: Sequence[Section]) -> str:
    """The sections as a mail shows them."""
    return "\n\n".join(f"{section.heading}\n" + "\n".join(section.sentences) for section in sections)


# -- the log ----------------------------------------------------------------------------------------------------------


def standing_sentence(standing: Standing) -> str:
    """Where an entry stands in the public log, for whoever holds its receipt."""
    facts = {
        "number": standing.number,
        "since": _moment_of(standing.since),
        "promised": _moment_of(standing.promised_at),
    }
    sentences = {
        Stands.IN_LOG: _(
            "This stands in the public log as entry %(number)s since %(since)s. We have just checked its proof."
        ),
        Stands.PROMISED: _(
            "This is not in the public log yet. A signed receipt promises it by %(promised)s; we have just checked the "
            "receipt."
        ),
        Stands.OVERDUE: _(
            "OVERDUE: this was promised to stand in the public log by %(promised)s, and it does not. The promise was "
            "broken; keep the receipt, it proves that."
        ),
        Stands.REFUSED: _("The public log does not prove this entry. Keep the receipt and tell whoever oversees us."),
        Stands.UNKNOWN: _("What opened this entry of the log was destroyed when the data about it was erased."),
    }
    return sentences[standing.stands] % facts


def _moment_of(at: datetime | None) -> str:
    return date_format(at.astimezone(UTC), f"{DAY}, H:i") + " UTC" if at else ""
