"""Notes on the subject's name (RFC 5280, 4.1.2.4, 4.1.2.6, appendix A.1)."""

from __future__ import annotations

from collections.abc import Iterator

from esign_verify.inspect.profile_rule import (
    COUNTRY,
    EMAIL,
    OBSERVED,
    Params,
    ProfileFacts,
    ProfileRule,
    identity_numbers,
)

SUBJECT_ALT_NAME = "2.5.29.17"
SHORT_SERIAL_OCTETS = 7
"""A serial number of 16 decimal digits fits into 7 octets; a random one has 8 or more."""

_UPPER_BOUNDS = {
    "2.5.4.3": ("commonName", 64),
    "2.5.4.5": ("serialNumber", 64),
    "2.5.4.7": ("localityName", 128),
    "2.5.4.8": ("stateOrProvinceName", 128),
    "2.5.4.10": ("organizationName", 64),
    "2.5.4.11": ("organizationalUnitName", 64),
    "2.5.4.12": ("title", 64),
    EMAIL: ("emailAddress", 255),
}
"""RFC 5280 A.1: attribute type → its name and the most characters"""

_DIRECTORY_STRINGS = frozenset(
    ("2.5.4.3", "2.5.4.7", "2.5.4.8", "2.5.4.10", "2.5.4.11", "2.5.4.12")
)


def note_subject_empty(facts: ProfileFacts) -> Iterator[Params]:
    """RFC 5280 4.1.2.6: a CA has a name; anybody else has one, or a critical subjectAltName."""
    named_elsewhere = facts.end_entity and facts.critical(SUBJECT_ALT_NAME) is True
    if not facts.profile.subject and not named_elsewhere:
        yield {}


def note_common_name_missing(facts: ProfileFacts) -> Iterator[Params]:
    """Observed profile: every subject has a commonName."""
    if facts.profile.subject and not facts.certificate.common_name:
        yield {}


def note_organization_missing(facts: ProfileFacts) -> Iterator[Params]:
    """Observed profile: every subject names an organisation."""
    if facts.profile.subject and not facts.certificate.organization:
        yield {}


def note_country_missing(facts: ProfileFacts) -> Iterator[Params]:
    """Observed profile: every subject names a country."""
    if facts.profile.subject and not _countries(facts):
        yield {}


def note_country_foreign(facts: ProfileFacts) -> Iterator[Params]:
    """Observed profile: the country is ID."""
    for country in _countries(facts):
        if country != "ID":
            yield {"country": country}


def note_country_form(facts: ProfileFacts) -> Iterator[Params]:
    """RFC 5280 A.1, X.520: countryName is a PrintableString of two letters (ISO 3166)."""
    for item in facts.profile.subject:
        letters = len(item.value) == 2 and item.value.isascii() and item.value.isupper()
        if item.oid == COUNTRY and not (item.type == "PrintableString" and letters):
            yield {"country": item.value, "type": item.type}


def note_name_text_type(facts: ProfileFacts) -> Iterator[Params]:
    """RFC 5280 4.1.2.4: DirectoryString must be PrintableString or UTF8String."""
    for item in facts.profile.subject:
        if item.oid in _DIRECTORY_STRINGS and item.type not in ("PrintableString", "UTF8String"):
            yield {"attribute": _UPPER_BOUNDS[item.oid][0], "type": item.type}


def note_name_too_long(facts: ProfileFacts) -> Iterator[Params]:
    """RFC 5280 A.1: upper bounds of the attributes of a name."""
    for item in facts.profile.subject:
        name, limit = _UPPER_BOUNDS.get(item.oid, ("", 0))
        if name and len(item.value) > limit:
            yield {"attribute": name, "length": len(item.value), "limit": limit}


def note_email_in_subject(facts: ProfileFacts) -> Iterator[Params]:
    """RFC 5280 4.1.2.6: new certificates must carry e-mail addresses in subjectAltName."""
    if any(item.oid == EMAIL for item in facts.profile.subject):
        yield {}


def note_national_id(facts: ProfileFacts) -> Iterator[Params]:
    """Observed profile: signers are told apart by a token in `description`, never by the identity
    number (NIK), which everybody who gets the document could read. RFC 3739 3.1.2 allows a civil
    number in the attribute serialNumber; whoever puts one there publishes it."""
    certificate, profile = facts.certificate, facts.profile
    texts = [item.value for item in profile.subject] + list(profile.texts)
    if 0 < profile.serial_octets <= SHORT_SERIAL_OCTETS:
        texts.append(str(certificate.serial_number))
    for text in texts:
        for number in identity_numbers(text):
            yield {"number": number}


def _countries(facts: ProfileFacts) -> list[str]:
    return [item.value for item in facts.profile.subject if item.oid == COUNTRY]


NAME_RULES = (
    ProfileRule("subject_empty", "RFC 5280 4.1.2.6", note_subject_empty),
    ProfileRule("common_name_missing", OBSERVED, note_common_name_missing),
    ProfileRule("organization_missing", OBSERVED, note_organization_missing),
    ProfileRule("country_missing", OBSERVED, note_country_missing),
    ProfileRule("country_foreign", OBSERVED, note_country_foreign),
    ProfileRule("country_form", "RFC 5280 A.1", note_country_form),
    ProfileRule("name_text_type", "RFC 5280 4.1.2.4", note_name_text_type),
    ProfileRule("name_too_long", "RFC 5280 A.1", note_name_too_long),
    ProfileRule("email_in_subject", "RFC 5280 4.1.2.6", note_email_in_subject),
    ProfileRule("national_id_exposed", OBSERVED, note_national_id),
)
