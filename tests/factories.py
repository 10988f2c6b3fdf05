"""Evidence and results with defaults, for tests that need whole objects.

Every factory takes the fields to override by name. The defaults are one document
with one good signature in the shape of a real one, judged at `NOW`.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from esign_verify.evidence import (
    Algorithm,
    CertificateEvidence,
    Check,
    CmsEvidence,
    DocumentEvidence,
    ModificationLevel,
    PathEvidence,
    Revision,
    SignatureEvidence,
    SignatureField,
    TimestampEvidence,
    TimestampKind,
    TrustAnchor,
)
from esign_verify.result import (
    Conclusion,
    DocumentConclusion,
    DocumentTimestampResult,
    Finding,
    Indication,
    Level,
    SignatureResult,
    TimeSource,
    TimestampConclusion,
    VerificationResult,
)
from tests.names import name

NOW = datetime(2026, 10, 1, 3, 0, tzinfo=UTC)
SIGNED_AT = datetime(2024, 3, 23, 6, 56, 15, tzinfo=UTC)
STAMPED_AT = datetime(2024, 3, 23, 6, 56, 19, tzinfo=UTC)

CA_NAME = name(("CN", "OSD LU Kelas 2"), ("O", "Lembaga Sandi Negara"), ("C", "ID"))


def certificate(**changes: Any) -> CertificateEvidence:
    common_name = changes.get("common_name", "Nama Penanda Tangan")
    der = f"certificate of {common_name}".encode("utf-8", "replace")
    default = CertificateEvidence(
        der=der,
        sha256=hashlib.sha256(der).hexdigest().upper(),
        subject=name(("CN", common_name), ("O", "Kota Contoh"), ("C", "ID")),
        issuer=CA_NAME,
        subject_der=b"",
        issuer_der=b"",
        public_key=b"",
        common_name=common_name,
        organization="Kota Contoh",
        serial_number=144656301014400895597368180697408544897187243902,
        not_before=datetime(2023, 3, 7, 3, 41, 44, tzinfo=UTC),
        not_after=datetime(2025, 3, 6, 3, 41, 43, tzinfo=UTC),
        signature_algorithm="rsa-sha256",
        key_algorithm="rsa",
        key_bits=2048,
        key_usage=("digitalSignature", "nonRepudiation"),
        extended_key_usage=("1.2.840.113583.1.1.5",),
        extended_key_usage_critical=True,
        is_ca=False,
        self_issued=False,
        policies=("2.16.360.1.2.1.2.2",),
        qc_types=(),
        subject_key_identifier="00ff",
        authority_key_identifier="ff00",
        ocsp_no_check=False,
    )
    return replace(default, **changes)


def anchor(**changes: Any) -> TrustAnchor:
    default = TrustAnchor(
        common_name="OSD LU Kelas 2",
        subject=CA_NAME,
        serial_number=7864311585651982248,
        not_before=datetime(2016, 8, 18, 5, 5, 39, tzinfo=UTC),
        not_after=datetime(2026, 8, 18, 5, 5, 39, tzinfo=UTC),
        sha256="2178095B3CC0F6FACB9E6F07FEECEE6327A89C6681AF43BA95126B68867D02B2",
        signature_algorithm="rsa-sha256",
        key_algorithm="rsa",
        key_bits=2048,
        key_usage=("digitalSignature", "keyCertSign", "cRLSign"),
        subject_key_identifier="de28cd8bbc6b62f9ae64e996fece12e4aee96fcf",
        subject_der=b"",
        public_key_der=b"",
        purposes=("signer", "tsa"),
        store="national",
        confidence="high",
        provenance="a test",
    )
    return replace(default, **changes)


def path(**changes: Any) -> PathEvidence:
    default = PathEvidence(
        at=STAMPED_AT,
        certificates=(certificate(),),
        trust_anchor=anchor(),
        found=Check.passed(),
        checks=(),
        revocation=(),
    )
    return replace(default, **changes)


def cms(**changes: Any) -> CmsEvidence:
    signer = changes.get("signing_certificate", certificate())
    default = CmsEvidence(
        structure=Check.passed(),
        encoding="DER",
        length=8_000,
        trailing_bytes=0,
        signed_data_type="1.2.840.113549.1.7.1",
        digest_algorithm="sha256",
        signature_algorithm=Algorithm(
            name="rsa-sha256", family="rsa", digest="sha256", key_bits=2048
        ),
        signature=b"\x01" * 256,
        signed_attributes=b"\x31\x02\x30\x00",
        message_digest_value=bytes(32),
        signing_certificate=signer,
        certificates=() if signer is None else (signer,),
        signing_certificate_found=Check.passed(),
        signing_certificate_reference=Check.passed(),
        content_type=Check.passed(),
        message_digest=Check.passed(),
        signature_value=Check.passed(),
    )
    return replace(default, **changes)


def timestamp(**changes: Any) -> TimestampEvidence:
    tsa = certificate(
        common_name="Timestamp Authority Badan Siber dan Sandi Negara",
        extended_key_usage=("1.3.6.1.5.5.7.3.8",),
    )
    default = TimestampEvidence(
        kind=TimestampKind.SIGNATURE,
        token=b"token",
        token_sha256_dss="2B8B0AB7E2DFAAE85DE9ACB74DB90981DEE59AA621B62B5F3E56EFC2D96DB3C3",
        cms=cms(signing_certificate=tsa, signed_data_type="1.2.840.113549.1.9.16.1.4"),
        tst_info=Check.passed(),
        message_imprint=Check.passed(),
        tsa_certificate=Check.passed(),
        gen_time=STAMPED_AT,
        serial_number=1,
        policy="1.2.3",
        imprint_algorithm="sha256",
        imprint=bytes(32),
    )
    return replace(default, **changes)


def signature_field(**changes: Any) -> SignatureField:
    default = SignatureField(
        names=("sig_1711176975957",),
        partial_names=("sig_1711176975957",),
        object_number=12,
        reachable=True,
        readable=Check.passed(),
        type="Sig",
        filter="Adobe.PPKLite",
        sub_filter="adbe.pkcs7.detached",
        signing_time="D:20240323135615+07'00'",
        claimed_signing_time=SIGNED_AT,
        reason="Dokumen ini telah ditandatangani secara elektronik",
        byte_range=(0, 1000, 17386, 500),
        contents_length=8_192,
        page=1,
        rectangle=(0.0, 0.0, 0.0, 0.0),
        revision=1,
        covers_whole_file=True,
        byte_range_geometry=Check.passed(),
        dictionary_consistency=Check.passed(),
        modification_level=ModificationLevel.NONE,
        modifications=Check.passed(),
    )
    return replace(default, **changes)


def signature_evidence(**changes: Any) -> SignatureEvidence:
    default = SignatureEvidence(
        field=signature_field(), cms=cms(), timestamps=(timestamp(),), path=path()
    )
    return replace(default, **changes)


def finding(**changes: Any) -> Finding:
    default = Finding(rule="", clause="5.2.7", level=Level.FAIL, outcome=Check.passed().outcome)
    return replace(default, **changes)


def timestamp_conclusion(**changes: Any) -> TimestampConclusion:
    default = TimestampConclusion(
        indication=Indication.TOTAL_PASSED, sub_indication=None, rule="", findings=()
    )
    return replace(default, **changes)


def conclusion(**changes: Any) -> Conclusion:
    default = Conclusion(
        indication=Indication.TOTAL_PASSED,
        sub_indication=None,
        rule="",
        findings=(),
        best_signature_time=STAMPED_AT,
        time_source=TimeSource.SIGNATURE_TIMESTAMP,
        integrity=Check.passed(),
        certificate_trusted=Check.passed(),
        timestamps=(timestamp_conclusion(),),
    )
    return replace(default, **changes)


def signature_result(**changes: Any) -> SignatureResult:
    default = SignatureResult(
        evidence=signature_evidence(),
        conclusion=conclusion(),
        id="S-7293C9208A44C9D59DB39DB9EF891925EB4920422126F268869F279834314C90",
        signature_format="PKCS7-T",
        last_signature=True,
    )
    return replace(default, **changes)


def document_timestamp_result(**changes: Any) -> DocumentTimestampResult:
    stamp = timestamp(kind=TimestampKind.DOCUMENT)
    default = DocumentTimestampResult(
        evidence=signature_evidence(
            field=signature_field(
                names=("Timestamp1",), type="DocTimeStamp", sub_filter="ETSI.RFC3161"
            ),
            cms=stamp.cms,
            timestamps=(),
            document_timestamp=stamp,
        ),
        conclusion=timestamp_conclusion(),
    )
    return replace(default, **changes)


def document(**changes: Any) -> DocumentEvidence:
    default = DocumentEvidence(
        size=120_000,
        sha256=hashlib.sha256(b"a document").hexdigest(),
        pdf_version="1.7",
        header_offset=0,
        leading_bytes=Check.passed(),
        trailing_bytes=Check.passed(),
        encrypted=False,
        revisions=(Revision(number=1, end=120_000, objects=40),),
        fields=(signature_field(),),
        empty_fields=(),
    )
    return replace(default, **changes)


def result(*signatures: SignatureResult, **changes: Any) -> VerificationResult:
    """A VALID result of the signatures given, or of none with NO_SIGNATURE."""
    default = VerificationResult(
        conclusion=DocumentConclusion.VALID if signatures else DocumentConclusion.NO_SIGNATURE,
        document=document(fields=tuple(item.evidence.field for item in signatures)),
        signatures=signatures,
        document_timestamps=(),
        document_findings=(),
        validation_time=NOW,
        policy="standard",
        trust_stores=("national",),
        tool_version="0.0.0",
        file_name="surat.pdf",
    )
    return replace(default, **changes)
