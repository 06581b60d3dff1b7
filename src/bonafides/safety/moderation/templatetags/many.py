"""Words of decisions over many, of incidents and of accounts for their pages."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from bonafides.base.pages.templatetags.pages import badge
from bonafides.kernel.text import gettext_noop
from bonafides.safety.moderation import wording
from bonafides.safety.moderation.rules.deciding import Wish
from bonafides.safety.moderation.vocabulary import (
    INCIDENT_JOINING_WORDS,
    SET_ASIDE_SENTENCES,
    BulkState,
    IncidentJoining,
    LiveAct,
    SetAside,
)

register = template.Library()

BULK_WORDS = {
    BulkState.SAMPLING: ("open", gettext_noop("Samples first")),
    BulkState.SECOND: ("in_review", gettext_noop("Waits for a second person")),
    BulkState.DRAFT: ("pending", gettext_noop("Nobody told yet")),
    BulkState.RUNNING: ("pending", gettext_noop("Being carried out")),
    BulkState.DONE: ("closed", gettext_noop("Carried out")),
    BulkState.STOPPED: ("held", gettext_noop("Stopped")),
    BulkState.UNDONE: ("restored", gettext_noop("Undone")),
    BulkState.REFUSED: ("reversed", gettext_noop("Not agreed to")),
}


@register.simple_tag
def bulk_badge(state: str) -> SafeString:
    look, word = BULK_WORDS[BulkState(state)]
    return badge(look, label=_(word))


@register.filter
def aside(reason: str) -> str:
    """Why a case is judged by itself."""
    return _(SET_ASIDE_SENTENCES[SetAside(reason)])


LIVE_WORDS = {
    LiveAct.END_STREAM: gettext_noop("End of the stream asked for"),
    LiveAct.HOLD: gettext_noop("Held"),
    LiveAct.ESCALATE: gettext_noop("Escalated"),
}


@register.filter
def live_act(act: str) -> str:
    """What somebody did about a stream."""
    return _(LIVE_WORDS[LiveAct(act)])


@register.filter
def joining(why: str) -> str:
    """Why a case belongs to an incident."""
    return _(INCIDENT_JOINING_WORDS[IncidentJoining(why)])


@register.filter
def exemption_line(wish: Wish) -> str:
    """How the exemptions were answered."""
    return wording.exemption_words({key.value: answer.value for key, answer in wish.answers().items()})
