"""Feeds and shared lists: read by who reads lists, kept by owners and leads; a shared list opens to its subscriber."""

from bonafides.base.people.vocabulary import Role
from bonafides.kernel.clock import now
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks.vocabulary import Tlp
from bonafides.safety.feeds import actions, queries
from bonafides.safety.feeds.actions import sharing
from tests import cast
from tests.architecture.role_scene import Scene
from tests.architecture.role_words import LEADS, TEAM, Call, Row, both, call, get, post

PAGES: dict[str, Row] = {
    "feeds:feeds": get(TEAM),
    "feeds:feed": get(TEAM, reference="feed"),
    "feeds:runs": get(TEAM, reference="feed"),
    "feeds:run": get(TEAM, reference="feed_run"),
    "feeds:choose": get(LEADS),
    "feeds:new_feed": both(LEADS, adapter="file", bank="fed_bank"),
    "feeds:change": post(LEADS, reference="feed"),
    "feeds:secrets": post(LEADS, reference="feed"),
    "feeds:erase_secrets": post(LEADS, reference="feed"),
    "feeds:switch": post(LEADS, reference="feed"),
    "feeds:try_connection": post(LEADS, reference="feed"),
    "feeds:run_now": post(LEADS, reference="idle_feed"),
    "feeds:begin_again": post(LEADS, reference="feed"),
    "feeds:remove": post(LEADS, reference="leaving_feed"),
    "feeds:removed": get(TEAM),
    "feeds:forget_credentials": post(LEADS, adapter="feed_kind"),
    "feeds:share": get(TEAM, bank="fed_bank"),
    "feeds:start_sharing": post(LEADS, bank="fed_bank"),
    "feeds:end_sharing": post(LEADS, bank="fed_bank"),
    "feeds:admit": post(LEADS, bank="fed_bank"),
    "feeds:export": post(TEAM, bank="fed_bank"),
    "feeds:end_subscription": post(LEADS, bank="fed_bank", key="subscriber"),
}
CALLS: dict[str, Call] = {
    "feeds:shared": call("feeds:read", "get", bank="fed_bank"),
    "feeds:opinions": call("feeds:read", "post", bank="fed_bank"),
    "api-1.0.0:list_feeds": call("banks:read", "get"),
    "api-1.0.0:feed_runs": call("banks:read", "get", reference="feed"),
    "api-1.0.0:run_feed": call("banks:write", "post", reference="idle_feed"),
}


def plant(scene: Scene) -> None:
    """A list that two feeds fill, one of them being read, and that is shared with a subscriber."""
    by, at = cast.by(cast.a_person("Lead", Role.LEAD)), now()
    bank = banks.create_bank(name="Fed bank", tlp=Tlp.GREEN, by=by, at=at)
    for number, name in enumerate(("feed", "idle_feed", "leaving_feed")):
        setup = actions.Setup(name=f"Feed {number}", adapter="file", address="file:none.csv")
        scene.named[name] = actions.add_feed(bank=bank.reference, setup=setup, by=by, at=at).reference
    feed = queries.feed_for(by, scene.named["feed"])
    scene.named["feed_run"] = actions.ask_for_run(feed=feed, by=by, at=at).reference
    found = sharing.share(bank=bank, openly=False, by=by, at=at)
    subscriber, _key = sharing.admit(found=found, name="A neighbour", by=cast.by(cast.bo()), at=at)
    scene.named |= {"fed_bank": bank.reference, "subscriber": subscriber.key, "feed_kind": "tcap"}
