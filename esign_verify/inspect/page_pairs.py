"""Which page of one revision is which page of another: the one of the same object."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from esign_verify.document.pages import page_objects
from esign_verify.document.raw import open_structure
from esign_verify.document.source import DocumentSource
from esign_verify.errors import DocumentError


@dataclass(frozen=True, slots=True)
class PagePairs:
    """Pages of the last revision and of earlier ones, as object numbers in their order.

    What the page tree does not tell is taken to be the page of the same number.
    """

    last: tuple[int, ...] = ()
    before: dict[int, tuple[int, ...]] = field(default_factory=dict)
    """revision → its pages"""

    def earlier(self, page: int, revision: int) -> int:
        """The page (1 is the first) of an earlier revision that is a page now; 0 for none."""
        return _same(page, self.last, self.before.get(revision))

    def now(self, page: int, revision: int) -> int:
        """The page of the last revision that a page of an earlier one is; 0 for none."""
        return _same(page, self.before.get(revision), self.last or None)

    def added(self) -> list[int]:
        """Pages of the last revision that some earlier one does not have."""
        return [
            page
            for page in range(1, len(self.last) + 1)
            if not all(self.earlier(page, revision) for revision in self.before)
        ]

    def removed(self, revision: int) -> list[int]:
        """Pages of an earlier revision that the last one does not have."""
        then = self.before.get(revision, ())
        return [page for page in range(1, len(then) + 1) if not self.now(page, revision)]


def _same(page: int, here: tuple[int, ...] | None, there: tuple[int, ...] | None) -> int:
    if here is None or there is None or page > len(here):
        return page
    number = here[page - 1]
    return there.index(number) + 1 if number in there else 0


def pair_pages(
    source: DocumentSource, revisions: Iterable[int], *, password: str | None = None
) -> PagePairs:
    """By the page trees of a document; of one that cannot be read nothing is known."""
    try:
        with open_structure(source, password=password) as structure:
            objects = structure.objects
            if objects is None:
                return PagePairs()
            before = {number: page_objects(objects.as_of(number)) for number in revisions}
            known = {number: pages for number, pages in before.items() if pages}
            return PagePairs(page_objects(objects), known)
    except DocumentError:
        return PagePairs()
