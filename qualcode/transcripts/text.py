"""Plain text: what typists and transcription services put around the words, and the turns."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from qualcode.transcripts.cleaning import Cleaner
from qualcode.transcripts.encoding import MOST, decode, refuse_too_many
from qualcode.transcripts.labels import TIME, milliseconds
from qualcode.transcripts.marks import MARK, without_times
from qualcode.transcripts.parsed import Parsed
from qualcode.transcripts.text_chat import read_chat
from qualcode.transcripts.text_lines import Line, Reading, read_lines
from qualcode.transcripts.text_numbers import without_line_numbers

__all__ = ["Line", "Reading", "read_lines", "read_text_transcript", "turns_of_text"]

_MARK = re.compile(MARK)
# In round brackets only with hours: "(3:16)" is a verse more often than a time.
_STAMP = re.compile(
    rf"\[({TIME})\]|\{{({TIME})\}}|<({TIME})>|\((\d{{1,2}}:\d{{2}}:\d{{2}}(?:[.,]\d{{1,3}})?)\)"
)
_EITHER = re.compile(f"{MARK}|{_STAMP.pattern}")
#: Of fewer times in brackets nobody can say whether they are the recording's.
_FEWEST_STAMPS = 3


def read_text_transcript(data: bytes, name: str) -> Parsed:
    """Read a plain-text transcript.

    Every labelled paragraph is one turn: consecutive turns of one speaker are not joined.

    Raises:
        BadInputError: the bytes are no text.
    """
    text, notes = decode(data, name)
    cleaner = Cleaner()
    read = turns_of_text(cleaner.clean(text), name)
    told = (*notes, *read.notes, *cleaner.notes())
    return Parsed("txt", f"plain text, {read.layout}", tuple(read.turns), told)


def turns_of_text(
    text: str, name: str, *, marks: str = "time marks such as #00:01:02-3#"
) -> Reading:
    """Return the turns of a clean text, with line numbers and times taken out of the words.

    F4's marks, ``#00:01:02-3#``, are always times of the recording; ``marks`` is what to call
    them. Times in brackets are, ``[00:12:31]``, if there are several and they go on increasing;
    "[inaudible 00:12:31]" is words.

    Raises:
        BadInputError: it has more lines or times than any transcript.
    """
    refuse_too_many(text.count("\n"), "lines", name)
    lines, notes = without_line_numbers(text.split("\n"))
    read = read_chat(lines) or read_lines([Line(line) for line in lines])
    notes += read.notes
    pattern = None
    if count := sum(len(_MARK.findall(line)) for line in lines if "#" in line):
        refuse_too_many(count, "time marks", name)
        pattern = _MARK
        notes.append(f"{count} {marks} became the times of the words")
    every = (match for line in lines for match in _STAMP.finditer(line))
    stamps = list(itertools.islice(every, MOST + 1))
    refuse_too_many(len(stamps), "times in brackets", name)
    if len(stamps) >= _FEWEST_STAMPS and any(_STAMP.search(turn.text) for turn in read.turns):
        said = f"{len(stamps)} times in brackets ({stamps[0].group()} …)"
        if _increase([milliseconds(match[match.lastindex or 0]) for match in stamps]):
            pattern = _EITHER if pattern else _STAMP
            notes.append(f"{said} became the times of the words")
        else:
            notes.append(f"{said} do not go on increasing, so they were left in the words")
    turns = without_times(read.turns, pattern) if pattern else read.turns
    return replace(read, turns=turns, notes=notes)


def _increase(times: Sequence[int]) -> bool:
    """Say whether nearly all times are later than those before; one may be a slip of the keys."""
    steps = sum(1 for this, then in itertools.pairwise(times) if then >= this)
    return steps * 20 >= (len(times) - 1) * 19
