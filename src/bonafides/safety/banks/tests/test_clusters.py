"""What looks like an entry, and the groups of a list."""

import json
from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256

import pytest
from django.test import Client
from django.urls import reverse
from tests import cast

from bonafides.base.outbox.models import OutboxRow
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import NotAllowed
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions, jobs, queries
from bonafides.safety.banks.models import Bank, Cluster, ClusterRun, Entry
from bonafides.safety.banks.tests.conftest import NOON, OUTSIDER, REVIEWER, an_entry
from bonafides.safety.banks.vocabulary import CLUSTERED_AT_ONCE, ClusterKind, Opinion

pytestmark = pytest.mark.django_db


def a_hash(bits: int) -> str:
    """With so many bits set, so that two are as far apart as their numbers."""
    return f"{(1 << bits) - 1:064x}"


def pictures(bank: Bank, by: Actor, *bits: int) -> list[Entry]:
    return [an_entry(bank, by, type_=EntryType.PDQ, value=a_hash(each)) for each in bits]


@pytest.fixture
def chain(bank: Bank, bo: Actor) -> list[Entry]:
    """Three in a chain, two together, one alone."""
    return pictures(bank, bo, 60, 85, 110, 200, 210, 256)


# -- what looks like one entry ----------------------------------------------------------------------


def test_entries_within_31_bits_stand_beside_an_entry_nearest_first(chain: list[Entry], bo: Actor) -> None:
    other = actions.create_bank(name="Other shapes", by=bo, at=NOON)
    (elsewhere,) = pictures(other, bo, 80)

    near = list(queries.entries_near(queries.near_to(chain[1])))

    assert [(each.entry, each.distance_bits) for each in near] == [(elsewhere, 5), (chain[0], 25), (chain[2], 25)]


def test_what_is_withdrawn_or_no_picture_looks_like_nothing(chain: list[Entry], bank: Bank, bo: Actor) -> None:
    actions.withdraw_entry(entry=chain[0], reason="", by=bo, at=NOON)
    chain[0].refresh_from_db()

    assert queries.near_to(chain[0]) == []
    assert queries.near_to(an_entry(bank, bo)) == []
    assert [pk for pk, _bits in queries.near_to(chain[1])] == [chain[2].pk]


def test_the_page_of_an_entry_shows_and_exports_what_looks_like_it(chain: list[Entry]) -> None:
    browser = cast.browser_of(cast.bo())

    shown = browser.get(chain[1].get_absolute_url()).content.decode()
    rows = b"".join(browser.get(f"{chain[1].get_absolute_url()}?format=csv").streaming_content)  # type: ignore[attr-defined]

    assert chain[2].get_absolute_url() in shown
    assert [line.split(b",")[1] for line in rows.splitlines()] == [b"distance_bits", b"25", b"25"]


# -- groups -----------------------------------------------------------------------------------------


def looked(bank: Bank) -> list[Cluster]:
    actions.look_for_clusters(bank=bank, by=REVIEWER, at=NOON)
    return list(queries.clusters_kept(bank))


@pytest.mark.db
def test_the_groups_of_a_list_are_kept_with_their_medoid_and_width(bank: Bank, chain: list[Entry]) -> None:
    long, short = looked(bank)

    assert (long.size, long.medoid, long.widest, long.is_measured_whole) == (3, chain[1], 50, True)
    assert [(each.entry, each.distance) for each in queries.members_of(long)] == [
        (chain[1], 0),
        (chain[0], 25),
        (chain[2], 25),
    ]
    assert (short.size, short.widest) == (2, 10)
    assert ClusterRun.objects.values_list("entries", "found", "index_version").get() == (6, 2, queries.index_version())


def test_another_list_is_no_part_of_a_group(bank: Bank, bo: Actor) -> None:
    other = actions.create_bank(name="Other shapes", by=bo, at=NOON)
    pictures(bank, bo, 60)
    pictures(other, bo, 61)

    assert looked(bank) == []


@pytest.mark.db
def test_looking_again_puts_the_new_groups_in_the_place_of_the_old(bank: Bank, bo: Actor, chain: list[Entry]) -> None:
    looked(bank)
    actions.withdraw_entry(entry=chain[1], reason="", by=bo, at=NOON)

    assert [each.size for each in looked(bank)] == [2]


def test_a_group_says_what_its_entries_count_as_and_matched_lately(bank: Bank, bo: Actor, chain: list[Entry]) -> None:
    actions.give_opinion(entry=chain[0], value=Opinion.NEGATIVE, by=bo, at=NOON)
    found = queries.match(queries.of_value(EntryType.PDQ, chain[1].value))
    actions.record_matches(item="ITEM1", matches=found.matches, index_version=1, by=bo, at=NOON)

    soon, _other = queries.cluster_rows(looked(bank), NOON + timedelta(days=1))
    late, _other = queries.cluster_rows(looked(bank), NOON + timedelta(days=31))

    assert soon.opinions == {"negative": 1, "unconfirmed": 2}
    assert (soon.matches, late.matches) == (3, 0)


def test_a_long_list_is_left_to_the_worker(bank: Bank, chain: list[Entry], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CLUSTERED_AT_ONCE, ClusterKind.PICTURES, 5)

    assert looked(bank) == []
    row = OutboxRow.objects.get(kind="banks.clusters")
    assert ClusterRun.objects.get().asked_at == NOON
    jobs.look_for_clusters(row, NOON)

    assert ClusterRun.objects.get().asked_at is None
    assert Cluster.objects.count() == 2


