"""The words of this part: what clients of other systems call things, and every limit with its source."""

from datetime import timedelta
from enum import StrEnum

from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.vocabulary import HOSTED_PREFIX_DIGITS

# -- Hasher-Matcher-Actioner ------------------------------------------------------------------------------------------

HASHED_AS = {"photo": ("pdq",), "video": ("video_md5",)}  # by default, as its own configuration does
DIGESTS = ("md5", "sha1", "sha256", "sha512")
HASHABLE_AS = {"photo": ("pdq", *DIGESTS), "video": ("video_md5", "video_sha256", *DIGESTS)}  # with `types=`
ALWAYS_OFF, ALWAYS_ON = 0, 1  # its `disable_until_ts`; any other number is the second at which it is on again
OFF_AT_MOST = timedelta(days=5 * 365)  # its own limit
NOTE_LIMIT_CHARACTERS = 255  # its own limit
METADATA_LIMIT_BYTES = 16 * 1024
KIND_OF = {  # our names of the same sources
    "fb_threatexchange": "threatexchange",
    "ncmec": "ncmec",
    "stopncii": "stopncii",
    "tat": "tcap",
    "local_file": "file",
}
FIELD_OF = {  # its names of credentials, where ours are others
    "fb_threatexchange": {"api_token": "access_token"},
    "ncmec": {"user": "username"},
    "stopncii": {"fetch_function_key": "fetch_key"},
}
NOT_READ_HERE = {  # members of its `api_json` that mean nothing here, and what to say instead
    ("ncmec", "environment"): _(
        "In api_json, “environment” is not read here: give the same address as “address”, with /v2 at its end."
    ),
    ("local_file", "filename"): _(
        "In api_json, “filename” is not read here, for it is a path of this machine: give an “address” that the file "
        "can be fetched from, or have a person connect it from the folder “feeds” of this home."
    ),
    ("local_file", "signal_type"): _(
        "In api_json, “signal_type” is not read here: the file says the type of each value, in a column of its own."
    ),
}
GOES_WITH_CREDENTIALS = frozenset({"username"})  # what it counts among them though it is no secret
OVERRULED = frozenset({"name", "api"})  # in `api_json` its own server writes over them
SETTING_CHARACTERS = 500  # as on our page
CREDENTIAL_CHARACTERS = 2_000
API_OF = {kind: api for api, kind in KIND_OF.items()}
NAME_OF_A_BANK = r"[A-Z_][A-Z0-9_]*"
COIN_DIGITS = 13  # of SHA-256 in hexadecimal: 52 bits, as exact as a float
COIN_SIDES: int = 16**COIN_DIGITS

# -- fetching an address ----------------------------------------------------------------------------------------------

FETCH_SECONDS = 20.0


# -- Altitude ---------------------------------------------------------------------------------------------------------


class ContentType(StrEnum):
    """What a target is."""

    IMAGE = "IMAGE"
    TEXT = "TEXT"


class Decision(StrEnum):
    """What its receiver is told."""

    APPROVE = "APPROVE"
    BLOCK = "BLOCK"


class SignalSource(StrEnum):
    """Who says so, as a client may state it."""

    TCAP = "TCAP"
    GIFCT = "GIFCT"
    USER_REPORT = "USER_REPORT"
    UNKNOWN = "UNKNOWN"


BODY_LIMIT_BYTES = 8 * 1024 * 1024  # its own limit, on JSON with the content in base64
TITLE_LIMIT_CHARACTERS = 300
DESCRIPTION_LIMIT_CHARACTERS = 10_000
CLIENT_CONTEXT_LIMIT_CHARACTERS = 10_000
VIEWS_LIMIT = 2**53  # a JSON number beyond is not exact
PAGE_SIZE, PAGE_SIZE_AT_MOST = 50, 200
RECEIVER_SECONDS = 20.0
RECEIVER_ANSWER_BYTES = 64 * 1024

# -- the hosted matcher -----------------------------------------------------------------------------------------------

PREFIX_DIGITS = HOSTED_PREFIX_DIGITS
PADDED_TO = 32  # rows: an answer has a multiple of it, and never none
KEY_DIGITS = 64  # SHA-256 in hexadecimal
