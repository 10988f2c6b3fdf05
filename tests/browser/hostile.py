"""A document that attacks its report: script in every string, 10,000 fields, 2,000 pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle

from cryptography import x509

from esign_verify.sandbox.certificates import (
    TIME_STAMPING,
    Entity,
    Profile,
    distinguished_name,
    issue,
    new_rsa_key,
)
from esign_verify.sandbox.cms_builder import CmsSpec, build_cms
from esign_verify.sandbox.pdf_objects import Name, PdfObject, Ref, Stream
from esign_verify.sandbox.pdf_page import page_text
from esign_verify.sandbox.pdf_signing import SignatureSpec, add_dss, add_empty_field, sign_field
from esign_verify.sandbox.pdf_writer import PdfWriter
from esign_verify.sandbox.profiles import Dates, leaf_serial
from esign_verify.sandbox.recipes import stamp, stamp_document
from esign_verify.sandbox.revocation import build_crl

PAYLOADS = (
    "<script>alert('ran')</script>",
    "\"><img src=x onerror=alert('ran')>",
    "'><svg/onload=alert('ran')>",
    "</title></style><script>alert('ran')",
    "--></details></table><iframe src=//e.invalid>",
    "javascript:alert('ran')",
    "\" onfocus=alert('ran') autofocus x=\"",
    "<link rel=stylesheet href=//e.invalid>",
    "}</style>body{background:url(//e.invalid)}",
    "{{ 7 * 7 }}{% raw %}<%= 7 %>${7*7}",
    "&lt;script&gt;alert('ran')&lt;/script&gt;",
    "]]><!--<base href=//e.invalid>",
)
"""ASCII, and short enough for a common name (RFC 5280, appendix A)"""

PAGES = 2_000
FIELDS = 10_000
SIGNATURES = 25
LONG = 15
"""times a payload where nothing bounds a text"""

EMPTY = 500
"""signature fields without a signature"""

FILLED = 1_000
"""fields filled in after the last signature"""


@dataclass(frozen=True)
class Hostile:
    pdf: bytes
    anchor: bytes
    """DER of the root to trust, hostile too"""


@dataclass(frozen=True)
class _People:
    root: Entity
    signers: tuple[Entity, ...]
    tsa: Entity


def hostile_document(dates: Dates) -> Hostile:
    people = _people(dates, cycle(PAYLOADS))
    pdf = PdfWriter()
    words = cycle(PAYLOADS)
    _pages(pdf, words)
    texts = _text_fields(pdf, words)
    empty = [
        add_empty_field(pdf, SignatureSpec(field_name=f"{number} {next(words)}"))
        for number in range(SIGNATURES + EMPTY)
    ]
    pdf.write_revision()
    contents = [
        _sign(pdf, field, people, number, dates, words)
        for number, field in enumerate(empty[:SIGNATURES])
    ]
    certificates = (*people.signers[0].chain, people.tsa.der)
    add_dss(
        pdf,
        certificates=certificates,
        crls=[build_crl(people.root, dates.day(-10), address=next(words))],
        vri_of=contents,
    )
    for text in texts[:FILLED]:
        pdf.extend(text, V=f"filled {next(words)}".encode("ascii"))
    pdf.write_revision()
    stamp_document(pdf, next(words), people.tsa, dates.day(-5))
    return Hostile(bytes(pdf.data), people.root.der)


def _name(words: Iterator[str]) -> x509.Name:
    person, organization, unit, description = (next(words) for _ in range(4))
    return distinguished_name(
        person,
        organization * LONG,
        description=description * LONG,
        organizational_unit=unit * LONG,
    )


def _people(dates: Dates, words: Iterator[str]) -> _People:
    def profile(**more: object) -> Profile:
        kept = {"not_before": dates.day(-400), "not_after": dates.day(400), **more}
        return Profile(subject=_name(words), serial_number=leaf_serial(), **kept)  # type: ignore[arg-type]

    root = issue(profile(is_ca=True), None, new_rsa_key())
    addresses = {
        "crl_address": "javascript:alert('ran')",
        "issuer_address": "http://e.invalid/<script>alert('ran')</script>",
        "ocsp_address": "data:text/html,<script>alert('ran')</script>",
    }
    key = new_rsa_key()
    signers = tuple(issue(profile(**addresses), root, key) for _ in range(SIGNATURES))
    stamping = profile(extended_key_usage=TIME_STAMPING, **addresses)
    return _People(root, signers, issue(stamping, root, new_rsa_key()))


def _pages(pdf: PdfWriter, words: Iterator[str]) -> None:
    font = pdf.add({"Type": Name("Font"), "Subtype": Name("Type1"), "BaseFont": Name("Helvetica")})
    content = pdf.add(page_text([word.encode("ascii") for word in PAYLOADS]))
    tree = pdf.add(None)
    kids: list[PdfObject] = [
        pdf.add(
            {
                "Type": Name("Page"),
                "Parent": tree,
                "MediaBox": [0, 0, 595, 842],
                "Resources": {"Font": {"F1": font}},
                "Contents": content,
            }
        )
        for _ in range(PAGES)
    ]
    pdf.update(tree, {"Type": Name("Pages"), "Kids": kids, "Count": PAGES})
    action: dict[str, PdfObject] = {"S": Name("JavaScript"), "JS": b"app.alert('ran')"}
    embedded: dict[str, PdfObject] = {
        "Type": Name("Filespec"),
        "F": next(words).encode("ascii"),
        "EF": {"F": pdf.add(Stream({}, b"<script>alert('ran')</script>"))},
    }
    pdf.extend(
        pdf.catalog,
        Pages=tree,
        OpenAction=action,
        Names={"EmbeddedFiles": {"Names": [next(words).encode("ascii"), pdf.add(embedded)]}},
    )
    information = ("Title", "Author", "Subject", "Keywords", "Creator", "Producer")
    pdf.info = pdf.add({key: next(words).encode("ascii") for key in information})


def _text_fields(pdf: PdfWriter, words: Iterator[str]) -> list[Ref]:
    """Text fields on the pages in turn, none with an appearance."""
    pages = pdf.dictionary(pdf.catalog)["Pages"]
    assert isinstance(pages, Ref)
    kids = pdf.dictionary(pages)["Kids"]
    assert isinstance(kids, list)
    made: list[Ref] = []
    on_page: dict[int, list[PdfObject]] = {}
    for number in range(FIELDS - SIGNATURES - EMPTY):
        page = kids[number % PAGES]
        assert isinstance(page, Ref)
        field = pdf.add(
            {
                "Type": Name("Annot"),
                "Subtype": Name("Widget"),
                "FT": Name("Tx"),
                "T": f"{number} {next(words)}".encode("ascii"),
                "TU": next(words).encode("ascii"),
                "V": next(words).encode("ascii"),
                "DA": b"/F1 11 Tf 0 g",
                "Rect": [50, 60, 250, 110],
                "P": page,
                "F": 4,
            }
        )
        made.append(field)
        on_page.setdefault(page.number, []).append(field)
    for number, widgets in on_page.items():
        pdf.extend(Ref(number), Annots=widgets)
    pdf.extend(pdf.catalog, AcroForm=pdf.add({"Fields": list(made), "SigFlags": 3}))
    return made


def _sign(
    pdf: PdfWriter, field: Ref, people: _People, number: int, dates: Dates, words: Iterator[str]
) -> bytes:
    moment = dates.day(-60 + number)
    signer = people.signers[number]
    cms = CmsSpec(
        signer=signer,
        certificates=signer.chain[::-1],
        ess_version=2,
        make_timestamp=stamp(people.tsa, moment),
    )
    spec = SignatureSpec(
        signing_time=moment,
        reserved=65536,
        name=next(words),
        reason=next(words).encode("ascii") * LONG,
        location=next(words).encode("ascii") * LONG,
        more={"ContactInfo": next(words).encode("ascii") * LONG},
    )
    return sign_field(pdf, field, spec, lambda signed: build_cms(cms, signed))
