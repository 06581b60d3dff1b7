"""Signing: what is signed verifies, what would be refused is not signed, and poison graphs cost nothing."""

import json
import random
import time
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lengths import rounds

from bonafides.credentials.canonical import canonical_quads, expanded_of
from bonafides.credentials.encoding import digest_of
from bonafides.credentials.errors import ContextError, MalformedError
from bonafides.credentials.proof import check_proof, sign
from bonafides.credentials.spelling import in_order

from .samples import DOCUMENT, KEY, NOON, ONE, a_list, a_mark, a_mark_document, code_of, data, judged

DICE = random.Random(600)
Path = tuple[Any, ...]


def test_signing_twice_gives_the_same_document() -> None:
    assert sign(a_mark_document(), key=KEY, at=NOON) == sign(a_mark_document(), key=KEY, at=NOON)


def test_what_was_signed_is_right() -> None:
    signed = check_proof(a_mark(), issuer=DOCUMENT, at=ONE)

    assert (signed.key_id, signed.created) == (KEY.id, NOON)


def test_a_signed_document_is_not_signed_again() -> None:
    with pytest.raises(MalformedError):
        sign(a_mark(), key=KEY, at=NOON)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"score": "9"}, MalformedError),
        ({"name": None}, MalformedError),
        ({"@context": ["https://evil.example/"]}, ContextError),
        ({"name": "x" * 65_000}, MalformedError),
        ({"name": "\ud800"}, MalformedError),
        ({"name": 0.5}, MalformedError),
    ],
)
def test_what_a_verifier_would_refuse_is_not_signed(change: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        sign(a_mark_document() | change, key=KEY, at=NOON)


def test_a_digest_tells_two_documents_apart_that_one_signature_fits() -> None:
    other = a_mark()
    other["type"] = other["type"][::-1]

    assert digest_of(a_mark()) != digest_of(other)
    assert len(digest_of(a_mark())) == 64


def test_the_order_of_members_is_no_difference() -> None:
    turned = dict(reversed(a_mark().items()))

    assert digest_of(turned) == digest_of(a_mark())
    assert judged(turned).is_valid


# -- hundreds of mutations ----------------------------------------------------------------------------------


def places_in(value: Any, path: Path = ()) -> Iterator[Path]:
    """The path of every value in a document but the whole."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in inside:
        yield (*path, name)
        yield from places_in(inner, (*path, name))


def at_path(document: Any, path: Path) -> Any:
    for step in path:
        document = document[step]
    return document


def other_value(value: Any) -> Any:
    """A value unlike the one given, which may mean the same to JSON-LD."""
    choices: list[Any] = [None, True, 0, 1, "", "x", [], {}, [value], [value, value], [[value]], [value, "x"]]
    choices += [{"@value": value}, {"@id": value}, {"x": value}, {"id": "https://a.example/b"}]
    choices += [f"{value} ", str(value).upper(), str(value)[:-1]]
    return DICE.choice([choice for choice in choices if json.dumps(choice) != json.dumps(value)])


def changed_value(document: Any, path: Path) -> None:
    at_path(document, path[:-1])[path[-1]] = other_value(at_path(document, path))


def dropped(document: Any, path: Path) -> None:
    del at_path(document, path[:-1])[path[-1]]


def added(document: Any, path: Path) -> None:
    """A member more, sometimes one that exists elsewhere with a meaning."""
    holder = at_path(document, path[:-1])
    names = ["name", "description", "narrative", "image", "url", "id", "tag", "score", "schema:name", "_:b0"]
    names += ["@type", "@graph", "@reverse", "@included"]
    if isinstance(holder, dict):
        name = DICE.choice([name for name in names if name not in holder])
        holder[name] = DICE.choice(["x", ["x"], {"id": "https://a.example/"}, {}, None, 1])
    else:
        holder.append(DICE.choice(["x", deepcopy(holder[0]), {}, None]))


def renamed(document: Any, path: Path) -> None:
    """A member under another name; in a list, a member more at the front."""
    holder = at_path(document, path[:-1])
    if isinstance(holder, dict):
        holder[DICE.choice(["https://schema.org/name", "@id", "Name", "x", f"{path[-1]} "])] = holder.pop(path[-1])
    else:
        holder.insert(0, DICE.choice(["x", {}, deepcopy(holder[-1])]))


def swapped(document: Any, path: Path) -> None:
    """A value from elsewhere in the document."""
    value = json.dumps(at_path(document, path))
    others = [other for other in places_in(document) if json.dumps(at_path(document, other)) != value]
    at_path(document, path[:-1])[path[-1]] = deepcopy(at_path(document, DICE.choice(others)))


KINDS: list[Callable[[Any, Path], None]] = [changed_value, dropped, added, renamed, swapped]


def a_mutation(document: dict[str, Any]) -> dict[str, Any]:
    """The document with one change at a random place."""
    changed = deepcopy(document)
    DICE.choice(KINDS)(changed, DICE.choice(list(places_in(changed))))
    return changed


def test_each_of_hundreds_of_mutated_marks_is_refused() -> None:
    status = data(a_list())
    mutations = [a_mutation(a_mark()) for _ in range(rounds(200, 600))]

    accepted = [each for each in mutations if judged(each, status=status).is_valid]

    assert accepted == []
    assert a_mark() not in mutations


def test_each_of_many_mutated_status_lists_is_refused() -> None:
    mutations = [a_mutation(a_list()) for _ in range(rounds(70, 200))]

    accepted = [each for each in mutations if judged(a_mark(), status=each).is_valid]

    assert accepted == []


def test_texts_with_a_damaged_byte_are_refused_or_say_the_same() -> None:
    status, text = data(a_list()), data(a_mark())
    damaged = [with_a_flip(text) for _ in range(rounds(140, 400))]

    accepted = [each for each in damaged if judged(each, status=status).is_valid]

    assert [each for each in accepted if json.loads(each) != a_mark()] == []


def with_a_flip(text: bytes) -> bytes:
    changed = bytearray(text)
    changed[DICE.randrange(len(changed))] ^= DICE.randint(1, 255)
    return bytes(changed)


def nested_values(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    names = st.sampled_from(["id", "type", "name", "@context", "@id", "@value", "@set", "@list", "result", "evidence"])
    return st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3)


# -- poison --------------------------------------------------------------------------------------------------


def part(value: Any) -> dict[str, Any]:
    """Evidence without an address, in which another may lie."""
    return {"type": ["Evidence"], "audience": value}


EXPLODES_SECONDS = 20  # of the processor, where a fifth of one is enough; to name the nodes of a bomb takes hours
BOMBS = {
    "siblings that differ one step away": [part(part(f"{n:02}")) for n in range(12)],
    "siblings of such siblings": [part([part(part(f"{n}{m}")) for m in range(9)]) for n in range(9)],
    "chains that differ at their ends": [part(part(part(f"{n:03}"))) for n in range(150)],
    "more parts than are accepted": [part(f"{n:03}") for n in range(201)],
}
each_bomb = pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())


def with_evidence(evidence: list[Any]) -> dict[str, Any]:
    """A mark with this evidence, spelt well, so that it is refused by nothing else."""
    return in_order(a_mark_document() | {"evidence": evidence}) | {"proof": a_mark()["proof"]}


@each_bomb
def test_a_poison_graph_is_refused_by_name_before_it_explodes(bomb: list[Any]) -> None:
    mark = with_evidence(bomb)
    started = time.process_time()

    verdict = judged(mark, status=b"")

    assert time.process_time() - started < EXPLODES_SECONDS
    assert code_of(verdict) == "poison_graph"


@each_bomb
def test_a_poison_graph_takes_no_hundred_megabytes(bomb: list[Any]) -> None:
    mark = with_evidence(bomb)
    tracemalloc.start()

    judged(mark, status=b"")

    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak_bytes < 100_000_000


def test_the_largest_graph_that_is_accepted_does_not_explode() -> None:
    mark = with_evidence([part(f"{n:03}") for n in range(190)])
    started = time.process_time()

    verdict = judged(mark, status=b"")

    assert time.process_time() - started < EXPLODES_SECONDS
    assert code_of(verdict) == "signature_wrong"


def test_a_poison_graph_is_not_signed() -> None:
    document = in_order(a_mark_document() | {"evidence": [part(part("1")), part(part("2"))]})

    with pytest.raises(MalformedError) as refused:
        sign(document, key=KEY, at=NOON)

    assert refused.value.code == "poison_graph"


def test_a_blank_node_with_a_name_is_refused() -> None:
    mark = a_mark() | {"evidence": [{"id": "_:b0", "type": ["Evidence"], "name": "x"}]}

    assert code_of(judged(mark)) == "not_absolute"


def test_eight_threads_do_not_disturb_each_other() -> None:
    status = data(a_list())
    marks = [a_mark() | ({"name": f"{number}"} if number % 2 else {}) for number in range(48)]

    with ThreadPoolExecutor(8) as threads:
        verdicts = list(threads.map(lambda mark: judged(mark, status=status).is_valid, marks))

    assert verdicts == [True, False] * 24


VALUES = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), nested_values, max_leaves=8)


@given(path=st.sampled_from(list(places_in(a_mark()))), noise=VALUES)
def test_any_value_at_any_place_is_answered(path: Path, noise: Any) -> None:
    mark = a_mark()
    at_path(mark, path[:-1])[path[-1]] = noise

    assert judged(mark).is_valid == (data(mark) == data(a_mark()))


def test_canonical_quads_do_not_depend_on_the_order_of_members() -> None:
    plain = a_mark_document()
    turned = dict(reversed(plain.items()))

    assert canonical_quads(expanded_of(plain)) == canonical_quads(expanded_of(turned))
