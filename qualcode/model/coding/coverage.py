"""Says how much of a document is coded: which of its turns share words with a coding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Span = tuple[int, int]


def uncoded(turns: Sequence[Span], spans: Iterable[Span]) -> list[int]:
    """Return the numbers of the turns that share no character with a span, in order.

    ``turns`` are in the order of the text; ``spans`` in any.
    """
    waiting = sorted(spans)
    bare = []
    at, reach = 0, -1
    for number, (start, end) in enumerate(turns):
        while at < len(waiting) and waiting[at][0] < end:
            reach = max(reach, waiting[at][1])
            at += 1
        if reach <= start:
            bare.append(number)
    return bare


def coded_share(turns: Sequence[Span], spans: Iterable[Span]) -> float:
    """Return the share of turns that share a character with a span; both in any order."""
    if not turns:
        return 0.0
    bare = len(uncoded(sorted(turns), spans))
    return (len(turns) - bare) / len(turns)


def percent(share: float) -> int:
    """Return a share in per cent; 0 and 100 only for nothing and for all."""
    return min(99, max(1, round(share * 100))) if 0 < share < 1 else round(share * 100)
