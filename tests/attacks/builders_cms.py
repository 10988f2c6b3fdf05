"""Pieces of ASN.1 and of SignedData that the attacks on the CMS are made of."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace

from cryptography import x509

from esign_verify.sandbox import der
from esign_verify.sandbox.certificates import Entity
from esign_verify.sandbox.cms_builder import (
    CONTENT_TYPE,
    ID_SIGNED_DATA,
    MESSAGE_DIGEST,
    CmsSpec,
    attribute,
    build_cms,
)
from esign_verify.sandbox.pdf_objects import Stream
from esign_verify.sandbox.pdf_page import new_document
from esign_verify.sandbox.pdf_signing import SignatureSpec, add_signature
from esign_verify.sandbox.signing import digest_algorithm, sign, signature_algorithm
from tests.attacks.builders import PLAIN, open_, signed
from tests.attacks.builders_pki import SIGNED_AT, Lab, issue

DIGESTED_DATA = "1.2.840.113549.1.7.5"
AUTHENTICATED_DATA = "1.2.840.113549.1.9.16.1.2"
ALGORITHM_PROTECTION = "1.2.840.113549.1.9.52"
MD5 = der.sequence(der.oid("1.2.840.113549.2.5"), der.NULL)

ESS = "EN 319 122-1 5.2.2, EN 319 102-1 5.2.3: the signed reference names the certificate"
ANYONE = "attacks.md 1: what anyone can add in the hole costs no more than it touches"
NO_ESS = open_(
    "SIG_CONSTRAINTS_FAILURE",
    "signing_certificate_reference",
    "signing_certificate_reference_absent",
)

Arrange = Callable[[list[bytes]], Sequence[bytes]]


def replacing(oid: str, *values: bytes) -> Arrange:
    """The attribute of an OID with these values in its place."""
    return lambda found: sorted([*without(oid)(found), attribute(oid, *values)])


def without(oid: str) -> Arrange:
    prefix = der.oid(oid)
    return lambda found: sorted(a for a in found if prefix not in a)


def repeating(oid: str) -> Arrange:
    """The attribute of an OID twice."""
    prefix = der.oid(oid)
    return lambda found: sorted([*found, *(a for a in found if prefix in a)])


def md5(content: bytes) -> bytes:
    return hashlib.md5(content).digest()


def digest_as(tag: int) -> Arrange:
    """messageDigest with its value under another tag."""

    def arrange(found: list[bytes]) -> Sequence[bytes]:
        (own,) = (a for a in found if der.oid(MESSAGE_DIGEST) in a)
        value = own[-32:]
        return replacing(MESSAGE_DIGEST, der.tlv(tag, value))(found)

    return arrange


def protection(digest: str, signature: bytes) -> bytes:
    """CMSAlgorithmProtection (RFC 6211, 2) with a signatureAlgorithm [1]."""
    return attribute(
        ALGORITHM_PROTECTION,
        der.sequence(digest_algorithm(digest), der.tlv(0xA1, signature[2:])),
    )


def ecdsa(digest: str, lab: Lab) -> bytes:
    return signature_algorithm(lab.signer.key, digest=digest)


def relabelled(oid: str) -> Callable[[bytes], bytes]:
    """The ContentInfo under another content type; nothing else changes."""

    def alter(contents: bytes) -> bytes:
        head = der.oid(ID_SIGNED_DATA)
        inner = contents[contents.index(head) + len(head) :]
        return der.sequence(der.oid(oid), inner)

    return alter


def nested(depth: int) -> bytes:
    value = b"\x30\x00"
    for _ in range(depth):
        value = der.sequence(value)
    return value


def two_gigabytes(contents: bytes) -> bytes:
    return b"\x30\x84\x80\x00\x00\x00" + contents[4:]


def twin(of: Entity, name: str = "Mallory") -> Entity:
    """Same issuer name, serial number and key; another subject, signed by a stranger."""
    stranger = issue("Lab CA", None, key="ec twin's issuer", ca=True, usage=("key_cert_sign",))
    return replace(
        issue(
            name,
            stranger,
            key=_key_name(of),
            serial_number=of.certificate.serial_number,
            identifiers=False,
        ),
        issuer=of.issuer,
    )


def _key_name(of: Entity) -> str:
    return f"ec {of.certificate.subject.rfc4514_string()}"


def key_identifier_of(entity: Entity) -> bytes:
    """SignerIdentifier by subjectKeyIdentifier (RFC 5652, 5.3)."""
    return der.implicit(0, entity.key_identifier)


def attribute_certificate(lab: Lab) -> bytes:
    """Something tagged as AttributeCertificateV2 in CertificateSet (RFC 5652, 10.2.2)."""
    return der.tlv(0xA2, der.integer(1), lab.signer.der)


def counter_signature(stranger: Entity) -> bytes:
    """The SignerInfo of somebody whom nobody asked (RFC 5652, 11.4)."""
    kept: list[bytes] = []
    spec = CmsSpec(signer=stranger, arrange_signer_infos=lambda own: kept.append(own) or ())  # type: ignore[func-returns-value]
    build_cms(replace(spec, omit=frozenset({CONTENT_TYPE})), b"anything")
    return attribute("1.2.840.113549.1.9.6", kept[0])


def same_identifier(of: Entity) -> Entity:
    """Another key under the subject key identifier of a certificate."""
    copied = x509.SubjectKeyIdentifier(of.key_identifier)
    return issue("Mallory", None, key="ec mallory", identifiers=False, own_identifier=copied)


def value_over(signer: Entity, message: bytes, digest: str = "sha256") -> bytes:
    return sign(signer.key, message, digest=digest)


def sent_in_another_order(lab: Lab) -> bytes:
    """Signed over the sorted attributes, sent in reverse."""
    kept: list[bytes] = []

    def reverse(found: list[bytes]) -> Sequence[bytes]:
        kept.append(der.tlv(0x31, *sorted(found)))
        return sorted(found, reverse=True)

    return signed(
        lab, arrange_attributes=reverse, sign_with=lambda _: value_over(lab.signer, kept[-1])
    )


def truncated(contents: bytes) -> bytes:
    """Half of it; the padding that follows is too short to fill the stated length."""
    return der.tlv(0x30, contents + b"\0" * 30000)[: len(contents)]


def pkcs7_sha1(lab: Lab, econtent: bytes | None) -> bytes:
    """adbe.pkcs7.sha1 (ISO 32000-2, 12.8.3.3.1); None: the SHA-1 of the document."""
    pdf = new_document(["adbe.pkcs7.sha1"])
    spec = CmsSpec(signer=lab.signer, encapsulate=True)
    field = SignatureSpec(sub_filter="adbe.pkcs7.sha1", signing_time=SIGNED_AT, reserved=8192)

    def contents(content: bytes) -> bytes:
        return build_cms(spec, hashlib.sha1(content).digest() if econtent is None else econtent)

    add_signature(pdf, field, contents)
    return bytes(pdf.data)


def confusion(lab: Lab) -> bytes:
    """draft-ietf-lamps-cms-euf-cma-signeddata: the signed attributes of a real signature,
    retagged 31, become the whole content of a SignerInfo without signed attributes."""
    seen: list[bytes] = []

    def keep(found: list[bytes]) -> Sequence[bytes]:
        seen.append(der.tlv(0x31, *sorted(found)))
        return sorted(found)

    values: list[bytes] = []
    real = CmsSpec(
        signer=lab.signer,
        arrange_attributes=keep,
        make_timestamp=lambda value: values.append(value) or b"",  # type: ignore[func-returns-value]
    )
    build_cms(real, b"what Alice really signed")
    pdf = new_document(["signedAttrs confusion"])
    pdf.add(Stream({}, seen[0]))
    forged = CmsSpec(signer=lab.signer, signed_attributes=False, sign_with=lambda _: values[0])
    field = SignatureSpec(sub_filter=PLAIN, signing_time=SIGNED_AT, reserved=8192)
    add_signature(pdf, field, lambda content: build_cms(forged, content))
    data = bytes(pdf.data)
    start = data.index(seen[0])
    old = data[data.index(b"/ByteRange [") : data.index(b"]", data.index(b"/ByteRange ["))]
    new = b"/ByteRange [%d %d %d 0" % (start, len(seen[0]), len(data))
    return data.replace(old, new.ljust(len(old)))
