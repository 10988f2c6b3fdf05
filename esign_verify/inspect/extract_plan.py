"""What an extraction writes: names, bytes, and where they come from."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from esign_verify.cms.decode import der
from esign_verify.document.raw import Source
from esign_verify.errors import DecodeError, UsageError
from esign_verify.evidence.inspection import SignatureFacts
from esign_verify.evidence.inspection_cms import EmbeddedKind, Place, Problem
from esign_verify.inspect.embedded import Embedded
from esign_verify.inspect.examine import Examined

_NUMBER = re.compile(r"#?([1-9]\d{0,5})")
_KNOWN_SHOWN = 20
_PEM_COLUMNS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractionRequest:
    """What to take out. Signatures by the name of a field, or by their number."""

    revisions: tuple[int, ...] = ()
    cms: tuple[str, ...] = ()
    signed_data: tuple[str, ...] = ()
    certificates: bool = False
    timestamps: bool = False
    revocation: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One file to be written; see `evidence.extraction.ExtractedFile`."""

    name: str
    kind: str
    number: int
    blocks: Callable[[], Iterator[bytes]]
    fields: tuple[str, ...] = ()
    offset: int | None = None
    spans: tuple[tuple[int, int], ...] = ()
    places: tuple[Place, ...] = ()
    padding: int = 0
    other: int = 0


@dataclass(slots=True)
class _Plan:
    examined: Examined
    files: dict[str, Planned] = field(default_factory=dict)
    missing: list[Problem] = field(default_factory=list)

    def add(self, planned: Planned) -> None:
        """Each file once, however often it is asked for."""
        self.files.setdefault(planned.name, planned)


def plan(
    examined: Examined, request: ExtractionRequest
) -> tuple[list[Planned], tuple[Problem, ...]]:
    """The files, and what was asked for and cannot be written."""
    planning = _Plan(examined)
    for number in request.revisions:
        planning.add(_revision(examined, number))
    for name in request.cms:
        for facts in _named(examined, name):
            _plan_cms(planning, facts)
    for name in request.signed_data:
        for facts in _named(examined, name):
            _plan_signed_data(planning, facts)
    wanted: list[EmbeddedKind] = []
    wanted += [EmbeddedKind.CERTIFICATE] if request.certificates else []
    wanted += [EmbeddedKind.TIMESTAMP] if request.timestamps else []
    wanted += [EmbeddedKind.CRL, EmbeddedKind.OCSP] if request.revocation else []
    for kind in wanted:
        for item in examined.collection.of(kind):
            _plan_embedded(planning, item)
    return list(planning.files.values()), tuple(planning.missing)


def _revision(examined: Examined, number: int) -> Planned:
    """The file up to the end of a revision: where a signature's /ByteRange ends there, up to
    that byte, for white space after `%%EOF` may be signed or not."""
    inspection = examined.inspection
    # those of a copy, or of objects found by a search, are none of the file's
    revisions = inspection.revisions if inspection.structure == "cross_reference" else ()
    if not 1 <= number <= len(revisions):
        raise UsageError("extract_no_such_revision", number=number, count=len(revisions))
    source = examined.source
    ends = [
        sum(signature.byte_range[2:4]) + source.header_offset
        for signature in inspection.signatures
        if signature.signed_revision == number
    ]
    end = max(ends, default=revisions[number - 1].end)

    def blocks() -> Iterator[bytes]:
        yield source.leading
        yield from source.blocks(0, end - source.header_offset)

    return Planned(
        name=f"revision-{number:03}.pdf",
        kind="revision",
        number=number,
        blocks=blocks,
        offset=0,
    )


def _named(examined: Examined, name: str) -> list[SignatureFacts]:
    """By the name of a field, else by number; `#2` is the number in any case."""
    signatures = examined.inspection.signatures
    found = [facts for facts in signatures if name in facts.fields]
    number = _NUMBER.fullmatch(name)
    if not found and number:
        found = [facts for facts in signatures if facts.number == int(number[1])]
    if not found:
        shown = [", ".join(facts.fields) or f"#{facts.number}" for facts in signatures]
        known = "; ".join(shown[:_KNOWN_SHOWN])
        raise UsageError("extract_no_such_signature", name=name, known=known)
    return found


