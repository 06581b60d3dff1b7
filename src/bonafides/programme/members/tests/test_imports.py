"""Existing members from a file: what is wrong is set aside and counted, and nothing happens twice."""

from argparse import Namespace
from pathlib import Path

import pytest
from tests import cast

from bonafides.base.people.models import Organisation
from bonafides.base.people.vocabulary import OrganisationKind
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Invalid, NotAllowed, TooLarge
from bonafides.programme.members import actions, commands, queries
from bonafides.programme.members.models import ImportRun, Member

pytestmark = pytest.mark.django_db
HEAD = "name,website,types,country,languages,staff,domains,contact_name,contact_email\n"
GOOD = (
    "Northpaste,https://northpaste.test,pasting,se,en;sv,1,,Nell,nell@northpaste.test\n"
    "Southbox,https://southbox.test,storage;hosting,,,12,southbox.test; files.southbox.test,,\n"
)
BAD = {
    ",https://a.test,pasting,,,,,,\n": "row-name",
    "A,not an address,pasting,,,,,,\n": "row-address",
    "A,https://a.test,forum,,,,,,\n": "row-type",
    "A,https://a.test,,,,,,,\n": "service-type",
    "A,https://a.test,pasting,Sweden,,,,,\n": "row-country",
    "A,https://a.test,pasting,,english,,,,\n": "bad-language",
    "A,https://a.test,pasting,,,few,,,\n": "row-number",
    "A,https://a.test,pasting,,,,no domain,,\n": "bad-host",
    "A,https://a.test,pasting,,,,,A,nobody\n": "row-mail",
    "A,https://northpaste.test,pasting,,,,,,\n": "row-domain-taken",
}


def bring_in(text: str) -> ImportRun:
    return actions.import_members(data=text.encode(), file_name="members.csv", by=cast.by(cast.olu()), at=now())


def counts(run: ImportRun) -> tuple[int, int, int]:
    return run.added, run.known, run.set_aside


@pytest.mark.db
def test_each_row_becomes_an_admitted_member() -> None:
    run = bring_in(HEAD + GOOD)

    member = Member.objects.get(name="Northpaste")
    assert counts(run) == (2, 0, 0)
    assert (member.state, member.organisation.country, member.staff) == ("admitted", "SE", 1)
    assert queries.services_of(member)[0].languages == ["en", "sv"]
    assert queries.contacts_of(member)[0].email == "nell@northpaste.test"
    assert queries.member_at("x.files.southbox.test") == Member.objects.get(name="Southbox")


def test_the_same_file_again_changes_nothing() -> None:
    bring_in(HEAD + GOOD)

    again = bring_in(HEAD + GOOD)

    assert counts(again) == (0, 2, 0)
    assert Organisation.objects.filter(kind=OrganisationKind.MEMBER).count() == 2


@pytest.mark.parametrize(("row", "code"), BAD.items(), ids=BAD.values())
def test_a_row_that_cannot_be_used_is_set_aside_with_its_reason_and_leaves_nothing(row: str, code: str) -> None:
    run = bring_in(HEAD + GOOD + row)

    aside = run.rows.get()
    assert counts(run) == (2, 0, 1)
    assert (aside.line, aside.code) == (4, code)
    assert aside.reason
    assert Member.objects.count() == 2


@pytest.mark.parametrize("data", [b"\xff\xfe", b"name,website\nA,https://a.test\n", b""])
def test_a_file_that_cannot_be_read_brings_in_nothing(data: bytes) -> None:
    with pytest.raises(Invalid):
        actions.import_members(data=data, file_name="x", by=cast.by(cast.olu()), at=now())

    assert ImportRun.objects.count() == 0


def test_a_file_over_the_limit_is_refused() -> None:
    with pytest.raises(TooLarge):
        bring_in(HEAD + "A,https://a.test,pasting,,,,,,\n" * 2_001)


def test_nobody_else_brings_members_in() -> None:
    with pytest.raises(NotAllowed):
        actions.import_members(data=HEAD.encode(), file_name="x", by=cast.by(cast.hana()), at=now())


def test_the_command_says_what_came_of_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "members.csv"
    file.write_text(HEAD + GOOD + next(iter(BAD)), encoding="utf-8")

    code = commands.import_members(Namespace(file=file))

    said = capsys.readouterr()
    assert (code, said.out) == (0, "added: 2, known: 0, set aside: 1\n")
    assert said.err.startswith("line 4: ")


def test_the_command_refuses_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        commands.import_members(Namespace(file=tmp_path / "none.csv"))
