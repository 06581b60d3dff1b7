"""What the words of an alert are called on a page."""

from django import template
from django.utils.functional import Promise

from bonafides.programme.alerts import labels
from bonafides.programme.alerts.vocabulary import ContentKind
from bonafides.programme.members.vocabulary import ServiceType

register = template.Library()


@register.filter
def platform_type(word: str) -> Promise | str:
    return labels.TYPES[ServiceType(word)]


@register.filter
def content_kind(word: str) -> Promise | str:
    return labels.KINDS[ContentKind(word)]
