"""Tells of labels that differ by a letter or two, as a typing error makes them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

from qualcode.model.document.document import label_is_neutral
from qualcode.transcripts.labels.folding import folded
from qualcode.transcripts.parsed import ParsedTurn

#: Shorter labels differ by a letter from many others; so do two of many speakers' names.
_SHORTEST, _MOST_LABELS = 6, 40
#: In labels this long two letters may differ.
_LONG = 10
#: What counts people: "Participant 2", "Interviewer B".
_COUNTED = re.compile(r"\d+|\b\w\b")


def near_spellings_note(turns: Sequence[ParsedTurn]) -> list[str]:
    """Return a note on labels spelt nearly alike, "Paticipant" and "Participant", if any.

    They stay two speakers, since they may be: "Marian" and "Marina". Those that differ in a number
    or a letter of its own are two in any case.
    """
    counts = Counter(turn.speaker for turn in turns if turn.speaker)
    pairs = list(_near(list(counts))) if len(counts) <= _MOST_LABELS else []
    if not pairs:
        return []
    shown = ", ".join(f"“{x}” {counts[x]}× and “{y}” {counts[y]}×" for x, y in pairs)
    return [
        f"labels spelt nearly alike count as two speakers: {shown}; if they are one person, "
        f"after the import: qualcode speakers merge"
    ]


def _near(labels: Sequence[str]) -> Iterator[tuple[str, str]]:
    for one, other in combinations(labels, 2):
        short, long = sorted((folded(one), folded(other)), key=len)
        most = 2 if len(short) >= _LONG else 1
        if len(short) < _SHORTEST or len(long) - len(short) > most:
            continue
        if _COUNTED.findall(one) != _COUNTED.findall(other):
            continue
        # "Interviewer" and "Interviewee" are both spelt right.
        if label_is_neutral(one) and label_is_neutral(other):
            continue
        from rapidfuzz.distance import OSA

        if OSA.distance(short, long, score_cutoff=most) <= most:
            yield one, other
