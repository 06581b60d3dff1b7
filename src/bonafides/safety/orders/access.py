"""Who may open which page of the orders desk, written by hand."""

from bonafides.base.http.access import PUBLIC, Access
from bonafides.safety.orders.permissions import EXECUTORS, READERS, SETTERS

OPEN: dict[str, Access] = {
    "orders:contact_point": PUBLIC,  # Art. 15
    "orders:counts": PUBLIC,
    "orders:take_over": PUBLIC,  # whoever bears the link of a call
    "orders:author": PUBLIC,
    "orders:reply_receipt": PUBLIC,
    "orders:calendar_file": PUBLIC,
}

READ: dict[str, Access] = {
    "orders:orders": READERS,
    "orders:order": READERS,
    "orders:message": READERS,
    "orders:reply": READERS,
    "orders:raw": READERS,
    "orders:calendar": READERS,
    "orders:calendar_token": READERS,
    "orders:authorities": READERS,
    "orders:requests": READERS,
    "orders:request": READERS,
    "orders:exposures": READERS,
    "orders:exposure": READERS,
}

EXECUTE: dict[str, Access] = {
    "orders:new_order": EXECUTORS,
    "orders:import_order": EXECUTORS,
    "orders:take_over_here": EXECUTORS,
    "orders:disable": EXECUTORS,
    "orders:ask_again": EXECUTORS,
    "orders:confirm": EXECUTORS,
    "orders:fields": EXECUTORS,
    "orders:checks": EXECUTORS,
    "orders:defect": EXECUTORS,
    "orders:annex_ii": EXECUTORS,
    "orders:annex_iii": EXECUTORS,
    "orders:send_again": EXECUTORS,
    "orders:clarified": EXECUTORS,
    "orders:embargo": EXECUTORS,
    "orders:ask_scrutiny": EXECUTORS,
    "orders:waive_scrutiny": EXECUTORS,
    "orders:author_asked": EXECUTORS,
    "orders:finding": EXECUTORS,
    "orders:reinstate": EXECUTORS,
    "orders:close": EXECUTORS,
    "orders:new_authority": EXECUTORS,
    "orders:authority": EXECUTORS,
    "orders:bring_in_shipped": EXECUTORS,
    "orders:new_request": EXECUTORS,
    "orders:verify_request": EXECUTORS,
    "orders:narrow_request": EXECUTORS,
    "orders:challenge_request": EXECUTORS,
    "orders:answer_request": EXECUTORS,
    "orders:new_exposure": EXECUTORS,
    "orders:add_measure": EXECUTORS,
    "orders:send_report": EXECUTORS,
    "orders:end_exposure": EXECUTORS,
}

SET: dict[str, Access] = {
    "orders:set_contact_point": SETTERS,
    "orders:rota": READERS,
    "orders:end_shift": SETTERS,
    "orders:add_gateway": SETTERS,
    "orders:published": SETTERS,
}

ACCESS: dict[str, Access] = {**OPEN, **READ, **EXECUTE, **SET}
