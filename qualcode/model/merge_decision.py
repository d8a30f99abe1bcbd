"""A contradiction between the two sides of a merge, and the choice a person made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Side = Literal["ours", "theirs"]


@dataclass(frozen=True, slots=True)
class Choice:
    """The side that wins; with ``side`` ``None`` a third text, ``text``."""

    side: Side | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that a person has to decide: its place, and what each side says.

    ``key`` names it within its ``file``, the same in every clone. ``writable`` says that a third
    text may be written instead; ``only`` names the side to choose if just one is possible.
    """

    file: str
    key: str
    what: str
    ours: str
    theirs: str
    writable: bool = False
    only: Side | None = None

    @property
    def words(self) -> str:
        """Return the decision in one line."""
        sides = [" ".join(side.split()) or "nothing" for side in (self.ours, self.theirs)]
        ours, theirs = (s if len(s) <= 60 else f"{s[:59]}…" for s in sides)
        return f"{self.what}: {ours!r} here, {theirs!r} on the other side"


#: The choices made, by file and key.
Choices = Mapping[tuple[str, str], Choice]
