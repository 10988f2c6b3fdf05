"""The two verify endpoints' verdict: that of the library, under the sandbox's trust.

Documents are examined by the workers of `serve`, within their limits.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.exceptions import HTTPException
from starlette.responses import Response

from esign_verify.errors import EncryptedError, EsignVerifyError
from esign_verify.isolation import Showing
from esign_verify.sandbox import to_pem
from esign_verify.sandbox.client import SandboxClient, unfit
from esign_verify.service.pool import WorkerPool
from esign_verify.service.refusals import compat_status, status_of
from esign_verify.service.settings import ServiceSettings


class Verifying:
    """Workers that hold the anchors of one sandbox; each starts when it is first needed."""

    def __init__(self, client: SandboxClient, *, profile: str = "2023") -> None:
        self._client = client
        self._profile = profile
        with TemporaryDirectory(prefix="esign-sandbox-") as folder:
            anchors = Path(folder) / "sandbox.pem"
            anchors.write_text(to_pem(client.pki.trust_certificates), encoding="ascii")
            self._pool = WorkerPool(ServiceSettings(trust=(str(anchors),)))

    def close(self) -> None:
        self._pool.close()

    async def answer(
        self, version: str, pdf: bytes, *, file_name: str = "", password: str = ""
    ) -> Response:
        """HTTPException 500 for what is no PDF or over a limit, as real servers answer."""
        with TemporaryDirectory(prefix="esign-sandbox-") as folder:
            path = Path(folder) / "document.pdf"
            path.write_bytes(pdf)
            try:
                text = await self._shown(version, path, file_name, password or None)
            except EncryptedError as error:
                # nothing is published on this case
                raise unfit("password") from error
            except EsignVerifyError as error:
                raise HTTPException(compat_status(status_of(error))) from error
        return Response(text, media_type="application/json")

    async def _shown(self, version: str, path: Path, file_name: str, password: str | None) -> str:
        """All that is asked of `serve`'s workers."""
        shown = await self._pool.show(
            path,
            Showing(format=version, profile=self._profile),
            file_name=file_name,
            at=self._client.now(),
            password=password,
        )
        return shown.text
