"""Every byte of a bag is under a digest or the seal: a change anywhere is found."""

from hashlib import sha256
from pathlib import Path
from random import Random

import bagit
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from tests.lengths import rounds

from bonafides.base.keys import signing
from bonafides.safety.evidence import bag_log
from bonafides.safety.evidence.tests.bags import a_bag, checked, commands, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
WHOLE_UP_TO, SAMPLED, LEAST = rounds(0, 300), rounds(6, 24), rounds(150, 2_000)
MASKS = (0x01, 0x20, 0x80)


def places_in(data: bytes, random: Random) -> list[int]:
    """Every place of a small file; of a larger one, some, with its line ends. That no place is free is shown below."""
    if len(data) <= WHOLE_UP_TO:
        return list(range(len(data)))
    ends = [place for place, byte in enumerate(data) if byte == 0x0A]
    return sorted({0, len(data) - 1, *random.sample(range(len(data)), min(SAMPLED, len(data))), *ends[:3], *ends[-3:]})


def is_found(bag: Path, openssl: str) -> bool:
    """By the first command or the second; the first is asked in this process, for speed."""
    try:
        bagit.Bag(str(bag)).validate()
    except (bagit.BagError, ValueError, OSError, KeyError):
        return True
    return run(bag, openssl) != 0


def undetected(bag: Path) -> tuple[list[tuple[str, int, int]], int]:
    random, openssl, missed, tried = Random(7), commands(bag)[1], [], 0
    for file in sorted(path for path in bag.rglob("*") if path.is_file()):
        data = file.read_bytes()
        for place in places_in(data, random):
            mask = MASKS[tried % len(MASKS)]
            file.write_bytes(data[:place] + bytes([data[place] ^ mask]) + data[place + 1 :])
            tried += 1
            if not is_found(bag, openssl):
                missed.append((str(file.relative_to(bag)), place, mask))
        file.write_bytes(data)
    return missed, tried


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_flip_anywhere_is_found(two_authorities: list[str], tmp_path: Path) -> None:
    bag = a_bag(tmp_path)

    missed, tried = undetected(bag)

    assert missed == []
    assert tried > LEAST
    assert checked(bag) == [0, 0, 0]


def digests_named_by(bag: Path) -> dict[Path, str]:
    """What the bag's two manifests say of each file."""
    lines = [line for name in ("manifest", "tagmanifest") for line in manifest_lines(bag / f"{name}-sha256.txt")]
    return {bag / name.strip(): digest for digest, name in lines}


def manifest_lines(file: Path) -> list[tuple[str, str]]:
    return [(line.partition(" ")[0], line.partition(" ")[2]) for line in file.read_text().splitlines()]


def unnoticed_places(data: bytes, named: str) -> list[int]:
    """Places at which a flip of one bit would leave the digest as it is named."""
    changed = (data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :] for place in range(len(data)))
    return [place for place, flipped in enumerate(changed) if sha256(flipped).hexdigest() == named]


def unsealed_places(content: bytes, seal: bytes) -> list[int]:
    """Places of the tag manifest at which a flip would leave it under its seal."""
    key = Ed25519PublicKey.from_public_bytes(signing.signer("receipts").verifier.public_key)
    changed = (content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :] for place in range(len(content)))
    return [place for place, flipped in enumerate(changed) if is_sealed(key, seal, flipped)]


def is_sealed(key: Ed25519PublicKey, seal: bytes, content: bytes) -> bool:
    try:
        key.verify(seal, content)
    except InvalidSignature:
        return False
    return True


def test_every_byte_of_every_file_is_under_a_digest_or_the_seal(two_authorities: list[str], tmp_path: Path) -> None:
    """Nothing sampled: each place of each file, with the same arithmetic as the first two commands."""
    bag = a_bag(tmp_path)
    named = digests_named_by(bag)
    sealed, seal = bag / "tagmanifest-sha256.txt", bag / "seal.sig"
    files = {file for file in bag.rglob("*") if file.is_file()}

    unnoticed = {file.name: unnoticed_places(file.read_bytes(), digest) for file, digest in named.items()}

    assert files - set(named) == {sealed, seal}
    assert all(sha256(file.read_bytes()).hexdigest() == digest for file, digest in named.items())
    assert [name for name, places in unnoticed.items() if places] == []
    assert unsealed_places(sealed.read_bytes(), seal.read_bytes()) == []


@pytest.mark.parametrize("place", range(64))
def test_a_flip_in_the_seal_is_found(place: int, tmp_path: Path) -> None:
    content = b"a tag manifest\n"
    seal = bytearray(bag_log.sign(content))
    seal[place] ^= 0x10

    with pytest.raises(InvalidSignature):
        Ed25519PublicKey.from_public_bytes(signing.signer("receipts").verifier.public_key).verify(bytes(seal), content)


def test_a_file_more_or_less_is_found(tmp_path: Path) -> None:
    bag = a_bag(tmp_path)
    (bag / "data" / "more").write_bytes(b"slipped in")
    with_more = run(bag, commands(bag)[0])
    (bag / "data" / "more").unlink()
    (bag / "statements.json").unlink()

    with_less = run(bag, commands(bag)[0])

    assert (with_more, with_less) == (1, 1)
