"""Notes on what a certificate may be used for: usages, CA flag, policies, TSA, OCSP."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from esign_verify.evidence.profile import CertificateRole
from esign_verify.inspect.profile_extensions import (
    AUTHORITY_INFORMATION_ACCESS,
    BASIC_CONSTRAINTS,
    CRL_DISTRIBUTION_POINTS,
)
from esign_verify.inspect.profile_rule import OBSERVED, Params, ProfileFacts, ProfileRule

TIME_STAMPING = "1.3.6.1.5.5.7.3.8"
OCSP_SIGNING = "1.3.6.1.5.5.7.3.9"
ANY_USAGE = "2.5.29.37.0"
DOCUMENT_TRUST = "1.2.840.113583.1.1.5"
"""Adobe authentic documents trust: the one extended key usage of the country's signers"""

COUNTRY_ARC = "2.16.360."
"""{joint-iso-itu-t country(16) id(360)}: where the country's policies are registered"""

ESEAL_POLICY = "2.16.360.1.1.1.8.2"
QC_TYPE_ESEAL = "0.4.0.1862.1.6.2"

_SIGNING = ("digitalSignature", "nonRepudiation")


def note_ca_key_usage_missing(facts: ProfileFacts) -> Iterator[Params]:
    """RFC 5280 4.2.1.3: CAs must include key usage in certificates of keys that verify others."""
    if facts.role is CertificateRole.CA and facts.certificate.key_usage is None:
        yield {}


def note_key_usage_missing(facts: ProfileFacts) -> Iterator[Params]:
    """Observed profile: every certificate says what its key is for."""
    if facts.end_entity and facts.certificate.key_usage is None:
        yield {}


def note_key_usage_empty(facts: ProfileFacts) -> Iterator[Params]:
    """RFC 5280 4.2.1.3: at least one of the bits must be set."""
    if facts.certificate.key_usage == ():
        yield {}


def note_key_usage_unobserved(facts: ProfileFacts) -> Iterator[Params]:
    """Observed profile: signers have digitalSignature and nonRepudiation, nothing else."""
    usages = facts.certificate.key_usage
    if facts.role is CertificateRole.SIGNER and usages and usages != _SIGNING:
        yield {"usages": ", ".join(usages)}


def note_key_usage_inconsistent(facts: ProfileFacts) -> Iterator[Params]:
    """RFC 5280 4.2.1.12: with timeStamping and OCSPSigning only digitalSignature and
    nonRepudiation are consistent."""
    usages = facts.certificate.key_usage or ()
    if facts.role in (CertificateRole.TSA, CertificateRole.OCSP):
        unfit = [usage for usage in usages if usage not in _SIGNING]
        if unfit:
            yield {"usages": ", ".join(unfit)}


def note_cert_sign_without_ca(facts: ProfileFacts) -> Iterator[Params]:
    """RFC 5280 4.2.1.9: without cA, keyCertSign must not be asserted."""
    if not facts.certificate.is_ca and "keyCertSign" in (facts.certificate.key_usage or ()):
        yield {}


def note_ca_without_cert_sign(facts: ProfileFacts) -> Iterator[Params]:
    """RFC 5280 4.2.1.3: keyCertSign is asserted where the key verifies certificates."""
    usages = facts.certificate.key_usage
    if facts.certificate.is_ca and usages is not None and "keyCertSign" not in usages:
        yield {}


def note_basic_constraints_missing(facts: ProfileFacts) -> Iterator[Params]:
    """Observed profile: end entities say that they are no CA."""
    if facts.end_entity and facts.critical(BASIC_CONSTRAINTS) is None:
        yield {}


def note_path_length_misplaced(facts: ProfileFacts) -> Iterator[Params]:
    """RFC 5280 4.2.1.9: no pathLenConstraint unless cA and keyCertSign are asserted."""
    usages = facts.certificate.key_usage
    fit = facts.certificate.is_ca and (usages is None or "keyCertSign" in usages)
    if facts.profile.path_length is not None and not fit:
        yield {"length": facts.profile.path_length}


def note_extended_usage_missing(facts: ProfileFacts) -> Iterator[Params]:
    """Observed profile: signers have an extended key usage."""
    missing = facts.certificate.extended_key_usage is None
    if facts.role is CertificateRole.SIGNER and missing:
        yield {}


def note_extended_usage_not_critical(facts: ProfileFacts) -> Iterator[Params]:
    """Observed profile: of signers it is critical."""
    certificate = facts.certificate
    if (
        facts.role is CertificateRole.SIGNER
        and certificate.extended_key_usage
        and not certificate.extended_key_usage_critical
    ):
        yield {}


def note_extended_usage_unobserved(facts: ProfileFacts) -> Iterator[Params]:
    """Observed profile: of signers it is 1.2.840.113583.1.1.5 alone."""
    usages = facts.certificate.extended_key_usage
    if facts.role is CertificateRole.SIGNER and usages and usages != (DOCUMENT_TRUST,):
        yield {"usages": ", ".join(usages)}


def note_any_usage_critical(facts: ProfileFacts) -> Iterator[Params]:
    """RFC 5280 4.2.1.12: with anyExtendedKeyUsage the extension should not be critical."""
    certificate = facts.certificate
    usages = certificate.extended_key_usage or ()
    if ANY_USAGE in usages and certificate.extended_key_usage_critical:
        yield {}


def note_tsa_usage_missing(facts: ProfileFacts) -> Iterator[Params]:
    """RFC 3161 2.3: the TSA's certificate must have the extended key usage timeStamping."""
    usages = facts.certificate.extended_key_usage or ()
    if facts.role is CertificateRole.TSA and TIME_STAMPING not in usages:
        yield {}


