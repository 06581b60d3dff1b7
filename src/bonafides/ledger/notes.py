"""Signed notes: a text, and signatures by named Ed25519 keys below it.

A note's text ends with a newline; a blank line and one line per signature follow. Keys have a public text
form (vkey), `name+keyid+base64(0x01 || public key)`, and a private one (skey),
`PRIVATE+KEY+name+keyid+base64(0x01 || seed)`. Source: C2SP signed-note v1.0.0 (c2sp.org/signed-note).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from .encoding import base64_of, from_base64
from .errors import MalformedError, SignatureError

MAX_NOTE_BYTES = 1_000_000
MAX_SIGNATURES = 100  # signed-note demands at least 16
ED25519 = b"\x01"  # signature type
KEY_BYTES = 32

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_NAME = re.compile(r"[^\s+\x00-\x1f]+")
_SIGNATURE_LINE = re.compile(r"— (?P<name>[^\s+]+) (?P<signature>[A-Za-z0-9+/=]+)")
_VKEY = re.compile(r"(?P<name>[^\s+]+)\+(?P<key_id>[0-9a-f]{8})\+(?P<key>[A-Za-z0-9+/=]+)")
_SKEY = re.compile(r"PRIVATE\+KEY\+" + _VKEY.pattern)


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: who claims to have signed, with which key (4 bytes), and the signature's bytes."""

    name: str
    key_id: bytes
    signature: bytes

    def line(self) -> str:
        """The line as it stands in a note, newline included."""
        return f"— {self.name} {base64_of(self.key_id + self.signature)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text, ending in a newline, with its signatures; none of them is checked yet: see `open_note`."""

    text: str
    signatures: tuple[Signature, ...]

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Read a note; MalformedError unless it has exactly the form of the specification."""
        text, tail = _divided(_decoded(data))
        lines = tail.split("\n")[:-1]
        if not lines or len(lines) > MAX_SIGNATURES:
            raise MalformedError("note_signatures", "The note has no signature, or far too many.")
        return cls(text, tuple(_signature_of(line) for line in lines))

    def serialise(self) -> bytes:
        """The bytes of the note, UTF-8."""
        return (self.text + "\n" + "".join(one.line() for one in self.signatures)).encode()


def _decoded(data: bytes) -> str:
    if len(data) > MAX_NOTE_BYTES:
        raise MalformedError("note_too_long", f"The note is longer than {MAX_NOTE_BYTES} bytes.")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedError("note_not_utf8", "The note is not UTF-8 text.") from error
    if _CONTROL.search(text):
        raise MalformedError("note_control", "The note holds a control character.")
    return text


def _divided(text: str) -> tuple[str, str]:
    """Text and signatures, apart at the last empty line."""
    at = text.rfind("\n\n")
    if at < 0 or not text.endswith("\n"):
        raise MalformedError("note_shape", "The note is not a text, a blank line and signature lines.")
    return text[: at + 1], text[at + 2 :]


def _signature_of(line: str) -> Signature:
    found = _SIGNATURE_LINE.fullmatch(line)
    if not found:
        raise MalformedError("note_signature_line", "A signature line of the note is malformed.")
    data = from_base64(found["signature"], what="signature")
    if len(data) < 5:
        raise MalformedError("note_signature_line", "A signature of the note is too short.")
    return Signature(found["name"], data[:4], data[4:])


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public Ed25519 key under a name. Make one from its vkey text with `parse`."""

    name: str
    public_key: bytes
    key_id: bytes = field(init=False)

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name) or len(self.public_key) != KEY_BYTES:
            raise MalformedError("key_shape", "A key has a name without spaces or plus signs, and 32 bytes.")
        object.__setattr__(self, "key_id", key_id_of(self.name, self.public_key))

    @classmethod
    def parse(cls, vkey: str) -> Self:
        """Read `name+keyid+base64`; MalformedError if form or key id is wrong, or it is not Ed25519."""
        name, key_id, key = _key_parts(_VKEY, vkey.strip())
        verifier = cls(name, key)
        if verifier.key_id != key_id:
            raise MalformedError("key_id_wrong", "The key id does not belong to this name and key.", name=name)
        return verifier

    @property
    def vkey(self) -> str:
        """The text form that is published."""
        return f"{self.name}+{self.key_id.hex()}+{base64_of(ED25519 + self.public_key)}"

    def made(self, signature: Signature) -> bool:
        """Whether a signature line claims this key; whether it is right, `check` says."""
        return signature.name == self.name and signature.key_id == self.key_id

    def check(self, text: str, signature: Signature) -> None:
        """Refuse with SignatureError unless this key signed the text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(signature.signature, text.encode())
        except (InvalidSignature, ValueError) as error:
            sentence = f"The signature of {self.name} is wrong."
            raise SignatureError("signature_wrong", sentence, name=self.name) from error


@dataclass(frozen=True, slots=True)
class Signer:
    """A private Ed25519 key under a name. seed is 32 secret bytes; it never appears in a repr."""

    name: str
    seed: bytes = field(repr=False)

    @classmethod
    def generate(cls, name: str) -> Self:
        """A new key of 256 random bits."""
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def parse(cls, skey: str) -> Self:
        """Read `PRIVATE+KEY+name+keyid+base64`; MalformedError as in `Verifier.parse`."""
        name, key_id, seed = _key_parts(_SKEY, skey.strip())
        signer = cls(name, seed)
        if signer.verifier.key_id != key_id:
            raise MalformedError("key_id_wrong", "The key id does not belong to this name and key.", name=name)
        return signer

    @property
    def skey(self) -> str:
        """The private text form, to be kept in a file that only its owner can read."""
        return f"PRIVATE+KEY+{self.name}+{self.verifier.key_id.hex()}+{base64_of(ED25519 + self.seed)}"

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        private = Ed25519PrivateKey.from_private_bytes(self.seed)
        return Verifier(self.name, private.public_key().public_bytes_raw())

    def sign(self, text: str) -> Note:
        """A note of this text with one signature; MalformedError if the text cannot be a note's."""
        if not text.endswith("\n") or _CONTROL.search(text):
            raise MalformedError("note_shape", "A note's text ends in a newline and has no control characters.")
        signature = Ed25519PrivateKey.from_private_bytes(self.seed).sign(text.encode())
        return Note(text, (Signature(self.name, self.verifier.key_id, signature),))


def key_id_of(name: str, public_key: bytes) -> bytes:
    """The 4 bytes that name an Ed25519 key."""
    return sha256(name.encode() + b"\n" + ED25519 + public_key).digest()[:4]


def _key_parts(form: re.Pattern[str], text: str) -> tuple[str, bytes, bytes]:
    found = form.fullmatch(text)
    if not found:
        raise MalformedError("key_shape", "This is not a key of the form name+id+base64.")
    data = from_base64(found["key"], what="key", size_bytes=1 + KEY_BYTES)
    if data[:1] != ED25519:
        raise MalformedError("key_type", "This key is not an Ed25519 note key.", name=found["name"])
    return found["name"], bytes.fromhex(found["key_id"]), data[1:]


def open_note(data: bytes, keys: Iterable[Verifier]) -> Note:
    """A note that at least one of the keys signed. Signatures of unknown keys are ignored.

    Raises MalformedError for another form, SignatureError if no known key signed or if one that claims to is
    wrong.
    """
    note, signed = Note.parse(data), False
    for key in keys:
        for signature in filter(key.made, note.signatures):
            key.check(note.text, signature)
            signed = True
    if not signed:
        names = ", ".join(one.name for one in note.signatures)
        raise SignatureError("not_signed", f"None of the keys given signed this; it names {names}.", names=names)
    return note
