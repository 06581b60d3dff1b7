"""A member's own pages: where it stands, and what it says of itself. An officer may help with the second."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.kernel.errors import NotFound, RuleBroken
from bonafides.kernel.text import gettext_noop
from bonafides.programme.members import actions, permissions, probing, queries
from bonafides.programme.members.forms import (
    AbsenceForm,
    ContactForm,
    ControlForm,
    DomainForm,
    ListingForm,
    ProfileForm,
    ReasonForm,
    ServiceForm,
)
from bonafides.programme.members.models import Absence, Contact, Domain, Member, RequirementRow, Service
from bonafides.programme.members.queries.members import absence_of, part_of, services_with_probes
from bonafides.programme.members.views.answers import address_of, answered, pressed
from bonafides.programme.members.vocabulary import CONTROL_PATH, CONTROL_TXT, FOR_THE_MARK, ControlMethod, Requirement

Rows = dict[Requirement, RequirementRow]


# -- where it stands --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """One of the four steps, how far it is, and where it goes on."""

    title: Any
    text: Any
    done: bool
    url: str
    is_next: bool = False
    progress: str = ""


def steps_of(rows: Rows) -> list[Step]:
    """Assessment, pledge, trustmark, knowledge; the first that is not done is next."""
    held = sum(rows[each].is_held for each in FOR_THE_MARK)
    counted = f"{held}/{len(FOR_THE_MARK)}"
    told = [
        (
            gettext_lazy("Assessments"),
            gettext_lazy("How exposed are we, and what do we do about it? Only you see the score."),
            rows[Requirement.ASSESSMENTS].is_held,
            "assessments:assessments",
            "",
        ),
        (
            gettext_lazy("Pledge"),
            gettext_lazy("Six principles, signed by somebody who may speak for you."),
            rows[Requirement.PLEDGE].is_held,
            "pledge:pledge",
            "",
        ),
        (
            gettext_lazy("Trustmark"),
            gettext_lazy("Six requirements shown, two reviewers, and a mark that anyone can check."),
            held == len(FOR_THE_MARK),
            "trustmark:own",
            counted,
        ),
        (
            gettext_lazy("Knowledge"),
            gettext_lazy("Guides, templates and trainings, from the first day on."),
            False,
            "knowledge:knowledge",
            "",
        ),
    ]
    undone = next(number for number, (_title, _text, done, _url, _progress) in enumerate(told) if not done)
    return [
        Step(title, text, done, address_of(name), number == undone, progress)
        for number, (title, text, done, name, progress) in enumerate(told)
    ]


@require_GET
def own(request: ActorRequest) -> HttpResponse:
    member = queries.member_of(request.actor)
    rows, today = queries.requirements_of(member), now().date()
    context = {
        "member": member,
        "steps": steps_of(rows),
        "requirements": rows.values(),
        "contacts": queries.contacts_of(member),
        "absence": absence_of(member, today),
        "tasks": queries.tasks_of(member, for_member=True),
        "people": queries.people_of(request.actor, member).filter(is_active=True),
        "today": today,
        "signs": permissions.signs_for(request.actor, member),
    }
    return render(request, "members/own.html", context)


# -- what it says of itself -------------------------------------------------------------------------


@require_GET
def profile(request: ActorRequest, reference: str) -> HttpResponse:
    return profile_page(request, queries.member_for(request.actor, reference))


def profile_page(request: ActorRequest, member: Member, status: int = 200, **bound: forms.Form) -> HttpResponse:
    """Everything that may be said, with its forms; a bound form replaces the empty one of its name."""
    context: dict[str, Any] = {
        "member": member,
        "services": services_with_probes(member),
        "domains": queries.domains_of(member),
        "contacts": queries.contacts_of(member),
        "absence": absence_of(member, now().date()),
        "may_change": permissions.can_change(request.actor, member),
        "may_vet": permissions.can_vet(request.actor),
        "may_test": permissions.can_mentor(request.actor, member),
        "sees_phones": permissions.can_see_phones(request.actor, member),
        "is_own": permissions.is_own(request.actor, member),
        "control_path": CONTROL_PATH,
        "control_txt": CONTROL_TXT,
        "profile_form": ProfileForm.of(member),
        "listing_form": ListingForm.of(member),
        "service_form": ServiceForm(),
        "domain_form": DomainForm(),
        "contact_form": ContactForm(),
        "absence_form": AbsenceForm(),
        "control_form": ControlForm(),
        "leave_form": ReasonForm(prefix="leave"),
    }
    return render(request, "members/profile.html", context | bound, status=status)


def said_of_itself(
    request: ActorRequest, reference: str, name: str, form: forms.Form, act: Any, said: str
) -> HttpResponse:
    """Do with a member what a form of its profile asks; `act` takes the member and what the form holds."""
    member = queries.member_for(request.actor, reference)
    permissions.check_can_change(request.actor, member)
    return answered(
        request,
        form,
        lambda: act(member=member, by=request.actor, at=now()),
        said=said,
        to=profile_of(member),
        again=lambda: profile_page(request, member, status=422, **{f"{name}_form": form}),
    )


def profile_of(member: Member) -> str:
    return address_of("members:profile", member.reference)


@require_POST
def change_profile(request: ActorRequest, reference: str) -> HttpResponse:
    form = ProfileForm(request.POST)

    def act(**who: Any) -> None:
        actions.change_profile(**form.cleaned_data, **who)

    return said_of_itself(request, reference, "profile", form, act, _("Changed."))


@require_POST
def choose_listing(request: ActorRequest, reference: str) -> HttpResponse:
    form = ListingForm(request.POST)

    def act(**who: Any) -> None:
        actions.choose_listing(**form.chosen(), **who)

    return said_of_itself(request, reference, "listing", form, act, _("The directory follows your choice from now on."))


@require_POST
def add_service(request: ActorRequest, reference: str) -> HttpResponse:
    form = ServiceForm(request.POST)

    def act(**who: Any) -> None:
        actions.describe_service(**form.described(), **who)

    return said_of_itself(request, reference, "service", form, act, _("The service is described."))


@require_http_methods(["GET", "POST"])
def service(request: ActorRequest, reference: str, service: str) -> HttpResponse:
    """One service, to be described anew."""
    member = queries.member_for(request.actor, reference)
    permissions.check_can_change(request.actor, member)
    shown = part_of(member, Service, reference=service, removed_at=None)
    form = ServiceForm(request.POST) if request.method == "POST" else ServiceForm.of(shown)

    def page() -> HttpResponse:
        status = 422 if form.is_bound else 200
        return render(
            request, "members/service.html", {"member": member, "service": shown, "form": form}, status=status
        )

    if not form.is_bound:
        return page()
    return answered(
        request,
        form,
        lambda: actions.change_service(service=shown, **form.described(), by=request.actor, at=now()),
        said=_("The service is described anew."),
        to=profile_of(member),
        again=page,
    )


@require_POST
def remove_service(request: ActorRequest, reference: str, service: str) -> HttpResponse:
    member = queries.member_for(request.actor, reference)
    shown = part_of(member, Service, reference=service)
    return pressed(
        request,
        lambda: actions.remove_service(service=shown, by=request.actor, at=now()),
        said=_("The service was removed."),
        to=profile_of(member),
    )


@require_POST
def probe_service(request: ActorRequest, reference: str, service: str) -> HttpResponse:
    """Look at the report form now."""
    member = queries.member_for(request.actor, reference)
    permissions.check_can_mentor(request.actor, member)
    shown = part_of(member, Service, reference=service, removed_at=None)
    if not shown.report_form_url:
        raise NotFound("no-report-form", gettext_noop("This service declares no report form."))
    found = probing.look_at_form(shown.report_form_url)
    return pressed(
        request,
        lambda: actions.record_probe(service=shown, found=found, by=request.actor, at=now()),
        said=_("We looked at the report form."),
        to=profile_of(member),
    )


# -- domains ----------------------------------------------------------------------------------------


@require_POST
def add_domain(request: ActorRequest, reference: str) -> HttpResponse:
    form = DomainForm(request.POST)

    def act(**who: Any) -> None:
        actions.register_domain(**form.cleaned_data, **who)

    return said_of_itself(request, reference, "domain", form, act, _("The domain is registered."))


@require_POST
def check_domain(request: ActorRequest, reference: str, host: str) -> HttpResponse:
    """Look for the file on the domain."""
    member = queries.member_for(request.actor, reference)
    permissions.check_can_change(request.actor, member)
    domain = part_of(member, Domain, host=host, removed_at=None)

    def act() -> None:
        if not probing.holds_token(domain):
            raise RuleBroken("no-token", gettext_noop("The file on %(host)s does not hold the line."), host=domain.host)
        actions.show_control(domain=domain, method=ControlMethod.FILE, by=request.actor, at=now())

    return pressed(request, act, said=_("The file is there: the domain is theirs."), to=profile_of(member))


@require_POST
def note_control(request: ActorRequest, reference: str, host: str) -> HttpResponse:
    """What an officer saw themselves."""
    member = queries.member_for(request.actor, reference)
    domain, form = part_of(member, Domain, host=host, removed_at=None), ControlForm(request.POST)
    return answered(
        request,
        form,
        lambda: actions.show_control(domain=domain, **form.cleaned_data, by=request.actor, at=now()),
        said=_("Noted: the domain is theirs."),
        to=profile_of(member),
        again=lambda: profile_page(request, member, status=422, control_form=form),
    )


@require_POST
def remove_domain(request: ActorRequest, reference: str, host: str) -> HttpResponse:
    member = queries.member_for(request.actor, reference)
    domain = part_of(member, Domain, host=host, removed_at=None)
    return pressed(
        request,
        lambda: actions.remove_domain(domain=domain, by=request.actor, at=now()),
        said=_("The domain was removed."),
        to=profile_of(member),
    )


# -- contacts and absence ---------------------------------------------------------------------------


@require_POST
def add_contact(request: ActorRequest, reference: str) -> HttpResponse:
    form = ContactForm(request.POST)

    def act(**who: Any) -> None:
        actions.name_contact(**form.cleaned_data, **who)

    return said_of_itself(request, reference, "contact", form, act, _("The contact is named; a test mail follows."))


@require_POST
def remove_contact(request: ActorRequest, reference: str, contact: str) -> HttpResponse:
    member = queries.member_for(request.actor, reference)
    shown = part_of(member, Contact, reference=contact)
    return pressed(
        request,
        lambda: actions.remove_contact(contact=shown, by=request.actor, at=now()),
        said=_("The contact was removed."),
        to=profile_of(member),
    )


@require_POST
def challenge_contact(request: ActorRequest, reference: str, contact: str) -> HttpResponse:
    """Send the test mail now."""
    member = queries.member_for(request.actor, reference)
    permissions.check_can_mentor(request.actor, member)
    shown = part_of(member, Contact, reference=contact, removed_at=None)
    return pressed(
        request,
        lambda: actions.challenge_contact(contact=shown, by=request.actor, at=now()),
        said=_("The test mail is on its way."),
        to=profile_of(member),
    )


@require_POST
def announce_absence(request: ActorRequest, reference: str) -> HttpResponse:
    form = AbsenceForm(request.POST)

    def act(**who: Any) -> None:
        actions.announce_absence(**form.cleaned_data, **who)

    return said_of_itself(request, reference, "absence", form, act, _("Noted. No test is sent in those days."))


@require_POST
def end_absence(request: ActorRequest, reference: str, number: int) -> HttpResponse:
    member = queries.member_for(request.actor, reference)
    absence = part_of(member, Absence, pk=number)
    return pressed(
        request,
        lambda: actions.end_absence(absence=absence, by=request.actor, at=now()),
        said=_("Welcome back."),
        to=profile_of(member),
    )


@require_POST
def leave(request: ActorRequest, reference: str) -> HttpResponse:
    member, form = queries.member_for(request.actor, reference), ReasonForm(request.POST, prefix="leave")
    permissions.check_can_change(request.actor, member)
    return answered(
        request,
        form,
        lambda: actions.leave(member=member, **form.cleaned_data, by=request.actor, at=now()),
        said=_("The membership has ended."),
        to=member if permissions.can_vet(request.actor) else "/",
        again=lambda: profile_page(request, member, status=422, leave_form=form),
    )
