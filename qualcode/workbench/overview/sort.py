"""Sorts the overview's documents by any column, in either direction."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from qualcode.workbench.overview.rows import DocumentLine

_KEYS: dict[str, Callable[[DocumentLine], Any]] = {
    "document": lambda line: (),
    "group": lambda line: (line.group == "", line.group.casefold()),
    "language": lambda line: line.language,
    "words": lambda line: line.words,
    "turns": lambda line: line.turns,
    "coded": lambda line: line.coded,
    "codings": lambda line: line.codings,
    "done": lambda line: (line.is_done, len(line.done)),
    "memo": lambda line: line.memos,
    "orphans": lambda line: line.orphans,
    "others": lambda line: sum(share > 0 for share in line.shares.values()),
}
#: Columns whose order starts with the most; all others start with the least.
_MOST_FIRST = ("words", "turns", "codings", "memo", "orphans", "others")


def begins_with_most(by: str) -> bool:
    """Return whether sorting by this column starts with the most."""
    return by in _MOST_FIRST or by.startswith("coder:")


def sort_lines(lines: Iterable[DocumentLine], by: str, *, reverse: bool) -> list[DocumentLine]:
    """Return lines in the order of a column, ``coder:NAME`` for a coder's share.

    ``reverse`` puts the greatest first; equal lines are in the order of their ids in both cases,
    with numbers in ids by value.
    """
    found = sorted(lines, key=lambda line: _natural(line.id))
    if by == "document":
        return found[::-1] if reverse else found
    if by.startswith("coder:"):
        name = by.removeprefix("coder:")
        return sorted(found, key=lambda line: line.shares.get(name, 0.0), reverse=reverse)
    return sorted(found, key=_KEYS[by], reverse=reverse)


def _natural(name: str) -> tuple[tuple[int, str], ...]:
    parts = re.split(r"(\d+)", name.casefold())
    return tuple((int(p), "") if p.isdecimal() else (-1, p) for p in parts)
