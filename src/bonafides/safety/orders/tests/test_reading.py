"""Every field of Annex I, read from an e-mail's text and from a PDF; and what cannot be read stays unfound."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bonafides.kernel.errors import Invalid
from bonafides.safety.orders.annexes import ANNEX_I
from bonafides.safety.orders.mail import read_mail
from bonafides.safety.orders.pdf import CHILD, text_in_pdf
from bonafides.safety.orders.reading import fields_in, is_order, moment_of
from bonafides.safety.orders.tests.samples import EXPECTED, FORM, LOCATION, a_mail, a_pdf

NIGHT = datetime(2026, 3, 29, 0, 40, tzinfo=timezone(timedelta(hours=1)))


@pytest.fixture(scope="module")
def pdf_text() -> str:
    return text_in_pdf(a_pdf())


@pytest.mark.parametrize("key", [field.key for field in ANNEX_I])
def test_each_field_of_annex_i_is_read_from_a_mail(key: str) -> None:
    read = fields_in(read_mail(a_mail(NIGHT)).text)[key]

    assert (read.value, read.found) == (EXPECTED[key], True)
    assert read.source


@pytest.mark.parametrize("key", [field.key for field in ANNEX_I])
def test_each_field_of_annex_i_is_read_from_a_pdf(pdf_text: str, key: str) -> None:
    read = fields_in(pdf_text)[key]

    assert (read.value, read.found) == (EXPECTED[key], True)


@pytest.mark.parametrize("key", [field.key for field in ANNEX_I])
def test_nothing_is_found_in_a_letter_about_the_weather(key: str) -> None:
    read = fields_in("Dear all,\nit rains.\nYours")[key]

    assert (read.value, read.found) == ("", False)


def test_a_mail_is_received_when_our_own_server_says_and_not_when_a_lower_header_does() -> None:
    forged = b"Received: from a by b; Mon, 1 Jan 2024 00:00:00 +0000\r\n"
    genuine = a_mail(NIGHT)
    head, _, rest = genuine.partition(b"From:")

    receipt = read_mail(head + forged + b"From:" + rest).receipt

    assert receipt is not None
    assert (receipt.at, receipt.zone) == (NIGHT, "+01:00")
    assert "mail.harbour.example.org" in receipt.how


def test_what_our_server_found_of_the_sender_is_kept() -> None:
    assert "dkim=pass" in read_mail(a_mail(NIGHT)).sender_proof


def test_a_mail_of_html_is_read_by_its_words() -> None:
    words = "<p>Reference number: X-1</p><p>Issuing Member State: Spain</p>"
    html = f"<html><head><style>p{{}}</style></head><body>{words}</body></html>"
    data = b"From: a@example.test\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html.encode()

    found = fields_in(read_mail(data).text)

    assert (found["reference"].value, found["issuing_state"].value) == ("X-1", "Spain")


def test_a_pdf_comes_out_of_a_mail() -> None:
    mail = read_mail(a_mail(NIGHT, text="See attached.", pdf=a_pdf()))

    assert len(mail.pdfs) == 1
    assert LOCATION in fields_in(text_in_pdf(mail.pdfs[0]))["urls"].value


def test_what_is_no_mail_is_refused() -> None:
    with pytest.raises(Invalid, match="no e-mail"):
        read_mail(b"\x00\x01\x02")


def test_an_order_is_told_from_another_letter() -> None:
    assert is_order(fields_in(FORM), FORM)
    assert not is_order(fields_in("Thank you for your reply."), "Thank you for your reply.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-10-25 02:30 CEST", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("2026-10-25 02:30 CET", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        ("29.02.2028, 23.59 UTC+02:00", datetime(2028, 2, 29, 21, 59, tzinfo=UTC)),
        ("14:05 on 3/4/2026", datetime(2026, 4, 3, 14, 5, tzinfo=UTC)),
        ("2026-03-02T12:00:00+01:00", datetime(2026, 3, 2, 11, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_with_its_zone(text: str, expected: datetime) -> None:
    assert moment_of(text, UTC) == expected


@pytest.mark.parametrize("text", ["30.02.2026 10:00", "2026-03-02", "noon", ""])
def test_what_is_no_moment_is_none(text: str) -> None:
    assert moment_of(text, UTC) is None


def test_a_broken_pdf_is_an_error_of_ours_and_not_a_crash() -> None:
    with pytest.raises(Invalid, match="cannot be read"):
        text_in_pdf(b"%PDF-1.7 nonsense")


def test_the_process_that_reads_a_pdf_can_open_no_file_and_start_nothing() -> None:
    code = (
        "import runpy, sys, json, os\n"
        f"confine = runpy.run_path({str(CHILD)!r})['confine']\n"
        "confine(1 << 30, 5)\n"
        "found = []\n"
        "for act in (lambda: open('/etc/hostname'), os.pipe, lambda: os.fork() or os._exit(0)):\n"
        "    try:\n"
        "        act(); found.append('did')\n"
        "    except OSError:\n"
        "        found.append('refused')\n"
        "sys.stdout.write(json.dumps(found))\n"
    )
    said = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, env={}, check=True, timeout=100
    ).stdout

    assert json.loads(said) == ["refused", "refused", "refused"]
