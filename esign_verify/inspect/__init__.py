"""Looking without judging: pictures of pages, and what differs between revisions.

`draw_pictures(source, evidence)` draws pages in a process of its own. Facts only (ISO 32000-2);
not decided here: any verdict, and whether a change is allowed.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from esign_verify.inspect.pictures import DrawingLimits, draw_pictures

__all__ = ["DrawingLimits", "draw_pictures"]

_HOMES = {
    "DrawingLimits": "pictures",
    "draw_pictures": "pictures",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
