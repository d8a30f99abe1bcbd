"""Reads chats that Zoom saved: a time, a name, sometimes a recipient, and a message."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from qualcode.transcripts.labels.labels import Labelled, milliseconds
from qualcode.transcripts.turns.lines import Line, Reading, read_lines

_TIME = r"(?P<time>\d{1,2}:\d\d:\d\d)"
_FROM = re.compile(
    rf"{_TIME}[ \t]{{1,9}}From[ \t]{{1,9}}(?P<head>[^\t:]{{1,170}}):(?:\s|$)(?P<rest>.*)"
)
_TABBED = re.compile(rf"{_TIME}\t ?(?P<head>[^\t:]{{1,80}}):(?:\t|$)(?P<rest>.*)")
_TO = re.compile(r"\s{1,9}[Tt]o\s{1,9}")
#: A chat with fewer messages is read as any other text.
_FEWEST = 2


def _filled(lines: Sequence[str]) -> int:
    return sum(1 for line in lines if line.strip())


def read_chat(lines: Sequence[str]) -> Reading | None:
    """Return the messages of a chat as turns, ``None`` if the lines are not a chat."""
    for pattern, share in ((_FROM, 4), (_TABBED, 2)):
        # A message always begins with a digit; other lines need no test.
        found = [pattern.match(line) if line[:1].isdigit() else None for line in lines]
        messages = [match for match in found if match]
        if len(messages) >= _FEWEST and len(messages) * share >= _filled(lines):
            break
    else:
        return None
    names: list[str] = []
    told: Counter[str] = Counter()
    given: list[Line] = []
    for line, match in zip(lines, found, strict=True):
        if match is None:
            given.append(Line(line))
            continue
        head = match["head"].strip()
        name, *to = _TO.split(head, maxsplit=1) if pattern is _FROM else [head]
        names.append(name)
        told.update(to)
        label = Labelled(name, milliseconds(match["time"]), match["rest"].strip(), "bold")
        given.append(Line(line.strip(), bold=label))
    read = read_lines(given, frozenset(names))
    notes = list(read.notes)
    if told:
        shown = ", ".join(f"“{to}” {n}" for to, n in told.most_common(4))
        more = f" and {len(told) - 4} more" if len(told) > 4 else ""
        notes.append(f"to whom the messages went was left out of the words: {shown}{more}")
    return replace(read, layout="a chat as Zoom saves it", notes=notes)
