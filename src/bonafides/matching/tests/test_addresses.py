from bonafides.matching.fingerprint import fingerprints_of_text
from bonafides.matching.index import Hit, Index, check_listable, key_of, text_of
from bonafides.matching.url_hashes import url_md5
from bonafides.matching.vocabulary import EntryType, MatchedBy


def found(listed: str, text: str) -> list[Hit[int]]:
    return Index([(1, EntryType.URL, listed)]).lookup(fingerprints_of_text(text))


def test_a_listed_domain_meets_every_site_below_it_whatever_address_it_was_listed_by() -> None:
    (hit,) = found("domain:https://video.example.co.uk/a", "see hxxps://cdn[.]example[.]co[.]uk/b")

    assert hit.matched_by is MatchedBy.DOMAIN
    assert hit.fingerprint == "https://cdn.example.co.uk/b"


def test_a_listed_domain_does_not_meet_its_neighbours() -> None:
    assert found("domain:example.co.uk", "https://other.co.uk/ https://badexample.co.uk/") == []


def test_a_listed_domain_reads_back_as_it_stands() -> None:
    key = key_of(EntryType.URL, "domain:www.example.co.uk/a")

    assert text_of(EntryType.URL, key) == "domain:example.co.uk"
    assert key_of(EntryType.URL, "domain:example.co.uk") == key


def test_a_list_that_gives_only_digests_of_addresses_meets_the_address_however_it_is_written() -> None:
    listed = f"md5:{url_md5('www.bad.example/path/')}"

    (hit,) = found(listed, "HTTPS://bad.example:443/Path?utm_source=x")

    assert (hit.matched_by, hit.fingerprint) == (MatchedBy.URL, "https://bad.example/Path")
    assert hit.detail == {"spelling": "www.bad.example/path/"}


def test_what_was_taken_out_is_met_no_more() -> None:
    index = Index([(1, EntryType.URL, f"md5:{url_md5('bad.example/')}"), (2, EntryType.URL, "domain:bad.example")])

    index.remove(1)
    index.remove(2)

    assert len(index) == 0
    assert index.lookup(fingerprints_of_text("bad.example")) == []


def test_only_addresses_are_refused_as_too_wide() -> None:
    check_listable(EntryType.TEXT, key_of(EntryType.TEXT, "co.uk"))
