"""The words for differences, shared by the terminal and the page."""

from __future__ import annotations

from esign_verify.evidence.difference import (
    Action,
    Difference,
    ObjectDifference,
    PageDifference,
    RevisionSpan,
)
from esign_verify.messages import text

SIGNS = {Action.ADDED: "+", Action.REMOVED: "-", Action.CHANGED: "~"}


def span_words(span: RevisionSpan, lang: str) -> str:
    """`revision 2, 1 page, signed: Signature1`."""
    words = text("diff.span", lang, revision=span.number, pages=span.pages)
    if not span.signatures:
        return words
    names = ", ".join(name or "-" for name in span.signatures)
    return f"{words}, {text('diff.signed', lang, names=names)}"


def headline(difference: Difference, lang: str) -> str:
    """Whether anything differs, in one sentence."""
    if difference.rebuilt:
        return text("diff.rebuilt", lang)
    if difference.older.number == difference.newer.number:
        return text("diff.one_revision", lang, revision=difference.older.number)
    if not difference.objects_total:
        return text("diff.nothing", lang)
    count, pages = difference.objects_total, len(difference.pages)
    return text("diff.found", lang, count=count, pages=pages)


def part_words(one: ObjectDifference, lang: str) -> str:
    """What an object is used as."""
    if one.unreadable:
        return text("diff.unreadable", lang)
    if not one.parts:
        return text("diff.unused", lang)
    return ", ".join(text(f"part.{part}", lang) for part in one.parts)


def title(one: ObjectDifference, lang: str) -> str:
    """`5 0 page`, as a reader of the file looks for it."""
    if not one.number:
        return text("part.trailer", lang)
    return f"{one.number} {one.generation} obj"


def page_words(page: PageDifference, lang: str) -> str:
    """Which page it is, by its number in the newer revision, and where it stood before."""
    number = page.new_page if page.new_page is not None else page.old_page
    words = text("diff.page", lang, page=number)
    if page.old_page is None or page.new_page in (None, page.old_page):
        return words
    return f"{words} ({text('diff.was_page', lang, page=page.old_page)})"
