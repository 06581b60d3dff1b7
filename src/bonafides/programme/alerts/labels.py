"""What the words of alerts are called on pages."""

from django.utils.translation import gettext_lazy as _

from bonafides.programme.alerts.vocabulary import AlertState, Answer, ContentKind
from bonafides.programme.members.vocabulary import ServiceType

STATES = {
    AlertState.SUBMITTED: _("Waits for a second person"),
    AlertState.VERIFIED: _("Verified, without a recipient"),
    AlertState.SENT: _("Sent"),
    AlertState.REFUSED: _("Refused"),
    AlertState.WITHDRAWN: _("Withdrawn"),
}
ANSWERS = {
    Answer.ACKNOWLEDGED: _("Acknowledged"),
    Answer.RESTRICTED: _("Restricted"),
    Answer.KEPT: _("Kept"),
    Answer.DISPUTED: _("Disputed"),
}
TYPES = {
    ServiceType.SOCIAL: _("Social media and forums"),
    ServiceType.COMMUNICATION: _("Communication"),
    ServiceType.STORAGE: _("Storage and file sharing"),
    ServiceType.PASTING: _("Pasting"),
    ServiceType.VIDEO: _("Video, audio and live"),
    ServiceType.HOSTING: _("Hosting and infrastructure"),
    ServiceType.MARKETPLACE: _("Marketplace and e-commerce"),
    ServiceType.FINTECH: _("Fintech"),
    ServiceType.SECURITY: _("Security and privacy services"),
}
KINDS = {
    ContentKind.TEXT: _("Text"),
    ContentKind.PICTURE: _("Picture"),
    ContentKind.VIDEO: _("Video"),
    ContentKind.AUDIO: _("Audio"),
    ContentKind.FILE: _("File"),
    ContentKind.ACCOUNT: _("Account"),
    ContentKind.CHANNEL: _("Channel or group"),
    ContentKind.WEBSITE: _("Website"),
}
ROWS = {**{each.value: label for each, label in TYPES.items()}, "other": _("Other types together"), "all": _("All")}
