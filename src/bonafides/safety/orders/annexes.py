"""The fields of Annexes I, II and III of Regulation (EU) 2021/784, one row each: what a form, a reader, a PDF go by."""

from dataclasses import dataclass
from enum import StrEnum

from bonafides.kernel.text import gettext_noop as _


class Shape(StrEnum):
    """What a field holds; each is text in the database."""

    LINE = "line"
    TEXT = "text"
    MOMENT = "moment"  # ISO 8601 with its offset
    COUNTRY = "country"  # of a Member State, as it was given
    YES = "yes"  # "yes" or empty
    CHOICE = "choice"
    CHOICES = "choices"  # codes, a line each
    LINES = "lines"  # addresses, a line each


@dataclass(frozen=True)
class Field:
    """One field: its name here, its section in the annex, what a person reads, and by what words a reader finds it."""

    key: str
    section: str
    label: str
    shape: Shape = Shape.LINE
    needed: bool = False  # without it Art. 3(8) may apply
    words: tuple[str, ...] = ()  # beginnings of the line that holds it, in lower case
    choices: tuple[tuple[str, str], ...] = ()


CONTENT_TYPES = (
    ("a", _("incites to a terrorist offence, for example by glorifying terrorist acts")),
    ("b", _("solicits to commit a terrorist offence or to contribute to one")),
    ("c", _("solicits to take part in the activities of a terrorist group")),
    ("d", _("instructs in explosives, weapons, noxious substances or other methods")),
    ("e", _("threatens to commit a terrorist offence")),
)  # Art. 2(7)
AUTHORITY_KINDS = (
    ("judicial", _("judge, court or investigating judge")),
    ("law_enforcement", _("law enforcement authority")),
    ("other", _("other competent authority")),
)
MEASURES = (
    ("removed", _("the terrorist content was removed")),
    ("disabled", _("access to the terrorist content was disabled in all Member States")),
)
GROUNDS = (
    ("impossible", _("force majeure or de facto impossibility")),
    ("errors", _("manifest errors")),
    ("insufficient", _("insufficient information")),
)

ANNEX_I: tuple[Field, ...] = (
    Field("issuing_state", "A", _("Issuing Member State"), Shape.COUNTRY, True,
          ("issuing member state", "member state of issue", "issuing state", "member state of the issuing authority")),
    Field("addressee", "A", _("Addressee"), Shape.LINE, True,
          ("addressee", "hosting service provider", "name of the hosting service provider")),
    Field("legal_representative", "A", _("Legal representative of the provider"), Shape.LINE, False,
          ("legal representative", "addressee's legal representative")),
    Field("provider_contact_point", "A", _("Contact point of the provider"), Shape.LINE, False,
          ("contact point of the hosting service provider", "contact point", "provider's contact point")),
    Field("establishment_state", "A", _("Member State of the main establishment or of the legal representative"),
          Shape.COUNTRY, False,
          ("member state of main establishment", "member state of the main establishment",
           "member state where the hosting service provider has its main establishment", "main establishment")),
    Field("issued_at", "A", _("Time and date of issue"), Shape.MOMENT, True,
          ("time and date of issuing", "time and date of issue", "date and time of issue", "issued on",
           "date of issue")),
    Field("reference", "A", _("Reference number of the order"), Shape.LINE, True,
          ("reference number of the removal order", "reference number of the order", "reference number",
           "order reference", "reference")),
    Field("legal_basis", "A", _("Legal basis"), Shape.LINE, True, ("legal basis",)),
    Field("urls", "B", _("Addresses (URL) of the content"), Shape.LINES, True,
          ("exact uniform resource locator", "uniform resource locator", "exact url", "url",
           "a url or any additional information")),
    Field("identifying", "B", _("Further information that identifies the content"), Shape.TEXT, False,
          ("any additional information enabling", "additional information enabling", "further identifying information",
           "additional information")),
    Field("content_types", "B", _("What the content does, Art. 2(7)"), Shape.CHOICES, True,
          ("the material", "reasons explaining why the material is considered"), CONTENT_TYPES),
    Field("reasons", "B", _("Why it is considered to be terrorist content"), Shape.TEXT, True,
          ("additional information on the reasons", "further reasons", "statement of reasons", "reasons")),
    Field("do_not_inform", "C", _("The content provider is not to be informed"), Shape.YES, False,
          ("please note that the addressee must refrain from informing", "must refrain from informing",
           "do not inform the content provider", "non-disclosure")),
    Field("cross_border", "D", _("A copy goes to the authority of the provider's home Member State, Art. 4"), Shape.YES,
          False, ("the procedure set out in article 4", "article 4 applies", "cross-border",
                  "a copy of the removal order is sent", "information to the competent authority")),
    Field("authority_kind", "E", _("Kind of authority"), Shape.CHOICE, False,
          ("type of competent authority", "type of authority"), AUTHORITY_KINDS),
    Field("authority_name", "E", _("Name of the issuing authority"), Shape.LINE, True,
          ("name of issuing authority", "name of the issuing authority", "issuing authority", "competent authority")),
    Field("representative_name", "E", _("Name of the authority's representative"), Shape.LINE, False,
          ("name of its representative", "name of representative", "name of the representative", "representative")),
    Field("representative_post", "E", _("Post held (title and grade)"), Shape.LINE, False,
          ("post held (title and grade)", "post held (title/grade)", "post held", "title and grade")),
    Field("file_number", "E", _("File number"), Shape.LINE, False, ("file no", "file number")),
    Field("authority_address", "E", _("Address"), Shape.LINE, False, ("address of the authority", "address")),
    Field("authority_phone", "E", _("Telephone"), Shape.LINE, False,
          ("tel. no", "tel no", "telephone", "tel.", "phone")),
    Field("authority_fax", "E", _("Fax"), Shape.LINE, False, ("fax no", "fax")),
    Field("authority_email", "E", _("E-mail address"), Shape.LINE, True,
          ("email address", "e-mail address", "e-mail", "email")),
    Field("signed_on", "E", _("Date of signing"), Shape.LINE, False, ("date",)),
    Field("signature", "E", _("Stamp, signature or electronic signature"), Shape.LINE, True,
          ("official stamp", "stamp (if available) and signature", "stamp and signature", "electronic signature",
           "signature", "stamp")),
    Field("feedback_contact", "F", _("Contact for feedback on the time of removal, or for clarification"), Shape.TEXT,
          True,
          ("contact details of the issuing authority for feedback", "contact details of the authority for feedback",
           "contact details for feedback", "feedback", "contact for clarification")),
    Field("home_authority_contact", "F", _("Contact of the authority of the home Member State"), Shape.TEXT, False,
          ("contact details of the competent authority of the member state where",
           "contact details of the home authority", "home authority")),
    Field("redress_body", "G", _("Body or court for redress"), Shape.LINE, True,
          ("information about competent body or court", "competent body or court", "body or court", "redress body")),
    Field("redress_deadline", "G", _("Deadline for challenging"), Shape.LINE, False,
          ("deadlines for challenging", "deadline for challenging", "deadline", "time limit")),
    Field("redress_procedure", "G", _("Procedure and formalities"), Shape.TEXT, False,
          ("procedures for challenging", "procedure and formalities", "procedure")),
    Field("redress_law", "G", _("Link to the provisions of national law"), Shape.LINE, False,
          ("link to provisions of national legislation", "link to provisions of national law", "link to national law",
           "national legislation")),
)  # fmt: skip

