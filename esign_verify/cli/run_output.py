"""How the formats of a whole run are written: each file to a part, all parts at the end."""

from __future__ import annotations

from typing import Any, TextIO

import click

from esign_verify.cli.examine import Examination
from esign_verify.cli.output import error_line
from esign_verify.render import RUN_RENDERERS


class RunOutput:
    """One document of `RUN_RENDERERS` for all files of a run."""

    def __init__(self, stream: TextIO, format_: str, lang: str) -> None:
        self._stream = stream
        self._lang = lang
        self._renderer = RUN_RENDERERS[format_]
        self._parts: list[Any] = []

    def add(self, examination: Examination) -> None:
        """One file; what cannot be rendered raises, and is not kept."""
        self._parts.append(self._renderer.render_file(examination, lang=self._lang))
        if examination.result is None:
            click.echo(error_line(examination, self._lang), err=True)

    def finish(self) -> None:
        """The document, after the last file."""
        self._stream.write(self._renderer.render_run(self._parts, lang=self._lang))
