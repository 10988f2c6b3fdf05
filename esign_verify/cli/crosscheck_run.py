"""One run of `crosscheck`: files in, rows out, and what is said before anything leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from esign_verify.cli.examine import Examination, Job, examine, internal_error
from esign_verify.cli.output import encodable, error_line, error_row, write_line
from esign_verify.cli.places import Places, write_whole
from esign_verify.errors import EsignVerifyError, RemoteError, UsageError
from esign_verify.evidence.remote import Comparison, Outcome, RemoteApi
from esign_verify.messages import safe_text, text

if TYPE_CHECKING:
    from esign_verify.evidence import TrustAnchor
    from esign_verify.remote import RemoteVerifier
    from esign_verify.result import VerificationResult

CROSSCHECK_EXIT_CODES = {
    0: "all agree, explained differences included",
    2: "wrong usage, or a file that cannot be examined",
    3: "none contradicts, but a verdict could not be compared",
    5: "internal error",
    6: "some contradict",
    7: "the server gave no answer that can be used",
}

CROSSCHECK_SEVERITY = (5, 6, 2, 7, 3, 0)
"""Which code wins where files differ."""

_OUTCOMES = {Outcome.AGREE: 0, Outcome.CONTRADICT: 6, Outcome.UNDECIDED: 3}


def exit_code(codes: Iterable[int]) -> int:
    """The code of several files, by `CROSSCHECK_SEVERITY`."""
    found = set(codes)
    return next(code for code in CROSSCHECK_SEVERITY if code in found)


class Crosscheck:
    """One server, any number of files."""

    def __init__(
        self,
        *,
        verifier: RemoteVerifier,
        job: Job,
        stream: TextIO,
        format_: str,
        count: int,
        page: Path | None = None,
    ) -> None:
        """`page`: the file that html goes to; to `stream` without one."""
        self._verifier = verifier
        self._job = job
        self._stream = stream
        self._format = format_
        self._count = count
        self._page = page
        self._told = False
        self._outcomes: list[str] = []

    def check_usage(self, files: Sequence[str]) -> None:
        """UsageError for what could only fail later, file by file."""
        if self._job.password is not None and self._verifier.api is RemoteApi.V1:
            raise UsageError("remote_v1_password")
        if self._format == "html":
            if len(files) > 1:
                raise UsageError("crosscheck_html_one_file")
            if self._page is not None:
                self._check_page(self._page, files)

    def _check_page(self, page: Path, files: Sequence[str]) -> None:
        if Places.prepare(page, files, overwrite=True).pdf:
            raise UsageError("crosscheck_html_output", path=page)
        if not page.parent.is_dir():
            raise UsageError("output_unwritable", path=page)

    def one(self, name: str, number: int) -> int:
        """Verify, ask, compare and write one file; its exit code. Never raises."""
        try:
            return self._one(name, number)
        except RemoteError as error:
            return self._failed(name, error, 7)
        except EsignVerifyError as error:
            return self._failed(name, error, 2)
        except Exception as error:
            self._write_error(internal_error(name, error))
            return 5

    def _one(self, name: str, number: int) -> int:
        if name == "-":
            raise UsageError("remote_standard_input")
        examined = examine(name, self._job, number, self._count)
        if examined.result is None:
            self._write_error(examined)
            return 5 if examined.error_code == "internal_error" else 2
        comparison = self._compared(Path(name), examined.result)
        if self._format == "html":
            self._write_page(Path(name), examined.result, comparison)
        else:
            self._write(name, comparison)
        self._outcomes.append(comparison.outcome.value)
        return _OUTCOMES[comparison.outcome]

    def _compared(self, path: Path, result: VerificationResult) -> Comparison:
        from esign_verify.remote import compare

        self._tell()
        asked_at = datetime.now(UTC)
        document = result.document
        answer = self._verifier.ask(
            path,
            size=document.size,
            sha256=document.sha256,
            password=self._job.password if document.encrypted else None,
        )
        return compare(
            result,
            answer,
            server=self._verifier.server.address.origin,
            asked_at=asked_at,
            other_anchors=self._other_anchors(),
        )

    def _other_anchors(self) -> list[TrustAnchor]:
        """Bundled anchors that this run does not trust."""
        from esign_verify.chain import TrustStore

        own = {anchor.sha256 for anchor in self._job.trust.anchors}
        bundled = TrustStore.load(TrustStore.available()).anchors
        return [anchor for anchor in bundled if anchor.sha256 not in own]

    def _tell(self) -> None:
        """What leaves this machine, and where to, before the first request."""
        if self._told:
            return
        self._told = True
        lang, server = self._job.lang, self._verifier.server
        what = []
        if self._verifier.api is RemoteApi.V1:
            what.append(text("remote.what_file_name", lang))
        if self._job.password is not None:
            what.append(text("remote.what_password", lang))
        if server.credentials is not None:
            what.append(text("remote.what_credentials", lang))
        sentences = [
            text(
                "remote.notice",
                lang,
                server=server.address.origin,
                count=self._count,
                what=", ".join(what) or text("remote.what_nothing", lang),
            )
        ]
        if server.proxy is not None:
            sentences.append(text("remote.notice_proxy", lang, proxy=server.proxy.origin))
        if server.address.scheme == "http":
            sentences.append(text("remote.notice_plain", lang))
        click.echo(" ".join(sentences), err=True)

    def _failed(self, name: str, error: EsignVerifyError, code: int) -> int:
        self._write_error(Examination(name=name, error_code=error.code, error_params=error.params))
        return code

    def _write(self, name: str, comparison: Comparison) -> None:
        from esign_verify.render import crosscheck

        lang = self._job.lang
        if self._format == "json":
            if self._count == 1:
                rendered = crosscheck.render_comparison_json(comparison, lang=lang)
            else:
                rendered = crosscheck.render_comparison_line(comparison, encodable(name), lang=lang)
            self._stream.write(rendered + "\n")
            self._stream.flush()
        else:
            rendered = crosscheck.render_comparison_text(comparison, lang=lang)
            if self._count == 1:
                self._stream.write(rendered + "\n")
            else:
                self._stream.write(f"=== {safe_text(name)} ===\n{rendered}\n\n")

    def _write_page(self, path: Path, result: VerificationResult, comparison: Comparison) -> None:
        """The report on the file, as `report` writes it, with the comparison."""
        from esign_verify.report_page import report_page

        made = report_page(
            path,
            result,
            password=self._job.password,
            lang=self._job.lang,
            comparison=comparison,
        )
        if self._page is None:
            self._stream.write(made)
        else:
            write_whole(self._page, made.encode("utf-8"))

    def _write_error(self, examination: Examination) -> None:
        lang = self._job.lang
        if self._format == "json":
            write_line(self._stream, error_row(examination, lang, key="comparison"))
        click.echo(error_line(examination, lang), err=True)

    def finish(self) -> None:
        """After the last of several files in text: how many came to what."""
        if self._count == 1 or self._format == "json":
            return
        lang = self._job.lang
        counts = Counter(self._outcomes)
        parts = [f"{counts[outcome]} {outcome.value}" for outcome in Outcome if counts[outcome]]
        if missing := self._count - len(self._outcomes):
            parts.append(text("label.not_examined", lang, count=missing))
        line = text("label.summary", lang, count=self._count, parts=", ".join(parts))
        self._stream.write(line + "\n")
