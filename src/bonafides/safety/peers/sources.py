"""What a client of Hasher-Matcher-Actioner says of an exchange, in our words for a feed. A field that is not known is
refused by its name: one that was meant and dropped would be found out months later.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.peers import rules
from bonafides.safety.peers.vocabulary import (
    CREDENTIAL_CHARACTERS,
    FIELD_OF,
    GOES_WITH_CREDENTIALS,
    NOT_READ_HERE,
    OVERRULED,
    SETTING_CHARACTERS,
)

ADDRESS = "address"
NO_OBJECT = _("The field %(field)s is an object.")
UNKNOWN = _("The field %(field)s has no member “%(name)s” for this API; it has: %(names)s.")
NO_TEXT = _("In %(field)s, “%(name)s” is a text of one line and at most %(most)s characters.")
MISSING = _("In %(field)s, “%(name)s” is missing.")
NO_CREDENTIALS = _("The field credential_json is missing: an empty object in it erases what this exchange has.")
NOT_FETCHED = _("In api_json, “address” is one that can be fetched: http or https. A file of this home is for people.")


class Described(Protocol):
    """One thing that a kind of source asks for."""

    @property
    def name(self) -> str: ...
    @property
    def is_secret(self) -> bool: ...
    @property
    def is_required(self) -> bool: ...


@dataclass(frozen=True)
class Kind:
    """A kind of source: what the client calls it, where it usually is, and what it asks for."""

    api: str
    address: str
    fields: tuple[Described, ...]


@dataclass(frozen=True)
class Credentials:
    """Secrets, and the settings that go with them."""

    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """A feed that is to be set up."""

    name: str
    address: str
    settings: Mapping[str, str]
    credentials: Credentials
    is_on: bool


def asked_in(body: Mapping[str, Any], kind: Kind) -> Asked:
    """What `POST /c/exchanges` says. Raises Invalid with the name of the field that is wrong."""
    api_json = _object("api_json", body.get("api_json"))
    is_on = rules.is_wanted(api_json.get("enabled"))
    given = {name: value for name, value in api_json.items() if name not in OVERRULED | {"enabled"}}
    for name in given:
        if sentence := NOT_READ_HERE.get((kind.api, name)):
            raise Invalid("exchange-not-read-here", sentence)
    _check_names("api_json", given, [ADDRESS, *(each.name for each in kind.fields if not each.is_secret)])
    said = {name: _text("api_json", name, value, SETTING_CHARACTERS) for name, value in given.items()}
    credentials = credentials_in(body.get("credential_json"), kind)
    settings = {**credentials.settings, **{name: value for name, value in said.items() if name != ADDRESS}}
    return Asked(
        rules.check_name(body.get("bank")),
        _address(said.get(ADDRESS, ""), kind),
        settings,
        credentials,
        True if is_on is None else is_on,  # as that client's own server takes it
    )


def credentials_named_in(body: Mapping[str, Any], kind: Kind) -> Credentials:
    """The same of a request that is about nothing else: what leaves them out is refused, for an empty one erases."""
    if "credential_json" not in body:
        raise Invalid("exchange-field-missing", NO_CREDENTIALS)
    return credentials_in(body["credential_json"], kind)


def credentials_in(credential_json: object, kind: Kind) -> Credentials:
    """What `credential_json` says: nothing, or all that this kind cannot do without.

    Whatever is wrong is told by the name that was written, or else by the client's own.
    """
    given = _object("credential_json", credential_json)
    aliases = FIELD_OF.get(kind.api, {})
    takes = [each for each in kind.fields if each.is_secret or each.name in GOES_WITH_CREDENTIALS]
    written = {aliases.get(name, name): name for name, value in given.items() if value is not None}
    known = [each.name for each in takes]
    _check_names("credential_json", written, known, lambda name: written.get(name) or called(kind.api, name))
    texts = {name: _text("credential_json", own, given[own], CREDENTIAL_CHARACTERS) for name, own in written.items()}
    needed = [each.name for each in takes if each.is_secret and (each.is_required or len(takes) == 1)]
    for name in needed if texts else ():
        if not texts.get(name):
            own = written.get(name) or called(kind.api, name)
            raise Invalid("exchange-field-missing", MISSING, field="credential_json", name=own)
    secret = {each.name for each in takes if each.is_secret}
    return Credentials(
        {name: text for name, text in texts.items() if name in secret and text},
        {name: text for name, text in texts.items() if name not in secret and text},
    )


def called(api: str, name: str) -> str:
    """What the client calls a credential of this API."""
    return next((own for own, ours in FIELD_OF.get(api, {}).items() if ours == name), name)


def lacking(name: str, api: str) -> Invalid:
    """A setting that a feed cannot do without, by the name and in the object in which the client gives it."""
    where = "credential_json" if name in GOES_WITH_CREDENTIALS else "api_json"
    return Invalid("exchange-field-missing", MISSING, field=where, name=called(api, name))


def _object(name: str, value: object) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Invalid("exchange-no-object", NO_OBJECT, field=name)
    return value


def _check_names(
    where: str, given: Mapping[str, object], known: Collection[str], own: Callable[[str], str] = str
) -> None:
    """`own`: what the client calls it."""
    for name in given:
        if name not in known:
            names = ", ".join(sorted(map(own, known))) or "–"
            raise Invalid("exchange-no-such-field", UNKNOWN, field=where, name=own(name)[:40], names=names)


def _text(where: str, name: str, value: object, at_most: int) -> str:
    """A text; a number, as some clients send, counts as one. Never told back: it may be a secret."""
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else None
    if text is None or len(text) > at_most or any(character < " " or character == "\x7f" for character in text):
        raise Invalid("exchange-no-text", NO_TEXT, field=where, name=name, most=at_most)
    return text


def _address(address: str, kind: Kind) -> str:
    """Empty for the usual one. Whether it may be reached is checked when it is fetched, each time."""
    if not address and not kind.address:
        raise Invalid("exchange-field-missing", MISSING, field="api_json", name=ADDRESS)
    if address and not address.lower().startswith(("https://", "http://")):
        raise Invalid("exchange-address", NOT_FETCHED)
    return address
