"""The thin front: the hottest lookups, answered before Django in the same process.

It answers only what it would answer with 200, exactly as Django would; whatever else a request is (a key that is not
valid, a field that cannot be read, too many calls, a text, a browser) it hands on to Django untouched. So every
refusal is said in one place, and a front that cannot answer costs time and nothing else.
"""

from collections.abc import Callable, Mapping

from bonafides.safety.banks.front.answering import Front
from bonafides.safety.banks.front.requests import Application
from bonafides.safety.banks.front.tables import Kept

__all__ = ["before"]


def before(application: Application, headers: Mapping[str, str], *, is_shared: Callable[[], bool]) -> Front:
    """The same application with the front before it; `headers` are what every answer carries.

    `is_shared` says whether any list answers for a share of the questions only, which the front leaves to Django.
    """
    return Front(application, headers, Kept(is_shared))
