"""What an authority reads: as text for a mail, and as a PDF to be printed."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import typst

from bonafides.safety.escalations.vocabulary import LAW

TITLE = "Threat to life: report to a law enforcement authority"
ITEM_LABELS = {
    "reference": "Our reference of the item",
    "platform_reference": "The platform's reference",
    "kind": "Kind",
    "url": "Address",
    "author_reference": "Account",
    "published_at": "Published",
    "taken_at": "Came to us",
    "sha256": "SHA-256",
    "text_digest": "SHA-256 of the text",
    "text": "Content",
    "content": "Content",
}


def lines_of(package: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Label and value, in the order in which somebody on duty needs them."""
    lines = [
        ("Legal basis", LAW),
        ("Our reference", package["escalation"]),
        ("We became aware", package["aware_at"]),
        ("Sent", package["sent_at"]),
        ("Sent by", package["sent_by"]),
        ("States concerned", ", ".join(package["countries"])),
        ("What the person who sent it says", package["note"] or "-"),
    ]
    for number, item in enumerate(package["items"], start=1):
        lines.append((f"Item {number}", ""))
        lines += [(words, str(item[name])) for name, words in ITEM_LABELS.items() if item.get(name)]
    return lines


def text_of(package: Mapping[str, Any]) -> str:
    return "\n".join([TITLE.upper(), "", *(f"{label}: {value}" for label, value in lines_of(package))]) + "\n"


def pdf_of(package: Mapping[str, Any], at: datetime) -> bytes:
    """The same as a document; the same package gives the same bytes."""
    inputs = {"data": json.dumps({"title": TITLE, "lines": lines_of(package)}, ensure_ascii=False)}
    made = typst.compile(TEMPLATE.encode(), format="pdf", sys_inputs=inputs, timestamp=int(at.timestamp()))
    return made if isinstance(made, bytes) else b"".join(made)


TEMPLATE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title)
#set page(paper: "a4", margin: (x: 24mm, y: 22mm), numbering: "1 / 1")
#set text(10pt, lang: "en")
#text(16pt, weight: 600)[#data.title]
#v(6pt)
#for pair in data.lines [
  #block(breakable: true, above: 7pt, below: 3pt)[
    #if pair.at(1) == "" [#text(11pt, weight: 600)[#pair.at(0)]] else [
      #text(8.5pt, fill: luma(90))[#pair.at(0)]
      #linebreak()
      #for (index, line) in pair.at(1).split("\\n").enumerate() [#if index > 0 [#linebreak()]#line]
    ]
  ]
]
"""
