"""The summary says what is kept in plain sight, first of all people."""

from __future__ import annotations

from pathlib import Path

from qualcode.workbench.privacy.name_summary import some_names
from tests.conftest import Run
from tests.workbench.privacy.named import named_study, row, sitting_of


def test_what_is_kept_replaced_and_open_is_each_row_once(study_path: Path, run: Run):
    sitting = sitting_of(named_study(study_path, run))
    total = len(sitting.asked())
    assert sitting.summary().progress == f"0 of {total} decided"
    sitting.decisions.replace(row(sitting, "Mair Tandridge"), "[person 1]")
    sitting.decisions.keep(row(sitting, "Dr Eleri Hafod"))
    sitting.decisions.keep(row(sitting, "Gwydryn Council"))
    summary = sitting.summary()
    assert summary.progress == f"3 of {total} decided · 1 to replace · 2 kept"
    assert [one.name for one in summary.kept] == ["Dr Eleri Hafod", "Gwydryn Council"]
    assert [one.name for one in summary.kept_people] == ["Dr Eleri Hafod"]
    assert [(one.name, by) for one, by in summary.replaced] == [("Mair Tandridge", "[person 1]")]
    assert summary.decided + len(summary.open) == total


def test_of_many_names_the_first_are_named(study_path: Path, run: Run):
    rows = sitting_of(named_study(study_path, run)).rows
    assert some_names(rows[:1], 3) == f"Mair Tandridge {rows[0].count}×"
    assert some_names(rows, 1).endswith(f"{len(rows) - 1} more names")
