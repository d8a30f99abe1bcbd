"""Plans the coding of many passages at once: no words get a second coding with the same code.

A passage that lies in a coding of the same code gets none. One that shares words with such a
coding and goes beyond it makes that coding longer, unless a person has judged or annotated it or
has yet to re-read its words: then it stays, and the passage is left to the person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from qualcode.model.coding.coding import Coding
from qualcode.model.plural import counted

Span = tuple[int, int]
Fate = Literal["coded", "had", "left"]


@dataclass(frozen=True)
class CodedEach:
    """What became of many passages, and of codings.

    ``passages`` bear a code that they did not bear before, by codings that were ``made`` or made
    ``longer``; ``had`` lie within codings of the codes, ``left`` go beyond one that was not to be
    changed. ``before`` counts the coder's codings of these codes in the documents concerned.
    """

    passages: int = 0
    made: int = 0
    longer: int = 0
    left: int = 0
    had: int = 0
    before: int = 0

    @property
    def after(self) -> int:
        """The coder's codings of these codes in the documents concerned, afterwards."""
        return self.before + self.made

    def words(self, names: str) -> str:
        """Return it in a sentence; ``names`` are those of the codes."""
        longer = f", {self.longer:,} made longer" if self.longer else ""
        counts = f" (codings: {self.before:,} → {self.after:,}{longer})" if self.passages else ""
        parts = [f"Coded {counted(self.passages, 'passage')} {names}{counts}"]
        if self.had:
            parts.append(f"{self.had:,} had it already")
        if self.left:
            parts.append(
                f"{self.left:,} left: beyond a coding that is judged, noted or to be re-read"
            )
        return "; ".join(parts)


#: Characters.
_STRETCH = 512


def _stretches(start: int, end: int) -> range:
    return range(start // _STRETCH, (end - 1) // _STRETCH + 1)


@dataclass(eq=False)
class _Held:
    """A coding of one code in one document; without ``coding`` it is to be made."""

    start: int
    end: int
    coding: Coding | None = None
    longer: bool = False


class CodePlan:
    """What coding passages of one document with one code makes, passage by passage."""

    def __init__(self, codings: Sequence[Coding], *, assisted: bool) -> None:
        self._held: dict[_Held, None] = {}
        # The codings that reach into a stretch of the text: few passages are compared with all.
        self._near: dict[int, dict[_Held, None]] = {}
        self._assisted = assisted
        for coding in codings:
            self._put(_Held(coding.event.start, coding.event.end, coding))

    def take(self, span: Span) -> Fate:
        """Plan for a passage, and return what becomes of it."""
        start, end = span
        near = dict.fromkeys(h for n in _stretches(start, end) for h in self._near.get(n, ()))
        shared = [held for held in near if held.start < end and start < held.end]
        if any(held.start <= start and end <= held.end for held in shared):
            return "had"
        standing = [held for held in shared if held.coding]
        grown = next((held for held in standing if self._may_grow(held)), None)
        if standing and grown is None:
            return "left"
        # What is to be made is not there yet: of several that meet, one is made.
        fresh = [held for held in shared if not held.coding]
        for held in fresh:
            self._drop(held)
        grown = grown or _Held(start, end)
        grown.start = min(start, grown.start, *(held.start for held in fresh))
        grown.end = max(end, grown.end, *(held.end for held in fresh))
        grown.longer = grown.coding is not None
        self._put(grown)
        return "coded"

    def _put(self, held: _Held) -> None:
        self._held[held] = None
        for stretch in _stretches(held.start, held.end):
            self._near.setdefault(stretch, {})[held] = None

    def _drop(self, held: _Held) -> None:
        del self._held[held]
        for stretch in _stretches(held.start, held.end):
            del self._near[stretch][held]

    def _may_grow(self, held: _Held) -> bool:
        if held.coding is None:
            return False
        event = held.coding.event
        touched = event.valence is not None or event.note or held.coding.text_changed
        return not touched and event.assisted == self._assisted

    @property
    def new(self) -> list[Span]:
        """The spans that get a new coding."""
        return [(held.start, held.end) for held in self._held if held.coding is None]

    @property
    def longer(self) -> list[tuple[Coding, Span]]:
        """The codings that are made longer, with their new spans."""
        return [(h.coding, (h.start, h.end)) for h in self._held if h.coding and h.longer]
