"""Places marks made on any text of a document in one text of it, by the revisions between them."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from qualcode.model.coding.coding import Coding, CodingEvent
from qualcode.model.document.offset_map import Moved, OffsetMap
from qualcode.store.records.revisions import Revision

#: With fewer characters left, and a smaller share, a mark's words are gone.
_SCRAP, _SHARE = 10, 16


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
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
        """Return whether it may be on a path, after a step backwards (``back``) or without one.

        A comparison is of the words that an earlier text has. Of a later one they are not: the
        way back takes a copy of a turn for the turn.
        """
        return not (self.revision.direct and (back or self.backwards))


@dataclass(frozen=True, slots=True, eq=False)
class _Way:
    """The steps from one text to the target."""

    step: _Step
    rest: _Way | None

    def steps(self) -> Iterator[_Step]:
        way: _Way | None = self
        while way is not None:
            yield way.step
            way = way.rest


class Anchoring:
    """Places marks made on any text of a document in one text of it.

    The texts are the nodes of a graph and the revisions its edges, usable in both directions: a
    mark on an earlier text, a later one, or the text of another branch is placed by the path of
    revisions that loses the fewest characters; of those by the shortest, then by the first in the
    order of ``revisions``' contents. Where words of a mark are lost on that path and there are
    others, the path that loses the fewest of its own words counts. So every clone with the same
    revisions places it in the same way, whatever the order of merges.
    """

    def __init__(self, revisions: Iterable[Revision], text: str) -> None:
        self.text = text
        self._maps: dict[tuple[int, bool], OffsetMap] = {}
        #: The steps that leave each text, and those that arrive at it, turned round.
        self._leaving: dict[str, list[_Step]] = {}
        edges = 0
        for revision in sorted(revisions, key=_content):
            if revision.before == revision.after:
                continue
            edges += 1
            for backwards, here, there in (
                (False, revision.before, revision.after),
                (True, revision.after, revision.before),
            ):
                self._leaving.setdefault(here, []).append(_Step(revision, backwards, there))
        #: For each text the way to ``text``.
        self._ways = self._best_ways()
        if not self._leaving.keys() <= {*self._ways, text}:
            # Better a comparison on the way back than none.
            self._ways = self._best_ways(free=True) | self._ways
        #: With no more revisions than a tree has, one path leads from each text, and no other.
        self._has_choice = edges > len(self._ways)

    def _best_ways(self, *, free: bool = False) -> dict[str, _Way]:
        arriving: dict[str, list[tuple[str, _Step]]] = {}
        for here, leaving in self._leaving.items():
            for one in leaving:
                arriving.setdefault(one.to, []).append((here, one))
        ways: dict[str, _Way] = {}
        done: set[tuple[str, bool]] = set()
        number = 0
        # The last but one says whether the way has a direct step, so that no step back leads to it.
        queue: list[tuple[int, int, int, str, bool, _Way | None]] = [
            (0, 0, 0, self.text, False, None)
        ]
        while queue:
            lost, length, _, here, direct, way = heapq.heappop(queue)
            if (here, direct) in done:
                continue
            done.add((here, direct))
            if way is not None and here != self.text:
                ways.setdefault(here, way)
            for other, step in arriving.get(here, ()):
                now_direct = not free and (direct or step.revision.direct)
                if (other, now_direct) in done or (now_direct and step.backwards):
                    continue
                number += 1
                entry = (
                    lost + step.lost, length + 1, number, other, now_direct, _Way(step, way)
                )  # fmt: skip
                heapq.heappush(queue, entry)
        return ways

    def knows(self, text: str) -> bool:
        """Return whether revisions lead from the text with this digest to the target text."""
        return text == self.text or text in self._ways

    def steps_from(self, text: str) -> Iterator[OffsetMap]:
        """Yield the maps of the usual path from a text to the target text, in their order.

        Raises:
            ValueError: a map is damaged.
        """
        yield from map(self._map, self._steps(text))

    def span(self, start: int, end: int, text: str) -> Moved | None:
        """Return the place of a span of another text; ``None`` if no revisions lead here."""
        if not self.knows(text):
            return None
        try:
            usual = self._by_usual_path(start, end, text)
        except ValueError:
            # A damaged map leads nowhere; ``check`` names it.
            usual = None
        if self._has_choice and (usual is None or usual.changed):
            return self._by_least_loss(start, end, text) or usual
        return usual

    def _steps(self, text: str) -> Iterator[_Step]:
        return iter(()) if text == self.text else self._ways[text].steps()

    def _by_usual_path(self, start: int, end: int, text: str) -> Moved:
        changed = False
        steps = self._steps(text)
        for step in steps:
            moved = self._map(step).span(start, end)
            start, end, changed = moved.start, moved.end, changed or moved.changed
            if moved.orphaned:
                # All that is left is the place where it was.
                return self._place_of_orphan(start, steps)
        return Moved(start, end, changed)

    def _place_of_orphan(self, at: int, steps: Iterator[_Step]) -> Moved:
        for step in steps:
            at = self._map(step).span(at, at + 1).start
        return Moved(at, at, changed=True, orphaned=True)

    def _by_least_loss(self, start: int, end: int, text: str) -> Moved | None:
        """Return the span's place by the path that loses the fewest of its words.

        ``None`` if all lose its words, or leave a scrap of them.

        Of paths that lose as many the one that changes it in fewer steps, then the shortest.
        """
        number = 0
        characters = end - start
        queue = [(0, 0, 0, number, text, False, start, end)]
        done: set[tuple[str, bool]] = set()
        while queue:
            lost, changes, length, _, here, back, start, end = heapq.heappop(queue)
            if here == self.text:
                # A word or two that stand elsewhere are not what the coder marked.
                is_scrap = characters - lost < min(_SCRAP, characters / _SHARE)
                return None if is_scrap else Moved(start, end, changed=changes > 0)
            if (here, back) in done:
                continue
            done.add((here, back))
            for step in self._leaving.get(here, ()):
                went_back = back or step.backwards
                if (step.to, went_back) in done or not step.may_follow(back=back):
                    continue
                try:
                    map_ = self._map(step)
                except ValueError:
                    continue
                moved = map_.span(start, end)
                if moved.orphaned:
                    continue
                number += 1
                gone = map_.lost_of(start, end) if moved.changed else 0
                heapq.heappush(
                    queue,
                    (lost + gone, changes + moved.changed, length + 1, number, step.to, went_back,
                     moved.start, moved.end),
                )  # fmt: skip
        return None

    def event(self, event: CodingEvent) -> tuple[CodingEvent, bool]:
        """Return an event at its place in the text, and whether its words changed.

        An event without a place (orphaned, or from an unconnected text) is returned as it is: its
        digest is not the text's.
        """
        if event.sha256 == self.text:
            return event, False
        moved = self.span(event.start, event.end, event.sha256)
        if moved is None or moved.orphaned:
            return event, False
        placed = msgspec.structs.replace(event, start=moved.start, end=moved.end, sha256=self.text)
        return placed, moved.changed

    def codings(self, coder: str, document_id: str, events: Iterable[CodingEvent]) -> list[Coding]:
        """Return a coder's codings at their places in the text, in the order of ``events``."""
        found = []
        for event in events:
            placed, changed = self.event(event)
            made = None if placed is event else event
            found.append(Coding(document_id, coder, placed, changed, made))
        return found

    def _map(self, step: _Step) -> OffsetMap:
        key = id(step.revision), step.backwards
        if key not in self._maps:
            made = step.revision.map()
            self._maps[key] = made.inverse() if step.backwards else made
        return self._maps[key]


def _content(revision: Revision) -> tuple[str, str, tuple[tuple[int, int, int], ...], str]:
    return revision.before, revision.after, revision.kept, revision.at
