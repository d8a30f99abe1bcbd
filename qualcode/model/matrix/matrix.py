"""The synthesis matrix as data: rows, columns, groups, and a cell for each combination."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """A result of an automatic check that speaks against printing a quotation or summary.

    ``kind`` is its name; ``acceptable`` says whether a person may sign off all the same.
    """

    kind: str
    message: str
    acceptable: bool = False


@dataclass(frozen=True, slots=True)
class Quotation:
    """A coded passage as a report prints it, with the case's attribution.

    ``text`` is the trimmed form. ``start`` and ``end`` are the whole passage's offsets in its
    document, in code points, half-open. ``chosen`` says that an analyst chose it; otherwise it is
    one of the first by different people. ``cleared`` says that it may be printed: somebody signed
    off this form and nothing in ``findings`` speaks against it. ``signed_by`` names those who did.
    ``language`` is that of its document, "en" or "cy", empty if unknown.
    """

    coding: str
    text: str
    attribution: str
    document: str
    start: int
    end: int
    person: str
    chosen: bool = False
    cleared: bool = False
    findings: tuple[Finding, ...] = ()
    signed_by: tuple[str, ...] = ()
    trimmed: bool = False
    form: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A change under a summary since it was last marked up to date.

    ``kind`` is "came", "went", "moved", "valence", "code", "group", "words", "changed" or
    "definition"; ``what`` describes it in words. For a coding that still stands, ``document``,
    ``start`` and ``end`` give its present place.
    """

    kind: str
    what: str
    coding: str = ""
    document: str = ""
    start: int = 0
    end: int = 0
    code: str = ""


#: Why a cell has no evidence: its group was not interviewed, was not asked, or was asked (or spoke
#: of the theme in another column); or nothing is known.
Silence = Literal["", "no people", "not asked", "asked", "unknown"]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one group says about a theme in one column; in a framework chart, what one case says.

    ``summary`` is the analyst's, empty if there is none yet; ``codings`` lists all that stand here,
    ``linked`` those that the summary rests on. ``people`` counts human beings, not quotations.
    ``changes`` lists what changed since the summary was last marked up to date; ``stale`` says that
    there are such changes, ``thin`` that the cell rests on fewer people than the study's minimum.
    If nothing is coded, ``silence`` says why, ``not_asked`` names groups that were not asked, and
    ``spoke`` counts people with something else coded in the row. ``of`` is the number of people in
    the group, ``share`` the word of the study's scale for ``people`` of them, empty if they are too
    few for a word. If ``codings`` are labels of an export, ``seal`` is a keyed digest of their ids.
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
    date: str = ""
    linked: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    silence: Silence = ""
    not_asked: tuple[str, ...] = ()
    spoke: int = 0
    where: str = ""
    of: int = 0
    share: str = ""
    seal: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """Row, column and group."""
        return (self.row, self.column, self.group)

    @property
    def state(self) -> str:
        """ "empty", "unwritten" (evidence without a summary), "stale" or "current"."""
        if not self.summary.strip():
            return "unwritten" if self.codings else "empty"
        return "stale" if self.stale else "current"


@dataclass(frozen=True, slots=True)
class Row:
    """A theme: a code with everything below it; in a framework chart, a case.

    ``depth`` counts the rows above that contain it; ``group`` is the group of a case.
    """

    id: str
    name: str
    definition: str = ""
    name_cy: str = ""
    depth: int = 0
    group: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A stakeholder group, with the number of its people who were interviewed.

    ``documents`` counts the transcripts in which they speak, ``uncoded`` those without a coding.
    """

    id: str
    name: str
    people: int = 0
    documents: int = 0
    uncoded: int = 0


@dataclass(frozen=True)
class Matrix:
    """A synthesis matrix, ready for any report.

    ``cells`` holds every combination of row, column and group, with evidence or without. In the
    *cases* layout (a framework chart) rows are cases, columns codes, and there is one group.
    ``rows_without`` names usable codes without codings, ``placeholders`` codes still to be defined.
    ``scale`` maps words for shares of people to the least share of each, for groups of at least
    ``scale_from`` people. ``summary`` is the team's summary of the whole, in Markdown. ``unjudged``
    counts codings that are neutral or have no valence, and so stand in no column. ``spoken`` gives
    for a row and a group the number of its people with anything coded in the row, judged or not; it
    has no entry for nobody. Without ``has_ids`` codings are known by labels of one export, and
    quotations have no place; ``export`` names that export, if the team keeps the key to its labels.
    ``is_final`` says that it is for outsiders: the names of coders and the states of summaries are
    left out, and ``coded_by`` counts the coders instead.
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
    doubled: int = 0
    minimum_people: int = 2
    codebook_title: str = ""
    codebook_source: str = ""
    rows_without: tuple[Row, ...] = ()
    placeholders: tuple[str, ...] = ()
    invented: bool = False
    layout: str = "synthesis"
    name: str = "main"
    watermark: str = ""
    summary: str = ""
    scale: tuple[tuple[str, float], ...] = ()
    scale_from: int = 0
    spoken: Mapping[tuple[str, str], int] = field(default_factory=dict)
    has_ids: bool = True
    export: str = ""
    is_final: bool = False
    coded_by: int = 0
    _index: dict[tuple[str, str, str], Cell] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        for cell in self.cells:
            self._index[(cell.row, cell.column, cell.group)] = cell

    def cell(self, row: str, column: str, group: str) -> Cell:
        """Return the cell of this row, column and group; raises KeyError if there is none."""
        return self._index[(row, column, group)]

    def to_json(self) -> dict[str, Any]:
        """Return the matrix under the keys of the JSON contract."""
        return {
            "title": self.title,
            "name": self.name,
            "layout": self.layout,
            **({"watermark": self.watermark} if self.watermark else {}),
            "study": self.study,
            **({"summary": self.summary} if self.summary else {}),
            "rows": [{"id": r.id, "name": r.name} for r in self.rows],
            "columns": [{"id": c, "name": n} for c, n in self.columns],
            "groups": [{"id": g.id, "name": g.name, "people": g.people} for g in self.groups],
            "cells": [_cell_json(cell, final=self.is_final) for cell in self.cells],
            "coders": list(self.coders),
            "documents": self.documents,
            "codings": self.codings,
            "unjudged": self.unjudged,
            "minimum_people": self.minimum_people,
            "no_evidence": [{"id": r.id, "name": r.name} for r in self.rows_without],
            "placeholders": list(self.placeholders),
            **({"export": self.export} if self.export else {}),
        }


def _cell_json(cell: Cell, *, final: bool) -> dict[str, Any]:
    return {
        "row": cell.row,
        "column": cell.column,
        "group": cell.group,
        "summary": cell.summary,
        "author": None if final else cell.author,
        "codings": list(cell.codings),
        "people": cell.people,
        "quotations": [
            {
                "coding": q.coding,
                "text": q.text,
                "attribution": q.attribution,
                "document": q.document or None,
                "start": q.start if q.document else None,
                "end": q.end if q.document else None,
                "chosen": q.chosen,
                "cleared": q.cleared,
            }
            for q in cell.quotations
        ],
        "stale": None if final else cell.stale,
        "thin": cell.thin,
        "state": None if final else cell.state,
        "linked": list(cell.linked),
        "changes": [
            {"kind": c.kind, "what": c.what, "coding": c.coding or None} for c in cell.changes
        ],
        "silence": cell.silence or None,
        "not_asked": list(cell.not_asked),
    }
