"""One canonical form for web addresses, so that a listed address is found however it was written.

`bonafides-url/1` starts from the WHATWG parser and adds a policy that is published, with test vectors in
`vectors/urls.json`, in docs/reference/matching.md. The canonical text starts with `https://` for http too; it drops
user names, `www.`, ports 80 and 443, tracking parameters, fragments that name no view, and the slash at the end; it
undoes escapes of escapes; it keeps the case of the path. It is a key for comparing, not an address to visit.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple
from urllib.parse import unquote_to_bytes

import can_ada

from bonafides.matching.addresses_in_text import candidates_in
from bonafides.matching.addresses_in_text import trimmed as trimmed  # what an address in a text ends before
from bonafides.matching.domains import is_ip, is_public_suffix, registered_domain
from bonafides.matching.errors import UrlError
from bonafides.matching.refanging import DEFANGED as DEFANGED  # what finders of identifiers undo as well
from bonafides.matching.refanging import MAX_ESCAPED_TIMES, ways_to_read
from bonafides.matching.refanging import refang as refang  # what whoever reads an address does first
from bonafides.matching.vocabulary import MatchedBy

MAX_URL_CHARACTERS: Final = 8192

TRACKING_PREFIXES: Final = ("utm_", "mtm_", "pk_", "hsa_")
TRACKING_PARAMETERS: Final = frozenset(
    {
        *("fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid", "ttclid", "igshid"),
        *("igsh", "li_fat_id", "mc_cid", "mc_eid", "_ga", "_gl", "_hsenc", "_hsmi", "vero_id", "wickedid", "epik"),
        *("rb_clickid", "s_cid", "sc_cid", "oly_anon_id", "oly_enc_id", "srsltid", "mkt_tok", "ref_src", "ref_url"),
    }
)
CHATS_IN_FRAGMENTS: Final = frozenset(f"web{version}.telegram.org" for version in ("", "a", "k", "z"))
"""Hosts on which the fragment says what is shown: Telegram Web."""


class UrlKey(NamedTuple):
    """What a list entry stands for: an address (URL), all below a path (PREFIX), a host and its subdomains (HOST), a
    registered domain with all that lies below it (DOMAIN).

    An address that a list gives as an MD5 only is a URL whose text is `md5:` and 32 hexadecimal digits.
    """

    form: MatchedBy
    text: str


class CanonicalUrl(NamedTuple):
    """A web address in canonical form: `scheme://host[:port]path[?query][#fragment]`, in its parts."""

    scheme: str
    host: str
    port: str
    path: str
    query: str
    fragment: str

    @classmethod
    def parse(cls, text: str) -> "CanonicalUrl":
        """From an address as found; a missing scheme is taken as http. Defanged forms go through `refang` first.

        Raises UrlError: too_long, not_an_address, unsupported_scheme.
        """
        text = text.strip()
        if (usual := _USUAL_FORM.fullmatch(text)) and len(text) <= MAX_URL_CHARACTERS:
            host, path, query = usual[1].lower(), usual[2], usual[3]
            if "xn--" not in host:
                return cls("https", _bare(host), "", path or "/", _kept_of(query) if query else "", "")
        parsed = _whatwg(text)
        scheme = "ftp" if parsed.protocol == "ftp:" else "https"
        host, port = _host_of(parsed.hostname), parsed.port
        path, query, fragment = _path_of(parsed.pathname), _query_of(parsed.search), _fragment_of(parsed.hash, host)
        return cls(scheme, host, "" if port in _PORTS else port, path, query, fragment)

    @property
    def text(self) -> str:
        """The canonical form. Parsing it gives the same again."""
        query = f"?{self.query}" if self.query else ""
        fragment = f"#{self.fragment}" if self.fragment else ""
        return f"{self.scheme}://{self.authority}{self.path}{query}{fragment}"

    @property
    def authority(self) -> str:
        """Host, and port where it is neither 80 nor 443."""
        return f"{self.host}:{self.port}" if self.port else self.host

    def keys_above(self) -> Iterator[UrlKey]:
        """Every key that an entry may be listed under and this address would match, the most specific first."""
        yield UrlKey(MatchedBy.URL, self.text)
        for path in _paths_above(self.path):
            yield UrlKey(MatchedBy.PREFIX, f"{self.authority}{path}")
        hosts = tuple(_hosts_above(self.host))
        for form in (MatchedBy.HOST, MatchedBy.DOMAIN):
            for host in hosts:
                yield UrlKey(form, host)


def listed_key_of(value: str) -> UrlKey:
    """What a listed address stands for; defanged forms are accepted.

    `host.example` (no scheme, no slash) is a host, with its subdomains and any port, and so is `*.host.example` with or
    without a scheme, `/` or `/*`; `.../*` is a path and all below it, on that host alone; `domain:` before any address
    is its registered domain; `md5:` before 32 hexadecimal digits is an address that the list does not disclose;
    everything else is one address.
    Raises UrlError as `CanonicalUrl.parse` does, and dropped_fragment where a home page would be left.
    """
    text = refang(value).strip()
    if hidden := _MD5.fullmatch(text):
        return UrlKey(MatchedBy.URL, hidden[0].lower())
    if text[:7].lower() == "domain:":
        host = CanonicalUrl.parse(text[7:].strip().removeprefix("*.")).host
        return UrlKey(MatchedBy.DOMAIN, registered_domain(host) or host)
    if below := _ALL_BELOW.fullmatch(text):
        key = UrlKey(MatchedBy.HOST, CanonicalUrl.parse(below[1]).host)
        check_listable(key)  # here too: written so, it met nobody before, and stands on lists
        return key
    if "#" in text:
        text = text.partition(":~:")[0]  # what a browser is to point at says nothing of what is listed
    if text.endswith("/*"):
        url = CanonicalUrl.parse(text[:-1])
        _check_fragment(text, url, is_compared=False)
        return UrlKey(MatchedBy.PREFIX, f"{url.authority}{url.path}")
    url = CanonicalUrl.parse(text)
    _check_fragment(text, url, is_compared=url.fragment != "")
    if re.search(r"[/?#@\\]", text) is None and not url.port:
        return UrlKey(MatchedBy.HOST, url.host)
    return UrlKey(MatchedBy.URL, url.text)


def _check_fragment(text: str, url: CanonicalUrl, *, is_compared: bool) -> None:
    """Refuse what would list everybody: an address of which, without what follows `#`, a home page is left."""
    is_home = url.path == "/" and not url.query
    if text.partition("#")[2] and not is_compared and (is_home or url.fragment):
        raise UrlError("dropped_fragment", _DROPPED_FRAGMENT, host=url.authority)


def check_listable(key: UrlKey) -> None:
    """Refuse what would list everybody, a host or domain below which anyone may register (`co.uk`, `blogspot.com`); and
    what would meet nobody, a host with signs that no name of a host has.

    Raises UrlError public_suffix or odd_host. Whoever takes a list in asks; an index does not, for the public list
    changes, and what stands on a list stays there.
    """
    if not _LISTABLE.match(key.text):
        raise UrlError("odd_host", _ODD_HOST, host=host_of(key))
    if key.form in (MatchedBy.HOST, MatchedBy.DOMAIN) and is_public_suffix(key.text):
        raise UrlError("public_suffix", _PUBLIC_SUFFIX, host=key.text)


def host_of(key: UrlKey) -> str:
    """The host that a key names, "" where the list does not disclose it."""
    if key.form is MatchedBy.URL:
        return "" if _MD5.fullmatch(key.text) else CanonicalUrl.parse(key.text).host
    authority = key.text.partition("/")[0]
    return authority if authority.endswith("]") else authority.partition(":")[0] or authority


def urls_in(text: str) -> list[CanonicalUrl]:
    """The addresses that occur in a running text, defanged ones too, each once, in order.

    With a scheme, or as `host.tld` with or without a path; an address with a comma, semicolon or bar, a bracket, an
    apostrophe, or a sign of emphasis at its end counts whole and up to there, for either may be meant. A word such as
    `readme.md` may be among them; that is harmless, for only a listed host or address matches.
    """
    found: dict[CanonicalUrl, None] = {}
    for candidate in dict.fromkeys(each for plain in ways_to_read(text) for each in candidates_in(plain)):
        try:
            found[CanonicalUrl.parse(candidate)] = None
        except UrlError:
            continue
    return list(found)


_MD5: Final = re.compile(r"md5:[0-9a-f]{32}", re.IGNORECASE)
_ALL_BELOW: Final = re.compile(r"(?:(?:https?|ftp|\*)://)?\*\.([^/?#@:\\]+)(?:/\*?)?", re.IGNORECASE)
_LISTABLE: Final = re.compile(r"md5:|(?:(?:https|ftp)://)?(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d+)?(?:/|\Z)")
_DROPPED_FRAGMENT: Final = (
    "What follows # in this address is not compared, so that it would mean the home page of {host}: list an address "
    "with a path, or {host}/ for the home page itself."
)
_ODD_HOST: Final = (
    "{host} is no name of a host, which has letters, digits, dots and hyphens: list one address in each row, and write "
    "*. only before a whole host."
)
_PUBLIC_SUFFIX: Final = (
    "Anyone can have a site below {host}, so it is not listed as a whole: list the site's own name, or {host}/* for "
    "this very host."
)
_TRACKING: Final = re.compile(rf"{'|'.join(TRACKING_PREFIXES)}|(?:{'|'.join(sorted(TRACKING_PARAMETERS))})(?:=|\Z)")
_PORTS: Final = ("", "80", "443")
_USUAL: Final = ("https://", "http://")
_USUAL_FORM: Final = re.compile(
    r"https?://((?:[A-Za-z0-9_-]+\.)+[A-Za-z]{2,})((?:/[A-Za-z0-9_~=-][A-Za-z0-9._~=-]*)*)/?(?:\?([A-Za-z0-9._~/=&-]*))?"
)
"""Most addresses. A browser's parser changes the case of the host alone: their paths have no dots to resolve."""
_SCHEMES: Final = frozenset({"http", "https", "ftp"})
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+-]*):(?!\d)")


