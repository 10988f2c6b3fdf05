"""Which page of one revision is which page of another: the one of the same object."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PagePairs:
    """Pages of the last revision and of earlier ones, as object numbers in their order.

    What the page tree does not tell is taken to be the page of the same number.
    """

    last: tuple[int, ...] = ()
    earlier_objects: dict[int, tuple[int, ...]] = field(default_factory=dict)
    """revision → its pages"""

    @property
    def pages(self) -> int:
        return len(self.last)

    def earlier(self, page: int, revision: int) -> int:
        """The page (1 is the first) that an earlier revision has for a page; 0 for none."""
        then = self.earlier_objects.get(revision)
        if then is None or page > len(self.last):
            return page
        number = self.last[page - 1]
        return then.index(number) + 1 if number in then else 0

    def added(self) -> list[int]:
        """Pages of the last revision that some earlier one does not have."""
        return [
            page
            for page in range(1, len(self.last) + 1)
            if not all(self.earlier(page, revision) for revision in self.earlier_objects)
        ]

    def removed(self, revision: int) -> list[int]:
        """Pages of an earlier revision that the last one does not have."""
        now = set(self.last)
        then = self.earlier_objects.get(revision, ())
        return [page for page, number in enumerate(then, start=1) if number not in now]
