"""What was decided about names, before anything is replaced: kept in plain sight, and open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from qualcode.model.plural import counted
from qualcode.workbench.privacy.name_likelihood import Likelihood
from qualcode.workbench.privacy.name_rows import NameRow, State


@dataclass(frozen=True)
class NameSummary:
    """The rows by what was decided of them; each list has the riskiest first."""

    replaced: tuple[tuple[NameRow, str], ...]
    kept: tuple[NameRow, ...]
    open: tuple[NameRow, ...]

    @property
    def decided(self) -> int:
        """How many are decided."""
        return len(self.replaced) + len(self.kept)

    @property
    def kept_people(self) -> tuple[NameRow, ...]:
        """Those kept that may be people, or tell who somebody is by themselves."""
        return tuple(row for row in self.kept if row.likelihood <= Likelihood.MAY_BE_PERSON)

    @property
    def progress(self) -> str:
        """How far it is, in words: "31 of 92 decided · 19 to replace · 12 kept"."""
        total = self.decided + len(self.open)
        words = [f"{self.decided:,} of {total:,} decided"]
        if self.replaced:
            words.append(f"{len(self.replaced):,} to replace")
        if self.kept:
            words.append(f"{len(self.kept):,} kept")
        return " · ".join(words)


def summary_of(
    rows: Iterable[NameRow], state: Callable[[NameRow], tuple[State, str]]
) -> NameSummary:
    """Return what is decided of rows."""
    replaced: list[tuple[NameRow, str]] = []
    kept: list[NameRow] = []
    open_: list[NameRow] = []
    for row in rows:
        how, by = state(row)
        if how == "replace":
            replaced.append((row, by))
        elif how == "keep":
            kept.append(row)
        else:
            open_.append(row)
    return NameSummary(tuple(replaced), tuple(kept), tuple(open_))


def some_names(rows: Sequence[NameRow], most: int) -> str:
    """Return the names of rows with how often they stand in the texts, the first of many."""
    shown = [f"{row.name} {row.count:,}×" for row in rows[:most]]
    if len(rows) > most:
        shown.append(counted(len(rows) - most, "more name", "more names"))
    return ", ".join(shown)
