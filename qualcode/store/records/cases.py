"""``cases.csv``: reads and writes the pseudonymous participants, as spreadsheets save them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from pathlib import Path

from qualcode.errors import BadInputError
from qualcode.model.case import Case, valid_case_id
from qualcode.model.formula_guard import guarded, unguarded
from qualcode.store.io.durable import read_text
from qualcode.store.io.tables import table_text

ID_COLUMN = "case"
_IN_QUOTES = re.compile(r'"(?:[^"]|"")*"')
_HEADING = re.compile(r'(?:"(?:[^"]|"")*"|[^"\n])*')
_ID_NAMES = ("case", "id", "case_id", "participant")


def read_cases(path: Path) -> dict[str, Case]:
    """Read the cases, in the file's order. A missing file means a study without cases.

    Commas, semicolons and tabs are all taken as separators: Excel writes each, by locale.

    Raises:
        BadInputError: no column of case ids, an id twice, or one that cannot be an id; with
            the row, counted from 1 as a spreadsheet does.
    """
    return parse_cases(read_text(path), path.name) if path.exists() else {}


def parse_cases(text: str, name: str) -> dict[str, Case]:
    """As ``read_cases``, for the text of a file called ``name``."""
    heading = _HEADING.match(text)
    # A separator within quotes is part of a heading.
    header = _IN_QUOTES.sub("", heading[0] if heading else "")
    separator = max(",;\t", key=header.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=separator, strict=True))
    except csv.Error as error:
        raise BadInputError(f"not readable as a table: {error}", where=name) from None
    if not rows or not any(rows[0]):
        return {}
    names = [unguarded(cell.strip()) for cell in rows[0]]
    at = next((names.index(n) for n in _ID_NAMES if n in names), None)
    if at is None:
        raise BadInputError(
            f"no column named {ID_COLUMN!r} among {', '.join(names)}",
            where=f"{name}:1",
            mend=f"Name the column of pseudonyms {ID_COLUMN!r}",
        )
    cases: dict[str, Case] = {}
    for number, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        _add(cases, names, at, row, f"{name}:{number}")
    return cases


def _add(cases: dict[str, Case], names: list[str], at: int, row: list[str], where: str) -> None:
    if len(row) > len(names):
        raise BadInputError(
            f"{len(row)} cells under {len(names)} headings",
            where=where,
            mend="Put cells that hold a separator in double quotes",
        )
    cells = [unguarded(cell.strip()) for cell in row] + [""] * (len(names) - len(row))
    case_id = cells[at]
    if not valid_case_id(case_id):
        raise BadInputError(
            f"{case_id!r} cannot be a case id", where=where, mend="Use letters, digits, _ . -"
        )
    if case_id in cases:
        raise BadInputError(f"case {case_id!r} is there twice", where=where, mend="Remove one row")
    attributes = {n: c for i, (n, c) in enumerate(zip(names, cells, strict=True)) if i != at and n}
    cases[case_id] = Case(case_id, attributes)


def cases_text(cases: Iterable[Case]) -> str:
    """Return the text of a ``cases.csv`` with these cases; columns in order of first use.

    Text that a spreadsheet would run as a formula gets a quote before it, which ``read_cases``
    removes: attributes may be answers to a survey.
    """
    rows = list(cases)
    columns = list(dict.fromkeys(name for case in rows for name in ("group", *case.attributes)))
    head = [ID_COLUMN, *(guarded(name) for name in columns or ["group"])]
    # In quotes if a heading holds another separator, or the reader would take that for the file's.
    heading = table_text([head], in_quotes=bool(set("".join(head)) & set(";\t")))
    cells = ((case.id, *(case.attributes.get(name, "") for name in columns)) for case in rows)
    return heading + table_text(map(guarded, row) for row in cells)
