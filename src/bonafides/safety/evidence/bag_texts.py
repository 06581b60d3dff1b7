"""The words in a bag: how it is checked, with three commands of other people's tools."""

from collections.abc import Sequence

from bonafides.safety.evidence.timestamps import Failure, Stamp

CHECKER = '''\
"""Check each log entry of this bag against the signed checkpoint of its proof: python3 log/check.py 'THE LOG KEY'

All checking is done by tlog-scales (pip install tlog-scales), which is not ours. Entries that were not published yet
when the bag was made have a receipt instead of a proof; they are counted apart.
"""

import base64
import sys
from pathlib import Path

from tlog_scales import signing, tiles, tlog

key = signing.Vkey.from_string(sys.argv[1].strip())
folder = Path(__file__).parent / "entries"
proofs = sorted(folder.glob("*.tlog-proof"))
for file in proofs:
    head, _, note = file.read_text().partition("\\n\\n")
    index, *path = head.split("\\n")[1:]
    checkpoint = tlog.Checkpoint.from_text(note)
    checkpoint.verify(key)
    hashes = [base64.b64decode(line, validate=True) for line in path]
    proof = tlog.InclusionProof(int(index.removeprefix("index ")), checkpoint.size, hashes)
    proof.check(tiles.leaf_hash(file.with_suffix(".json").read_bytes()), checkpoint.root_hash)
waiting = len(list(folder.glob("*.receipt")))
print(f"{len(proofs)} entries stand in the log; {waiting} had a receipt only.")
'''

TEXT = """\
# How to check this bag

You need nothing of ours: `bagit.py` (pip install bagit), `openssl` 3, and `tlog-scales` (pip install tlog-scales).
Run these three commands in the folder of the bag. Each must end without an error.

## 1. Nothing was changed, added or lost

    bagit.py --validate .

## 2. It was there at the time stamped, and it is what was sealed

    {openssl}

Take `keys/seal.pem` from a place you trust, not from this bag: it is the receipts key that the platform shows on its
public page /log/ in another writing. The seal covers `tagmanifest-sha256.txt`, which names every other file.
{authorities}
## 3. What happened to it stands in a public log

    python3 log/check.py 'THE LOG KEY'

Take the key of the log from its public page, or from somebody who wrote it down earlier; `keys/log.vkey` is a copy.

## What is in it

- `data/items/`: each item's content as it came, its context (and the page as the platform served it, where it sent
  one), and what was known of it.
- `custody.json`: who did what with each item and when, chained by digests; why it is kept; who asked for this
  release and who approved it, as codes.
- `statements.json`: what the author of each item was told.
- `stamped.sha256`: the digests that the time-stamp authorities signed.
- `log/`: entries about these items, their proofs, and what opens their fields (`log/openings.json`).

It does not prove that a statement in it is true, nor that nothing else happened.
"""

SEAL = "openssl pkeyutl -verify -pubin -inkey keys/seal.pem -rawin -in tagmanifest-sha256.txt -sigfile seal.sig"
STAMP = "openssl ts -verify -data stamped.sha256 -in tsa/{number}.tsr -CAfile tsa/{number}-chain.pem"


def verify_text(stamped: int, stamps: Sequence[Stamp | Failure]) -> str:
    """VERIFY.md, with a line for each stamp, and what is missing said."""
    return TEXT.format(openssl=openssl_command(stamped), authorities=_authorities(stamps))


def openssl_command(stamped: int) -> str:
    """The second command: the digests, each stamp, the seal."""
    stamps = [STAMP.format(number=number) for number in range(1, stamped + 1)]
    return " &&\n      ".join(["sha256sum --quiet -c stamped.sha256", *stamps, SEAL])


def _authorities(stamps: Sequence[Stamp | Failure]) -> str:
    if not stamps:
        return "\nNo time-stamp authority is configured, so nothing but our own word says when this was there.\n"
    lines = [_line(each) for each in stamps]
    return "\nTime-stamp authorities:\n\n" + "\n".join(lines) + "\n"


def _line(each: Stamp | Failure) -> str:
    if isinstance(each, Failure):
        return f"- {each.authority}: no stamp, because {' '.join(each.why.split())}."
    return f"- {each.authority}: stamped at {each.at:%Y-%m-%d %H:%M:%S} UTC."
