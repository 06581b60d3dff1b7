"""One answer of each kind of source as its documents write it, with made-up values; also what the fuzz mutates."""

import json
from datetime import UTC, datetime

from bonafides.ledger.notes import Signer
from bonafides.safety.feeds import shared
from bonafides.safety.feeds.adapters.shape import Answer, Source
from bonafides.safety.feeds.shared import SharedPage
from bonafides.safety.feeds.tests.sources import a_digest

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SIGNER = Signer("harbour.example.org/receipts", bytes(range(32)))
PDQ = "f" * 32 + "0" * 32
MD5 = "0123456789abcdef0123456789abcdef"


def a_shared_page() -> bytes:
    about = shared.About(SIGNER.name, "ABCD", "Shapes", "clear")
    rows = (
        {"number": 1, "kind": "add", "entry": "E1", "type": "sha256", "value": a_digest(1), "label": "a shape",
         "entity": "", "severity": "high", "opinion": "positive"},
        {"number": 2, "kind": "withdraw", "entry": "E2"},
        {"number": 3, "kind": "add", "entry": "E3", "type": "of tomorrow", "value": "x"},
    )  # fmt: skip
    start = shared.Place(0, shared.first_head(about.origin, about.reference))
    return SharedPage(about, 0, rows, 3, shared.head_after(start, rows), NOON).signed(SIGNER)


TCAP = {
    "count": 3, "next": None, "previous": None, "checkpoint": "1772452800.5,12",
    "results": [
        {"hash_digest": a_digest(1), "algorithm": "SHA256", "ideology": "islamist", "file_type": "pdf",
         "deleted": False, "updated_on": 1772452800.5, "created_on": "2026-03-01", "id": 10, "tomorrow": [1]},
        {"hash_digest": PDQ, "algorithm": "PDQ", "ideology": "far-right", "file_type": "jpg", "deleted": False,
         "updated_on": 1772452800.5, "created_on": "2026-03-01", "id": 11},
        {"hash_digest": MD5, "algorithm": "MD5", "ideology": "far-right", "file_type": "jpg", "deleted": True,
         "updated_on": 1772452800.5, "created_on": "2026-03-01", "id": 12},
    ],
}  # fmt: skip
TCAP_URLS = {
    "next": None,
    "results": [
        {"id": 7, "url": "paste.example.org/p/AbC", "domain": "paste.example.org",
         "tech_platform": {"id": 1, "name": "Pastehaven", "description": ""},
         "terrorist_group": {"id": 2, "name": "Sample Entity A", "description": ""},
         "created_by": {"username": "a"}, "created_on": "2026-03-01T10:00:00Z", "url_status": "ACT",
         "status_tested_on": None, "pii_flag": "NO", "extreme_content_flag": "YES"},
    ],
}  # fmt: skip
TCAP_URL_HASHES = {"count": 2, "next": None, "results": [{"id": 3, "md5": MD5, "ideology": "islamist"}, MD5[::-1]]}
UPDATES = {
    "data": [
        {"id": "1", "indicator": PDQ, "type": "HASH_PDQ", "creation_time": 1772400000, "last_updated": 1772452800,
         "should_delete": False, "tags": ["media_priority_s2", "group:Sample Entity A"], "status": "MALICIOUS",
         "descriptors": {"data": [
             {"id": "11", "owner": {"id": "5", "name": "One"}, "status": "MALICIOUS", "tags": ["cat:am"]},
             {"id": "12", "owner": {"id": "6", "name": "Two"}, "status": "UNKNOWN"}]}},
        {"id": "2", "indicator": MD5, "type": "HASH_VIDEO_MD5", "last_updated": 1772452900, "should_delete": False,
         "descriptors": [{"id": "21", "status": "NON_MALICIOUS"}]},
        {"id": "3", "indicator": "[h]ttps://paste.example.org/x", "type": "UNCLICKABLE_URL", "last_updated": 1772452901,
         "descriptors": [{"id": "31", "status": "MALICIOUS"}, {"id": "32", "status": "NON_MALICIOUS"}]},
        {"id": "4", "indicator": a_digest(4), "type": "HASH_SHA256", "last_updated": 1772452902, "should_delete": True},
        {"id": "5", "indicator": MD5, "type": "HASH_URL_MD5", "last_updated": 1772452903,
         "descriptors": [{"id": "51", "status": "MALICIOUS"}]},
        {"id": "6", "indicator": '{"and": [{"or": ["red kite", "nest"]}], "not": ["museum"]}', "type": "TREND_QUERY",
         "last_updated": 1772452904, "descriptors": [{"id": "61", "status": "UNKNOWN"}]},
        {"id": "7", "indicator": "x", "type": "DEBUG_STRING", "last_updated": 1772452904,
         "descriptors": [{"id": "71", "status": "MALICIOUS"}]},
    ],
    "paging": {"cursors": {"before": "a", "after": "QVFI"}},
}  # fmt: skip
MISP = {
    "response": {
        "Attribute": [
            {"id": "1", "uuid": "u-1", "type": "sha256", "value": a_digest(1), "to_ids": True, "deleted": False,
             "timestamp": "1772452800", "comment": "a shape", "category": "Payload delivery"},
            {"id": "2", "uuid": "u-2", "type": "filename|md5", "value": f"shape|one.png|{MD5}", "to_ids": False,
             "timestamp": "1772452801"},
            {"id": "3", "uuid": "u-3", "type": "domain", "value": "shapes.example.org", "timestamp": "1772452802"},
            {"id": "4", "uuid": "u-4", "type": "url", "value": "https://a.example.org/x", "deleted": True,
             "timestamp": "1772452803"},
            {"id": "5", "uuid": "u-5", "type": "mutex", "value": "x", "timestamp": "1772452804"},
        ]
    }
}  # fmt: skip
MISP_EVENTS = {"Event": {"info": "Shapes", "Attribute": MISP["response"]["Attribute"][:1], "Object": [
    {"name": "file", "Attribute": MISP["response"]["Attribute"][1:2]}]}}  # fmt: skip
