"""The codebook as a tree to move through, with a cursor, folded branches and a filter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qualcode.model.codebook.code import Code, Codebook
from qualcode.workbench.codebook.code_finder import pick

Direction = Literal["up", "down", "in", "out"]


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A code as shown in the tree; ``fits`` is False if it is shown only for codes below it."""

    code: Code
    index: int
    depth: int
    folded: bool
    fits: bool


class CodeTree:
    """Which codes of a codebook are shown, and which one the cursor is on."""

    def __init__(self, book: Codebook) -> None:
        self.typed = ""
        self.cursor = 0
        self._folded: set[str] = set()
        self.show(book)

    def show(self, book: Codebook) -> None:
        """Show a codebook; the cursor stays on its code if that is still there."""
        here = self.code.id if getattr(self, "_rows", None) and self.code else ""
        self._book = book
        self._make()
        self.go_to(here)

    @property
    def rows(self) -> list[TreeRow]:
        """The rows, in the order of the codebook."""
        return self._rows

    @property
    def code(self) -> Code | None:
        """The code under the cursor."""
        return self._rows[self.cursor].code if self.cursor < len(self._rows) else None

    def filter(self, typed: str) -> None:
        """Show only codes that match what was typed, below the codes they belong to."""
        self.typed = typed
        here = self.code.id if self.code else ""
        self._make()
        if not typed.strip():
            self.go_to(here)
            return
        best = pick(self._book, typed, usable_only=False)
        self.cursor = 0
        if best:
            self.go_to(best[0].id)

    def fold(self, folded: bool) -> None:
        """Fold or unfold the code at the cursor; folding one without children goes up."""
        code = self.code
        if code is None:
            return
        if folded and (not code.children or code.id in self._folded):
            self.go_to(self._book.parent(code.id) or code.id)
            return
        (self._folded.add if folded else self._folded.discard)(code.id)
        self._make()
        self.go_to(code.id)

    def move(self, by: int) -> None:
        """Move the cursor by so many rows, not past the first or last."""
        self.cursor = min(max(0, self.cursor + by), max(0, len(self._rows) - 1))

    def go_to(self, code_id: str) -> None:
        """Put the cursor on a code, or on the nearest visible row."""
        at = next((n for n, row in enumerate(self._rows) if row.code.id == code_id), None)
        self.cursor = min(self.cursor, max(0, len(self._rows) - 1)) if at is None else at

    def _make(self) -> None:
        fitting = None
        shown: set[str] = set()
        if self.typed.strip():
            fitting = {code.id for code in pick(self._book, self.typed, usable_only=False)}
            for code_id in fitting:
                above: str | None = code_id
                while above is not None:
                    shown.add(above)
                    above = self._book.parent(above)
        rows: list[TreeRow] = []
        hidden: set[str] = set()
        for index, code in enumerate(self._book):
            parent = self._book.parent(code.id)
            if fitting is not None:
                if code.id not in shown:
                    continue
            elif parent is not None and (parent in hidden or parent in self._folded):
                hidden.add(code.id)
                continue
            folded = fitting is None and code.id in self._folded
            fits = fitting is None or code.id in fitting
            rows.append(TreeRow(code, index, self._book.depth(code.id), folded, fits))
        self._rows = rows


def move_target(book: Codebook, code_id: str, direction: Direction) -> tuple[str, str] | None:
    """Return where a code moves in one step, as its new parent and next sibling.

    Empty ids mean the top level and the end. ``in`` goes below the sibling above, ``out`` to just
    after its parent. ``None`` if it cannot move that way.
    """
    parent = book.parent(code_id) or ""
    siblings = _children(book, parent)
    at = siblings.index(code_id)
    if direction == "up":
        return (parent, siblings[at - 1]) if at > 0 else None
    if direction == "down":
        if at + 1 >= len(siblings):
            return None
        return parent, siblings[at + 2] if at + 2 < len(siblings) else ""
    if direction == "in":
        return (siblings[at - 1], "") if at > 0 else None
    if not parent:
        return None
    above = book.parent(parent) or ""
    others = _children(book, above)
    place = others.index(parent) + 1
    return above, others[place] if place < len(others) else ""


def _children(book: Codebook, parent: str) -> list[str]:
    code = book.get(parent) if parent else None
    return [c.id for c in (code.children if code else book.codes)]
