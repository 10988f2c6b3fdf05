"""The two ways of looking: the facts of a file, and the ASN.1 of its signatures."""

from __future__ import annotations

from itertools import islice

from esign_verify.document.raw import DocumentSource
from esign_verify.evidence.inspection import Inspection
from esign_verify.evidence.inspection_asn1 import Asn1Listing
from esign_verify.inspect.asn1 import list_elements
from esign_verify.inspect.examine import examine
from esign_verify.limits import MAX_ASN1_LINES


def inspect_document(
    source: DocumentSource, *, password: str | None = None, repair: bool = False
) -> Inspection:
    """Everything that a file is made of, as far as it can be read.

    `repair`: where the structure cannot be read, a copy that qpdf repaired is looked at
    (UsageError without the extra `repair`). DocumentError where there is nothing to look at:
    no such file, an empty one, or not a trace of a PDF in it.
    """
    with examine(source, password=password, repair=repair) as examined:
        return examined.inspection


def list_asn1(
    source: DocumentSource, *, password: str | None = None, repair: bool = False
) -> tuple[Asn1Listing, ...]:
    """Every element of every /Contents, tokens and certificates in it included.

    At most `MAX_ASN1_LINES` in all; what is left out is named. Errors as `inspect_document`.
    """
    listings = []
    left = MAX_ASN1_LINES
    with examine(source, password=password, repair=repair, signatures_only=True) as examined:
        for found, facts in zip(examined.found, examined.inspection.signatures, strict=True):
            contents = found.get("Contents")
            if not isinstance(contents, bytes) or facts.contents is None:
                continue
            elements = list(islice(list_elements(contents), left + 1))
            over = elements[left].offset if len(elements) > left else None
            elements = elements[:left]
            left -= len(elements)
            place = facts.contents
            listings.append(
                Asn1Listing(
                    signature=facts.number,
                    fields=facts.fields,
                    octets=len(contents),
                    contents_offset=place.offset + 1 if place.pairs and place.offset else None,
                    elements=tuple(elements),
                    repaired=examined.inspection.repair is not None,
                    not_listed_from=over,
                )
            )
    return tuple(listings)
