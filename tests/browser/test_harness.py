"""The checks of pages find what they are for: each page here has one defect."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.browser import looks
from tests.browser.page import Doings, Page

NOTHING = Doings((), (), ())


def shown(page: Page, tmp_path: Path, body: str, *, head: str = "") -> Page:
    """The page with this body, opened; without a defect but those given."""
    file = tmp_path / "page.html"
    file.write_text(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Page</title>{head}'
        f"</head><body><main><h1>Heading</h1>{body}</main></body></html>",
        encoding="utf-8",
    )
    page.emulate()
    page.open(file)
    return page


def test_a_page_without_a_defect_passes_every_check(page: Page, tmp_path: Path) -> None:
    shown(page, tmp_path, "<details><summary>More</summary><p>Hidden words</p></details>")
    assert looks.words(page) == Counter(["heading", "more"])
    looks.open_everything(page)
    assert looks.words(page) == Counter(["heading", "more", "hidden", "words"])
    assert looks.violations(page) == []
    assert looks.outside(page, may_scroll=False) == []
    assert looks.outward(page) == []
    assert looks.runnable(page) == []
    printed = page.print()
    assert looks.missing(looks.words(page), looks.pdf_text(printed)) == []
    assert looks.off_paper(printed) == []
    assert page.doings() == NOTHING


@pytest.mark.parametrize(
    "body",
    [
        '<img alt="" src="http://example.com/a.png">',
        '<style>p { background: url("//example.com/b.png") } </style><p>x</p>',
        '<link rel="stylesheet" href="https://example.com/a.css">',
        '<iframe title="x" src="ftp://example.com/"></iframe>',
        '<img alt="" src="beside.png">',
        '<script>fetch("http://example.com/")</script>',
    ],
)
def test_a_request_is_seen(page: Page, tmp_path: Path, body: str) -> None:
    shown(page, tmp_path, body)
    assert len(page.doings().requests) == 1


@pytest.mark.parametrize(
    ("body", "console", "dialogs"),
    [
        ("<script>console.log('said')</script>", ("log: said",), ()),
        ("<script>missing()</script>", ("exception: Uncaught",), ()),
        ("<script>alert('said')</script>", (), ("said",)),
        ("<img alt='' src='data:,' onerror='alert(1)'>", (), ("1",)),
    ],
)
def test_a_script_that_runs_is_seen(
    page: Page, tmp_path: Path, body: str, console: tuple[str, ...], dialogs: tuple[str, ...]
) -> None:
    shown(page, tmp_path, body)
    assert page.doings() == Doings((), console, dialogs)
    assert looks.runnable(page) != []


def test_what_a_policy_of_the_page_forbids_is_seen(page: Page, tmp_path: Path) -> None:
    policy = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">'
    shown(page, tmp_path, "<script>alert(1)</script>", head=policy)
    (said,) = page.doings().console
    assert said.startswith("error: Executing inline script violates")


def test_addresses_that_lead_out_are_seen(page: Page, tmp_path: Path) -> None:
    shown(page, tmp_path, '<a href="#x">in</a> <a href="http://example.com/">out</a>')
    assert looks.outward(page) == ["http://example.com/"]


def test_what_cannot_be_read_is_seen(page: Page, tmp_path: Path) -> None:
    body = "<style>@media (prefers-color-scheme: dark) { p { color: #ccc } }</style><p>pale</p>"
    shown(page, tmp_path, body)
    page.emulate(dark=False)
    assert looks.violations(page) == []
    page.emulate(dark=True)
    (found,) = looks.violations(page)
    assert found.startswith("color-contrast: p:")


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('<p style="width: 900px">wide</p>', "the page: 908 of 700"),
        (f"<p>{'x' * 500}</p>", "the page:"),
        ('<div style="overflow: hidden; height: 9px"><p>a</p><p>b</p></div>', "DIV.: cut below"),
        ('<div style="overflow: auto"><p style="width: 900px">a</p></div>', "DIV.: cut aside"),
    ],
)
def test_what_is_cut_on_paper_is_seen(page: Page, tmp_path: Path, body: str, found: str) -> None:
    shown(page, tmp_path, body)
    page.emulate(media="print", width=700)
    assert any(line.startswith(found) for line in looks.outside(page, may_scroll=False))


def test_a_box_that_scrolls_cuts_nothing_on_a_screen(page: Page, tmp_path: Path) -> None:
    shown(page, tmp_path, '<div style="overflow: auto"><div style="width: 2000px">a</div></div>')
    assert [line for line in looks.outside(page) if line.startswith("DIV.: cut")] == []


def test_words_that_are_not_printed_are_seen(page: Page, tmp_path: Path) -> None:
    body = "<p>Signer signer</p><style>@media print { p { display: none } }</style>"
    shown(page, tmp_path, body)
    assert looks.missing(looks.words(page), looks.pdf_text(page.print())) == ["signer"]


def test_words_beside_the_paper_are_seen(page: Page, tmp_path: Path) -> None:
    body = '<style>@page { margin: 1cm }</style><p style="position: relative; left: -3cm">aside</p>'
    shown(page, tmp_path, body)
    assert looks.paper_width(page) == 718
    assert looks.missing(looks.words(page), looks.pdf_text(page.print())) == ["aside"]
