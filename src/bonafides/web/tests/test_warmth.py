import gc

import pytest
from django.conf import settings
from django.template import Template
from django.template.loader import render_to_string
from django.urls import clear_url_caches, get_resolver

from bonafides.web.warmth import FRAMES, warm

# None of these tests may use the database, so each says as well that warming asks nothing of it.


def test_addresses_and_words_of_every_language_are_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    clear_url_caches()
    words: dict[str, object] = {}
    monkeypatch.setattr("django.utils.translation.trans_real._translations", words)

    warm()

    languages = {code for code, _name in settings.LANGUAGES}
    assert set(get_resolver()._reverse_dict) >= languages
    assert set(words) >= languages


def test_what_pages_stand_in_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    warm()
    read: list[Template] = []
    monkeypatch.setattr(Template, "compile_nodelist", read.append)

    frames = [render_to_string(frame) for frame in FRAMES]

    assert all(frames)
    assert read == []


def test_what_was_loaded_is_set_aside_from_the_garbage_collector() -> None:
    before = gc.get_freeze_count()
    loaded: list[list[int]] = [[] for _ in range(1_000)]

    warm()

    assert gc.get_freeze_count() >= before + len(loaded)
