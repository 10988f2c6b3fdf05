"""Room: time-stamp tokens (RFC 3161, RFC 5816).

`read_timestamp(token, kind=…, imprinted=…)` takes the bytes of a token and what it
should be over, and gives `TimestampEvidence`: the token's CMS, its TSTInfo, and the
checks of imprint and TSA certificate. Malformed tokens give failed checks.

Not decided here: whether the TSA is trusted, and what the time proves.
"""

from esign_verify.timestamp.token import read_timestamp

__all__ = ["read_timestamp"]
