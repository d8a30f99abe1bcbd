"""More is kept back of a table of numbers until it tells nothing beside others."""

from __future__ import annotations

from qualcode.analysis.joined_figures import JoinedFigures
from qualcode.store.records.exports import ExportRecord, append_export
from qualcode.store.study import Study
from qualcode.workbench.matrix.figure_tables import report_tables
from qualcode.workbench.matrix.numbers import figures
from qualcode.workbench.matrix.numbers_beside import numbers_beside
from tests.workbench.charted import opened, set_print


def record(study: Study, table, at: str = "2026-02-03") -> None:
    append_export(study.root, ExportRecord(at=at, what="numbers", form="csv", sha256="",
                                           figures="", tables=(table,)), [])  # fmt: skip


def test_what_a_report_would_tell_is_kept_back(charted: Study):
    made = opened(charted)
    alone = figures(made, "local_authority")
    # 2 of local authority 2 speak of support, and 5 of 1; of moves 1 and 2.
    assert alone.shown.row_totals[2] == 3 or alone.shown.row_totals[2] is None
    kept, held = numbers_beside(made, alone)
    definition = made.assembled.evidence.definition
    report = report_tables(made.matrix, definition, charted.codebook)
    joined = JoinedFigures([kept.printed(made), *report[:1]], 3)
    assert joined.fits
    assert not {one for one in joined.telling() if dict(one.people).keys() - {"group"}}
    assert held.stopping == ()
    if kept != alone:
        assert "more is kept back in " in held.told[0]
        assert "a report of this matrix" in held.told[0]


def test_by_two_attributes_one_after_another(charted: Study):
    made = opened(charted)
    first, _ = numbers_beside(made, figures(made, "local_authority"))
    record(charted, first.printed(made))
    made = opened(charted)
    second, held = numbers_beside(made, figures(made, "role"))
    joined = JoinedFigures([first.printed(made), second.printed(made)], 3)
    assert joined.fits
    assert joined.telling() == set()
    assert held.stopping == ()


def test_a_true_table_that_left_makes_a_row_go_whole(charted: Study):
    made = opened(charted)
    alone = figures(made, "local_authority")
    table = alone.printed(made)
    truth = {
        row: (*line, sum(line)) for (row, _), line in zip(alone.rows, alone.counts, strict=True)
    }
    known = {row: line if row == "moves" else table.rows[row] for row, line in truth.items()}
    roles = figures(made, "role").printed(made)
    by_role = {row: (*(None,) * len(roles.values), sum(truth[row][:-1])) for row in known}
    import msgspec

    record(charted, msgspec.structs.replace(roles, rows=by_role))
    kept, held = numbers_beside(opened(charted), alone)
    rows = kept.printed(made).rows
    assert set(rows["moves"]) == {None}
    assert any("Moves" in line for line in held.told)
    assert kept.counts == alone.counts


def test_groups_are_printed_in_full_by_reports(charted: Study):
    made = opened(charted)
    _, held = numbers_beside(made, figures(made, "group"))
    assert "reports print numbers by group in full" in held.told[0]


def test_nobody_may_be_kept_back_too(charted: Study):
    set_print(charted, zeros_disclosive=True)
    made = opened(charted)
    assert made.study.config.zeros_disclosive
    plain = figures(made, "role").shown
    # Two head teachers, of whom one speaks of support; nobody is told to have said nothing.
    assert all(n != 0 for row in plain.cells[1:] for n in row)
