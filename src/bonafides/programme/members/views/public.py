"""What anybody sees: the application, the answer to a test, the directory."""

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from bonafides.base.http.callers import caller
from bonafides.base.http.mending import mended
from bonafides.base.http.paging import page_of
from bonafides.base.http.rates import Limiter
from bonafides.base.http.requests import ActorRequest
from bonafides.base.people.links import link_page
from bonafides.base.people.queries import LinkBearer
from bonafides.base.people.vocabulary import LinkPurpose
from bonafides.kernel.clock import now
from bonafides.programme.members import actions, queries
from bonafides.programme.members.forms import ApplyForm
from bonafides.programme.members.models import ContactTest, Member
from bonafides.programme.members.queries.lists import shown_of

APPLICATIONS_PER_MINUTE = 6  # from one network
LIMITER = Limiter(processes=settings.SERVER_WORKERS)


@require_http_methods(["GET", "POST"])
def apply(request: ActorRequest) -> HttpResponse:
    form = ApplyForm(request.POST or None)
    if request.method == "POST" and mended(form, lambda: take_in(request, form)):
        return redirect("members:apply_received")
    return apply_page(request, form)


def take_in(request: ActorRequest, form: ApplyForm) -> None:
    LIMITER.take(caller(request), per_minute=APPLICATIONS_PER_MINUTE, at=now())
    actions.apply(given=applied(form), by=request.actor, at=now())


def applied(form: ApplyForm) -> actions.Applied:
    return form.applied(get_language() or "en")


def apply_page(request: ActorRequest, form: ApplyForm, member: Member | None = None) -> HttpResponse:
    context = {"form": form, "member": member}
    return render(request, "members/apply.html", context, status=422 if form.errors else 200)


@require_GET
def apply_received(request: ActorRequest) -> HttpResponse:
    return render(request, "members/apply_received.html")


@link_page(LinkPurpose.MEMBER_INVITATION)
@require_http_methods(["GET", "POST"])
def apply_invited(request: ActorRequest, bearer: LinkBearer) -> HttpResponse:
    """The same form, which knows who was invited."""
    member = Member.objects.select_related("application").get(reference=bearer.about)
    invited = {"name": member.name, "website": member.website, "applicant_email": member.application.invited_email}
    form = ApplyForm(request.POST or None, initial=invited)
    if request.method == "POST" and mended(
        form, lambda: actions.apply_invited(bearer=bearer, given=applied(form), at=now())
    ):
        return redirect("members:apply_received")
    answer = apply_page(request, form, member)
    answer["Referrer-Policy"] = "same-origin"
    return answer


@link_page(LinkPurpose.CONTACT_CHALLENGE)
@require_http_methods(["GET", "POST"])
def answer_challenge(request: ActorRequest, bearer: LinkBearer) -> HttpResponse:
    """Answered by a button, not by opening: a scanner of mails opens links, too."""
    test = ContactTest.objects.select_related("contact__member").get(reference=bearer.about)
    if request.method == "POST":
        actions.answer_challenge(bearer=bearer, at=now())
        test.refresh_from_db()
    return render(request, "members/answer_challenge.html", {"test": test, "contact": test.contact})


# -- directory --------------------------------------------------------------------------------------


@require_GET
def directory(request: ActorRequest) -> HttpResponse:
    page = page_of(queries.directory(), request)
    rows = [shown_of(member) for member in page.rows]
    return render(request, "members/directory.html", {"page": page, "rows": rows})


@require_GET
def directory_json(request: ActorRequest) -> HttpResponse:
    """The whole directory for programs."""
    answer = JsonResponse({"members": [shown_of(member) for member in queries.directory()]})
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
