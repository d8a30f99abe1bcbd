"""The first line of the coding screen: where the reader is, and whether everything is saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text

from qualcode.tui.widgets.cut import cut_in_middle

_LEAST_ID = 16
_BETWEEN = " · "


@dataclass(frozen=True, slots=True)
class Part:
    """Something the line says; where there is no room, that of the lowest ``rank`` goes first."""

    words: str
    rank: int
    style: str = ""


def title_line(
    name: str, parts: Sequence[Part], saved: Part, width: int, *, lost: str = ""
) -> Text:
    """Return a document's name and the parts that have room; whether it is saved is never cut.

    ``lost`` is what stands first, in red, while something is not saved.
    """
    kept = list(parts)
    least = min(_LEAST_ID, len(name))
    while kept and _wide(kept, saved, lost) + 2 + least > width:
        kept.remove(min(kept, key=lambda part: part.rank))
    room = max(least, width - 2 - _wide(kept, saved, lost))
    line = Text(no_wrap=True, overflow="ellipsis")
    line.append(f" {cut_in_middle(name, room)} ", "bold reverse")
    if lost:
        line.append(f" {lost}{_BETWEEN.rstrip()}", "bold red")
    line.append("  ")
    for part in [*kept, saved]:
        line.append(part.words, part.style)
        line.append(_BETWEEN if part is not saved else "")
    return line


def _wide(parts: Sequence[Part], saved: Part, lost: str) -> int:
    """Return the columns that everything but the name takes."""
    words = [part.words for part in [*parts, saved]]
    return Text(f"{lost}{'   ' if lost else ''}  {_BETWEEN.join(words)}").cell_len
