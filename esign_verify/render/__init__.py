"""Renderers: pure functions of one finished result.

In: a `VerificationResult`. Out: text, the same for the same result, byte for byte.
`v1` and `v2` are the answers of the Esign Client's two verify endpoints, misspellings
included; `json` is the full result; `text` is for a terminal, `html` a page for a browser
(`html.render_html` takes a zone and pictures too). The JSON Schemas of the first three
stand in `schemas/`. `sarif` and `junit` are documents of a whole run, of one or many files:
each file is rendered to a part, the parts to the document.

Does not judge: every verdict is read from the result. Importing this door is
cheap, a format's code is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from esign_verify.result import VerificationResult

__all__ = ["LOOKS", "RENDERERS", "RUN_RENDERERS", "ExaminedFile", "Renderer", "RunRenderer"]


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


class ExaminedFile(Protocol):
    """One file of a run: its result, or the code and parameters of an error (`error.<code>`)."""

    @property
    def name(self) -> str:
        """as the user gave it"""

    @property
    def result(self) -> VerificationResult | None: ...

    @property
    def error_code(self) -> str: ...

    @property
    def error_params(self) -> Mapping[str, str]: ...


class RunRenderer:
    """One format of a whole run, its code loaded when first used.

    `render_file` gives a part, of a kind that is the format's own; `render_run` the document
    with its line end. Pure functions both. `UsageError` for an unknown language.
    """

    def __init__(self, module: str) -> None:
        self._module = f"{__name__}.{module}"

    def render_file(self, file: ExaminedFile, *, lang: str = "id") -> Any:
        return import_module(self._module).render_file(file, lang=lang)

    def render_run(self, parts: Sequence[Any], *, lang: str = "id") -> str:
        return cast("str", import_module(self._module).render_run(parts, lang=lang))


RUN_RENDERERS: Mapping[str, RunRenderer] = MappingProxyType(
    {"sarif": RunRenderer("sarif"), "junit": RunRenderer("junit")}
)
