"""Which text was revised into which, back from one of them, and what was known meanwhile."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence

from qualcode.store.records.revisions import Revision
from qualcode.store.records.text_ways import Step


class TextHistory:
    """A text of a document, the one it was made from, and so on; the present one is at level 0.

    Each is made from another by the last revision to it before it was revised itself. Nothing that
    was recorded later changes what was before: a mark's place in an earlier text of the history is
    the one that the revisions ``until`` then gave it.
    """

    def __init__(self, revisions: Sequence[Revision], text: str) -> None:
        made: dict[str, list[Revision]] = {}
        for one in sorted(revisions, key=lambda r: r.at):
            if not one.direct:
                made.setdefault(one.after, []).append(one)
        self.texts = [text]
        #: The step from each level's text's predecessor to it.
        self.steps: list[Step] = []
        #: Only revisions recorded before this time count at a level; ``None``: all.
        self.until: list[str | None] = [None]
        while True:
            until = self.until[-1]
            before = [r for r in made.get(self.texts[-1], ()) if until is None or r.at < until]
            if not before:
                break
            self.steps.append(Step(before[-1], backwards=False, to=self.texts[-1]))
            self.texts.append(before[-1].before)
            self.until.append(before[-1].at)
        self._levels = {text: n for n, text in reversed([*enumerate(self.texts)])}
        self._named = _times(revisions)
        self._recorded = sorted(one.at for one in revisions)
        #: Whether a way that does not end with the level's step may lead to its text.
        self.has_choice = [self._has_choice(n) for n in range(len(self.steps))]

    def first_level(self, text: str) -> int:
        """Return the lowest level of a text, or else the highest at which it was known."""
        if text in self._levels:
            return self._levels[text]
        named = self._named[text][0]
        # The further back, the fewer revisions count.
        known = bisect.bisect_left(self.until, True, 1, key=lambda t: t is None or t <= named)
        return known - 1

    def _has_choice(self, level: int) -> bool:
        """Return whether more was recorded since the level before it than the step between them.

        Or earlier, if it names the level's text.
        """
        until, since = self.until[level], self.until[level + 1]
        meanwhile = _before(self._recorded, until) - _before(self._recorded, since)
        return meanwhile > 1 or _before(self._named[self.texts[level]], until) > 1


def _times(revisions: Iterable[Revision]) -> dict[str, list[str]]:
    """Return when revisions name each text."""
    found: dict[str, list[str]] = {}
    for one in sorted(revisions, key=lambda r: r.at):
        for text in (one.before, one.after):
            found.setdefault(text, []).append(one.at)
    return found


def _before(times: Sequence[str], until: str | None) -> int:
    return len(times) if until is None else bisect.bisect_left(times, until)
