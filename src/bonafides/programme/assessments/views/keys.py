"""Who has the key, the two shares, the way back, who read what, and what all this stops."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.mending import mended
from bonafides.base.http.paging import page_of
from bonafides.base.http.requests import ActorRequest
from bonafides.base.people.queries import Person
from bonafides.kernel.clock import now
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop
from bonafides.programme.assessments import actions, permissions, queries
from bonafides.programme.assessments.forms import RecoverForm
from bonafides.programme.assessments.views.confidential import confidential
from bonafides.programme.members import queries as members

READINGS = [
    Column("at", lambda row: row.at),
    Column("person", lambda row: row.person.name),
    Column("of", lambda row: row.person.organisation.name),
    Column("round", lambda row: row.assessment.number),
    Column("assessment", lambda row: row.assessment.reference),
    Column("what", lambda row: row.what),
]


@require_GET
@confidential
def keys(request: ActorRequest) -> HttpResponse:
    member = members.member_of(request.actor)
    let_in = permissions.was_let_in(request.actor, member.organisation_id)
    context = {
        "member": member,
        "has_key": queries.has_key(member.organisation_id),
        "let_in": let_in,
        "may_let_in": let_in and request.actor.has_role(*permissions.ANSWERERS),
        "may_recover": request.actor.has_role(*permissions.SIGNATORY),
        "colleagues": queries.colleagues_of(request.actor),
        "shares": queries.shares_of(member.organisation_id),
    }
    return render(request, "assessments/keys.html", context)


@require_POST
@confidential
def let_in(request: ActorRequest, person: str) -> HttpResponse:
    colleague = colleague_for(request, person)
    actions.let_in(person=colleague, by=request.actor, at=now())
    messages.success(request, _("%(name)s has the key now.") % {"name": colleague.name})
    return redirect("assessments:keys")


@require_POST
@confidential
def shut_out(request: ActorRequest, person: str) -> HttpResponse:
    colleague = colleague_for(request, person)
    actions.shut_out(person=colleague, by=request.actor, at=now())
    messages.success(request, _("%(name)s has no key any more, and the key is another one.") % {"name": colleague.name})
    return redirect("assessments:keys")


def colleague_for(request: ActorRequest, code: str) -> Person:
    person = Person.objects.filter(organisation=request.actor.organisation, code=code).first()
    if person is None:
        raise NotFound("no-such-colleague", gettext_noop("There is no such colleague."))
    return person


@require_POST
@confidential
def rotate(request: ActorRequest) -> HttpResponse:
    actions.rotate_key(by=request.actor, at=now())
    messages.success(request, _("Your organisation has another key now; the same people have it."))
    return redirect("assessments:keys")


@require_POST
@confidential
def show_share(request: ActorRequest, number: int) -> HttpResponse:
    """The one time that a share is shown: in the answer itself, never by way of the session."""
    printed = actions.show_share(number=number, by=request.actor, at=now())
    context = {"member": members.member_of(request.actor), "number": number, "groups": printed.split("-")}
    return render(request, "assessments/share.html", context)


@require_http_methods(["GET", "POST"])
@confidential
def recover(request: ActorRequest) -> HttpResponse:
    """Both shares give a signatory the key again."""
    form = RecoverForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and mended(
        form, lambda: actions.recover(**form.cleaned_data, by=request.actor, at=now())
    ):
        messages.success(request, _("You have the key again. Print the two new shares, and let your colleagues in."))
        return redirect("assessments:keys")
    return render(request, "assessments/recover.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@confidential
def readings(request: ActorRequest) -> HttpResponse:
    """The access log: everybody who looked at the organisation's answers or scores."""
    members.member_of(request.actor)
    rows = queries.readings_of(request.actor)
    if format_ := request.GET.get("format"):
        return table_response(rows, READINGS, format_, "access-log")  # type: ignore[return-value]
    return render(request, "assessments/readings.html", {"page": page_of(rows, request)})


@require_GET
def confidentiality(request: ActorRequest) -> HttpResponse:
    return render(request, "assessments/confidentiality.html")
