"""Finds numbers that a typist put before nearly every line or paragraph, for citing them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from qualcode.transcripts.labels.labels import MONTH, split_label

#: What may stand before a line's number.
_NEAR = re.compile(r"[^\d\n]{0,20}\d")
_NUMBER = re.compile(r"[ \t]{0,9}[(\[]?(\d{1,5})[.)\]]{0,2}(?:[ \t]{1,9}|$)")
#: "1 May: …", "2 May: …" count days.
_MONTH = re.compile(rf"(?:of )?{MONTH}", re.IGNORECASE)
#: Of turns, in brackets, with letters or a sign: "[T001] Ann: …", "L1<tab>Ann: …", "#1 Ann: …".
_OF_TURNS = re.compile(
    r"[ \t]{0,9}(?:[(\[](?:[A-Za-z#]{1,5}[ ._-]?)?(\d{1,5})[)\]]:?[ \t]{1,9}"
    r"|[A-Za-z#]{1,5}[ ._-]?(\d{1,5})\t|#(\d{1,5})[.:)]?[ \t]{1,9})"
)
#: Fewer lines than this may be a list that somebody reads out.
_FEWEST = 8


def number_starts(lines: Iterable[str], fewest: int) -> bool:
    """Return whether so many lines have a digit near their start, as numbered ones have."""
    return sum(map(bool, map(_NEAR.match, lines))) >= fewest


def number_lengths(lines: Sequence[str]) -> list[int] | None:
    """Return how many characters at the start of each line are its number.

    ``None`` if the lines are not numbered. They are if nearly all lines with words begin with a
    number, and nearly every number is one more than the one before, unlike years, ages and answers.
    A number with a colon is a speaker's. Turns are numbered if labels stand behind the numbers,
    whatever other lines there are: "[P1] words" alone is a speaker's.
    """
    if not number_starts(lines, _FEWEST):
        return None
    found = [_NUMBER.match(line) for line in lines]
    filled = sum(1 for line in lines if line.strip())
    pairs = zip(lines, found, strict=True)
    days = sum(1 for line, match in pairs if match and _MONTH.match(line, match.end()))
    numbered = sum(1 for match in found if match)
    if numbered * 10 >= filled * 9 and days * 2 < numbered and _count_up(found):
        return [match.end() if match else 0 for match in found]
    found = [_OF_TURNS.match(line) for line in lines]
    labelled = sum(
        1
        for line, match in zip(lines, found, strict=True)
        if match and split_label(line[match.end() :], likely=True)
    )
    if labelled * 10 < sum(1 for match in found if match) * 9 or not _count_up(found):
        return None
    return [match.end() if match else 0 for match in found]


def _count_up(found: Sequence[re.Match[str] | None]) -> bool:
    numbers = [int(match[match.lastindex or 0]) for match in found if match]
    steps = sum(1 for this, then in pairwise(numbers) if then == this + 1)
    return len(numbers) >= _FEWEST and steps * 10 >= (len(numbers) - 1) * 9
