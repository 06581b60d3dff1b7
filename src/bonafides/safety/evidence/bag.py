"""The files of a bag (BagIt 1.0, RFC 8493): manifests over what was put in a folder, and the seal over all of it.

Every byte of a bag is covered: the payload by its manifests, they and every other file by the tag manifest, and the tag
manifest by `seal.sig`, an Ed25519 signature of 64 bytes. Only that signature is covered by nothing, and needs nothing.
"""

from collections.abc import Callable, Iterable
from datetime import date
from hashlib import sha256, sha512
from pathlib import Path

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
PAYLOAD, MANIFEST, MANIFEST_512 = "data", "manifest-sha256.txt", "manifest-sha512.txt"
TAG_MANIFEST, SEAL, STAMPED = "tagmanifest-sha256.txt", "seal.sig", "stamped.sha256"
PIECE = 1024 * 1024


def put(folder: Path, path: str, data: bytes | Iterable[bytes]) -> str:
    """Write one file of the bag; returns its SHA-256."""
    target, digest = folder / path, sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as file:
        for chunk in [data] if isinstance(data, bytes) else data:
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest()


def write_manifests(folder: Path) -> None:
    """Both manifests of the payload, read once."""
    first, second = [], []
    for path in _files(folder / PAYLOAD):
        short, long = _digests(path)
        first.append(f"{short}  {path.relative_to(folder)}\n")
        second.append(f"{long}  {path.relative_to(folder)}\n")
    put(folder, MANIFEST, "".join(first).encode())
    put(folder, MANIFEST_512, "".join(second).encode())


def write_digests(folder: Path, paths: Iterable[str]) -> bytes:
    """The list that is stamped: one line a file, as `sha256sum` writes it."""
    lines = "".join(f"{_digests(folder / path)[0]}  {path}\n" for path in paths).encode()
    put(folder, STAMPED, lines)
    return lines


def finish(folder: Path, info: dict[str, str], *, on: date, sign: Callable[[bytes], bytes]) -> str:
    """Declaration, bag-info, tag manifest and seal; returns the SHA-256 of the tag manifest."""
    payload = _files(folder / PAYLOAD)
    oxum = f"{sum(path.stat().st_size for path in payload)}.{len(payload)}"
    head = {**info, "Bagging-Date": on.isoformat(), "Payload-Oxum": oxum}
    put(folder, "bagit.txt", DECLARATION)
    put(
        folder, "bag-info.txt", "".join(f"{name}: {' '.join(value.split())}\n" for name, value in head.items()).encode()
    )
    tags = [path for path in _files(folder) if path.relative_to(folder).parts[0] != PAYLOAD]
    listed = "".join(f"{_digests(path)[0]}  {path.relative_to(folder)}\n" for path in tags).encode()
    put(folder, SEAL, sign(listed))
    return put(folder, TAG_MANIFEST, listed)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _digests(path: Path) -> tuple[str, str]:
    short, long = sha256(), sha512()
    with path.open("rb") as file:
        while chunk := file.read(PIECE):
            short.update(chunk)
            long.update(chunk)
    return short.hexdigest(), long.hexdigest()
