"""A published report's statements on a sheet, ticked, and taken back as codes."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from qualcode.exchange.codebook.statements import TEXT, Paragraph, Statement, statements_in
from qualcode.store.study import Study
from qualcode.transcripts.table.workbooks import read_book
from tests.conftest import Run

BOOK = """\
codes:
  - id: principle-1
    name: "Principle 1: Rivers first"
    definition: Ours.
  - id: principle-2
    name: Principle 2 (to be filled in)
    definition: To be filled in.
    status: placeholder
  - id: principle-3
    name: Principle 3 (to be filled in)
    status: placeholder
"""


def report(path: Path) -> None:
    document: Any = Document()
    document.add_heading("Rivers for all: a report", 0)
    document.add_heading("Our three principles", 1)
    document.add_paragraph("This chapter says what guides us.")
    document.add_paragraph("Principle 1: Rivers first")
    document.add_paragraph("Rivers come before roads.")
    document.add_paragraph("Principle 2: Banks are for everybody")
    document.add_paragraph("Nobody is kept from a bank.")
    document.add_paragraph("Not even in spring.")
    document.add_paragraph("Principle three: Quiet water")
    document.add_paragraph("Boats go slowly.")
    document.add_heading("What we recommend", 1)
    document.add_paragraph("Count the herons every year", style="List Bullet")
    document.save(str(path))


def put(study_path: Path) -> None:
    (study_path / "codebook.yaml").write_text(BOOK, encoding="utf-8")


def tick(path: Path, wanted: set[str]) -> None:
    rows = list(csv.reader(path.read_text("utf-8-sig").splitlines(keepends=True)))
    for row in rows[1:]:
        row[0] = "x" if row[2] in wanted else ""
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)


def test_the_ticked_statements_fill_placeholders_or_become_codes(
    study_path: Path, tmp_path: Path, run: Run
):
    put(study_path)
    report(tmp_path / "report.docx")
    sheet = tmp_path / "ticks.csv"
    listed = run("-C", study_path, "codebook", "import", tmp_path / "report.docx", "--framework",
                 "--sheet", sheet)  # fmt: skip
    assert listed.status == 0, listed.err
    assert "2 placeholders to fill: principle-2, principle-3" in listed.err
    assert (study_path / "codebook.yaml").read_text() == BOOK
    tick(sheet, {"Principle 2: Banks are for everybody", "Principle 3: Quiet water",
                 "Count the herons every year"})  # fmt: skip
    dry = run("-C", study_path, "codebook", "import", sheet, "--dry-run")
    assert dry.status == 0, dry.err
    assert "3 rows not ticked: not taken" in dry.err
    assert (study_path / "codebook.yaml").read_text() == BOOK
    assert run("-C", study_path, "codebook", "import", sheet).status == 0
    book = Study.open(study_path).codebook
    assert [code.id for code in book] == [
        "principle-1", "principle-2", "principle-3", "count-the-herons-every-year"]  # fmt: skip
    second = book.get("principle-2")
    assert second is not None
    assert (second.name, second.definition, second.status) == (
        "Principle 2: Banks are for everybody", "Nobody is kept from a bank.\nNot even in spring.",
        "active")  # fmt: skip
    assert second.source.startswith("Rivers for all: a report, paragraph ")
    third = book.get("principle-3")
    assert third is not None
    assert (third.name, third.status) == ("Principle 3: Quiet water", "active")
    assert "Nothing in it is new." in run("-C", study_path, "codebook", "import", sheet).out


def test_a_filled_code_is_not_filled_again(study_path: Path, tmp_path: Path, run: Run):
    put(study_path)
    sheet = tmp_path / "a.csv"
    sheet.write_text("Take,Fills,Name,Definition,Page\nx,principle-1,Other,Theirs.,4\n")
    done = run("-C", study_path, "codebook", "import", sheet)
    assert done.status == 0
    assert "kept as here: principle-1 (" in done.err
    assert (study_path / "codebook.yaml").read_text() == BOOK


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("x,principle-9,A,B,4", "a.csv: row 2: there is no code 'principle-9' to fill"),
        ("x,,,B,4", "a.csv: row 2: is ticked and has no name"),
        (",,A,B,4", "a.csv: no row is ticked"),
        ("x,principle-2,A,B,4\nx,principle-2,C,D,5", "row 3: principle-2 stands there twice"),
    ],
)
def test_a_sheet_that_cannot_be_taken_is_refused(
    study_path: Path, tmp_path: Path, run: Run, row: str, said: str
):
    put(study_path)
    sheet = tmp_path / "a.csv"
    sheet.write_text(f"Take,Fills,Name,Definition,Page\n{row}\n")
    done = run("-C", study_path, "codebook", "import", sheet)
    assert done.status == 1
    assert said in done.err
    assert (study_path / "codebook.yaml").read_text() == BOOK


def test_the_excel_sheet_says_how_to_go_on_and_no_ticks_are_overwritten(
    study_path: Path, tmp_path: Path, run: Run
):
    put(study_path)
    report(tmp_path / "report.docx")
    sheet = tmp_path / "ticks.xlsx"
    command = ("-C", study_path, "codebook", "import", tmp_path / "report.docx", "--framework",
               "--sheet", sheet)  # fmt: skip
    assert run(*command).status == 0
    book = read_book(sheet.read_bytes(), "ticks.xlsx")
    assert [one.name for one in book.sheets] == ["Statements", "How to go on"]
    assert ["principle-2", "Principle 2: Banks are for everybody"] in [
        row[1:3] for row in book.sheets[0].rows]  # fmt: skip
    again = run(*command)
    assert again.status == 1
    assert "there is such a file already" in again.err


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--sheet", "a.xlsx"), "--sheet goes with --framework"),
        (("--framework", "--dry-run"), "--dry-run has no effect with --framework"),
        (("--framework", "--sheet", "a.txt"), "a sheet cannot be written as .txt"),
    ],
)
def test_options_without_effect_are_errors(
    study_path: Path, tmp_path: Path, run: Run, more: tuple[str, ...], said: str
):
    report(tmp_path / "report.docx")
    done = run("-C", study_path, "codebook", "import", tmp_path / "report.docx", *more)
    assert done.status != 0
    assert said in done.err


def found(*texts: str | Paragraph) -> list[Statement]:
    made = [t if isinstance(t, Paragraph) else Paragraph(t, "1", 10) for t in texts]
    return [one for one in statements_in(made)[0] if one.kind != TEXT]


def test_statements_are_found_by_label_number_bullet_and_size():
    title = Paragraph("Five principles", "1", 14)
    statements = found(
        title, "1. Ask the river before you build", "2. Leave the bank as it is: no walls",
        "• Herons are counted", "The herons were many, and we counted them all the summer long.",
        "Recommendation 4: Count the otters too", "It is done by night, with care.",
    )  # fmt: skip
    assert [(s.kind, s.full_name) for s in statements] == [
        ("heading", "Five principles"),
        ("numbered", "Principle 1: Ask the river before you build"),
        ("numbered", "Principle 2: Leave the bank as it is: no walls"),
        ("bullet", "Herons are counted"),
        ("labelled", "Recommendation 4: Count the otters too"),
    ]
    assert statements[4].definition == "It is done by night, with care."
    assert statements[1].under == "Five principles"


def test_words_in_the_running_text_are_no_statements():
    assert found("Principle 3 was the hardest to keep to in the second year.",
                 "In 2019 there were 12 herons.", "A. B. Reed said so, and others did.") == []  # fmt: skip


def test_a_list_of_contents_is_left_out():
    lines = [Paragraph(f"Chapter of the reeds {n}", "2", 10, bold=True) for n in range(1, 8)]
    dotted = Paragraph("Principle 1: Rivers ........ 14", "9", 10)
    statements, listed = statements_in([*lines, dotted, Paragraph("Reeds", "3", 14)])
    assert [s.name for s in statements] == ["Reeds"]
    assert len(listed) == 8


def test_a_label_on_a_line_of_its_own_has_its_name_below():
    heading = Paragraph("Quiet water", "4", 14)
    [only] = found(Paragraph("PRINCIPLE 3", "4", 10), heading, Paragraph("Slowly.", "4", 10))
    assert (only.full_name, only.definition) == ("Principle 3: Quiet water", "Slowly.")
    other_page = found(Paragraph("Principle 3", "4", 10), Paragraph("Quiet water", "5", 14))
    assert [one.kind for one in other_page] == ["labelled", "heading"]


def test_a_heading_that_goes_on_in_lower_case_is_one_heading():
    lines = [Paragraph("Basic principles of rivers", "5", 14), Paragraph("and banks", "5", 14)]
    assert [one.name for one in found(*lines, "Boats go slowly, and herons are many here.")] == [
        "Basic principles of rivers and banks"]  # fmt: skip


def test_what_stands_on_page_after_page_is_left_out_and_counted():
    running = [Paragraph(f"Rivers for all, report {n}", str(n), 10) for n in range(1, 5)]
    every, left = statements_in([*running, Paragraph("Reeds", "3", 14)])
    assert [one.name for one in every] == ["Reeds"]
    assert len(left) == 4


def test_boxes_and_bullets_in_large_type_and_levels():
    statements = found(
        Paragraph("Rivers", "1", level=1), Paragraph("Banks", "1", level=2),
        Paragraph("Herons were here before us.", "1", box=True), Paragraph("• Count them", "1", 14),
    )  # fmt: skip
    assert [(one.kind, one.level) for one in statements] == [
        ("heading", 1), ("heading", 2), ("box", 3), ("bullet", 3)]  # fmt: skip
