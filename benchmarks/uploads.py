"""How long a platform waits for the answer to an upload: `python -m benchmarks.uploads [--requests 300]`.

A server of this installation on loopback, one worker; a list of 20,000 PDQ hashes and 5,000 phrases. Sends pictures of
1280 px (JPEG) and texts of 100 kB, none of which is listed, and as many that are. Goal: p95 at most 150 ms.
"""

import argparse
import io
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import httpx
import numpy as np
from PIL import Image

from benchmarks import scratch

SEED = 20261121
PORT = 18_471


def list_rows(rng: random.Random) -> str:
    """A list as it comes in: hashes and phrases."""
    hashes = (f"pdq,{rng.getrandbits(256):064x},,,,h{number}," for number in range(20_000))
    phrases = (f"text,the lantern {rng.getrandbits(40):x} of the harbour,,,,t{number}," for number in range(5_000))
    return "type,value,label,entity,severity,source_id,opinion\n" + "\n".join((*hashes, *phrases))


def picture(rng: np.random.Generator) -> bytes:
    """A picture of 1280 by 960, smooth as photographs are."""
    small = rng.integers(0, 255, (24, 32, 3), dtype=np.uint8)
    image = Image.fromarray(small).resize((1280, 960), Image.Resampling.BICUBIC)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


def text(rng: random.Random) -> str:
    words = ("harbour", "lantern", "rope", "gull", "tide", "letter", "bread", "window", "north", "quay")
    return " ".join(rng.choice(words) for _ in range(16_000))[:100_000]


def import_list(home: Path, rng: random.Random) -> None:
    file = home.parent / "list.csv"
    file.write_text(list_rows(rng))
    command = [sys.executable, "-m", "bonafides.cli.main", "banks", "import", str(file), "--bank", "Bench"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def served(home: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "bonafides.cli.main", "serve", "--home", str(home), "--port", str(PORT)]
    server = subprocess.Popen(
        command, env={**os.environ, "BONAFIDES_BOUND": "1"}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    for _ in range(200):
        try:
            if httpx.get(f"http://127.0.0.1:{PORT}/health").status_code == 200:
                return server
        except httpx.TransportError:
            time.sleep(0.1)
    raise SystemExit("The server did not start.")


def measure(client: httpx.Client, kind: str, requests: int) -> list[float]:
    """Seconds until each answer."""
    rng, pixels = random.Random(SEED), np.random.default_rng(SEED)
    seconds = []
    for number in range(requests):
        fields = {"reference": f"{kind}/{number}"}
        if kind == "picture":
            call = {"data": fields, "files": {"file": ("picture.jpg", picture(pixels), "image/jpeg")}}
        else:
            call = {"json": {**fields, "text": text(rng)}}
        start = time.perf_counter()
        answer = client.post("/api/v1/items", **call)
        seconds.append(time.perf_counter() - start)
        answer.raise_for_status()
    return seconds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=300)
    options = parser.parse_args()
    with scratch.installation() as home:
        import_list(home, random.Random(SEED))
        key = scratch.api_key("items:write")
        server = served(home)
        try:
            headers = {"Authorization": f"Bearer {key}"}
            with httpx.Client(base_url=f"http://127.0.0.1:{PORT}", headers=headers, timeout=30) as client:
                taken = {kind: measure(client, kind, options.requests) for kind in ("picture", "text")}
        finally:
            server.terminate()
            server.wait()
    print(f"upload to answer over HTTP, one worker, 25,000 entries; {scratch.machine()}")
    print(f"  picture of 1280 px: {scratch.in_milliseconds(taken['picture'])}")
    print(f"  text of 100 kB:     {scratch.in_milliseconds(taken['text'])}")
    return int(max(scratch.quantile(each, 0.95) for each in taken.values()) > 0.150)


if __name__ == "__main__":
    sys.exit(main())
