"""The two verify endpoints' verdict: that of the library, under the sandbox's trust."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import Response

from esign_verify.chain import TrustStore
from esign_verify.engine import verify
from esign_verify.errors import DocumentError, EncryptedError
from esign_verify.render import RENDERERS
from esign_verify.result import VerificationResult
from esign_verify.sandbox.client import SandboxClient, unfit


class Verifying:
    """Holds the anchors of one sandbox."""

    def __init__(self, client: SandboxClient, *, profile: str = "2023") -> None:
        self._client = client
        self._profile = profile
        anchors = client.pki.trust_certificates
        self._trust = TrustStore.from_certificates(anchors, name="sandbox")

    def verify(self, pdf: bytes, password: str | None) -> VerificationResult:
        """HTTPException 500 for what is no PDF, as real servers answer."""
        try:
            return verify(pdf, trust=self._trust, at=self._client.now(), password=password)
        except EncryptedError as error:
            # nothing is published on this case
            raise unfit("password") from error
        except DocumentError as error:
            raise HTTPException(500) from error

    def rendered(self, version: str, result: VerificationResult) -> Response:
        body = RENDERERS[version](result, profile=self._profile)
        return Response(body, media_type="application/json")
