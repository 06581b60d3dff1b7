"""The policy: public, by version, with its differences; and the console's form that publishes the next version."""

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from bonafides.base.http.problems import sentence_of
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Conflict, Invalid
from bonafides.safety.banks import queries as banks
from bonafides.safety.feeds import queries as feeds
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.actions.policies import publish_policy, set_readings
from bonafides.safety.moderation.forms.policies import PolicyForm, ReadingsForm
from bonafides.safety.moderation.models import PolicyVersion
from bonafides.safety.moderation.queries import accounts, policies
from bonafides.safety.moderation.views.public import wants_json


@require_GET
def policy(request: ActorRequest) -> HttpResponse:
    """The policy in force."""
    return _version_page(request, policies.policy_in_force())


@require_GET
def policy_version(request: ActorRequest, number: int) -> HttpResponse:
    """One version, as it was when decisions applied it."""
    return _version_page(request, policies.version_numbered(number))


def _version_page(request: ActorRequest, version: PolicyVersion) -> HttpResponse:
    language = get_language() or "en"
    text = policies.text_of(version, language)
    if wants_json(request):
        return JsonResponse(document_of(version), json_dumps_params={"ensure_ascii": False})
    context = {
        "version": version,
        "text": text,
        "versions": policies.versions(),
        "in_force": policies.policy_in_force(),
        "translation_unreviewed": not text.get("reviewed", False),
        "ladder": accounts.ladder_in_force() if version == policies.policy_in_force() else None,
        "asks_elsewhere": feeds.asks_elsewhere(),
        "looks_back": banks.looking_back(),
        "guard_years": banks.guard_years(),
    }
    return render(request, "moderation/policy.html", context)


def document_of(version: PolicyVersion) -> dict[str, object]:
    """A version for programs: every language, and the digest that the log commits to."""
    return {
        "policy": version.policy.slug,
        "version": version.number,
        "published_at": version.published_at.isoformat(),
        "change_note": version.change_note,
        "digest": version.digest,
        "texts": version.texts,
        "ladder": _ladder_beside(version),
        "asks_a_matcher_elsewhere": feeds.asks_elsewhere(),
        "looks_back": banks.for_the_policy(),
        "guard_against_floods": [asdict(each) for each in banks.guard_years()],
    }


def _ladder_beside(version: PolicyVersion) -> dict[str, object] | None:
    """What strikes can lead to, as it was last written down beside this version."""
    row = accounts.ladder_beside(version)
    if row is None:
        return None
    return {"rungs": row.rungs, "strike_lasts_days": row.lasts_days, "clauses": row.clauses}


@require_GET
def policy_changes(request: ActorRequest, number: int) -> HttpResponse:
    """What a version changed, word by word."""
    version = policies.version_numbered(number)
    changes = policies.changes_of(version, get_language() or "en")
    if wants_json(request):
        document = [{"where": each.where, "pieces": [vars(piece) for piece in each.pieces]} for each in changes]
        return JsonResponse({"version": number, "changes": document}, json_dumps_params={"ensure_ascii": False})
    return render(request, "moderation/policy_changes.html", {"version": version, "changes": changes})


# -- the console ------------------------------------------------------------------------------------------------------


@require_GET
@never_cache
def policy_list(request: ActorRequest) -> HttpResponse:
    """All versions, what needs two readings, and the way to the next version."""
    version = policies.policy_in_force()
    context = {
        "versions": policies.versions(),
        "version": version,
        "form": ReadingsForm(version=version),
        "can_publish": permissions.can_lead(request.actor),
    }
    return render(request, "moderation/policies.html", context)


@require_POST
def change_readings(request: ActorRequest) -> HttpResponse:
    """Which clauses and measures need two readings."""
    version = policies.policy_in_force()
    form = ReadingsForm(request.POST, version=version)
    if form.is_valid():
        set_readings(policy=version.policy, **form.cleaned_data, by=request.actor, at=now())
        messages.success(request, _("Noted; it holds from now on."))
    return redirect("moderation:policies")


@require_GET
@never_cache
def edit_policy(request: ActorRequest) -> HttpResponse:
    """The text in force, ready to be changed."""
    return render(request, "moderation/policy_edit.html", {"form": PolicyForm(version=policies.policy_in_force())})


@require_POST
def publish_version(request: ActorRequest) -> HttpResponse:
    """Publish the changed text as the next version."""
    version = policies.policy_in_force()
    form = PolicyForm(request.POST, version=version)
    if not form.is_valid():
        return render(request, "moderation/policy_edit.html", {"form": form}, status=422)
    try:
        published = publish_policy(
            slug=version.policy.slug,
            texts=form.texts(),
            change_note=form.cleaned_data["change_note"],
            two_person_clauses=version.policy.two_person_clauses,
            two_person_measures=version.policy.two_person_measures,
            by=request.actor,
            at=now(),
        )
    except (Conflict, Invalid) as error:
        form.add_error(None, sentence_of(error))
        return render(request, "moderation/policy_edit.html", {"form": form}, status=409)
    messages.success(request, _("Version %(number)s is in force.") % {"number": published.number})
    return redirect("moderation:policies")
