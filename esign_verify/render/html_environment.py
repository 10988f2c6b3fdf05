"""The templates of `reports/`, and the rule under which they may print anything at all.

Every value is escaped (autoescape, nowhere switched off), every name must exist
(StrictUndefined), and every text goes through `safe_text` on its way out, whoever
made it: no template can forget to. A page holds no script but one that its
Content-Security-Policy names by digest, and asks for nothing from anywhere.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from esign_verify._resources import resource_path
from esign_verify.errors import UsageError
from esign_verify.limits import MAX_TEXT
from esign_verify.messages import safe_text
from esign_verify.render.html_reader import Reader

STYLE = "report.css"
INDEX_SCRIPT = "index.js"


class DataUri:
    """Bytes as an address: too long to be read as text, and base64 needs no escaping."""

    def __init__(self, media_type: str, data: bytes) -> None:
        self._parts = (media_type, data)

    def __str__(self) -> str:
        media_type, data = self._parts
        return f"data:{media_type};base64,{base64.b64encode(data).decode('ascii')}"


def page(template: str, reader: Reader, *, script: str = "", **values: object) -> str:
    """A whole page. `script`: the one template file that it runs, none by default."""
    made = environment().get_template(template)
    return made.render(
        t=reader.text,
        lang=reader.lang,
        zone=reader.zone,
        content_policy=_content_policy(script),
        **values,
    )


@cache
def environment() -> Environment:
    """Raises UsageError where the installation lacks its templates."""
    try:
        folder = resource_path("reports")
    except FileNotFoundError as error:
        raise UsageError("resource_missing", name="reports") from error
    return Environment(
        loader=FileSystemLoader(folder, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def load_templates() -> None:
    """Read and compile them all, for a process whose forks will need them."""
    for name in environment().list_templates():
        environment().get_template(name)


def _finalize(value: object) -> object:
    """What a `{{ … }}` prints; the output of a macro is made of such pieces already."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return safe_text(value, MAX_TEXT)


def _content_policy(script: str) -> str:
    """Content-Security-Policy of the page: nothing from outside, only the style given here."""
    rules = ["default-src 'none'", f"style-src '{_digest(STYLE)}'", "img-src data:"]
    if script:
        rules.append(f"script-src '{_digest(script)}'")
    return "; ".join([*rules, "base-uri 'none'", "form-action 'none'"])


def template_text(name: str) -> str:
    """A file of `reports/` in which nothing is filled in."""
    return environment().get_template(name).render()


@cache
def _digest(name: str) -> str:
    content = template_text(name)
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode("ascii")
