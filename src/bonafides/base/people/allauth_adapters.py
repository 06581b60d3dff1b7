"""Where django-allauth asks us: nobody signs up, seeds are sealed, the QR code is part of the page."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from django.http import HttpRequest

from bonafides.base.keys import envelope
from bonafides.base.outbox import actions as outbox
from bonafides.base.people import actions, queries
from bonafides.kernel.clock import now
from bonafides.kernel.ids import new_event_id

SEALED_FOR = "second-factor"
JUST_NOW = timedelta(minutes=10)


class InvitationOnly(DefaultAccountAdapter):  # type: ignore[misc]
    """A person comes in by an invitation, never by a form; mail goes through the outbox."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str) -> bool:
        """The password again before one's factors change; not for the first factor, right after signing in."""
        person = self.request.user
        just_now = person.last_login is not None and now() - person.last_login < JUST_NOW
        return not (just_now and not queries.has_second_factor(person))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """As allauth renders it, but written down first: a mail server that is away delays it and loses nothing."""
        message = self.render_mail(template_prefix, email, {"request": self.request, "email": email, **context})
        outbox.enqueue_mail(
            to=email,
            subject=message.subject,
            body=str(message.body),
            key=f"account:{new_event_id()}",
            due_at=now(),
            at=now(),
        )


class EncryptedSeeds(DefaultMFAAdapter):  # type: ignore[misc]
    """Seeds of authenticator apps and recovery codes lie sealed under the master key."""

    def encrypt(self, text: str) -> str:
        return envelope.seal_text(text, purpose=SEALED_FOR, bound_to="seed")

    def decrypt(self, encrypted_text: str) -> str:
        return envelope.unseal_text(encrypted_text, purpose=SEALED_FOR, bound_to="seed")

    def is_mfa_enabled(self, user: Any, types: Any = None) -> bool:
        """Not asked again while a provider, trusted for it, vouches for this very sign-in."""
        return getattr(self.request, "vouched_for", None) != user.pk and bool(super().is_mfa_enabled(user, types))

    def build_totp_svg(self, url: str) -> str:
        """An SVG element that the page holds itself, since the content policy allows no data: addresses."""
        import qrcode
        from qrcode.image.svg import SvgPathFillImage

        return str(qrcode.make(url, image_factory=SvgPathFillImage).to_string(encoding="unicode"))


class RecordedSessions(DefaultUserSessionsAdapter):  # type: ignore[misc]
    """Ending sessions from allauth's list is recorded as it is from ours."""

    def end_sessions(self, sessions: Any) -> None:
        for session in sessions:
            actions.end_session(session=session, by=queries.actor_of(session.user), at=now())
