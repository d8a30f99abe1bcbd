"""Codings on the words of a case: those to remove, and those that a merge brought back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from qualcode.model.coding.coding import CodingEvent, latest
from qualcode.store.records.anchoring import Anchoring
from qualcode.store.records.revisions import read_revisions
from qualcode.store.records.withdrawals import Receipt
from qualcode.store.study import Study

#: Stretches of a text, in Unicode code points, half-open.
Spans = tuple[tuple[int, int], ...]


def codings_that_came_back(study: Study, receipt: Receipt) -> Counter[str]:
    """Return how many codings of each coder stand on what a finished withdrawal took out."""
    found: Counter[str] = Counter()
    gone = {one.id for one in receipt.gone}
    cuts: dict[str, list[tuple[str, Spans]]] = {}
    for one in receipt.cut:
        cuts.setdefault(one.id, []).append((one.before, one.removed))
    for coder in study.coders():
        for document in sorted({*gone, *cuts}):
            for _, _, events in study.events(coder=coder, document=document):
                ids = {e.id for e in events}
                if document not in gone:
                    ids = codings_within(study, document, cuts[document], events)
                found[coder] += len(ids)
    return +found


def codings_within(
    study: Study,
    document: str,
    cuts: Sequence[tuple[str, Spans]],
    events: Iterable[CodingEvent],
) -> set[str]:
    """Return the ids of codings that lie wholly in turns that go.

    ``cuts`` are stretches of texts by their digests.
    """
    revisions, _ = read_revisions(study.root, document)
    found: set[str] = set()
    for text, spans in cuts:
        anchoring = Anchoring(revisions, text)
        # Neighbouring turns that both go are one stretch, with the blank line between.
        joined: list[list[int]] = []
        for start, end in spans:
            if joined and start - joined[-1][1] <= 2:
                joined[-1][1] = end
            else:
                joined.append([start, end])
        # The last event decides: a coding moved out of the turns since stays.
        for event in latest(list(events)).values():
            moved = anchoring.span(event.start, event.end, event.sha256)
            if (
                moved is not None
                and not moved.orphaned
                and any(low <= moved.start and moved.end <= high + 2 for low, high in joined)
            ):
                found.add(event.id)
    return found
