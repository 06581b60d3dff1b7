"""Items as the platform's programs ask for them."""

from bonafides.kernel.errors import NotFound
from bonafides.kernel.ids import read_reference
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation.models import Item


def item_for(reference: str) -> Item:
    """The item that we gave this reference."""
    item: Item | None = Item.objects.select_related("case").filter(reference=read_reference(reference)).first()
    if item is None:
        raise NotFound("no-such-item", _("There is no such item."))
    return item