def test_only_lists_that_changed_are_looked_at_anew(bank: Bank, bo: Actor, chain: list[Entry]) -> None:
    looked(bank)
    before = queries.clustered_before(queries.index_version())
    pictures(bank, bo, 205)
    after = queries.clustered_before(queries.index_version())
    jobs.keep_clusters_new(NOON)

    assert (before, after) == ([], [bank])
    assert [each.size for each in queries.clusters_kept(bank)] == [3, 3]


def test_an_outsider_looks_for_nothing(bank: Bank) -> None:
    with pytest.raises(NotAllowed):
        actions.look_for_clusters(bank=bank, by=OUTSIDER, at=NOON)

    assert not ClusterRun.objects.exists()


# -- groups of texts and videos ---------------------------------------------------------------------


POST = "Whoever draws one shape after another draws what nobody asked for, and asks who looks at it in the end."


@pytest.fixture
def mixed(bank: Bank, bo: Actor, chain: list[Entry]) -> list[list[Entry]]:
    """Beside pictures, three texts of which two are alike, and three videos of which two are."""
    texts = [POST, POST.replace("shape", "shaped"), "A harmless sentence that has nothing to do with any shape."]
    videos = [range(10), range(9), range(20, 30)]
    return [
        [an_entry(bank, bo, type_=EntryType.TEXT, value=text) for text in texts],
        [an_entry(bank, bo, type_=EntryType.VPDQ, value=a_video(frames)) for frames in videos],
    ]


def a_video(frames: Iterable[int]) -> str:
    """With a frame for each number, far from all others."""
    digests = (sha256(b"%d" % number).hexdigest() for number in frames)
    return json.dumps([f"{digest},90,{second}.000" for second, digest in enumerate(digests)])


@pytest.mark.db
def test_texts_and_videos_that_are_alike_are_groups_with_distances_of_their_own(
    bank: Bank, mixed: list[list[Entry]]
) -> None:
    texts, videos = mixed

    found = looked(bank)

    assert [(each.kind, each.size) for each in found] == [("pictures", 3), ("pictures", 2), ("texts", 2), ("videos", 2)]
    of_texts, of_videos = found[2:]
    assert {each.entry for each in queries.members_of(of_texts)} == set(texts[:2])
    assert [(each.entry, each.distance) for each in queries.members_of(of_videos)] == [(videos[0], 0), (videos[1], 10)]
    assert (of_videos.widest, of_videos.is_chain, 0 < of_texts.widest <= 8) == (10, False, True)
    assert ClusterRun.objects.get().entries == 12


def test_what_is_disabled_is_in_no_group(bank: Bank, bo: Actor, mixed: list[list[Entry]]) -> None:
    [actions.disable_entry(entry=entries[0], reason="a while", by=bo, at=NOON) for entries in mixed]

    assert [each.kind for each in looked(bank)] == ["pictures", "pictures"]


def test_many_videos_are_left_to_the_worker(
    bank: Bank, mixed: list[list[Entry]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(CLUSTERED_AT_ONCE, ClusterKind.VIDEOS, 2)

    assert looked(bank) == []


def test_the_pages_name_the_kind_and_the_unit(amina: Client, bank: Bank, mixed: list[list[Entry]]) -> None:
    of_videos = looked(bank)[3]

    page = amina.get(reverse("banks:clusters", args=[bank.reference])).content.decode()
    one = amina.get(of_videos.get_absolute_url()).content.decode()
    rows = b"".join(amina.get(f"{of_videos.get_absolute_url()}?format=csv").streaming_content)  # type: ignore[attr-defined]

    assert [word in page for word in ("Pictures", "Texts", "Videos", "50/256", "10\u00a0%")] == [True] * 5
    assert "10\u00a0%" in one
    assert [line.split(b",")[1:3] for line in rows.splitlines()[1:]] == [[b"0", b"percent"], [b"10", b"percent"]]


# -- pages ------------------------------------------------------------------------------------------


@pytest.fixture
def amina(bo: Actor) -> Client:
    return cast.browser_of(cast.a_person("Amina", Role.REVIEWER))


def test_the_pages_show_groups_largest_first_and_each_as_a_file(amina: Client, bank: Bank, chain: list[Entry]) -> None:
    where = reverse("banks:clusters", args=[bank.reference])

    empty = amina.get(where).content.decode()
    shown = amina.post(reverse("banks:look_for_clusters", args=[bank.reference]), follow=True).content.decode()
    long, short = queries.clusters_kept(bank)
    one = amina.get(long.get_absolute_url()).content.decode()
    rows = b"".join(amina.get(f"{where}?format=json").streaming_content)  # type: ignore[attr-defined]
    members = b"".join(amina.get(f"{long.get_absolute_url()}?format=csv").streaming_content)  # type: ignore[attr-defined]

    assert "Nobody has looked for groups" in empty
    assert shown.index(long.reference) < shown.index(short.reference)
    assert "a chain" in shown
    assert f"?cluster={long.reference}" in one
    assert rows.count(b'"cluster"') == 2
    assert len(members.splitlines()) == 4
