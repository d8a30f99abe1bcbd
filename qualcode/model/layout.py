"""The turn layout of a transcript's text: ``LABEL: words``, a blank line between turns."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from qualcode.model.document import Turn


@dataclass(frozen=True, slots=True)
class LabelledTurn:
    """A turn before it has a place: who speaks (``None`` for nobody), the words, the time."""

    label: str | None
    text: str
    start_ms: int | None = None


def lay_out(turns: Sequence[LabelledTurn]) -> tuple[str, list[str], list[Turn]]:
    """Lay turns out as the text that a study keeps.

    Returns the text (NFC, LF, one newline at its end), the labels in order of appearance, and
    for each turn its place in the text. Turns without words are left out.
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
        # Composing across the join would shift every later offset, so compose the whole.
        piece = unicodedata.normalize("NFC", piece)
        pieces.append(piece)
        placed.append(Turn(at, at + len(head), at + len(piece), speaker, turn.start_ms))
        at += len(piece)
    if pieces:
        pieces.append("\n")
    return "".join(pieces), labels, placed
