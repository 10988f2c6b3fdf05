"""Certificates in BSrE's shape (RFC 5280), each with its key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AuthorityInformationAccessOID as AccessOID
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from esign_verify._frozen import frozen
from esign_verify.sandbox import der
from esign_verify.sandbox.signing import PrivateKey

DOCUMENT_SIGNING_EKU = ObjectIdentifier("1.2.840.113583.1.1.5")
"""Adobe authentic documents trust: the one EKU of BSrE's signers"""

_DESCRIPTION = ObjectIdentifier("2.5.4.13")
_QC_STATEMENTS = ObjectIdentifier("1.3.6.1.5.5.7.1.3")
_QC_TYPE = "0.4.0.1862.1.6"
_QC_TYPE_ESEAL = "0.4.0.1862.1.6.2"


@frozen
class Entity:
    """A certificate, its private key, and who issued it (None: self-signed)."""

    certificate: x509.Certificate
    key: PrivateKey = field(repr=False)
    issuer: Entity | None

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def chain(self) -> tuple[bytes, ...]:
        """DER from this certificate up to the self-signed one."""
        return (self.der, *(self.issuer.chain if self.issuer else ()))

    @property
    def name_der(self) -> bytes:
        return self.certificate.subject.public_bytes()

    @property
    def key_identifier(self) -> bytes:
        """The subject key identifier (RFC 5280 4.2.1.2)."""
        extension = self.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
        return extension.value.digest


@frozen(kw_only=True)
class Profile:
    """What `issue` puts into one certificate."""

    subject: x509.Name
    not_before: datetime
    not_after: datetime
    serial_number: int
    is_ca: bool = False
    key_usage: frozenset[str] = frozenset({"digital_signature", "content_commitment"})
    extended_key_usage: ObjectIdentifier | None = DOCUMENT_SIGNING_EKU
    extended_key_usage_critical: bool = True
    policies: tuple[str, ...] = ()
    crl_address: str = ""
    issuer_address: str = ""
    ocsp_address: str = ""
    ocsp_no_check: bool = False
    eseal: bool = False
    authority_key_identifier: bool = True
    key_identifier: bytes = b""
    """empty: SHA-1 of the key (RFC 5280 4.2.1.2 (1)); given: a look-alike's copy"""
    digest: hashes.SHA256 | hashes.SHA384 = field(default_factory=hashes.SHA256)


_CA_KEY_USAGE = frozenset({"digital_signature", "key_cert_sign", "crl_sign"})
_ALL_KEY_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


def new_rsa_key() -> RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def distinguished_name(
    common_name: str,
    organization: str,
    *,
    description: str = "",
    organizational_unit: str = "",
    country_first: bool = False,
) -> x509.Name:
    """A Name with CN, O, C in this order of the DER, as EJBCA writes it; or C, O, CN."""
    attributes = [
        x509.NameAttribute(kind, value)
        for kind, value in (
            (_DESCRIPTION, description),
            (NameOID.COMMON_NAME, common_name),
            (NameOID.ORGANIZATIONAL_UNIT_NAME, organizational_unit),
            (NameOID.ORGANIZATION_NAME, organization),
            (NameOID.COUNTRY_NAME, "ID"),
        )
        if value
    ]
    return x509.Name(attributes[::-1] if country_first else attributes)


def issue(profile: Profile, issuer: Entity | None, key: PrivateKey) -> Entity:
    """A certificate over `key`, signed by `issuer`, or by itself."""
    issuer_key = issuer.key if issuer else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(profile.subject)
        .issuer_name(issuer.certificate.subject if issuer else profile.subject)
        .public_key(key.public_key())
        .serial_number(profile.serial_number)
        .not_valid_before(profile.not_before)
        .not_valid_after(profile.not_after)
    )
    for extension, critical in _extensions(profile, issuer, key):
        builder = builder.add_extension(extension, critical)
    return Entity(builder.sign(issuer_key, profile.digest), key, issuer)


def _extensions(
    profile: Profile, issuer: Entity | None, key: PrivateKey
) -> Sequence[tuple[x509.ExtensionType, bool]]:
    own = (
        x509.SubjectKeyIdentifier(profile.key_identifier)
        if profile.key_identifier
        else x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    )
    usages = _CA_KEY_USAGE if profile.is_ca else profile.key_usage
    found: list[tuple[x509.ExtensionType, bool]] = [
        (x509.BasicConstraints(ca=profile.is_ca, path_length=None), True),
        (own, False),
        (x509.KeyUsage(**{name: name in usages for name in _ALL_KEY_USAGES}), True),
    ]
    if profile.authority_key_identifier:
        identifier = issuer.key_identifier if issuer else own.digest
        found.append((x509.AuthorityKeyIdentifier(identifier, None, None), False))
    if profile.extended_key_usage is not None and not profile.is_ca:
        usage = x509.ExtendedKeyUsage([profile.extended_key_usage])
        found.append((usage, profile.extended_key_usage_critical))
    if profile.policies:
        policies = [
            x509.PolicyInformation(ObjectIdentifier(policy), None) for policy in profile.policies
        ]
        found.append((x509.CertificatePolicies(policies), False))
    if profile.crl_address:
        found.append((_distribution_points(profile.crl_address), False))
    if profile.issuer_address:
        found.append((_authority_information(profile), False))
    if profile.ocsp_no_check:
        found.append((x509.OCSPNoCheck(), False))
    if profile.eseal:
        statement = der.sequence(der.oid(_QC_TYPE), der.sequence(der.oid(_QC_TYPE_ESEAL)))
        found.append((x509.UnrecognizedExtension(_QC_STATEMENTS, der.sequence(statement)), False))
    return found


def _distribution_points(address: str) -> x509.CRLDistributionPoints:
    name = x509.UniformResourceIdentifier(address)
    return x509.CRLDistributionPoints([x509.DistributionPoint([name], None, None, None)])


def _authority_information(profile: Profile) -> x509.AuthorityInformationAccess:
    return x509.AuthorityInformationAccess(
        [
            x509.AccessDescription(method, x509.UniformResourceIdentifier(address))
            for method, address in (
                (AccessOID.CA_ISSUERS, profile.issuer_address),
                (AccessOID.OCSP, profile.ocsp_address),
            )
        ]
    )


TIME_STAMPING = ExtendedKeyUsageOID.TIME_STAMPING
OCSP_SIGNING = ExtendedKeyUsageOID.OCSP_SIGNING
