"""A register gives cases their attributes; each cell is taken, told or there already."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qualcode.model.case import Case
from qualcode.store.study import Study
from qualcode.workbench.importing.register.taking import RegisterReport, take_register
from tests.examples import examples
from tests.workbench.importing.register.registers import ROWS, on_disk, register


def test_what_is_taken_and_what_is_not_is_told(study: Study, tmp_path: Path):
    report = take_register(study, register(tmp_path, *ROWS))
    assert on_disk(study) == {
        "P1": {"role": "carer", "local_authority": "Gwynedd"},
        "P9": {"role": "tutor"},
        "P2": {"role": "Teacher"},
    }
    assert report.new == ("P2",)
    assert report.changed == ("P1",)
    assert dict(report.taken) == {"role": 1, "local_authority": 1}
    told = "\n".join(report.lines())
    for said in (
        "column “Name”, which tells who people are",
        "column “E-mail”, which tells who people are",
        "column “Notes”, which holds remarks: name it to take it",
        "row 2: role 'Foster carer' of P1, which has 'carer'",
        "row 4: no case id",
        "row 5: 'P 3' cannot be a case id",
        "row 6: case P2 is in row 3 already",
        "new: P2",
    ):
        assert said in told, said


def test_a_dry_run_tells_the_same_and_changes_nothing(study: Study, tmp_path: Path):
    before = (study.root / "cases.csv").read_bytes()
    found = register(tmp_path, *ROWS)
    tried = take_register(study, found, dry_run=True)
    assert (study.root / "cases.csv").read_bytes() == before
    done = take_register(study, found)
    assert RegisterReport(**{**vars(tried), "dry_run": False}) == done
    again = take_register(study, found)
    assert (again.new, again.changed) == ((), ())


def test_groups_are_given_by_their_id_or_name(empty_study: Path, tmp_path: Path):
    config = empty_study / "study.toml"
    groups = '[groups]\nschools = "School leaders"\nyp = "Pupils"\n'
    config.write_text(config.read_text().replace("[groups]\n", groups))
    study = Study.open(empty_study)
    rows = [("P1", "school leaders"), ("P2", "YP"), ("P3", "carers")]
    report = take_register(study, register(tmp_path, *rows, heads=("Case", "Group")))
    assert on_disk(study) == {"P1": {"group": "schools"}, "P2": {"group": "yp"}, "P3": {}}
    assert "row 4: no group 'carers' in study.toml (there are schools, yp)" in report.not_taken


_id = st.sampled_from(["P1", "p1", "P9", "P2", "P3", "", "P 4", "x y"])
_cell = st.sampled_from(["", "a", "B c", "=1+1", "ŷ"])


@given(st.lists(st.tuples(_id, _cell, _cell), min_size=1, max_size=8), st.booleans())
@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_cell_is_taken_told_or_there_already(
    study: Study, tmp_path: Path, rows: list[tuple[str, str, str]], overwrite: bool
):
    (study.root / "cases.csv").write_text("case,group,role\nP1,,carer\nP9,,tutor\n")
    before = on_disk(study)
    if not any(map(any, rows)):
        return
    found = register(tmp_path, *rows, heads=("ID", "Role", "Area"))
    report = take_register(study, found, "ID", dry_run=False, overwrite=overwrite)
    after = on_disk(study)
    told = "\n".join(report.not_taken)
    assert before.keys() <= after.keys()
    for number, (case, role, area) in zip(found.numbers, found.rows, strict=True):
        if f"row {number}: " in told and f"row {number}: role" not in told:
            continue
        stands = after[next(one for one in after if one.casefold() == case.casefold())]
        for name, value in (("role", role), ("area", area)):
            if value:
                assert stands.get(name) == value or f"row {number}: {name}" in told or overwrite


def test_an_id_that_a_spreadsheet_made_a_number_is_guessed_and_told(study: Study, tmp_path: Path):
    study.edit_cases(lambda cases: [*cases.values(), Case("007"), Case("08"), Case("8")])
    rows = (("7", "carer"), ("8", "tutor"), ("12", "pupil"))
    report = take_register(study, register(tmp_path, *rows, heads=("Participant", "Role")))
    assert study.cases["007"].attributes["role"] == "carer"
    assert not study.cases["08"].attributes.get("role")
    assert report.new == ("12",)
    [told] = [line for line in report.lines() if line.startswith("guessed")]
    assert told == (
        "guessed: row 2: 7 looks like 007, which a spreadsheet writes so: taken as case 007"
    )
