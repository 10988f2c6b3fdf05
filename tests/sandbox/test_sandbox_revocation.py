"""CRLs and OCSP responses, read by another library."""

from __future__ import annotations

from datetime import timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import ocsp

from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.certificates import Entity
from esign_verify.sandbox.profiles import CA_CRL
from esign_verify.sandbox.recipes import revocation_of
from esign_verify.sandbox.revocation import build_crl, build_ocsp


def _key(entity: Entity) -> RSAPublicKey:
    key = entity.certificate.public_key()
    assert isinstance(key, RSAPublicKey)
    return key


def test_a_crl_names_its_scope_and_what_it_revokes(sandbox: Sandbox) -> None:
    pki = sandbox.pki
    der = build_crl(pki.ca, pki.day(-1), revoked=[revocation_of(pki)], address=CA_CRL)
    crl = x509.load_der_x509_crl(der)
    assert crl.is_signature_valid(_key(pki.ca))
    assert crl.issuer == pki.ca.certificate.subject
    assert crl.last_update_utc == pki.day(-1)
    assert crl.next_update_utc == pki.day(0)
    scope = crl.extensions.get_extension_for_class(x509.IssuingDistributionPoint)
    assert scope.critical is True
    assert scope.value.full_name == [x509.UniformResourceIdentifier(CA_CRL)]
    entry = crl.get_revoked_certificate_by_serial_number(
        pki.signer_revoked.certificate.serial_number
    )
    assert entry is not None
    assert entry.revocation_date_utc == pki.day(-40)
    reason = entry.extensions.get_extension_for_class(x509.CRLReason)
    assert reason.value.reason == x509.ReasonFlags.affiliation_changed


def test_a_crl_without_entries_has_no_list(sandbox: Sandbox) -> None:
    """RFC 5280 5.1.2.6: absent, not empty."""
    crl = x509.load_der_x509_crl(build_crl(sandbox.pki.root, sandbox.pki.day(-1)))
    assert len(crl) == 0
    assert crl.is_signature_valid(_key(sandbox.pki.root))


def test_a_crl_signed_by_somebody_else(sandbox: Sandbox) -> None:
    der = build_crl(sandbox.pki.ca, sandbox.pki.now, signer=sandbox.pki.signer)
    crl = x509.load_der_x509_crl(der)
    assert not crl.is_signature_valid(_key(sandbox.pki.ca))
    assert crl.is_signature_valid(_key(sandbox.pki.signer))


def test_an_ocsp_response_is_by_key_with_a_sha1_identifier(sandbox: Sandbox) -> None:
    pki = sandbox.pki
    response = ocsp.load_der_ocsp_response(build_ocsp(pki.signer, pki.ocsp, pki.day(-1)))
    assert response.response_status == ocsp.OCSPResponseStatus.SUCCESSFUL
    assert response.certificate_status == ocsp.OCSPCertStatus.GOOD
    assert response.serial_number == pki.signer.certificate.serial_number
    assert response.responder_key_hash == pki.ocsp.key_identifier
    assert response.issuer_key_hash == pki.ca.key_identifier
    assert isinstance(response.hash_algorithm, hashes.SHA1)
    assert response.this_update_utc == pki.day(-1)
    assert response.produced_at_utc == pki.day(-1)
    assert response.next_update_utc is None
    assert response.certificates == [pki.ocsp.certificate]
    _key(pki.ocsp).verify(
        response.signature, response.tbs_response_bytes, padding.PKCS1v15(), hashes.SHA256()
    )


def test_an_ocsp_response_that_revokes(sandbox: Sandbox) -> None:
    pki = sandbox.pki
    der = build_ocsp(pki.signer_revoked, pki.ocsp, pki.day(-1), revoked=revocation_of(pki))
    response = ocsp.load_der_ocsp_response(der)
    assert response.certificate_status == ocsp.OCSPCertStatus.REVOKED
    assert response.revocation_time_utc == pki.day(-1) - timedelta(days=39)
    assert response.revocation_reason == x509.ReasonFlags.affiliation_changed
