"""A tree of lines for a terminal, in ASCII, at most 80 columns."""

from __future__ import annotations

from dataclasses import dataclass, field

from esign_verify.render.columns import WIDTH, wrap

_HANGING = "  "
"""Two columns a level: a SHA-256 still stands unbroken at the deepest one."""
_NARROWEST = 24
"""Columns that the text of the deepest node still gets."""


@dataclass(slots=True)
class Node:
    """One line, which may be wrapped, and what hangs on it. `text` is safe for a display."""

    text: str
    children: list[Node] = field(default_factory=list)

    def add(self, text: str) -> Node:
        """A new last child."""
        child = Node(text)
        self.children.append(child)
        return child


def draw(root: Node) -> list[str]:
    """The lines of a tree; the depth is that of our own reports, a handful."""
    lines = wrap(root.text, WIDTH)
    _draw_children(root, "", lines)
    return lines


def _draw_children(node: Node, prefix: str, lines: list[str]) -> None:
    for child in node.children:
        last = child is node.children[-1]
        below = prefix + ("  " if last else "| ")
        width = max(_NARROWEST, WIDTH - len(below) - len(_HANGING))
        first, *rest = wrap(child.text, width)
        lines.append(prefix + ("`- " if last else "|- ") + first)
        hanging = below + ("| " if child.children else _HANGING)
        lines.extend(hanging + line for line in rest)
        _draw_children(child, below, lines)
