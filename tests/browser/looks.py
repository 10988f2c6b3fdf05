"""What is asked of every page: accessible, nothing wider than its place, nothing cut."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from pathlib import Path

from tests.browser.page import Page

AXE = Path(__file__).parent / "vendor" / "axe.min.js"

A4 = (595.276, 841.89)
"""points"""

_LEFT_OUT = frozenset("-\u00ad\u2010\u2011\ufffd\ufffe\0\2")

LONG = 4
"""letters of a word that is counted; shorter ones are found in others"""

BREAKABLE = 30
"""letters of a word that no line may have room for"""

_OPEN = "document.querySelectorAll('details').forEach(details => { details.open = true; })"

_AXE = """
axe.run(document, {resultTypes: ['violations']}).then(found => found.violations.flatMap(
    rule => rule.nodes.map(node => `${rule.id}: ${node.target.join(' ')}: ${node.failureSummary}`)
))
"""

# Elements that are for screen readers only are a pixel large or beyond the left edge, on purpose.
_OUTSIDE = """
(() => {
    const width = document.documentElement.clientWidth;
    const found = [];
    const whole = side => style => style[side] === 'visible' || SCROLLS.includes(style[side]);
    const [besides, below] = [whole('overflowX'), whole('overflowY')];
    const scrolled = element => {
        for (let one = element.parentElement; one; one = one.parentElement)
            if (SCROLLS.includes(getComputedStyle(one).overflowX)) return true;
        return false;
    };
    if (document.documentElement.scrollWidth > width)
        found.push(`the page: ${document.documentElement.scrollWidth} of ${width}`);
    for (const element of document.body.querySelectorAll('*')) {
        if (!element.checkVisibility({visibilityProperty: true})) continue;
        const box = element.getBoundingClientRect();
        if (box.width <= 1 || box.height <= 1 || box.right <= 0) continue;
        const name = element.tagName + '.' + (element.className.baseVal ?? element.className);
        const style = getComputedStyle(element);
        if ((box.right > width + 1 || box.left < -1) && !scrolled(element))
            found.push(`${name}: ${box.left} to ${box.right} of ${width}`);
        if (style.display === 'inline' || element instanceof SVGElement) continue;
        if (!besides(style) && element.scrollWidth > element.clientWidth + 1)
            found.push(`${name}: cut aside, ${element.scrollWidth} of ${element.clientWidth}`);
        if (!below(style) && element.scrollHeight > element.clientHeight + 1)
            found.push(`${name}: cut below, ${element.scrollHeight} of ${element.clientHeight}`);
    }
    return found;
})()
"""

_WORDS = """
(() => {
    const words = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const parent = node.parentElement;
        if (!parent.checkVisibility({visibilityProperty: true})) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        const box = range.getBoundingClientRect();
        const around = parent.getBoundingClientRect();
        if (Math.min(box.width, box.height, around.width, around.height) <= 1) continue;
        words.push(...node.data.split(/\\s+/));
    }
    return words.filter(Boolean);
})()
"""

_TEXT = "document.body.innerText.replace(/\\s+/g, ' ')"

_IN_SIGHT = """
(phrase => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (!node.data.replace(/\\s+/g, ' ').includes(phrase)) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        const box = range.getBoundingClientRect();
        if (box.width > 1 && box.height > 1 && box.top >= 0 && box.bottom <= innerHeight)
            return true;
    }
    return false;
})
"""

_ADDRESSES = """
(() => [...document.querySelectorAll('*')].flatMap(element => [...element.attributes]
    .filter(one => ['src', 'srcset', 'href', 'xlink:href', 'action', 'formaction', 'data', 'poster',
                    'background', 'ping', 'manifest', 'cite', 'longdesc'].includes(one.name))
    .map(one => one.value)))()
"""

_RUNS = """
(() => [...document.querySelectorAll('*')].flatMap(element => [
    ...(element instanceof HTMLScriptElement ? ['script'] : []),
    ...[...element.attributes].filter(one => one.name.startsWith('on')).map(one => one.name),
]))()
"""

_MARGINS = """
(() => {
    const rule = [...document.styleSheets].flatMap(sheet => [...sheet.cssRules])
        .find(one => one instanceof CSSPageRule);
    return rule ? [rule.style.marginLeft, rule.style.marginRight] : ['', ''];
})()
"""

_PIXELS = {"mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0, "pt": 96 / 72, "px": 1.0}
_DEFAULT_MARGIN = "0.4in"


def open_everything(page: Page) -> None:
    page.evaluate(_OPEN)


def violations(page: Page) -> list[str]:
    """What axe-core finds, one line for each element."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text("utf-8") + "; 0")
    found: list[str] = page.evaluate(_AXE)
    return found