def _whatwg(text: str) -> can_ada.URL:
    if len(text) > MAX_URL_CHARACTERS:
        raise UrlError("too_long", "The address has more than {limit} characters.", limit=MAX_URL_CHARACTERS)
    scheme = text.startswith(_USUAL) or _SCHEME.match(text)
    if isinstance(scheme, re.Match) and scheme[1].lower() not in _SCHEMES:
        raise UrlError("unsupported_scheme", "An address starts with http, https or ftp.")
    whole = text if scheme else f"http://{text.lstrip('/')}"
    try:
        return can_ada.parse(whole if whole.isascii() else whole.encode("utf-8", "replace").decode())
    except ValueError as error:
        raise UrlError("not_an_address", "This is not a web address.") from error


def _host_of(host: str) -> str:
    chosen = _bare(_cleaned(host) if ".." in host or host[-1:] == "." or host[:1] == "." else host)
    if "." not in chosen and not chosen.startswith("["):
        raise UrlError("not_an_address", "This is not a web address.")
    return chosen


def _bare(host: str) -> str:
    """Without `www.`, as often as that stands there."""
    while host[:4] == "www." and "." in host[4:]:
        host = host[4:]
    return host


def _cleaned(host: str) -> str:
    """Without needless dots, and read once more: what is left may be a number, which is an IP address or nothing."""
    return _whatwg(f"http://{_DOTS.sub('.', host).strip('.')}").hostname


