"""Which codings stand at which place: stripes side by side where codings overlap."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from qualcode.model.coding import Coding

#: More stripes than this are not drawn; the pane at the right lists every coding.
MOST_STRIPES = 5


def lanes(codings: Sequence[Coding], rows: Callable[[int, int], range]) -> dict[str, int]:
    """Return for each coding's id the stripe it is drawn in, from 0.

    Codings that share a row never share a stripe. ``codings`` are in the order of the text;
    ``rows`` returns the rows that show ``[start, end)``.
    """
    placed: dict[str, int] = {}
    free: list[int] = []
    busy: list[tuple[int, int]] = []
    used = 0
    for coding in codings:
        span = rows(coding.event.start, coding.event.end)
        while busy and busy[0][0] < span.start:
            heapq.heappush(free, heapq.heappop(busy)[1])
        lane = heapq.heappop(free) if free else used
        used = max(used, lane + 1)
        placed[coding.id] = lane
        heapq.heappush(busy, (span.stop - 1, lane))
    return placed


def by_row(codings: Iterable[Coding], rows: Callable[[int, int], range]) -> dict[int, list[Coding]]:
    """Return the codings that each row shows a part of, in the order of the text."""
    found: dict[int, list[Coding]] = defaultdict(list)
    for coding in codings:
        for row in rows(coding.event.start, coding.event.end):
            found[row].append(coding)
    return found
