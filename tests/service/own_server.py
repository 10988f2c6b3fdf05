"""A service with settings that have no option, and the children of `slow_worker`."""

from __future__ import annotations

import json
import sys

import click
import pytest

from esign_verify.service import ServiceSettings, run
from tests.conftest import NOW
from tests.service.slow_worker import use_it


def main(trust: str, settings: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        use_it(patch)
        run(
            ServiceSettings(port=0, trust=(trust,), at=NOW, workers=1, **json.loads(settings)),
            ready=lambda port: click.echo(f"http://127.0.0.1:{port} - ", err=True),
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
