"""How examinations are written: one object, JSON Lines, text with a summary, or one document."""

from __future__ import annotations

import json
import os
from collections import Counter
from typing import Any, TextIO

import click

from esign_verify.cli.examine import Examination
from esign_verify.messages import safe_text, text
from esign_verify.render import RENDERERS, RUN_RENDERERS
from esign_verify.result import DocumentConclusion


class Writer:
    """Writes each file's answer as soon as it is there; what is about all of them, at the end.

    Formats of one file: the bare rendering of an only file, else JSON Lines or headed text.
    Formats of a run (`RUN_RENDERERS`): parts are kept, the document is written at the end.
    """

    def __init__(
        self, stream: TextIO, format_: str, *, lang: str, profile: str, files: int
    ) -> None:
        self._stream = stream
        self._format = format_
        self._lang = lang
        self._profile = profile
        self._single = files == 1
        self._run = RUN_RENDERERS.get(format_)
        self._parts: list[Any] = []
        self._counts: Counter[DocumentConclusion | None] = Counter()

    def write(self, examination: Examination) -> None:
        """One file. What cannot be rendered raises before anything is written or kept."""
        if self._run is not None:
            self._parts.append(self._run.render_file(examination, lang=self._lang))
        elif self._format != "text":
            self._write_json(examination)
        elif examination.result is not None:
            rendered = self._render(examination).rstrip("\n")
            self._stream.write(f"{self._heading(examination)}{rendered}\n")
            if not self._single:
                self._stream.write("\n")
        elif not self._single:
            self._stream.write(f"{self._heading(examination)}\n")
        if examination.result is None:
            click.echo(error_line(examination, self._lang), err=True)
        self._stream.flush()
        result = examination.result
        self._counts[None if result is None else result.conclusion] += 1

    def finish(self) -> None:
        """After the last file: the document of a run, or a summary in text."""
        if self._run is not None:
            self._stream.write(self._run.render_run(self._parts, lang=self._lang))
        elif self._format == "text" and not self._single:
            self._stream.write(_summary(self._counts, self._lang))

    def _heading(self, examination: Examination) -> str:
        return "" if self._single else f"=== {safe_text(examination.name)} ===\n"

    def _write_json(self, examination: Examination) -> None:
        if examination.result is None:
            write_line(self._stream, error_row(examination, "verification", self._lang))
            return
        rendered = self._render(examination)
        if self._single:
            self._stream.write(rendered.rstrip("\n") + "\n")
            return
        row = {
            "file": encodable(examination.name),
            "sha256": examination.result.document.sha256,
            "verification": json.loads(rendered),
        }
        write_line(self._stream, row)

    def _render(self, examination: Examination) -> str:
        assert examination.result is not None
        color = self._stream.isatty() and "NO_COLOR" not in os.environ
        return RENDERERS[self._format](
            examination.result, lang=self._lang, profile=self._profile, color=color
        )


def error_row(examination: Examination, key: str, lang: str) -> dict[str, object]:
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
    """One line of JSON Lines, at once."""
    stream.write(json.dumps(row, ensure_ascii=False) + "\n")
    stream.flush()


def error_line(examination: Examination, lang: str) -> str:
    """The sentence for standard error about a file without an answer."""
    return f"{safe_text(examination.name)}: {examination.error_text(lang)}"


def _summary(counts: Counter[DocumentConclusion | None], lang: str) -> str:
    """`5 files: 3 VALID, 1 INVALID, 1 not examined`"""
    parts = [f"{counts[c]} {c.value}" for c in DocumentConclusion if counts[c]]
    if counts[None]:
        parts.append(text("label.not_examined", lang, count=counts[None]))
    return text("label.summary", lang, count=counts.total(), parts=", ".join(parts)) + "\n"
