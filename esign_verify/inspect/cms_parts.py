"""What a CMS carries whole: certificates, CRLs, OCSP responses, tokens, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from esign_verify.cms.decode import der, wrap_basic_ocsp_response
from esign_verify.cms.x509_ocsp import decode_ocsp_response
from esign_verify.errors import DecodeError
from esign_verify.evidence.inspection_cms import (
    EmbeddedKind,
    EmbeddedReference,
    Origin,
    Place,
    Problem,
)
from esign_verify.inspect.cms_values import children
from esign_verify.inspect.embedded import Collection
from esign_verify.limits import MAX_INSPECTED_TOKEN_DEPTH

ADBE_REVOCATION = "1.2.840.113583.1.1.8"
REVOCATION_VALUES = "1.2.840.113549.1.9.16.2.24"
CERTIFICATE_VALUES = "1.2.840.113549.1.9.16.2.23"
ID_RI_OCSP_RESPONSE = "1.3.6.1.5.5.7.16.2"

TOKEN_ATTRIBUTES = frozenset(
    {
        "1.2.840.113549.1.9.16.2.14",
        "1.2.840.113549.1.9.16.2.20",
        "1.2.840.113549.1.9.16.2.25",
        "1.2.840.113549.1.9.16.2.26",
        "1.2.840.113549.1.9.16.2.27",
        "1.2.840.113549.1.9.16.2.48",
        "0.4.0.1733.2.4",
    }
)
"""Attributes whose values are time-stamp tokens (EN 319 122-1, 5.3, 5.5, A.1.5)."""


@dataclass(slots=True)
class Parts:
    """The embedded objects of one CMS, in the order of their places."""

    collection: Collection
    holder: Place
    """says whose CMS it is; its origin is of no meaning"""
    depth: int = 0
    """tokens around this CMS"""
    problems: list[Problem] = field(default_factory=list)
    found: dict[EmbeddedKind, list[EmbeddedReference]] = field(default_factory=dict)

    @contextmanager
    def reading(self, part: str, element: der.Element | None = None) -> Iterator[None]:
        """Whatever cannot be read inside becomes a problem of that part."""
        offset = None if element is None else element.start
        try:
            yield
        except DecodeError as error:
            params = tuple(error.params.items())
            self.problems.append(Problem(code=error.code, params=params, part=part, offset=offset))
        except (ValueError, OverflowError, IndexError):
            self.problems.append(Problem(code="malformed", part=part, offset=offset))

    def of(self, kind: EmbeddedKind) -> tuple[EmbeddedReference, ...]:
        return tuple(self.found.get(kind, ()))

    def note(
        self, kind: EmbeddedKind, element: der.Element, origin: Origin, attribute: str = ""
    ) -> int:
        """Keep one embedded object; its number, 0 over the limit."""
        place = replace(self.holder, origin=origin, attribute=attribute, offset=element.start)
        number = add(self.collection, kind, element.raw, place, self.depth)
        reference = EmbeddedReference(
            number=number, offset=element.start, length=element.stop - element.start
        )
        self.found.setdefault(kind, []).append(reference)
        return number

    def note_certificates(self, certificates: der.Element) -> None:
        """CertificateSet (RFC 5652, 10.2.3)."""
        for choice in certificates.children():
            if choice.tag == der.SEQUENCE:
                self.note(EmbeddedKind.CERTIFICATE, choice, Origin.CMS_CERTIFICATES)
            else:
                with self.reading("CertificateChoices", choice):
                    choice.expect(der.SEQUENCE)

    def note_revocation_choices(self, choices: der.Element) -> None:
        """RevocationInfoChoices (RFC 5652, 10.2.1; RFC 5940)."""
        for choice in choices.children():
            if choice.tag == der.SEQUENCE:
                self.note(EmbeddedKind.CRL, choice, Origin.CMS_CRLS)
                continue
            with self.reading("RevocationInfoChoice", choice):
                kind, value = children(choice, 0xA1)
                if der.oid(kind) != ID_RI_OCSP_RESPONSE:
                    raise DecodeError("asn1_bad_oid")
                self.note(EmbeddedKind.OCSP, value, Origin.CMS_CRLS)

    def note_attribute(self, oid: str, name: str, value: der.Element) -> str | None:
        """What an attribute value carries, in the words of an attribute's value; None where
        its type carries nothing."""
        if oid in TOKEN_ATTRIBUTES:
            value.expect(der.SEQUENCE)
            if self.depth >= MAX_INSPECTED_TOKEN_DEPTH:
                raise DecodeError("asn1_too_deep", limit=MAX_INSPECTED_TOKEN_DEPTH)
            number = self.note(EmbeddedKind.TIMESTAMP, value, Origin.ATTRIBUTE, name)
            return f"TimeStampToken {number}"
        if oid == CERTIFICATE_VALUES:
            numbers = [
                self.note(EmbeddedKind.CERTIFICATE, c, Origin.CERTIFICATE_VALUES, name)
                for c in children(value)
            ]
            return f"{len(numbers)} Certificate"
        if oid in (ADBE_REVOCATION, REVOCATION_VALUES):
            return self._note_revocation(oid, name, value)
        return None

    def _note_revocation(self, oid: str, name: str, value: der.Element) -> str:
        """RevocationInfoArchival: [0] CRLs, [1] OCSPResponses; RevocationValues: [0] CRLs,
        [1] BasicOCSPResponses."""
        adbe = oid == ADBE_REVOCATION
        origin = Origin.ADBE_REVOCATION if adbe else Origin.REVOCATION_VALUES
        counts = {0xA0: 0, 0xA1: 0}
        for explicit in children(value):
            for listed in explicit.children() if explicit.tag in counts else ():
                kind = EmbeddedKind.CRL if explicit.tag == 0xA0 else EmbeddedKind.OCSP
                for item in children(listed):
                    self.note(kind, item, origin, name)
                    counts[explicit.tag] += 1
        ocsp = "OCSPResponse" if adbe else "BasicOCSPResponse"
        return f"{counts[0xA0]} CertificateList, {counts[0xA1]} {ocsp}"


def add(
    collection: Collection, kind: EmbeddedKind, data: bytes, place: Place, depth: int = 0
) -> int:
    """Keep one embedded object, and the certificates of an OCSP response with it."""
    item, new = collection.add(kind, data, place, depth)
    if item is None:
        return 0
    if new and kind is EmbeddedKind.OCSP:
        try:
            certificates = decode_ocsp_response(as_ocsp_response(data)).certificates
        except (DecodeError, ValueError, OverflowError):
            certificates = ()
        inner = Place(origin=Origin.OCSP_CERTIFICATES, ocsp=item.number)
        for certificate in certificates:
            collection.add(EmbeddedKind.CERTIFICATE, certificate, inner)
    return item.number


def as_ocsp_response(data: bytes) -> bytes:
    """An OCSPResponse; a bare BasicOCSPResponse (CAdES) is wrapped to be read, never to be
    written out."""
    first = der.read_element(data).expect(der.SEQUENCE).first_child()
    return wrap_basic_ocsp_response(data) if first.tag == der.SEQUENCE else data
