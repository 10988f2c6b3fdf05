"""Notes on the basic fields of a certificate (RFC 5280, 4.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from esign_verify.evidence.profile import CertificateRole
from esign_verify.inspect.profile_rule import OBSERVED, Params, ProfileFacts, ProfileRule

LEAST_SERIAL_OCTETS = 8
"""CAs of the country have 8 octets, end entities 20."""

USUAL_DAYS = {
    CertificateRole.SIGNER: 731,
    CertificateRole.TSA: 1096,
    CertificateRole.OCSP: 1827,
    CertificateRole.CA: 3654,
}
ROOT_DAYS = 7310
"""Longest lives among published certificates of the country: signers two years, TSAs three,
OCSP responders five, CAs ten, roots twenty."""

LEAST_BITS = {"rsa": 2048, "dsa": 2048, "ec": 256, "ed25519": 256, "ed448": 456}
LEAST_CA_BITS = 4096
"""RSA keys of all CAs of the country but the legacy OSD LU Kelas 2 (2048)."""

_OBSERVED_SIGNATURES = ("rsa-sha256", "rsa-sha384", "rsa-sha512")
_TIME_FORMS = {"UTCTime": re.compile(r"[0-9]{12}Z"), "GeneralizedTime": re.compile(r"[0-9]{14}Z")}


def note_version(facts: ProfileFacts) -> Iterator[Params]:
    """RFC 5280 4.1.2.1: with extensions, as this profile has them, the version must be 3."""
    if facts.profile.version != 3:
        yield {"version": facts.profile.version}


def note_serial_not_positive(facts: ProfileFacts) -> Iterator[Params]:
    """RFC 5280 4.1.2.2: the serial number must be a positive integer."""
    if facts.certificate.serial_number <= 0:
        yield {}


def note_serial_too_long(facts: ProfileFacts) -> Iterator[Params]:
    """RFC 5280 4.1.2.2: CAs must not use serial numbers longer than 20 octets."""
    if facts.profile.serial_octets > 20:
        yield {"octets": facts.profile.serial_octets}


def note_serial_short(facts: ProfileFacts) -> Iterator[Params]:
    """Observed profile: at least 8 octets. A number that can be foreseen helps to forge by
    collisions of the digest."""
    if facts.profile.serial_octets < LEAST_SERIAL_OCTETS:
        yield {"octets": facts.profile.serial_octets, "least": LEAST_SERIAL_OCTETS}


def note_algorithms_differ(facts: ProfileFacts) -> Iterator[Params]:
    """RFC 5280 4.1.1.2: signatureAlgorithm must be the same as the signed `signature` field."""
    if not facts.profile.algorithms_agree:
        yield {}


def note_digest(facts: ProfileFacts, *, digest: str) -> Iterator[Params]:
    """RFC 6151 2 (MD5), RFC 6194 1 (SHA-1): not where resistance to collisions is needed."""
    if facts.certificate.signature_algorithm.endswith(f"-{digest}"):
        yield {"algorithm": facts.certificate.signature_algorithm}


def note_signature_algorithm(facts: ProfileFacts) -> Iterator[Params]:
    """Observed profile: RSA, PKCS#1 v1.5, with SHA-256, SHA-384 or SHA-512."""
    algorithm = facts.certificate.signature_algorithm
    if algorithm not in _OBSERVED_SIGNATURES:
        yield {"algorithm": algorithm}


def note_issuer_empty(facts: ProfileFacts) -> Iterator[Params]:
    """RFC 5280 4.1.2.4: the issuer must be a non-empty distinguished name."""
    if not facts.certificate.issuer:
        yield {}


def note_validity_reversed(facts: ProfileFacts) -> Iterator[Params]:
    """RFC 5280 4.1.2.5: the validity is the interval from notBefore through notAfter."""
    if facts.certificate.not_after < facts.certificate.not_before:
        yield {}


def note_validity_long(facts: ProfileFacts) -> Iterator[Params]:
    """Observed profile: no life is longer than in published certificates of the same role."""
    certificate = facts.certificate
    root = facts.role is CertificateRole.CA and certificate.self_issued
    usual = ROOT_DAYS if root else USUAL_DAYS[facts.role]
    days = (certificate.not_after - certificate.not_before).days
    if days > usual:
        yield {"days": days, "usual": usual}


def note_time_not_utc(facts: ProfileFacts) -> Iterator[Params]:
    """RFC 5280 4.1.2.5: dates through the year 2049 must be UTCTime."""
    profile, certificate = facts.profile, facts.certificate
    for time, moment in (
        (profile.not_before, certificate.not_before),
        (profile.not_after, certificate.not_after),
    ):
        if time.type != "UTCTime" and 1950 <= moment.year < 2050:
            yield {"time": time.text}


def note_time_form(facts: ProfileFacts) -> Iterator[Params]:
    """RFC 5280 4.1.2.5.1, 4.1.2.5.2: seconds and `Z`, no fraction, no other zone."""
    for time in (facts.profile.not_before, facts.profile.not_after):
        if _TIME_FORMS[time.type].fullmatch(time.text) is None:
            yield {"time": time.text}


def note_unique_identifier(facts: ProfileFacts) -> Iterator[Params]:
    """RFC 5280 4.1.2.8: CAs must not generate certificates with unique identifiers."""
    if facts.profile.unique_identifiers:
        yield {}


def note_key_algorithm(facts: ProfileFacts) -> Iterator[Params]:
    """Observed profile: all keys are RSA."""
    if facts.certificate.key_algorithm != "rsa":
        yield {"algorithm": facts.certificate.key_algorithm}


def note_key_small(facts: ProfileFacts) -> Iterator[Params]:
    """Observed profile: RSA keys of at least 2048 bits, of CAs 4096."""
    algorithm, bits = facts.certificate.key_algorithm, facts.certificate.key_bits
    least = LEAST_BITS.get(algorithm, 0)
    if algorithm == "rsa" and facts.role is CertificateRole.CA:
        least = LEAST_CA_BITS
    if 0 < bits < least:
        yield {"algorithm": algorithm, "bits": bits, "least": least}


FIELD_RULES = (
    ProfileRule("version_not_3", "RFC 5280 4.1.2.1", note_version),
    ProfileRule("serial_not_positive", "RFC 5280 4.1.2.2", note_serial_not_positive),
    ProfileRule("serial_too_long", "RFC 5280 4.1.2.2", note_serial_too_long),
    ProfileRule("serial_short", OBSERVED, note_serial_short),
    ProfileRule("algorithms_differ", "RFC 5280 4.1.1.2", note_algorithms_differ),
    ProfileRule("signature_digest_weak", "RFC 6151 2", partial(note_digest, digest="md5")),
    ProfileRule("signature_digest_weak", "RFC 6194 1", partial(note_digest, digest="sha1")),
    ProfileRule("signature_algorithm_unobserved", OBSERVED, note_signature_algorithm),
    ProfileRule("issuer_empty", "RFC 5280 4.1.2.4", note_issuer_empty),
    ProfileRule("validity_reversed", "RFC 5280 4.1.2.5", note_validity_reversed),
    ProfileRule("validity_long", OBSERVED, note_validity_long),
    ProfileRule("time_not_utc", "RFC 5280 4.1.2.5", note_time_not_utc),
    ProfileRule("time_form", "RFC 5280 4.1.2.5", note_time_form),
    ProfileRule("unique_identifier", "RFC 5280 4.1.2.8", note_unique_identifier),
    ProfileRule("key_algorithm_unobserved", OBSERVED, note_key_algorithm),
    ProfileRule("key_small", OBSERVED, note_key_small),
)
