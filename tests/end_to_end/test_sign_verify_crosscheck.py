"""Signed by the sandbox, verified by `serve`, cross-checked with both: three processes agree."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx2
import pytest

from esign_verify import RENDERERS, TrustStore, verify
from esign_verify.remote.settings import ENV_SECRET, ENV_USERNAME
from esign_verify.report_page import report_page
from tests.end_to_end.conftest import APPLICATION, Servers

PERSON, INSTITUTION = "Pengguna ISSUE (Sandbox)", "INSTANSI SANDBOX (Sandbox)"
SIGNERS = {
    "v1-invisible": [PERSON],
    "v1-visible": [PERSON],
    "v2-first": [PERSON],
    "v2-second": [PERSON],
    "sealed": [INSTITUTION],
    "sealed-and-signed": [INSTITUTION, PERSON],
    "unsigned": [],
    "altered": [PERSON],
}
CONCLUSIONS = {
    **dict.fromkeys(SIGNERS, "VALID"), "unsigned": "NO_SIGNATURE", "altered": "INVALID",
}  # fmt: skip

NAMES = {
    "v1": ("summary", "notes", "info_signer.cert_user_certified"),
    "v2": ("conclusion", "description", "certificateTrusted"),
}

Difference = tuple[str, str, Any, Any, str]
"""name, agreement, ours, theirs, code"""


def crosscheck(
    servers: Servers, whom: str, api: str, *paths: Path, trusting: bool = True
) -> tuple[int, list[Any]]:
    """Exit code, and one comparison a file."""
    command = [sys.executable, "-m", "esign_verify", "crosscheck", "--url", servers.url(whom)]
    command += ["--api", api, "--format", "json", *(["--trust", str(servers.trust)] * trusting)]
    who = {ENV_USERNAME: APPLICATION[0], ENV_SECRET: APPLICATION[1]}
    done = subprocess.run(
        [*command, *map(str, paths)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | who,
    )
    assert len(done.stderr.splitlines()) == 1, done.stderr
    if len(paths) == 1:
        return done.returncode, [json.loads(done.stdout)]
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["file"] for row in rows] == [str(path) for path in paths]
    return done.returncode, [row["comparison"] for row in rows]


def differences(comparison: Any) -> list[Difference]:
    """Every value of the document and of its signatures that is not the same."""
    fields = [*comparison["fields"]]
    for signature in comparison["signatures"]:
        fields += signature["fields"]
    keys = ("name", "agreement", "ours", "theirs", "code")
    return [
        tuple(field.get(key) for key in keys)  # type: ignore[misc]
        for field in fields
        if field["agreement"] != "SAME"
    ]


@pytest.mark.parametrize("whom", ["sandbox", "serve"])
@pytest.mark.parametrize("api", ["v1", "v2"])
def test_three_programs_agree(
    servers: Servers, documents: Mapping[str, Path], whom: str, api: str
) -> None:
    code, comparisons = crosscheck(servers, whom, api, *documents.values())
    said = {
        name: (one["outcome"], one["fields"][0]["theirs"], len(one["signatures"]), differences(one))
        for name, one in zip(documents, comparisons, strict=True)
    }
    assert said == {
        name: ("AGREE", CONCLUSIONS[name], len(signers), []) for name, signers in SIGNERS.items()
    }
    assert code == 0


VALID, VALID_WORDS = "VALID", "Dokumen valid, Sertifikat yang digunakan terpercaya"
WARNING, WARNING_WORDS = (
    "WARNING",
    "Keabsahan dokumen belum dapat dipastikan: sertifikat, waktu, atau tanda tangan "
    "elektroniknya belum dapat diverifikasi sepenuhnya",
)


@pytest.mark.parametrize("api", ["v1", "v2"])
def test_a_server_that_trusts_others_contradicts(
    servers: Servers, documents: Mapping[str, Path], api: str
) -> None:
    code, (comparison,) = crosscheck(servers, "stranger", api, documents["v2-first"])
    assert (code, comparison["outcome"]) == (6, "CONTRADICT")
    conclusion, words, trusted = NAMES[api]
    contradictions = [
        (conclusion, "CONTRADICTION", VALID, WARNING, "conclusion_differs"),
        (words, "CONTRADICTION", VALID_WORDS, WARNING_WORDS, "differs"),
        (trusted, "CONTRADICTION", True, False, "trust_differs"),
    ]
    if api == "v1":
        name = "signature_document.signed_using_tsa"
        contradictions.append((name, "CONTRADICTION", True, False, "differs"))
    assert differences(comparison) == contradictions


@pytest.mark.parametrize("api", ["v1", "v2"])
def test_who_trusts_others_than_the_server_is_told(
    servers: Servers, documents: Mapping[str, Path], api: str
) -> None:
    path = documents["v2-first"]
    code, (comparison,) = crosscheck(servers, "serve", api, path, trusting=False)
    assert (code, comparison["outcome"]) == (6, "CONTRADICT")
    conclusion, words, trusted = NAMES[api]
    expected = [
        (conclusion, "CONTRADICTION", WARNING, VALID, "conclusion_differs"),
        (words, "CONTRADICTION", WARNING_WORDS, VALID_WORDS, "differs"),
        (trusted, "CONTRADICTION", False, True, "trust_differs"),
    ]
    if api == "v1":
        name = "signature_document.signed_using_tsa"
        expected.append((name, "EXPLAINED", False, True, "stamp_unproven"))
    assert differences(comparison) == expected


@pytest.mark.parametrize("name", SIGNERS)
def test_what_both_servers_say(
    servers: Servers, documents: Mapping[str, Path], loopback: None, name: str
) -> None:
    path, said = documents[name], []
    pdf = path.read_bytes()
    for whom in ("sandbox", "serve"):
        with httpx2.Client(base_url=servers.url(whom), auth=APPLICATION, timeout=120) as http:
            v1 = http.post("/api/sign/verify", files={"signed_file": (path.name, pdf)})
            v2 = http.post("/api/v2/verify/pdf", json={"file": base64.b64encode(pdf).decode()})
        assert (v1.status_code, v2.status_code) == (200, 200)
        old, new = v1.json(), v2.json()
        assert (old["nama_dokumen"], old["summary"], new["conclusion"]) == (
            path.name, CONCLUSIONS[name], CONCLUSIONS[name],
        )  # fmt: skip
        assert [one["info_signer"]["signer_name"] for one in old["details"]] == SIGNERS[name]
        intact = name != "altered"
        assert [
            (one["signerName"], one["integrityValid"], one["certificateTrusted"])
            for one in new["signatureInformations"]
        ] == [(signer, intact, True) for signer in SIGNERS[name]]
        said.append((v1.content, v2.content))
    assert said[0] == said[1]


@pytest.mark.parametrize("name", SIGNERS)
def test_the_full_result_and_the_report_of_serve(
    servers: Servers, documents: Mapping[str, Path], loopback: None, name: str
) -> None:
    """What the library itself says at that moment, byte for byte."""
    path = documents[name]
    files = {"file": (path.name, path.read_bytes())}
    result = verify(path, trust=TrustStore.load([str(servers.trust)]), at=servers.at)
    assert result.conclusion.value == CONCLUSIONS[name]
    with httpx2.Client(base_url=servers.serve, timeout=120) as http:
        full = http.post("/api/verify?lang=en", files=files)
        report = http.post("/report?lang=en", files=files)
    assert (full.status_code, full.text) == (200, RENDERERS["json"](result, lang="en"))
    page = report_page(path, result, password=None, lang="en")
    assert (report.status_code, report.text) == (200, page)
