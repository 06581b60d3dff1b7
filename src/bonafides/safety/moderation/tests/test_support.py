import re
from urllib.parse import urlsplit

from bonafides.safety.moderation.support import (
    KIND_SENTENCES,
    ServiceKind,
    SupportService,
    all_services,
    list_programmes,
    services_for,
)


def names_of(services: tuple[SupportService, ...]) -> list[str]:
    return [service.name for service in services]


def test_a_reader_in_germany_gets_german_services_before_those_for_everyone() -> None:
    services = services_for("DE", "de")

    assert [service.country for service in services] == ["DE"] * 6 + ["*"] * 2


def test_the_services_that_speak_the_readers_language_come_first() -> None:
    services = services_for("DE", "ru")

    assert services[0].name == "Beratungsstelle Radikalisierung"


def test_without_a_country_only_services_for_everyone_are_named() -> None:
    assert names_of(services_for(None, "ar")) == ["Befrienders Worldwide", "Victim Support Europe"]


def test_an_unknown_country_is_treated_like_none() -> None:
    assert services_for("ZZ", "en") == services_for(None, "en")


def test_every_country_is_a_two_letter_code_or_a_star() -> None:
    odd = [s.name for s in all_services() if not re.fullmatch(r"[A-Z]{2}|\*", s.country)]

    assert odd == []


def test_every_language_is_a_two_letter_code_or_a_star() -> None:
    odd = [s.name for s in all_services() for code in s.languages if not re.fullmatch(r"[a-z]{2}|\*", code)]

    assert odd == []


def test_every_address_is_https() -> None:
    addresses = [service.url for service in all_services()] + [p.url for p in list_programmes()]

    assert {urlsplit(address).scheme for address in addresses} == {"https"}


def test_a_phone_number_is_digits_in_groups_or_absent() -> None:
    phones = [service.phone for service in all_services() if service.phone is not None]

    assert [phone for phone in phones if not re.fullmatch(r"\+?\d+( \d+)*", phone)] == []


def test_no_name_stands_twice() -> None:
    names = names_of(all_services())

    assert len(names) == len(set(names))


def test_nothing_claims_to_be_checked_before_a_person_checked_it() -> None:
    assert [service.name for service in all_services() if service.checked] == []
    assert [programme.name for programme in list_programmes() if programme.checked] == []


def test_each_kind_has_a_sentence_to_translate() -> None:
    assert set(KIND_SENTENCES) == set(ServiceKind)


def test_each_of_the_six_languages_finds_a_service_that_speaks_it() -> None:
    spoken = {language for service in all_services() for language in service.languages}

    assert spoken >= {"en", "ar", "fr", "de", "ru", "es"}


def test_the_programmes_that_share_lists_are_named_with_a_way_in() -> None:
    assert [programme.slug for programme in list_programmes()] == [
        "tcap",
        "tech-against-terrorism",
        "gifct-hsdb",
        "eu-iru",
        "perci",
    ]
    assert all(programme.how for programme in list_programmes())
