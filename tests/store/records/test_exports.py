"""The record of exports: numbers once, whoever they went to, and lines that are no records."""

from __future__ import annotations

import json
from pathlib import Path

from qualcode.model.case import Case
from qualcode.model.matrix.figure_table import FigureTable
from qualcode.store.records.exports import (
    ExportRecord,
    append_export,
    described,
    each_once,
    exports_counting,
    read_exports,
)

TABLE = FigureTable("authority", ("a", "b"), {"": (4, None, None), "taxis": (0, 3, 3)})
NARROW = FigureTable("group", ("yp",), {"": (4, 4)}, where={"language": ("cy",)})


def record(at: str, table: FigureTable | None = TABLE, to: str = "", **more) -> ExportRecord:
    tables = (table,) if table else ()
    return ExportRecord(at=at, what="numbers", form="csv", sha256="ab" * 32, figures="", to=to,
                        tables=tables, **more)  # fmt: skip


def append(root: Path, *records: ExportRecord) -> None:
    for one in records:
        append_export(root, one, read_exports(root)[0])


def test_numbers_stand_in_the_file_once(tmp_path: Path):
    append(tmp_path, record("2026-01-02", to="the board"), record("2026-01-03", to="the client"),
           record("2026-01-01", NARROW), record("2026-01-04", None))  # fmt: skip
    lines = [json.loads(one) for one in (tmp_path / "exports.jsonl").read_text().splitlines()]
    assert ["tables" in one for one in lines] == [True, False, True, False]
    found, problems = read_exports(tmp_path)
    assert problems == []
    assert [one.at[-1] for one in found] == ["1", "2", "3", "4"]
    assert [one.tables for one in found] == [(NARROW,), (TABLE,), (TABLE,), ()]
    # Merged by lines, in whatever order.
    path = tmp_path / "exports.jsonl"
    path.write_bytes(b"".join(reversed(path.read_bytes().splitlines(keepends=True))))
    assert read_exports(tmp_path)[0] == found


def test_lines_that_are_no_records_are_told(tmp_path: Path):
    append(tmp_path, record("2026-01-02"))
    path = tmp_path / "exports.jsonl"
    whole = path.read_text()
    path.write_text(whole + "<<<<<<< ours\n")
    found, [problem] = read_exports(tmp_path)
    assert (len(found), problem.where) == (1, "exports.jsonl:2")
    # A row that lacks a number, and numbers below 0, are not held against anything.
    for wrong in ("[4,null]", "[4,null,-1]"):
        path.write_text(whole.replace("[4,null,null]", wrong))
        [one], [problem] = read_exports(tmp_path)
        assert (one.tables, problem.code) == ((), "figures-lost")


def test_what_an_export_was_in_words(tmp_path: Path):
    append(tmp_path, record("2026-01-02T10:00:00Z", to="the board"),
           record("2026-01-03T10:00:00Z", to="the client"), record("2026-01-04", NARROW,
           matrix="cymraeg"), record("2026-01-05", None))  # fmt: skip
    found, _ = read_exports(tmp_path)
    assert [described(one) for one in each_once(found)] == [
        "a table of numbers by authority of 2026-01-02 for the board and the client",
        "a table of numbers of matrix cymraeg by group of 2026-01-04",
    ]


def test_the_exports_that_count_a_case(tmp_path: Path):
    assert exports_counting(tmp_path) == ()
    append(tmp_path, record("2026-01-02"), record("2026-01-04", NARROW))
    assert len(exports_counting(tmp_path)) == 2
    assert len(exports_counting(tmp_path, Case("YP1", {"language": "cy"}))) == 2
    [only] = exports_counting(tmp_path, Case("YP2", {"language": "en"}))
    assert "by authority" in only
