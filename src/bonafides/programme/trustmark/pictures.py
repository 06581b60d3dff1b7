"""A mark as a file: the credential itself, or baked into its picture; and the picture of a mark that does not stand."""

import json
from datetime import date, datetime
from functools import lru_cache
from html import escape

from bonafides.base.people import queries as people
from bonafides.base.people.vocabulary import OrganisationKind
from bonafides.credentials import baking, picture
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.trustmark import signing
from bonafides.programme.trustmark.models import Instance, Mark
from bonafides.programme.trustmark.rules.standing import is_over, standing_of
from bonafides.programme.trustmark.vocabulary import STANDING_WORDS, Standing

MEDIA_TYPES = {"json": "application/vc", "svg": "image/svg+xml", "png": "image/png"}
STANDING_TO_SHOW = (Standing.VALID, Standing.ENDING, Standing.ISSUER_LATE)

_NOT_STANDING = """<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 420 140" width="420" height="140" role="img">
<title>{label}</title>
<rect x="1" y="1" width="418" height="138" rx="18" fill="#f4f4f2" stroke="#9aa3a5"/>
<g fill="none" stroke="#6b7578" stroke-width="8" stroke-linecap="round">
<circle cx="70" cy="70" r="42" stroke-dasharray="14 16"/>
<path d="M54 54l32 32M86 54l-32 32"/>
</g>
<g font-family="'Libertinus Serif', Georgia, 'Noto Serif', serif" fill="#2f3638">
<text x="132" y="62" font-size="26" font-weight="700">{word}</text>
<text x="132" y="92" font-size="15">This mark does not stand today.</text>
<text x="132" y="114" font-size="13" fill="#4f585b">{issuer}</text>
</g>
</svg>
"""


def file_of(mark: Mark, kind: str, at: datetime) -> bytes:
    """The mark as `json`, `svg` or `png`, always the present instance.

    Where it does not stand, the picture says so, and a page that shows it tells the truth by itself; the JSON of one
    that does not stand is not given out.
    """
    if kind not in MEDIA_TYPES:
        raise NotFound("no-such-file", _("A mark can be had as json, svg or png."))
    if stands(mark, at) and mark.current is not None:
        return baked(mark.current, kind)
    if kind != "svg":
        raise NotFound("mark-not-standing", _("This mark does not stand today."))
    return not_standing(standing_of(mark.facts(), at)).encode()


def stands(mark: Mark, at: datetime) -> bool:
    return standing_of(mark.facts(), at) in STANDING_TO_SHOW and not is_over(mark.facts(), at)


def baked(instance: Instance, kind: str) -> bytes:
    """One instance as a file."""
    if kind == "json":
        return text_of(instance).encode()
    words = (instance.mark.member.name, instance.valid_until.date(), instance.document["issuer"]["name"])
    if kind == "svg":
        return baking.bake_svg(drawn_as_svg(*words), instance.document).encode()
    return baking.bake_png(drawn_as_png(*words), instance.document)


def drawn_as_svg(name: str, valid_until: date, issuer: str) -> str:
    return picture.svg(name=name, valid_until=valid_until, issuer=issuer)


@lru_cache(maxsize=64)
def drawn_as_png(name: str, valid_until: date, issuer: str) -> bytes:
    """Drawn once and remembered: anyone may ask for it, and drawing takes a tenth of a second."""
    return picture.png(name=name, valid_until=valid_until, issuer=issuer)


def text_of(instance: Instance) -> str:
    return json.dumps(instance.document, ensure_ascii=False, indent=2) + "\n"


def not_standing(standing: Standing) -> str:
    """A grey picture with one word."""
    word = STANDING_WORDS[standing]
    issuer = people.active_organisation(OrganisationKind.PROGRAMME).name
    short = issuer if len(issuer) <= picture.MAX_LETTERS else issuer[: picture.MAX_LETTERS - 1] + "…"
    label = f"{word}. This mark does not stand today. {issuer}."
    return _NOT_STANDING.format(label=escape(label), word=escape(word), issuer=escape(short))


def snippet_of(mark: Mark) -> str:
    """HTML for the member's own site: the picture, always the present one, and a link to where anyone verifies it."""
    page = escape(f"{signing.address_of('verify')}?mark={mark.reference}")
    image = escape(signing.address_of("file", mark.reference, "svg"))
    text = escape(f"Verified member: {mark.member.name}. Verify this mark.")
    return f'<a href="{page}" rel="noopener">\n  <img src="{image}" width="420" height="140" alt="{text}">\n</a>'
