"""What tells of a participant wherever it stands: runs of words that only they said, and names."""

from __future__ import annotations

from collections.abc import Iterable

from qualcode.model.personal_names import FoundName, KnownName, NameFinder
from qualcode.workbench.privacy.own_words import CUT, OwnWords


class PersonWords:
    """A person's own words and real names, as they are looked for in files.

    ``names`` are what they are called; ``others`` what other people are called, so that a name
    that is a part of another's is not taken for theirs.
    """

    def __init__(
        self, own: OwnWords, names: Iterable[str] = (), others: Iterable[KnownName] = ()
    ) -> None:
        self.own = own
        self._theirs = KnownName("", replacement=CUT, variants=tuple(sorted(names)))
        self._finder = NameFinder([*others, self._theirs])

    @property
    def names(self) -> tuple[str, ...]:
        """The forms of their name that are looked for."""
        return self._theirs.variants

    def __bool__(self) -> bool:
        return bool(self.own or self.names)

    def named_in(self, text: str) -> list[FoundName]:
        """Return where a text names them, each with what is put there."""
        if not self.names:
            return []
        return [hit for hit in self._finder.find(text) if hit.name is self._theirs]

    def find(self, text: str) -> list[tuple[int, int]]:
        """Return the stretches of a text that are their words or names, in order."""
        said = self.own.find(text) if self.own else []
        named = [(hit.start, hit.end) for hit in self.named_in(text)]
        if not named:
            return said
        joined: list[tuple[int, int]] = []
        for start, end in sorted([*said, *named]):
            if joined and start <= joined[-1][1] + 1:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        return joined

    def cut_from(self, text: str) -> str:
        """Return a text without their words and names."""
        pieces = []
        at = 0
        for start, end in self.find(text):
            pieces += [text[at:start], CUT]
            at = end
        return "".join([*pieces, text[at:]])
