"""The table of competent authorities that ships: `data/authorities.json`. A row is `checked` where we were sure."""

import json
from datetime import date
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "data" / "authorities.json"


def authorities() -> list[dict[str, Any]]:
    """Rows as the register takes them."""
    table = json.loads(FILE.read_text("utf-8"))
    return [row | {"as_of": date.fromisoformat(row["as_of"])} for row in table["authorities"]]
