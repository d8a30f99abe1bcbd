"""Reads the times in a column of a table: recording times, seconds, milliseconds, time of day."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from qualcode.transcripts.labels.labels import TIME, milliseconds

_CLOCK = re.compile(TIME)
_WALL = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d{1,6})?")
_SECONDS = re.compile(r"\d{1,9}(?:[.,]\d{1,9})?")
#: More hours than any recording has: such times were typed as minutes and read as hours by Excel.
_TOO_LONG = 5
_HOUR = 3_600_000


def times_of(cells: Sequence[str], in_milliseconds: bool) -> tuple[list[int | None], list[str]]:
    """Return the time of each cell in milliseconds, and notes on how they were read."""
    filled = [cell for cell in cells if cell]
    if filled and sum(1 for cell in filled if _WALL.fullmatch(cell)) * 2 > len(filled):
        return _from_wall(cells)
    times = [_time(cell, in_milliseconds) for cell in cells]
    known = [time for time in times if time is not None]
    clocks = all(":" in cell for cell in filled)
    whole = len(known) > 2 and clocks and all(time % 60_000 == 0 for time in known)
    if whole and max(known) > _TOO_LONG * _HOUR:
        note = (
            "times such as 12:30 were stored as hours and minutes, and read as minutes and seconds"
        )
        return [None if time is None else time // 60 for time in times], [note]
    return times, []


def _time(cell: str, in_milliseconds: bool) -> int | None:
    if _SECONDS.fullmatch(cell):
        number = float(cell.replace(",", "."))
        return round(number if in_milliseconds else number * 1000)
    match = _CLOCK.search(cell)
    return milliseconds(match.group()) if match else None


def _from_wall(cells: Sequence[str]) -> tuple[list[int | None], list[str]]:
    moments: list[datetime.datetime | None] = []
    for cell in cells:
        try:
            moments.append(datetime.datetime.fromisoformat(cell) if cell else None)
        except ValueError:
            moments.append(None)
    first = next((moment for moment in moments if moment), None)
    if first is None:
        return [None] * len(cells), []
    times = [
        None if m is None else max(round((m - first).total_seconds() * 1000), 0) for m in moments
    ]
    return times, [f"times of day were counted from the first, {first.isoformat(' ', 'seconds')}"]
