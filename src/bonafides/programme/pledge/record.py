"""The record of a signature: a credential that anyone can verify, and a page to keep on paper."""

import json
from datetime import datetime
from typing import Any

import typst
from django.conf import settings

from bonafides.base.keys import issuing
from bonafides.base.people import queries as people
from bonafides.base.people.vocabulary import OrganisationKind
from bonafides.credentials import marks, proof
from bonafides.credentials.awards import Holder
from bonafides.programme.members.queries import Member
from bonafides.programme.pledge.models import PledgeVersion, Signature
from bonafides.programme.pledge.queries import text_of
from bonafides.programme.pledge.vocabulary import ORIGINAL

RTL = frozenset({"ar", "fa", "ur"})


def credential_of(
    *, reference: str, member: Member, version: PledgeVersion, signatory: marks.Signatory, at: datetime
) -> dict[str, Any]:
    """The signed credential of a signature that is about to be written down."""
    programme = people.active_organisation(OrganisationKind.PROGRAMME)
    document = marks.pledge(
        id_=f"{settings.PUBLIC_URL}/pledge/signatures/{reference}/",
        issuer=issuing.issuer(programme.name),
        holder=Holder.organisation(id_=member.website, name=member.name, url=member.website),
        holder_name=member.name,
        text=pledge_text_of(version),
        signatory=signatory,
        signed_at=at,
        issued_at=at,
    )
    return proof.sign(document, key=issuing.signing_key(), at=at)


def pledge_text_of(version: PledgeVersion) -> marks.PledgeText:
    """The version as the credential names it; the original's words, and the digest over all languages."""
    text = text_of(version, ORIGINAL)
    address = settings.PUBLIC_URL + version.get_absolute_url()
    return marks.PledgeText(
        id=address,
        version=str(version.number),
        name=text["title"],
        description=text["preamble"],
        url=f"{address}?format=json",
        principles="\n\n".join(f"{one['title']}: {one['text']}" for one in text["principles"]),
        sha256=version.digest,
    )


def pdf_of(signature: Signature, labels: dict[str, str]) -> bytes:
    """The signed text with its signature, set by typst; the same record gives the same bytes."""
    data = {
        "text": text_of(signature.version, signature.language),
        "version": signature.version.number,
        "digest": signature.version.digest,
        "member": signature.member.name,
        "signatory": signature.signatory,
        "position": signature.position,
        "authority": signature.authority,
        "signed_at": f"{signature.signed_at:%Y-%m-%d %H:%M} UTC",
        "reference": signature.reference,
        "rtl": signature.language in RTL,
        "labels": labels,
    }
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    stamp = int(signature.signed_at.timestamp())
    made = typst.compile(TEMPLATE.encode(), format="pdf", sys_inputs=inputs, timestamp=stamp)
    return made if isinstance(made, bytes) else b"".join(made)


TEMPLATE = """
#let data = json(bytes(sys.inputs.data))
#let text_ = data.text
#let labels = data.labels
#set document(title: text_.title)
#set page(paper: "a4", margin: (x: 26mm, y: 24mm), footer: align(center, text(8pt, fill: luma(110))[
  #labels.digest: #raw(data.digest)
]))
#set text(10.5pt, lang: text_.language, dir: if data.rtl { rtl } else { ltr })
#set par(leading: 0.72em, justify: false)
#text(9pt, fill: luma(110))[#labels.version #data.version]
#v(-4pt)
#text(20pt, weight: 600)[#text_.title]
#v(4pt)
#text_.preamble
#v(6pt)
#for (number, one) in text_.principles.enumerate(start: 1) [
  #block(breakable: false, above: 12pt)[
    #text(11.5pt, weight: 600)[#number. #one.title] \\
    #one.text \\
    #text(9.5pt, fill: luma(90))[#one.practice]
    #v(-3pt)
    #text(8pt, fill: luma(110))[#one.basis.join(" · ")]
  ]
]
#v(8pt)
#text_.closing
#v(12pt)
#block(breakable: false, width: 100%, inset: 12pt, radius: 4pt, stroke: 0.7pt + luma(150))[
  #text(9pt, fill: luma(110))[#labels.signed_for]
  #linebreak()
  #text(13pt, weight: 600)[#data.member]
  #v(2pt)
  #grid(columns: (auto, 1fr), column-gutter: 12pt, row-gutter: 6pt,
    labels.by, [#data.signatory, #data.position],
    labels.authority, data.authority,
    labels.at, data.signed_at,
    labels.reference, raw(data.reference),
  )
]
"""
