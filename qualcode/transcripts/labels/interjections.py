"""Finds what stands in round brackets on lines of its own: applause, shouts, what others threw in.

"(Shout from the left: No!)" has a colon and no speaker of its own; it stays in the words around it.
"""

from __future__ import annotations

from collections.abc import Sequence

from qualcode.transcripts.labels.labels import bare, surely_speaker

#: What is opened and not closed within so many lines is a slip of the typist's.
_LONGEST = 8


def without_interjections(texts: Sequence[str], *, labelled: bool) -> list[str]:
    """Return the lines, empty where they are wholly in round brackets or go on with such a line.

    A bracket that one line opens, and closes, is left if the file is not ``labelled`` otherwise, or
    if it holds a label such as "P3".
    """
    inside = lines_inside(texts)
    return [
        "" if n in inside or (labelled and _wholly(text)) else text for n, text in enumerate(texts)
    ]


def lines_inside(texts: Sequence[str]) -> set[int]:
    """Return the lines that go on with a round bracket that a line above them begins with."""
    found: set[int] = set()
    at = 0
    while at < len(texts):
        end = _closed(texts, at) if texts[at].lstrip()[:1] == "(" else at
        found.update(range(at + 1, end + 1))
        at = end + 1
    return found


def _closed(texts: Sequence[str], start: int) -> int:
    """Return the line that closes the bracket that a line begins with; that line itself if none."""
    depth = 0
    for at in range(start, min(start + _LONGEST, len(texts))):
        depth += texts[at].count("(") - texts[at].count(")")
        if depth <= 0:
            return at
    return start


def _wholly(text: str) -> bool:
    text = text.strip()
    framed = text[:1] == "(" and text.rstrip(".")[-1:] == ")"
    return framed and not surely_speaker(bare(text))
