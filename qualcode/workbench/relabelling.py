"""Mending which labels are speakers, where the user knows better than the guess."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qualcode.errors import BadInputError
from qualcode.transcripts.parsed import Parsed, ParsedTurn


def relabelled(parsed: Parsed, labels: Sequence[str], no_labels: Sequence[str]) -> Parsed:
    """Return a transcript in which ``labels`` begin turns and ``no_labels`` are mere words.

    A line that begins with a label of ``labels`` and a colon, dash or tab, or is that label
    alone, begins a turn of that speaker. A turn of a label in ``no_labels`` goes back, with
    label and colon, to the turn before it.

    Raises:
        BadInputError: a label of ``no_labels`` is no speaker of the file, or one of ``labels``
            begins no line.
    """
    if not labels and not no_labels:
        return parsed
    turns = list(parsed.turns)
    for label in no_labels:
        if all(t.speaker != label for t in turns):
            there = ", ".join(repr(s) for s in dict.fromkeys(t.speaker for t in turns) if s)
            raise BadInputError(f"no speaker {label!r}", mend=f"The file has {there or 'none'}")
        turns = _given_back(turns, label)
    for label in labels:
        divided = [piece for turn in turns for piece in _divided(turn, label)]
        if len(divided) == len(turns) and all(t.speaker != label for t in turns):
            raise BadInputError(
                f"no line begins with the label {label!r}", mend="Write it as the file has it"
            )
        turns = divided
    return replace(parsed, turns=tuple(turns))


def _given_back(turns: Sequence[ParsedTurn], label: str) -> list[ParsedTurn]:
    mended: list[ParsedTurn] = []
    for turn in turns:
        if turn.speaker != label:
            mended.append(turn)
        elif not mended:
            mended.append(replace(turn, speaker=None, text=f"{label}: {turn.text}", times=()))
        else:
            last = mended[-1]
            lead = f"{last.text}\n{label}: "
            times = tuple((at + len(lead), ms) for at, ms in turn.times)
            if turn.start_ms is not None:
                times = ((len(last.text) + 1, turn.start_ms), *times)
            mended[-1] = replace(last, text=lead + turn.text, times=last.times + times)
    return mended


def _divided(turn: ParsedTurn, label: str) -> list[ParsedTurn]:
    pieces: list[tuple[str | None, list[str], int]] = [(turn.speaker, [], 0)]
    at = 0
    for line in turn.text.split("\n"):
        words = _after_label(line, label)
        if words is not None and turn.speaker != label:
            pieces.append((label, [words] if words else [], at + len(line) - len(words)))
        else:
            pieces[-1][1].append(line)
        at += len(line) + 1
    if len(pieces) == 1:
        return [turn]
    made = []
    for n, (speaker, lines, start) in enumerate(pieces):
        if not lines:
            continue
        end = pieces[n + 1][2] if n + 1 < len(pieces) else len(turn.text) + 1
        times = [(max(offset - start, 0), ms) for offset, ms in turn.times if start <= offset < end]
        first = turn.start_ms if not n else (times.pop(0)[1] if times and not times[0][0] else None)
        made.append(ParsedTurn(speaker, "\n".join(lines), first, tuple(times)))
    return made


def _after_label(line: str, label: str) -> str | None:
    """Return what a line says after the label, ``None`` if it does not begin with it."""
    if not line.startswith(label):
        return None
    rest = line[len(label) :]
    if not rest.strip():
        return ""
    stripped = rest.lstrip(" ")
    return stripped[1:].strip() if stripped[0] in ":\t–—-" else None
