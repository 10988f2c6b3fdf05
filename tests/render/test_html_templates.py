"""What the templates may not do, whoever edits them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import StrictUndefined, UndefinedError, nodes

from esign_verify.render.html_environment import environment
from tests.messages.test_messages import catalogue

REPORTS = Path(__file__).resolve().parents[2] / "reports"
TEMPLATES = sorted(path.name for path in REPORTS.glob("*.html"))
ASSETS = {"report.css", "pdf.css", "index.js"}


def syntax(name: str) -> nodes.Template:
    return environment().parse((REPORTS / name).read_text("utf-8"))


def test_the_folder_holds_templates_and_what_they_include() -> None:
    assert {path.name for path in REPORTS.iterdir()} == set(TEMPLATES) | ASSETS


def test_everything_is_escaped_and_every_name_must_exist() -> None:
    assert environment().autoescape is True
    assert environment().undefined is StrictUndefined
    with pytest.raises(UndefinedError):
        environment().from_string("{{ nothing }}").render()
    written = environment().from_string('<p title="{{ x }}">{{ x }}</p>').render(x="\"'<&>\x1b")
    shown = "&#34;&#39;&lt;&amp;&gt;\N{REPLACEMENT CHARACTER}"
    assert written == f'<p title="{shown}">{shown}</p>'


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_template_switches_escaping_off(name: str) -> None:
    tree = syntax(name)
    filters = {node.name for node in tree.find_all(nodes.Filter)}
    assert filters <= {"length"}
    assert list(tree.find_all(nodes.ScopedEvalContextModifier)) == []
    assert list(tree.find_all(nodes.MarkSafe)) == []
    assert "autoescape" not in (REPORTS / name).read_text("utf-8")


def test_no_renderer_makes_markup() -> None:
    """`Markup` is named where macros' output is recognised, and made nowhere."""
    package = REPORTS.parent / "esign_verify"
    users = {
        path.name
        for path in package.rglob("*.py")
        if re.search(r"\bMarkup\b|\b__html__\b", path.read_text("utf-8"))
    }
    assert users == {"html_environment.py"}
    source = (package / "render" / "html_environment.py").read_text("utf-8")
    assert re.findall(r"\bMarkup\(", source) == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_attributes_are_quoted(name: str) -> None:
    """An unquoted attribute ends at a blank, whatever is escaped."""
    source = (REPORTS / name).read_text("utf-8")
    assert re.findall(r"=\s*\{\{", source.replace('="{{', "")) == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_text_of_a_template_has_words_in_every_language(name: str) -> None:
    """`t("report.x", count=…)`: the code exists, and what it needs is given."""
    known = catalogue("en")
    for call in syntax(name).find_all(nodes.Call):
        if not isinstance(call.node, nodes.Name) or call.node.name != "t":
            continue
        (code,) = call.args
        assert isinstance(code, nodes.Const)
        wanted = set(re.findall(r"\{(\w+)\}", known[code.value]))
        assert wanted == {argument.key for argument in call.kwargs}, code.value


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_holds_no_words_of_its_own(name: str) -> None:
    """What a reader reads comes from the catalogues: nothing stays in one language."""
    source = (REPORTS / name).read_text("utf-8")
    outside = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", " ", source, flags=re.DOTALL)
    words = set(re.findall(r"[A-Za-z]{2,}", re.sub(r"&#?\w+;", " ", outside)))
    assert words <= {"SHA"}


def test_the_script_and_the_style_are_what_their_digests_say() -> None:
    """They are included as they are: nothing in them is read as a template."""
    for name in ASSETS:
        source = (REPORTS / name).read_text("utf-8")
        assert not re.search(r"\{[{%#]", source), name
        assert "</" not in source, name
