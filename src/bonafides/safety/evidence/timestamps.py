"""RFC 3161: asking time-stamp authorities when something was there, and checking what they answer.

The raw answer is kept beside the token taken from it, with the certificates that lead to the operator's trusted roots.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from bonafides.base.fetch import client as fetch
from bonafides.kernel.errors import DomainError

SECONDS, ANSWER_AT_MOST = 15.0, 100_000
HEADERS = [("Content-Type", "application/timestamp-query"), ("Accept", "application/timestamp-reply")]
SEQUENCE, SET, CONTEXT_0 = 0x30, 0x31, 0xA0


@dataclass(frozen=True)
class Authority:
    """A time-stamp authority of the operator's choice, and the roots it is trusted under (a PEM file)."""

    url: str
    roots: Path

    @classmethod
    def parse(cls, text: str) -> "Authority":
        """Read `https://tsa.example.org/|/etc/bonafides/tsa-roots.pem`."""
        url, _, roots = text.partition("|")
        return cls(url.strip(), Path(roots.strip()))


@dataclass(frozen=True)
class Stamp:
    """A verified answer."""

    authority: str
    response: bytes
    token: bytes
    chain: bytes  # PEM: the trusted roots, and the certificates that came along
    at: datetime


@dataclass(frozen=True)
class Failure:
    """An authority that gave no stamp, and why."""

    authority: str
    why: str


def stamp_by_all(data: bytes, authorities: Sequence[Authority]) -> list[Stamp | Failure]:
    """Ask each authority; one that fails does not keep the others from answering."""
    return [_asked(data, authority) for authority in authorities]


def _asked(data: bytes, authority: Authority) -> Stamp | Failure:
    request = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).build()
    try:
        roots = x509.load_pem_x509_certificates(authority.roots.read_bytes())
        body = request.as_bytes()
        answer = fetch.post(authority.url, body=body, headers=HEADERS, seconds=SECONDS, max_bytes=ANSWER_AT_MOST)
        if answer.status != 200:
            return Failure(authority.url, f"it answered {answer.status}")
        response = read_response(answer.body)
        check(response, data, roots, nonce=request.nonce)
    except (DomainError, VerificationError, ValueError, OSError) as error:
        return Failure(authority.url, str(error)[:200] or type(error).__name__)
    moment = response.tst_info.gen_time.astimezone(UTC)
    return Stamp(authority.url, answer.body, response.time_stamp_token(), _chain(roots, response), moment)


def read_response(data: bytes) -> TimeStampResponse:
    """An answer, also one whose certificates do not stand in the order that DER asks for.

    OpenSSL writes them in the order of the chain. The order is not signed, so putting them right changes nothing.
    """
    try:
        return decode_timestamp_response(data)
    except ValueError:
        return decode_timestamp_response(with_sorted_certificates(data))


def check(response: TimeStampResponse, data: bytes, roots: Sequence[x509.Certificate], *, nonce: int | None) -> None:
    """Refuse with VerificationError or ValueError unless the answer is granted, for these bytes, under these roots."""
    if response.status != 0:
        raise ValueError(f"the authority refused: {', '.join(response.status_string) or response.status}")
    builder = VerifierBuilder(roots=list(roots), nonce=nonce, intermediates=_intermediates(response))
    leaf = _leaf(response)
    builder = builder.tsa_certificate(leaf) if leaf is not None else builder
    builder.build().verify_message(response, data)


def _certificates(response: TimeStampResponse) -> list[x509.Certificate]:
    return [x509.load_der_x509_certificate(data) for data in sorted(response.signed_data.certificates)]


def _leaf(response: TimeStampResponse) -> x509.Certificate | None:
    """The certificate that signed, by the serial number in the signature."""
    serials = {info.serial_number for info in response.signed_data.signer_infos}
    return next((each for each in _certificates(response) if each.serial_number in serials), None)


def _intermediates(response: TimeStampResponse) -> list[x509.Certificate]:
    leaf = _leaf(response)
    return [each for each in _certificates(response) if each != leaf and each.issuer != each.subject]


def _chain(roots: Sequence[x509.Certificate], response: TimeStampResponse) -> bytes:
    known = list(dict.fromkeys([*roots, *_certificates(response)]))
    return b"".join(each.public_bytes(Encoding.PEM) for each in known)


def with_sorted_certificates(response: bytes) -> bytes:
    """The same answer with its SET of certificates in DER order: TimeStampResp > token > [0] > SignedData > [0].

    Raises ValueError where the bytes are not of that shape.
    """
    place = _inside(response, 0, SEQUENCE)  # TimeStampResp
    place = _inside(response, _after(response, place), SEQUENCE)  # past the status: the token
    place = _inside(response, _after(response, place), CONTEXT_0)  # past its type
    place = _inside(response, place, SEQUENCE)  # SignedData
    for _ in range(3):  # version, digest algorithms, content
        place = _after(response, place)
    start, end = _inside(response, place, CONTEXT_0), _after(response, place)
    parts, at = [], start
    while at < end:
        parts.append(response[at : _after(response, at)])
        at = _after(response, at)
    return response[:start] + b"".join(sorted(parts)) + response[end:]


def _header(data: bytes, at: int) -> tuple[int, int, int]:
    """Tag, start of the content and its length of the element at a place."""
    if at + 2 > len(data):
        raise ValueError("the answer is cut off")
    first = data[at + 1]
    if first < 0x80:
        return data[at], at + 2, first
    count = first & 0x7F
    length = int.from_bytes(data[at + 2 : at + 2 + count], "big")
    if not 0 < count <= 4 or at + 2 + count + length > len(data):
        raise ValueError("the answer is not DER")
    return data[at], at + 2 + count, length


def _inside(data: bytes, at: int, tag: int) -> int:
    found, start, _length = _header(data, at)
    if found != tag:
        raise ValueError("the answer is not a time-stamp response")
    return start


def _after(data: bytes, at: int) -> int:
    _tag, start, length = _header(data, at)
    return start + length