def note_tsa_usage_not_alone(facts: ProfileFacts) -> Iterator[Params]:
    """RFC 3161 2.3: only one instance, with timeStamping alone."""
    usages = facts.certificate.extended_key_usage or ()
    others = [usage for usage in usages if usage != TIME_STAMPING]
    if TIME_STAMPING in usages and others:
        yield {"usages": ", ".join(others)}


def note_tsa_usage_not_critical(facts: ProfileFacts) -> Iterator[Params]:
    """RFC 3161 2.3: this extension must be critical."""
    certificate = facts.certificate
    usages = certificate.extended_key_usage or ()
    if TIME_STAMPING in usages and not certificate.extended_key_usage_critical:
        yield {}


def note_tsa_is_ca(facts: ProfileFacts) -> Iterator[Params]:
    """RFC 3161 2.3: the key signs time-stamp tokens exclusively."""
    if TIME_STAMPING in (facts.certificate.extended_key_usage or ()) and facts.certificate.is_ca:
        yield {}


def note_ocsp_revocation_unspecified(facts: ProfileFacts) -> Iterator[Params]:
    """RFC 6960 4.2.2.2.1: how to check a responder's certificate: ocspNoCheck, or addresses."""
    certificate = facts.certificate
    addressed = (
        facts.critical(CRL_DISTRIBUTION_POINTS) is not None
        or facts.critical(AUTHORITY_INFORMATION_ACCESS) is not None
    )
    if facts.role is CertificateRole.OCSP and not certificate.ocsp_no_check and not addressed:
        yield {}


def note_ocsp_no_check_misplaced(facts: ProfileFacts) -> Iterator[Params]:
    """RFC 6960 4.2.2.2.1: the extension speaks of OCSP responders' certificates."""
    usages = facts.certificate.extended_key_usage or ()
    if facts.certificate.ocsp_no_check and OCSP_SIGNING not in usages:
        yield {}


def note_policies_missing(facts: ProfileFacts) -> Iterator[Params]:
    """Observed profile: signers and TSAs name the policy they were issued under."""
    wanted = facts.role in (CertificateRole.SIGNER, CertificateRole.TSA)
    if wanted and not facts.certificate.policies:
        yield {}


def note_policies_foreign(facts: ProfileFacts) -> Iterator[Params]:
    """Observed profile: one policy at least is registered under the country's arc, 2.16.360."""
    policies = facts.certificate.policies
    if policies and not any(policy.startswith(COUNTRY_ARC) for policy in policies):
        yield {"policies": ", ".join(policies)}


def note_policy_repeated(facts: ProfileFacts) -> Iterator[Params]:
    """RFC 5280 4.2.1.4: a policy must not appear more than once."""
    for policy, count in Counter(facts.certificate.policies).items():
        if count > 1:
            yield {"policy": policy}


def note_eseal_type_missing(facts: ProfileFacts) -> Iterator[Params]:
    """Observed profile: seals of organisations, by their policy, say so in QcType as well
    (EN 319 412-5 4.2.3)."""
    certificate = facts.certificate
    if ESEAL_POLICY in certificate.policies and QC_TYPE_ESEAL not in certificate.qc_types:
        yield {}


USAGE_RULES = (
    ProfileRule("key_usage_missing", "RFC 5280 4.2.1.3", note_ca_key_usage_missing),
    ProfileRule("key_usage_missing", OBSERVED, note_key_usage_missing),
    ProfileRule("key_usage_empty", "RFC 5280 4.2.1.3", note_key_usage_empty),
    ProfileRule("key_usage_unobserved", OBSERVED, note_key_usage_unobserved),
    ProfileRule("key_usage_inconsistent", "RFC 5280 4.2.1.12", note_key_usage_inconsistent),
    ProfileRule("cert_sign_without_ca", "RFC 5280 4.2.1.9", note_cert_sign_without_ca),
    ProfileRule("ca_without_cert_sign", "RFC 5280 4.2.1.3", note_ca_without_cert_sign),
    ProfileRule("basic_constraints_missing", OBSERVED, note_basic_constraints_missing),
    ProfileRule("path_length_misplaced", "RFC 5280 4.2.1.9", note_path_length_misplaced),
    ProfileRule("extended_usage_missing", OBSERVED, note_extended_usage_missing),
    ProfileRule("extended_usage_not_critical", OBSERVED, note_extended_usage_not_critical),
    ProfileRule("extended_usage_unobserved", OBSERVED, note_extended_usage_unobserved),
    ProfileRule("any_usage_critical", "RFC 5280 4.2.1.12", note_any_usage_critical),
    ProfileRule("tsa_usage_missing", "RFC 3161 2.3", note_tsa_usage_missing),
    ProfileRule("tsa_usage_not_alone", "RFC 3161 2.3", note_tsa_usage_not_alone),
    ProfileRule("tsa_usage_not_critical", "RFC 3161 2.3", note_tsa_usage_not_critical),
    ProfileRule("tsa_is_ca", "RFC 3161 2.3", note_tsa_is_ca),
    ProfileRule(
        "ocsp_revocation_unspecified", "RFC 6960 4.2.2.2.1", note_ocsp_revocation_unspecified
    ),
    ProfileRule("ocsp_no_check_misplaced", "RFC 6960 4.2.2.2.1", note_ocsp_no_check_misplaced),
    ProfileRule("policies_missing", OBSERVED, note_policies_missing),
    ProfileRule("policies_foreign", OBSERVED, note_policies_foreign),
    ProfileRule("eseal_type_missing", OBSERVED, note_eseal_type_missing),
    ProfileRule("policy_repeated", "RFC 5280 4.2.1.4", note_policy_repeated),
)