def _path_of(path: str) -> str:
    normal = _escaped(path, _PATH_PLAIN)
    if "//" in normal:
        normal = _SLASHES.sub("/", normal)
    return normal.rstrip("/") or "/"


def _query_of(search: str) -> str:
    if not search:
        return ""
    pairs = search[1:].split("&")
    return _kept_of("&".join(_escaped(pair.replace("+", "%20"), _QUERY_PLAIN) for pair in pairs))


def _kept_of(query: str) -> str:
    """Without tracking, the rest in the order of names."""
    if not query:
        return ""
    kept = [pair for pair in query.split("&") if pair and not _TRACKING.match(pair.lower())]
    return "&".join(sorted(kept, key=_name_of)) if len(kept) > 1 else "".join(kept)


def _name_of(pair: str) -> str:
    return pair.partition("=")[0]


def _fragment_of(hash_: str, host: str) -> str:
    """Only a fragment that names a view of its own, as single-page sites write it: `#/...`, `#!...` or `#F!...`."""
    if not hash_:
        return ""
    normal = _escaped(hash_[1:].partition(":~:")[0], _PATH_PLAIN)
    is_view = _VIEW.match(normal) or (host in CHATS_IN_FRAGMENTS and _CHAT.match(normal))
    return normal if is_view else ""


