"""``cases.csv``: reads and writes the pseudonymous participants, as spreadsheets save them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from qualcode.errors import BadInputError
from qualcode.model.case import Case, valid_case_id
from qualcode.model.problem import Problem
from qualcode.store.io.tables import MARK, ReadTable, folded, parse_table, read_table, table_text

ID_COLUMN = "case"
_ID_NAMES = ("case", "id", "case_id", "participant")
GROUP = "group"
CASE_HEADINGS = (*_ID_NAMES, GROUP)


def read_cases(path: Path) -> dict[str, Case]:
    """Read the cases, in the file's order. A missing file means a study without cases.

    Raises:
        BadInputError: no column of case ids, an id twice, or one that cannot be an id; with
            the row, counted from 1 as a spreadsheet does.
    """
    return cases_in(path)[0]


def cases_in(path: Path) -> tuple[dict[str, Case], Problem | None]:
    """Do as ``read_cases``; return as well how the file was saved, if not by qualcode."""
    if not path.exists():
        return {}, None
    table = read_table(path, CASE_HEADINGS, strict=True, meant=[GROUP])
    return _cases(table, path.name), table.problem(path.name)


def parse_cases(text: str, name: str) -> dict[str, Case]:
    """As ``read_cases``, for the text of a file called ``name``."""
    text = text.removeprefix(MARK)
    return _cases(parse_table(text, name, CASE_HEADINGS, strict=True, meant=[GROUP]), name)


def _cases(table: ReadTable, name: str) -> dict[str, Case]:
    rows = [[cell.replace("\r\n", "\n") for cell in row] for row in table.tidy_rows]
    if not rows or not any(rows[0]):
        return {}
    names = rows[0]
    at = _id_column(names)
    if at is None:
        raise BadInputError(
            f"no column named {ID_COLUMN!r} among {', '.join(names)}",
            where=f"{name}:1",
            mend=f"Name the column of pseudonyms {ID_COLUMN!r}",
        )
    twice = next((n for n in names if n and names.count(n) > 1), None)
    if twice is not None:
        raise BadInputError(
            f"two columns are named {twice!r}",
            where=f"{name}:1",
            mend="Rename or remove one of them",
        )
    cases: dict[str, Case] = {}
    for number, row in enumerate(rows[1:], 2):
        if not any(row):
            continue
        _add(cases, names, at, row, f"{name}:{number}")
    return cases


def _id_column(names: list[str]) -> int | None:
    spelt = [names, [folded(name) for name in names]]
    return next((row.index(n) for row in spelt for n in _ID_NAMES if n in row), None)


def _add(cases: dict[str, Case], names: list[str], at: int, row: list[str], where: str) -> None:
    if any(row[len(names) :]):
        raise BadInputError(
            f"{len(row)} cells under {len(names)} headings",
            where=where,
            mend="Put cells that hold a separator in double quotes",
        )
    cells = [*row, *[""] * (len(names) - len(row))][: len(names)]
    lost = next((cell for name, cell in zip(names, cells, strict=True) if cell and not name), None)
    if lost is not None:
        raise BadInputError(
            f"{lost!r} is in a column without a heading",
            where=where,
            mend="Give the column a heading in the first row, or empty it",
        )
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
    cells = ((case.id, *(case.attributes.get(name, "") for name in columns)) for case in rows)
    return table_text([(ID_COLUMN, *(columns or ["group"])), *cells])
