"""The contexts that are shipped with us, and the loader that serves them and no other.

A context gives a document's words their meaning, so it must not change after signing, and reading it must not tell
anybody who verifies what: nothing is ever fetched. Where the files come from stands in the README beside them.
"""

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bonafides.credentials.errors import ContextError

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
FILES: Mapping[str, str] = MappingProxyType({CREDENTIALS: "credentials-v2.json", OPEN_BADGES: "open-badges-3.0.3.json"})
DIGESTS: Mapping[str, str] = MappingProxyType(
    {
        CREDENTIALS: "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
        OPEN_BADGES: "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84",
    }
)
"""SHA-256 of each file as published. The first is also printed in VC Data Model 2.0, appendix B.1."""

Loader = Callable[[str, Mapping[str, Any]], dict[str, Any]]
"""How PyLD asks for a context: address and options in, its own record of a document out."""


def loader_of(contexts: Mapping[str, Any]) -> Loader:
    """A loader that knows these contexts; any other address raises ContextError and is not fetched."""

    def load(url: str, options: Mapping[str, Any]) -> dict[str, Any]:
        if url not in contexts:
            raise ContextError("context_unknown", f"The context {url[:200]} is not one of ours.", url=url[:200])
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": url,
            "document": contexts[url],
        }

    return load


@cache
def pinned() -> Mapping[str, Any]:
    """Address and content of each shipped context."""
    folder = Path(__file__).parent
    return MappingProxyType({url: json.loads((folder / name).read_bytes()) for url, name in FILES.items()})
