"""Loads what knows no home, the libraries of others and our own words and rules: commands are forked from there.

Settings, models and pages each command loads for itself, as ever: they differ from home to home.
"""

import gc
import os
from importlib import import_module
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line has it
os.environ.pop("DJANGO_SETTINGS_MODULE", None)  # what asks for settings has no place here

LIBRARIES = (
    *("numpy", "PIL.Image", "nanoarrow", "rapidfuzz.distance", "numba.core.config", "pyld", "icalendar", "lxml.html"),
    *("cryptography.hazmat.primitives.asymmetric.ed25519", "cryptography.x509", "Cryptodome.Hash.keccak"),
    *("environs", "dj_database_url", "filelock", "yaml", "requests", "httpcore", "bagit", "rfc8785", "pydantic"),
    *("markdown_it", "nh3", "jwt", "fido2.webauthn", "qrcode", "prometheus_client", "annotated_types"),
    *("django.core.management", "django.db.models", "django.db.backends.sqlite3.base", "django.core.cache.backends.db"),
    *("django.forms", "django.template", "django.views.generic", "django.contrib.messages", "django.test.client"),
)
OURS = Path(__file__).parents[1] / "src" / "bonafides"
PURE = (
    *("**/vocabulary.py", "**/vocabulary/*.py", "**/events.py", "**/events/*.py", "**/rules.py", "**/rules/*.py"),
    *("matching/*.py", "ledger/*.py"),
)


def names_of_ours() -> list[str]:
    """What imports no Django, and no compiler."""
    files = {file for pattern in PURE for file in OURS.glob(pattern) if not file.name.startswith("__")}
    files -= {*OURS.glob("matching/*_kernels.py"), OURS / "matching" / "compiling.py"}
    return [".".join(("bonafides", *file.relative_to(OURS).with_suffix("").parts)) for file in sorted(files)]


def load() -> None:
    for name in (*LIBRARIES, *names_of_ours()):
        import_module(name)
    gc.freeze()


load()
