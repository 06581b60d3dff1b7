"""The Atom feed (RFC 4287): the newest of what a reader may read."""

from collections.abc import Iterable
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from bonafides.programme.knowledge.actions.places import address_of
from bonafides.programme.knowledge.models import Resource

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
HEAD = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <id>{home}</id>
  <title>{title}</title>
  <updated>{updated}</updated>
  <link rel="alternate" href={link}/>
"""
ENTRY = """  <entry>
    <id>{id}</id>
    <title>{title}</title>
    <updated>{updated}</updated>
    <link rel="alternate" href={link}/>
    <author><name>{author}</name></author>
    <category term={kind}/>
    <summary>{summary}</summary>
  </entry>
"""


def atom_of(resources: Iterable[Resource], *, title: str, at: datetime) -> str:
    """The feed; each resource carries its text in `shown`."""
    entries = list(resources)
    home = address_of("knowledge:knowledge")
    updated = max((each.changed_at for each in entries if each.changed_at), default=at)
    head = HEAD.format(home=escape(home), title=escape(title), updated=updated.isoformat(), link=quoteattr(home))
    return head + "".join(map(entry_of, entries)) + "</feed>\n"


def entry_of(resource: Resource) -> str:
    page = address_of("knowledge:resource", resource.slug)
    return ENTRY.format(
        id=escape(page),
        title=escape(resource.shown.title),
        updated=resource.changed_at.isoformat() if resource.changed_at else "",
        link=quoteattr(page),
        author=escape(resource.owner),
        kind=quoteattr(resource.kind),
        summary=escape(f"{resource.shown.summary} (TLP:{resource.tlp})"),
    )
