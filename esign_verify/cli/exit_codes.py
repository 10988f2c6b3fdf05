"""What the exit code of `verify` says: the worst of all files."""

from __future__ import annotations

from collections.abc import Iterable

from esign_verify.cli.examine import Examination
from esign_verify.result import DocumentConclusion

EXIT_CODES = {
    0: "all VALID",
    1: "some INVALID",
    2: "wrong usage, or a file that cannot be examined",
    3: "none INVALID, some WARNING",
    4: "no signature",
    5: "internal error",
}

EPILOG = "Exit codes: " + "; ".join(f"{code} {words}" for code, words in EXIT_CODES.items()) + "."
"""What the help of a command that verifies ends with."""

SEVERITY = (5, 1, 2, 3, 4, 0)
"""Which code wins where files differ."""

_CONCLUSIONS = {
    DocumentConclusion.VALID: 0,
    DocumentConclusion.INVALID: 1,
    DocumentConclusion.WARNING: 3,
    DocumentConclusion.NO_SIGNATURE: 4,
}


def exit_code(examinations: Iterable[Examination]) -> int:
    """The code of several files, by `SEVERITY`."""
    codes = {_code(examination) for examination in examinations}
    return next(code for code in SEVERITY if code in codes)


def _code(examination: Examination) -> int:
    if examination.result is not None:
        return _CONCLUSIONS[examination.result.conclusion]
    return 5 if examination.error_code == "internal_error" else 2
