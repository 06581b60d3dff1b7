"""What several pages need: a form that a rule sends back, and the period that is asked for."""

from datetime import timedelta

from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.safety.quality.forms import PeriodForm
from bonafides.safety.quality.queries.figures import Period
from bonafides.safety.quality.vocabulary import PERIOD_DAYS


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
