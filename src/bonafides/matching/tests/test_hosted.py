from hashlib import sha256

import pytest

from bonafides.matching.fingerprint import fingerprints_of, fingerprints_of_url
from bonafides.matching.hosted import hosted_keys_of
from bonafides.matching.index import key_of, text_of
from bonafides.matching.vocabulary import DIGEST_TYPES, EntryType, MatchedBy


def test_a_file_has_a_key_for_each_digest() -> None:
    keys = list(hosted_keys_of(fingerprints_of(b"abc")))

    assert [key.type for key in keys] == list(DIGEST_TYPES)
    assert keys[0].value == "900150983cd24fb0d6963f7d28e17f72"
    assert keys[0].sha256 == sha256(b"900150983cd24fb0d6963f7d28e17f72").hexdigest()
    assert (len(keys[0].prefix), len(keys[0].rest), keys[0].prefix + keys[0].rest) == (4, 60, keys[0].sha256)


def test_an_address_has_a_key_for_each_form_that_may_be_listed() -> None:
    keys = {key.value: key.matched_by for key in hosted_keys_of(fingerprints_of_url("hxxp://www.a.example[.]org/x/y"))}

    assert keys["https://a.example.org/x/y"] == MatchedBy.URL
    assert keys["a.example.org/x/*"] == MatchedBy.PREFIX
    assert keys["example.org"] == MatchedBy.HOST


@pytest.mark.parametrize("address", ["https://a.example.org/x?y=1", "b.example.com/z/", "http://[::1]/", "a.co.uk/b"])
def test_a_key_is_that_of_the_entry_as_it_would_stand_on_a_list(address: str) -> None:
    values = [key.value for key in hosted_keys_of(fingerprints_of_url(address))]

    assert [text_of(EntryType.URL, key_of(EntryType.URL, value)) for value in values] == values
    assert len(set(values)) == len(values)
