"""SignedData with one SignerInfo (RFC 5652), with a knob for every trait a test needs.

The bytes are written directly, so that what no library would write (a wrong
digest, a missing attribute, BER) comes from the same place as what is right.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from esign_verify._frozen import frozen
from esign_verify.sandbox import der
from esign_verify.sandbox.certificates import Entity
from esign_verify.sandbox.signing import (
    digest,
    digest_algorithm,
    sign,
    signature_algorithm,
)

ID_DATA = "1.2.840.113549.1.7.1"
ID_SIGNED_DATA = "1.2.840.113549.1.7.2"
CONTENT_TYPE = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
SIGNING_TIME = "1.2.840.113549.1.9.5"
SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.12"
SIGNATURE_TIME_STAMP = "1.2.840.113549.1.9.16.2.14"
SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"
ADBE_REVOCATION_INFO_ARCHIVAL = "1.2.840.113583.1.1.8"


@frozen(kw_only=True)
class CmsSpec:
    """What `build_cms` writes; the defaults are a plain BSrE signature of the legacy generation."""

    signer: Entity
    certificates: Sequence[bytes] = ()
    """DER, in the order in which they shall stand; empty: the signer's chain"""
    digest: str = "sha256"
    pss: bool = False
    bare_rsa: bool = False
    """signatureAlgorithm rsaEncryption, as iText writes it"""
    version: int = 1
    content_type: str = ID_DATA
    encapsulate: bool = False
    """put the content inside, as eContent"""
    signed_attributes: bool = True
    omit: frozenset[str] = frozenset()
    """OIDs of signed attributes left out"""
    message_digest: bytes | Callable[[bytes], bytes] | None = None
    """instead of the digest of the content; or what makes it of the content"""
    ess_version: int = 0
    """1: signing-certificate, 2: signing-certificate-v2, 0: none (RFC 5035)"""
    ess_certificate: bytes | None = None
    """DER of the certificate it names, if not the signer's"""
    signing_time: datetime | None = None
    archived_crls: Sequence[bytes] = ()
    archived_ocsps: Sequence[bytes] = ()
    """of adbe-revocationInfoArchival (ISO 32000-2, 12.8.3.3.2)"""
    more_signed_attributes: Sequence[bytes] = ()
    """DER of whole attributes"""
    make_timestamp: Callable[[bytes], bytes] | None = None
    """signature value → time-stamp token"""
    more_unsigned_attributes: Sequence[bytes] = ()
    crls: Sequence[bytes] = ()
    """of SignedData.crls"""
    corrupt_signature: bool = False
    """one bit of the signature value is wrong (before it is time-stamped)"""
    ber: bool = False
    """indefinite lengths outside the SignerInfo"""
    arrange_attributes: Callable[[list[bytes]], Sequence[bytes]] = sorted
    """the signed attributes, sorted or not, as they are signed and sent"""
    sign_with: Callable[[bytes], bytes] | None = None
    """message → signature value, in place of the key's own"""
    stated_digest_algorithm: bytes = b""
    stated_signature_algorithm: bytes = b""
    """AlgorithmIdentifiers of the SignerInfo, DER, in place of those that were used"""
    digest_algorithms: Sequence[bytes] | None = None
    """of SignedData, instead of the one that the SignerInfo states"""
    signer_identifier: bytes = b""
    """DER, in place of issuerAndSerialNumber"""
    econtent: bytes | None = None
    """encapsulated beside the document, which stays the content"""
    arrange_signer_infos: Callable[[bytes], Sequence[bytes]] = lambda own: (own,)
    """the one SignerInfo → those that are sent"""


def build_cms(spec: CmsSpec, content: bytes) -> bytes:
    """A ContentInfo with SignedData over `content`: detached, unless `spec.encapsulate`."""
    wrap = der.tlv_indefinite if spec.ber else der.tlv
    econtent = content if spec.encapsulate else spec.econtent
    inner = b"" if econtent is None else wrap(0xA0, der.octet_string(econtent))
    signed_data = wrap(
        0x30,
        der.integer(spec.version),
        der.set_of(*_digest_algorithms(spec)),
        wrap(0x30, der.oid(spec.content_type), inner),
        wrap(0xA0, *(spec.certificates or spec.signer.chain)),
        wrap(0xA1, *spec.crls) if spec.crls else b"",
        der.set_of(*spec.arrange_signer_infos(_signer_info(spec, content))),
    )
    return wrap(0x30, der.oid(ID_SIGNED_DATA), wrap(0xA0, signed_data))


