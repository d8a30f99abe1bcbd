"""Reads the Q and A in front of a hearing's lines: "Q   MR. LEE:  Where?", "A   There"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qualcode.transcripts.labels.hearing_letters import NAME, WITNESS, HearingLetters
from qualcode.transcripts.pdf.extraction import Word
from qualcode.transcripts.pdf.rows import Row

_LETTER = re.compile(r"([QA])\.?")
_NAME = re.compile(rf"(?P<name>{NAME}):")
_MOST_NAMES = 5
#: So many of each letter are a column; a line of words may begin with "A", too.
_FEWEST = 3
#: In the height of type: the gap behind the letter, and how far it may stand from the column.
_GAP, _ASIDE = 0.9, 1.0


@dataclass(frozen=True, slots=True)
class _Place:
    row: Row
    letter: str


def with_names(rows: Sequence[Row]) -> list[str]:
    """Put who asks and answers in front of rows that begin with Q or A; return a note.

    A letter before a name and a colon gives way to the name, which holds for the letter from there
    on; where none was given, the letter is the label.
    """
    places = _places(rows)
    counts = Counter(place.letter for place in places)
    if min(counts["Q"], counts["A"]) < _FEWEST:
        return []
    letters = HearingLetters()
    if any(row.text.startswith(f"{WITNESS}:") for row in rows):
        letters.holders["A"] = WITNESS
    by_row = {id(place.row): place.letter for place in places}
    for row in rows:
        if id(row) not in by_row:
            letters.announced(row.text)
            continue
        first, *words = row.words
        name, length = _name(words)
        label = letters.label(by_row[id(row)], name)
        row.hold([replace(first, text=f"{label}:"), *words[length:]])
    return letters.notes()


def _places(rows: Sequence[Row]) -> list[_Place]:
    found = [
        _Place(row, match[1])
        for row in rows
        if len(row.words) > 1
        and (match := _LETTER.fullmatch(row.words[0].text))
        and row.words[1].x0 - row.words[0].x1 > _GAP * row.size
    ]
    if not found:
        return []
    column, _ = Counter(round(place.row.x0) for place in found).most_common(1)[0]
    return [p for p in found if abs(p.row.x0 - column) <= _ASIDE * p.row.size]


def _name(words: Sequence[Word]) -> tuple[str, int]:
    """Return the name before a colon that words begin with, and how many words it has."""
    for length in range(1, min(len(words), _MOST_NAMES) + 1):
        if words[length - 1].text.endswith(":"):
            match = _NAME.fullmatch(" ".join(word.text for word in words[:length]))
            return (match["name"], length) if match else ("", 0)
    return "", 0
