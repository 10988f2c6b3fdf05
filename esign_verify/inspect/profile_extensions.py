"""Notes on extensions as such: present, critical, addresses (RFC 5280, 4.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

from esign_verify.evidence.profile import CertificateRole
from esign_verify.inspect.profile_rule import OBSERVED, Params, ProfileFacts, ProfileRule

BASIC_CONSTRAINTS = "2.5.29.19"
KEY_USAGE = "2.5.29.15"
SUBJECT_ALT_NAME = "2.5.29.17"
AUTHORITY_KEY_IDENTIFIER = "2.5.29.35"
SUBJECT_KEY_IDENTIFIER = "2.5.29.14"
CRL_DISTRIBUTION_POINTS = "2.5.29.31"
AUTHORITY_INFORMATION_ACCESS = "1.3.6.1.5.5.7.1.1"
OCSP_NO_CHECK = "1.3.6.1.5.5.7.48.1.5"
POLICY_CONSTRAINTS = "2.5.29.36"
POLICY_MAPPINGS = "2.5.29.33"
NAME_CONSTRAINTS = "2.5.29.30"
INHIBIT_ANY_POLICY = "2.5.29.54"

CRITICAL = (
    (KEY_USAGE, "keyUsage", "RFC 5280 4.2.1.3"),
    (NAME_CONSTRAINTS, "nameConstraints", "RFC 5280 4.2.1.10"),
    (POLICY_CONSTRAINTS, "policyConstraints", "RFC 5280 4.2.1.11"),
    (INHIBIT_ANY_POLICY, "inhibitAnyPolicy", "RFC 5280 4.2.1.14"),
    (POLICY_MAPPINGS, "policyMappings", "RFC 5280 4.2.1.5"),
)
"""Extensions that must be critical (key usage, policy mappings: should), and the clause."""

NOT_CRITICAL = (
    (AUTHORITY_KEY_IDENTIFIER, "authorityKeyIdentifier", "RFC 5280 4.2.1.1"),
    (SUBJECT_KEY_IDENTIFIER, "subjectKeyIdentifier", "RFC 5280 4.2.1.2"),
    ("2.5.29.18", "issuerAltName", "RFC 5280 4.2.1.7"),
    ("2.5.29.9", "subjectDirectoryAttributes", "RFC 5280 4.2.1.8"),
    (CRL_DISTRIBUTION_POINTS, "cRLDistributionPoints", "RFC 5280 4.2.1.13"),
    ("2.5.29.46", "freshestCRL", "RFC 5280 4.2.1.15"),
    (AUTHORITY_INFORMATION_ACCESS, "authorityInfoAccess", "RFC 5280 4.2.2.1"),
    ("1.3.6.1.5.5.7.1.11", "subjectInfoAccess", "RFC 5280 4.2.2.2"),
)
"""Extensions that must not be critical (issuerAltName, CRL distribution points: should not)."""

CA_ONLY = (
    (POLICY_MAPPINGS, "policyMappings", "RFC 5280 4.2.1.5"),
    (NAME_CONSTRAINTS, "nameConstraints", "RFC 5280 4.2.1.10"),
    (POLICY_CONSTRAINTS, "policyConstraints", "RFC 5280 4.2.1.11"),
    (INHIBIT_ANY_POLICY, "inhibitAnyPolicy", "RFC 5280 4.2.1.14"),
)
"""Extensions of CA certificates alone."""


def note_repeated(facts: ProfileFacts) -> Iterator[Params]:
    """RFC 5280 4.2: a certificate must not include more than one instance of an extension."""
    counted = Counter(extension.oid for extension in facts.profile.extensions)
    for oid, count in counted.items():
        if count > 1:
            yield {"oid": oid, "count": count}


def note_unreadable(facts: ProfileFacts) -> Iterator[Params]:
    """RFC 5280 4.2: an extension's value is the DER of its ASN.1 type."""
    if "extension_malformed" in facts.certificate.problems:
        yield {}


def note_uncritical(facts: ProfileFacts, *, oid: str, name: str) -> Iterator[Params]:
    """The clause of `CRITICAL`: conforming CAs mark this extension as critical."""
    if facts.critical(oid) is False:
        yield {"extension": name}


def note_basic_constraints_not_critical(facts: ProfileFacts) -> Iterator[Params]:
    """RFC 5280 4.2.1.9: critical in certificates of CAs; elsewhere it may be either."""
    if not facts.end_entity and facts.critical(BASIC_CONSTRAINTS) is False:
        yield {"extension": "basicConstraints"}


