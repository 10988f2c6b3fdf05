"""Which certificates a CRL speaks of (RFC 5280, 4.2.1.13, 5.2.5 and 6.3.3 (b))."""

from __future__ import annotations

from esign_verify._frozen import frozen
from esign_verify.chain.memo import Memo
from esign_verify.cms import der
from esign_verify.cms.x509 import Certificate
from esign_verify.cms.x509_crl import CertificateList
from esign_verify.cms.x509_extensions import (
    BASIC_CONSTRAINTS,
    CRL_DISTRIBUTION_POINTS,
    ISSUING_DISTRIBUTION_POINT,
    first_child,
    named_bits,
    read_basic_constraints,
    whole,
)
from esign_verify.cms.x509_names import ComparableName, comparable_name
from esign_verify.errors import DecodeError
from esign_verify.evidence import Check

REASON_FLAGS = (
    "unused",
    "keyCompromise",
    "cACompromise",
    "affiliationChanged",
    "superseded",
    "cessationOfOperation",
    "certificateHold",
    "privilegeWithdrawn",
    "aACompromise",
)

ALL_REASONS = frozenset(REASON_FLAGS[1:])

_DIRECTORY_NAME = 0xA4

GeneralName = bytes | ComparableName
"""A directoryName prepared for comparison, any other form as its DER."""


@frozen(kw_only=True)
class DistributionPoint:
    """One DistributionPoint of a certificate (4.2.1.13)."""

    names: frozenset[GeneralName]
    reasons: frozenset[str]
    crl_issuers: tuple[bytes, ...]
    """directory names, DER"""


@frozen(kw_only=True)
class IssuingDistributionPoint:
    """The scope that a CRL states for itself (5.2.5)."""

    names: frozenset[GeneralName] = frozenset()
    only_user: bool = False
    only_ca: bool = False
    only_attribute: bool = False
    indirect: bool = False
    reasons: frozenset[str] = ALL_REASONS


def read_issuing_distribution_point(crl: CertificateList) -> IssuingDistributionPoint:
    """The CRL's scope; without the extension, everything its issuer issued."""
    extension = crl.extensions.get(ISSUING_DISTRIBUTION_POINT)
    if extension is None:
        return IssuingDistributionPoint()
    names: frozenset[GeneralName] = frozenset()
    reasons = ALL_REASONS
    flags = dict.fromkeys((0x81, 0x82, 0x84, 0x85), False)
    for field in whole(extension.value, der.SEQUENCE).children():
        if field.tag == 0xA0:
            names = _names(first_child(field), crl.issuer)
        elif field.tag == 0x83:
            reasons = frozenset(named_bits(field.contents, REASON_FLAGS)) & ALL_REASONS
        elif field.tag in flags:
            flags[field.tag] = field.contents != b"\0"
        else:
            raise DecodeError("extension_malformed")
    return IssuingDistributionPoint(
        names=names,
        only_user=flags[0x81],
        only_ca=flags[0x82],
        only_attribute=flags[0x85],
        indirect=flags[0x84],
        reasons=reasons,
    )


def read_distribution_points(certificate: Certificate) -> tuple[DistributionPoint, ...]:
    """The certificate's distribution points; without the extension, its issuer's name (6.3.3)."""
    extension = certificate.extensions.get(CRL_DISTRIBUTION_POINTS)
    if extension is None:
        name = comparable_name(certificate.issuer)
        return (DistributionPoint(names=frozenset({name}), reasons=ALL_REASONS, crl_issuers=()),)
    return tuple(
        _distribution_point(point, certificate.issuer)
        for point in whole(extension.value, der.SEQUENCE).children()
    )


def _distribution_point(element: der.Element, issuer: bytes) -> DistributionPoint:
    fields = {field.tag: field for field in element.expect(der.SEQUENCE).children()}
    crl_issuers: tuple[bytes, ...] = ()
    if 0xA2 in fields:
        crl_issuers = tuple(
            first_child(name).raw for name in fields[0xA2].children() if name.tag == _DIRECTORY_NAME
        )
    base = crl_issuers[0] if crl_issuers else issuer
    names = _names(first_child(fields[0xA0]), base) if 0xA0 in fields else frozenset()
    reasons = ALL_REASONS
    if 0x81 in fields:
        reasons = frozenset(named_bits(fields[0x81].contents, REASON_FLAGS)) & ALL_REASONS
    return DistributionPoint(names=names, reasons=reasons, crl_issuers=crl_issuers)


def _names(choice: der.Element, issuer: bytes) -> frozenset[GeneralName]:
    """DistributionPointName: full names, or an RDN below the CRL issuer's name."""
    if choice.tag == 0xA0:
        return frozenset(general_name(name) for name in choice.children())
    rdn = der.encode(der.SET, choice.expect(0xA1).contents)
    parent = der.read_element(issuer).expect(der.SEQUENCE).contents
    return frozenset({comparable_name(der.encode(der.SEQUENCE, parent + rdn))})


def general_name(name: der.Element) -> GeneralName:
    if name.tag == _DIRECTORY_NAME:
        return comparable_name(first_child(name).raw)
    return name.raw


def is_named_issuer(certificate: Certificate, crl: CertificateList, memo: Memo) -> bool:
    """Whether the CRL comes from the certificate's issuer, or from a cRLIssuer it names."""
    if memo.names_match(crl.issuer, certificate.issuer):
        return True
    try:
        return any(
            memo.names_match(name, crl.issuer)
            for point in read_distribution_points(certificate)
            for name in point.crl_issuers
        )
    except DecodeError:
        return False


def check_scope(
    certificate: Certificate, crl: CertificateList, memo: Memo
) -> tuple[Check, frozenset[str]]:
    """Whether the certificate is in the CRL's scope, and for which reasons (6.3.3 (b), (d))."""
    scope = read_issuing_distribution_point(crl)
    if scope.only_attribute or (scope.only_user and scope.only_ca):
        return Check.failed("crl_scope_attribute_certificates"), frozenset()
    is_ca = _is_ca(certificate)
    if scope.only_user and is_ca:
        return Check.failed("crl_scope_user_certificates"), frozenset()
    if scope.only_ca and not is_ca:
        return Check.failed("crl_scope_ca_certificates"), frozenset()
    own = memo.names_match(crl.issuer, certificate.issuer)
    if not own and not scope.indirect:
        return Check.failed("crl_not_indirect"), frozenset()
    reasons: frozenset[str] = frozenset()
    for point in read_distribution_points(certificate):
        if _matches(point, scope, crl, own, memo):
            reasons |= point.reasons & scope.reasons
    if not reasons and own and not scope.names:
        # A CRL without a distribution point of its own is complete for its issuer,
        # whatever places the certificate names.
        reasons = scope.reasons
    if not reasons:
        return Check.failed("crl_distribution_point_mismatch"), frozenset()
    return Check.passed(), reasons


def _matches(
    point: DistributionPoint,
    scope: IssuingDistributionPoint,
    crl: CertificateList,
    own: bool,
    memo: Memo,
) -> bool:
    """6.3.3 (b) (1) and (2) (i) for one distribution point."""
    if point.crl_issuers:
        if not any(memo.names_match(name, crl.issuer) for name in point.crl_issuers):
            return False
    elif not own:
        return False
    if not scope.names:
        return True
    if point.names:
        return bool(point.names & scope.names)
    return bool({comparable_name(name) for name in point.crl_issuers} & scope.names)


def _is_ca(certificate: Certificate) -> bool:
    extension = certificate.extensions.get(BASIC_CONSTRAINTS)
    return extension is not None and read_basic_constraints(extension.value)[0]
