"""Lays a passage out whole: its heading, all of its words, its note, in rows of a width."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from qualcode.workbench.find.excerpts import Excerpt, Piece, rows, tail
from qualcode.workbench.find.row_breaks import breaks

_BLANK = re.compile(r"\s+")
_GAP = " · "
#: A passage that is folded shows so many rows of its words.
FOLDED = 2
#: What follows is shown only where so many cells are left beside the last words.
_LEAST_AFTER = 12
#: So many letters of a code's name are shown at least.
_LEAST_CODE = 16
Cells = Callable[[str], int]


class Part(NamedTuple):
    """A part of a heading, never broken; ``kind`` says how it is painted."""

    kind: str
    text: str


def heading_rows(parts: Sequence[Part], width: int, cells: Cells = len) -> list[list[Part]]:
    """Return the parts of a heading in rows, as many on each as there is room for.

    The code's name is cut if that makes two rows of three.
    """
    found = _in_rows(parts, width, cells)
    if len(found) < 3:
        return found
    code = next((n for n, part in enumerate(parts) if part.kind == "code"), None)
    if code is None:
        return found
    for letters in range(len(parts[code].text) - 1, _LEAST_CODE, -1):
        name = parts[code].text[:letters].rstrip() + "…"
        fits = _in_rows([*parts[:code], Part("code", name), *parts[code + 1 :]], width, cells)
        if len(fits) < len(found):
            return fits
    return found


def _in_rows(parts: Sequence[Part], width: int, cells: Cells) -> list[list[Part]]:
    found: list[list[Part]] = [[]]
    used = 0
    for n, part in enumerate(parts):
        wide = cells(part.text)
        needed = wide
        if part.kind == "code" and n + 1 < len(parts):
            # Whose coding it is stays beside its code.
            both = wide + len(_GAP) + cells(parts[n + 1].text)
            needed = both if both <= width else wide
        gap = len(_GAP) if found[-1] else 0
        if found[-1] and used + gap + needed > width:
            found.append([])
            used = gap = 0
        if gap:
            found[-1].append(Part("quiet", _GAP))
        found[-1].append(part)
        used += gap + wide
    return found


def word_rows(
    passage: Excerpt,
    width: int,
    *,
    folded: bool = False,
    measured: bool = False,
    cells: Cells = len,
) -> list[list[Piece]]:
    """Return a passage's words in rows, all of them or, if ``folded``, the first with context.

    Each turn begins a row. Before the words stands what the first speaker says before them in the
    same turn, as far as there is room; after them what follows, but not where the rows are only
    ``measured``: it takes none.
    """
    width = max(width, 8)
    if folded:
        return rows(passage, width, most=FOLDED, cells=cells)
    if not passage.words.strip():
        text = _flat(passage.after)
        return [[Piece(text[a:b].rstrip(), inside=False)] for a, b in breaks(text, width, cells)]
    lead = tail(_flat(passage.before.rsplit("\n", 1)[-1].lstrip()), width // 4, cells)
    found: list[list[Piece]] = []
    for line in passage.words.strip().split("\n"):
        words = _flat(line).strip()
        if not words:
            continue
        text = lead + words
        for a, b in breaks(text, width, cells):
            row = text[a:b].rstrip()
            context = row[: max(0, len(lead) - a)]
            pieces = [Piece(context, inside=False)] if context else []
            rest = row[len(context) :]
            found.append([*pieces, *([Piece(rest, inside=True)] if rest else [])])
        lead = ""
    if not measured:
        _follow(found[-1], passage.after, width, cells)
    return found


def note_rows(note: str, width: int, cells: Cells = len) -> list[str]:
    """Return a note in rows; none if there is no note."""
    text = _flat(note).strip()
    return [text[a:b].rstrip() for a, b in breaks(text, max(width, 8), cells)] if text else []


def _follow(row: list[Piece], after: str, width: int, cells: Cells) -> None:
    """Add what follows in the same turn, as far as the row has room."""
    lead = " " if after[:1].isspace() else ""
    text = _flat(after.lstrip(" ").split("\n", 1)[0]).rstrip()
    room = width - sum(cells(piece.text) for piece in row) - len(lead)
    if not text or room < _LEAST_AFTER:
        return
    if cells(text) > room:
        _, end = breaks(text, room - 1, cells)[0]
        text = f"{text[:end].rstrip().rstrip('…')}…"
    row.append(Piece(lead + text, inside=False))


def _flat(text: str) -> str:
    return _BLANK.sub(" ", text)
