"""The kinds of identifier, and what one is."""

from enum import StrEnum
from typing import NamedTuple


class IdentifierKind(StrEnum):
    """What an identifier names; the scheme of its canonical text."""

    IPFS = "ipfs"  # content by its hash, or a path below it
    IPNS = "ipns"  # a name in IPFS whose content may change
    BADBITS = "badbits"  # content or a name in IPFS of which a list gives only a hash
    ONION = "onion"  # a service in the Tor network
    ENS = "ens"  # a name in the Ethereum Name Service
    TORRENT = "torrent"  # a torrent by its info-hash
    NOSTR = "nostr"  # an account, a note or an article on Nostr
    AT = "at"  # an account on the AT protocol (Bluesky), or a record of it
    BITCOIN = "bitcoin"
    LITECOIN = "litecoin"
    DOGECOIN = "dogecoin"
    DASH = "dash"
    ZCASH = "zcash"
    ETHEREUM = "ethereum"  # also every chain that uses its addresses
    MONERO = "monero"
    TRON = "tron"
    RIPPLE = "ripple"
    TON = "ton"
    CARDANO = "cardano"
    SOLANA = "solana"  # an account, a program or a token
    IBAN = "iban"
    DONATION = "donation"  # an account on a service that collects money


class Identifier(NamedTuple):
    """A name that does not depend on where it is written: `text` is its one canonical spelling, `kind:key`."""

    kind: IdentifierKind
    key: str

    @property
    def text(self) -> str:
        """The canonical spelling, as an entry of a list holds it."""
        return f"{self.kind}:{self.key}"

    @property
    def is_unchecked(self) -> bool:
        """Whether nothing about it says that it is one: any other of the same text counts before it."""
        return self.kind is IdentifierKind.SOLANA


class Found(NamedTuple):
    """An identifier and where it stands in a text: characters from `start` up to, not including, `end`."""

    identifier: Identifier
    start: int
    end: int
