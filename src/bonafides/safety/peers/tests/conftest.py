"""Who and what the tests of this part are about."""

import io

import pytest
from django.test import Client
from PIL import Image, ImageDraw
from tests import cast

from bonafides.base.people.vocabulary import Scope
from bonafides.safety.banks.tests.conftest import bank, bo

__all__ = ["a_picture", "bank", "bo", "program"]


def a_picture() -> bytes:
    """Circles and squares, with enough detail to be compared."""
    picture = Image.new("RGB", (160, 120), "white")
    pen = ImageDraw.Draw(picture)
    for step in range(12):
        corner = (step * 12, step * 7)
        pen.ellipse([corner, (corner[0] + 40, corner[1] + 30)], fill=(step * 20, 255 - step * 20, 90))
        pen.rectangle([(150 - step * 12, step * 9), (158 - step * 12, step * 9 + 8)], fill="black")
    stored = io.BytesIO()
    picture.save(stored, "PNG")
    return stored.getvalue()


@pytest.fixture
def program(db: None) -> Client:
    """A program with every scope."""
    return Client(headers=cast.as_client(cast.a_key(*Scope)))
