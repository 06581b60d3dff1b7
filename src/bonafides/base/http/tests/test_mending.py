import pytest
from django import forms

from bonafides.base.http.mending import mended
from bonafides.kernel.errors import NotFound, RuleBroken
from bonafides.kernel.text import gettext_noop as _


class Name(forms.Form):
    name = forms.CharField()


def refuse() -> None:
    raise RuleBroken("taken", _("This name is taken."))


def miss() -> None:
    raise NotFound("gone", _("It is gone."))


def test_what_a_right_form_asks_for_is_done() -> None:
    done: list[str] = []

    assert mended(Name({"name": "Reef"}), lambda: done.append("once"))
    assert done == ["once"]


def test_what_a_wrong_form_asks_for_is_not_even_tried() -> None:
    assert not mended(Name({}), miss)


def test_a_refusal_stands_above_the_form() -> None:
    form = Name({"name": "Reef"})

    assert not mended(form, refuse)
    assert form.non_field_errors() == ["This name is taken."]


@pytest.mark.parametrize(("field_of", "where"), [({"taken": "name"}, "name"), ({"taken": "colour"}, "__all__")])
def test_a_refusal_stands_beside_the_field_that_it_is_about_if_the_form_has_it(
    field_of: dict[str, str], where: str
) -> None:
    form = Name({"name": "Reef"})

    assert not mended(form, refuse, field_of=field_of)
    assert form.errors == {where: ["This name is taken."]}


def test_an_error_that_no_form_can_mend_goes_on_unless_it_is_named() -> None:
    form = Name({"name": "Reef"})

    with pytest.raises(NotFound):
        mended(form, miss)
    assert not mended(form, miss, errors=(NotFound,))
