"""Annexes II and III as text and as a PDF, set by typst. Both hold every field, in the order of the annex."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import typst

from bonafides.safety.orders.annexes import ANNEX_II, ANNEX_III, REFUSAL_SECTIONS, REPLY_SECTIONS, Field
from bonafides.safety.orders.vocabulary import LAW, Annex

TITLES = {
    Annex.II: "Feedback following removal of or disabling of access to terrorist content",
    Annex.III: "Information about the impossibility of executing the removal order",
}
NUMBERS = {Annex.II: "Annex II", Annex.III: "Annex III"}


def fields_of(annex: Annex) -> tuple[Field, ...]:
    return ANNEX_II if annex is Annex.II else ANNEX_III


def rows_of(annex: Annex, body: Mapping[str, str]) -> list[dict[str, Any]]:
    """Section by section: what each field is called, and what stands in it."""
    headings = REPLY_SECTIONS if annex is Annex.II else REFUSAL_SECTIONS
    return [
        {
            "letter": letter,
            "heading": heading,
            "fields": [(field.label, shown(field, body)) for field in fields_of(annex) if field.section == letter],
        }
        for letter, heading in headings.items()
    ]


def shown(field: Field, body: Mapping[str, str]) -> str:
    """A value as it is read; of choices, each with its box."""
    value = body.get(field.key, "")
    if field.choices:
        return "\n".join(f"[{'x' if code == value else ' '}] {words}" for code, words in field.choices)
    return value or "–"


def text_of(annex: Annex, body: Mapping[str, str]) -> str:
    """The annex as plain text, in English, as authorities exchange it."""
    lines = [f"{NUMBERS[annex]} to {LAW}", TITLES[annex].upper()]
    for section in rows_of(annex, body):
        lines += ["", f"SECTION {section['letter']}: {section['heading']}"]
        for label, value in section["fields"]:
            lines += [f"{label}: {value}"] if "\n" not in value else [f"{label}:", *value.split("\n")]
    return "\n".join(lines) + "\n"


def pdf_of(annex: Annex, body: Mapping[str, str], at: datetime) -> bytes:
    """The same as a document; the same body gives the same bytes."""
    data = {
        "number": f"{NUMBERS[annex]} to {LAW}",
        "title": TITLES[annex],
        "sections": rows_of(annex, body),
        "footer": body.get("provider_reference", ""),
    }
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    made = typst.compile(TEMPLATE.encode(), format="pdf", sys_inputs=inputs, timestamp=int(at.timestamp()))
    return made if isinstance(made, bytes) else b"".join(made)


TEMPLATE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title)
#set page(paper: "a4", margin: (x: 24mm, y: 22mm), footer: align(center, text(8pt, fill: luma(100))[#data.footer]))
#set text(10pt, lang: "en")
#set par(leading: 0.66em)
#text(9pt, fill: luma(90))[#data.number]
#v(-3pt)
#text(16pt, weight: 600)[#data.title]
#v(6pt)
#for section in data.sections [
  #v(8pt)
  #text(11pt, weight: 600)[Section #section.letter: #section.heading]
  #v(2pt)
  #for pair in section.fields [
    #block(breakable: true, above: 7pt, below: 3pt)[
      #text(8.5pt, fill: luma(90))[#pair.at(0)]
      #linebreak()
      #for (index, line) in pair.at(1).split("\n").enumerate() [#if index > 0 [#linebreak()]#line]
    ]
  ]
]
"""
