"""What the pages share: doing what a form asks for, and showing on it what the domain refuses."""

from collections.abc import Callable

from django import forms

from bonafides.base.http.problems import sentence_of
from bonafides.kernel.errors import Conflict, DomainError, Invalid, NotAllowed, RuleBroken, TooLarge

MENDABLE: tuple[type[DomainError], ...] = (Invalid, Conflict, RuleBroken, NotAllowed, TooLarge)


def mended(form: forms.Form, act: Callable[[], object]) -> bool:
    """Do it if the form is right; what the domain refuses stands on the form, to be mended."""
    if not form.is_valid():
        return False
    try:
        act()
    except MENDABLE as error:
        form.add_error(None, sentence_of(error))
        return False
    return True
