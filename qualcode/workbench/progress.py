"""Reports the progress of long work."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called with the present activity, the number of steps done, and the number of all steps."""

    def __call__(self, doing: str, done: int, total: int) -> None:
        """Report progress; must be quick, and may be called from any step."""


def silent(doing: str, done: int, total: int) -> None:
    """Report to nobody."""
