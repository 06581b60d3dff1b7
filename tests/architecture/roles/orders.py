"""The orders desk: owners, leads and the desk carry out, an auditor reads, to all others there are no orders."""

from datetime import timedelta

from bonafides.base.people import actions as people
from bonafides.base.people.vocabulary import LinkPurpose, Role
from bonafides.kernel.clock import now
from bonafides.safety.orders.actions import executing, exposures, intake, register, replying, requests
from bonafides.safety.orders.models import Authority, Clock, Order
from bonafides.safety.orders.queries import desk, replies
from bonafides.safety.orders.tests.samples import a_mail
from bonafides.safety.orders.vocabulary import RequestKind
from tests import cast
from tests.architecture.role_scene import Scene
from tests.architecture.role_words import ANYONE, AUDITOR, DESK, LEADS, Call, Row, both, get, post

EXECUTORS = LEADS | {DESK}
READERS = EXECUTORS | {AUDITOR}

PUBLIC: dict[str, Row] = {
    "orders:contact_point": get(ANYONE),
    "orders:counts": get(ANYONE),
    "orders:take_over": both(ANYONE, token="order_call_token"),
    "orders:author": both(ANYONE, token="order_author_token"),
    "orders:reply_receipt": both(ANYONE, token="order_reply_token"),
    "orders:calendar_file": get(ANYONE, token="order_calendar_token"),
}
OF_THE_DESK: dict[str, Row] = {
    "orders:set_contact_point": both(LEADS),
    "orders:rota": both(READERS),
    "orders:end_shift": post(LEADS, reference="order_shift"),
    "orders:add_gateway": post(LEADS),
    "orders:calendar": get(READERS),
    "orders:calendar_token": post(READERS),
    "orders:published": post(LEADS, reference="order_clock"),
    "orders:authorities": get(READERS),
    "orders:new_authority": both(EXECUTORS),
    "orders:bring_in_shipped": post(EXECUTORS),
    "orders:authority": both(EXECUTORS, reference="order_authority"),
}
REQUESTS: dict[str, Row] = {
    "orders:requests": get(READERS),
    "orders:new_request": both(EXECUTORS),
    "orders:request": get(READERS, reference="order_request"),
    "orders:verify_request": post(EXECUTORS, reference="order_request"),
    "orders:narrow_request": post(EXECUTORS, reference="order_request"),
    "orders:challenge_request": post(EXECUTORS, reference="order_request"),
    "orders:answer_request": post(EXECUTORS, reference="order_request"),
    "orders:exposures": get(READERS),
    "orders:new_exposure": both(EXECUTORS),
    "orders:exposure": get(READERS, reference="order_exposure"),
    "orders:add_measure": post(EXECUTORS, reference="order_exposure"),
    "orders:send_report": post(EXECUTORS, reference="order_exposure"),
    "orders:end_exposure": post(EXECUTORS, reference="order_exposure"),
}
ORDERS: dict[str, Row] = {
    "orders:orders": get(READERS),
    "orders:new_order": both(EXECUTORS),
    "orders:import_order": both(EXECUTORS),
    "orders:message": get(READERS, reference="order_message"),
    "orders:reply": get(READERS, reference="order_reply"),
    "orders:send_again": post(EXECUTORS, reference="order_reply"),
    "orders:order": get(READERS, reference="order"),
    "orders:take_over_here": post(EXECUTORS, reference="order"),
    "orders:disable": post(EXECUTORS, reference="order"),
    "orders:ask_again": post(EXECUTORS, reference="order"),
    "orders:confirm": post(EXECUTORS, reference="order"),
    "orders:fields": both(EXECUTORS, reference="order"),
    "orders:checks": both(EXECUTORS, reference="order"),
    "orders:defect": post(EXECUTORS, reference="order"),
    "orders:raw": post(READERS, reference="order"),
    "orders:annex_ii": both(EXECUTORS, reference="order"),
    "orders:annex_iii": both(EXECUTORS, reference="order"),
    "orders:clarified": post(EXECUTORS, reference="order"),
    "orders:embargo": post(EXECUTORS, reference="order"),
    "orders:ask_scrutiny": post(EXECUTORS, reference="order"),
    "orders:waive_scrutiny": post(EXECUTORS, reference="order"),
    "orders:author_asked": post(EXECUTORS, reference="order"),
    "orders:finding": post(EXECUTORS, reference="order"),
    "orders:reinstate": post(EXECUTORS, reference="order"),
    "orders:close": post(EXECUTORS, reference="order"),
}
PAGES: dict[str, Row] = {**PUBLIC, **OF_THE_DESK, **REQUESTS, **ORDERS}
CALLS: dict[str, Call] = {}


def plant(scene: Scene) -> None:
    """An order that was disabled and replied to, and one of everything else."""
    person = cast.a_person("Desk", Role.AUTHORITY_DESK)
    by, at = cast.by(person), now()
    order = intake.import_file(data=a_mail(at - timedelta(minutes=9)), name="order.eml", by=by, at=at)
    assert isinstance(order, Order)
    executing.disable(order=order, by=by, at=at)
    executing.confirm_by_hand(order=order, by=by, at=at)
    order.refresh_from_db()
    body = replies.annex_ii(order, person, at) | {"provider_email": "o@example.org", "provider_state": "IE"}
    reply = replying.send_annex_ii(order=order, body=body, to="desk@orders.example.test", by=by, at=at)
    letter = a_mail(at, text="Thank you.", subject=f"Re: Annex II [order {order.reference}]")
    message = intake.import_file(data=letter, name="answer.eml", by=by, at=at)
    scene.named |= {
        "order": order.reference,
        "order_reply": reply.reference,
        "order_message": message.reference,
        "order_clock": Clock.objects.filter(stopped_at=None).latest("pk").reference,
    }
    plant_the_rest(scene, order, reply.reference)


def plant_the_rest(scene: Scene, order: Order, reply: str) -> None:
    by, at = cast.by(cast.bo()), now()
    register.bring_in_shipped(by=by, at=at)
    hours = {"begins": at.replace(hour=0, minute=0).time(), "ends": at.replace(hour=0, minute=0).time()}
    shift = register.add_shift(person=desk.executors()[0], position=1, weekdays=[0], zone="UTC", **hours, by=by, at=at)
    wanted = {
        "country": "DE",
        "authority_name": "Sample Office",
        "contact": "desk@orders.example.test",
        "asked_for": "The data of one account.",
        "received_at": at,
        "received_zone": "+00:00",
    }
    request = requests.take_request(kind=RequestKind.DATA, wanted=wanted, by=by, at=at)
    decision = {"authority_name": "Sample Office", "authority_reference": "EX-1", "decided_at": at}
    exposure = exposures.take_exposure(wanted=decision, by=by, at=at)
    links = {
        "order_call_token": (LinkPurpose.ON_CALL, f"{order.reference}:1"),
        "order_author_token": (LinkPurpose.ORDER_AUTHOR, order.reference),
        "order_reply_token": (LinkPurpose.ORDER_REPLY, reply),
        "order_calendar_token": (LinkPurpose.CALENDAR, "R-1"),
    }
    end = at + timedelta(days=9)
    scene.named |= {
        name: people.issue_link(purpose=purpose, about=about, expires_at=end, at=at)
        for name, (purpose, about) in links.items()
    }
    scene.named |= {
        "order_shift": shift.reference,
        "order_request": request.reference,
        "order_exposure": exposure.reference,
        "order_authority": Authority.objects.latest("pk").reference,
    }