def _digest_algorithms(spec: CmsSpec) -> Sequence[bytes]:
    if spec.digest_algorithms is not None:
        return spec.digest_algorithms
    return (spec.stated_digest_algorithm or digest_algorithm(_digest_name(spec)),)


def _signer_info(spec: CmsSpec, content: bytes) -> bytes:
    key = spec.signer.key
    attributes = b"".join(spec.arrange_attributes(_signed_attributes(spec, content)))
    # RFC 5652 5.4: what is signed carries the tag of SET OF, what is sent [0].
    message = der.tlv(0x31, attributes) if spec.signed_attributes else content
    if spec.sign_with is not None:
        value = spec.sign_with(message)
    else:
        value = sign(key, message, digest=spec.digest, pss=spec.pss)
    if spec.corrupt_signature:
        value = value[:-1] + bytes((value[-1] ^ 1,))
    unsigned = list(spec.more_unsigned_attributes)
    if spec.make_timestamp:
        unsigned.append(attribute(SIGNATURE_TIME_STAMP, spec.make_timestamp(value)))
    return der.sequence(
        der.integer(1),
        spec.signer_identifier or _issuer_and_serial_number(spec.signer),
        spec.stated_digest_algorithm or digest_algorithm(_digest_name(spec)),
        der.explicit(0, attributes) if spec.signed_attributes else b"",
        spec.stated_signature_algorithm
        or signature_algorithm(key, digest=spec.digest, pss=spec.pss, bare_rsa=spec.bare_rsa),
        der.octet_string(value),
        der.explicit(1, *sorted(unsigned)) if unsigned else b"",
    )


def _digest_name(spec: CmsSpec) -> str:
    """RFC 8419 3.1: with Ed25519 the digest is SHA-512."""
    return "sha512" if isinstance(spec.signer.key, Ed25519PrivateKey) else spec.digest


def _issuer_and_serial_number(entity: Entity) -> bytes:
    certificate = entity.certificate
    return der.sequence(certificate.issuer.public_bytes(), der.integer(certificate.serial_number))


def attribute(identifier: str, *values: bytes) -> bytes:
    """An Attribute (RFC 5652 5.3)."""
    return der.sequence(der.oid(identifier), der.set_of(*values))


def _signed_attributes(spec: CmsSpec, content: bytes) -> list[bytes]:
    found = {
        CONTENT_TYPE: der.oid(spec.content_type),
        MESSAGE_DIGEST: der.octet_string(_message_digest(spec, content)),
    }
    if spec.signing_time:
        found[SIGNING_TIME] = der.time(spec.signing_time)
    if spec.ess_version:
        named = spec.ess_certificate or spec.signer.der
        kind = SIGNING_CERTIFICATE_V2 if spec.ess_version == 2 else SIGNING_CERTIFICATE
        # ESSCertIDv2 leaves out SHA-256, its default; ESSCertID is always SHA-1.
        value = digest("sha256" if spec.ess_version == 2 else "sha1", named)
        found[kind] = der.sequence(der.sequence(der.sequence(der.octet_string(value))))
    if spec.archived_crls or spec.archived_ocsps:
        found[ADBE_REVOCATION_INFO_ARCHIVAL] = _revocation_info_archival(spec)
    own = [attribute(kind, value) for kind, value in found.items() if kind not in spec.omit]
    return own + list(spec.more_signed_attributes)


def _message_digest(spec: CmsSpec, content: bytes) -> bytes:
    if spec.message_digest is None:
        return digest(_digest_name(spec), content)
    return spec.message_digest(content) if callable(spec.message_digest) else spec.message_digest


def _revocation_info_archival(spec: CmsSpec) -> bytes:
    crls = der.explicit(0, der.sequence(*spec.archived_crls)) if spec.archived_crls else b""
    ocsps = der.explicit(1, der.sequence(*spec.archived_ocsps)) if spec.archived_ocsps else b""
    return der.sequence(crls, ocsps)