def note_critical(facts: ProfileFacts, *, oid: str, name: str) -> Iterator[Params]:
    """The clause of `NOT_CRITICAL`: conforming CAs mark this extension as non-critical."""
    if facts.critical(oid) is True:
        yield {"extension": name}


def note_alt_name_critical(facts: ProfileFacts) -> Iterator[Params]:
    """RFC 5280 4.2.1.6: not critical beside a subject that names somebody."""
    if facts.profile.subject and facts.critical(SUBJECT_ALT_NAME) is True:
        yield {"extension": "subjectAltName"}


def note_misplaced(facts: ProfileFacts, *, oid: str, name: str) -> Iterator[Params]:
    """The clause of `CA_ONLY`: the extension constrains what a CA may issue."""
    if facts.end_entity and facts.critical(oid) is not None:
        yield {"extension": name}


def note_authority_key_missing(facts: ProfileFacts) -> Iterator[Params]:
    """RFC 5280 4.2.1.1: keyIdentifier must be there, but in a self-signed certificate."""
    if not facts.certificate.self_issued and not facts.certificate.authority_key_identifier:
        yield {}


def note_subject_key_missing(facts: ProfileFacts) -> Iterator[Params]:
    """RFC 5280 4.2.1.2: it must be in CA certificates and should be in all others."""
    if not facts.certificate.subject_key_identifier:
        yield {}


def note_crl_address_missing(facts: ProfileFacts) -> Iterator[Params]:
    """Observed profile: in every certificate but roots and OCSP responders (ocspNoCheck)."""
    exempt = facts.role is CertificateRole.OCSP or facts.certificate.self_issued
    if not exempt and facts.critical(CRL_DISTRIBUTION_POINTS) is None:
        yield {}


def note_crl_address_form(facts: ProfileFacts) -> Iterator[Params]:
    """RFC 5280 4.2.1.13: one address should be an http or ldap URI."""
    present = facts.critical(CRL_DISTRIBUTION_POINTS) is not None
    known = ("http://", "https://", "ldap://", "ldaps://")
    if present and not any(a.lower().startswith(known) for a in facts.profile.crl_addresses):
        yield {}


def note_issuer_address_missing(facts: ProfileFacts) -> Iterator[Params]:
    """Observed profile: signers and TSAs say where the CA's certificate and OCSP are."""
    wanted = facts.role in (CertificateRole.SIGNER, CertificateRole.TSA)
    if wanted and facts.critical(AUTHORITY_INFORMATION_ACCESS) is None:
        yield {}


def note_address_https(facts: ProfileFacts) -> Iterator[Params]:
    """RFC 5280 8: CAs should not put https or ldaps URIs into these extensions, for checking
    the server's certificate may need the very data that is fetched."""
    every = dict.fromkeys((*facts.profile.crl_addresses, *facts.profile.issuer_addresses))
    secured = [a for a in every if a.lower().startswith(("https://", "ldaps://"))]
    if secured:
        yield {"addresses": ", ".join(secured)}


EXTENSION_RULES = (
    ProfileRule("extension_repeated", "RFC 5280 4.2", note_repeated),
    ProfileRule("extension_unreadable", "RFC 5280 4.2", note_unreadable),
    *(
        ProfileRule("extension_not_critical", clause, partial(note_uncritical, oid=oid, name=name))
        for oid, name, clause in CRITICAL
    ),
    ProfileRule("extension_not_critical", "RFC 5280 4.2.1.9", note_basic_constraints_not_critical),
    *(
        ProfileRule("extension_critical", clause, partial(note_critical, oid=oid, name=name))
        for oid, name, clause in NOT_CRITICAL
    ),
    ProfileRule("extension_critical", "RFC 5280 4.2.1.6", note_alt_name_critical),
    *(
        ProfileRule("extension_misplaced", clause, partial(note_misplaced, oid=oid, name=name))
        for oid, name, clause in CA_ONLY
    ),
    ProfileRule("authority_key_missing", "RFC 5280 4.2.1.1", note_authority_key_missing),
    ProfileRule("subject_key_missing", "RFC 5280 4.2.1.2", note_subject_key_missing),
    ProfileRule("crl_address_missing", OBSERVED, note_crl_address_missing),
    ProfileRule("crl_address_form", "RFC 5280 4.2.1.13", note_crl_address_form),
    ProfileRule("issuer_address_missing", OBSERVED, note_issuer_address_missing),
    ProfileRule("address_https", "RFC 5280 8", note_address_https),
)
