"""Time-stamp authorities of our own: OpenSSL answers, a small server passes on."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

CONFIG = """
[tsa]
default_tsa = our_tsa
[our_tsa]
dir = {folder}
serial = {folder}/serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[stamps]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[req]
distinguished_name = name
[name]
"""


NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")


def openssl(*words: str, folder: Path) -> None:
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)


def make_authority(folder: Path, name: str) -> Path:
    """Keys, a root, an intermediate, and a certificate that may stamp; returns the root's file."""
    folder.mkdir()
    (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder))
    (folder / "serial").write_text("01\n")
    config, days = ("-config", "tsa.cnf"), ("-days", "36500")
    openssl("req", "-x509", *NEW_KEY, "-nodes", "-keyout", "root.key", "-out", "root.pem", *days,
            "-subj", f"/CN={name} Root", "-extensions", "authority", *config, folder=folder)  # fmt: skip
    for role, extensions, issuer in (("middle", "authority", "root"), ("signer", "stamps", "middle")):
        openssl("req", *NEW_KEY, "-nodes", "-keyout", f"{role}.key", "-out", f"{role}.csr",
                "-subj", f"/CN={name} {role}", *config, folder=folder)  # fmt: skip
        openssl("x509", "-req", "-in", f"{role}.csr", "-CA", f"{issuer}.pem", "-CAkey", f"{issuer}.key",
                "-CAcreateserial", "-out", f"{role}.pem", *days, "-extfile", "tsa.cnf", "-extensions", extensions,
                folder=folder)  # fmt: skip
    (folder / "chain.pem").write_bytes((folder / "middle.pem").read_bytes() + (folder / "root.pem").read_bytes())
    return folder / "root.pem"


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The authority of a folder behind an address, for as long as the context lasts."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query, reply = folder / "query", folder / "reply"
            query.write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            openssl("ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query", "-signer", "signer.pem", "-inkey",
                    "signer.key", "-chain", "chain.pem", "-out", "reply", folder=folder)  # fmt: skip
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(reply.read_bytes())

        def log_message(self, *words: Any) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
