"""A problem with its place; loading returns data and a list of these instead of stopping."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qualcode.model.text.text import safe_for_terminal

Level = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about the study that could be wrong, where it is, and its mend.

    ``level`` is ``"error"`` (data cannot be used as it stands), ``"warning"`` (it can, and
    someone should look) or ``"note"`` (worth knowing once). ``code`` is a short stable name
    for the kind of problem, as listed in ``docs/check.md``.
    """

    level: Level
    code: str
    where: str
    message: str
    mend: str

    def line(self) -> str:
        """The problem in one line, as the terminal shows it."""
        line = f"{self.level}: {self.where}: {self.message}. {self.mend}".rstrip()
        return safe_for_terminal(line)
