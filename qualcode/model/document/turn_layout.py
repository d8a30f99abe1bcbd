"""The turn layout of a transcript's text: ``LABEL: words``, a blank line between turns."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from qualcode.model.document.document import Turn


@dataclass(frozen=True, slots=True)
class LabelledTurn:
    """A turn before it has a place: the speaker (``None`` for nobody), the words, the time.

    ``times`` holds further times within the turn: pairs of an offset into ``text``, in Unicode code
    points, and a time in milliseconds.
    """

    label: str | None
    text: str
    start_ms: int | None = None
    times: tuple[tuple[int, int], ...] = ()


def lay_out(turns: Sequence[LabelledTurn]) -> tuple[str, list[str], list[Turn]]:
    """Lay turns out as the text that a study keeps.

    Returns the text (NFC, LF, one newline at its end), the labels in order of appearance, and for
    each turn its place in the text. Turns without words are left out. ``times_in`` places the
    turns' times.
    """
    labels: list[str] = []
    known: dict[str, int] = {}
    pieces: list[str] = []
    placed: list[Turn] = []
    at = 0
    for turn in turns:
        words = unicodedata.normalize("NFC", turn.text).strip()
        if not words:
            continue
        head = ""
        speaker = -1
        if turn.label is not None:
            label = unicodedata.normalize("NFC", turn.label).strip()
            head = f"{label}: "
            speaker = known.setdefault(label, len(labels))
            if speaker == len(labels):
                labels.append(label)
        if pieces:
            pieces.append("\n\n")
            at += 2
        piece = head + words
        # Composing across the join would shift every later offset, so compose the whole text.
        piece = unicodedata.normalize("NFC", piece)
        pieces.append(piece)
        placed.append(Turn(at, at + len(head), at + len(piece), speaker, turn.start_ms))
        at += len(piece)
    if pieces:
        pieces.append("\n")
    return "".join(pieces), labels, placed


def times_in(turns: Sequence[LabelledTurn], placed: Sequence[Turn]) -> list[tuple[int, int]]:
    """Return the times of the turns as pairs: offset into the laid-out text, milliseconds.

    ``placed`` is the result of ``lay_out`` for ``turns``.
    """
    found: list[tuple[int, int]] = []
    spoken = (t for t in turns if unicodedata.normalize("NFC", t.text).strip())
    for turn, place in zip(spoken, placed, strict=True):
        if not turn.times:
            continue
        plain = turn.text.isascii() or unicodedata.is_normalized("NFC", turn.text)
        lead = len(turn.text) - len(turn.text.lstrip())
        for offset, ms in turn.times:
            before = offset if plain else len(unicodedata.normalize("NFC", turn.text[:offset]))
            at = place.words + max(before - lead, 0)
            if at < place.end:
                found.append((at, ms))
    return found
