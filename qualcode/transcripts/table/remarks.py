"""Keeps the words that somebody wrote beside times and numbers, in the columns of those."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qualcode.model.plural import counted
from qualcode.transcripts.labels.labels import TIME
from qualcode.transcripts.typed.paragraphs import words_in

_TIME = re.compile(rf"[\[(<]?{TIME}[\])>]?")
_WORD = re.compile(r"[^\W\d_]{3,}")
#: Words of times and dates themselves: "10:15, Monday 3 May", "2 min 5 sec".
_OF_TIMES = frozenset(
    "min mins minute minutes sec secs second seconds hrs hour hours utc gmt bst cet cest est edt "
    "pst pdt mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday "
    "saturday sunday jan feb mar apr may jun jul aug sep sept oct nov dec january february march "
    "april june july august september october november december".split()
)


def words_beside(
    columns: Sequence[int | None],
    rows: Sequence[Sequence[str]],
    heads: Sequence[str],
    notes: list[str],
) -> list[list[str]]:
    """Return the remarks of each row in columns of times and numbers; the notes count them.

    "[00:03:43] beginning of the interview" has one, "10:15 on Monday" none.
    """
    found: list[list[str]] = [[] for _ in rows]
    for at in columns:
        if at is None:
            continue
        remarks = [_remark(row[at]) for row in rows]
        said = [remark for remark in remarks if remark]
        if not said:
            continue
        for of_row, remark in zip(found, remarks, strict=True):
            of_row += [remark] if remark else []
        title = f"column “{heads[at]}”" if heads and heads[at] else f"column {at + 1}"
        cells = counted(len(said), "cell has words and was", "cells have words and were")
        notes.append(f"{title}: {cells} kept as text that nobody speaks ({words_in(said)})")
    return found


def _remark(cell: str) -> str:
    """Return what a cell says besides its time or number; "" if that is nothing."""
    words = {word.casefold() for word in _WORD.findall(cell)}
    if not words - _OF_TIMES:
        return ""
    return " ".join(_TIME.sub(" ", cell).split()).strip("-–—:,|; ")
