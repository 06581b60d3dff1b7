"""The page of a case, as a browser without JavaScript opens it."""

from io import BytesIO

from django.test import Client
from django.urls import reverse
from PIL import Image

from bonafides.safety.moderation.models import Case

REMOVAL = {"clauses": ["1"], "measures": ["remove"], "none_applies": "on", "facts": "Calls for an attack."}


def url(name: str, case: Case) -> str:
    return reverse(f"moderation:{name}", args=[case.reference])


def opened(browser: Client, case: Case) -> str:
    """The case taken, and its page read once, as a person does."""
    browser.post(url("open_case", case))
    return browser.get(url("case", case)).content.decode()


def a_picture() -> bytes:
    """A harmless drawing of ours."""
    stream = BytesIO()
    Image.radial_gradient("L").save(stream, "PNG")
    return stream.getvalue()
