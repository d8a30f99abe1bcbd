"""Figures that leave are recorded once, and refused where they give something away."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.errors import BadInputError
from qualcode.model.matrix.figure_table import FigureTable
from qualcode.store.records.exports import read_exports
from qualcode.store.study import Study
from qualcode.workbench.matrix.earlier_exports import Held
from qualcode.workbench.matrix.sent_figures import ExportOf, exports_table

TABLE = FigureTable("authority", ("a", "b"), {"": (4, None, None)})


def test_an_export_is_recorded_with_its_numbers_and_no_words(charted: Study, tmp_path: Path):
    path = tmp_path / "Angharad's numbers.csv"
    path.write_text("a,b\n")
    export = ExportOf(charted, "numbers", (TABLE,), by="ann", to="the board")
    export.check()
    assert not export.record(path)
    assert export.record(path)
    line = (charted.root / "exports.jsonl").read_text()
    assert line.count("\n") == 1
    assert "Angharad" not in line
    [one] = read_exports(charted.root)[0]
    assert (one.by, one.to, one.form, one.minimum) == ("ann", "the board", "csv", 3)
    assert one.tables == (TABLE,)
    # For somebody else it is another export.
    assert not ExportOf(charted, "numbers", (TABLE,), by="ann", to="the client").record(path)
    rows = exports_table(read_exports(charted.root)[0]).records()
    assert [(row["to"], row["numbers"], row["suppressed"]) for row in rows] == [
        ("the board", 1, 2), ("the client", 1, 2)]  # fmt: skip


def test_what_gives_something_away_is_refused_unless_somebody_says_so(
    charted: Study, tmp_path: Path
):
    held = Held(stopping=("beside it, 1 number could be worked out",), given=1)
    with pytest.raises(BadInputError, match="beside it") as refused:
        ExportOf(charted, "numbers", (TABLE,), held=held).check()
    assert "--give-away" in refused.value.mend
    export = ExportOf(charted, "numbers", (TABLE,), held=held, give_away=True)
    export.check()
    path = tmp_path / "n.csv"
    path.write_text("")
    export.record(path)
    [one] = read_exports(charted.root)[0]
    assert one.given_away == 1


def test_a_real_name_is_not_put_in_git(charted: Study):
    with pytest.raises(BadInputError, match="real name"):
        ExportOf(charted, "numbers", (TABLE,), to="Mike Prosser").check()
    narrow = FigureTable("group", ("yp",), {"": (4, 4)}, where={"authority": ("Caerdydd",)})
    with pytest.raises(BadInputError, match="of a value that holds a real name"):
        ExportOf(charted, "numbers", (narrow,)).check()
