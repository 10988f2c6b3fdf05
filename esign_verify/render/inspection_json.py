"""An inspection, an ASN.1 listing, an extraction as JSON: facts and codes, no sentences.

The same for every language. Integers beyond 2^53 as `0x…`, bytes as base64, times UTC.
"""

from __future__ import annotations

import json
from typing import Any

from esign_verify.evidence.extraction import Extraction
from esign_verify.evidence.inspection import Inspection
from esign_verify.evidence.inspection_asn1 import Asn1Listing
from esign_verify.evidence_json import to_json

SCHEMA_VERSION = "1.0"


def render_inspection_json(inspection: Inspection) -> str:
    """The whole inspection; the schema is `schemas/inspect.schema.json`."""
    return _dump(to_json(inspection))


def render_asn1_json(listings: tuple[Asn1Listing, ...]) -> str:
    """The schema is `schemas/asn1.schema.json`."""
    return _dump({"listings": to_json(listings)})


def render_extraction_json(extraction: Extraction) -> str:
    """The manifest; the schema is `schemas/extract.schema.json`."""
    return _dump(to_json(extraction))


def _dump(value: dict[str, Any]) -> str:
    # a name in a PDF may hold half of a surrogate pair, which is no character to write out
    text = json.dumps({"schema_version": SCHEMA_VERSION, **value}, ensure_ascii=False, indent=2)
    return text.encode("utf-8", "replace").decode("utf-8")
