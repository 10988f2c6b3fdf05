"""How examinations are written: one object, JSON Lines, or text with a summary."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from typing import TextIO

import click

from esign_verify.cli.examine import Examination
from esign_verify.messages import safe_text, text
from esign_verify.render import RENDERERS
from esign_verify.result import DocumentConclusion


def write_one(
    examination: Examination, stream: TextIO, format_: str, lang: str, profile: str
) -> None:
    """The only file: the bare rendering, or its error."""
    if examination.result is None:
        if format_ == "html":
            stream.write(_unexamined_page(examination, lang))
        elif format_ != "text":
            write_line(stream, error_row(examination, lang))
        click.echo(error_line(examination, lang), err=True)
        return
    stream.write(_render(examination, stream, format_, lang, profile).rstrip("\n") + "\n")


def write_all(
    examination: Examination,
    last: bool,
    so_far: Sequence[Examination],
    stream: TextIO,
    format_: str,
    lang: str,
    profile: str,
) -> None:
    """One of several files, as soon as it is ready; after the last one a summary in text."""
    if format_ != "text":
        write_line(stream, _row(examination, format_, lang, profile))
        if examination.result is None:
            click.echo(error_line(examination, lang), err=True)
        return
    stream.write(f"=== {safe_text(examination.name)} ===\n")
    if examination.result is None:
        click.echo(error_line(examination, lang), err=True)
        stream.write("\n")
    else:
        rendered = _render(examination, stream, format_, lang, profile)
        stream.write(rendered.rstrip("\n") + "\n\n")
    stream.flush()
    if last:
        stream.write(_summary(so_far, lang))


def _render(examination: Examination, stream: TextIO, format_: str, lang: str, profile: str) -> str:
    assert examination.result is not None
    color = stream.isatty() and "NO_COLOR" not in os.environ
    return RENDERERS[format_](examination.result, lang=lang, profile=profile, color=color)


def _unexamined_page(examination: Examination, lang: str) -> str:
    from esign_verify.cli.unexamined import unexamined
    from esign_verify.render.html import render_html_unexamined

    return render_html_unexamined(unexamined(examination), lang=lang)


def _row(examination: Examination, format_: str, lang: str, profile: str) -> dict[str, object]:
    if examination.result is None:
        return error_row(examination, lang)
    import json

    rendered = RENDERERS[format_](examination.result, lang=lang, profile=profile)
    return {
        "file": encodable(examination.name),
        "sha256": examination.result.document.sha256,
        "verification": json.loads(rendered),
    }


def error_row(examination: Examination, lang: str, key: str = "verification") -> dict[str, object]:
    """The line of JSON Lines for a file without an answer, which would stand under `key`."""
    return {
        "file": encodable(examination.name),
        "sha256": None,
        key: None,
        "error": {
            "code": examination.error_code,
            "message": examination.error_text(lang),
        },
    }


def encodable(name: str) -> str:
    """A file name whose bytes are no UTF-8 must not break the line it stands in."""
    return name.encode("utf-8", "replace").decode("utf-8")


def write_line(stream: TextIO, row: dict[str, object]) -> None:
    """One line of JSON Lines, at once, safe to show on a terminal."""
    from esign_verify.render.json_text import dump

    stream.write(dump(row) + "\n")
    stream.flush()


def error_line(examination: Examination, lang: str) -> str:
    """The sentence for standard error about a file without an answer."""
    return f"{safe_text(examination.name)}: {examination.error_text(lang)}"


def _summary(examinations: Sequence[Examination], lang: str) -> str:
    """`5 files: 3 VALID, 1 INVALID, 1 not examined`"""
    counts = Counter(e.result.conclusion if e.result else None for e in examinations)
    parts = [f"{counts[c]} {c.value}" for c in DocumentConclusion if counts[c]]
    if counts[None]:
        parts.append(text("label.not_examined", lang, count=counts[None]))
    return text("label.summary", lang, count=len(examinations), parts=", ".join(parts)) + "\n"
