"""Gives captions without a voice to whoever speaks in the one before, where the file means that.

Some programs name a voice only where it changes; others name it in each caption, and then one
without a voice is somebody unknown, or a sound.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qualcode.model.plural import counted, plural
from qualcode.transcripts.turns.builder import Piece

#: So many of the captions have no voice where one is named only if it changes …
_UNNAMED = 1 / 4
#: … and so few of those that follow one another with a voice have the same.
_SAME = 0.1
#: A single voice says nothing of where it ends.
_VOICES = 2
#: A sentence goes on after so short a pause.
_PAUSE_MS = 2_000
_ENDED = re.compile(r"(?:[.?!…。？！؟۔।]|--|[–—-])[\"'”’»)\]]{0,3}$")
_SOUND = re.compile(r"[\[(♪*].*[\])♪*][.!]?|♪.*", re.DOTALL)


@dataclass(slots=True)
class _Counts:
    changes: int = 0
    sentences: int = 0
    nobody: int = 0


def with_voices(pieces: Sequence[Piece]) -> tuple[list[Piece], list[str]]:
    """Return the captions, those without a voice given to the one before, and notes on them.

    If voices stand only where they change, all go on, but for sounds in brackets; else those that
    go on with a sentence. A caption that ``begins`` has a voice without a name.
    """
    captions = [piece for piece in pieces if not piece.alone]
    counts = _Counts()
    changes = _only_changes(captions)
    made: list[Piece] = []
    last: Piece | None = None
    for piece in pieces:
        if piece.alone:
            made.append(piece)
            continue
        if piece.speaker is None:
            piece = replace(_given(piece, last, counts, changes=changes), begins=False)
        made.append(piece)
        last = last if piece.speaker is None and _sound(piece) else piece
    return made, _notes(counts)


def _only_changes(captions: Sequence[Piece]) -> bool:
    """Return whether the file names a voice only where it changes."""
    first = next((n for n, piece in enumerate(captions) if piece.speaker), len(captions))
    after = [piece for piece in captions[first:] if not _sound(piece)]
    unnamed = sum(1 for piece in after if piece.speaker is None)
    voiced = [
        (a.speaker, b.speaker) for a, b in itertools.pairwise(after) if a.speaker and b.speaker
    ]
    same = sum(1 for one, then in voiced if one == then)
    if len({piece.speaker for piece in after if piece.speaker}) < _VOICES:
        return False
    return unnamed >= len(after) * _UNNAMED and same <= unnamed * _SAME


def _sound(piece: Piece) -> bool:
    return bool(_SOUND.fullmatch(piece.text))


def _given(piece: Piece, last: Piece | None, counts: _Counts, *, changes: bool) -> Piece:
    follows = last is not None and last.speaker is not None and not piece.begins
    if follows and last is not None and not _sound(piece):
        if changes:
            counts.changes += 1
            return replace(piece, speaker=last.speaker)
        if _goes_on(last, piece):
            counts.sentences += 1
            return replace(piece, speaker=last.speaker)
    counts.nobody += 1
    return piece


def _goes_on(last: Piece, piece: Piece) -> bool:
    """Return whether a caption goes on with the sentence of the one before."""
    if _ENDED.search(last.text) or not (piece.text[0].islower() or last.text[-1] == ","):
        return False
    end = last.end_ms if last.end_ms is not None else last.start_ms
    return end is None or piece.start_ms is None or piece.start_ms - end <= _PAUSE_MS


def _notes(counts: _Counts) -> list[str]:
    notes = []
    if counts.changes:
        notes.append(
            f"voices stand only where they change: {_without(counts.changes)} taken for the voice "
            "before, a guess"
        )
    if counts.sentences:
        notes.append(
            f"{_without(counts.sentences)} taken for the voice before, whose sentence "
            f"{plural(counts.sentences, 'it goes', 'they go')} on with, a guess"
        )
    if counts.nobody:
        notes.append(f"{_without(counts.nobody)} left as nobody's")
    return notes


def _without(n: int) -> str:
    return counted(n, "caption without a voice was", "captions without a voice were")
