"""What a named person has switched on."""

from bonafides.safety.peers.models import AddressFetching, Receiver


def fetching() -> AddressFetching | None:
    """Who switched fetching on, and when; None while it is off."""
    return AddressFetching.objects.filter(switched_off_at=None).select_related("switched_on_by").first()


def receiver() -> Receiver | None:
    """Where decisions on targets go; None while nowhere."""
    return Receiver.objects.filter(removed_at=None).select_related("set_by").order_by("-pk").first()
