"""The words of the register: lists, their formats, what became of an entry, limits with their unit."""

from dataclasses import dataclass
from enum import StrEnum

from bonafides.kernel.text import gettext_noop as _

FILE_LIMIT_BYTES = 128 * 1024 * 1024  # the largest of the public lists is about 25 MB
NAME_LIMIT_CHARACTERS = 300
ALIASES_KEPT = 200  # of one entity
RAW_KEPT_CHARACTERS = 300
SET_ASIDE_KEPT = 2_000  # of one import; all are counted
BATCH_RECORDS = 500  # a transaction each
SHRINKS_AT_MOST = 0.5  # of what stood listed; a file that takes away more needs a person's word
FETCH_SECONDS = 120.0


class Format(StrEnum):
    """How a public list is written down; one module each in `formats/`."""

    UN_XML = "un-xml"
    EU_XML = "eu-xml"
    UK_XML = "uk-xml"
    OFSI_CSV = "ofsi-csv"


class RunState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Change(StrEnum):
    """What an import did to an entry: its history."""

    LISTED = "listed"
    RENAMED = "renamed"
    DELISTED = "delisted"
    RELISTED = "relisted"


class SetAside(StrEnum):
    """Why a record of a file was left out; persons and other regimes are left out by our choice."""

    NO_NAME = "no_name"
    NO_NUMBER = "no_number"
    BAD_DATE = "bad_date"
    NAME_TOO_LONG = "name_too_long"
    TWICE = "twice"
    BAD_ROW = "bad_row"


SET_ASIDE_SENTENCES = {
    SetAside.NO_NAME: _("The record has no name."),
    SetAside.NO_NUMBER: _("The record has no reference number, so a later file could not be compared with it."),
    SetAside.BAD_DATE: _("A date of the record cannot be read."),
    SetAside.NAME_TOO_LONG: _("A name of the record is longer than a name can be."),
    SetAside.TWICE: _("Another record of this file has the same reference number."),
    SetAside.BAD_ROW: _("The row does not have the columns that the heading names."),
}


@dataclass(frozen=True)
class Known:
    """A public list as it is known to the product; `regimes` are the beginnings of those that concern terrorism."""

    key: str
    name: str
    body: str
    effect: str
    url: str
    format: Format
    regimes: tuple[str, ...]


LISTS = (
    Known(
        "un",
        "United Nations Security Council Consolidated List",
        "United Nations Security Council",
        "Binds all member states of the United Nations under Chapter VII of its Charter.",
        "https://scsanctions.un.org/resources/xml/en/consolidated.xml",
        Format.UN_XML,
        ("al-qaida", "taliban"),
    ),
    Known(
        "eu",
        "European Union Consolidated Financial Sanctions List",
        "Council of the European Union",
        "Binds everyone in the Union: Council Regulations (EC) No 2580/2001, (EC) No 881/2002 and (EU) 2016/1686.",
        "https://webgate.ec.europa.eu/fsd/fsf",
        Format.EU_XML,
        ("terr", "taqa", "euaq"),
    ),
    Known(
        "uk",
        "UK Sanctions List",
        "Foreign, Commonwealth and Development Office",
        "Binds everyone in the United Kingdom: Sanctions and Anti-Money Laundering Act 2018 and its regulations.",
        "https://www.gov.uk/government/publications/the-uk-sanctions-list",
        Format.UK_XML,
        ("isil", "the isil", "counter-terrorism", "the counter-terrorism", "afghanistan", "the afghanistan"),
    ),
    Known(
        "uk-ofsi",
        "OFSI Consolidated List of Financial Sanctions Targets",
        "HM Treasury, Office of Financial Sanctions Implementation",
        "Binds everyone in the United Kingdom: an asset freeze under the Act of 2018.",
        "https://www.gov.uk/government/publications/financial-sanctions-consolidated-list-of-targets",
        Format.OFSI_CSV,
        ("isil", "the isil", "counter-terrorism", "the counter-terrorism", "afghanistan", "the afghanistan"),
    ),
)
LISTS_BY_KEY = {each.key: each for each in LISTS}
