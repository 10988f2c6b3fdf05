"""RFC 5280, section 6.1: basic path validation, but for time and revocation.

Every check is made and reported for every certificate; nothing ends the loop
early. Validity periods and revocation are facts that the policy judges.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from esign_verify.chain.memo import Memo
from esign_verify.chain.names import NameConstraintState, has_name_constraints
from esign_verify.chain.policies import PathParameters, PolicyState, needs_policy_processing
from esign_verify.cms import der
from esign_verify.cms.x509 import Certificate
from esign_verify.cms.x509_extensions import (
    AUTHORITY_INFORMATION_ACCESS,
    AUTHORITY_KEY_IDENTIFIER,
    BASIC_CONSTRAINTS,
    CERTIFICATE_POLICIES,
    CRL_DISTRIBUTION_POINTS,
    EXTENDED_KEY_USAGE,
    FRESHEST_CRL,
    INHIBIT_ANY_POLICY,
    KEY_USAGE,
    NAME_CONSTRAINTS,
    OCSP_NO_CHECK,
    POLICY_CONSTRAINTS,
    POLICY_MAPPINGS,
    QC_STATEMENTS,
    SUBJECT_ALT_NAME,
    SUBJECT_KEY_IDENTIFIER,
    read_basic_constraints,
    read_key_usage,
)
from esign_verify.errors import DecodeError
from esign_verify.evidence import Check, Outcome, PathCheck, TrustAnchor

KNOWN_EXTENSIONS = frozenset(
    {
        AUTHORITY_INFORMATION_ACCESS,
        AUTHORITY_KEY_IDENTIFIER,
        BASIC_CONSTRAINTS,
        CERTIFICATE_POLICIES,
        CRL_DISTRIBUTION_POINTS,
        EXTENDED_KEY_USAGE,
        FRESHEST_CRL,
        INHIBIT_ANY_POLICY,
        KEY_USAGE,
        NAME_CONSTRAINTS,
        OCSP_NO_CHECK,
        POLICY_CONSTRAINTS,
        POLICY_MAPPINGS,
        QC_STATEMENTS,
        SUBJECT_ALT_NAME,
        SUBJECT_KEY_IDENTIFIER,
    }
)
"""Extensions that may be critical: processed here, or (extended key usage) by the policy."""

_DSA = "1.2.840.10040.4.1"


@dataclass(slots=True)
class _State:
    """The state variables of 6.1.2 that are no policy and no name constraint."""

    working_public_key: bytes
    working_issuer_name: bytes
    max_path_length: int


def validate(
    certificates: Sequence[Certificate],
    anchor: TrustAnchor,
    parameters: PathParameters,
    memo: Memo,
) -> tuple[PathCheck, ...]:
    """All checks of a path. `certificates`: leaf first, without the anchor's own."""
    total = len(certificates)
    state = _State(anchor.public_key_der, anchor.subject_der, total)
    names = NameConstraintState() if has_name_constraints(certificates) else None
    policies = (
        PolicyState(parameters, total)
        if needs_policy_processing(certificates, parameters)
        else None
    )
    found: list[PathCheck] = []
    verified = True
    for index, certificate in enumerate(reversed(certificates), start=1):
        final = index == total
        self_issued = memo.names_match(certificate.issuer, certificate.subject)
        checks = _basic_checks(certificate, state, memo)
        checks["critical_extensions"] = check_critical_extensions(certificate)
        # Constraints can be costly to compare: only what is signed is worth it.
        verified = verified and checks["certificate_signature"].outcome is Outcome.PASSED
        constraint = Check.passed() if verified else Check.not_checked("signature_not_verified")
        checks["name_constraints"] = checks["certificate_policies"] = constraint
        if names and verified and (final or not self_issued):
            checks["name_constraints"] = names.check(certificate)
        if policies and verified:
            checks["certificate_policies"] = policies.check(certificate, index, self_issued, final)
        if not final:
            checks |= _issuer_checks(certificate, state, self_issued)
            if names and verified:
                checks["name_constraints"] = names.add(certificate, checks["name_constraints"])
            _prepare_next(certificate, state)
        found += [
            PathCheck(rule=rule, certificate_sha256=certificate.sha256, check=check)
            for rule, check in checks.items()
        ]
    return tuple(found)


