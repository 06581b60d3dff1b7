"""`/m/lookup` in the words of OpenAPI: of another system's interface the one path that many uploads may ask at once."""

from typing import Any, Final

from bonafides.safety.banks import queries as banks
from bonafides.safety.peers.vocabulary import HASHABLE_AS

TEXT: Final = {"type": "string"}
FLAG: Final = {"type": "boolean", "default": False}
WITH_A_KEY: Final[list[dict[str, list[str]]]] = [{"ApiKeyAuth": []}, {"ApiKeyInAddress": []}]


def _given(name: str, what: str, schema: dict[str, Any] = TEXT) -> dict[str, Any]:
    return {"in": "query", "name": name, "required": False, "description": what, "schema": schema}


def _answer(what: str, schema: str, *more: str) -> dict[str, Any]:
    shapes = [{"$ref": f"#/components/schemas/{name}"} for name in (schema, *more)]
    return {
        "description": what,
        "content": {"application/json": {"schema": {"anyOf": shapes} if more else shapes[0]}},
    }


REFUSALS: Final = {
    "400": _answer("What was sent cannot be read, or is no signal of its kind", "PeerRefusal"),
    "401": _answer("No key, or one that does not count", "PeerRefusal"),
    "403": _answer("The key has no `match:read`, or fetching of addresses is switched off", "PeerRefusal"),
    "404": _answer("A list that `banks` names is not there", "PeerRefusal"),
    "413": _answer("The file is too large", "PeerRefusal"),
    "429": _answer("The key has used up its calls of this minute", "PeerRefusal"),
}
ALWAYS: Final = [
    _given("banks", "Names of lists, with commas between them; all lists without it, 404 for a name that none has."),
    _given("seed", "Decides, as it does there, whether a list that answers for a share of the questions answers this."),
    _given("bypass_coinflip", "Ask all lists, whatever their share.", FLAG),
    _given("details", "Add to each match what explains it.", FLAG),
]
NAMES: Final = dict.fromkeys(name for several in HASHABLE_AS.values() for name in several)
TYPES: Final = _given("types", f"Of a file, the signals that are asked for, with commas: {', '.join(NAMES)}.")
OF_A_SIGNAL: Final = [
    _given("signal_type", "The kind of `signal`.", {"type": "string", "enum": list(banks.SIGNALS)}),
    _given("signal", "The signal itself; left out where `url` is given."),
]
OF_AN_ADDRESS: Final = [
    _given("url", "The address of a file; 403 until fetching is switched on."),
    _given("content_type", "What the file at `url` is.", {"type": "string", "enum": list(HASHABLE_AS)}),
    TYPES,
]
ONE_FILE: Final = {
    "type": "object",
    "description": "One file, whose field is named after what it is.",
    "properties": {name: {"type": "string", "format": "binary"} for name in HASHABLE_AS},
    "minProperties": 1,
    "maxProperties": 1,
}
PATHS: Final[dict[str, Any]] = {
    "/m/lookup": {
        "get": {
            "operationId": "hma_lookup",
            "tags": ["doors for other systems"],
            "summary": "Look one signal up, as a client of Hasher-Matcher-Actioner does",
            "description": "Nothing is stored but that there was a lookup. Matches by list; of an address without "
            "`signal_type`, by kind of signal and list.",
            "parameters": [*OF_A_SIGNAL, *OF_AN_ADDRESS, *ALWAYS],
            "responses": {"200": _answer("OK", "PeerMatchesByBank", "PeerMatchesBySignal"), **REFUSALS},
            "security": WITH_A_KEY,
        },
        "post": {
            "operationId": "hma_lookup_file",
            "tags": ["doors for other systems"],
            "summary": "Look a file up, as a client of Hasher-Matcher-Actioner does",
            "description": "Nothing is stored but that there was a lookup. A picture of too little detail matches "
            "nothing.",
            "parameters": [TYPES, *ALWAYS],
            "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": ONE_FILE}}},
            "responses": {"200": _answer("OK", "PeerMatchesBySignal"), **REFUSALS},
            "security": WITH_A_KEY,
        },
    }
}
SCHEMAS: Final[dict[str, Any]] = {
    "PeerMatch": {
        "type": "object",
        "description": "`distance`: bits as a text; `-` of what is equal or is not; of videos two percentages.",
        "properties": {"bank_content_id": {"type": "integer"}, "distance": TEXT},
        "required": ["bank_content_id", "distance"],
    },
    "PeerMatchesByBank": {
        "type": "object",
        "additionalProperties": {"type": "array", "items": {"$ref": "#/components/schemas/PeerMatch"}},
    },
    "PeerMatchesBySignal": {
        "type": "object",
        "additionalProperties": {"$ref": "#/components/schemas/PeerMatchesByBank"},
    },
    "PeerRefusal": {"type": "object", "properties": {"message": TEXT}, "required": ["message"]},
}
SECURITY: Final[dict[str, Any]] = {"ApiKeyInAddress": {"type": "http", "scheme": "basic"}}
FURTHER: Final = {"paths": PATHS, "components": {"schemas": SCHEMAS, "securitySchemes": SECURITY}}
