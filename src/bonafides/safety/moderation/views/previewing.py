"""What the author will be told, before it is told: the same words, for the desk."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, override
from django.views.decorators.http import require_POST

from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.safety.moderation import permissions, wording
from bonafides.safety.moderation.actions.telling import language_of
from bonafides.safety.moderation.forms.judging import JudgeForm
from bonafides.safety.moderation.queries.cases import case_for, policy_in_force
from bonafides.safety.moderation.queries.statements import preview_statement


@require_POST
def preview(request: ActorRequest, reference: str) -> HttpResponse:
    """The statement that the filled-in desk would bring; a POST because the desk is a form, though nothing changes."""
    case = case_for(request.actor, reference)
    permissions.check_can_read_again_or_judge(request.actor, case.reference)
    form = JudgeForm(request.POST, policy=policy_in_force(), case=case, language=get_language() or "en")
    first = case.items.order_by("id").first()
    language = language_of(first.author_language if first else "")
    body = preview_statement(case, form.wish(), request.actor, language, now()) if form.is_valid() else None
    with override(language):
        sections = wording.sections_of(body.as_json()) if body else []
    name = "moderation/_statement_preview.html" if getattr(request, "htmx", False) else "moderation/preview.html"
    context = {"case": case, "sections": sections, "form": form, "language": language}
    return render(request, name, context, status=200 if form.is_valid() else 422)