def _basic_checks(certificate: Certificate, state: _State, memo: Memo) -> dict[str, Check]:
    """6.1.3 (a) but for time and revocation, and 4.1.1.2."""
    matches = memo.names_match(certificate.issuer, state.working_issuer_name)
    return {
        "certificate_signature": memo.check_signature(
            certificate.outer_algorithm,
            state.working_public_key,
            certificate.signature,
            certificate.tbs,
        ),
        "name_chaining": Check.passed() if matches else Check.failed("issuer_name_mismatch"),
        "algorithm_consistency": Check.passed()
        if certificate.inner_algorithm == certificate.outer_algorithm
        else Check.failed("signature_algorithms_differ"),
    }


def check_critical_extensions(certificate: Certificate) -> Check:
    """6.1.4 (o) and 6.1.5 (f); and no extension twice (4.2)."""
    if certificate.repeated_extensions:
        return Check.failed("extension_repeated", oid=certificate.repeated_extensions[0])
    for oid, extension in certificate.extensions.items():
        if extension.critical and oid not in KNOWN_EXTENSIONS:
            return Check.failed("critical_extension_unknown", oid=oid)
    return Check.passed()


def _issuer_checks(certificate: Certificate, state: _State, self_issued: bool) -> dict[str, Check]:
    """6.1.4 (k) to (n): what a certificate needs to have signed the next one."""
    checks = {
        "basic_constraints": Check.passed(),
        "path_length": Check.passed(),
        "key_usage": check_key_usage(certificate, "keyCertSign"),
    }
    limit: int | None = None
    try:
        extension = certificate.extensions.get(BASIC_CONSTRAINTS)
        ca, limit = read_basic_constraints(extension.value) if extension else (False, None)
        if not ca:
            checks["basic_constraints"] = Check.failed("issuer_is_no_ca")
    except DecodeError:
        checks["basic_constraints"] = Check.failed("extension_malformed", oid=BASIC_CONSTRAINTS)
    if not self_issued:
        if state.max_path_length <= 0:
            checks["path_length"] = Check.failed("path_length_exceeded")
        state.max_path_length -= 1
    if limit is not None:
        state.max_path_length = min(state.max_path_length, limit)
    return checks


def check_key_usage(certificate: Certificate, usage: str) -> Check:
    """Whether the key usage, where present, has this bit (4.2.1.3)."""
    extension = certificate.extensions.get(KEY_USAGE)
    if extension is None:
        return Check.passed()
    try:
        allowed = usage in read_key_usage(extension.value)
    except DecodeError:
        return Check.failed("extension_malformed", oid=KEY_USAGE)
    return Check.passed() if allowed else Check.failed("key_usage_missing", usage=usage)


def _prepare_next(certificate: Certificate, state: _State) -> None:
    """6.1.4 (c) to (f)."""
    state.working_issuer_name = certificate.subject
    state.working_public_key = working_public_key(certificate.public_key, state.working_public_key)


def working_public_key(public_key: bytes, issuer_public_key: bytes) -> bytes:
    """6.1.4 (e), (f): a DSA key without parameters inherits those of its issuer's key."""
    try:
        algorithm, value = _key_parts(public_key)
        if not lacks_parameters(public_key):
            return public_key
        inherited, _ = _key_parts(issuer_public_key)
        if der.oid(algorithm[0]) != der.oid(inherited[0]):
            return public_key
    except DecodeError:
        return public_key
    return der.encode(
        der.SEQUENCE,
        der.encode(der.SEQUENCE, b"".join(part.raw for part in inherited)) + value.raw,
    )


def lacks_parameters(public_key: bytes) -> bool:
    """Whether this is a DSA key whose parameters its issuer's key must give."""
    try:
        algorithm, _ = _key_parts(public_key)
        absent = len(algorithm) == 1 or algorithm[1].tag == der.NULL
        return absent and der.oid(algorithm[0]) == _DSA
    except DecodeError:
        return False


def _key_parts(public_key: bytes) -> tuple[list[der.Element], der.Element]:
    parts = list(der.read_element(public_key).expect(der.SEQUENCE).children())
    if len(parts) != 2:
        raise DecodeError("public_key_malformed")
    algorithm = list(parts[0].expect(der.SEQUENCE).children())
    if not algorithm:
        raise DecodeError("public_key_malformed")
    return algorithm, parts[1]
