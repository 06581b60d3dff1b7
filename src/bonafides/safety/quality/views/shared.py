"""What several pages need: a form that a rule sends back, and the period that is asked for."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from django import forms

from bonafides.base.http.problems import sentence_of
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Conflict, Invalid, NotAllowed, RuleBroken
from bonafides.safety.quality.forms import FIELD_OF, PeriodForm
from bonafides.safety.quality.queries.figures import Period
from bonafides.safety.quality.vocabulary import PERIOD_DAYS

MENDABLE = (Invalid, Conflict, RuleBroken, NotAllowed)


def mended(form: forms.Form, act: Callable[[], object], field_of: Mapping[str, str] = FIELD_OF) -> bool:
    """Do it if the form is right; what the domain refuses stands on the form, to be mended."""
    if not form.is_valid():
        return False
    try:
        act()
    except MENDABLE as error:
        field = field_of.get(error.code)
        form.add_error(field if field in form.fields else None, sentence_of(error))
        return False
    return True


def usual_period() -> Period:
    """The last ninety days."""
    today = now().date()
    return Period(today - timedelta(days=PERIOD_DAYS - 1), today)


def period_of(request: ActorRequest) -> tuple[PeriodForm, Period]:
    """The days that the address asks for; the usual ones where it asks for none, or for what cannot be."""
    usual = usual_period()
    asked = {name: request.GET[name] for name in ("first", "last") if request.GET.get(name)}
    form = PeriodForm(asked or None, initial=vars(usual))
    return form, form.period() if form.is_valid() else usual
