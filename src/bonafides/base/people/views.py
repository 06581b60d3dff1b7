"""Pages about people, invitations, API keys and one's own account."""

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.paging import page_of
from bonafides.base.http.requests import ActorRequest
from bonafides.base.people import actions, mail, permissions, queries, shown_once
from bonafides.base.people.forms import AcceptForm, AccountForm, InviteForm, KeyForm, RoleForm
from bonafides.base.people.links import kept_quiet, link_page
from bonafides.base.people.models import Person
from bonafides.base.people.queries import LinkBearer
from bonafides.base.people.vocabulary import GRANTABLE, LinkPurpose
from bonafides.kernel.clock import now

# -- people and their roles -------------------------------------------------------------------------------------------

PEOPLE_COLUMNS = [
    Column("code", lambda person: person.code),
    Column("name", lambda person: person.name),
    Column("email", lambda person: person.email),
    Column("roles", lambda person: [str(held) for held in person.roles_now]),
    Column("active", lambda person: person.is_active),
    Column("since", lambda person: person.created_at),
]


@require_GET
def people(request: ActorRequest) -> HttpResponse | StreamingHttpResponse:
    rows = queries.people_of(request.actor)
    if fmt := request.GET.get("format"):
        return table_response(rows, PEOPLE_COLUMNS, fmt, "people")
    context = {"page": page_of(rows, request), "may_invite": may_give_roles(request)}
    return render(request, "people/people.html", context)


def kind_of(request: ActorRequest) -> str:
    return queries.organisation_of(request.actor).kind


def may_give_roles(request: ActorRequest) -> bool:
    return any(permissions.can_invite(request.actor, role) for role in GRANTABLE)


@require_GET
def person(request: ActorRequest, code: str) -> HttpResponse:
    return person_page(request, queries.person_for(request.actor, code), RoleForm(kind=kind_of(request)))


def person_page(request: ActorRequest, shown: Person, form: RoleForm, status: int = 200) -> HttpResponse:
    may_manage = permissions.can_manage_people(request.actor)
    context = {
        "person": shown,
        "form": form,
        "may_manage": may_manage,
        "may_grant": may_give_roles(request),
        "sessions": queries.sessions_of(shown) if may_manage else [],
        "has_second_factor": queries.has_second_factor(shown),
        "is_self": shown.pk == request.actor.person,
    }
    return render(request, "people/person.html", context, status=status)


@require_POST
def grant_role(request: ActorRequest, code: str) -> HttpResponse:
    granted_to = queries.person_for(request.actor, code)
    form = RoleForm(request.POST, kind=kind_of(request))
    if not form.is_valid():
        return person_page(request, granted_to, form, status=422)
    actions.grant_role(person=granted_to, **form.cleaned_data, by=request.actor, at=now())
    messages.success(request, _("The role was given."))
    return redirect("people:person", code)


@require_POST
def revoke_role(request: ActorRequest, number: int) -> HttpResponse:
    held = queries.held_role_for(request.actor, number)
    actions.revoke_role(held=held, by=request.actor, at=now())
    messages.success(request, _("The role was taken away."))
    return redirect("people:person", held.person.code)


@require_POST
def deactivate(request: ActorRequest, code: str) -> HttpResponse:
    actions.deactivate_person(person=queries.person_for(request.actor, code), by=request.actor, at=now())
    messages.success(request, _("They can sign in no more, and their sessions have ended."))
    return redirect("people:person", code)


@require_POST
def reactivate(request: ActorRequest, code: str) -> HttpResponse:
    actions.reactivate_person(person=queries.person_for(request.actor, code), by=request.actor, at=now())
    messages.success(request, _("They can sign in again."))
    return redirect("people:person", code)


# -- invitations ------------------------------------------------------------------------------------------------------

INVITATION_COLUMNS = [
    Column("reference", lambda invitation: invitation.reference),
    Column("email", lambda invitation: invitation.email),
    Column("role", lambda invitation: invitation.role),
    Column("case", lambda invitation: invitation.case),
    Column("state", lambda invitation: invitation.state),
    Column("invited_by", lambda invitation: invitation.invited_by),
    Column("invited_at", lambda invitation: invitation.invited_at),
    Column("expires_at", lambda invitation: invitation.expires_at),
]


@require_http_methods(["GET", "POST"])
def invite(request: ActorRequest) -> HttpResponse:
    form = InviteForm(request.POST or None, initial={"language": get_language()}, kind=kind_of(request))
    if not form.is_valid():
        return render(request, "people/invite.html", {"form": form}, status=422 if form.is_bound else 200)
    organisation = queries.organisation_of(request.actor)
    issued = actions.invite(organisation=organisation, **form.cleaned_data, by=request.actor, at=now())
    shown_once.keep(request, mail.invitation_url(issued.token))
    return redirect("people:invitations")


