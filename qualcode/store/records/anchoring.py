"""Places marks made on any text of a document in one text of it, by the revisions between them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

import msgspec

from qualcode.model.coding.coding import Coding, CodingEvent
from qualcode.model.document.offset_map import Moved, OffsetMap
from qualcode.store.records.revisions import Revision
from qualcode.store.records.text_history import TextHistory
from qualcode.store.records.text_ways import Placed, Step, TextWays, Way


class Anchoring:
    """Places marks made on any text of a document in one text of it.

    The texts are the nodes of a graph and the revisions its edges, usable in both directions. With
    no more revisions than a tree has, one way leads from each text, and that is all. Where there
    are more, a mark goes with the history of the text: it is where it was in the text that was
    revised into this one, as the revisions until then placed it there, as long as no revision
    changes it. Once one does, the way that loses the fewest of its words counts, wherever it leads.

    Every step of this is a function of the set of revisions, so clones that have the same ones
    place every mark alike, whatever the order of merges; and what a revision leaves alone is after
    it where it was before.
    """

    def __init__(self, revisions: Iterable[Revision], text: str) -> None:
        self.text = text
        ordered = [r for r in sorted(revisions, key=_content) if r.before != r.after]
        self._graph = TextWays(ordered)
        #: For each text the way to ``text`` that loses the fewest characters.
        self._ways = self._graph.cheapest(text)
        self._has_choice = len(ordered) > len(self._ways)
        self._history = TextHistory(ordered, text) if self._has_choice else None
        #: The cheapest ways to texts of the history, as the revisions until then had them.
        self._earlier_ways: dict[int, dict[str, Way]] = {0: self._ways}

    def knows(self, text: str) -> bool:
        """Return whether revisions lead from the text with this digest to the target text."""
        return text == self.text or text in self._ways

    def steps_from(self, text: str, *, by_history: bool = False) -> Iterator[OffsetMap]:
        """Yield the maps of the cheapest way from a text to the target text, in their order.

        With ``by_history`` it is the way that a mark goes whose words are never changed.

        Raises:
            ValueError: a map is damaged.
        """
        steps = self._steps(text)
        if by_history and self._history is not None:
            level = self._first_level(text, self._history)
            first = self._ways_to(level)[text].steps() if text != self._history.texts[level] else ()
            steps = itertools.chain(first, self._history.steps[:level][::-1])
        yield from map(self._graph.map, steps)

    def span(self, start: int, end: int, text: str) -> Moved | None:
        """Return the place of a span of another text; ``None`` if no revisions lead here."""
        if not self.knows(text):
            return None
        if self._history is not None and text != self.text:
            placed = self._by_history(start, end, text, self._history)
            if placed is not None:
                return Moved(placed.start, placed.end, changed=placed.changed)
        try:
            usual = self._by_cheapest_way(start, end, text)
        except ValueError:
            # A damaged map leads nowhere; ``check`` names it.
            return None
        if self._history is None or text == self.text:
            return usual
        return Moved(usual.start, usual.start, changed=True, orphaned=True)

    def _steps(self, text: str) -> Iterator[Step]:
        return iter(()) if text == self.text else self._ways[text].steps()

    def _by_cheapest_way(self, start: int, end: int, text: str) -> Moved:
        changed = False
        steps = self._steps(text)
        for step in steps:
            moved = self._graph.map(step).span(start, end)
            start, end, changed = moved.start, moved.end, changed or moved.changed
            if moved.orphaned:
                # All that is left is the place where it was.
                return self._place_of_orphan(start, steps)
        return Moved(start, end, changed)

    def _place_of_orphan(self, at: int, steps: Iterator[Step]) -> Moved:
        for step in steps:
            at = self._graph.map(step).span(at, at + 1).start
        return Moved(at, at, changed=True, orphaned=True)

    def _by_history(self, start: int, end: int, text: str, history: TextHistory) -> Placed | None:
        """Return a span's place after all that the text went through; ``None`` if it is orphaned.

        The history begins where the span's own text is part of it, or is known first.
        """
        mark = Placed(start, end)
        level = self._first_level(text, history)
        placed: Placed | None = mark
        if text != history.texts[level]:
            placed = self._at_first(mark, text, level, history)
        while level:
            level -= 1
            if placed is not None:
                placed = self._graph.step(placed, history.steps[level])
            if (placed is None or placed.changed) and history.has_choice[level]:
                placed = _better(placed, self._least_loss(mark, text, level, history))
        return placed

    def _first_level(self, text: str, history: TextHistory) -> int:
        level = history.first_level(text)
        while level and text != history.texts[level] and text not in self._ways_to(level):
            level -= 1
        return level

    def _at_first(self, mark: Placed, text: str, level: int, history: TextHistory) -> Placed | None:
        """Return a mark's place in the text of the history where its own is known first."""
        placed: Placed | None = mark
        for step in self._ways_to(level)[text].steps():
            placed = placed and self._graph.step(placed, step)
        if placed is not None and not placed.changed:
            return placed
        return _better(placed, self._least_loss(mark, text, level, history))

    def _least_loss(
        self, mark: Placed, text: str, level: int, history: TextHistory
    ) -> Placed | None:
        return self._graph.least_loss(mark, text, history.texts[level], history.until[level])

    def _ways_to(self, level: int) -> dict[str, Way]:
        found = self._earlier_ways.get(level)
        if found is None:
            assert self._history is not None
            found = self._graph.cheapest(self._history.texts[level], self._history.until[level])
            self._earlier_ways[level] = found
        return found

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


def _better(one: Placed | None, other: Placed | None) -> Placed | None:
    """Return the one that lost fewer words; the first one if they lost as many."""
    if one is None or other is None:
        return one or other
    return other if (other.lost, other.changed) < (one.lost, one.changed) else one


def _content(revision: Revision) -> tuple[str, str, tuple[tuple[int, int, int], ...], str]:
    return revision.before, revision.after, revision.kept, revision.at
