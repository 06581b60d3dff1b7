"""Time stamps of a bag: who may give them, and what happens where an authority fails."""

import json
from pathlib import Path

import pytest
from cryptography import x509
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from rfc3161_client import VerificationError, decode_timestamp_response

from bonafides.safety.evidence.models import Release
from bonafides.safety.evidence.tests.bags import a_bag, checked
from bonafides.safety.evidence.timestamps import (
    Authority,
    Failure,
    Stamp,
    check,
    read_response,
    stamp_by_all,
    with_sorted_certificates,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]


def test_an_authority_that_fails_is_named_and_the_other_stamps(two_authorities: list[str], tmp_path: Path) -> None:
    settings.TIMESTAMP_AUTHORITIES[0] = "http://127.0.0.1:9/|" + two_authorities[0].partition("|")[2]

    bag = a_bag(tmp_path)

    told = json.loads((bag / "tsa" / "authorities.json").read_bytes())
    assert [("failed" in each, "at" in each) for each in told] == [(True, False), (False, True)]
    assert "no stamp, because" in (bag / "VERIFY.md").read_text()
    assert checked(bag) == [0, 0, 0]
    assert Release.objects.get().trouble == "http://127.0.0.1:9/"


def test_an_authority_under_another_root_is_not_believed(two_authorities: list[str]) -> None:
    one, two = (Authority.parse(text) for text in two_authorities)

    (answer,) = stamp_by_all(b"data", [Authority(one.url, two.roots)])

    assert isinstance(answer, Failure)


def test_an_answer_for_other_bytes_is_not_believed(two_authorities: list[str]) -> None:
    authority = Authority.parse(two_authorities[0])
    (stamp,) = stamp_by_all(b"data", [authority])
    assert isinstance(stamp, Stamp)
    roots = x509.load_pem_x509_certificates(authority.roots.read_bytes())

    with pytest.raises(VerificationError):
        check(read_response(stamp.response), b"other data", roots, nonce=None)


def test_certificates_out_of_order_are_put_right_and_nothing_else_changes(two_authorities: list[str]) -> None:
    (stamp,) = stamp_by_all(b"data", [Authority.parse(two_authorities[0])])
    assert isinstance(stamp, Stamp)

    with pytest.raises(ValueError, match="SetOrdering"):
        decode_timestamp_response(stamp.response)
    in_order = with_sorted_certificates(stamp.response)

    assert sorted(in_order) == sorted(stamp.response)
    assert with_sorted_certificates(in_order) == in_order


@given(data=st.binary(max_size=200))
def test_no_answer_makes_the_reader_stumble(data: bytes) -> None:
    with pytest.raises(ValueError):
        with_sorted_certificates(data)


def test_without_authorities_the_bag_says_so(tmp_path: Path) -> None:
    bag = a_bag(tmp_path)

    assert "nothing but our own word" in (bag / "VERIFY.md").read_text()
    assert checked(bag) == [0, 0, 0]
