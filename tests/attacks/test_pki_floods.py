"""Floods of certificates and CRLs (attacks.md 2.16): the cost is counted, not timed."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography import x509

from esign_verify.cms import public_key
from esign_verify.result import Indication, SubIndication
from esign_verify.sandbox.certificates import Entity
from esign_verify.sandbox.cms_builder import CmsSpec, build_cms
from esign_verify.sandbox.pdf_page import new_document
from esign_verify.sandbox.pdf_signing import SignatureSpec, add_signature
from esign_verify.sandbox.revocation import build_crl
from tests.attacks.builders import (
    CADES,
    PLAIN,
    judge,
    passed,
    seen,
    signed,
)
from tests.attacks.builders_pki import (
    SIGNED_AT,
    Lab,
    authority,
    issue,
)

ROOMY = 100_000
"""octets of /Contents for a hundred certificates"""


def _flood(count: int, issuer: Entity | None) -> list[bytes]:
    """CA certificates of the lab CA's name, each with its own key."""
    return [authority("Lab CA", issuer, key=f"ec flood {n}").der for n in range(count)]


@pytest.mark.parametrize("signed_by_the_root", [False, True])
def test_a_hundred_ca_certificates_of_one_subject(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, signed_by_the_root: bool
) -> None:
    """limbo pathological-chain-same-subject, attacks.md 2.16: the genuine one stands last.

    The cost is counted, not timed: signatures verified for the whole document.
    """
    flood = _flood(100, lab.root if signed_by_the_root else None)
    pdf = signed(lab, certificates=[lab.signer.der, *flood, lab.ca.der], reserved=ROOMY)
    calls = _count_signature_checks(monkeypatch)
    assert seen(judge(pdf, lab)) == passed()
    assert len(calls) <= 250


def test_the_flood_cannot_hide_behind_the_key_identifier(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same with the genuine CA's key identifier in every one of the hundred."""
    own = x509.SubjectKeyIdentifier(lab.ca.key_identifier)
    flood = [
        authority("Lab CA", None, key=f"ec flood {n}", own_identifier=own).der for n in range(100)
    ]
    pdf = signed(lab, certificates=[lab.signer.der, *flood, lab.ca.der], reserved=ROOMY)
    calls = _count_signature_checks(monkeypatch)
    assert seen(judge(pdf, lab)) == passed()
    assert len(calls) <= 250


def test_cve_2026_121482_a_hundred_certificates_and_crls_cost_no_square(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    """OpenSSL compared every certificate of a CMS with every CRL."""
    people = [issue(f"Person {n}", lab.ca, key="ec person").der for n in range(100)]
    crls = [build_crl(lab.ca, SIGNED_AT.replace(minute=n % 60, second=n // 60)) for n in range(100)]
    pdf = signed(
        lab, sub_filter=PLAIN, certificates=[*lab.signer.chain, *people], crls=crls, reserved=ROOMY
    )
    calls = _count_signature_checks(monkeypatch)
    result = judge(pdf, lab)
    assert seen(result) == passed("revocation_data_stale")
    assert len(calls) <= 150


def _count_signature_checks(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    calls: list[None] = []
    original = public_key._verify

    def counted(*arguments: Any) -> Any:
        calls.append(None)
        return original(*arguments)

    monkeypatch.setattr(public_key, "_verify", counted)
    return calls


def test_a_flood_in_another_signature_takes_no_place_from_this_ones_certificates(lab: Lab) -> None:
    """A later signature with a tiny /ByteRange is listed first, with 199 certificates of nobody."""
    pdf = new_document(["Attack Lab"])
    good = CmsSpec(signer=lab.signer, ess_version=2)
    add_signature(
        pdf,
        SignatureSpec(sub_filter=CADES, signing_time=SIGNED_AT, reserved=16384),
        lambda content: build_cms(good, content),
    )
    flood = [authority(f"Nobody {n}", None, key=f"ec flood {n % 100}").der for n in range(199)]
    stuffed = CmsSpec(signer=lab.signer, ess_version=2, certificates=[lab.signer.der, *flood])
    add_signature(
        pdf,
        SignatureSpec(field_name="Mallory", sub_filter=CADES, reserved=ROOMY),
        lambda content: build_cms(stuffed, content),
    )
    start = pdf.data.rindex(b"/ByteRange") + len(b"/ByteRange")
    end = pdf.data.index(b"]", start)
    pdf.data[start : end + 1] = b"[0 1 2 1".ljust(end - start) + b"]"
    result = judge(bytes(pdf.data), lab)
    verdicts = {
        entry.evidence.field.names[0]: (c.indication, c.sub_indication, c.rule)
        for entry in result.signatures
        if (c := entry.conclusion)
    }
    assert result.signatures[0].evidence.field.names == ("Mallory",)
    assert verdicts == {
        "Mallory": (Indication.TOTAL_FAILED, SubIndication.FORMAT_FAILURE, "byte_range"),
        "Signature1": (Indication.TOTAL_PASSED, None, ""),
    }
