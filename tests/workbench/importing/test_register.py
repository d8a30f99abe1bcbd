"""A register gives cases their attributes; what tells who somebody is never gets into them."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qualcode.errors import BadInputError, NotFoundError
from qualcode.store.records.cases import read_cases
from qualcode.store.study import Study
from qualcode.workbench.importing.register import (
    Register,
    RegisterReport,
    read_register,
    take_register,
)
from tests.examples import examples
from tests.transcripts.table.test_reader import as_csv, cells, xlsx

HEADS = ("Participant", "Name", "Role", "Local authority", "E-mail", "Notes")
ROWS = [
    ("p1", "Cai Prys", "Foster carer", "Gwynedd", "cai@example.org", "Ring after four, not on Friday please."),
    ("P2", "Nia Rees", "Teacher", "", "nia@example.org", ""),
    ("", "Gil Owen", "Teacher", "Powys", "", ""),
    ("P 3", "Mo Bevan", "Pupil", "Powys", "", ""),
    ("P2", "Nia Rees", "Head teacher", "Powys", "", ""),
]  # fmt: skip


@pytest.fixture
def study(empty_study: Path) -> Study:
    (empty_study / "cases.csv").write_text("case,group,role\nP1,,carer\nP9,,tutor\n")
    return Study.open(empty_study)


def register(tmp_path: Path, *rows: tuple[str, ...], heads: tuple[str, ...] = HEADS) -> Register:
    path = tmp_path / "log.csv"
    path.write_bytes(as_csv([heads, *rows]))
    return read_register(path)


def on_disk(study: Study) -> dict[str, dict[str, str]]:
    found = read_cases(study.root / "cases.csv")
    return {case.id: {k: v for k, v in case.attributes.items() if v} for case in found.values()}


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


def test_groups_are_given_by_their_id_or_name(empty_study: Path, tmp_path: Path):
    config = empty_study / "study.toml"
    groups = '[groups]\nschools = "School leaders"\nyp = "Pupils"\n'
    config.write_text(config.read_text().replace("[groups]\n", groups))
    study = Study.open(empty_study)
    rows = [("P1", "school leaders"), ("P2", "YP"), ("P3", "carers")]
    report = take_register(study, register(tmp_path, *rows, heads=("Case", "Group")))
    assert on_disk(study) == {"P1": {"group": "schools"}, "P2": {"group": "yp"}, "P3": {}}
    assert "row 4: no group 'carers' in study.toml (there are schools, yp)" in report.not_taken


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
