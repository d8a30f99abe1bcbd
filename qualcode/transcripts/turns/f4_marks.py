"""Takes time marks out of the words: F4's ``#00:01:02-3#`` and similar ones."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qualcode.transcripts.labels.labels import milliseconds
from qualcode.transcripts.parsed import ParsedTurn

# Hours may be missing; after the seconds come tenths or thousandths.
MARK = r"#((?:\d{1,2}:)?\d{1,3}:[0-5]\d(?:[-.,]\d{1,3})?)#"
_MARK = re.compile(MARK)
_CLOSING = ".,;:?!…)]}”"


def take_marks(text: str) -> tuple[str, int | None, tuple[tuple[int, int], ...]]:
    """Take F4's time marks out of a paragraph's text.

    Returns the text without them, stripped; the time at its start in milliseconds (of several marks
    there, the last), ``None`` if no mark stands there; and the later times: pairs of an offset into
    the text that is returned, and milliseconds. Offsets increase, and each is that of the first
    character after a mark. An offset equal to the length of the text means a mark at the
    paragraph's end: the time at which the next paragraph begins, unless that has its own. A text of
    marks alone gives ``("", time, ())``.
    """
    if "#" not in text:
        return text.strip(), None, ()
    return take_times(text, _MARK)


def take_times(
    text: str, pattern: re.Pattern[str]
) -> tuple[str, int | None, tuple[tuple[int, int], ...]]:
    """As ``take_marks``, for marks of another form, whose one group is the time."""
    pieces: list[str] = []
    length = 0
    start: int | None = None
    times: list[tuple[int, int]] = []
    waiting: int | None = None
    end = 0
    gap = ""
    for match in [*pattern.finditer(text), None]:
        between = text[end : match.start() if match else len(text)]
        piece = between.strip()
        lead = len(between) - len(between.lstrip())
        gap += between[:lead]
        if piece:
            joint = _joint(gap, piece, glued=not lead) if pieces else ""
            length += len(joint)
            if waiting is not None and length:
                times.append((length, waiting))
            elif waiting is not None:
                start = waiting
            pieces += [joint, piece]
            length += len(piece)
            waiting = None
            gap = between[lead + len(piece) :]
        if match:
            end = match.end()
            waiting = milliseconds(match[match.lastindex or 0])
    if waiting is not None and length:
        times.append((length, waiting))
    elif waiting is not None:
        start = waiting
    return "".join(pieces), start, tuple(times)


def _joint(gap: str, following: str, *, glued: bool) -> str:
    """Return the text to put between two pieces of text that a mark separated."""
    if "\n" in gap:
        return "\n"
    return "" if glued and following[0] in _CLOSING else " "


def without_times(turns: Sequence[ParsedTurn], pattern: re.Pattern[str]) -> list[ParsedTurn]:
    """Return turns with the marks of one form taken out of the words and made their times.

    A mark at a turn's end is the time of the next turn if that has none. A turn of marks alone is
    dropped.
    """
    freed: list[ParsedTurn] = []
    waiting: int | None = None
    for turn in turns:
        text, start, times = take_times(turn.text, pattern)
        if start is None:
            start = waiting if turn.start_ms is None else turn.start_ms
        if not text:
            waiting = start
            continue
        waiting = times[-1][1] if times and times[-1][0] == len(text) else None
        inside = tuple(pair for pair in times if pair[0] < len(text))
        if len(text) == len(turn.text):
            # It has no mark: its times stay where they were.
            inside = turn.times
        freed.append(ParsedTurn(turn.speaker, text, start, inside))
    return freed
