"""Reads lines that begin with a time and a speaker's label without a colon: "00:00 p1 words"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from qualcode.transcripts.labels.labels import (
    Labelled,
    may_recur,
    name_like,
    split_time,
    surely_speaker,
)
from qualcode.transcripts.labels.speakers import Ordinary
from qualcode.transcripts.turns.lines import Line, Reading, read_lines

_TWO = re.compile(
    r"(?P<label>[*_]{0,3}[^\s:]{1,30}[ ]\d{1,2}[*_]{0,3})[ \t]{1,9}(?P<rest>\S.*)", re.DOTALL
)
_ONE = re.compile(r"(?P<label>[^\s:]{1,40})[ \t]{1,9}(?P<rest>\S.*)", re.DOTALL)
_ENCLOSED = re.compile(r"\[(?P<label>[^\[\]:\n]{1,40})\]:?[ \t]{1,9}(?P<rest>\S.*)", re.DOTALL)
_FEWEST = 3


def read_with_labels(lines: Sequence[Line]) -> Reading:
    """Return the turns of lines: where they have no other labels, those right after times."""
    read = read_lines(lines)
    return read if read.labels else _read_time_first(lines) or read


def _read_time_first(lines: Sequence[Line]) -> Reading | None:
    """Return the turns of lines with a time and a label in front, ``None`` if they have none.

    Nearly all lines with a time must have a label, which recurs, or is a usual one as "p1".
    """
    found = [_labelled(line.text) for line in lines]
    timed = [one for one in found if one]
    filled = sum(1 for line in lines if line.text.strip())
    if len(timed) < _FEWEST or len(timed) * 2 < filled:
        return None
    found = _whole_names(found)
    timed = [one for one in found if one]
    labels = _speakers([one for one in timed if one.label])
    named = sum(1 for one in timed if one.label in labels)
    if named * 10 < len(timed) * 9:
        return None
    given = [
        replace(line, bold=one) if one and one.label in labels else line
        for line, one in zip(lines, found, strict=True)
    ]
    read = read_lines(given, labels)
    return replace(read, layout="time, label and words")


def _labelled(text: str) -> Labelled | None:
    """Return time, label and words of a line; the label is empty if none is there."""
    time, rest = split_time(text.strip())
    if time is None:
        return None
    for pattern in (_ENCLOSED, _TWO, _ONE):
        match = pattern.match(rest)
        label = match["label"].strip("*_()") if match else ""
        if match and label and (pattern is not _TWO or surely_speaker(label)):
            shape = "bracket" if pattern is _ENCLOSED else "bold"
            return Labelled(label, time, match["rest"].strip(), shape)
    return Labelled("", time, rest, "bold")


def _whole_names(found: Sequence[Labelled | None]) -> list[Labelled | None]:
    """Return labels with a surname: the same word with a capital that always follows them."""
    following: dict[str, set[str]] = {}
    for one in found:
        if one and one.label and one.shape != "bracket":
            following.setdefault(one.label, set()).add(one.rest.split(maxsplit=1)[0])
    counts = Counter(one.label for one in found if one)
    surnames = {
        label: words.pop()
        for label, words in following.items()
        if len(words) == 1 and counts[label] > 1 and not surely_speaker(label)
    }
    whole: list[Labelled | None] = []
    for one in found:
        name = surnames.get(one.label, "") if one else ""
        rest = one.rest[len(name) :].strip() if one else ""
        if one and rest and name[:1].isupper() and name.isalpha():
            whole.append(replace(one, label=f"{one.label} {name}", rest=rest))
        else:
            whole.append(one)
    return whole


def _speakers(timed: Sequence[Labelled]) -> frozenset[str]:
    counts = Counter(one.label for one in timed)
    sure = {label for label in counts if surely_speaker(label)}
    if sum(counts[label] for label in sure) * 10 >= len(timed) * 9:
        # "I" begins many a sentence; with "P" or "p1" it is the interviewer.
        return frozenset(sure) if sure != {"I"} else frozenset()
    ordinary = Ordinary(one.rest for one in timed)
    names = {
        label
        for label, n in counts.items()
        if n > 1 and name_like(label) and may_recur(label) and not ordinary(label)
    }
    names |= {one.label for one in timed if one.shape == "bracket" and counts[one.label] > 1}
    return frozenset(names | sure) if len(names | sure) > 1 else frozenset()
