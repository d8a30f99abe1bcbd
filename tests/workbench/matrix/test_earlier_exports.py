"""What figures tell beside those that left, in lines that somebody can act on."""

from __future__ import annotations

import pytest

from qualcode.errors import BadInputError
from qualcode.model.matrix.figure_table import FigureTable
from qualcode.store.records.exports import ExportRecord, append_export
from qualcode.store.study import Study
from qualcode.workbench.matrix.earlier_exports import (
    Earlier,
    Names,
    earlier_exports,
    held_against,
    held_report,
)
from tests.workbench.charted import opened

NAMES = Names({"taxis": "Taxis", "moves": "Moves"})


def table(by: str, values: str, *, where: dict | None = None, **rows: list) -> FigureTable:
    lines = {"" if row == "everybody" else row: tuple(line) for row, line in rows.items()}
    return FigureTable(by, tuple(values), lines, where=where or {})


def sent(*tables: FigureTable, at: str = "2026-02-03T10:00:00Z", to: str = "") -> ExportRecord:
    return ExportRecord(at=at, what="numbers", form="csv", sha256="", figures=at, to=to,
                        tables=tables)  # fmt: skip


def earlier(*records: ExportRecord) -> Earlier:
    return Earlier(list(records), [one.tables for one in records])


PLACES = table("authority", "ab", everybody=[9, 8, 17], taxis=[None, 0, None])


def test_what_could_be_worked_out_is_named_with_the_export_it_takes():
    roles = table("role", "xy", everybody=[9, 8, 17], taxis=[2, 0, 2])
    held = held_against([roles], earlier(sent(PLACES, to="the board")), 3, NAMES)
    [line] = held.stopping
    assert line == (
        "beside a table of numbers by authority of 2026-02-03 for the board, 1 number below 3 that "
        "was suppressed could be worked out: Taxis, a"
    )
    assert held.given == 1
    assert held.told == ()


def test_what_reports_print_by_group_stops_none():
    report = table("group", "xy", everybody=[9, 8, 17], taxis=[2, 0, 2])
    total = table("authority", "abc", everybody=[9, 4, 4, 17], taxis=[None, None, 0, None])
    held = held_against([report], earlier(sent(total)), 3, NAMES)
    # Not the total, which it prints; but who it is, one and one.
    [line] = held.stopping
    assert "2 numbers below 3" in line
    assert line.endswith("Taxis, a; Taxis, b")


def test_a_table_of_one_value_that_is_not_to_be_told_stops():
    narrow = table("group", "x", where={"authority": ("a",)}, everybody=[2, 2], taxis=[1, 1])
    assert held_against([narrow], earlier(), 3, NAMES).stopping == ()
    held = held_against([narrow], earlier(), 3, NAMES, narrow_by=["authority"])
    assert held.stopping[0].startswith("only people of authority a are counted, and 4 numbers")


def test_one_who_came_is_told_and_stops_nothing():
    before = table("group", "xy", everybody=[5, 4, 9], taxis=[3, 3, 6])
    after = table("group", "xy", everybody=[6, 4, 10], taxis=[4, 3, 7])
    held = held_against([after], Earlier([sent(before, to="the board")], [()]), 3, NAMES)
    [line] = held.told
    assert line.startswith(
        "since a table of numbers by group of 2026-02-03 for the board, 1 person came (x): whoever "
        "has both sees what they speak of, in 1 row: Taxis. "
    )
    assert held.stopping == ()


def test_rows_that_changed_since_are_not_put_together(charted: Study):
    made = opened(charted)
    tables, _ = held_report(charted, made.matrix, made.assembled.evidence.definition)
    old = table("group", "", everybody=[8], support=[5], moves=[2])
    append_export(charted.root, sent(old), [])
    found = earlier_exports(charted, None, tables)
    assert [list(one.rows) for [one] in found.standing] == [["", "moves"]]


def test_a_record_that_cannot_be_read_stops(charted: Study):
    (charted.root / "exports.jsonl").write_text("{\n")
    with pytest.raises(BadInputError, match="not a record of an export"):
        earlier_exports(charted, None)
