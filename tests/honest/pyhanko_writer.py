"""Documents as pyHanko writes them: another writer than ours, with habits of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from asn1crypto import keys, x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, PdfTimeStamper, SimpleSigner
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation import DocumentSecurityStore
from pyhanko.stamp import StaticStampStyle, TextStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from esign_verify.sandbox.certificates import Entity
from esign_verify.sandbox.pki import SandboxPki
from esign_verify.sandbox.recipes import long_term_data

FRAME = TextStampStyle(
    stamp_text="Ditandatangani oleh %(signer)s\n%(ts)s",
    border_width=2,
    background=RawContent(b"0.9 0.95 1 rg 0 0 100 100 re f", box=BoxConstraints(100, 100)),
)
_MODULES = b"".join(
    b"%d %d 1 1 re f " % (x, y) for x in range(25) for y in range(25) if (x * y + x) % 3
)
QR = StaticStampStyle(
    background=RawContent(b"1 g 0 0 25 25 re f 0 g " + _MODULES, box=BoxConstraints(25, 25))
)
"""squares drawn one by one, as pyHanko draws a QR code"""


def opened(data: bytes, password: str | None = None) -> IncrementalPdfFileWriter:
    # what a table and its /XRefStm say together is what these tests are about
    writer = IncrementalPdfFileWriter(BytesIO(data), strict=False)
    if password is not None:
        writer.encrypt(password)
    return writer


def written(writer: IncrementalPdfFileWriter) -> bytes:
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def _certificate(der: bytes) -> x509.Certificate:
    return x509.Certificate.load(der)


def _store(entity: Entity) -> SimpleCertificateStore:
    store = SimpleCertificateStore()
    store.register_multiple([_certificate(der) for der in entity.chain[1:]])
    return store


def _key(entity: Entity) -> keys.PrivateKeyInfo:
    der = entity.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return keys.PrivateKeyInfo.load(der)


def signer(entity: Entity) -> SimpleSigner:
    return SimpleSigner(
        signing_cert=_certificate(entity.der),
        signing_key=_key(entity),
        cert_registry=_store(entity),
    )


def time_stamper(pki: SandboxPki, at: datetime) -> DummyTimeStamper:
    entity = pki.tsa_current
    return DummyTimeStamper(
        tsa_cert=_certificate(entity.der),
        tsa_key=_key(entity),
        certs_to_embed=_store(entity),
        fixed_dt=at,
    )


def validation_context(pki: SandboxPki, at: datetime) -> ValidationContext:
    """All that pyHanko needs to fill a DSS without a network."""
    data = long_term_data(pki, pki.signer, [pki.tsa_current], at)
    return ValidationContext(
        trust_roots=[_certificate(der) for der in pki.trust_certificates],
        other_certs=[_certificate(der) for der in data.certificates],
        crls=list(data.crls),
        moment=at,
        allow_fetching=False,
    )


def sign(
    data: bytes,
    entity: Entity,
    name: str,
    *,
    box: Sequence[int] | None = None,
    style: Any = None,
    stamper: DummyTimeStamper | None = None,
    field: dict[str, Any] | None = None,
    password: str | None = None,
    **metadata: Any,
) -> bytes:
    """One more signature; `metadata`: PdfSignatureMetadata, `field`: SigFieldSpec."""
    writer = opened(data, password)
    spec = SigFieldSpec(name, box=tuple(box) if box else None, **(field or {}))  # type: ignore[arg-type]
    digest = "sha512" if isinstance(entity.key, Ed25519PrivateKey) else "sha256"
    own = PdfSigner(
        PdfSignatureMetadata(field_name=name, md_algorithm=digest, **metadata),
        signer=signer(entity),
        timestamper=stamper,
        stamp_style=style,
        new_field_spec=spec if field != {} else None,
    )
    output = own.sign_pdf(writer)
    return bytes(output.getvalue())


def with_empty_fields(data: bytes, specs: Sequence[SigFieldSpec]) -> bytes:
    writer = opened(data)
    for spec in specs:
        append_signature_field(writer, spec)
    return written(writer)


def stamp_document(data: bytes, pki: SandboxPki, name: str, at: datetime) -> bytes:
    """A document time-stamp, the chain's revocation data in the store before it."""
    stamper = PdfTimeStamper(time_stamper(pki, at), field_name=name)
    output = stamper.timestamp_pdf(
        opened(data), "sha256", validation_context=validation_context(pki, at)
    )
    return bytes(output.getvalue())


def add_store(data: bytes, pki: SandboxPki, at: datetime) -> bytes:
    """/DSS by pyHanko, /VRI for the last signature."""
    writer = opened(data)
    embedded = writer.prev.embedded_regular_signatures[-1]
    evidence = long_term_data(pki, pki.signer, [pki.tsa_current], at)
    context = validation_context(pki, at)
    DocumentSecurityStore.supply_dss_in_writer(
        writer,
        embedded.pkcs7_content.hex().encode("ascii").upper(),
        certs=[_certificate(der) for der in evidence.certificates],
        crls=list(context.crls),
    )
    return written(writer)
