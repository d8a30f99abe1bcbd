"""Blind first: decides whose codings of a document a coder may see."""

from __future__ import annotations

from collections.abc import Iterable

from qualcode.model.coding.coding import Coding
from qualcode.store.study import Study


class Blind:
    """What one coder may see of the others' codings, at the time when this is made.

    Two people code a document without seeing each other's codings: once a coder has begun it,
    others' codings of it are hidden until both have marked it done.
    """

    def __init__(self, study: Study, coder: str) -> None:
        self._coder = coder
        self._begun = set(study.coded_documents(coder))
        self._done = study.done_marks()

    def may_see(self, other: str, document: str) -> bool:
        """Return whether ``other``'s codings of a document may be shown to the coder."""
        if other == self._coder or document not in self._begun:
            return True
        done = self._done.get(document, {})
        return self._coder in done and other in done

    def seen(self, codings: Iterable[Coding]) -> tuple[list[Coding], int]:
        """Return the codings that may be shown, in their order, and how many are hidden."""
        shown, hidden = [], 0
        for coding in codings:
            if self.may_see(coding.coder, coding.document):
                shown.append(coding)
            else:
                hidden += 1
        return shown, hidden
