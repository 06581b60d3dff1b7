"""Anybody complains about a mark; somebody of the programme answers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.keys import envelope
from bonafides.base.people import actions as people
from bonafides.base.people.vocabulary import LinkPurpose
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.trustmark import letters, permissions
from bonafides.programme.trustmark.events import ComplaintAnswered, ComplaintReceived
from bonafides.programme.trustmark.models import Complaint, Mark
from bonafides.programme.trustmark.rules import standing as rules
from bonafides.programme.trustmark.vocabulary import ComplaintState

SEALING = "trustmark.complaint"
LINK_LASTS = timedelta(days=365)


@dataclass(frozen=True)
class Receipt:
    """What is shown once to whoever complained."""

    complaint: Complaint
    token: str


@audited_action
def complain(*, mark: Mark, text: str, email: str = "", language: str = "en", by: Actor, at: datetime) -> Receipt:
    """Take a complaint, with a link under which its answer can be read; an address is optional and lies sealed."""
    complaint = Complaint(mark=mark, text=text, language=language, received_at=at)
    if email:
        complaint.email_sealed = envelope.seal_text(email, purpose=SEALING, bound_to=complaint.reference)
    complaint.save()
    token = people.issue_link(
        purpose=LinkPurpose.MARK_COMPLAINT, about=complaint.reference, expires_at=at + LINK_LASTS, at=at
    )
    record(ComplaintReceived(mark=mark.reference, complaint=complaint.reference), by=by, at=at)
    return Receipt(complaint, token)


@audited_action
def answer_complaint(*, complaint: Complaint, answer: str, is_upheld: bool, by: Actor, at: datetime) -> None:
    """Answer with reasons. What follows for the mark is a measure of its own."""
    permissions.check_can_assign(by)
    rules.check_reasons(answer)
    complaint = Complaint.objects.select_for_update(of=("self",)).select_related("mark").get(pk=complaint.pk)
    if complaint.state == ComplaintState.ANSWERED:
        raise Conflict("complaint-answered", _("This complaint was answered before."))
    complaint.state, complaint.answer, complaint.is_upheld = ComplaintState.ANSWERED, answer, is_upheld
    complaint.answered_by_id, complaint.answered_at = by.person_id, at
    email = email_of(complaint)
    complaint.email_sealed = ""
    complaint.save()
    answered = ComplaintAnswered(mark=complaint.mark.reference, complaint=complaint.reference, upheld=is_upheld)
    record(answered, by=by, at=at)
    if email:
        letters.complaint_answered(email, complaint.reference, complaint.language, at=at)


def email_of(complaint: Complaint) -> str:
    """The address, for the one letter that is sent; it is not kept after."""
    if not complaint.email_sealed:
        return ""
    return envelope.unseal_text(complaint.email_sealed, purpose=SEALING, bound_to=complaint.reference)
