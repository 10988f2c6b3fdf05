"""A report looked at from every side: what is wrong with it, as a list that should be empty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.browser import looks
from tests.browser.page import Page

SCREENS = ((1280, 800), (390, 844))
"""a desk, a telephone; CSS pixels"""


@dataclass(frozen=True)
class Wanted:
    first: Sequence[str]
    """what must be seen before anything is scrolled"""

    somewhere: Sequence[str]
    """what must be read on the page, and on paper"""

    scripts: int = 0
    links: Sequence[str] = ()
    """addresses of other files that the page may name"""


def faults(page: Page, file: Path, wanted: Wanted) -> list[str]:
    """Everything that is asked of a report; a line for each thing that does not hold."""
    page.emulate()
    page.open(file)
    before = [*_still(page, wanted), *_first_sight(page, wanted)]
    printed = page.print()  # as it comes: what is folded on a screen is not so on paper
    looks.open_everything(page)
    return [
        *before,
        *_readable(page, wanted),
        *_on_paper(page, printed, wanted),
        *_quiet(page),
    ]


def _still(page: Page, wanted: Wanted) -> Iterator[str]:
    """Nothing in it that could run, and nothing that leads out, but what is known."""
    if (found := looks.runnable(page)) != ["script"] * wanted.scripts:
        yield f"runs: {found}"
    if (out := looks.outward(page)) != list(wanted.links):
        yield f"leads out: {out}"


def _first_sight(page: Page, wanted: Wanted) -> Iterator[str]:
    for width, height in SCREENS:
        page.emulate(width=width, height=height)
        for phrase in wanted.first:
            if not looks.in_sight(page, phrase):
                yield f"not in sight at {width}x{height}: {phrase}"
        yield from (f"at {width}: {line}" for line in looks.outside(page))


def _readable(page: Page, wanted: Wanted) -> Iterator[str]:
    for width, height in SCREENS:
        page.emulate(width=width, height=height)
        yield from (f"open, at {width}: {line}" for line in looks.outside(page))
    for dark in (False, True):
        page.emulate(dark=dark)
        yield from (f"{'dark' if dark else 'light'}: {line}" for line in looks.violations(page))
    read = looks.text(page)
    yield from (f"not said: {phrase}" for phrase in wanted.somewhere if phrase not in read)


def _on_paper(page: Page, printed: bytes, wanted: Wanted) -> Iterator[str]:
    page.emulate(media="print", width=looks.paper_width(page))
    yield from (f"on paper: {line}" for line in looks.outside(page, may_scroll=False))
    text = looks.pdf_text(printed)
    yield from (f"not printed: {word}" for word in looks.missing(looks.words(page), text))
    yield from looks.off_paper(printed)
    for phrase in wanted.somewhere:
        if looks.plain(phrase) not in text:
            yield f"not printed whole: {phrase}"


def _quiet(page: Page) -> Iterator[str]:
    done = page.doings()
    yield from (f"asked for: {url}" for url in done.requests)
    yield from (f"on the console: {line}" for line in done.console)
    yield from (f"in a dialog: {line}" for line in done.dialogs)