@never_cache
@require_GET
def invitations(request: ActorRequest) -> HttpResponse | StreamingHttpResponse:
    rows = queries.invitations_of(request.actor)
    if fmt := request.GET.get("format"):
        return table_response(queries.with_state(rows, now()), INVITATION_COLUMNS, fmt, "invitations")
    page = page_of(rows, request)
    queries.with_state(page.rows, now())
    return render(
        request,
        "people/invitations.html",
        {"page": page, "link": shown_once.take(request), "may_invite": may_give_roles(request)},
    )


@require_POST
def revoke_invitation(request: ActorRequest, reference: str) -> HttpResponse:
    invitation = queries.invitation_for(request.actor, reference)
    actions.revoke_invitation(invitation=invitation, by=request.actor, at=now())
    messages.success(request, _("The invitation was withdrawn; its link opens nothing."))
    return redirect("people:invitations")


@link_page(LinkPurpose.INVITATION)
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def accept_invitation(request: ActorRequest, bearer: LinkBearer) -> HttpResponse:
    """GET changes nothing. The form creates the person, signs them in, and leads to the second factor."""
    invitation = queries.invitation_of(bearer)
    form = AcceptForm(request.POST or None, email=invitation.email, initial={"language": invitation.language})
    if not form.is_valid():
        context = {"form": form, "invitation": invitation}
        return render(request, "people/accept_invitation.html", context, status=422 if form.is_bound else 200)
    data = form.cleaned_data
    accepted = actions.accept_invitation(
        bearer=bearer, name=data["name"], password=data["password"], language=data["language"], at=now()
    )
    login = Login(user=accepted, email=accepted.email)
    return perform_password_login(request, {"email": accepted.email}, login)  # type: ignore[no-any-return]


# -- API keys ---------------------------------------------------------------------------------------------------------

KEY_COLUMNS = [
    Column("reference", lambda key: key.reference),
    Column("name", lambda key: key.name),
    Column("scopes", lambda key: key.scopes),
    Column("standing", lambda key: key.standing),
    Column("state", lambda key: key.state),
    Column("created_at", lambda key: key.created_at),
    Column("expires_at", lambda key: key.expires_at),
    Column("last_used_at", lambda key: key.use.last_used_at if hasattr(key, "use") else None),
]


@never_cache
@require_GET
def api_keys(request: ActorRequest) -> HttpResponse | StreamingHttpResponse:
    rows = queries.keys_of(request.actor)
    if fmt := request.GET.get("format"):
        return table_response(queries.with_state(rows, now()), KEY_COLUMNS, fmt, "api-keys")
    page = page_of(rows, request)
    queries.with_state(page.rows, now())
    may_manage = permissions.can_manage_people(request.actor)
    context = {"page": page, "plaintext": shown_once.take(request), "may_manage": may_manage}
    return render(request, "people/api_keys.html", context)


@require_http_methods(["GET", "POST"])
def create_api_key(request: ActorRequest) -> HttpResponse:
    form = KeyForm(request.POST or None)
    if not form.is_valid():
        return render(request, "people/create_api_key.html", {"form": form}, status=422 if form.is_bound else 200)
    organisation = queries.organisation_of(request.actor)
    issued = actions.create_api_key(organisation=organisation, **form.wanted(), by=request.actor, at=now())
    shown_once.keep(request, issued.plaintext)
    return redirect("people:api_keys")


@require_POST
def revoke_api_key(request: ActorRequest, reference: str) -> HttpResponse:
    actions.revoke_api_key(key=queries.key_for(request.actor, reference), by=request.actor, at=now())
    messages.success(request, _("The key was ended; calls with it are refused from now on."))
    return redirect("people:api_keys")


# -- one's own account ------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def account(request: ActorRequest) -> HttpResponse:
    me = queries.person_of(request.actor)
    form = AccountForm(request.POST or None, initial={"name": me.name, "language": me.language})
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "people/account.html", account_context(request, me, form), status=status)
    actions.change_account(person=me, **form.cleaned_data, by=request.actor, at=now())
    messages.success(request, _("Your account was changed."))
    return redirect("people:account")


def account_context(request: ActorRequest, me: Person, form: AccountForm) -> dict[str, object]:
    return {
        "form": form,
        "person": me,
        "sessions": queries.sessions_of(me),
        "this_session": request.session.session_key,
        "has_second_factor": queries.has_second_factor(me),
    }


@require_POST
def end_session(request: ActorRequest, number: int) -> HttpResponse:
    session = queries.session_for(request.actor, number)
    actions.end_session(session=session, by=request.actor, at=now())
    messages.success(request, _("The session has ended."))
    if session.user_id != request.actor.person:
        return redirect("people:person", session.user.code)
    return redirect("people:account")


@require_GET
def second_factor(request: ActorRequest) -> HttpResponse:
    """Where everyone without a second factor is led: two ways to get one."""
    if queries.has_second_factor(queries.person_of(request.actor)):
        return redirect(safe_next(request))
    return kept_quiet(render(request, "people/second_factor.html"))


def safe_next(request: ActorRequest) -> str:
    wanted = request.GET.get("next", "/")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else str(settings.LOGIN_REDIRECT_URL)
