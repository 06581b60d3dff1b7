"""Ways to write bytes as text that carry their own checks: multibase, Bech32, Base58Check, Monero's blocks.

Every reader answers None where the text is not of its kind, and never raises. Sources: multiformats/multibase,
BIP-173 and BIP-350 (Bech32, Bech32m), NIP-19 (Bech32 without a limit of length), Monero's cns003.
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Final

import base58
from Cryptodome.Hash import keccak

# -- multibase --------------------------------------------------------------------------------------


def multibase_bytes(text: str) -> bytes | None:
    """The bytes of a text whose first character names its base."""
    read = _BASES.get(text[:1])
    if read is None or len(text) < 2:
        return None
    try:
        return read(text[1:])
    except (ValueError, binascii.Error):
        return None


def base32_text(data: bytes) -> str:
    """Base32 of RFC 4648 in lower case without padding, and without a multibase prefix."""
    return base64.b32encode(data).decode().rstrip("=").lower()


def base36_text(data: bytes) -> str:
    """Base36 in lower case, zero bytes at the start kept, without a multibase prefix."""
    number, digits = int.from_bytes(data), ""
    while number:
        number, digit = divmod(number, 36)
        digits = _BASE36[digit] + digits
    return "0" * (len(data) - len(data.lstrip(b"\0"))) + digits


def varint_at(data: bytes, start: int) -> tuple[int, int] | None:
    """An unsigned LEB128 number of at most nine bytes and the place after it."""
    number = 0
    for place, byte in enumerate(data[start : start + 9]):
        number |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return number, start + place + 1
    return None


def _base32(text: str) -> bytes:
    return base64.b32decode(text + "=" * (-len(text) % 8))


def _base32_hex(text: str) -> bytes:
    return base64.b32hexdecode(text + "=" * (-len(text) % 8))


def _of_one_case(read: Callable[[str], bytes], text: str, is_lower: bool) -> bytes:
    if text != (text.lower() if is_lower else text.upper()):
        raise ValueError("mixed case")
    return read(text.upper())


def _base64url(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _base64(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)


def _base36(text: str) -> bytes:
    number = int(text, 36) if text.isascii() and text.isalnum() else int("!")
    zeros = len(text) - len(text.lstrip("0"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8)


_BASE36: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_ZBASE32: Final = str.maketrans("ybndrfg8ejkmcpqxot1uwisza345h769", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
_BASES: Final[dict[str, Callable[[str], bytes]]] = {
    "f": bytes.fromhex,
    "F": bytes.fromhex,
    "b": lambda text: _of_one_case(_base32, text, is_lower=True),
    "B": lambda text: _of_one_case(_base32, text, is_lower=False),
    "c": lambda text: _of_one_case(_base32, text.rstrip("="), is_lower=True),
    "C": lambda text: _of_one_case(_base32, text.rstrip("="), is_lower=False),
    "v": lambda text: _of_one_case(_base32_hex, text, is_lower=True),
    "V": lambda text: _of_one_case(_base32_hex, text, is_lower=False),
    "t": lambda text: _of_one_case(_base32_hex, text.rstrip("="), is_lower=True),
    "T": lambda text: _of_one_case(_base32_hex, text.rstrip("="), is_lower=False),
    "h": lambda text: _base32(text.translate(_ZBASE32)),
    "k": lambda text: _of_one_case(_base36, text, is_lower=True),
    "K": lambda text: _of_one_case(_base36, text, is_lower=False),
    "z": base58.b58decode,
    "Z": lambda text: base58.b58decode(text.swapcase()),
    "m": _base64,
    "M": lambda text: _base64(text.rstrip("=")),
    "u": _base64url,
    "U": lambda text: _base64url(text.rstrip("=")),
}

# -- Bech32 -----------------------------------------------------------------------------------------

BECH32: Final = 1  # BIP-173
BECH32M: Final = 0x2BC830A3  # BIP-350


def bech32_parts(text: str) -> tuple[str, list[int], int] | None:
    """The readable part, the 5-bit values without their checksum, and which checksum it is."""
    if text not in (text.lower(), text.upper()) or not text.isascii():
        return None
    prefix, one, rest = text.lower().rpartition("1")
    values = [_BECH32_VALUES.get(character, -1) for character in rest]
    if (
        not prefix
        or not one
        or len(values) < 6
        or min(values) < 0
        or not all(33 <= ord(each) <= 126 for each in prefix)
    ):
        return None
    checksum = _polymod([*_expanded(prefix), *values])
    return (prefix, values[:-6], checksum) if checksum in (BECH32, BECH32M) else None


def bytes_of_fives(values: Sequence[int]) -> bytes | None:
    """8-bit bytes from 5-bit values; None where the rest is not less than five zero bits."""
    number, bits = 0, 0
    found = bytearray()
    for value in values:
        number, bits = (number << 5) | value, bits + 5
        if bits >= 8:
            bits -= 8
            found.append((number >> bits) & 0xFF)
            number &= (1 << bits) - 1
    return bytes(found) if bits < 5 and number == 0 else None


def bech32_text(prefix: str, data: bytes) -> str:
    """Bytes in Bech32 (BIP-173) under a prefix, in lower case."""
    bits = "".join(f"{byte:08b}" for byte in data)
    values = [int(bits[start : start + 5].ljust(5, "0"), 2) for start in range(0, len(bits), 5)]
    check = _polymod([*_expanded(prefix), *values, *bytes(6)]) ^ BECH32
    values += [check >> 5 * (5 - place) & 31 for place in range(6)]
    return f"{prefix}1{''.join(_BECH32[value] for value in values)}"


def _expanded(prefix: str) -> list[int]:
    return [*(ord(each) >> 5 for each in prefix), 0, *(ord(each) & 31 for each in prefix)]


def _polymod(values: Sequence[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATORS):
            if top >> bit & 1:
                check ^= generator
    return check


_BECH32: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BECH32_VALUES: Final = {character: value for value, character in enumerate(_BECH32)}
_GENERATORS: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)

# -- Base58 -----------------------------------------------------------------------------------------


def base58check_bytes(text: str, alphabet: bytes = base58.BITCOIN_ALPHABET) -> bytes | None:
    """Version and payload of a Base58Check text, its checksum verified and taken off."""
    try:
        return base58.b58decode_check(text, alphabet=alphabet)
    except ValueError:
        return None


def monero_bytes(text: str) -> bytes | None:
    """The bytes of Monero's Base58, which goes by blocks of eleven characters for eight bytes."""
    blocks = [text[start : start + 11] for start in range(0, len(text), 11)]
    try:
        return b"".join(_monero_block(block) for block in blocks)
    except (ValueError, KeyError, OverflowError):
        return None


def monero_text(data: bytes) -> str:
    """Bytes in Monero's Base58."""
    blocks = [data[start : start + 8] for start in range(0, len(data), 8)]
    return "".join(
        base58.b58encode_int(int.from_bytes(block)).decode().rjust(_WIDTHS[len(block)], "1") for block in blocks
    )


def _monero_block(block: str) -> bytes:
    return base58.b58decode_int(block).to_bytes(_SIZES[len(block)])


_SIZES: Final = {2: 1, 3: 2, 5: 3, 6: 4, 7: 5, 9: 6, 10: 7, 11: 8}
_WIDTHS: Final = {size: width for width, size in _SIZES.items()}

# -- Keccak -----------------------------------------------------------------------------------------


def keccak256(data: bytes) -> bytes:
    """The hash of Ethereum and Monero: Keccak as submitted, before SHA-3 changed its padding."""
    return keccak.new(digest_bits=256, data=data).digest()
