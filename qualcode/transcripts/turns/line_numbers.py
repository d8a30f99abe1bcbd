"""Finds numbers that a typist put before nearly every line or paragraph, for citing them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_NUMBER = re.compile(r"[ \t]{0,9}[(\[]?(\d{1,5})[.)\]]{0,2}(?:[ \t]{1,9}|$)")
#: Fewer lines than this may be a list that somebody reads out.
_FEWEST = 8


def number_lengths(lines: Sequence[str]) -> list[int] | None:
    """Return how many characters at the start of each line are its number.

    ``None`` if the lines are not numbered. They are if nearly all lines with words begin with a
    number, and nearly every number is one more than the one before, unlike years, ages and answers.
    A number with a colon is a speaker's.
    """
    found = [_NUMBER.match(line) for line in lines]
    filled = sum(1 for line in lines if line.strip())
    numbers = [int(match.group(1)) for match in found if match]
    if len(numbers) < _FEWEST or len(numbers) * 10 < filled * 9:
        return None
    steps = sum(1 for this, then in pairwise(numbers) if then == this + 1)
    if steps * 10 < (len(numbers) - 1) * 9:
        return None
    return [match.end() if match else 0 for match in found]
