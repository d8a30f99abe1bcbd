"""The definition of a matrix: layout, codes, groups, columns, titles, order and filters."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from qualcode.model.case import Case
from qualcode.model.codebook.code import Code, Codebook

Layout = Literal["synthesis", "cases"]
LAYOUTS: tuple[Layout, ...] = ("synthesis", "cases")
#: The valences that are columns of a synthesis matrix, in order.
COLUMNS = ("works_well", "works_less_well", "mixed")
#: Stands for the group of all people, if a matrix does not separate groups.
EVERYONE = "*"
#: A cell's row, column and group; in the cases layout a case, a code and "".
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class MatrixDefinition:
    """One matrix of a study, as its ``matrix.toml`` says.

    In the *synthesis* layout rows are codes, columns valences, for each group of people or, with
    ``across``, for all together. In the *cases* layout (a framework chart) rows are participants
    and columns are codes. A code stands for itself and everything below it, in either. ``codes``
    lists those wanted, in order; if empty, the top-level codes. ``sub_codes`` adds the codes below
    each. ``groups``, ``columns`` and ``coders`` narrow; empty means all. ``order`` names the
    attributes that cases are ordered by, ``-`` before one reverses it. ``summary`` is the team's
    summary of the whole, in Markdown, at the head of reports. ``where`` keeps the participants who
    have one of the given values of each attribute. ``unused`` also shows codes without any
    evidence.
    """

    name: str = "main"
    layout: Layout = "synthesis"
    title: str = ""
    title_cy: str = ""
    language: str = ""
    codes: tuple[str, ...] = ()
    sub_codes: bool = False
    unused: bool = False
    groups: tuple[str, ...] = ()
    across: bool = False
    columns: tuple[str, ...] = ()
    coders: tuple[str, ...] = ()
    assisted: bool = True
    order: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    summary: str = ""

    @property
    def by_case(self) -> bool:
        """Whether this is a framework chart: cases by codes."""
        return self.layout == "cases"

    @property
    def title_shown(self) -> str:
        """The title in the matrix's language."""
        plain = "Framework chart" if self.by_case else "Synthesis matrix"
        return (self.title_cy if self.language == "cy" else "") or self.title or plain

    def takes(self, case: Case | None) -> bool:
        """Return whether a participant belongs to the matrix, by its groups and filters."""
        group = case.group if case else ""
        if self.groups and group not in self.groups:
            return False
        return all(
            case is not None and case.attributes.get(name, "") in values
            for name, values in self.where.items()
        )

    def row_codes(self, book: Codebook) -> list[Code]:
        """Return the codes that are rows (columns, in the cases layout), in order."""
        chosen = [code for name in self.codes if (code := book.get(name))] or list(book.codes)
        if self.sub_codes:
            chosen = [code for top in chosen for code in top.walk()]
        return list({code.id: code for code in chosen}.values())


def rows_of_codes(book: Codebook, rows: Sequence[Code]) -> dict[str, tuple[str, ...]]:
    """Map each code of the codebook to the rows it counts in: its own and those above it."""
    wanted = {code.id for code in rows}
    found: dict[str, tuple[str, ...]] = {}
    for code in book:
        above: str | None = code.id
        own = []
        while above is not None:
            if above in wanted:
                own.append(above)
            above = book.parent(above)
        found[code.id] = tuple(own)
    return found


_NUMBER = re.compile(r"(\d+)")


def natural(text: str) -> tuple[Any, ...]:
    """Return a key that sorts "local authority 7" before "local authority 11"; blanks last."""
    parts = _NUMBER.split(text.casefold())
    return (not text, *((0, int(p), "") if p.isdecimal() else (1, 0, p) for p in parts if p))


def ordered_cases(cases: Sequence[Case], order: Sequence[str]) -> list[Case]:
    """Return cases sorted by attributes, the first foremost; equal ones keep their order.

    ``-name`` sorts by an attribute backwards, ``case`` by the id.
    """
    found = list(cases)
    for name in reversed(order):
        bare = name.removeprefix("-")
        values = {c.id: c.id if bare == "case" else c.attributes.get(bare, "") for c in found}
        found = sorted(found, key=lambda c: natural(values[c.id]), reverse=name.startswith("-"))
        # Cases without a value come last, in either direction.
        found = sorted(found, key=lambda c: not values[c.id])
    return found
