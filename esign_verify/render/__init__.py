"""Renderers: pure functions of one finished result.

In: a `VerificationResult`. Out: text, the same for the same result, byte for byte.
`v1` and `v2` are the answers of the Esign Client's two verify endpoints, misspellings
included; `json` is the full result; `text` is for a terminal, `html` a page for a browser
(`html.render_html` takes a zone and pictures too). The JSON Schemas of the first three
stand in `schemas/`.

Does not judge: every verdict is read from the result. Importing this door is
cheap, a format's code is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from esign_verify.result import VerificationResult

__all__ = ["LOOKS", "RENDERERS", "Renderer"]


class Renderer(Protocol):
    """One format. What a format has no use for, it ignores.

    `lang`: `id` or `en` (v1 and v2 are Indonesian, always). `profile`: `2023`,
    `2025` or `legacy`, which server's answers v1 and v2 look like. `color`: terminal
    escapes in `text`. `UsageError` for an unknown language or profile.
    """

    def __call__(
        self,
        result: VerificationResult,
        *,
        lang: str = "id",
        profile: str = "2023",
        color: bool = False,
    ) -> str: ...


def _lazy(module: str, function: str, *options: str) -> Renderer:
    """The renderer `function` of `module`, imported when it is first called."""

    def render(
        result: VerificationResult,
        *,
        lang: str = "id",
        profile: str = "2023",
        color: bool = False,
    ) -> str:
        given = {"lang": lang, "profile": profile, "color": color}
        renderer = getattr(import_module(f"{__name__}.{module}"), function)
        return cast("str", renderer(result, **{option: given[option] for option in options}))

    return render


RENDERERS: Mapping[str, Renderer] = MappingProxyType(
    {
        "v1": _lazy("v1", "render_v1", "profile"),
        "v2": _lazy("v2", "render_v2", "profile"),
        "json": _lazy("full_json", "render_json", "lang"),
        "text": _lazy("text", "render_text", "lang", "color"),
        "html": _lazy("html", "render_html", "lang"),
    }
)


def _lazy_look(module: str, function: str) -> Callable[..., str]:
    def render(facts: object, **options: str) -> str:
        renderer = getattr(import_module(f"{__name__}.{module}"), function)
        return cast("str", renderer(facts, **options))

    return render


LOOKS: Mapping[str, Callable[..., str]] = MappingProxyType(
    {
        "inspect": _lazy_look("inspection_text", "render_inspection_text"),
        "inspect-json": _lazy_look("inspection_json", "render_inspection_json"),
        "asn1": _lazy_look("inspection_asn1", "render_asn1"),
        "asn1-json": _lazy_look("inspection_json", "render_asn1_json"),
        "extract": _lazy_look("extraction_text", "render_extraction"),
        "extract-json": _lazy_look("inspection_json", "render_extraction_json"),
        "diff": _lazy_look("diff_text", "render_diff_text"),
        "diff-json": _lazy_look("diff_json", "render_diff_json"),
        "diff-html": _lazy_look("diff_html", "render_diff_html"),
    }
)
"""What was looked at, without a verdict: facts of `evidence.inspection` and its neighbours.

The texts take `lang`; the JSON is the same for every language.
"""
