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
#: The valences that are columns of a synthesis matrix, in their order.
COLUMNS = ("works_well", "works_less_well", "mixed")
#: What stands for the group of everybody, where a matrix does not tell groups apart.
EVERYONE = "*"
#: A cell by its row, column and group: in the cases layout a case, a code and "".
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class MatrixDefinition:
    """One matrix of a study, as its ``matrix.toml`` says.

    In the *synthesis* layout rows are codes, columns valences, for each group of people or, with
    ``across``, for all together. In the *cases* layout (a framework chart) rows are participants
    and columns are codes. A code stands for itself and everything below it, in either. ``codes``
    are those wanted, in order: the top-level codes where it is empty, followed by the codes below
    each with ``sub_codes``. ``groups``, ``columns`` and ``coders`` narrow; empty is all of them.
    ``order`` names the attributes that cases are ordered by, ``-`` before one reverses it.
    ``summary`` is what the team says of the whole, Markdown, at the head of reports.
    ``where`` keeps the participants who have one of the values of each attribute. ``unused``
    shows codes without any evidence too.
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
        """Say whether a participant is of those the matrix is about, by groups and filters."""
        group = case.group if case else ""
        if self.groups and group not in self.groups:
            return False
        return all(
            case is not None and case.attributes.get(name, "") in values
            for name, values in self.where.items()
        )

    def row_codes(self, book: Codebook) -> list[Code]:
        """Return the codes that are its rows (in the cases layout: its columns), in order."""
        chosen = [code for name in self.codes if (code := book.get(name))] or list(book.codes)
        if self.sub_codes:
            chosen = [code for top in chosen for code in top.walk()]
        return list({code.id: code for code in chosen}.values())


def rows_of_codes(book: Codebook, rows: Sequence[Code]) -> dict[str, tuple[str, ...]]:
    """Return for each code of the codebook the rows that it belongs to: its own and those above."""
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
    """Return cases by attributes, the first one foremost; alike ones stay in their order.

    ``-name`` sorts by an attribute backwards, ``case`` by the id.
    """
    found = list(cases)
    for name in reversed(order):
        bare = name.removeprefix("-")
        values = {c.id: c.id if bare == "case" else c.attributes.get(bare, "") for c in found}
        found = sorted(found, key=lambda c: natural(values[c.id]), reverse=name.startswith("-"))
        # Those who have none come last, either way.
        found = sorted(found, key=lambda c: not values[c.id])
    return found