ANNEX_II: tuple[Field, ...] = (
    Field("addressee", "A", _("Addressee of the removal order"), needed=True),
    Field("issuing_authority", "A", _("Authority that issued the removal order"), needed=True),
    Field("authority_reference", "A", _("File reference of the authority"), needed=True),
    Field("provider_reference", "A", _("File reference of the addressee"), needed=True),
    Field("received_at", "A", _("Time and date of receipt of the removal order"), Shape.MOMENT, True),
    Field("measure", "B", _("Measure taken"), Shape.CHOICE, True, choices=MEASURES),
    Field("measured_at", "B", _("Time and date of the measure"), Shape.MOMENT, True),
    Field("provider_name", "C", _("Name of the hosting service provider"), needed=True),
    Field("provider_state", "C", _("Member State of main establishment or of the legal representative"), needed=True),
    Field("authorised_person", "C", _("Name of the authorised person"), needed=True),
    Field("provider_email", "C", _("E-mail address of the contact point"), needed=True),
    Field("replied_at", "C", _("Date"), Shape.MOMENT, True),
)

ANNEX_III: tuple[Field, ...] = (
    Field("addressee", "A", _("Addressee of the removal order"), needed=True),
    Field("issuing_authority", "A", _("Authority that issued the removal order"), needed=True),
    Field("authority_reference", "A", _("File reference of the authority"), needed=True),
    Field("provider_reference", "A", _("File reference of the addressee"), needed=True),
    Field("received_at", "A", _("Time and date of receipt of the removal order"), Shape.MOMENT, True),
    Field("ground", "B", _("Why the order cannot be carried out within the time"), Shape.CHOICE, True, choices=GROUNDS),
    Field("explanation", "B", _("Explanation"), Shape.TEXT, True),
    Field("needed", "B", _("Further information or clarification that is needed"), Shape.TEXT),
    Field("provider_name", "C", _("Name of the hosting service provider"), needed=True),
    Field("provider_state", "C", _("Member State of main establishment or of the legal representative"), needed=True),
    Field("authorised_person", "C", _("Name of the authorised person"), needed=True),
    Field("provider_contact", "C", _("Contact details"), needed=True),
    Field("signature", "C", _("Signature"), needed=True),
    Field("replied_at", "C", _("Time and date"), Shape.MOMENT, True),
)

SECTION_WORDS = {
    "A": _("Who addresses whom"),
    "B": _("The content and why"),
    "C": _("Informing the content provider"),
    "D": _("The home Member State"),
    "E": _("The authority that issues it"),
    "F": _("Contacts for follow-up"),
    "G": _("Redress"),
}
BY_KEY = {field.key: field for field in ANNEX_I}
REPLY_SECTIONS = {"A": _("The order"), "B": _("What we did"), "C": _("Who we are")}
REFUSAL_SECTIONS = {"A": _("The order"), "B": _("What stands in the way"), "C": _("Who we are")}
