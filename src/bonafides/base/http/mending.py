"""What the domain refuses stands on the form that asked for it, to be mended."""

from collections.abc import Callable, Mapping
from typing import Final

from django import forms

from bonafides.base.http.problems import sentence_of
from bonafides.kernel.errors import Conflict, DomainError, Invalid, NotAllowed, RuleBroken, TooLarge, Unavailable

Errors = tuple[type[DomainError], ...]

MENDABLE: Final[Errors] = (Invalid, Conflict, RuleBroken, NotAllowed, TooLarge, Unavailable)


def mended(
    form: forms.Form,
    act: Callable[[], object],
    *,
    field_of: Mapping[str, str] | None = None,
    errors: Errors = MENDABLE,
) -> bool:
    """Do it if the form is right; whether it was done.

    `field_of` names the field beside which an error of a code stands, from its facts where there are several
    (`secret_%(name)s`); others stand above the form.
    """
    if not form.is_valid():
        return False
    try:
        act()
    except errors as error:
        field = (field_of or {}).get(error.code, "") % error.facts
        form.add_error(field if field in form.fields else None, sentence_of(error))
        return False
    return True
