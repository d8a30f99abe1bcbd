"""Reads turns whose time stands on a line of its own, right above or below the speaker's name.

With a time beside it any label that recurs is a speaker's, whatever its words are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from qualcode.transcripts.labels.labels import (
    ONLY_TIME,
    Labelled,
    milliseconds,
    name_like,
    surely_speaker,
)
from qualcode.transcripts.turns.lines import Line, Reading, read_lines

_FEWEST = 3
_LONGEST = 60
_WORDS = 6


def read_time_lines(lines: Sequence[Line]) -> Reading | None:
    """Return the turns below names with a time on its own line, ``None`` if there are none."""
    filled = [at for at, line in enumerate(lines) if line.text.strip()]
    times = {n: ms for n, at in enumerate(filled) if (ms := _time(lines[at].text)) is not None}
    if len(times) < _FEWEST or list(times.values()) != sorted(times.values()):
        return None
    if len(filled) < len(times) * 3 - 1:
        # Between two times there must be room for a name and words.
        return None
    for step in (-1, 1):
        names = {
            n + step: _name(lines[filled[n + step]].text)
            for n in times
            if 0 <= n + step < len(filled) and n + step not in times
        }
        labels = _speakers(list(names.values()), len(times))
        if labels:
            beside = {
                filled[n]: (name, filled[n - step], times[n - step])
                for n, name in names.items()
                if name in labels
            }
            return _reading(lines, beside, labels)
    return None


def _time(text: str) -> int | None:
    if ":" not in text or len(text) > _LONGEST:
        return None
    match = ONLY_TIME.fullmatch(text)
    return milliseconds(match.group(1)) if match else None


def _name(text: str) -> str:
    """Return the label that a line may be, or ``""``."""
    name = text.strip().lstrip("#>").strip(" *_").rstrip(":").strip(" *_")
    if name[:1] + name[-1:] in ("[]", "()"):
        name = name[1:-1].strip()
    short = 0 < len(name) <= _LONGEST and len(name.split()) <= _WORDS
    spoken = name[-1:] in (*".?!…,;",) or ":" in name
    return name if short and not spoken and any(char.isalpha() for char in name) else ""


def _speakers(names: Sequence[str], times: int) -> frozenset[str]:
    """Return the names that recur beside nearly all of so many times."""
    counts = Counter(name for name in names if name)
    recur = {name for name, n in counts.items() if n > 1}
    often = sum(counts[name] for name in recur)
    if often * 10 < times * 8 or len(recur) * 2 > often:
        return frozenset()
    once = {name for name in counts if surely_speaker(name) or name_like(name)}
    return frozenset(recur | once)


def _reading(
    lines: Sequence[Line], beside: dict[int, tuple[str, int, int]], labels: frozenset[str]
) -> Reading:
    taken = {at for _, at, _ in beside.values()}
    given: list[Line] = []
    for at, line in enumerate(lines):
        if at in beside:
            name, _, ms = beside[at]
            given.append(replace(line, unspoken=False, bold=Labelled(name, ms, "", "marked")))
        elif at not in taken:
            given.append(replace(line, bold=None))
    read = read_lines(given, labels)
    return replace(read, layout="names and times on lines of their own")
