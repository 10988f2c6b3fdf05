"""Room: Cryptographic Message Syntax (RFC 5652, CAdES) and all decoding of DER.

`read_cms(contents, form=…, content=…)` takes the bytes of /Contents or a time-stamp
token and gives `CmsEvidence`: what the SignedData says, and the checks that need no
trust (structure, attributes, message digest, signature value). Malformed input gives
failed checks, never an exception.

Not decided here: whether the certificate is trusted, what time it is, whether an
algorithm is still strong enough, what any of it means for the verdict.

`decode` opens the inner decoders (`der`, `x509`) and the raw signature check to the
rooms above, so that DER is decoded in one room only.
"""

from esign_verify.cms import decode
from esign_verify.cms.decoded import CmsForm
from esign_verify.cms.read import read as read_cms

__all__ = ["CmsForm", "decode", "read_cms"]
