"""Accounts on services that collect money, by the addresses of their pages.

One row per service: its hosts, what its key starts with, and the path that names the account.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from bonafides.matching.identifiers.finder import Finder
from bonafides.matching.identifiers.vocabulary import Identifier, IdentifierKind


class Service(NamedTuple):
    """`path` finds the account in what follows the host; where its case counts, `is_folded` is false.

    `account` is how a key writes what was found.
    """

    hosts: str
    key: str
    path: str
    is_folded: bool = True
    account: str = "{}"
    pages: str = ""  # of its own that are no accounts, beside those that all services have


_ACCOUNT: Final = re.compile(r"[\w.~%?=/-]{2,200}")
_NAME: Final = r"/@?([\w.~%-]{2,100})"
_OF_PATREON: Final = (
    "bepatron c campaigns checkout collection cw feed join library manage messages notifications oauth2 post posts "
    "profile subscriptions users"
)

SERVICES: Final = (
    Service("paypal.me", "paypal.me", r"/([A-Za-z0-9]{2,20})(?![\w-])"),
    Service("paypal.com", "paypal.me", r"/paypalme/([A-Za-z0-9]{2,20})(?![\w-])"),
    Service(
        "paypal.com",
        "paypal.com/donate",
        r"/(?:\w\w/)?(?:donate|cgi-bin/webscr)/?\?(?:\S*&)?hosted_button_id=(\w{5,30})",
        is_folded=False,
    ),
    Service(
        "patreon.com",
        "patreon.com",
        r"/(?i:user|bepatron)(?:/\w{1,20})?/?\?(?:\S*&)?u=(\d{1,12})(?!\d)",
        account="user?u={}",
        pages=_OF_PATREON,
    ),
    Service("patreon.com", "patreon.com", r"/(?:(?i:c|cw|join|checkout)/)?([\w-]{2,64})", pages=_OF_PATREON),
    Service("ko-fi.com", "ko-fi.com", _NAME, pages="album post posts"),
    Service("gofundme.com", "gofundme.com", r"/f/([\w-]{2,100})"),
    Service("gofund.me", "gofund.me", r"/(\w{2,30})"),
    Service("buymeacoffee.com", "buymeacoffee.com", _NAME),
    Service("liberapay.com", "liberapay.com", _NAME),
    Service("opencollective.com", "opencollective.com", _NAME),
    Service("givesendgo.com", "givesendgo.com", _NAME, pages="site"),
    Service("subscribestar.com subscribestar.adult", "subscribestar.com", _NAME, pages="posts"),
    Service("boosty.to", "boosty.to", _NAME),
    Service("donationalerts.com", "donationalerts.com", r"/r/([\w-]{2,64})"),
    Service("tipeee.com", "tipeee.com", _NAME),
    Service("cash.app", "cash.app", r"/\$([A-Za-z]\w{0,19})"),
    Service("venmo.com account.venmo.com", "venmo.com", r"/(?:u/)?([\w-]{5,30})"),
    Service("wise.com", "wise.com", r"/pay/(?:me|business)/([\w-]{2,64})"),
    Service("revolut.me", "revolut.me", _NAME),
    Service("launchgood.com", "launchgood.com", r"/(?:v4/)?campaign/([\w-]{2,200})"),
    Service("justgiving.com", "justgiving.com", r"/((?:page|fundraising|crowdfunding|campaign)/[\w-]{2,100})"),
    Service("github.com", "github.com/sponsors", r"/sponsors/([A-Za-z0-9-]{1,39})"),
    Service("donate.stripe.com buy.stripe.com", "donate.stripe.com", r"/(\w{6,60})", is_folded=False),
)
_NO_ACCOUNTS: Final = frozenset(
    re.findall(
        r"\S+",
        "about account api app apps blog business contact create discover donate donate-now explore faq features help "
        "home individuals legal login me membership myaccount paypalme policy press pricing privacy search settings "
        "shop signin signup start support terms us user webapps",
    )
)
_BY_HOST: Final = {
    host: [(service, re.compile(service.path)) for service in SERVICES if host in service.hosts.split()]
    for host in {host for service in SERVICES for host in service.hosts.split()}
}
_HOSTS: Final = "|".join(re.escape(host) for host in sorted(_BY_HOST, key=len, reverse=True))


def identifier_of_key(key: str) -> Identifier | None:
    """An account by its canonical key, as `paypal.me/name`; None for a service that is not known."""
    for service in SERVICES:
        account = key[len(service.key) + 1 :]
        if key.lower().startswith(f"{service.key}/") and _ACCOUNT.fullmatch(account) and _is_account(service, account):
            return Identifier(IdentifierKind.DONATION, f"{service.key}/{_folded(service, account)}")
    return None


def names_no_account(text: str) -> bool:
    """Whether a text holds the address of a page of these services, and of no account."""
    pages = list(_PAGE.finditer(text))
    return bool(pages) and not any(True for page in pages for _account in _in_text(page))


def _is_account(service: Service, text: str) -> bool:
    """Whether what stands for an account is none of the service's own pages, or below one."""
    name = re.split(r"[/?]", text, maxsplit=1)[0].lower()
    return name not in _NO_ACCOUNTS and name not in service.pages.split()


def _folded(service: Service, account: str) -> str:
    return account.lower() if service.is_folded else account


def _in_text(match: re.Match[str]) -> Iterator[Identifier]:
    for service, path in _BY_HOST[match[1].lower()]:
        found = path.match(match[2])
        account = found[1].rstrip(".") if found else ""
        if account and _is_account(service, account):
            written = service.account.format(_folded(service, account))
            yield Identifier(IdentifierKind.DONATION, f"{service.key}/{written}")
            return


_PAGE: Final = re.compile(
    rf"""(?<![\w.-])(?:www\.|m\.|[a-z]{{2}}\.)?({_HOSTS})(/[^\s"'<>`|]{{1,400}})""", re.IGNORECASE
)
FINDERS: Final = (Finder(_PAGE, _in_text, tuple(sorted(_BY_HOST))),)
