"""``exports.jsonl``: each export of figures, when, by whom, for whom, and its numbers; no words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import msgspec

from qualcode.model.case import Case
from qualcode.model.matrix.figure_table import FigureTable, tables_digest, whole_tables
from qualcode.model.problem import Problem
from qualcode.store.folder_map import EXPORTS
from qualcode.store.io.jsonl import append_records, read_records

#: What each kind of figures is called.
_WHAT = {"matrix": "a report", "numbers": "a table of numbers", "picture": "a picture"}
#: The kinds of figures that leave.
What = Literal["matrix", "numbers", "picture"]


class ExportRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """One file with figures that was written to be sent on.

    ``by`` is the coder, ``to`` for whom it is, as they said. ``what`` is the kind of figures and
    ``form`` the file's ending; ``matrix`` the matrix they are of. ``figures`` is a digest of
    ``tables``, which only the first record with these has. ``minimum`` is what numbers were
    suppressed below. ``given_away`` counts suppressed numbers that somebody let be worked out.
    """

    at: str
    what: What
    form: str
    sha256: str
    figures: str
    matrix: str = "main"
    by: str = ""
    to: str = ""
    minimum: int = 0
    given_away: int = 0
    tables: tuple[FigureTable, ...] = ()


def read_exports(root: Path) -> tuple[list[ExportRecord], list[Problem]]:
    """Return the records in the order of their times, each with its tables, and bad lines."""
    where = EXPORTS.path
    found, problems = read_records(root / where, where, ExportRecord, "a record of an export")
    tables: dict[str, tuple[FigureTable, ...]] = {}
    for record in found:
        if record.tables and whole_tables(record.tables):
            tables[record.figures] = record.tables
    lost = sum(bool(r.figures) and r.figures not in tables for r in found)
    if lost:
        problems.append(
            Problem(
                "warning", "figures-lost", where,
                f"of {lost} of its records the numbers are missing or not whole, so nothing can be "
                "held against them", "Restore the file with git",
            )
        )  # fmt: skip
    whole = (msgspec.structs.replace(r, tables=tables.get(r.figures, ())) for r in found)
    return sorted(whole, key=lambda record: record.at), problems


def append_export(root: Path, record: ExportRecord, earlier: Sequence[ExportRecord]) -> None:
    """Append a record durably; its tables only if none of the earlier ones has them.

    The caller holds the file's lock.

    Raises:
        StudyError: the disk refused.
    """
    digest = tables_digest(record.tables) if record.tables else ""
    known = any(one.figures == digest and one.tables for one in earlier)
    kept = msgspec.structs.replace(record, figures=digest, tables=() if known else record.tables)
    append_records(root / EXPORTS.path, [kept])


def described(record: ExportRecord) -> str:
    """Return what an export was, when, and for whom."""
    if not record.at:
        return "a report of this matrix, which prints its numbers by group"
    by = dict.fromkeys(table.by for table in record.tables if table.values)
    parts = [_WHAT[record.what], f"by {' and '.join(by)}" if by else "", f"of {record.at[:10]}"]
    if record.matrix != "main":
        parts.insert(1, f"of matrix {record.matrix}")
    return " ".join(filter(None, parts)) + (f" for {record.to}" if record.to else "")


def each_once(records: Sequence[ExportRecord]) -> list[ExportRecord]:
    """Return the first record of each set of numbers, with everybody who got them."""
    kept: dict[str, ExportRecord] = {}
    whom: dict[str, dict[str, None]] = {}
    for one in records:
        if one.tables:
            kept.setdefault(one.figures, one)
            whom.setdefault(one.figures, {})[one.to] = None
    return [
        msgspec.structs.replace(one, to=" and ".join(filter(None, whom[figures])))
        for figures, one in kept.items()
    ]


def exports_counting(root: Path, case: Case | None = None) -> tuple[str, ...]:
    """Return in words the exports whose numbers count a participant, for a receipt to name.

    What left cannot be called back. Without a ``case`` all exports with numbers of people are
    meant; with one those whose filters its attributes pass, as they are now. Lines of the record
    that cannot be read are passed over.
    """
    found, _ = read_exports(root)
    return tuple(
        described(one)
        for one in each_once(found)
        if case is None or any(_counts(table, case) for table in one.tables)
    )


def _counts(table: FigureTable, case: Case) -> bool:
    return all(case.attributes.get(name, "") in values for name, values in table.where.items())
