"""What a remote verifier said of a document, and how it compares with our own result.

What was said is kept as it was said: nothing here is believed, and `policy/` never sees it.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from esign_verify._frozen import frozen

RemoteValue = str | int | bool | None | tuple[str, ...]
"""One value of an answer; a list of texts as a tuple."""


class RemoteApi(StrEnum):
    """Which of the two verify endpoints."""

    V1 = "v1"
    """`POST /api/sign/verify`"""
    V2 = "v2"
    """`POST /api/v2/verify/pdf`"""


class ServerForm(StrEnum):
    """Which generation of servers an answer looks like."""

    LEGACY = "1.x"
    CURRENT = "2.x"
    WITH_LTV = "2025"


@frozen(kw_only=True)
class RemoteSignature:
    """One element of `signatureInformations` (v2) or `details` (v1)."""

    id: str
    """`S-…`; empty in v1 and where it is not stated"""
    field_name: str
    values: tuple[tuple[str, RemoteValue], ...]
    """by the path on the wire (`info_tsa.name`, `certificateDetails[0].id`), in the manual's
    order whatever the order on the wire; a key that the server left out is left out here"""


@frozen(kw_only=True)
class RemoteAnswer:
    """One answer with status 200, read and not believed."""

    api: RemoteApi
    form: ServerForm
    conclusion: str | None
    """`conclusion` (v2), `summary` (v1)"""
    description: str | None
    """`description` (v2), `notes` (v1)"""
    stated_count: int | None
    """`signatureCount` (v2), `jumlah_signature` (v1); not counted by us"""
    signatures: tuple[RemoteSignature, ...]
    """in the order of the answer"""
    manual_order: bool
    """the keys stood in the order of the manual"""
    unknown_keys: tuple[str, ...] = ()
    """paths that the manual does not know; the first few, sorted"""
    file_name: str | None = None
    """`nama_dokumen` (v1)"""


class Agreement(StrEnum):
    """What a comparison of one value found."""

    SAME = "SAME"
    EXPLAINED = "EXPLAINED"
    """they differ, and what is known of servers or of this document says why"""
    CONTRADICTION = "CONTRADICTION"
    NOT_COMPARED = "NOT_COMPARED"
    """one of the two does not say; never taken for the same"""


class MatchedBy(StrEnum):
    """How a signature of ours and one of the answer were found to be the same one."""

    IDENTIFIER = "identifier"
    FIELD_NAME = "field_name"
    NOTHING = "nothing"


@frozen(kw_only=True)
class ComparedField:
    """One value beside the other. `code` has a text `crosscheck.<code>`; empty where SAME."""

    name: str
    agreement: Agreement
    ours: RemoteValue
    theirs: RemoteValue
    code: str = ""
    params: tuple[tuple[str, str], ...] = ()


@frozen(kw_only=True)
class ComparedSignature:
    """One signature of ours and one of the answer, or one that has no partner."""

    number: int | None
    """in our result, from 1; None where only the server lists it"""
    remote_number: int | None
    """in the answer, from 1; None where only we list it"""
    field_name: str
    matched_by: MatchedBy
    fields: tuple[ComparedField, ...]


class Outcome(StrEnum):
    """What a comparison comes to."""

    AGREE = "AGREE"
    CONTRADICT = "CONTRADICT"
    UNDECIDED = "UNDECIDED"
    """no contradiction, but a verdict that could not be compared"""


@frozen(kw_only=True)
class Comparison:
    """Our finished result beside the server's answer."""

    file_name: str
    sha256: str
    """lower-case hex of the document that both were given"""
    server: str
    """scheme, host and port"""
    api: RemoteApi
    form: ServerForm
    profile: str
    """of our own v1 or v2 answer that was compared"""
    policy: str
    validation_time: datetime
    """the moment of our verdict"""
    asked_at: datetime
    """when the server was asked"""
    conclusion: str | None
    """as the server stated it; None where it states none"""
    outcome: Outcome
    fields: tuple[ComparedField, ...]
    """about the document"""
    signatures: tuple[ComparedSignature, ...]
    """in the order of our result, then those that only the server lists"""
    unknown_keys: tuple[str, ...] = ()
