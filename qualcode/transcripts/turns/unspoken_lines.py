"""Sets headers and headings apart from turns, as text that nobody speaks."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from qualcode.model.plural import counted, plural
from qualcode.transcripts.labels.labels import Labelled
from qualcode.transcripts.turns.headings import set_off_headings
from qualcode.transcripts.turns.written_line import Line

#: So many headings are named in a note.
_NAMED = 3


def with_unspoken(
    lines: Sequence[Line],
    filled: Sequence[int],
    begins: Sequence[Labelled | None],
    fields: AbstractSet[int],
    titles: AbstractSet[int],
    after_gap: AbstractSet[int],
) -> tuple[list[Line], list[str]]:
    """Return the lines with headers and headings among the turns as unspoken, and notes on them.

    ``fields`` are lines of headers and marked headings, ``titles`` lines that look like a label and
    are none; further headings are found here.
    """
    first = next((n for n, one in enumerate(begins) if one is not None), 0)
    texts = [lines[at].text for at in filled]
    apart = [
        (not n or n in after_gap) and (n + 1 == len(filled) or n + 1 in after_gap)
        for n in range(len(filled))
    ]
    heavy = [lines[at].heavy for at in filled]
    headings = (set_off_headings(texts, heavy, apart, begins) - fields) | titles
    headings = {n for n in headings if n > first}
    unspoken = {n for n in fields if n > first} | headings
    given = list(lines)
    for n in unspoken:
        given[filled[n]] = replace(given[filled[n]], unspoken=True)
    return given, _set_off_note([texts[n].strip() for n in sorted(headings)])


def _set_off_note(headings: Sequence[str]) -> list[str]:
    if not headings:
        return []
    shown = ", ".join(f"“{text}”" for text in headings[:_NAMED])
    more = f" and {len(headings) - _NAMED} more" if len(headings) > _NAMED else ""
    stand = plural(len(headings), "stands", "stand")
    return [
        f"{counted(len(headings), 'heading')} that only their looks show {stand} as text that "
        f"nobody speaks: {shown}{more}"
    ]
