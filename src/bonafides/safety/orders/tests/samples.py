"""Made-up orders: a form's text, an e-mail with it, a PDF of it. Names and addresses are nobody's."""

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

import typst

LOCATION = "https://harbour.example.org/p/one"
FORM = """REMOVAL ORDER
(Article 3 of Regulation (EU) 2021/784)

SECTION A:
Issuing Member State: Germany
Addressee: Harbour Pastes
Legal representative: Jo Sample
Contact point of the hosting service provider: orders@harbour.example.org
Member State of main establishment: Ireland
Time and date of issuing the removal order: 28.03.2026 23:10 CET
Reference number of the removal order: SA-2026/0042
Legal basis: Article 3 of Regulation (EU) 2021/784

SECTION B: Terrorist content
A URL or any additional information enabling the identification and exact location:
hxxps://harbour.example[.]org/p/one
Any additional information enabling the identification: A paste of two pages
The material:
[ ] (a) incites others to commit terrorist offences
[x] (b) solicits others to commit or to contribute to terrorist offences
[ ] (c) solicits others to participate in the activities of a terrorist group
[x] (d) provides instruction on the making or use of explosives
[ ] (e) constitutes a threat to commit one of the terrorist offences
Further reasons: It names a place and a day.
It links to a list of parts.

SECTION C: Information to the content provider
[x] Please note that the addressee must refrain from informing the content provider

SECTION D: Information to the competent authority
[x] A copy of the removal order is sent to the competent authority of the Member State of main establishment

SECTION E: Information about the issuing authority
Type of competent authority:
[ ] judge, court or investigating judge
[x] law enforcement authority
[ ] other competent authority
Name of issuing authority: Sample Office for Online Orders
Name of its representative: Robin Specimen
Post held (title and grade): Head of unit
File No: 77 Js 12/26
Address: 1 Example Street, Sampletown
Tel. No: +49 30 0000000
Fax No: +49 30 0000001
E-mail address: desk@orders.example.test
Date: 28.03.2026
Official stamp: signed electronically

SECTION F: Contact details for follow-up
Contact details for feedback: desk@orders.example.test
Contact details of the competent authority of the Member State where you are: home@authority.example.test

SECTION G: Information about redress
Competent body or court: Sample Administrative Court
Deadlines for challenging: one month
Procedures for challenging: in writing
Link to provisions of national legislation: https://law.example.test/redress
"""
EXPECTED = {
    "issuing_state": "Germany",
    "addressee": "Harbour Pastes",
    "legal_representative": "Jo Sample",
    "provider_contact_point": "orders@harbour.example.org",
    "establishment_state": "Ireland",
    "issued_at": "2026-03-28T23:10:00+01:00",
    "reference": "SA-2026/0042",
    "legal_basis": "Article 3 of Regulation (EU) 2021/784",
    "urls": LOCATION,
    "identifying": "A paste of two pages",
    "content_types": "b\nd",
    "reasons": "It names a place and a day.\nIt links to a list of parts.",
    "do_not_inform": "yes",
    "cross_border": "yes",
    "authority_kind": "law_enforcement",
    "authority_name": "Sample Office for Online Orders",
    "representative_name": "Robin Specimen",
    "representative_post": "Head of unit",
    "file_number": "77 Js 12/26",
    "authority_address": "1 Example Street, Sampletown",
    "authority_phone": "+49 30 0000000",
    "authority_fax": "+49 30 0000001",
    "authority_email": "desk@orders.example.test",
    "signed_on": "28.03.2026",
    "signature": "signed electronically",
    "feedback_contact": "desk@orders.example.test",
    "home_authority_contact": "home@authority.example.test",
    "redress_body": "Sample Administrative Court",
    "redress_deadline": "one month",
    "redress_procedure": "in writing",
    "redress_law": "https://law.example.test/redress",
}


def a_mail(
    received_at: datetime,
    *,
    text: str = FORM,
    subject: str = "Removal order SA-2026/0042",
    pdf: bytes = b"",
    sender: str = "",
) -> bytes:
    """The order as an e-mail, with the header that our mail server put on top at that moment."""
    message = EmailMessage()
    message["Received"] = (
        f"from mx.example.test by mail.harbour.example.org with ESMTPS; {format_datetime(received_at)}"
    )
    message["Authentication-Results"] = "mail.harbour.example.org; dkim=pass header.d=orders.example.test; spf=pass"
    message["From"] = sender or "Order desk <desk@orders.example.test>"
    message["To"] = "orders@harbour.example.org"
    message["Date"] = format_datetime(received_at)
    message["Subject"] = subject
    message.set_content(text)
    if pdf:
        message.add_attachment(pdf, maintype="application", subtype="pdf", filename="order.pdf")
    return bytes(message)


def a_pdf(text: str = FORM) -> bytes:
    """The same words set as a document."""
    page = '#set page(paper: "a4", margin: 18mm)\n#set text(8pt, font: "DejaVu Sans Mono")'
    body = f"{page}\n#raw(sys.inputs.text, block: true)"
    made = typst.compile(body.encode(), format="pdf", sys_inputs={"text": text})
    return made if isinstance(made, bytes) else b"".join(made)
