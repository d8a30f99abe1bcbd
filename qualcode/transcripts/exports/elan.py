"""Reads the tab-delimited text that ELAN exports: annotations with their tiers and times.

Each annotation stands on a line, in up to six columns of times and durations; ELAN puts one tier
after the other. Either a column names the tier, and perhaps another the participant, or each tier
has a column of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from qualcode.model.plural import counted
from qualcode.transcripts.labels.labels import milliseconds
from qualcode.transcripts.turns.builder import Piece, run_together
from qualcode.transcripts.turns.lines import Line, Reading

_CLOCK = re.compile(r"\d{1,3}:\d\d:\d\d(?:[.,]\d{1,3})?")
_SECONDS = re.compile(r"\d{1,6}[.,]\d{1,3}")
_WHOLE = re.compile(r"\d{1,9}")
#: Lines above the annotations that name the media files.
_MEDIA = re.compile(r'"?#file:.*')
_FEWEST, _LONGEST_NAME = 3, 60


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns, counted from 0: times, then what holds labels or words, with their headings."""

    times: tuple[int, ...]
    others: tuple[int, ...]
    heads: tuple[str, ...]


def read_elan(lines: Sequence[Line]) -> Reading | None:
    """Return the annotations of ELAN's text as turns, by time; ``None`` for another text.

    Adjacent annotations of one speaker form one turn.
    """
    filled = [line.text for line in lines if line.text.strip()]
    rows = [text.split("\t") for text in filled if "\t" in text]
    media = sum(1 for text in filled if _MEDIA.match(text))
    if len(rows) < _FEWEST or len(rows) + media + 1 < len(filled):
        return None
    width = Counter(len(row) for row in rows).most_common(1)[0][0]
    # Empty cells at a line's end were taken off with the spaces there.
    width = max(width, max(len(row) for row in rows) if _alike(rows) else 0)
    if width < _FEWEST or any(len(row) > width for row in rows):
        return None
    rows = [[cell.strip() for cell in row] + [""] * (width - len(row)) for row in rows]
    columns = _columns(rows)
    if columns is None:
        return None
    if columns.heads:
        rows = rows[1:]
    above = [text for text in filled if "\t" not in text and not _MEDIA.match(text)]
    return _reading(rows, columns, above, media)


def _alike(rows: Sequence[Sequence[str]]) -> bool:
    return max(len(row) for row in rows) - min(len(row) for row in rows) < len(rows[0])


def _columns(rows: Sequence[Sequence[str]]) -> _Columns | None:
    width = len(rows[0])
    times = tuple(at for at in range(width) if _timed([row[at] for row in rows[1:]]))
    clocks = [at for at in times if _CLOCK.fullmatch(rows[1][at]) or "." in rows[1][at]]
    if len(times) < 2 or not clocks:
        return None
    headed = not _timed([rows[0][at] for at in times])
    others = tuple(
        at for at in range(width) if at not in times and any(row[at] for row in rows[headed:])
    )
    return _Columns(times, others, tuple(rows[0]) if headed else ()) if others else None


def _timed(cells: Sequence[str]) -> bool:
    return bool(cells) and all(_ms(cell) is not None for cell in cells)


def _ms(cell: str) -> int | None:
    if _CLOCK.fullmatch(cell):
        return milliseconds(cell)
    if _SECONDS.fullmatch(cell):
        return round(float(cell.replace(",", ".")) * 1000)
    return int(cell) if _WHOLE.fullmatch(cell) else None


def _reading(
    rows: Sequence[Sequence[str]], columns: _Columns, above: Sequence[str], media: int
) -> Reading | None:
    said = _by_name(rows, columns) or _by_column(rows, columns)
    if said is None:
        return None
    said.sort(key=lambda piece: piece.start_ms or 0)
    spoken = [piece for piece in said if piece.text]
    titles = [Piece(None, text, alone=True) for text in above]
    turns = run_together([*titles, *spoken])
    names = Counter(piece.speaker for piece in spoken)
    shown = ", ".join(f"“{name}” {n}×" for name, n in names.most_common(6))
    more = f" and {len(names) - 6} more" if len(names) > 6 else ""
    notes = [
        f"{counted(len(spoken), 'entry', 'entries')}, in the order of their times, run together "
        f"into {counted(len(turns), 'turn')}",
        f"each tier was taken for a speaker: {shown}{more}",
        f"{len(columns.times)} columns of times: the first became the times of the words, "
        "the others were left out",
    ]
    if empty := len(said) - len(spoken):
        notes.append(f"{counted(empty, 'entry', 'entries')} without words left out")
    if media:
        notes.append(f"{counted(media, 'line')} on the media file left out")
    labels = frozenset(turn.speaker for turn in turns if turn.speaker)
    return Reading(turns, "entries with times, as ELAN writes them", notes, labels)


def _by_name(rows: Sequence[Sequence[str]], columns: _Columns) -> list[Piece] | None:
    """Return the annotations of a table whose columns name the tier, and perhaps who it is."""
    if not 1 < len(columns.others) < 4:
        return None
    words = max(columns.others, key=lambda at: _like_speech([row[at] for row in rows]))
    names = [at for at in columns.others if at != words]
    if any(not row[names[0]] or len(row[names[0]]) > _LONGEST_NAME for row in rows):
        return None
    tiers = {row[names[0]] for row in rows}
    if len(tiers) * 2 > len(rows) and len(rows) > 2 * _FEWEST:
        return None
    person = names[-1]
    known = all(row[person] for row in rows) and len({row[person] for row in rows}) == len(tiers)
    at = person if known else names[0]
    return [Piece(row[at], row[words], _ms(row[columns.times[0]])) for row in rows]


def _like_speech(cells: Sequence[str]) -> tuple[int, int]:
    """Return how many cells end as sentences do, then how long they are."""
    return sum(1 for cell in cells if cell[-1:] in (*".?!…",)), sum(len(cell) for cell in cells)


def _by_column(rows: Sequence[Sequence[str]], columns: _Columns) -> list[Piece] | None:
    """Return the annotations of a table with a column for each tier, named by its heading."""
    if not columns.heads or any(not columns.heads[at] for at in columns.others):
        return None
    return [
        Piece(columns.heads[at], row[at], _ms(row[columns.times[0]]))
        for row in rows
        for at in columns.others
        if row[at]
    ]
