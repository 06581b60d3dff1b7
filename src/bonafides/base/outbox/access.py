"""Who may open which page of this part, written by hand; `config/access.py` joins the tables of all parts."""

from bonafides.base.http.access import Access
from bonafides.base.outbox.permissions import MANAGERS, READERS, SENDERS

ACCESS: dict[str, Access] = {
    "deliveries:deliveries": frozenset(READERS),
    "deliveries:delivery": frozenset(READERS),
    "deliveries:resend": frozenset(SENDERS),
    "deliveries:resend_parked": frozenset(SENDERS),
    "deliveries:endpoints": frozenset(READERS),
    "deliveries:create_endpoint": frozenset(MANAGERS),
    "deliveries:rotate_secret": frozenset(MANAGERS),
    "deliveries:disable_endpoint": frozenset(MANAGERS),
    "deliveries:enable_endpoint": frozenset(MANAGERS),
    "deliveries:ping": frozenset(MANAGERS),
}
