"""What the desk's pages have in common: one form or several small ones, whose mistakes come back on the page."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render

from bonafides.base.http.mending import mended
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.errors import DomainError

Do = Callable[[], str]
SmallForms = Mapping[str, type[forms.Form]]  # of a page, by the name that their ids begin with
FIELD_OF = {"no-zone": "zone", "receipt-in-future": "received"}  # beside which field an error stands, by its code


def form_page(request: ActorRequest, template: str, form: forms.Form, do: Do, **context: Any) -> HttpResponse:
    """Show the form; posted and right, do it and go to the address that `do` answers; else show what to mend, 422."""
    if request.method != "POST":
        return render(request, template, {"form": form, **context})
    addresses: list[str] = []
    if mended(form, lambda: addresses.append(do()), field_of=FIELD_OF, errors=(DomainError,)):
        return redirect(addresses[0])
    return render(request, template, {"form": form, **context}, status=422)


def small_form(kinds: SmallForms, name: str, data: Any = None, **options: Any) -> forms.Form:
    """One of the small forms of a page; its ids are its own, for several ask for a reference or a reason."""
    return kinds[name](data, auto_id=f"{name}_%s", **options)


def small_forms(
    kinds: SmallForms, failed: Mapping[str, forms.Form], initial: Mapping[str, dict[str, Any]]
) -> dict[str, Any]:
    """What a page shows its small forms from: fresh ones, but one that came back with its mistakes."""
    fresh = {name: small_form(kinds, name, initial=initial.get(name)) for name in kinds}
    return {"forms": {**fresh, **failed}, "failed_form": next(iter(failed.values()), None)}
