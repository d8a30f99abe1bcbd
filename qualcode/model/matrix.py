"""The synthesis matrix as data: rows, columns, groups, and a cell for each of their meetings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Quotation:
    """A coded passage as a report prints it, signed with the case's attribution."""

    coding: str
    text: str
    attribution: str
    document: str
    start: int
    end: int
    person: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What one group says of one theme in one column.

    ``summary`` is the analyst's, empty where there is none yet; ``people`` counts human beings,
    not quotations; ``stale`` says that the evidence is no longer what the summary was written
    on, ``thin`` that it rests on fewer people than the study's minimum.
    """

    row: str
    column: str
    group: str
    summary: str = ""
    author: str = ""
    codings: tuple[str, ...] = ()
    people: int = 0
    quotations: tuple[Quotation, ...] = ()
    stale: bool = False
    thin: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A theme: a code, standing for itself and everything below it."""

    id: str
    name: str
    definition: str = ""
    name_cy: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A stakeholder group, with how many people of it were interviewed."""

    id: str
    name: str
    people: int = 0


@dataclass(frozen=True)
class Matrix:
    """A synthesis matrix, ready for any report.

    ``cells`` holds every meeting of row, column and group, evidence or none. ``rows_without``
    names usable codes that no coding bears, ``placeholders`` codes still to be filled in.
    ``unjudged`` counts codings without a valence or neutral, which stand in no column.
    """

    title: str
    study: str
    language: str
    rows: tuple[Row, ...]
    columns: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]
    cells: tuple[Cell, ...]
    coders: tuple[str, ...] = ()
    documents: int = 0
    words: int = 0
    codings: int = 0
    unjudged: int = 0
    set_aside: int = 0
    minimum_people: int = 2
    codebook_title: str = ""
    codebook_source: str = ""
    rows_without: tuple[Row, ...] = ()
    placeholders: tuple[str, ...] = ()
    invented: bool = False
    _index: dict[tuple[str, str, str], Cell] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        for cell in self.cells:
            self._index[(cell.row, cell.column, cell.group)] = cell

    def cell(self, row: str, column: str, group: str) -> Cell:
        """Return the cell where these meet; raises KeyError for an unknown one."""
        return self._index[(row, column, group)]

    def to_json(self) -> dict[str, Any]:
        """Return the matrix under the keys of the JSON contract."""
        return {
            "title": self.title,
            "study": self.study,
            "rows": [{"id": r.id, "name": r.name} for r in self.rows],
            "columns": [{"id": c, "name": n} for c, n in self.columns],
            "groups": [{"id": g.id, "name": g.name, "people": g.people} for g in self.groups],
            "cells": [_cell_json(cell) for cell in self.cells],
            "coders": list(self.coders),
            "documents": self.documents,
            "codings": self.codings,
            "unjudged": self.unjudged,
            "minimum_people": self.minimum_people,
            "no_evidence": [{"id": r.id, "name": r.name} for r in self.rows_without],
            "placeholders": list(self.placeholders),
        }


def _cell_json(cell: Cell) -> dict[str, Any]:
    return {
        "row": cell.row,
        "column": cell.column,
        "group": cell.group,
        "summary": cell.summary,
        "author": cell.author,
        "codings": list(cell.codings),
        "people": cell.people,
        "quotations": [
            {
                "coding": q.coding,
                "text": q.text,
                "attribution": q.attribution,
                "document": q.document,
                "start": q.start,
                "end": q.end,
                "chosen": q.chosen,
            }
            for q in cell.quotations
        ],
        "stale": cell.stale,
        "thin": cell.thin,
    }
