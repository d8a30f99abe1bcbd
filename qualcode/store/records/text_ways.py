"""The ways that revisions lead from one text of a document to another."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from qualcode.model.document.offset_map import OffsetMap
from qualcode.store.records.revisions import Revision

#: With fewer characters left, and a smaller share, a mark's words are gone.
_SCRAP, _SHARE = 10, 16


class Placed(NamedTuple):
    """Where a mark is, how many characters of it the way lost, and how many steps changed it."""

    start: int
    end: int
    lost: int = 0
    changes: int = 0

    @property
    def changed(self) -> bool:
        """Whether its words are other than those that were marked, or may be others' words."""
        return self.changes > 0


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """A revision walked in one direction: to which text it leads, and how much it loses."""

    revision: Revision
    backwards: bool
    to: str

    @property
    def lost(self) -> int:
        """How many code points of the text it leaves are not in the text it leads to."""
        if self.revision.substituted:
            return 0
        here = self.revision.characters[1 if self.backwards else 0]
        return max(0, here - sum(block[2] for block in self.revision.kept))

    def may_follow(self, *, back: bool) -> bool:
        """Return whether it may be on a way, after a step backwards (``back``) or without one.

        A comparison is of the words that an earlier text has. Of a later one they are not: the
        way back takes a copy of a turn for the turn.
        """
        return not (self.revision.direct and (back or self.backwards))


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """The steps from one text to another."""

    step: Step
    rest: Way | None

    def steps(self) -> Iterator[Step]:
        """Yield them in their order."""
        way: Way | None = self
        while way is not None:
            yield way.step
            way = way.rest


class TextWays:
    """The texts of a document and the revisions between them, each a step in both directions.

    With ``until`` only revisions recorded before that time are there.
    """

    def __init__(self, revisions: Iterable[Revision]) -> None:
        self._maps: dict[tuple[int, bool], OffsetMap] = {}
        #: The steps that leave each text.
        self._leaving: dict[str, list[Step]] = {}
        for revision in revisions:
            for backwards, here, there in (
                (False, revision.before, revision.after),
                (True, revision.after, revision.before),
            ):
                self._leaving.setdefault(here, []).append(Step(revision, backwards, there))

    def cheapest(self, target: str, until: str | None = None) -> dict[str, Way]:
        """Return for each text the way to the target that loses the fewest characters.

        Of several the shortest, then the first in the order of the revisions.
        """
        arriving: dict[str, list[tuple[str, Step]]] = {}
        for here, leaving in self._leaving.items():
            for one in leaving:
                if until is None or one.revision.at < until:
                    arriving.setdefault(one.to, []).append((here, one))
        ways = self._cheapest(arriving, target)
        if not arriving.keys() <= {*ways, target}:
            # Better a comparison on the way back than none.
            ways = self._cheapest(arriving, target, free=True) | ways
        return ways

    def _cheapest(
        self, arriving: Mapping[str, list[tuple[str, Step]]], target: str, *, free: bool = False
    ) -> dict[str, Way]:
        ways: dict[str, Way] = {}
        done: set[tuple[str, bool]] = set()
        number = 0
        # The last but one says whether the way has a direct step, so that no step back leads to it.
        queue: list[tuple[int, int, int, str, bool, Way | None]] = [(0, 0, 0, target, False, None)]
        while queue:
            lost, length, _, here, direct, way = heapq.heappop(queue)
            if (here, direct) in done:
                continue
            done.add((here, direct))
            if way is not None and here != target:
                ways.setdefault(here, way)
            for other, step in arriving.get(here, ()):
                now_direct = not free and (direct or step.revision.direct)
                if (other, now_direct) in done or (now_direct and step.backwards):
                    continue
                number += 1
                entry = (lost + step.lost, length + 1, number, other, now_direct, Way(step, way))
                heapq.heappush(queue, entry)
        return ways

    def step(self, at: Placed, step: Step) -> Placed | None:
        """Return where a mark is after a step; ``None`` if it is orphaned, or the map damaged."""
        try:
            map_ = self.map(step)
        except ValueError:
            return None
        moved = map_.span(at.start, at.end)
        if moved.orphaned:
            return None
        if not moved.changed:
            return Placed(moved.start, moved.end, at.lost, at.changes)
        gone = map_.lost_of(at.start, at.end)
        return Placed(moved.start, moved.end, at.lost + gone, at.changes + 1)

    def least_loss(
        self, mark: Placed, text: str, target: str, until: str | None = None
    ) -> Placed | None:
        """Return a mark's place by the way that loses the fewest of its words.

        ``None`` if all lose its words, or leave a scrap of them. Of ways that lose as many the one
        that changes it in fewer steps, then the shortest. Where ways that change nothing lead to
        different places, nothing says which words are the mark's: it counts as changed.
        """
        characters = mark.end - mark.start
        number = 0
        whole: list[Placed] = []
        queue = [(0, 0, 0, number, text, False, mark)]  # lost, changes, steps
        done: set[tuple[str, bool] | tuple[str, bool, int, int]] = set()
        while queue:
            _, _, length, _, here, back, at = heapq.heappop(queue)
            if whole and at.changed:
                break
            if here == target:
                if at.changed:
                    # A word or two that stand elsewhere are not what the coder marked.
                    is_scrap = characters - at.lost < min(_SCRAP, characters / _SHARE)
                    return None if is_scrap else at
                whole += [] if at in whole else [at]
                continue
            # As long as nothing was changed, ways to another place are of interest too.
            state = (here, back) if at.changed else (here, back, at.start, at.end)
            if state in done:
                continue
            done |= {state, (here, back)}
            for step in self._leaving.get(here, ()):
                went_back = back or step.backwards
                late = until is not None and step.revision.at >= until
                if late or not step.may_follow(back=back):
                    continue
                there = self.step(at, step)
                if there is None or (there.changed and (step.to, went_back) in done):
                    continue
                number += 1
                entry = (
                    there.lost, there.changes, length + 1, number, step.to, went_back, there
                )  # fmt: skip
                heapq.heappush(queue, entry)
        if len(whole) > 1:
            return whole[0]._replace(changes=1)
        return whole[0] if whole else None

    def map(self, step: Step) -> OffsetMap:
        """Return the map of a step.

        Raises:
            ValueError: it is damaged.
        """
        key = id(step.revision), step.backwards
        found = self._maps.get(key)
        if found is None:
            made = step.revision.map()
            found = self._maps[key] = made.inverse() if step.backwards else made
        return found
