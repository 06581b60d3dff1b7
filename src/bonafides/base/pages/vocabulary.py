"""What a badge can say, how it looks, and the languages that public pages are offered in."""

from dataclasses import dataclass

from bonafides.kernel.text import gettext_noop as _

PUBLIC_LANGUAGES = {
    "en": "English",
    "ar": "العربية",
    "fr": "Français",
    "de": "Deutsch",
    "ru": "Русский",
    "es": "Español",
}


@dataclass(frozen=True)
class Look:
    """A state is told three ways: by its word, by its icon, and by its tone (a colour)."""

    word: str
    icon: str
    tone: str  # neutral | accent | good | warn | danger


LOOKS = {
    "open": Look(_("Open"), "circle", "accent"),
    "in_review": Look(_("In review"), "eye", "accent"),
    "live": Look(_("Visible"), "dot", "neutral"),
    "held": Look(_("Held"), "pause", "warn"),
    "restricted": Look(_("Restricted"), "stop", "danger"),
    "removed": Look(_("Removed"), "stop", "danger"),
    "kept": Look(_("Kept"), "check", "good"),
    "restored": Look(_("Restored"), "restore", "good"),
    "allowed": Look(_("Allowed"), "check", "good"),
    "decided": Look(_("Decided"), "gavel", "neutral"),
    "appealed": Look(_("Appealed"), "scales", "warn"),
    "reversed": Look(_("Reversed"), "restore", "good"),
    "upheld": Look(_("Upheld"), "check", "neutral"),
    "closed": Look(_("Closed"), "lock", "neutral"),
    "pending": Look(_("Pending"), "clock", "warn"),
    "confirmed": Look(_("Confirmed"), "check-double", "good"),
    "delivered": Look(_("Delivered"), "check-double", "good"),
    "failed": Look(_("Failed"), "alert", "danger"),
    "parked": Look(_("Parked"), "alert", "danger"),
    "overdue": Look(_("Overdue"), "alert", "danger"),
    "positive": Look(_("Positive"), "plus", "good"),
    "negative": Look(_("Negative"), "minus", "neutral"),
    "disputed": Look(_("Disputed"), "scales", "warn"),
    "unconfirmed": Look(_("Unconfirmed"), "question", "warn"),
    "withdrawn": Look(_("Withdrawn"), "minus", "neutral"),
    "active": Look(_("Active"), "check", "good"),
    "revoked": Look(_("Revoked"), "stop", "danger"),
    "expired": Look(_("Expired"), "clock", "neutral"),
    "verified": Look(_("Verified"), "seal", "good"),
    "automated": Look(_("Automated"), "cog", "neutral"),
}
