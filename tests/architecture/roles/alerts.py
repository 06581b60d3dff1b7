"""Alerts: who of the programme reads, submits, verifies; who of a member receives and answers. Nobody of a state."""

from datetime import timedelta

from bonafides.base.designations.queries import entry_named
from bonafides.base.outbox import queries as outbox
from bonafides.base.people import actions as people
from bonafides.base.people.models import LinkToken
from bonafides.base.people.vocabulary import LinkPurpose, Role, Scope
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.clock import now
from bonafides.programme.alerts import actions, rules
from bonafides.programme.alerts.models import Alert, AlertBatch
from bonafides.programme.alerts.queries import audience_of
from bonafides.programme.alerts.vocabulary import ContentKind, Criterion
from bonafides.programme.members.vocabulary import ServiceType
from bonafides.safety.moderation.actions import programmes
from bonafides.safety.moderation.models import ProgrammeAlert
from bonafides.safety.moderation.tests.test_programme_alerts import an_alert
from tests import cast
from tests.architecture.role_scene import Scene
from tests.architecture.role_words import (
    ANALYST,
    ANYONE,
    CONTACT,
    FLAGGER,
    OFFICER,
    OTHER_MEMBER,
    PROGRAMME,
    PROGRAMME_AUDITOR,
    SIGNATORY,
    Call,
    Row,
    Who,
    both,
    call,
    get,
    post,
)

PLANTED_ADDRESS = "https://pastehaven.test/raw/planted-alert-address"
SUBMITTERS: Who = frozenset({ANALYST, FLAGGER})
VERIFIERS: Who = frozenset({PROGRAMME, OFFICER, ANALYST})
READ_ALL = VERIFIERS | {PROGRAMME_AUDITOR}
TEAM = READ_ALL | {FLAGGER}
RECEIVERS: Who = frozenset({SIGNATORY, CONTACT})
SIGN: Who = frozenset({SIGNATORY})
ANSWER = {"answer": "restricted"}

PAGES: dict[str, Row] = {
    "alerts:policy": get(ANYONE),
    "alerts:policy_version": get(ANYONE, number="1"),
    "alerts:edit_policy": both(frozenset({PROGRAMME})),
    "alerts:schema": get(ANYONE, version="1"),
    "alerts:reports": get(ANYONE),
    "alerts:report": get(ANYONE, year="alert_year"),
    "alerts:counts": get(READ_ALL),
    "alerts:by_link": both(ANYONE, token="alert_link"),
    "alerts:alerts": get(TEAM | RECEIVERS | {OTHER_MEMBER}),  # each their own
    "alerts:alert": get(TEAM | RECEIVERS, reference="alert"),
    "alerts:answer": post(RECEIVERS, ANSWER, reference="alert"),
    "alerts:receiving": get(SIGN | {OTHER_MEMBER}),
    "alerts:create_endpoint": post(SIGN | {OTHER_MEMBER}),
    "alerts:rotate_secret": post(SIGN, reference="alert_endpoint"),
    "alerts:disable_endpoint": post(SIGN, reference="alert_endpoint"),
    "alerts:enable_endpoint": post(SIGN, reference="alert_endpoint"),
    "alerts:ping": post(SIGN, reference="alert_endpoint"),
    "alerts:create_key": post(SIGN | {OTHER_MEMBER}),
    "alerts:revoke_key": post(SIGN, reference="alert_key"),
    "alerts:submit": both(SUBMITTERS),
    "alerts:submit_sheet": post(SUBMITTERS),
    "alerts:waiting": get(READ_ALL),
    "alerts:batch": get(TEAM, reference="alert_batch"),
    "alerts:verify": post(VERIFIERS, reference="alert_batch"),
    "alerts:refuse": post(VERIFIERS, reference="alert_batch"),
    "alerts:withdraw": post(VERIFIERS, reference="alert"),
    "alerts:send": post(VERIFIERS, reference="alert"),
    "alerts:resend": post(VERIFIERS, reference="alert"),
    "alerts:platforms": both(READ_ALL),
    "alerts:remove_platform": post(VERIFIERS, reference="alert_platform"),
}
CALLS: dict[str, Call] = {
    "api-1.0.0:alerts_after": call("member.alerts:read", "get"),
    "api-1.0.0:answer_alert": call("member.alerts:write", "post", reference="alert"),
}


def plant(scene: Scene) -> None:
    """An alert of Fay's that Anik verified, one that still waits, and where Pastehaven receives them."""
    fay, anik = (
        cast.by(cast.of_the_programme(name, role)) for name, role in (("Fay", Role.FLAGGER), ("Anik", Role.ANALYST))
    )
    actions.verify_batch(batch=a_batch(PLANTED_ADDRESS, fay), confirmed=frozenset(Criterion), by=anik, at=now())
    alert = Alert.objects.get(url=PLANTED_ADDRESS)
    platform = actions.register_platform(name="X", hosts=["x.test"], contact="x@example.org", by=anik, at=now())
    delivery = actions.send_to_contact(alert=alert, address="abuse@example.org", by=anik, at=now())
    LinkToken.objects.filter(about=delivery.reference).delete()  # one whose token is known instead
    link = people.issue_link(
        purpose=LinkPurpose.ALERT, about=delivery.reference, expires_at=now() + timedelta(days=365), at=now()
    )
    scene.named |= {"alert": alert.reference, "alert_link": link, "alert_year": now().year}
    scene.named |= {"alert_batch": a_batch(f"{PLANTED_ADDRESS}-2", fay).reference, "alert_platform": platform.reference}
    receiving(scene)
    taken_in(scene)


def a_batch(url: str, by: Actor) -> AlertBatch:
    cast.a_member()
    about = actions.About(entry_named("QDe.901"), "National law", ServiceType.PASTING, ContentKind.TEXT)
    (batch,) = actions.submit_alerts(drafts=[actions.Draft(rules.address_of(url), about)], by=by, at=now())
    return batch


def receiving(scene: Scene) -> None:
    """A webhook and keys of Pastehaven's."""
    sana, member = cast.by(cast.sana()), cast.a_member()
    actions.create_endpoint(url="https://hooks.example.org/alerts", by=sana, at=now())
    scene.named["alert_endpoint"] = outbox.endpoints_of(audience_of(member)).get().reference
    scene.named["alert_key"] = actions.create_key(name="intake", by=sana, at=now()).key.reference
    scene.keys |= {
        f"member.{scope.value}": cast.a_key(scope, organisation=member.organisation)
        for scope in (Scope.ALERTS_READ, Scope.ALERTS_WRITE)
    }


def taken_in(scene: Scene) -> None:
    """The platform takes alerts of a programme, and has one in its queue."""
    connection = programmes.connect(url="https://programme.example.org", key="bf_x", public_key="", by=SYSTEM, at=now())
    programmes.take_one(connection=connection, type_="alert.issued", data=an_alert(), at=now())
    scene.named |= {"programme_door": connection.reference, "alert_in": ProgrammeAlert.objects.get().pk}
