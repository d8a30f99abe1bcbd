"""Columns become attributes; what tells who somebody is never gets into them."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.errors import BadInputError
from qualcode.store.study import Study
from qualcode.workbench.importing.register.taking import take_register
from tests.workbench.importing.register.registers import HEADS, ROWS, on_disk, register


def test_columns_are_chosen_and_named(study: Study, tmp_path: Path):
    found = register(tmp_path, *ROWS)
    report = take_register(study, found, "participant", {"local authority": "area", "Notes": ""})
    assert on_disk(study)["P1"] == {"role": "carer", "area": "Gwynedd", "notes": ROWS[0][5]}
    assert "column “Role”" in report.not_taken
    take_register(study, found, columns=["Role"], overwrite=True)
    assert on_disk(study)["P1"]["role"] == "Foster carer"


@pytest.mark.parametrize("wanted", ["Name", "e-mail", "How to reach"])
def test_what_tells_who_somebody_is_is_refused(study: Study, tmp_path: Path, wanted: str):
    rows = [(*row, "01970 123 456") for row in ROWS]
    found = register(tmp_path, *rows, heads=(*HEADS, "How to reach"))
    with pytest.raises(BadInputError, match="tells who people are"):
        take_register(study, found, columns=[wanted])
    assert "P2" not in on_disk(study)


def test_first_names_are_not_taken_for_ids_of_cases(study: Study, tmp_path: Path):
    found = register(tmp_path, ("Cai", "x"), ("Nia", "y"), heads=("Participant", "Role"))
    with pytest.raises(BadInputError, match="no column holds case ids"):
        take_register(study, found)
    # Whoever names the column knows that they are pseudonyms.
    assert take_register(study, found, "Participant").new == ("Cai", "Nia")
    with pytest.raises(BadInputError, match="tells who people are"):
        take_register(study, register(tmp_path, ("Cai", "x"), heads=("Name", "Role")), "Name")


def test_a_date_is_no_telephone_number(study: Study, tmp_path: Path):
    found = register(tmp_path, ("P1", "2025-03-11"), ("P2", "11-03-2025"), heads=("ID", "Seen on"))
    take_register(study, found)
    assert on_disk(study)["P1"]["seen_on"] == "2025-03-11"
