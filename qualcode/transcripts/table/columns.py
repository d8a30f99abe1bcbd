"""Finds the speaker, time and word columns of a table, if it is a transcript."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qualcode.transcripts.labels.labels import ONLY_TIME
from qualcode.transcripts.typed.paragraphs import Paragraph, TableBlock
from qualcode.transcripts.typed.transcript_tables import find_columns

#: Headings in lower case, without text in brackets, by what the column holds.
_HEADINGS = {
    "speaker": (
        "speaker", "speaker name", "speaker label", "speaker id", "speakers", "name", "who",
        "participant", "person", "label", "voice", "actor", "said by", "role", "siaradwr",
    ),
    "text": (
        "text", "transcript", "words", "speech", "utterance", "content", "transcription",
        "dialogue", "said", "message", "caption", "captions", "sentence", "subtitle",
        "spoken text", "body", "transcript text", "testun", "response",
    ),
    "start": (
        "start", "start time", "time", "timestamp", "time stamp", "timecode", "time code", "timing",
        "begin", "in", "time in", "in time", "start ms", "start seconds", "start timestamp",
        "start timecode", "offset", "amser", "from",
    ),
    "end": (
        "end", "end time", "out", "time out", "out time", "end ms", "end seconds", "stop", "to",
        "end timestamp", "end timecode", "finish",
    ),
    "number": (
        "no", "nr", "number", "", "turn", "line", "id", "index", "row", "segment", "cue",
        "turn number", "line number", "turn no", "line no", "seq", "sequence", "n", "rhif",
    ),
}  # fmt: skip
_BRACKETED = re.compile(r"[(\[].{0,30}?[)\]]")
_MILLISECONDS = re.compile(r"\bms\b|millis", re.IGNORECASE)
_WALL_CLOCK = re.compile(r"\d{4}-\d\d-\d\d[ T](\d\d:\d\d:\d\d(?:\.\d{1,6})?)")
_NUMBER = re.compile(r"\d{1,9}(?:[.,]\d{1,9})?")
_HEADING = re.compile(r"[^\W\d_][^\d.?!…:;]{0,40}[?:]?")
#: In words.
_LONGEST_HEADING = 5
#: Rows of titles that may stand above the headings.
_DEEPEST_HEADING = 10


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns by their contents, counted from 0; ``heading`` is the row of headings, if any.

    ``guessed`` says that those headings are none that are known, only look like it.
    """

    text: int
    speaker: int | None = None
    start: int | None = None
    end: int | None = None
    number: int | None = None
    heading: int | None = None
    milliseconds: bool = False
    guessed: bool = False


def heading_key(heading: str) -> str:
    """Return a heading as compared: "Start Time (s)" is ``"start time"``."""
    folded = _BRACKETED.sub(" ", heading.casefold())
    return " ".join(re.sub(r"[^\w\s]|_", " ", folded).split())


def columns_of(rows: Sequence[Sequence[str]]) -> Columns | None:
    """Return the columns of a transcript; ``None`` for a table of another kind."""
    if not rows or len(rows[0]) < 2:
        return None
    for at, row in enumerate(rows[:_DEEPEST_HEADING]):
        found = _headed(rows, at, row)
        if found is not None:
            return found
    return _by_content(rows)


def _headed(rows: Sequence[Sequence[str]], at: int, row: Sequence[str]) -> Columns | None:
    keys = [heading_key(cell) for cell in row]
    named = {
        kind: next((n for n, key in enumerate(keys) if key in words and row[n].strip()), None)
        for kind, words in _HEADINGS.items()
    }
    below = rows[at + 1 :]
    text, speaker = named["text"], named["speaker"]
    if not below or (text is None and speaker is None):
        return None
    start = _if_filled(named["start"], below, _timed)
    if text is None and speaker is not None and start is not None:
        # "Speaker, Time, Notes": the words are in the column with the most words.
        others = [n for n in range(len(row)) if n not in named.values()]
        text = max(others, key=lambda n: sum(len(r[n]) for r in below), default=None)
    if text is None or text == speaker or (speaker is None and start is None):
        return None
    return Columns(
        text, speaker, start,
        _if_filled(named["end"], below, _timed),
        _if_filled(named["number"], below, lambda cells: _mostly(cells, str.isdigit)),
        at,
        start is not None and _in_milliseconds(row[start], [r[start] for r in below]),
    )  # fmt: skip