_VIEW: Final = re.compile(r"/|[A-Za-z]?!")
_CHAT: Final = re.compile(r"@.|-?\d")  # a name, or a number: `#@channel`, `#-1001234567890`
_DOTS: Final = re.compile(r"\.{2,}")
_SLASHES: Final = re.compile(r"/{2,}")
_UNRESERVED: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
_PATH_PLAIN: Final = frozenset(_UNRESERVED + b"!$&'()*+,;=:@/")
_QUERY_PLAIN: Final = frozenset(_UNRESERVED + b"!$'()*,;:@/=")
_SIMPLE: Final = re.compile(r"[A-Za-z0-9._~/=-]*")
_NESTED: Final = re.compile(r"%(?:25)+(?=[0-9A-Fa-f]{2})")
_PLAIN_IN_ESCAPES: Final = re.compile(r"%(3[0-9]|4[1-6]|6[1-6])")  # 0-9, A-F, a-f: what an escape is made of
_DEEP: Final = re.compile(r"%%|%.%|%(?:3[0-9]|4[1-6]|6[1-6])")
_KEPT_ESCAPES: Final = re.compile(r"%2[fF]|%3[dD]")


def _escaped(text: str, plain: frozenset[int]) -> str:
    """Percent-encoding in one form: what is plain stands unescaped, all else as %XX; an escaped / or = stays."""
    if _SIMPLE.fullmatch(text):
        return text
    parts = re.split(r"(%2[fF]|%3[dD])", _escaped_once(text) if "%25" in text or _DEEP.search(text) else text)
    return "".join(part.upper() if _KEPT_ESCAPES.fullmatch(part) else _escaped_part(part, plain) for part in parts)


def _escaped_once(text: str) -> str:
    """With escapes of escapes undone, whatever they hide: `%252e` and `%%32e` are both `%2e`."""
    for _ in range(MAX_ESCAPED_TIMES):
        flat = _PLAIN_IN_ESCAPES.sub(_plain_of, _NESTED.sub("%", text))
        if flat == text:
            return text
        text = flat
    raise UrlError("too_deep", "The address is escaped more than {limit} times over.", limit=MAX_ESCAPED_TIMES)


def _plain_of(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 16))


def _escaped_part(part: str, plain: frozenset[int]) -> str:
    return "".join(chr(byte) if byte in plain else f"%{byte:02X}" for byte in unquote_to_bytes(part))


def _paths_above(path: str) -> Iterator[str]:
    """The path itself and each one above it, down to the root."""
    yield path
    while path != "/":
        path = path.rpartition("/")[0] or "/"
        yield path


def _hosts_above(host: str) -> Iterator[str]:
    """The host itself and each domain above it that still has a dot; an IP address stands alone."""
    yield host
    if is_ip(host):
        return
    while "." in (host := host.partition(".")[2]):
        yield host
