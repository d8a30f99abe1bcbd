"""Cuts turns out of a text, and returns the blocks that are kept."""

from __future__ import annotations

from collections.abc import Sequence

from qualcode.model.document.offset_map import Block


def without_spans(text: str, spans: Sequence[tuple[int, int]]) -> tuple[str, list[Block]]:
    """Return a text without some of its turns, and the blocks that are kept.

    A turn goes with the blank line after it or, the last one, before it.
    """
    pieces: list[str] = []
    blocks: list[Block] = []
    at = new = 0
    for start, end in [*spans, (len(text), len(text))]:
        if start > at:
            pieces.append(text[at:start])
            blocks.append((at, new, start - at))
            new += start - at
        at = min(end + 2, len(text)) if text[end : end + 2] == "\n\n" else end
    after = "".join(pieces)
    tail = after.rstrip("\n") + "\n"
    extra = len(after) - len(tail)
    if extra > 0 and blocks:
        old, place, length = blocks[-1]
        while blocks and extra >= length:
            extra -= length
            blocks.pop()
            old, place, length = blocks[-1] if blocks else (0, 0, 0)
        if blocks:
            blocks[-1] = (old, place, length - extra)
    return tail, blocks