def _if_filled(
    at: int | None, rows: Sequence[Sequence[str]], test: Callable[[Sequence[str]], bool]
) -> int | None:
    """Return a column whose cells are what its heading says: a "Time" of remarks is none."""
    return at if at is not None and test([row[at] for row in rows]) else None


def _by_content(rows: Sequence[Sequence[str]]) -> Columns | None:
    """Find the columns of a table without headings by their contents."""
    width = len(rows[0])
    cells = [[row[at] for row in rows] for at in range(width)]
    times = [at for at in range(width) if _timed(cells[at]) and not _counts(cells[at])]
    numbers = [at for at in range(width) if _counts(cells[at])]
    others = [at for at in range(width) if at not in times and at not in numbers and any(cells[at])]
    if len(others) < 2:
        return None
    block = TableBlock([[[Paragraph(((row[at], False),))] for at in others] for row in rows])
    found = find_columns(block)
    if found is None:
        return None
    start, end = [*times, None, None][:2]
    labels = cells[others[found.speaker]]
    at = first_full_row(rows) or 0
    headed = like_headings(rows[at]) and labels[at] not in labels[at + 1 :]
    return Columns(
        others[found.text], others[found.speaker], start, end, numbers[0] if numbers else None,
        at if headed else None, _in_milliseconds("", cells[start] if start is not None else []),
        headed,
    )  # fmt: skip


def first_full_row(rows: Sequence[Sequence[str]]) -> int | None:
    """Return the first row with more than one cell, below a title if there is one."""
    filled = (sum(map(bool, row)) for row in rows[:_DEEPEST_HEADING])
    return next((at for at, cells in enumerate(filled) if cells > 1), None)


def like_headings(row: Sequence[str]) -> bool:
    """Return whether a row holds words alone, as headings do: no sentence, number or time."""
    filled = [cell for cell in row if cell]
    return len(filled) > 1 and all(
        _HEADING.fullmatch(cell) and len(cell.split()) <= _LONGEST_HEADING for cell in filled
    )


def _mostly(cells: Sequence[str], test: Callable[[str], object]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and sum(bool(test(cell)) for cell in filled) * 10 >= len(filled) * 8


def _timed(cells: Sequence[str]) -> bool:
    """Return whether a column holds times: clocks, or seconds that never go far back."""
    if _mostly(cells, lambda c: ONLY_TIME.fullmatch(c) or _WALL_CLOCK.fullmatch(c)):
        return True
    numbers = [float(c.replace(",", ".")) for c in cells if _NUMBER.fullmatch(c)]
    if len(numbers) * 10 < sum(1 for c in cells if c) * 9 or len(numbers) < 2:
        return False
    forward = sum(1 for a, b in itertools.pairwise(numbers) if b >= a)
    return forward * 10 >= (len(numbers) - 1) * 9 and numbers[-1] > numbers[0]


def _counts(cells: Sequence[str]) -> bool:
    numbers = [int(c) for c in cells if c.isdecimal() and len(c) < 9]
    if not numbers or len(numbers) < sum(1 for c in cells if c):
        return False
    return numbers == list(range(numbers[0], numbers[0] + len(numbers))) and len(numbers) > 1


def _in_milliseconds(heading: str, cells: Sequence[str]) -> bool:
    if _MILLISECONDS.search(heading):
        return True
    numbers = [int(c) for c in cells if c.isdecimal() and len(c) < 12]
    # Whole numbers greater than ten hours in seconds.
    return bool(numbers) and len(numbers) == sum(1 for c in cells if c) and max(numbers) > 36_000
