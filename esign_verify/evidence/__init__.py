"""Facts: what the rooms report about a document, as frozen dataclasses.

Law 1: evidence is data; the verdict is a function of it (`policy.conclude`).
Law 2: three answers, never two: a `Check` is PASSED, FAILED or NOT_CHECKED and
has no truth value.

Times are aware datetimes in UTC. Byte strings are DER unless said otherwise.
Fields hold only plain values, tuples and other classes of this package, so that
`evidence_json.to_json` / `from_json` round-trip everything here.
"""

from __future__ import annotations

from esign_verify.evidence.certificates import (
    KEY_USAGES,
    CertificateEvidence,
    Name,
    NameAttribute,
    PathCheck,
    PathEvidence,
    RevocationData,
    RevocationEvidence,
    RevocationOrigin,
    RevocationStatus,
    TrustAnchor,
)
from esign_verify.evidence.changes import (
    Change,
    ChangeKind,
    ChangeReason,
    ModificationLevel,
    Overlay,
)
from esign_verify.evidence.checks import (
    Check,
    Outcome,
)
from esign_verify.evidence.cms import (
    Algorithm,
    CertificateReference,
    CmsEvidence,
    TimestampEvidence,
    TimestampKind,
)
from esign_verify.evidence.document import (
    DocumentEvidence,
    DssEvidence,
    Evidence,
    FieldMdp,
    Revision,
    RiskIndicator,
    RiskKind,
    SignatureEvidence,
    SignatureField,
)

__all__ = [
    "KEY_USAGES",
    "Algorithm",
    "CertificateEvidence",
    "CertificateReference",
    "Change",
    "ChangeKind",
    "ChangeReason",
    "Check",
    "CmsEvidence",
    "DocumentEvidence",
    "DssEvidence",
    "Evidence",
    "FieldMdp",
    "ModificationLevel",
    "Name",
    "NameAttribute",
    "Outcome",
    "Overlay",
    "PathCheck",
    "PathEvidence",
    "Revision",
    "RevocationData",
    "RevocationEvidence",
    "RevocationOrigin",
    "RevocationStatus",
    "RiskIndicator",
    "RiskKind",
    "SignatureEvidence",
    "SignatureField",
    "TimestampEvidence",
    "TimestampKind",
    "TrustAnchor",
]
