"""Files that tests bring into a list."""

import hashlib
import io

from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.safety.banks import actions, formats
from bonafides.safety.banks.models import Bank, ImportRun
from bonafides.safety.banks.tests.conftest import NOON, SHA256_A, SHA256_B

HEADER = "type,value,label,entity,severity,source_id,opinion\n"
TWO_ROWS = f"{HEADER}sha256,{SHA256_A},Circle,Sample Entity A,high,S1,positive\nsha256,{SHA256_B},Square,,,S2,\n"


def brought_in(bank: Bank, text: str | bytes, by: Actor = SYSTEM) -> ImportRun:
    data = text if isinstance(text, bytes) else text.encode()
    run = actions.start_import(
        bank=bank,
        file_name="list.csv",
        file_sha256=hashlib.sha256(data).hexdigest(),
        format_=formats.format_of(data),
        by=by,
        at=NOON,
    )
    return actions.import_file(run=run, file=io.BytesIO(data), by=by, at=NOON)


def counts(run: ImportRun) -> tuple[int, ...]:
    return tuple(run.counts().values())
