"""The pinned contexts: the published bytes, and no others."""

from hashlib import sha256
from pathlib import Path

import pytest

from bonafides.credentials import contexts
from bonafides.credentials.contexts import DIGESTS, FILES, loader_of, pinned
from bonafides.credentials.errors import ContextError

FOLDER = Path(contexts.__file__).parent


@pytest.mark.parametrize("url", FILES)
def test_a_context_is_byte_for_byte_the_published_one(url: str) -> None:
    content = (FOLDER / FILES[url]).read_bytes()

    assert sha256(content).hexdigest() == DIGESTS[url]
    assert DIGESTS[url] in (FOLDER / "README.md").read_text()


@pytest.mark.parametrize("url", FILES)
def test_a_pinned_context_is_served_without_the_network(url: str) -> None:
    assert loader_of(pinned())(url, {})["document"] == pinned()[url]


@pytest.mark.parametrize(
    "url", ["https://www.w3.org/ns/credentials/v2/", "https://www.w3.org/2018/credentials/v1", "file:///etc/passwd", ""]
)
def test_any_other_context_is_refused_by_name(url: str) -> None:
    with pytest.raises(ContextError) as refused:
        loader_of(pinned())(url, {})

    assert refused.value.facts == {"url": url}


@pytest.mark.parametrize("name", FILES.values())
def test_no_pinned_context_gives_a_meaning_to_every_word(name: str) -> None:
    assert '"@vocab":' not in (FOLDER / name).read_text()
