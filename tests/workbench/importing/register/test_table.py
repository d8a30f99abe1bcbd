"""A register is read from whatever table it is in, and what else is in it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.errors import BadInputError, NotFoundError
from qualcode.store.study import Study
from qualcode.workbench.importing.register.table import read_register
from qualcode.workbench.importing.register.taking import take_register
from tests.transcripts.table.test_reader import cells, xlsx
from tests.workbench.importing.register.registers import on_disk


def test_a_workbook_and_what_else_is_in_it(study: Study, tmp_path: Path):
    path = tmp_path / "log.xlsx"
    log = cells("Fieldwork") + cells("ID", "Age") + cells("P1", "14")
    path.write_bytes(xlsx(log, cells("a", "b") + cells("c", "d")))
    report = take_register(study, read_register(path))
    assert on_disk(study)["P1"] == {"role": "carer", "age": "14"}
    assert "sheet “S2” (4 words)" in report.not_taken
    assert "row 1: “Fieldwork”" in report.not_taken


def test_what_cannot_be_a_register_is_one_line(study: Study, tmp_path: Path):
    path = tmp_path / "log.csv"
    for text, says in (("Participant,Role\n", "no rows below"), ("Who,Role\nCai Prys,x\n", "")):
        path.write_text(text)
        with pytest.raises(BadInputError) as error:
            take_register(study, read_register(path))
        assert says in error.value.message
        assert error.value.mend
    path.write_text("ID,Role\nP1,x\n")
    with pytest.raises(NotFoundError, match="no column 'Rolle'"):
        take_register(study, read_register(path), columns=["Rolle"])
    with pytest.raises(BadInputError, match="not a table"):
        read_register(tmp_path / "log.docx")
