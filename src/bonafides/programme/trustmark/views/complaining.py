"""Anybody complains about a mark, and reads the answer behind a link."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from bonafides.base.http.callers import caller
from bonafides.base.http.rates import Limiter
from bonafides.base.http.requests import ActorRequest
from bonafides.base.people.links import kept_quiet, link_page
from bonafides.base.people.queries import LinkBearer
from bonafides.base.people.vocabulary import LinkPurpose
from bonafides.kernel.clock import now
from bonafides.programme.trustmark import actions, queries
from bonafides.programme.trustmark.forms import ComplaintForm
from bonafides.programme.trustmark.views.words import shown

PER_MINUTE = 6  # from one address
LIMITER = Limiter(processes=settings.SERVER_WORKERS)


@require_http_methods(["GET", "HEAD", "POST"])
def complain(request: ActorRequest, reference: str) -> HttpResponse:
    """The form for everyone; the answer leads to the complaint's own page, whose address is the receipt."""
    mark = queries.mark_at(reference)
    form = ComplaintForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        LIMITER.take(caller(request), per_minute=PER_MINUTE, at=now())
        given = {**form.cleaned_data, "language": get_language() or "en"}
        receipt = actions.complain(mark=mark, **given, by=request.actor, at=now())
        return kept_quiet(redirect("trustmark:complaint_told", receipt.token))
    context = {"mark": mark, "shown": shown(mark, now()), "form": form}
    answer = render(request, "trustmark/complain.html", context, status=422 if form.is_bound else 200)
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
@link_page(LinkPurpose.MARK_COMPLAINT)
def told(request: ActorRequest, bearer: LinkBearer) -> HttpResponse:
    """The receipt, and later the answer."""
    complaint = queries.complaint_told_to(bearer.about)
    address = request.build_absolute_uri(request.path)
    return render(request, "trustmark/complaint_told.html", {"complaint": complaint, "address": address})
