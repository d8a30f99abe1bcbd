"""How a coder's use of the codes shifts over time: total-variation distance by window.

Of two windows the distance is half the sum of the differences between the codes' shares of a
coder's codings: 0 where the codes are used alike, 1 where no code is used in both. It is never
quite 0, for interviews differ: so beside it stands what interviews dealt to the two windows at
random would give (a permutation test by whole interviews, R. A. Fisher, "The Design of
Experiments", 1935; the share of deals at least as far apart is ``p``).
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

#: How often interviews are dealt to windows at random.
DEALS = 199
#: With fewer interviews in two windows together, random deals say nothing.
FEWEST = 6


@dataclass(frozen=True, slots=True)
class Made:
    """A coding as drift counts it: ``at`` is when it was first made, ISO 8601, UTC."""

    id: str
    coder: str
    document: str
    code: str
    at: str


@dataclass(frozen=True)
class CodeShift:
    """A code in one window: its share of the coder's codings there, and in the window before."""

    code: str
    share: float
    before: float
    ids: tuple[str, ...]

    @property
    def shift(self) -> float:
        """How much the code's share grew (below 0: shrank)."""
        return self.share - self.before


@dataclass(frozen=True)
class Window:
    """One coder's codings in one stretch of time, compared with the stretch before.

    ``distance`` is the total-variation distance to the one before, ``None`` for the first;
    ``expected`` and ``p`` come from the random deals, ``None`` if there are too few interviews.
    ``start`` and ``end`` are the first and last day, as "2026-11-20". ``codes`` begins with the
    code that shifted most.
    """

    coder: str
    number: int
    start: str
    end: str
    codings: int
    documents: int
    codes: tuple[CodeShift, ...]
    distance: float | None = None
    expected: float | None = None
    p: float | None = None


def total_variation(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return the total-variation distance of two sets of counts, each taken as shares of its sum.

    Raises:
        ValueError: one of them is empty.
    """
    first, second = sum(one.values()), sum(other.values())
    if not first or not second:
        raise ValueError("nothing to compare")
    keys = one.keys() | other.keys()
    return sum(abs(one.get(k, 0) / first - other.get(k, 0) / second) for k in keys) / 2


def coder_drift(codings: Iterable[Made], window: str | int = "week") -> list[Window]:
    """Return each coder's windows in order of time, coder by coder.

    ``window`` is "day", "week" (from Monday) or "month", or a number of codings.

    Raises:
        ValueError: ``window`` is not one of these.
    """
    by_coder: dict[str, list[Made]] = defaultdict(list)
    for coding in codings:
        by_coder[coding.coder].append(coding)
    found = []
    for coder in sorted(by_coder):
        own = sorted(by_coder[coder], key=lambda c: (c.at, c.id))
        before: Sequence[Made] = ()
        for number, part in enumerate(_windows(own, window), 1):
            found.append(_window(coder, number, part, before))
            before = part
    return found


def _windows(codings: Sequence[Made], window: str | int) -> list[list[Made]]:
    if isinstance(window, int):
        if window < 1:
            raise ValueError("a window has one coding or more")
        parts = [list(codings[n : n + window]) for n in range(0, len(codings), window)]
        # A last window of a few codings would differ by chance alone.
        if len(parts) > 1 and len(parts[-1]) < window / 2:
            last = parts.pop()
            parts[-1] += last
        return parts
    if window not in _KEYS:
        raise ValueError(f"no window {window!r}: there are {', '.join(_KEYS)}, or a number")
    found: dict[str, list[Made]] = defaultdict(list)
    for coding in codings:
        found[_KEYS[window](coding.at)].append(coding)
    return [found[key] for key in sorted(found)]


def week_of(at: str) -> str:
    """Return the Monday of the week of a time, as "2026-11-23"."""
    day = dt.date.fromisoformat(at[:10])
    return (day - dt.timedelta(days=day.weekday())).isoformat()


_KEYS: dict[str, Callable[[str], str]] = {
    "day": lambda at: at[:10], "week": week_of, "month": lambda at: at[:7],
}  # fmt: skip


def _window(coder: str, number: int, part: Sequence[Made], before: Sequence[Made]) -> Window:
    counts, earlier = Counter(c.code for c in part), Counter(c.code for c in before)
    ids: dict[str, list[str]] = defaultdict(list)
    for coding in part:
        ids[coding.code].append(coding.id)
    codes = [
        CodeShift(
            code,
            counts[code] / len(part),
            earlier[code] / len(before) if before else 0.0,
            tuple(ids[code]),
        )
        for code in sorted(counts.keys() | earlier.keys())
    ]
    codes.sort(key=lambda c: (-abs(c.shift) if before else -c.share, c.code))
    distance = total_variation(counts, earlier) if before else None
    expected, p = _dealt(part, before, distance) if distance is not None else (None, None)
    return Window(
        coder, number, part[0].at[:10], part[-1].at[:10], len(part),
        len({c.document for c in part}), tuple(codes), distance, expected, p,
    )  # fmt: skip


def _dealt(
    part: Sequence[Made], before: Sequence[Made], distance: float
) -> tuple[float | None, float | None]:
    """Return the mean distance of randomly dealt interviews, and the share at least as far."""
    blocks: list[Counter[str]] = []
    sizes = []
    for side in (before, part):
        by_document: dict[str, Counter[str]] = defaultdict(Counter)
        for coding in side:
            by_document[coding.document][coding.code] += 1
        blocks += [by_document[name] for name in sorted(by_document)]
        sizes.append(len(by_document))
    if sum(sizes) < FEWEST or min(sizes) < 2:
        return None, None
    total: Counter[str] = Counter()
    for block in blocks:
        total.update(block)
    chance = random.Random(1)  # noqa: S311 - the same figures every time
    distances = []
    for _ in range(DEALS):
        chance.shuffle(blocks)
        one: Counter[str] = Counter()
        for block in blocks[: sizes[0]]:
            for code, n in block.items():
                one[code] += n
        distances.append(total_variation(one, {k: total[k] - one[k] for k in total}))
    # The real deal counts as one of them, so that p is never 0.
    farther = sum(d >= distance - 1e-12 for d in distances) + 1
    return sum(distances) / DEALS, farther / (DEALS + 1)
