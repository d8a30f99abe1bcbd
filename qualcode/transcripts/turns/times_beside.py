"""Makes the times beside a turn's words its times: "(00:07)" at its start, "0:07" on its own line.

A program or typist who puts a time there does so throughout; a time that somebody says, hardly.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qualcode.model.plural import counted
from qualcode.transcripts.labels.labels import milliseconds
from qualcode.transcripts.parsed import ParsedTurn
from qualcode.transcripts.turns.lines import Reading

_CLOCK = r"(?:\d{1,2}:)?\d{1,3}:\d{2}(?:[.,]\d{1,3})?"
_TO = rf"(?:[ \t]{{0,9}}(?:-{{1,3}}>|[-–—→]|to)[ \t]{{0,9}}{_CLOCK})?"
_ENCLOSED = rf"[*_]{{0,3}}[\[(<{{]({_CLOCK}){_TO}[\])>}}][*_]{{0,3}}:?"
#: A line that is only a time.
_ALONE = re.compile(rf"(?:{_ENCLOSED}|[*_]{{0,3}}({_CLOCK}){_TO}[*_]{{0,3}}:?)")
#: A time in brackets at the start of a turn, and one without them.
_FIRST = re.compile(rf"{_ENCLOSED}[ \t]{{0,9}}(?:[-–—:][ \t]{{1,9}})?(?=\S)")
_BARE = re.compile(rf"({_CLOCK}){_TO}(?:[ \t]{{1,9}}[-–—][ \t]{{1,9}}|[ \t]{{1,9}})(?=\S)")
#: Fewer than this are taken only if there are hardly more turns.
_FEWEST = 3
_DASHED = re.compile(rf"({_CLOCK})[ \t]{{1,9}}[-–—][ \t]{{1,9}}(?=\S)")


@dataclass(frozen=True, slots=True)
class _Found:
    turn: int
    line: int
    ms: int
    length: int
    shown: str


def times_beside(read: Reading) -> Reading:
    """Return turns with the times at their starts, and on lines of their own, made their times."""
    if not any(":" in turn.text for turn in read.turns):
        return read
    found = _enclosed(read.turns)
    chosen = found if _throughout(found, read.turns, share=3) else _between(found, read.turns)
    chosen = chosen or _dashed(read.turns)
    if not chosen:
        bare = _bare(read.turns)
        chosen = bare if _throughout(bare, read.turns, share=1.25) else []
    if not chosen:
        return read
    said = counted(len(chosen), "time")
    beside = f"{said} beside the words ({chosen[0].shown} …) became the times of the turns"
    return replace(read, turns=_timed(read.turns, chosen), notes=[*read.notes, beside])


def _enclosed(turns: Sequence[ParsedTurn]) -> list[_Found]:
    """Return the times on lines of their own, and in brackets at a turn's start."""
    found: list[_Found] = []
    for at, turn in enumerate(turns):
        if turn.times or ":" not in turn.text:
            continue
        for n, line in enumerate(turn.text.split("\n")):
            if ":" not in line[:40]:
                continue
            match = _ALONE.fullmatch(line) or (_FIRST.match(line) if n == 0 else None)
            if match and match.lastindex:
                found.append(_one(at, n, match))
    return found


def _between(found: Sequence[_Found], turns: Sequence[ParsedTurn]) -> list[_Found]:
    """Return the times that lie between those of their turn and the next, if most turns have one.

    A program gives a long turn further times, in the form of the first.
    """
    starts = [turn.start_ms for turn in turns]
    if sum(1 for start in starts if start is not None) * 2 < len(turns):
        return []
    nexts: list[int | None] = [None] * len(turns)
    for at in range(len(turns) - 2, -1, -1):
        nexts[at] = nexts[at + 1] if starts[at + 1] is None else starts[at + 1]
    fitting = []
    for one in found:
        start, after = starts[one.turn], nexts[one.turn]
        if start is not None and start <= one.ms and (after is None or one.ms <= after):
            fitting.append(one)
    return fitting


def _dashed(turns: Sequence[ParsedTurn]) -> list[_Found]:
    """Return the times before a dash at the start of lines, if nearly all lines have one."""
    spoken = [(at, turn) for at, turn in enumerate(turns) if turn.speaker and not turn.times]
    lines = [(at, n, line) for at, turn in spoken for n, line in enumerate(turn.text.split("\n"))]
    found = [_one(at, n, match) for at, n, line in lines if (match := _DASHED.match(line))]
    often = len(found) >= _FEWEST and len(found) * 10 >= len(lines) * 9
    return found if often and _increase(found) else []


def _bare(turns: Sequence[ParsedTurn]) -> list[_Found]:
    return [
        _one(at, 0, match)
        for at, turn in enumerate(turns)
        if not turn.times and turn.speaker is not None and (match := _BARE.match(turn.text))
    ]


def _one(turn: int, line: int, match: re.Match[str]) -> _Found:
    clock = match[match.lastindex or 0]
    return _Found(turn, line, milliseconds(clock), match.end(), match.group().strip(" \t*_:"))


def _throughout(found: Sequence[_Found], turns: Sequence[ParsedTurn], share: float) -> bool:
    """Return whether times stand in one of ``share`` turns, and nearly all go on increasing."""
    spoken = sum(1 for turn in turns if turn.speaker is not None) or len(turns)
    if len(found) < 2 or len({one.turn for one in found}) * share < spoken:
        return len(found) >= 2 * _FEWEST and share > 2 and _increase(found)
    if len(found) < _FEWEST and len(found) * 2 < spoken:
        return False
    return _increase(found)


def _increase(found: Sequence[_Found]) -> bool:
    steps = sum(1 for this, then in itertools.pairwise(found) if then.ms >= this.ms)
    return steps * 20 >= (len(found) - 1) * 19


def _timed(turns: Sequence[ParsedTurn], found: Sequence[_Found]) -> list[ParsedTurn]:
    by_turn: dict[int, dict[int, _Found]] = {}
    for one in found:
        by_turn.setdefault(one.turn, {})[one.line] = one
    timed: list[ParsedTurn] = []
    waiting: int | None = None
    for at, turn in enumerate(turns):
        times = by_turn.get(at)
        if times is None:
            start = waiting if turn.start_ms is None else turn.start_ms
            timed.append(replace(turn, start_ms=start))
            waiting = None
            continue
        text, start, inside, waiting = _taken_out(turn, times, waiting)
        if text:
            timed.append(ParsedTurn(turn.speaker, text, start, inside))
        else:
            waiting = start if waiting is None else waiting
    return timed


def _taken_out(
    turn: ParsedTurn, times: dict[int, _Found], waiting: int | None
) -> tuple[str, int | None, tuple[tuple[int, int], ...], int | None]:
    """Return a turn's text without its times, its time, those inside, and one after its end."""
    start = turn.start_ms if turn.start_ms is not None else waiting
    waiting = None
    kept: list[str] = []
    length = 0
    inside: list[tuple[int, int]] = []
    for n, line in enumerate(turn.text.split("\n")):
        if n in times:
            waiting = times[n].ms
            line = line[times[n].length :].strip(" \t")
        if not line:
            continue
        if waiting is not None and not kept:
            start = waiting
        elif waiting is not None:
            inside.append((length, waiting))
        waiting = None
        kept.append(line)
        length += len(line) + 1
    return "\n".join(kept), start if kept or waiting is None else waiting, tuple(inside), waiting
