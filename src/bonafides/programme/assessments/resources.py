"""Knowledge resources that mend a weak answer, as links; nothing where the edition has no such page."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

AT_MOST = 3


@dataclass(frozen=True)
class ResourceLink:
    title: str
    url: str


def links_to(slugs: Iterable[str]) -> list[ResourceLink]:
    """Up to three, each by the words of its name."""
    links = [ResourceLink(slug.replace("-", " ").capitalize(), _address(slug)) for slug in slugs]
    return [link for link in links if link.url][:AT_MOST]


def _address(slug: str) -> str:
    try:
        return reverse("knowledge:resource", args=[slug])
    except NoReverseMatch:
        return ""
