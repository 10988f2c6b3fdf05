"""Attacks on time-stamps (attacks.md 3.2; RFC 3161, RFC 5816, EN 319 102-1 5.4 and 5.5).

The unsigned attribute stands in the hole of the byte range: anyone can put one there. A bad
token costs its own proof of time, never the signature, and never another token.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest

from esign_verify.result import DocumentConclusion
from esign_verify.sandbox import der
from esign_verify.sandbox.cms_builder import ID_DATA, CmsSpec, build_cms
from esign_verify.sandbox.pdf_page import new_document
from esign_verify.sandbox.pdf_signing import SignatureSpec, add_document_timestamp, add_signature
from esign_verify.sandbox.timestamp_builder import build_token
from tests.attacks import builders_cms as make
from tests.attacks.builders import (
    GOOD_STAMP,
    Case,
    Stamp,
    assert_case,
    bad_stamp,
    failed,
    judge,
    open_,
    passed,
    seen,
    signed,
    stamp_seen,
    token,
)
from tests.attacks.builders_pki import (
    JUDGED_AT,
    SIGNED_AT,
    Lab,
    issue,
    stamping,
)
from tests.attacks.builders_stamps import (
    ESS,
    FORGED,
    IMPRINT,
    OTHER_IMPRINT,
    STAMPED,
    TOKEN,
    UNUSABLE,
    document_timestamp,
    of,
    over_content,
    plain,
    structure,
    unidentified,
)

TOKENS = [
    plain("control", "attacks.md 3.2: a good token", GOOD_STAMP),
    plain(
        "control-with-nonce-and-sha512", IMPRINT, GOOD_STAMP, nonce=True, imprint_digest="sha512"
    ),
    plain("control-ess-version-1", "RFC 3161 before RFC 5816", GOOD_STAMP, ess_version=1),
    plain(
        "imprint-wrong", IMPRINT, OTHER_IMPRINT, imprint=hashlib.sha256(b"something else").digest()
    ),
    Case(
        id="imprint-over-the-content",
        provenance=IMPRINT + ", not of the document",
        build=over_content,
        expected=UNUSABLE,
        stamps=(OTHER_IMPRINT,),
    ),
    plain("imprint-truncated", IMPRINT, OTHER_IMPRINT, imprint=b"\0" * 16),
    plain(
        "imprint-sha1",
        "EN 319 102-1 5.2.8: SHA-1 ended in 2012",
        bad_stamp(
            "INDETERMINATE",
            "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
            "timestamp_constraints",
            "algorithm_expired",
        ),
        imprint_digest="sha1",
    ),
    plain("token-signature-broken", "RFC 5652 5.6", FORGED, corrupt_signature=True),
    of(
        "rfc3161-client-1.0.3-signed-by-another-key",
        "the signature of the token was never checked",
        FORGED,
        lambda lab: token(lab.tsa, cms={"sign_with": lambda m: make.value_over(lab.signer, m)}),
    ),
    plain("ess-missing", ESS, unidentified("signing_certificate_reference_absent"), ess_version=0),
    of(
        "ess-of-another-certificate",
        ESS,
        unidentified("signing_certificate_reference_mismatch"),
        lambda lab: token(lab.tsa, cms={"ess_certificate": lab.signer.der}),
    ),
    of(
        "no-certificate",
        "EN 319 102-1 5.2.3: the TSA cannot be identified",
        unidentified("signing_certificate_missing"),
        lambda lab: token(lab.tsa, certificates=[lab.ca.der]),
    ),
    of(
        "no-certificate-but-in-the-signature-s-bag",
        "RFC 3161 2.4.1: certReq false; the certificate is at hand",
        GOOD_STAMP,
        lambda lab: token(lab.tsa, certificates=[lab.ca.der]),
        with_tsa=True,
    ),
    of(
        "rfc3161-client-1.0.6-injected-certificates",
        "the leaf was picked by its place: the SignerIdentifier and ESS decide",
        GOOD_STAMP,
        lambda lab: token(
            lab.tsa,
            certificates=[
                stamping("Mallory TSA", None).der,
                stamping("Lab TSA", None, key="ec mallory").der,
                make.twin(lab.tsa).der,
                *lab.tsa.chain,
            ],
        ),
    ),
    plain(
        "id-data",
        TOKEN,
        structure("not_a_timestamp_token"),
        cms={"content_type": ID_DATA},
    ),
    plain(
        "two-signer-infos",
        TOKEN,
        structure("signer_info_not_single"),
        cms={"arrange_signer_infos": lambda own: (own, own)},
    ),
    plain(
        "zero-signer-infos",
        TOKEN,
        structure("signer_info_not_single"),
        cms={"arrange_signer_infos": lambda own: ()},
    ),
    plain("garbage-in-place-of-tst-info", TOKEN, structure("asn1_truncated"), tst_info=b"garbage"),
    plain("tst-info-empty", TOKEN, structure("tst_info_malformed"), tst_info=der.sequence()),
    plain(
        "unknown-critical-extension",
        "RFC 3161 2.4.2: a critical extension that is not understood",
        structure("tst_info_unknown_critical_extension"),
        extensions=der.explicit(
            1,
            der.sequence(
                der.oid("1.3.6.1.4.1.99999.1"), der.boolean(True), der.octet_string(der.NULL)
            ),
        ),
    ),
    plain(
        "unknown-extension",
        "RFC 3161 2.4.2: one that is not critical",
        GOOD_STAMP,
        extensions=der.explicit(
            1, der.sequence(der.oid("1.3.6.1.4.1.99999.1"), der.octet_string(der.NULL))
        ),
    ),
    Case(
        id="garbage-in-place-of-a-token",
        provenance="attacks.md 1: what anyone can inject",
        build=lambda lab: signed(lab, tokens=[der.octet_string(b"garbage")]),
        expected=UNUSABLE,
        stamps=(structure("asn1_unexpected_tag"),),
    ),
    Case(
        id="a-signature-in-place-of-a-token",
        provenance=TOKEN,
        build=lambda lab: signed(lab, tokens=[build_cms(CmsSpec(signer=lab.signer), b"x")]),
        expected=UNUSABLE,
        stamps=(structure("encapsulated_content_missing"),),
    ),
]

BROKEN = {"imprint": b"\0" * 32}
SEVERAL = [
    Case(
        id="two-tokens-the-first-bad",
        provenance="attacks.md 3.2: the second still counts",
        build=lambda lab: signed(lab, stamps=[token(lab.tsa, **BROKEN), token(lab.tsa)]),
        expected=UNUSABLE,
        stamps=(OTHER_IMPRINT, GOOD_STAMP),
        time_source=STAMPED,
    ),
    Case(
        id="two-tokens-the-second-bad",
        provenance="attacks.md 3.2: the first still counts",
        build=lambda lab: signed(lab, stamps=[token(lab.tsa), token(lab.tsa, **BROKEN)]),
        expected=UNUSABLE,
        stamps=(GOOD_STAMP, OTHER_IMPRINT),
        time_source=STAMPED,
    ),
    Case(
        id="injected-bad-token-on-an-expired-signer",
        provenance="attacks.md 2.10: it costs the proof of time, INDETERMINATE as without it",
        build=lambda lab: signed(
            lab,
            signer=issue("Alice", lab.ca, not_after=SIGNED_AT + timedelta(days=5)),
            stamps=[token(lab.tsa, **BROKEN)],
        ),
        expected=open_(
            "OUT_OF_BOUNDS_NO_POE",
            "signing_certificate_validity",
            "certificate_expired",
            "timestamp_not_usable",
        ),
        stamps=(OTHER_IMPRINT,),
    ),
    Case(
        id="injected-bad-token-on-a-forged-signature",
        provenance="EN 319 102-1 5.2.7: a token makes nothing better",
        build=lambda lab: signed(lab, stamps=[token(lab.tsa)], corrupt_signature=True),
        expected=failed("SIG_CRYPTO_FAILURE", "signature_value", "signature_invalid"),
        stamps=(GOOD_STAMP,),
        time_source=STAMPED,
    ),
    Case(
        id="token-in-place-of-a-signature",
        provenance="a TSA's key must not pass for a signer's; EN 319 142-1 5.4.3",
        build=lambda lab: document_timestamp(lab, sub_filter="ETSI.CAdES.detached"),
        expected=failed("FORMAT_FAILURE", "cms_structure", "timestamp_token_as_signature"),
    ),
]

CASES = [*TOKENS, *SEVERAL]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_timestamps(case: Case, lab: Lab) -> None:
    assert_case(case, lab)


DOCUMENT_TIMESTAMPS: list[tuple[str, dict[str, Any], Stamp]] = [
    ("good", {}, GOOD_STAMP),
    ("type-sig", {"kind": "Sig"}, GOOD_STAMP),
    ("imprint-wrong", {"imprint": b"\0" * 32}, OTHER_IMPRINT),
    ("signature-broken", {"corrupt_signature": True}, FORGED),
    (
        "in-the-future",
        {"gen_time": JUDGED_AT + timedelta(days=1)},
        bad_stamp(
            "INDETERMINATE",
            "SIG_CONSTRAINTS_FAILURE",
            "timestamp_not_in_future",
            "timestamp_in_future",
        ),
    ),
]


@pytest.mark.parametrize(
    ("knobs", "expected"),
    [pytest.param(knobs, stamp, id=name) for name, knobs, stamp in DOCUMENT_TIMESTAMPS],
)
def test_a_document_timestamp_is_no_signature_by_a_person(
    lab: Lab, knobs: dict[str, Any], expected: Stamp
) -> None:
    """EN 319 142-1 5.4.3."""
    result = judge(document_timestamp(lab, **knobs), lab)
    assert result.conclusion is DocumentConclusion.NO_SIGNATURE
    assert result.signatures == ()
    (found,) = result.document_timestamps
    assert stamp_seen(found.conclusion) == expected


@pytest.mark.parametrize("good", [True, False])
def test_a_document_timestamp_over_an_expired_signer(lab: Lab, good: bool) -> None:
    """EN 319 102-1 5.5: it proves the time; a bad one, which anyone can append, does nothing."""
    signer = issue("Alice", lab.ca, not_after=SIGNED_AT + timedelta(days=5))
    pdf = new_document(["A document time-stamp over a signature"])
    spec = CmsSpec(signer=signer, ess_version=2)
    field = SignatureSpec(signing_time=SIGNED_AT, reserved=8192)
    add_signature(pdf, field, lambda content: build_cms(spec, content))
    knobs = {} if good else {"imprint": b"\0" * 32}
    add_document_timestamp(
        pdf, "Stamp", lambda content: build_token(token(lab.tsa, **knobs), content)
    )
    result = judge(bytes(pdf.data), lab)
    expired = open_("OUT_OF_BOUNDS_NO_POE", "signing_certificate_validity", "certificate_expired")
    assert seen(result) == (passed() if good else expired)
    (found,) = result.document_timestamps
    assert stamp_seen(found.conclusion) == (GOOD_STAMP if good else OTHER_IMPRINT)
    source = "document-time-stamp" if good else "validation-time"
    assert result.signatures[0].conclusion.time_source == source
