"""What went wrong with a source, in words."""

from django import template

from bonafides.safety.feeds.troubles import retold

register = template.Library()


@register.filter(name="retold")
def retold_(said: str) -> str:
    """A trouble as it was stored, in the reader's language."""
    return retold(said)
