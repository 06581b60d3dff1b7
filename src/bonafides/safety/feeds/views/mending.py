"""What the domain refuses stands on the form that asked for it, to be mended."""

from collections.abc import Callable

from django import forms

from bonafides.base.http.problems import sentence_of
from bonafides.kernel.errors import Conflict, Invalid, NotAllowed, RuleBroken

MENDABLE = (Invalid, Conflict, RuleBroken, NotAllowed)


def mended(form: forms.Form, act: Callable[[], object]) -> bool:
    """Do it if the form is right; whether it was done."""
    if not form.is_valid():
        return False
    try:
        act()
    except MENDABLE as error:
        form.add_error(None, sentence_of(error))
        return False
    return True
