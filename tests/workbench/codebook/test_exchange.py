"""The codebook in Word, Excel, CSV and Markdown: out, edited as people edit, and back in."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.exchange.codebook.rows import rows_of, table_rows
from qualcode.store.codebook.reader import parse_codebook
from qualcode.store.study import Study
from qualcode.workbench.codebook.exchange import (
    FORMS,
    export_codebook,
    plan_import,
    read_codebook_form,
    with_rows,
)
from tests.conftest import Run
from tests.examples import examples
from tests.store.random_codebooks import Writer
from tests.workbench.team.test_sync import git

SIX_PARTS = """\
title: =Small
codes:
  - id: support
    name: Support
    brief: Help.
    definition: |-
      Help that a young person gets.

      Second paragraph, with = and "quotes".
    include:
      - "=1+1 is no formula"
      - Teachers.
    exclude: ["- Carers: use `carer`."]
    examples: ["Invented: “She rang.”"]
    children:
      - id: mentor
        name: "# Mentor: one"
        name_cy: mentor
        definition: One adult who helps.
  - id: moves
    name: Moves
    definition: "**Id:** Changing school or home."
  - id: later
    name: Later (to be filled in)
    status: placeholder
"""


def put(study_path: Path, text: str) -> Study:
    (study_path / "codebook.yaml").write_text(text, encoding="utf-8")
    return Study.open(study_path)


@pytest.mark.parametrize("form", FORMS)
def test_nothing_edited_changes_nothing(study_path: Path, tmp_path: Path, form: str):
    study = put(study_path, SIX_PARTS)
    file = tmp_path / f"book{form}"
    export_codebook(study, file)
    planned = plan_import(study, file)
    assert planned.text == SIX_PARTS
    assert (planned.changes, planned.conflicts, planned.absent) == ([], (), [])


@pytest.mark.slow
@settings(max_examples=examples(25))
@given(seed=st.integers(0, 2**32))
def test_no_codebook_changes_by_going_out_and_coming_back(
    study_path: Path, tmp_path: Path, seed: int
):
    text = Writer(random.Random(seed)).book()
    study = put(study_path, text)
    for form in FORMS:
        file = tmp_path / f"book{form}"
        export_codebook(study, file)
        planned = plan_import(study, file)
        assert planned.text == text, form
        assert not planned.absent


def test_all_six_parts_are_in_the_word_table(study_path: Path, tmp_path: Path):
    study = put(study_path, SIX_PARTS)
    file = tmp_path / "book.docx"
    export_codebook(study, file)
    document: Any = Document(str(file))
    heads = [[c.text for c in t.rows[0].cells] for t in document.tables]
    assert heads == [["Code", "Brief definition", "Full definition", "When to use",
                      "When not to use", "Example"]] * 2  # fmt: skip
    for table in document.tables:
        xml = table._tbl
        assert xml.findall(f".//{qn('w:tblHeader')}")
        assert xml.tblPr.find(qn("w:tblCaption")) is not None
        assert not xml.findall(f".//{qn('w:gridSpan')}")
        assert all(c.text.strip() for row in table.rows for c in row.cells)
    assert [p.text for p in document.paragraphs if p.style.name == "Heading 1"] == [
        "Support", "Moves to Later (to be filled in)"]  # fmt: skip


def cell_named(document: Any, code: str, column: int) -> Any:
    return next(
        row.cells[column] for table in document.tables for row in table.rows
        if f"Id: {code}\n" in f"{row.cells[0].text}\n"
    )  # fmt: skip


def test_what_is_edited_in_word_comes_back_tracked_or_not(
    study_path: Path, tmp_path: Path, run: Run
):
    put(study_path, SIX_PARTS)
    file = tmp_path / "book.docx"
    assert run("-C", study_path, "codebook", "export", file).status == 0
    document: Any = Document(str(file))
    cell_named(document, "mentor", 2).paragraphs[0].runs[0].text = "One adult who is there."
    # A tracked change: one run removed, another put in.
    paragraph = cell_named(document, "moves", 2).paragraphs[0]
    run_xml = paragraph.runs[0]._r
    gone, there = OxmlElement("w:del"), OxmlElement("w:ins")
    run_xml.addprevious(gone)
    gone.addnext(there)
    gone.append(run_xml)
    run_xml.find(qn("w:t")).tag = qn("w:delText")
    new = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "Changing school."
    new.append(text)
    there.append(new)
    cell_named(document, "support", 3).add_paragraph("• A new rule.")
    cell_named(document, "support", 4).paragraphs[0].runs[0].text = ""
    row = document.tables[0].add_row()
    row.cells[0].paragraphs[0].text = "Youth worker"
    row.cells[2].paragraphs[0].text = "Somebody from the youth service."
    document.save(str(file))

    before = (study_path / "codebook.yaml").read_text()
    dry = run("-C", study_path, "codebook", "import", file, "--dry-run")
    assert dry.status == 0
    assert "nothing is written" in dry.out
    assert (study_path / "codebook.yaml").read_text() == before
    done = run("-C", study_path, "codebook", "import", file)
    assert done.status == 0, done.err
    assert "Youth worker is new" in done.err
    book = Study.open(study_path).codebook
    code = {c.id: c for c in book}
    assert code["mentor"].definition == "One adult who is there."
    assert code["moves"].definition == "Changing school."
    assert code["support"].include == ("=1+1 is no formula", "Teachers.", "A new rule.")
    assert code["support"].exclude == ()
    assert code["youth-worker"].definition == "Somebody from the youth service."
    assert book.parent("youth-worker") == "support"
    # Nothing else was touched.
    assert code["support"].definition == parse_codebook(SIX_PARTS, "")[0].codes[0].definition


@pytest.mark.slow
def test_what_the_team_changed_meanwhile_stays(study_path: Path, tmp_path: Path, run: Run):
    put(study_path, SIX_PARTS)
    git(study_path, "add", "-A")
    git(study_path, "commit", "-qm", "as exported")
    file = tmp_path / "book.xlsx"
    run("-C", study_path, "codebook", "export", file)
    version = read_codebook_form(file).version
    assert len(version) == 12
    csv_file = tmp_path / "book.csv"
    run("-C", study_path, "codebook", "export", csv_file)
    run("-C", study_path, "codebook", "edit", "mentor", "--definition", "Ours.")
    run("-C", study_path, "codebook", "rename", "moves", "Moving")
    edited = csv_file.read_text().replace("Changing school or home", "Changing home")
    csv_file.write_text(edited)
    # CSV has no place to say what it was made of.
    done = run("-C", study_path, "codebook", "import", csv_file, "--base", "HEAD")
    assert done.status == 0, done.err
    book = Study.open(study_path).codebook
    mentor, moves = book.get("mentor"), book.get("moves")
    assert mentor is not None
    assert mentor.definition == "Ours."
    assert moves is not None
    assert (moves.name, moves.definition) == ("Moving", "**Id:** Changing home.")
    same = run("-C", study_path, "codebook", "import", file)
    assert "Nothing in it is new." in same.out
    # Both changed one thing.
    csv_file.write_text(edited.replace("One adult who helps", "Theirs"))
    both = run("-C", study_path, "codebook", "import", csv_file, "--base", "HEAD")
    assert both.status == 1
    assert "mentor: definition changed on both sides" in both.err
    assert "# CONFLICT" in (study_path / "codebook.yaml").read_text()


def test_any_table_with_names_can_be_taken(study_path: Path, tmp_path: Path, run: Run):
    file = tmp_path / "other.csv"
    file.write_text("Tag;Description\nMentor;Another\nNew one;Meant so\n")
    done = run("-C", study_path, "codebook", "import", file)
    assert done.status == 0, done.err
    assert "Not in the file, and kept: support, moves, later" in done.err
    book = Study.open(study_path).codebook
    mentor, new = book.get("mentor"), book.get("new-one")
    assert mentor is not None
    assert mentor.definition == "Another"
    assert new is not None
    assert new.definition == "Meant so"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "One,Two\n1,2\n", "no column has the codes' names"),
        ("a.csv", "Code,Below,Status\nMentor,,open\n", "a.csv: row 2: 'open' is no status"),
        ("a.csv", "Code,Below\nFresh,nowhere\n", "row 2: it stands below 'nowhere'"),
        ("a.csv", "Id,Code\nmentor,A\nmentor,B\n", "row 3: mentor stands there twice: see"),
        ("a.csv", "Id,Code,Below\nno good,A,\n", "'no good' cannot be a code's id"),
        ("a.md", "Nothing here\n", "has no codes in it"),
        ("a.pdf", "x", "cannot be read from .pdf"),
        ("a.docx", "x", "is not a Word file"),
        ("a.xlsx", "x", "a.xlsx"),
    ],
)
def test_what_cannot_be_taken_is_said_with_its_place_and_nothing_changes(
    study_path: Path, tmp_path: Path, run: Run, name: str, content: str, said: str
):
    before = (study_path / "codebook.yaml").read_bytes()
    (tmp_path / name).write_text(content)
    done = run("-C", study_path, "codebook", "import", tmp_path / name)
    assert done.status == 1
    assert said in done.err
    assert len(done.err.splitlines()) == 1
    assert (study_path / "codebook.yaml").read_bytes() == before
    assert run("-C", study_path, "codebook", "export", tmp_path / "x.odt").status == 1
    assert not (tmp_path / "x.odt").exists()


def test_csv_is_safe_in_a_spreadsheet_and_exact(study_path: Path, tmp_path: Path):
    study = put(study_path, SIX_PARTS)
    file = tmp_path / "book.csv"
    export_codebook(study, file)
    table = list(csv.reader(io.StringIO(file.read_text())))
    assert not [cell for row in table for cell in row if cell[:1] in tuple("=+-@")]
    text, notes = with_rows(SIX_PARTS, table_rows(table, "book.csv"))
    assert (text, notes) == (SIX_PARTS, [])
    assert rows_of(parse_codebook(text, "")[0])