def outside(page: Page, *, may_scroll: bool = True) -> list[str]:
    """Elements that are wider than the page, or that cut what is in them.

    `may_scroll`: a box with a bar cuts nothing on a screen, but does on paper.
    """
    scrolls = "['auto', 'scroll']" if may_scroll else "[]"
    found: list[str] = page.evaluate(_OUTSIDE.replace("SCROLLS", scrolls))
    return found


def words(page: Page) -> Counter[str]:
    """The words that can be seen now, with how often; compatibility forms made equal."""
    return Counter(plain(word) for word in page.evaluate(_WORDS))


def text(page: Page) -> str:
    """All text that can be read now, with single blanks."""
    read: str = page.evaluate(_TEXT)
    return read


def in_sight(page: Page, phrase: str) -> bool:
    """Whether the phrase stands whole on the screen, before anything is scrolled."""
    return bool(page.evaluate(f"{_IN_SIGHT}({json.dumps(phrase)})"))


def outward(page: Page) -> list[str]:
    """Addresses in the page that are neither inside it nor data."""
    inward = ("#", "data:")
    return [one for one in page.evaluate(_ADDRESSES) if one and not one.startswith(inward)]


def runnable(page: Page) -> list[str]:
    """Scripts and event handlers in the page."""
    found: list[str] = page.evaluate(_RUNS)
    return found


def paper_width(page: Page) -> int:
    """The width between the margins of an A4 sheet, in CSS pixels."""
    taken = sum(_pixels(margin or _DEFAULT_MARGIN) for margin in page.evaluate(_MARGINS))
    return int(A4[0] * _PIXELS["pt"] - taken)


def _pixels(length: str) -> float:
    return float(length[:-2]) * _PIXELS[length[-2:]]


def plain(text: str) -> str:
    """Without blanks and hyphens, compatibility forms and cases made equal.

    What two copies of a text share: PDFium leaves a hyphen out where a line ends with it.
    """
    kept = unicodedata.normalize("NFKC", text).casefold()
    return "".join(one for one in kept if not one.isspace() and one not in _LEFT_OUT)


def pdf_text(data: bytes) -> str:
    """All text of a PDF, without blanks, compatibility forms made equal."""
    import pypdfium2

    with pypdfium2.PdfDocument(data) as document:
        return plain("".join(page.get_textpage().get_text_bounded() for page in document))


def missing(expected: Counter[str], text: str) -> list[str]:
    """Words that are in `text` less often than expected; short ones, that are not in it.

    A digest or a distinguished name may begin on one page and end on the next.
    """
    return [
        word
        for word, times in expected.items()
        if text.count(word) < (times if len(word) >= LONG else 1)
        and not (len(word) >= BREAKABLE and _in_two_pieces(word, text))
    ]


def _in_two_pieces(word: str, text: str) -> bool:
    return any(word[:cut] in text and word[cut:] in text for cut in range(1, len(word)))


def off_paper(data: bytes) -> list[str]:
    """Pages of a PDF that are not A4, or on which something lies outside the paper."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    kinds = [
        pdfium.FPDF_PAGEOBJ_TEXT,
        pdfium.FPDF_PAGEOBJ_IMAGE,
        pdfium.FPDF_PAGEOBJ_FORM,  # a drawing
    ]
    found: list[str] = []
    with pypdfium2.PdfDocument(data) as document:
        for number, page in enumerate(document, start=1):
            width, height = page.get_size()
            if abs(width - A4[0]) > 2 or abs(height - A4[1]) > 2:
                found.append(f"page {number}: {width} x {height}")
            for thing in page.get_objects(filter=kinds, max_depth=1):
                left, bottom, right, top = thing.get_bounds()
                if left < -1 or bottom < -1 or right > width + 1 or top > height + 1:
                    found.append(f"page {number}: {left}, {bottom} to {right}, {top}")
    return found