def _plan_cms(planning: _Plan, facts: SignatureFacts) -> None:
    """The first ASN.1 element of /Contents; all of it where it is none."""
    found = planning.examined.found[facts.number - 1]
    contents = found.get("Contents")
    place = facts.contents
    if not isinstance(contents, bytes) or place is None:
        part = f"signature {facts.number}"
        planning.missing.append(Problem(code="contents_missing", part=part))
        return
    whole = not place.cms_length
    name = f"signature-{facts.number:03}"
    data = contents if whole else contents[: place.cms_length]
    planning.add(
        Planned(
            name=f"{name}-contents.bin" if whole else f"{name}.p7s",
            kind="contents" if whole else "cms",
            number=facts.number,
            blocks=lambda: iter((data,)),
            fields=facts.fields,
            offset=place.offset + 1 if place.offset is not None else None,
            padding=0 if whole else place.padding,
            other=0 if whole else place.other,
        )
    )


def _plan_signed_data(planning: _Plan, facts: SignatureFacts) -> None:
    """The bytes of the file itself that /ByteRange names, one stretch after the other."""
    source = planning.examined.source
    numbers = facts.byte_range
    pairs = list(zip(numbers[::2], numbers[1::2], strict=False))
    inside = all(start >= 0 <= length and start + length <= source.size for start, length in pairs)
    total = sum(length for _, length in pairs)
    if not pairs or len(numbers) % 2 or not inside or total > source.size:
        part = f"signature {facts.number}"
        planning.missing.append(Problem(code="extract_no_byte_range", part=part))
        return
    base = source.header_offset
    planning.add(
        Planned(
            name=f"signature-{facts.number:03}-signed.bin",
            kind="signed_data",
            number=facts.number,
            blocks=lambda: _stretches(source, pairs),
            fields=facts.fields,
            spans=tuple((start + base, start + length + base) for start, length in pairs),
        )
    )


def _stretches(source: Source, pairs: list[tuple[int, int]]) -> Iterator[bytes]:
    for start, length in pairs:
        yield from source.blocks(start, start + length)


def _plan_embedded(planning: _Plan, item: Embedded) -> None:
    """As embedded; a certificate in PEM too, whose places are those of the other."""
    data, number = item.data, item.number
    names = {
        EmbeddedKind.CERTIFICATE: f"certificate-{number:03}.cer",
        EmbeddedKind.CRL: f"crl-{number:03}.crl",
        EmbeddedKind.OCSP: f"ocsp-{number:03}{_ocsp_suffix(data)}",
        EmbeddedKind.TIMESTAMP: f"timestamp-{number:03}.tst",
    }
    planning.add(
        Planned(
            name=names[item.kind],
            kind=item.kind.value,
            number=number,
            blocks=lambda: iter((data,)),
            places=tuple(item.places),
        )
    )
    if item.kind is EmbeddedKind.CERTIFICATE:
        planning.add(
            Planned(
                name=f"certificate-{number:03}.pem",
                kind=item.kind.value,
                number=number,
                blocks=lambda: iter((pem(data),)),
            )
        )


def _ocsp_suffix(data: bytes) -> str:
    """CAdES embeds a bare BasicOCSPResponse, which is no OCSPResponse (RFC 6960, 4.2.1)."""
    try:
        first = der.read_element(data).expect(der.SEQUENCE).first_child()
    except DecodeError:
        return ".ors"
    return "-basic.der" if first.tag == der.SEQUENCE else ".ors"


def pem(certificate: bytes) -> bytes:
    """RFC 7468, 5.1."""
    text = base64.b64encode(certificate)
    lines = [text[at : at + _PEM_COLUMNS] for at in range(0, len(text), _PEM_COLUMNS)]
    return b"\n".join((b"-----BEGIN CERTIFICATE-----", *lines, b"-----END CERTIFICATE-----", b""))
