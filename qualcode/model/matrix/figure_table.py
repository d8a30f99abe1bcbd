"""A table of numbers of people, as it was printed: what a record of exports keeps of it."""

from __future__ import annotations

import hashlib

import msgspec

#: The row of all people interviewed.
EVERYBODY = ""
#: The attribute of which reports print every number, small ones too.
GROUP = "group"
#: The value under which people without an attribute are counted.
NOT_GIVEN = "not given"


class FigureTable(msgspec.Struct, frozen=True, omit_defaults=True):
    """People by theme and by the values of an attribute, as numbers that were printed.

    ``rows`` gives for a row, by its id, a number for each of ``values`` and the total last; None is
    a suppressed one. ``within`` names for a row the row that contains it. Only people are counted
    whose attributes ``where`` says, and codings of ``coders``, if any, in ``column``, if any.
    ``base`` is what numbers are rounded to, 0 if they are not; with ``zeros`` zeros may be
    suppressed.
    """

    by: str
    values: tuple[str, ...]
    rows: dict[str, tuple[int | None, ...]]
    column: str = ""
    within: dict[str, str] = {}
    where: dict[str, tuple[str, ...]] = {}
    coders: tuple[str, ...] = ()
    assisted: bool = True
    base: int = 0
    zeros: bool = False


def whole_tables(tables: tuple[FigureTable, ...]) -> bool:
    """Return whether every row has a number for each value and a total, none below 0."""
    return all(
        len(row) == len(table.values) + 1 and all(n is None or n >= 0 for n in row)
        for table in tables
        for row in table.rows.values()
    )


def tables_digest(tables: tuple[FigureTable, ...]) -> str:
    """Return twelve hexadecimal digits that are the same for the same tables."""
    return hashlib.sha256(msgspec.json.encode(tables, order="sorted")).hexdigest()[:12]
