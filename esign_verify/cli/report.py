"""`esign-verify report`: a page for a browser, or a folder of them with an index."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import click

from esign_verify.cli.examine import Examination, Job, examine, internal_error
from esign_verify.cli.exit_codes import EPILOG, exit_code
from esign_verify.cli.options import job_for, usage_errors, verifying_options
from esign_verify.cli.places import Places, write_whole
from esign_verify.cli.unexamined import unexamined
from esign_verify.limits import MAX_FILE_BYTES
from esign_verify.messages import safe_text, text
from esign_verify.render.html_pdf import render_pdf, require_weasyprint
from esign_verify.report_page import report_page

if TYPE_CHECKING:
    from esign_verify.render.html import IndexRow

_BLOCK = 1024 * 1024


@click.command(epilog=EPILOG)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    metavar="PATH",
    help="The report to write: HTML, or PDF/A where the name ends in .pdf. For several "
    "files, or where PATH is a folder: a folder that gets one report a file and "
    "index.html, which lists and filters them.",
)
@click.option(
    "--overwrite",
    is_flag=True,
    help="Replace a report that exists, or write into a folder that is not empty. A file "
    "to be checked is never replaced.",
)
@click.option(
    "--zone",
    type=click.Choice(["WIB", "WITA", "WIT"]),
    default="WIB",
    show_default=True,
    help="The clock beside UTC.",
)
@click.option(
    "--pictures/--no-pictures",
    default=True,
    show_default=True,
    help="Show pages as pictures, the signed revision beside the current one.",
)
@verifying_options
def command(
    files: tuple[str, ...],
    output: Path,
    overwrite: bool,
    zone: str,
    pictures: bool,
    **asked: Any,
) -> None:
    """Verify PDF files and write reports that a browser shows.

    A report is one self-contained page: it asks nothing of any network, runs no script,
    and prints on A4. It leads with the verdict and its limits, then shows the signers,
    the timeline, what changed after signing, the chain of certificates, every check, and
    the facts of the file. A file that cannot be examined gets a report too: what it is,
    and why. A PDF holds the same and needs the extra `pdf`. `-` reads standard input.

    Each report is written whole or not at all; nothing that exists is replaced without
    --overwrite. A line for each file on standard output says its verdict and its report.
    """
    with job_for(**asked) as job:
        with usage_errors(job.lang):
            places = Places.prepare(output, files, overwrite=overwrite)
            if places.pdf:
                require_weasyprint()
        writing = _Writing(job, places, zone=zone, pictures=pictures)
        code = exit_code(writing.reports(files))
        with usage_errors(job.lang):
            writing.index()
    sys.exit(code)


class _Writing:
    """Reports one after the other; of each only its row of the index is kept."""

    def __init__(self, job: Job, places: Places, *, zone: str, pictures: bool) -> None:
        self._job = job
        self._places = places
        self._zone = zone
        self._pictures = pictures
        self._rows: list[IndexRow] = []

    def reports(self, files: tuple[str, ...]) -> Iterator[Examination]:
        for number, name in enumerate(files, start=1):
            with tempfile.TemporaryFile() as spool:
                source = _spooled(name, cast("BinaryIO", spool))
                examination = examine(name, self._job, number, len(files), source)
                path = self._places.of(number, name)
                try:
                    report = self._file(self._page(examination, source, path.name))
                except Exception as error:
                    # a result that cannot be shown is our bug, and no verdict
                    examination = internal_error(name, error)
                    report = self._file(self._page(examination, source, path.name))
                with usage_errors(self._job.lang):
                    write_whole(path, report)
            self._say(examination, path)
            yield examination

    def index(self) -> None:
        from esign_verify.render.html import render_html_index

        path = self._places.index
        if path is not None:
            options = {"lang": self._job.lang, "zone": self._zone}
            page = render_html_index(self._rows, examined_at=self._job.at, **options)
            write_whole(path, page.encode("utf-8"))

    def _file(self, page: str) -> bytes:
        if not self._places.pdf:
            return page.encode("utf-8")
        made = render_pdf(page)
        if not made.archival:
            click.echo(text("report.pdf_not_archival", self._job.lang), err=True)
        return made.data

    def _page(self, examination: Examination, source: BinaryIO | None, link: str) -> str:
        """The report; its row is noted once it could be made."""
        from esign_verify.render import html

        lang, zone, result = self._job.lang, self._zone, examination.result
        if result is None:
            file = unexamined(examination, at=self._job.at, source=source)
            page = html.render_html_unexamined(file, lang=lang, zone=zone)
            row = html.unexamined_index_row(file, link=link, lang=lang)
        else:
            page = report_page(
                source or Path(examination.name),
                result,
                password=self._job.password,
                pictures=self._pictures,
                lang=lang,
                zone=zone,
                for_pdf=self._places.pdf,
            )
            row = html.index_row(result, link=link, lang=lang, zone=zone)
        self._rows.append(row)
        return page

    def _say(self, examination: Examination, path: Path) -> None:
        name = safe_text(examination.name)
        if examination.result is None:
            click.echo(f"{name}: {examination.error_text(self._job.lang)}", err=True)
        word = examination.result.conclusion.value if examination.result else "-"
        click.echo(f"{word:<13} {name} -> {safe_text(str(path))}")


def _spooled(name: str, spool: BinaryIO) -> BinaryIO | None:
    """Standard input on disk: it is read for the verdict, the pictures and the digest."""
    if name != "-":
        return None
    left = MAX_FILE_BYTES + 1  # one more than is examined: then it is over the limit
    while left > 0 and (block := sys.stdin.buffer.read(min(left, _BLOCK))):
        spool.write(block)
        left -= len(block)
    spool.seek(0)
    return spool
