"""A throwaway PKI with the two generations of BSrE's, dates counted back from `now`.

legacy   a self-signed CA, expired 97 days ago, with its own TSA, OCSP responder and signers
new      root → CA → signers, e-seal, OCSP responder, a TSA expired 83 days ago and one in force
hostile  a look-alike of the new generation (same names, serial numbers and key
         identifiers; other keys) and a TSA that nobody knows

Keys are made in memory for one `SandboxPki` and never written anywhere.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import SignatureAlgorithmOID

from esign_verify._frozen import frozen
from esign_verify.sandbox.certificates import (
    OCSP_SIGNING,
    TIME_STAMPING,
    Entity,
    issue,
    new_rsa_key,
)
from esign_verify.sandbox.profiles import (
    CA_CRL,
    CA_SITE,
    ESEAL_POLICY,
    LEGACY_CRL,
    LEGACY_POLICY,
    LEGACY_SITE,
    SERVICE_POLICY,
    TSA_NAME,
    Dates,
    ca_profile,
    leaf_serial,
    legacy_ca_profile,
    legacy_signer_profile,
    root_profile,
    service_profile,
    signer_profile,
)

_SHA384 = SignatureAlgorithmOID.RSA_WITH_SHA384


@frozen(kw_only=True)
class SandboxPki:
    """Every certificate of the sandbox, with its key. Days are counted from `now`."""

    now: datetime
    legacy_ca: Entity
    legacy_tsa: Entity
    """in force from day -1753 to -1023"""
    legacy_ocsp: Entity
    legacy_signer: Entity
    """from day -1300 to -570"""
    legacy_signer_late: Entity
    """from day -520, cut off at the end of the CA, day -97"""
    legacy_signer_other: Entity
    """the same dates, another person"""
    root: Entity
    ca: Entity
    """intermediate, issuer of all that follows"""
    ocsp: Entity
    tsa: Entity
    """from day -1178 to -83"""
    tsa_current: Entity
    """from day -300 to +795"""
    signer: Entity
    """from day -400 to +330"""
    signer_expired: Entity
    """from day -800 to -70"""
    signer_revoked: Entity
    """from day -400 to +330, revoked on day -40 by the CRLs that say so"""
    signer_ecdsa: Entity
    signer_ed25519: Entity
    signer_key_encipherment: Entity
    """key usage keyEncipherment alone"""
    eseal: Entity
    look_alike_signer: Entity
    """its chain: a CA and a root with the names of `ca` and `root`"""
    untrusted_tsa: Entity
    """self-signed"""

    def day(self, number: float) -> datetime:
        """The moment `number` days after `now`; negative: before."""
        return self.now + timedelta(days=number)

    @property
    def trust_certificates(self) -> tuple[bytes, ...]:
        """DER of the two anchors to trust: the root and the legacy CA."""
        return (self.root.der, self.legacy_ca.der)


def build_pki(now: datetime) -> SandboxPki:
    """The whole PKI, with fresh keys. `now` is an aware datetime; no clock is read."""
    dates = Dates(now)
    root = issue(root_profile(dates), None, new_rsa_key())
    ca = issue(ca_profile(dates), root, new_rsa_key())
    signer = issue(signer_profile(dates, "Penandatangan Satu"), ca, new_rsa_key())
    unknown = replace(
        service_profile(dates, "Unknown Timestamp Authority (throwaway)", -300, 795),
        extended_key_usage=TIME_STAMPING,
    )
    return SandboxPki(
        now=now,
        root=root,
        ca=ca,
        signer=signer,
        look_alike_signer=_look_alike(signer),
        untrusted_tsa=issue(unknown, None, new_rsa_key()),
        **_legacy_generation(dates),
        **_services(dates, ca),
        **_other_signers(dates, ca),
    )


def _legacy_generation(dates: Dates) -> dict[str, Entity]:
    authority = issue(legacy_ca_profile(dates), None, new_rsa_key())
    responder = replace(
        service_profile(dates, "Sandbox Legacy Validation Authority (throwaway)", -1500, -770),
        extended_key_usage=OCSP_SIGNING,
        extended_key_usage_critical=False,
        key_usage=frozenset({"digital_signature"}),
        ocsp_no_check=True,
    )
    stamping = replace(
        service_profile(dates, TSA_NAME, -1753, -1023),
        extended_key_usage=TIME_STAMPING,
        policies=(LEGACY_POLICY,),
        crl_address=LEGACY_CRL,
        issuer_address=f"{LEGACY_SITE}/legacy.crt",
        ocsp_address=f"{LEGACY_SITE}/ocsp",
    )
    old = legacy_signer_profile(dates, "Pejabat Lama", -1300)
    late = legacy_signer_profile(dates, "Kepala Biro", -520)
    other = legacy_signer_profile(dates, "Direktur Jenderal", -520)
    return {
        "legacy_ca": authority,
        "legacy_ocsp": issue(responder, authority, new_rsa_key()),
        "legacy_tsa": issue(stamping, authority, new_rsa_key()),
        "legacy_signer": issue(old, authority, new_rsa_key()),
        "legacy_signer_late": issue(late, authority, new_rsa_key()),
        "legacy_signer_other": issue(other, authority, new_rsa_key()),
    }


def _services(dates: Dates, ca: Entity) -> dict[str, Entity]:
    responder = replace(
        service_profile(dates, "Sandbox CA DS Validation Authority (throwaway)", -1460, 366),
        policies=(SERVICE_POLICY,),
        extended_key_usage=OCSP_SIGNING,
        extended_key_usage_critical=False,
        key_usage=frozenset({"digital_signature"}),
        ocsp_no_check=True,
    )
    stamping = replace(
        service_profile(dates, TSA_NAME, -1178, -83),
        extended_key_usage=TIME_STAMPING,
        policies=(SERVICE_POLICY,),
        crl_address=CA_CRL,
        issuer_address=f"{CA_SITE}/ca.crt",
        ocsp_address=f"{CA_SITE}/ocsp",
        ocsp_no_check=True,
    )
    current = replace(
        stamping,
        serial_number=leaf_serial(),
        not_before=dates.day(-300),
        not_after=dates.last_second(795),
    )
    return {
        "ocsp": issue(responder, ca, new_rsa_key()),
        "tsa": issue(stamping, ca, new_rsa_key()),
        "tsa_current": issue(current, ca, new_rsa_key()),
    }


def _other_signers(dates: Dates, ca: Entity) -> dict[str, Entity]:
    expired = signer_profile(dates, "Penandatangan Kedaluwarsa", -800)
    revoked = signer_profile(dates, "Penandatangan Dicabut")
    cipher = replace(
        signer_profile(dates, "Penerima Sandi"), key_usage=frozenset({"key_encipherment"})
    )
    eseal = replace(
        signer_profile(dates, "LEMBAGA SANDBOX"),
        policies=(ESEAL_POLICY, SERVICE_POLICY),
        eseal=True,
    )
    curve = ec.generate_private_key(ec.SECP256R1())
    edwards = ed25519.Ed25519PrivateKey.generate()
    return {
        "signer_expired": issue(expired, ca, new_rsa_key()),
        "signer_revoked": issue(revoked, ca, new_rsa_key()),
        "signer_ecdsa": issue(signer_profile(dates, "Penandatangan ECDSA"), ca, curve),
        "signer_ed25519": issue(signer_profile(dates, "Penandatangan Ed25519"), ca, edwards),
        "signer_key_encipherment": issue(cipher, ca, new_rsa_key()),
        "eseal": issue(eseal, ca, new_rsa_key()),
    }


def _look_alike(original: Entity) -> Entity:
    """`original` and its issuers again: every field the same, but the keys."""
    issuer = _look_alike(original.issuer) if original.issuer else None
    certificate = original.certificate
    key = new_rsa_key()
    builder = x509.CertificateBuilder(
        issuer_name=certificate.issuer,
        subject_name=certificate.subject,
        public_key=key.public_key(),
        serial_number=certificate.serial_number,
        not_valid_before=certificate.not_valid_before_utc.replace(tzinfo=None),
        not_valid_after=certificate.not_valid_after_utc.replace(tzinfo=None),
        extensions=list(certificate.extensions),
    )
    digest = hashes.SHA384() if certificate.signature_algorithm_oid == _SHA384 else hashes.SHA256()
    return Entity(builder.sign(issuer.key if issuer else key, digest), key, issuer)
