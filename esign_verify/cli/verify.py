"""`esign-verify verify`: files in, verdicts out, and an exit code that says the worst."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from esign_verify.cli.examine import Examination, Job, examine, internal_error
from esign_verify.cli.exit_codes import EPILOG, exit_code
from esign_verify.cli.options import PROFILE, job_for, open_output, usage_errors, verifying_options
from esign_verify.cli.output import write_all, write_one
from esign_verify.errors import UsageError
from esign_verify.render import RUN_RENDERERS

if TYPE_CHECKING:
    from esign_verify.cli.run_output import RunOutput


@click.command(epilog=EPILOG)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "v1", "v2", "json", "html", *RUN_RENDERERS]),
    default="text",
    show_default=True,
    help="text for people; v1, v2 as the Esign Client answers; json with every fact; html "
    "for a browser, of one file (see the command `report`); sarif, junit for pipelines, one "
    "document for all files.",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="PATH",
    help="Write to a file instead of standard output.",
)
@PROFILE
@verifying_options
def command(
    files: tuple[str, ...], format_: str, output: Path | None, profile: str, **asked: Any
) -> None:
    """Verify the signatures of PDF files.

    `-` reads standard input. One file and a JSON format give the bare object; several
    files give JSON Lines, one {"file", "sha256", "verification"} a line, also for files
    that cannot be examined.
    """
    with ExitStack() as stack:
        job = stack.enter_context(job_for(**asked))
        with usage_errors(job.lang):
            if format_ == "html" and len(files) > 1:
                raise UsageError("html_of_several")
            stream = open_output(stack, output, files)
        examinations = _examine_all(files, job, stream, format_, profile)
    sys.exit(exit_code(examinations))


def _examine_all(
    files: tuple[str, ...], job: Job, stream: TextIO, format_: str, profile: str
) -> list[Examination]:
    """Each file's answer is written as soon as it is there, or all of them at the end."""
    examinations: list[Examination] = []
    run: RunOutput | None = None
    if format_ in RUN_RENDERERS:
        from esign_verify.cli.run_output import RunOutput

        run = RunOutput(stream, format_, job.lang)

    def write(examination: Examination) -> None:
        options = (stream, format_, job.lang, profile)
        if run is not None:
            run.add(examination)
        elif len(files) == 1:
            write_one(examination, *options)
        else:
            done = [*examinations, examination]
            write_all(examination, len(done) == len(files), done, *options)

    for number, name in enumerate(files, start=1):
        examination = examine(name, job, number, len(files))
        try:
            write(examination)
        except (LookupError, ValueError, TypeError, AssertionError) as error:
            # a result that cannot be shown is our bug, and no verdict
            examination = internal_error(name, error)
            write(examination)
        examinations.append(examination)
    if run is not None:
        run.finish()
    return examinations
