"""Arranges overlapping codings in stripes side by side."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from qualcode.model.coding.coding import Coding

#: More stripes than this are not drawn; the pane on the right lists every coding.
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


def right_after(
    codings: Sequence[Coding], text: str, resolve: Callable[[str], str]
) -> frozenset[str]:
    """Return every other of codings of one code in a row, with nothing but blanks between them.

    ``codings`` are in the order of the text; ``resolve`` returns a code's present id. So two that
    follow each other can be shown in different ways.
    """
    found: set[str] = set()
    last: dict[str, Coding] = {}
    for coding in codings:
        code = resolve(coding.code)
        before = last.get(code)
        if (
            before is not None
            and before.event.end <= coding.event.start
            and not text[before.event.end : coding.event.start].strip()
            and before.id not in found
        ):
            found.add(coding.id)
        last[code] = coding
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the map: the share of its rows with codings, and their commonest code."""

    share: float
    code: str


def stretches(in_row: Mapping[int, Sequence[Coding]], rows: int, height: int) -> list[Stretch]:
    """Return a document of ``rows`` rows as at most ``height`` stretches, from the top.

    Stretch *n* of *h* holds the rows from ``n * rows // h`` up to the next one's first.
    """
    height = min(height, rows)
    coded = [0] * height
    codes: list[Counter[str]] = [Counter() for _ in range(height)]
    for row, codings in in_row.items():
        at = ((row + 1) * height - 1) // rows
        coded[at] += 1
        codes[at].update(coding.code for coding in codings)
    found = []
    for n in range(height):
        size = (n + 1) * rows // height - n * rows // height
        commonest = min(codes[n], key=lambda code: (-codes[n][code], code), default="")
        found.append(Stretch(coded[n] / size, commonest))
    return found
