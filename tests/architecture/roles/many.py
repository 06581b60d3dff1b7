"""Many at once, incidents, live streams and accounts: for whoever decides; an auditor reads along."""

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.keys import signing
from bonafides.base.people.vocabulary import Role, Scope
from bonafides.kernel.actor import SYSTEM, Actor, ActorKind
from bonafides.kernel.clock import now
from bonafides.safety.moderation.actions import bulk, incident_lists, incidents, live, strikes, viewing
from bonafides.safety.moderation.events import IncidentShared, ReturnNoted
from bonafides.safety.moderation.models import Account, BulkDecision, Case, Incident, ReturnNote
from bonafides.safety.moderation.queries.bulk import Drawing, samples_of
from bonafides.safety.moderation.tests.scenes import KEEP
from bonafides.safety.moderation.vocabulary import ExposureMode, Sharing
from tests import cast
from tests.architecture.role_scene import Scene
from tests.architecture.role_words import (
    ANYONE,
    AUDITOR,
    DECIDERS,
    JUDGES,
    LEADS,
    TEAM,
    Call,
    Row,
    both,
    call,
    get,
    post,
)

BULK: dict[str, Row] = {
    "moderation:bulks": get(DECIDERS | {AUDITOR}),
    "moderation:new_bulk": both(DECIDERS),
    "moderation:bulk": get(DECIDERS | {AUDITOR}, reference="set"),
    "moderation:bulk_sample": get(DECIDERS, reference="set", case="sample"),
    "moderation:show_bulk_sample": post(DECIDERS, {"level": "blurred"}, reference="set", case="sample"),
    "moderation:decide_bulk": post(DECIDERS, reference="set"),
    "moderation:agree_bulk": post(DECIDERS, reference="set"),
    "moderation:refuse_bulk": post(DECIDERS, reference="set"),
    "moderation:undo_bulk": post(DECIDERS, reference="decided_set"),
    "moderation:stop_bulk": post(LEADS, reference="set"),
}

ACCOUNTS: dict[str, Row] = {
    "moderation:accounts": get(JUDGES | {AUDITOR}),
    "moderation:account": get(JUDGES | {AUDITOR}, reference="account"),
    "moderation:decide_account": post(DECIDERS, reference="account"),
    "moderation:settle_return": post(DECIDERS, {"stands": "no"}, reference="return_note"),
    "moderation:ladder": get(JUDGES | {AUDITOR}),
    "moderation:set_ladder": post(LEADS),
    "moderation:contest_return": post(ANYONE, {"contest": "A shared computer."}, token="statement"),
}

INCIDENTS: dict[str, Row] = {
    "moderation:incidents": get(TEAM),
    "moderation:new_incident": both(LEADS),
    "moderation:incident": get(TEAM, reference="incident"),
    "moderation:extend_incident": post(LEADS, reference="incident"),
    "moderation:close_incident": post(LEADS, reference="incident"),
    "moderation:share_incident": post(LEADS, {"sharing": "link"}, reference="incident"),
    "moderation:add_incident_case": post(DECIDERS, reference="incident"),
    "moderation:remove_incident_case": post(DECIDERS, reference="incident"),
    "moderation:debrief_incident": post(LEADS, reference="incident"),
    "moderation:incident_debrief": get(TEAM, reference="incident"),
    "moderation:subscriptions": both(LEADS),
    "moderation:unsubscribe": post(LEADS, reference="subscription"),
    "moderation:incident_report": get(ANYONE),
    "moderation:incident_list": get(ANYONE, reference="incident"),
    "moderation:incident_list_of_link": get(ANYONE, token="incident_link"),
}

LIVE: dict[str, Row] = {
    "moderation:live": get(JUDGES),
    "moderation:act_on_stream": post(JUDGES, {"act": "escalate"}, reference="stream"),
    "moderation:mark_live": post(JUDGES, reference="stream"),
    "moderation:mark_over": post(JUDGES, reference="stream"),
}

PAGES: dict[str, Row] = {**BULK, **ACCOUNTS, **INCIDENTS, **LIVE}
CALLS: dict[str, Call] = {
    "api-1.0.0:account_keys": call("items:write", "post"),
    "api-1.0.0:contest_return": call("appeals:write", "post"),
    "api-1.0.0:live": call("items:write", "post"),
}


def plant(scene: Scene) -> None:
    """A set over the open cases of the scene, few enough for everybody to be given all of them as samples."""
    by = cast.by(cast.a_person("Lead", Role.LEAD))
    made = bulk.make(drawing=Drawing.of_account("author-7"), by=by, at=now())
    scene.named |= {"set": made.reference, "sample": samples_of(made, by).drawn[0].case.reference}
    scene.named["decided_set"] = a_decided_set().reference
    scene.named |= an_account() | an_incident(scene.named["open"])
    scene.named["stream"] = a_stream()


def a_decided_set() -> BulkDecision:
    """A set that the reviewer keeps, in its minute."""
    by = cast.by(cast.a_person("Reviewer", Role.REVIEWER))
    made = bulk.make(drawing=Drawing.of_account("author-7"), at_most=1, by=by, at=now())
    for sample in samples_of(made, by).drawn:
        viewing.open_text(item=sample.item, mode=ExposureMode.REDUCED, by=by, at=now())
    return bulk.decide(bulk=made, wish=KEEP, by=by, at=now())


@audited_action
def an_account() -> dict[str, str]:
    """The author of the closed case, who got a strike, with a note that they may have returned."""
    account = Account.objects.get(platform_reference="author-7")
    banned = strikes.account_of("banned-account", now())
    note = ReturnNote(account=account, resembles=banned, kinds=["device"], noted_at=now())
    note.save()
    record(ReturnNoted(account=account.reference, kinds=("device",)), by=SYSTEM, at=now())
    return {"account": account.reference, "return_note": note.reference}


def an_incident(case: str) -> dict[str, str]:
    """A running incident with one case, its list open to everybody and under an address; and a list of others."""
    by = cast.by(cast.a_person("Lead", Role.LEAD))
    naming = incidents.Naming("A flood", "Many copies came at once.")
    opened = incidents.open_incident(naming=naming, by=by, at=now())
    incidents.add_case(incident=opened, case=Case.objects.get(reference=case), by=by, at=now())
    token = incidents.share(incident=opened, sharing=Sharing.LINK, by=by, at=now())
    _open_to_all(opened)
    key = signing.public_keys("receipts")[0].vkey
    theirs = incident_lists.subscribe(url="https://lists.example.org/l", vkey=key, name="Theirs", by=by, at=now())
    return {"incident": opened.reference, "incident_link": token, "subscription": theirs.reference}


@audited_action
def _open_to_all(opened: Incident) -> None:
    """Both ways at once, which the page does not offer: so that each of its addresses is asked."""
    opened.sharing = Sharing.PUBLIC
    opened.save(update_fields=["sharing"])
    record(IncidentShared(incident=opened.reference, sharing=Sharing.PUBLIC), by=SYSTEM, at=now())


def a_stream() -> str:
    """A stream that the platform spoke of."""
    platform = Actor(kind=ActorKind.CLIENT, code="K-LIVE", scopes=frozenset({Scope.ITEMS_WRITE}))
    said = live.StreamSaid("stream/one", "https://paste.example.org/stream", now())
    return live.take_stream(said=said, by=platform, at=now()).item.reference
