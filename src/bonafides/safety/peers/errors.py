"""What this part refuses beside the errors of the kernel."""

from bonafides.kernel.errors import NotAllowed


class NotOffered(NotAllowed):
    """The other system has this and we do not; the sentence says what there is instead. 501 to a client."""
