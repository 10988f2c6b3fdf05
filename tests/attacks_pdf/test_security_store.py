"""Junk in /DSS (EN 319 142-1, 5.4.2): anyone can append it to a good file.

It costs the proof that it touches, never the signature, and never the other signatures.
What it may not do is bring along a change of something that is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from esign_verify.evidence import Outcome
from esign_verify.result import Indication, SubIndication
from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.pdf_objects import Name, PdfObject, Ref, Stream
from esign_verify.sandbox.pdf_page import first_page, new_document, page_content
from esign_verify.sandbox.pdf_signing import add_dss
from esign_verify.sandbox.pdf_writer import PdfWriter
from esign_verify.sandbox.pki import SandboxPki
from esign_verify.sandbox.recipes import long_term_data, revocation_of
from tests.attacks_pdf.case import ALTERED, PASSED, Case, Verdict, cases, check, judge
from tests.attacks_pdf.maker import FORGED_PAGE, sign, signed

OPEN: dict[str, str] = {}

_SOURCE = "attacks.md section 1: junk appended to /DSS; 3.1 DSS/VRI"
Store = Callable[[PdfWriter], PdfObject]
GARBAGE = b"\x00\x01garbage"


def _stream(pdf: PdfWriter, data: bytes = GARBAGE) -> Ref:
    return pdf.add(Stream({}, data))


def _append(pdf: PdfWriter, store: Store) -> None:
    pdf.extend(pdf.catalog, DSS=pdf.add(store(pdf)))
    pdf.write_revision()


def _vri(pdf: PdfWriter, entry: PdfObject) -> PdfObject:
    return {"VRI": {"00" * 20: entry}}


def _page_as_certificate(pdf: PdfWriter) -> PdfObject:
    """An object that was signed, named again: nothing of it changes."""
    return {"Certs": [page_content(pdf)]}


def _loop(pdf: PdfWriter) -> PdfObject:
    """The dictionary that holds /VRI is its own entry."""
    own = Ref(len(pdf.objects) + 1)
    return {"VRI": {"A" * 40: own}, "Certs": [own]}


STORES: dict[str, Store] = {
    "garbage-crl": lambda pdf: {"CRLs": [_stream(pdf)]},
    "garbage-ocsp": lambda pdf: {"OCSPs": [_stream(pdf)]},
    "garbage-certificate": lambda pdf: {"Certs": [_stream(pdf)]},
    "empty-stream": lambda pdf: {"Certs": [_stream(pdf, b"")], "CRLs": [_stream(pdf, b"")]},
    "certificates-that-are-none": lambda pdf: {"Certs": [1, None, b"x", Name("X"), {}, Ref(9999)]},
    "array-of-another-type": lambda pdf: {"Certs": 1, "CRLs": b"x", "OCSPs": {}, "VRI": [1]},
    "extra-keys": lambda pdf: {"Certs": [], "Mallory": b"x", "Type": Name("DSS")},
    "vri-of-another-signature": lambda pdf: _vri(pdf, {"CRL": [_stream(pdf)]}),
    "vri-of-another-type": lambda pdf: _vri(pdf, 1),
    "vri-without-a-digest": lambda pdf: {"VRI": {"not a digest": {"CRL": []}}},
    "loop": _loop,
    "names-a-signed-object": _page_as_certificate,
}


def _with(store: Store, level: int | None = None) -> Callable[[SandboxPki], bytes]:
    def build(pki: SandboxPki) -> bytes:
        pdf = signed(pki, doc_mdp=level)
        _append(pdf, store)
        return bytes(pdf.data)

    return build


def _between_signatures(pki: SandboxPki) -> bytes:
    """Junk, then another signer: neither signature pays for it."""
    pdf = signed(pki)
    _append(pdf, STORES["garbage-crl"])
    return bytes(sign(pdf, pki, "Signature2", signer=pki.signer_ecdsa).data)


def _long_term(pki: SandboxPki) -> PdfWriter:
    pdf = signed(pki)
    data = long_term_data(pki, pki.signer, [], pki.day(-20))
    add_dss(pdf, certificates=data.certificates, crls=data.crls)
    return pdf


def _replaced(store: Store) -> Callable[[SandboxPki], bytes]:
    """A /DSS without the entries of the older one."""

    def build(pki: SandboxPki) -> bytes:
        pdf = _long_term(pki)
        _append(pdf, store)
        return bytes(pdf.data)

    return build


REVOKED = Verdict(
    Indication.INDETERMINATE, SubIndication.REVOKED_NO_POE, "not_revoked", "certificate_revoked"
)


def _revoked(pki: SandboxPki) -> PdfWriter:
    """A CRL that lists the signer, in a /DSS."""
    pdf = sign(new_document(["Revoked"]), pki, signer=pki.signer_revoked)
    listed = (revocation_of(pki),)
    data = long_term_data(pki, pki.signer_revoked, [], pki.day(-1), revoked=listed)
    add_dss(pdf, certificates=data.certificates, crls=data.crls)
    return pdf


def _list_overwritten(pki: SandboxPki) -> bytes:
    """The stream of the CRL becomes another, under the /DSS as it was."""
    pdf = _revoked(pki)
    store = pdf.dictionary(pdf.catalog)["DSS"]
    assert isinstance(store, Ref)
    lists = pdf.dictionary(store)["CRLs"]
    assert isinstance(lists, list)
    for reference in lists:
        assert isinstance(reference, Ref)
        pdf.update(reference, Stream({}, GARBAGE))
    pdf.write_revision()
    return bytes(pdf.data)


def _smuggled(changes: Callable[[PdfWriter], Mapping[Ref, PdfObject]]) -> Store:
    """A /DSS, and in the same update another value for what is shown."""

    def store(pdf: PdfWriter) -> PdfObject:
        for reference, value in changes(pdf).items():
            pdf.update(reference, value)
        return {"Certs": [page_content(pdf)], "CRLs": [_stream(pdf)]}

    return store


SMUGGLED: dict[str, Store] = {
    "overwrites-the-page-text": _smuggled(lambda pdf: {page_content(pdf): FORGED_PAGE}),
    "overwrites-the-page": _smuggled(
        lambda pdf: {first_page(pdf): {**pdf.dictionary(first_page(pdf)), "Rotate": 180}}
    ),
    "overwrites-the-catalog": _smuggled(
        lambda pdf: {
            pdf.catalog: {**pdf.dictionary(pdf.catalog), "PageLayout": Name("TwoColumnLeft")}
        }
    ),
}
HARMLESS = [
    Case(
        id=name,
        source=_SOURCE,
        build=_with(store),
        signatures={"Signature1": PASSED},
    )
    for name, store in STORES.items()
]
OTHERS = [
    Case(
        id="honest",
        source="EN 319 142-1, 5.4.2: revocation data added after signing (B-LT)",
        build=lambda pki: bytes(_long_term(pki).data),
        signatures={"Signature1": PASSED},
    ),
    Case(
        id="garbage-under-p1",
        source="12.8.2.2.2: /DSS may grow under P=1, and junk is no more than growth",
        build=_with(STORES["garbage-crl"], level=1),
        signatures={"Signature1": PASSED},
    ),
    Case(
        id="between-two-signatures",
        source=_SOURCE,
        build=_between_signatures,
        signatures={"Signature1": PASSED, "Signature2": PASSED},
    ),
    Case(
        id="replaced-without-old-entries",
        source=_SOURCE,
        build=_replaced(lambda pdf: {"Certs": []}),
        signatures={"Signature1": PASSED},
    ),
    Case(
        id="replaced-by-garbage",
        source=_SOURCE,
        build=_replaced(STORES["garbage-ocsp"]),
        signatures={"Signature1": PASSED},
    ),
    Case(
        id="revoked",
        source="control",
        build=lambda pki: bytes(_revoked(pki).data),
        signatures={"Signature1": REVOKED},
    ),
    Case(
        id="revoked-list-overwritten",
        source="EN 319 142-1, 5.4.2: what a store said once stays said",
        build=_list_overwritten,
        signatures={"Signature1": REVOKED},
    ),
] + [
    Case(
        id=f"update-{name}",
        source="attacks.md 3.1 ISA by way of /DSS",
        build=_with(store),
        signatures={"Signature1": ALTERED},
    )
    for name, store in SMUGGLED.items()
]


@cases([*HARMLESS, *OTHERS])
def test_security_store(case: Case, sandbox: Sandbox) -> None:
    check(case, sandbox, OPEN)


@pytest.mark.parametrize(
    ("name", "count"),
    [("garbage-certificate", 1), ("certificates-that-are-none", 6), ("extra-keys", 0)],
)
def test_junk_is_counted_and_nothing_more(name: str, count: int, sandbox: Sandbox) -> None:
    (case,) = (case for case in HARMLESS if case.id == name)
    result = judge(case, sandbox)
    assert result.document.dss is not None
    assert result.document.dss.unreadable == count
    found = [f.outcome for f in result.document_findings if f.rule == "security_store"]
    assert found == [Outcome.FAILED if count else Outcome.PASSED]
