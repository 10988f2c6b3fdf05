"""Room: looking without judging, at files of any state.

`inspect_document(source, …)` takes a path, bytes, or a binary file and gives an `Inspection`
(`evidence.inspection`): revisions, signature fields and dictionaries, every CMS part by part,
certificates, tokens, revocation data, the security store, bytes that belong to nothing
(ISO 32000-2, RFC 5652, RFC 3161, RFC 5280, RFC 6960, ETSI EN 319 142-1).
`list_asn1(…)` gives every ASN.1 element of each CMS (ITU-T X.690), `extract(…)` writes any of
it into files, byte for byte.
`draw_pictures(source, evidence)` draws pages in a process of its own, the signed revisions
beside the last one; `compare_revisions(source)` gives the objects and pages that differ between
two revisions.
`profile` is a module: what deviates, in certificates, from RFC 5280, RFC 3161 and the profile of
the country's certificates, as information.

Not decided here: anything. No digest is compared, no signature checked, no path built. What
cannot be read is named beside what can; a copy that a repair tool made is marked as such.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from esign_verify.inspect import profile
    from esign_verify.inspect.diff import compare_revisions
    from esign_verify.inspect.extract_plan import ExtractionRequest
    from esign_verify.inspect.extract_write import extract
    from esign_verify.inspect.look import inspect_document, list_asn1
    from esign_verify.inspect.pictures import DrawingLimits, draw_comparison, draw_pictures

__all__ = [
    "DrawingLimits",
    "ExtractionRequest",
    "compare_revisions",
    "draw_comparison",
    "draw_pictures",
    "extract",
    "inspect_document",
    "list_asn1",
    "profile",
]

_HOMES = {
    "DrawingLimits": "pictures",
    "ExtractionRequest": "extract_plan",
    "compare_revisions": "diff",
    "draw_comparison": "pictures",
    "draw_pictures": "pictures",
    "extract": "extract_write",
    "inspect_document": "look",
    "list_asn1": "look",
}
"""Name → the module that it is loaded from when first used."""


def __getattr__(name: str) -> Any:
    if name == "profile":
        return import_module(f"{__name__}.profile")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
