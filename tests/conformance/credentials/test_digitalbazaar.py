"""@digitalbazaar/vc reads what we issue. Collected only where `BONAFIDES_NODE_MODULES` names its folder."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from bonafides.credentials.contexts import pinned
from bonafides.credentials.proof import SigningKey
from bonafides.credentials.tests.samples import DAY, DOCUMENT, KEY, PLACE, STRANGER_KEY, a_list

from .test_other_implementations import JUST_NOW, a_fresh_mark

SCRIPT = Path(__file__).parent / "digitalbazaar.mjs"


def digitalbazaar(folder: Path, mark: dict[str, Any], revoked: frozenset[int] = frozenset()) -> dict[str, Any]:
    """Its answer; the script is copied beside a link to the packages, where Node looks for them."""
    status = a_list(revoked, valid_from=JUST_NOW, valid_until=JUST_NOW + DAY)
    files = {"mark": mark, "did": DOCUMENT.document(), "status": status, "contexts": dict(pinned())}
    for name, content in files.items():
        (folder / f"{name}.json").write_text(json.dumps(content))
    shutil.copy(SCRIPT, folder)
    (folder / "node_modules").symlink_to(os.environ["BONAFIDES_NODE_MODULES"])
    ran = subprocess.run(["node", SCRIPT.name, "."], cwd=folder, capture_output=True, check=True, timeout=60)
    answer: dict[str, Any] = json.loads(ran.stdout)
    return answer


def test_a_mark_and_its_status_list_are_verified(tmp_path: Path) -> None:
    answer = digitalbazaar(tmp_path, a_fresh_mark())

    assert answer == {"verified": True, "listVerified": True, "bits": [False], "error": ""}


def test_a_revoked_mark_has_its_bit_set(tmp_path: Path) -> None:
    assert digitalbazaar(tmp_path, a_fresh_mark(), frozenset({PLACE}))["bits"] == [True]


def test_a_changed_mark_is_refused(tmp_path: Path) -> None:
    assert not digitalbazaar(tmp_path, a_fresh_mark() | {"name": "Other"})["verified"]


def test_a_strangers_mark_is_refused(tmp_path: Path) -> None:
    assert not digitalbazaar(tmp_path, a_fresh_mark(SigningKey(KEY.id, STRANGER_KEY.seed)))["verified"]
