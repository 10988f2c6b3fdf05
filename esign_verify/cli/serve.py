"""`esign-verify serve`: the same verdicts over HTTP."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from esign_verify.cli.extras import require_extra
from esign_verify.cli.moments import parse_moment
from esign_verify.cli.options import PROFILE, usage_errors
from esign_verify.limits import MAX_MEBIBYTES, MAX_SECONDS
from esign_verify.messages import text

if TYPE_CHECKING:
    from esign_verify.service import ServiceSettings

EXTRA = ("fastapi", "uvicorn", "python_multipart")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="0: any free."
)
@click.option(
    "--credentials",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="PATH",
    help="Who may ask, by Basic auth; made with `esign-verify serve-user`. Without it "
    "anybody on this machine, and the program listens nowhere else.",
)
@click.option(
    "--trust",
    multiple=True,
    metavar="NAME|PATH",
    help="Anchors to accept, as for `verify`. May be repeated.",
)
@click.option(
    "--policy",
    default="standard",
    show_default=True,
    metavar="NAME|PATH",
    help="standard, strict, or a TOML file.",
)
@click.option(
    "--at",
    callback=lambda _context, _option, value: None if value is None else parse_moment(value),
    metavar="TIME",
    help="The moment of every verdict, ISO 8601. Default: that of each request.",
)
@PROFILE
@click.option(
    "--compat",
    is_flag=True,
    help="Answer errors of the two verify endpoints as the Esign Client does: 500, 401 "
    "or 405, without a reason.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    metavar="N",
    help="Documents verified at once. Default: one for each processor.",
)
@click.option(
    "--queue",
    type=click.IntRange(1, 10_000),
    metavar="N",
    help="Requests that may wait beyond that. Default: 16 for each worker.",
)
@click.option(
    "--per-client",
    type=click.IntRange(1, 10_000),
    default=32,
    show_default=True,
    metavar="N",
    help="Requests at once of one user or address.",
)
@click.option(
    "--upload-limit",
    type=click.IntRange(1, 4096),
    default=100,
    show_default=True,
    metavar="MIB",
    help="For one document.",
)
@click.option(
    "--time-limit",
    type=click.IntRange(min=1),
    default=MAX_SECONDS,
    show_default=True,
    metavar="SECONDS",
    help="For the verification of one document.",
)
@click.option(
    "--memory-limit",
    type=click.IntRange(min=1),
    default=MAX_MEBIBYTES,
    show_default=True,
    metavar="MIB",
    help="For the same, where the system can limit it.",
)
@click.option(
    "--client-timeout",
    type=click.IntRange(1, 3600),
    default=20,
    show_default=True,
    metavar="SECONDS",
    help="Silence after which a client is given up.",
)
@click.option(
    "--lang",
    type=click.Choice(["id", "en"]),
    default="id",
    show_default=True,
    help="Language of this command's own messages.",
)
def command(
    host: str,
    port: int,
    credentials: Path | None,
    trust: tuple[str, ...],
    policy: str,
    at: datetime | None,
    profile: str,
    compat: bool,
    workers: int | None,
    queue: int | None,
    per_client: int,
    upload_limit: int,
    time_limit: int,
    memory_limit: int,
    client_timeout: int,
    lang: str,
) -> None:
    """Serve the Esign Client's verify endpoints, the full result, reports and a page.

    Needs the extra `service`. At SIGTERM what is being examined is finished, and
    who waits is refused. Documents are kept while they are examined, and no longer.
    """
    with usage_errors(lang):
        require_extra("service", EXTRA)
        from esign_verify.service import ServiceSettings

        _serve(
            ServiceSettings(
                host=host,
                port=port,
                trust=trust,
                policy=policy,
                profile=profile,
                at=at,
                credentials=credentials,
                compat=compat,
                workers=workers or os.cpu_count() or 1,
                seconds=time_limit,
                mebibytes=memory_limit,
                upload_mebibytes=upload_limit,
                queue=queue or 0,
                per_client=per_client,
                silent_seconds=client_timeout,
            ),
            lang,
        )


def _serve(settings: ServiceSettings, lang: str) -> None:
    """Until it is told to stop; what it says goes to standard error."""
    from esign_verify.service import is_loopback, run

    host = settings.host

    def say(label: str, **params: object) -> None:
        click.echo(text(f"label.{label}", lang, **params), err=True)

    def ready(port: int) -> None:
        if settings.credentials is None:
            say("service_no_users")
        if not is_loopback(host):
            say("sandbox_open", host=host)
        shown = f"[{host}]" if ":" in host else host
        say("service_ready", url=f"http://{shown}:{port}")

    run(
        settings,
        ready=ready,
        stopping=lambda: say("service_stopping"),
        stopped=lambda: say("service_stopped"),
    )
