"""The exceptions of this library.

EsignVerifyError
├── UsageError             the caller's mistake: an unknown policy, a naive time
│   ├── PolicyError        a policy file that cannot be used
│   └── TrustError         a trust store that cannot be used, or does not match its manifest
├── DocumentError          the file cannot be examined; `code` says why
│   ├── NotAPdfError       no `%PDF-` header, empty, or no readable structure
│   ├── EncryptedError     a password is needed, or the one given is wrong
│   └── LimitError         over one of the limits of `limits.py`
├── IsolationError         the child process that examined the file gave no answer
├── RemoteError            a remote verifier that gave no answer, or none that can be read
└── DecodeError            bytes that are not what they should be; never leaves a room

A bad signature is a result, not an exception. What is raised here means that no
result can be given for the file at all.
"""

from __future__ import annotations


class EsignVerifyError(Exception):
    """Base of everything this library raises on purpose.

    `code` is a stable message code (see `messages/`), `params` its parameters.
    """

    default_code = "internal_error"

    def __init__(self, code: str = "", **params: object) -> None:
        self.code = code or self.default_code
        self.params = {name: str(value) for name, value in params.items()}
        details = ", ".join(f"{name}={value}" for name, value in self.params.items())
        super().__init__(f"{self.code} ({details})" if details else self.code)


class UsageError(EsignVerifyError):
    """The caller asked for something that has no meaning."""

    default_code = "usage_error"


class PolicyError(UsageError):
    """A policy that is unknown, malformed, or names unknown rules."""

    default_code = "policy_unusable"


class TrustError(UsageError):
    """A trust store that cannot be read or does not match its manifest."""

    default_code = "trust_unusable"


class DocumentError(EsignVerifyError):
    """The file cannot be examined as a PDF document."""

    default_code = "document_unreadable"


class NotAPdfError(DocumentError):
    """The bytes are not a PDF document, or too damaged to find its structure."""

    default_code = "not_a_pdf"


class EncryptedError(DocumentError):
    """The document is encrypted and the password is missing or wrong."""

    default_code = "password_required"


class LimitError(DocumentError):
    """The document is over one of the limits of `limits.py`."""

    default_code = "limit_exceeded"


class IsolationError(EsignVerifyError):
    """A document examined in a child process that took too long, too much, or died.

    `isolated_timeout`, `isolated_memory`, `isolated_crash`; `isolation_unavailable` where
    no child can be started; `internal_error` for a bug of ours inside it.
    """

    default_code = "isolated_crash"


class RemoteError(EsignVerifyError):
    """A remote verifier was asked and gave no answer that can be used.

    Never holds a credential, a password or a part of the document.
    """

    default_code = "remote_unavailable"


class DecodeError(EsignVerifyError):
    """Bytes inside a document that do not decode (ASN.1, PDF syntax)."""

    default_code = "malformed"


def where(error: BaseException) -> str:
    """The kind of an error and the lines it came through; never its words, which may be a
    document's."""
    places = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return f"{type(error).__name__} at {' '.join(places[-8:])}"