STIX = {
    "type": "bundle", "id": "bundle--1",
    "objects": [
        {"type": "identity", "id": "identity--1", "name": "Shape Society"},
        {"type": "indicator", "id": "indicator--1", "name": "A shape", "pattern_type": "stix", "confidence": 80,
         "pattern": f"[file:hashes.'SHA-256' = '{a_digest(1)}' OR file:hashes.MD5 = '{MD5}']"},
        {"type": "indicator", "id": "indicator--2", "pattern_type": "stix",
         "pattern": "[url:value IN ('https://a.example.org/x', 'https://a.example.org/it\\'s')] "
                    "OR [domain-name:value = 'b.example.org']"},
        {"type": "indicator", "id": "indicator--3", "pattern_type": "stix", "revoked": True, "pattern": "[x:y = 'z']"},
        {"type": "indicator", "id": "indicator--4", "pattern_type": "stix", "valid_until": "2026-03-01T00:00:00Z",
         "pattern": f"[file:hashes.MD5 = '{MD5}']"},
        {"type": "indicator", "id": "indicator--5", "pattern_type": "stix",
         "pattern": f"[file:hashes.MD5 = '{MD5}' AND file:name = 'a']"},
        {"type": "indicator", "id": "indicator--6", "pattern_type": "snort", "pattern": "alert"},
    ],
}  # fmt: skip
TAXII = {"more": False, "objects": STIX["objects"]}
STOPNCII = {
    "count": 3, "nextPageToken": "", "nextSetTimestamp": 1772452800, "hasMoreRecords": False,
    "hashRecords": [
        {"lastModtimestamp": 1, "signalType": "ImagePDQ", "hashValue": PDQ, "hashStatus": "Active", "caseNumbers": {},
         "CSPFeedbacks": [{"source": "A", "feedbackValue": "NotBlocked", "tags": []}]},
        {"lastModtimestamp": 2, "signalType": "VideoMD5", "hashValue": MD5, "hashStatus": "Withdrawn"},
        {"lastModtimestamp": 3, "signalType": "Hologram", "hashValue": "x", "hashStatus": "Active"},
    ],
}  # fmt: skip
NCMEC = f"""<?xml version="1.0" encoding="UTF-8"?>
<queryResult xmlns="https://hashsharing.ncmec.org/hashsharing/v2">
 <images count="3" maxTimestamp="2026-03-02T00:00:00Z">
  <image><member id="42">A member</member><timestamp>2026-03-01T23:30:00+02:00</timestamp><id>image1</id>
   <classification>A1</classification><fingerprints><md5>{MD5}</md5><pdq>{PDQ}</pdq><pdna>x</pdna></fingerprints>
   <feedback><negativeFeedback type="MD5"><members timestamp="2026-03-01T00:00:00Z"/></negativeFeedback></feedback>
  </image>
  <deletedImage><member id="42">A member</member><timestamp>2026-03-01T22:00:00Z</timestamp><id>image2</id>
  </deletedImage>
  <image><member id="42">A member</member><timestamp>2026-03-01T20:00:00Z</timestamp><id>image3</id>
   <fingerprints><pdna>x</pdna></fingerprints></image>
 </images>
</queryResult>""".encode()
LIST = f"type,value,label,source_id,opinion\nsha256,{a_digest(1)},a shape,1,positive\nmd5,zz,,2,\n".encode()

ANSWERS: dict[str, bytes] = {
    "bonafides": a_shared_page(),
    "tcap": json.dumps(TCAP).encode(),
    "tcap_urls": json.dumps(TCAP_URLS).encode(),
    "tcap_url_hashes": json.dumps(TCAP_URL_HASHES).encode(),
    "threatexchange": json.dumps(UPDATES).encode(),
    "file": LIST,
    "misp": json.dumps(MISP).encode(),
    "misp_file": json.dumps(MISP_EVENTS).encode(),
    "stix": json.dumps(STIX).encode(),
    "taxii": json.dumps(TAXII).encode(),
    "stopncii": json.dumps(STOPNCII).encode(),
    "ncmec": NCMEC,
}
SETTINGS = {"key": SIGNER.verifier.vkey, "privacy_group": "77", "username": "harbour"}
SECRETS = {
    "password": "s3cret-word",
    "access_token": "1|s3cret",
    "api_key": "s3cret-key",
    "fetch_key": "s3cret-1",
    "subscription_key": "s3cret-2",
}
SOURCE = Source("https://source.example.org/list", SETTINGS, SECRETS)


def answer_of(name: str) -> Answer:
    return Answer(200, ANSWERS[name])
