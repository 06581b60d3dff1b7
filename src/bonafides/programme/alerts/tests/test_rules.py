"""Which addresses are one group, what a second person must confirm, which figures may be shown."""

from datetime import timedelta

import pytest

from bonafides.kernel.errors import Invalid, RuleBroken
from bonafides.programme.alerts import rules
from bonafides.programme.alerts.rules import BatchFacts, Sent
from bonafides.programme.alerts.vocabulary import AlertState, Answer, Criterion

HOUR = timedelta(hours=1)
ALL = frozenset(Criterion)


def shapes(*urls: str) -> list[list[str]]:
    return [[each.url for each in group] for group in rules.groups_of([rules.address_of(url) for url in urls])]


def test_addresses_in_one_folder_are_one_group_and_numbers_do_not_part_them() -> None:
    assert shapes(
        "https://a.test/raw/x1", "https://b.test/raw/x1", "https://a.test/raw/zz9", "https://a.test/v/1/f", "https://a.test/v/2/g"
    ) == [
        ["https://a.test/raw/x1", "https://a.test/raw/zz9"],
        ["https://b.test/raw/x1"],
        ["https://a.test/v/1/f", "https://a.test/v/2/g"],
    ]  # fmt: skip


def test_no_group_is_larger_than_a_person_can_look_at() -> None:
    groups = shapes(*(f"https://a.test/{number}" for number in range(101)))

    assert [len(group) for group in groups] == [100, 1]


def test_a_defanged_address_is_understood_and_gets_a_scheme() -> None:
    assert rules.address_of("hxxps://paste[.]example[.]org/x").url == "https://paste.example.org/x"
    assert rules.address_of("paste.example.org/x").url == "https://paste.example.org/x"


@pytest.mark.parametrize(
    "text", ["nonsense", "ftp://files.example.org/a", "javascript:alert(1)", "https://" + "a" * 2_000]
)
def test_what_is_no_web_address_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        rules.address_of(text)


def test_lines_that_are_bad_twice_or_known_are_set_aside_with_their_number() -> None:
    lines = ["https://a.test/1", "", "what?", "https://www.a.test/1/", "https://a.test/known"]

    read = rules.read_lines(enumerate(lines, start=1), known=frozenset({"https://a.test/known"}))

    assert [each.url for each in read.addresses] == ["https://a.test/1"]
    assert [each.line for each in read.set_aside] == [3, 4, 5]


@pytest.mark.parametrize(
    ("facts", "verifier", "confirmed", "code"),
    [
        (BatchFacts(AlertState.SUBMITTED, 1, entry_is_listed=True), 1, ALL, "second-person"),
        (BatchFacts(AlertState.SUBMITTED, 1, entry_is_listed=False), 2, ALL, "not-designated"),
        (BatchFacts(AlertState.SUBMITTED, 1, entry_is_listed=True), 2, ALL - {Criterion.NOT_EXEMPT}, "checklist"),
        (BatchFacts(AlertState.SENT, 1, entry_is_listed=True), 2, ALL, "decided"),
    ],
)
def test_the_inclusion_policy_refuses(
    facts: BatchFacts, verifier: int, confirmed: frozenset[Criterion], code: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        rules.check_verification(facts, verifier, confirmed)

    assert refused.value.code == code


def test_keeping_and_disputing_need_a_reason_and_acknowledging_comes_first() -> None:
    with pytest.raises(Invalid):
        rules.check_answer(None, Answer.KEPT, " ")
    with pytest.raises(Invalid):
        rules.check_answer(None, Answer.DISPUTED, "")
    with pytest.raises(RuleBroken):
        rules.check_answer(Answer.RESTRICTED, Answer.ACKNOWLEDGED, "")
    rules.check_answer(Answer.KEPT, Answer.RESTRICTED, "")


def sent(number: int, recipient: str, type_: str, hours: int | None = None, answer: Answer | None = None) -> Sent:
    return Sent(f"A{number}", recipient, type_, hours * HOUR if hours else None, answer)


def test_the_median_and_the_ninth_decile_are_times_that_were_taken() -> None:
    rows = [sent(hour, "m", "pasting", hour, Answer.RESTRICTED) for hour in range(1, 11)]

    figures = rules.figures_of("pasting", rows)

    assert (figures.median, figures.ninth_decile) == (5 * HOUR, 9 * HOUR)


@pytest.mark.parametrize(("count", "median"), [(0, None), (1, HOUR), (2, HOUR), (3, 2 * HOUR)])
def test_a_median_exists_from_one_time_on(count: int, median: timedelta | None) -> None:
    assert rules.quantile([hour * HOUR for hour in range(1, count + 1)], 0.5) == median


def test_the_dispute_rate_is_of_what_was_answered_finally() -> None:
    answers = (Answer.DISPUTED, Answer.RESTRICTED, Answer.KEPT, Answer.RESTRICTED, Answer.ACKNOWLEDGED, None)
    rows = [sent(number, "m", "video", 1, answer) for number, answer in enumerate(answers)]

    assert rules.figures_of("video", rows).dispute_rate == 0.25
    assert rules.figures_of("video", []).dispute_rate is None


def test_types_with_few_recipients_are_joined_so_that_no_difference_names_one() -> None:
    rows = [
        *(sent(number, f"p{number}", "pasting") for number in range(4)),
        *(sent(number, f"v{number}", "video") for number in range(10, 13)),
        sent(20, "s1", "storage"),
    ]

    shown = rules.rows_by_type(rows, fewest=3)

    assert {row.platform_type: row.alerts for row in shown} == {"pasting": 4, "other": 4}
    assert all(row.recipients >= 3 for row in shown)


def test_too_few_recipients_in_all_publish_nothing() -> None:
    assert not rules.may_publish([sent(1, "a", "video"), sent(2, "b", "video")])
    assert rules.may_publish([sent(1, "a", "video"), sent(2, "b", "video"), sent(3, "c", "video")])


def test_every_state_has_its_moves_and_no_way_leads_out_of_an_end() -> None:
    with pytest.raises(RuleBroken):
        rules.moved(AlertState.WITHDRAWN, AlertState.SENT)
    with pytest.raises(RuleBroken):
        rules.moved(AlertState.SUBMITTED, AlertState.WITHDRAWN)
    assert rules.moved(AlertState.SENT, AlertState.WITHDRAWN) is AlertState.WITHDRAWN
