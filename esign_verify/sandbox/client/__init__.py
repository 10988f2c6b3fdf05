"""The signing half of an Esign Client, in memory, over the throwaway PKI.

In: what the requests of the API say, as `SignRequest` and plain values, and a clock.
Out: signed PDFs, one-time codes, answers about users; `ClientError` with the numbers and
words that real servers send.

Standards: ISO 32000-2 12.8 (incremental update, signature field), RFC 6238 (TOTP).

Not decided here: HTTP, who may ask, and any verdict. What is signed here proves nothing to
anybody: every certificate says so in its name, every visible specimen in words.
"""

from esign_verify.sandbox.client.client import SandboxClient
from esign_verify.sandbox.client.errors import (
    ClientError,
    UnavailableError,
    no_certificate,
    required,
    unfit,
    unknown_signer,
)
from esign_verify.sandbox.client.people import Credential, Status, User
from esign_verify.sandbox.client.preparing import SigningLimits
from esign_verify.sandbox.client.requests import Placement, SignRequest, Specimen
from esign_verify.sandbox.client.seeds import NIK, Seeds, load_seeds
from esign_verify.sandbox.client.totp import Code

__all__ = [
    "NIK",
    "ClientError",
    "Code",
    "Credential",
    "Placement",
    "SandboxClient",
    "Seeds",
    "SignRequest",
    "SigningLimits",
    "Specimen",
    "Status",
    "UnavailableError",
    "User",
    "load_seeds",
    "no_certificate",
    "required",
    "unfit",
    "unknown_signer",
]
