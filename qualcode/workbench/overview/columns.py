"""Chooses which columns the overview's table has in a given width, and how wide each is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qualcode.workbench.overview.rows import DocumentLine, StudyLines

#: More coders than this share one column.
MOST_CODERS = 5
#: Blank cells that a column takes in addition to its width.
_GAP = 2
#: How long a bar is.
_CELLS = 8
_LEAST_DOCUMENT, _MOST_DOCUMENT = 9, 36
_LEAST_GROUP, _MOST_GROUP = 12, 44


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its id, by which it is sorted, its heading, its width with a sort mark."""

    id: str
    heading: str
    width: int
    right: bool = False


def columns_for(width: int, found: StudyLines) -> tuple[Column, ...]:
    """Return the columns for a table of ``width`` cells, the least needed dropped first.

    Document, group, coded and done always stay; document and group share the remaining room.
    """
    wanted = _all_columns(found)
    whole = sum(c.width + _GAP for c in _widened(wanted, found.documents, 1000))
    if whole > width and not any(line.orphans for line in found.documents):
        # An empty column is the first to go when names would be cut off.
        wanted = [c for c in wanted if c.id != "orphans"]
    for name in _drop_order(found):
        if sum(c.width + _GAP for c in wanted) <= width:
            break
        wanted = [c for c in wanted if c.id != name]
    return _widened(wanted, found.documents, width)


def _all_columns(found: StudyLines) -> list[Column]:
    lines = found.documents
    done = max((len(done_signs(line, found)) for line in lines), default=0)
    coders = [
        Column(f"coder:{name}", _short(name, 7), max(4, min(7, len(name)) + 1), True)
        for name in found.others
    ]
    if len(found.others) > MOST_CODERS:
        heading = f"{len(found.coders)} coders"
        coders = [Column("others", heading, len(heading) + 1, True)]
    return [
        Column("document", "Document", _LEAST_DOCUMENT),
        Column("group", "Group", _LEAST_GROUP),
        Column("language", "Lang", 5),
        Column("words", "Words", 7, True),
        Column("turns", "Turns", 6, True),
        Column("coded", "Coded", 13),
        *coders,
        Column("codings", "Codings", 8, True),
        Column("done", "Done", max(5, done)),
        Column("memo", "Memo", 5),
        Column("orphans", "Orphans", 8, True),
    ]


def _drop_order(found: StudyLines) -> list[str]:
    coders = ["others", *(f"coder:{name}" for name in reversed(found.others))]
    return ["turns", "language", "words", *coders, "memo", "codings", "orphans"]


def _widened(
    columns: Sequence[Column], lines: Sequence[DocumentLine], width: int
) -> tuple[Column, ...]:
    room = width - sum(c.width + _GAP for c in columns)
    longest = {
        "document": min(_MOST_DOCUMENT, max((len(line.id) for line in lines), default=0)),
        "group": min(_MOST_GROUP, max((len(line.group) for line in lines), default=0)),
    }
    made = []
    for column in columns:
        more = min(max(0, longest.get(column.id, 0) - column.width), max(0, room))
        room -= more
        made.append(replace(column, width=column.width + more))
    return tuple(made)


def done_signs(line: DocumentLine, found: StudyLines) -> str:
    """Return who marked a document done: a tick for the coder, the first letters of others."""
    signs = ["✓"] if line.is_done else []
    signs += [initials(name, found.coders) for name in line.done if name != found.coder]
    return " ".join(signs)


def initials(name: str, coders: Sequence[str]) -> str:
    """Return the fewest first letters, at most four, that distinguish a coder from all others."""
    for length in range(1, 4):
        if not any(o != name and o[:length].lower() == name[:length].lower() for o in coders):
            return name[:length]
    return name[:4]


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def bar(share: float) -> tuple[str, str]:
    """Return a bar in two parts, done and left; only 0 is shown as empty, and only 1 as full."""
    full = round(share * _CELLS)
    if 0 < share < 1:
        full = min(_CELLS - 1, max(1, full))
    return "━" * full, "─" * (_CELLS - full)
