"""Takes recording times out of a transcript's words: F4's marks, and times in brackets."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from qualcode.store.io.encoding import MOST, refuse_too_many
from qualcode.transcripts.labels.labels import TIME, milliseconds
from qualcode.transcripts.turns.f4_marks import MARK, without_times
from qualcode.transcripts.turns.lines import Reading

_MARK = re.compile(MARK)
# In round brackets only with hours: "(3:16)" is a verse more often than a time.
_STAMP = re.compile(
    rf"\*\*\[({TIME})\]\*\*|\[({TIME})\]|\{{({TIME})\}}|<({TIME})>"
    r"|\((\d{1,2}:\d{2}:\d{2}(?:[.,]\d{1,3})?)\)"
)
#: aTrain puts a dash between each time and the words.
_DASHED = re.compile(rf"(?:{_STAMP.pattern})[ \t]-(?=[ \t])")
#: With fewer times in brackets it is unclear whether they are the recording's.
_FEWEST_STAMPS = 3


def stamps_out(
    read: Reading,
    lines: Sequence[str],
    name: str,
    *,
    marks: str = "time marks such as #00:01:02-3#",
) -> Reading:
    """Return turns with the times in their words made their times; ``lines`` are all lines.

    F4's marks, ``#00:01:02-3#``, are always times of the recording; ``marks`` is their name in
    notes. Times in brackets, ``[00:12:31]``, are if there are several and they keep increasing;
    "[inaudible 00:12:31]" is words.

    Raises:
        BadInputError: there are more times than in any transcript.
    """
    notes = list(read.notes)
    pattern = None
    if count := sum(len(_MARK.findall(line)) for line in lines if "#" in line):
        refuse_too_many(count, "time marks", name)
        pattern = _MARK
        notes.append(f"{count} {marks} became the times of the words")
    framed = (line for line in lines if any(sign in line for sign in "[({<"))
    every = (match for line in framed for match in _STAMP.finditer(line))
    stamps = list(itertools.islice(every, MOST + 1))
    refuse_too_many(len(stamps), "times in brackets", name)
    if len(stamps) >= _FEWEST_STAMPS and any(_STAMP.search(turn.text) for turn in read.turns):
        said = f"{len(stamps)} times in brackets ({stamps[0].group()} …)"
        if _increase([milliseconds(match[match.lastindex or 0]) for match in stamps]):
            dashed = sum(len(_DASHED.findall(line)) for line in lines)
            stamp = _DASHED if dashed * 10 >= len(stamps) * 9 else _STAMP
            pattern = re.compile(f"{MARK}|{stamp.pattern}") if pattern else stamp
            notes.append(f"{said} became the times of the words")
        else:
            notes.append(f"{said} do not go on increasing, so they were left in the words")
    turns = without_times(read.turns, pattern) if pattern else read.turns
    return replace(read, turns=turns, notes=notes)


def _increase(times: Sequence[int]) -> bool:
    """Return whether nearly all times increase; a single one may be a typing error."""
    steps = sum(1 for this, then in itertools.pairwise(times) if then >= this)
    return steps * 20 >= (len(times) - 1) * 19
