"""What a page of the desk shows beside a field, as a browser without JavaScript reads it."""

import re


def control(page: str, id_: str) -> str:
    """The opening tag of the control with this id, of which there is one."""
    (found,) = re.findall(rf'<(?:input|textarea|select)[^>]* id="{id_}"[^>]*>', page)
    return str(found)


def check_mistake(page: str, id_: str, sentence: str) -> None:
    """It stands beside its field and is tied to it, in the summary with a link, and the form is open."""
    assert 'aria-invalid="true"' in control(page, id_)
    assert f"{id_}_error" in control(page, id_)
    assert re.search(rf'<ul class="field-error" id="{id_}_error">\s*<li>.*{re.escape(sentence)}', page)
    assert re.search(rf'class="error-summary".*<a href="#{id_}">.*{re.escape(sentence)}', page, re.DOTALL)
    assert page.count('<details class="disclosure" open>') == 1
    assert page.index('<details class="disclosure" open>') < page.index(f'id="{id_}"')
