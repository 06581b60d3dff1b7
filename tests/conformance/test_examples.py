"""The examples of docs/how-to/examples are whole programs in their languages, and do what they say."""

import base64
import hmac
import json
import shutil
import subprocess
import time
from pathlib import Path

import pytest

EXAMPLES = Path("docs/how-to/examples")
CHECKS = {".mjs": ["node", "--check"], ".php": ["php", "-l"], ".sh": ["sh", "-n"]}
READABLE_HERE = {suffix for suffix, command in CHECKS.items() if shutil.which(command[0])}


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.name)
def test_python_examples_compile(path: Path) -> None:
    compile(path.read_text("utf-8"), str(path), "exec")


@pytest.mark.parametrize("path", sorted(path for path in EXAMPLES.iterdir() if path.suffix in READABLE_HERE), ids=str)
def test_other_examples_are_read_by_their_own_language(path: Path) -> None:
    subprocess.run([*CHECKS[path.suffix], str(path)], check=True, capture_output=True)


@pytest.mark.parametrize(("body", "good"), [('{"type":"ping"}', True), ('{"type":"pong"}', False)])
def test_the_node_example_checks_a_webhook(body: str, good: bool) -> None:
    if ".mjs" not in READABLE_HERE:
        return  # no skip: a machine without Node.js has nothing to check here

    key, seconds = b"k" * 32, str(int(time.time()))
    mac = base64.b64encode(hmac.digest(key, f"msg_1.{seconds}.".encode() + b'{"type":"ping"}', "sha256")).decode()
    headers = {"webhook-id": "msg_1", "webhook-timestamp": seconds, "webhook-signature": f"v1,{mac}"}
    secret = f"whsec_{base64.b64encode(key).decode()}"
    script = (
        f'import {{ verify }} from "{(EXAMPLES / "upload.mjs").resolve()}";'
        f"console.log(verify({json.dumps(body)}, {json.dumps(headers)}, {json.dumps(secret)}));"
    )

    told = subprocess.run(["node", "--input-type=module", "-e", script], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == str(good).lower()


@pytest.mark.parametrize("path", sorted(EXAMPLES.iterdir()), ids=str)
def test_each_example_stands_in_the_guide(path: Path) -> None:
    guides = [*Path("docs/how-to").glob("*.md"), *Path("docs/reference").glob("*.md")]

    assert any(path.name in guide.read_text("utf-8") for guide in guides)
