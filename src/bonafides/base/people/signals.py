"""What django-allauth tells us about sign-ins, passwords and second factors, written into the log."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.db.models.signals import post_delete, post_save

from bonafides.base.people import actions
from bonafides.base.people.models import Person
from bonafides.base.people.vocabulary import SecondFactorChange
from bonafides.kernel.clock import now


def connect() -> None:
    """Called once, when the app is ready."""
    account.user_logged_in.connect(on_signed_in)
    user_login_failed.connect(on_sign_in_refused)
    user_logged_out.connect(on_signed_out)
    for signal in (account.password_changed, account.password_reset, account.password_set):
        signal.connect(on_password_changed)
    post_save.connect(on_factor_saved, sender=Authenticator)
    post_delete.connect(on_factor_deleted, sender=Authenticator)


def on_signed_in(sender: object, *, user: Person, **_more: Any) -> None:
    actions.record_sign_in(user, at=now())


def on_sign_in_refused(sender: object, *, credentials: dict[str, Any], **_more: Any) -> None:
    actions.record_refused_sign_in(str(credentials.get("email") or ""), at=now())


def on_signed_out(sender: object, *, user: Person | None, **_more: Any) -> None:
    if isinstance(user, Person):
        actions.record_session_end(user, at=now())


def on_password_changed(sender: object, *, user: Person, **_more: Any) -> None:
    actions.record_password_change(user, at=now())


def on_factor_saved(sender: object, *, instance: Authenticator, created: bool, **_more: Any) -> None:
    """From the row itself: allauth's own signal comes after the commit, when the entry could still be lost."""
    if created:
        record_factor(instance, SecondFactorChange.ADDED)


def on_factor_deleted(sender: object, *, instance: Authenticator, **_more: Any) -> None:
    record_factor(instance, SecondFactorChange.REMOVED)


def record_factor(factor: Authenticator, change: SecondFactorChange) -> None:
    person = Person.objects.get(pk=factor.user_id)
    actions.record_second_factor(person, factor=str(factor.type), change=change, at=now())
