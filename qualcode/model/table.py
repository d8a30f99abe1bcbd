"""A listing with named columns, the same on screen, in ``--json``, ``--csv`` and pandas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under column names; every row has every column, in the columns' order."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    @classmethod
    def of(cls, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Table:
        """Make a table from any sequences."""
        return cls(tuple(columns), tuple(tuple(row) for row in rows))

    def records(self) -> list[dict[str, Any]]:
        """Return the rows as dictionaries, as ``--json`` prints them."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]
