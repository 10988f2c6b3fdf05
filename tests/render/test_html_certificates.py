"""The report: paths, checks, certificates, and what proves time."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from esign_verify.evidence import (
    Check,
    RevocationEvidence,
    RevocationOrigin,
    RevocationStatus,
)
from esign_verify.result import (
    Indication,
)
from tests import factories as make
from tests.render.filled import filled_document, page


def test_the_path_leads_from_the_anchor_to_the_signer_with_revocation_and_provenance() -> None:
    signer = make.certificate()
    revocation = RevocationEvidence(
        certificate_sha256=signer.sha256,
        kind="crl",
        origin=RevocationOrigin.DSS,
        sha256="00",
        status=RevocationStatus.GOOD,
        usable=Check.passed(),
        this_update=datetime(2024, 3, 23, tzinfo=UTC),
        next_update=datetime(2024, 3, 30, tzinfo=UTC),
        produced_at=None,
        revocation_time=None,
        revocation_reason="",
        invalidity_date=None,
        issuer_common_name="",
    )
    path = make.path(certificates=(signer,), revocation=(revocation,))
    result = make.result(
        make.signature_result(evidence=make.signature_evidence(path=path, timestamps=()))
    )
    told = page(result).section("paths")
    first, second = told.all("li")
    assert first.text().startswith("Trust anchor · Store: national OSD LU Kelas 2")
    assert "Provenance: a test (Confidence: high)" in first.text()
    assert make.anchor().sha256 in first.text()
    assert second.text().startswith("Signer Nama Penanda Tangan , Kota Contoh")
    assert "CRL of 2024-03-23 to 2024-03-30, in the document (DSS): not revoked" in second.text()


def test_every_check_has_clause_answer_evidence_and_what_would_change_it() -> None:
    told = page(filled_document()).by_id("signature-1-checks")
    assert "open" in told.attributes
    rows = [row.text() for row in told.all("tbody")[0].all("tr")]
    assert rows == [
        "Changes after signing ISO 32000-2 12.8.2 failed Decided the verdict A change made after "
        "signing exceeds what the signer allowed (level 2; revision 2, object 13): Another "
        "signature was added. 2 changes after the signed revision Form entries or further "
        "signatures were added later. Every change of later revisions is of a kind that is "
        "allowed. Do not use this document. Ask the signer for the original file.",
        "Availability of revocation information EN 319 102-1 5.2.5 not checked a warning The "
        "document holds no revocation information for the certificate Nama Penanda Tangan. "
        "The document holds a recent enough CRL or OCSP response for every certificate below "
        "the anchor. Ask the certificate's issuer for its revocation status, or use the "
        "official online verification service.",
        "Part of the document that is covered ISO 32000-2 12.8.1 passed "
        "/ByteRange [0 1000 17386 500] The file up to the end of revision 1 "
        "The signature covers every byte of its revision, except the place of its own value.",
    ]


def test_file_facts_and_the_days_on_which_proofs_end() -> None:
    told = page(make.result(make.signature_result())).section("facts").text()
    assert "Size 120,000 bytes" in told
    assert make.document().sha256 in told
    assert "Policy standard Trust stores national Software esign-verify 0.0.0" in told
    assert "2026-08-18 12:05:39 WIB (2026-08-18 05:05:39 UTC) OSD LU Kelas 2 Trust anchor" in told


def test_certificates_say_serial_in_decimal_and_hexadecimal_and_fingerprints() -> None:
    told = page(make.result(make.signature_result())).section("certificates").text()
    certificate = make.certificate()
    for value in (
        str(certificate.serial_number),
        f"{certificate.serial_number:X}",
        certificate.sha256,
        hashlib.sha1(certificate.der).hexdigest().upper(),
        "C=ID,O=Kota Contoh,CN=Nama Penanda Tangan",
    ):
        assert value in told


def test_a_document_time_stamp_is_shown_and_checked() -> None:
    result = make.result(
        make.signature_result(), document_timestamps=(make.document_timestamp_result(),)
    )
    told = page(result)
    assert "Timestamp Authority Badan Siber" in told.section("signers").all("table")[0].text()
    assert told.by_id("document-time-stamp-1").text().startswith("Document time-stamp 1")


def test_a_document_time_stamp_that_proves_nothing_is_not_drawn_as_proof() -> None:
    stamp = make.document_timestamp_result(
        conclusion=make.timestamp_conclusion(indication=Indication.INDETERMINATE)
    )
    told = page(make.result(document_timestamps=(stamp,))).section("timeline")
    events = [row.all("td")[1].text() for row in told.all("tbody")[0].all("tr")]
    assert events == ["Document time-stamp 1, not proven", "Moment of this verdict"]
    assert told.all("svg")[0].by_class("stamp") == []


def test_a_path_through_the_same_certificates_is_drawn_once() -> None:
    evidence = make.signature_evidence(timestamps=())
    result = make.result(*[make.signature_result(evidence=evidence)] * 2)
    told = page(result).section("paths")
    assert len(told.all("ol")) == 1
    assert "The same chain as: Signature 1: Nama Penanda Tangan." in told.text()


def test_certificates_that_end_first_are_renewed_first() -> None:
    late = make.certificate(
        common_name="Late",
        not_before=datetime(2020, 1, 1, tzinfo=UTC),
        not_after=datetime(2040, 1, 1, tzinfo=UTC),
    )
    path = make.path(certificates=(make.certificate(), late))
    result = make.result(
        make.signature_result(evidence=make.signature_evidence(path=path, timestamps=()))
    )
    rows = page(result).section("facts").all("tbody")[0].all("tr")
    assert [row.all("th")[0].text() for row in rows] == [
        "Nama Penanda Tangan",
        "OSD LU Kelas 2",
        "Late",
    ]
