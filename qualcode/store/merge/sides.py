"""Decides between the two sides of one file, and collects what a person has to decide."""

from __future__ import annotations

from typing import Any

from qualcode.model.merge_decision import Choices, Decision


class Sides:
    """Decides between two sides of one file by a person's choices, and collects what is open."""

    def __init__(self, file: str, choices: Choices) -> None:
        self._file = file
        self._choices = choices
        self.open: list[Decision] = []

    def value(self, key: str, what: str, values: tuple[Any, Any, Any], *, free: bool = True) -> Any:
        """Return the value that wins: the one that changed, or the one chosen."""
        base, ours, theirs = values
        if theirs in (base, ours):
            return ours
        if ours == base:
            return theirs
        return self.choose(key, what, (ours, str(ours)), (theirs, str(theirs)), free=free)

    def choose(
        self, key: str, what: str, ours: tuple[Any, str], theirs: tuple[Any, str], *,
        free: bool = False,
    ) -> Any:  # fmt: skip
        """Return the chosen one of two values, each with its words; ours until one is chosen."""
        choice = self._choices.get((self._file, key))
        if choice is None:
            self.open.append(Decision(self._file, key, what, ours[1], theirs[1], free))
            return ours[0]
        if choice.side is None:
            return choice.text if free else ours[0]
        return ours[0] if choice.side == "ours" else theirs[0]
