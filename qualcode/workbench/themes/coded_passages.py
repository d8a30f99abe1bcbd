"""Finds which of a study's passages are coded, and which a coder has gone through."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Protocol

from qualcode.model.coding.coding import Coding
from qualcode.store.study import Study

#: A passage counts as coded if this share of the coding, or of the passage, is in it.
_SHARE = 0.5


class Placed(Protocol):
    """A passage's place; offsets are Unicode code points, half-open."""

    @property
    def document(self) -> str:
        """The id of its document."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends."""


def in_their_texts(study: Study, codings: Iterable[Coding]) -> list[Coding]:
    """Return codings without orphaned ones, whose places belong to another text."""
    texts = {document.id: document.sha256 for document in study.documents()}
    return [c for c in codings if c.event.sha256 == texts.get(c.document)]


class CodedPassages:
    """Passages in the order of their documents, with the codings that may be seen."""

    def __init__(self, segments: Sequence[Placed], codings: Sequence[Coding]) -> None:
        self.segments = segments
        self.codings = codings
        self._by_document: dict[str, list[int]] = {}
        # By document: the starts of its codings, in order, and how far those up to each reach.
        self._reach: dict[str, tuple[list[int], list[int]]] | None = None
        for at, one in enumerate(segments):
            self._by_document.setdefault(one.document, []).append(at)

    @property
    def documents(self) -> list[str]:
        """The ids of the documents that have passages."""
        return list(self._by_document)

    def of(self, document: str) -> list[int]:
        """Return the indices of a document's passages."""
        return self._by_document.get(document, [])

    def overlapping(self, document: str, start: int, end: int) -> list[int]:
        """Return the indices of the passages that have a character of ``[start, end)``."""
        own = self.of(document)
        first = bisect.bisect_right(own, start, key=lambda at: self.segments[at].end)
        after = bisect.bisect_left(own, end, key=lambda at: self.segments[at].start)
        return own[first:after]

    def inside(self, coding: Coding) -> list[int]:
        """Return the indices of the passages that a coding is on."""
        start, end = coding.event.start, coding.event.end
        found = []
        own = self.of(coding.document)
        first = bisect.bisect_left(own, start, key=lambda at: self.segments[at].end)
        for at in own[first:]:
            passage = self.segments[at]
            if passage.start >= end:
                break
            shared = min(end, passage.end) - max(start, passage.start)
            if shared >= _SHARE * min(end - start, passage.end - passage.start):
                found.append(at)
        return found

    def touched(self, document: str, start: int, end: int) -> bool:
        """Return whether a coding shares a character with ``[start, end)``, in a passage or not."""
        if self._reach is None:
            spans: dict[str, list[tuple[int, int]]] = {}
            for coding in self.codings:
                spans.setdefault(coding.document, []).append((coding.event.start, coding.event.end))
            self._reach = {}
            for name, found in spans.items():
                found.sort()
                ends = list(accumulate((after for _, after in found), max))
                self._reach[name] = ([before for before, _ in found], ends)
        starts, ends = self._reach.get(document, ([], []))
        before_end = bisect.bisect_left(starts, end)
        return before_end > 0 and ends[before_end - 1] > start

    def gone_through(self, done: Mapping[str, Mapping[str, str]]) -> list[bool]:
        """Return which passages a coder has gone through.

        In a document marked done, all; in others, those from the first coding to the last. ``done``
        has the coders who marked each document done.
        """
        reach: dict[str, tuple[int, int]] = {}
        for coding in self.codings:
            start, end = reach.get(coding.document, (coding.event.start, coding.event.end))
            reach[coding.document] = (
                min(start, coding.event.start), max(end, coding.event.end),
            )  # fmt: skip
            if coding.coder in done.get(coding.document, {}):
                reach[coding.document] = (0, 2**62)
        return [
            s.document in reach and s.end > reach[s.document][0] and s.start < reach[s.document][1]
            for s in self.segments
        ]
