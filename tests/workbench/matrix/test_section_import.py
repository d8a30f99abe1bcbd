"""A report edited in its themes' sections: taken, or told, and never another group's words."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from qualcode.report.word.report import report_docx
from qualcode.store.matrix_definitions import read_matrix
from qualcode.store.study import Study
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.matrix.report import report_for_export
from qualcode.workbench.matrix.word_import import BOTH, FILE, REFUSED, MatrixImport, plan_import
from tests.conftest import Run
from tests.report.word.readback.test_round_trip import without_record
from tests.workbench.charted import cell_of, clear

pytestmark = pytest.mark.slow

YP, SC, HD = (("support", "works_less_well", group) for group in ("yp", "sc", "hd"))
SAID = {YP: "One could reach nobody.", SC: "Plans are late.", HD: "A parent costs less."}
NEW = "Taken from a colleague."


class Report:
    """A whole report of the study, open to be edited as in Word."""

    def __init__(self, study: Study, made: bytes = b"") -> None:
        self.study = study
        self.document = Document(io.BytesIO(made or self.made()))

    def made(self) -> bytes:
        definition = read_matrix(self.study, "main")
        return report_docx(report_for_export(self.study, definition, audience="team")[0])

    def lead(self, group: str):
        """Return the line of a group in the first column of Support that works less well."""
        texts = self.document.paragraphs
        theme = next(n for n, p in enumerate(texts) if p.text == "Support" and "2" in p.style.name)
        column = next(n for n in range(theme, len(texts)) if texts[n].text == "Works less well")
        return next(p for p in texts[column:] if p.text.startswith(group))

    def below(self, group: str, by: int = 1):
        texts = self.document.paragraphs
        at = next(n for n, p in enumerate(texts) if p._p is self.lead(group)._p)
        return texts[at + by]

    def data(self) -> bytes:
        out = io.BytesIO()
        self.document.save(out)
        return out.getvalue()

    def plan(self, data: bytes | None = None) -> MatrixImport:
        session = CodingSession(Study.open(self.study.root), "ann")
        return plan_import(session, data or self.data(), "report.docx")


@pytest.fixture(scope="module")
def written_once(
    charted_once: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, bytes]:
    """A study with summaries and a cleared quotation, and its report; tests copy."""
    study = Study.open(shutil.copytree(charted_once, tmp_path_factory.mktemp("written") / "study"))
    for key, text in SAID.items():
        assert cell_of(study, *key).save(text) == "Saved"
    clear(study, "late")
    return study.root, Report(Study.open(study.root)).made()


@pytest.fixture
def report(written_once: tuple[Path, bytes], tmp_path: Path) -> Report:
    root, made = written_once
    return Report(Study.open(shutil.copytree(root, tmp_path / "written")), made)


def drop(paragraph) -> None:
    paragraph._p.getparent().remove(paragraph._p)


def unmarked(report: Report) -> None:
    for kind in ("w:bookmarkStart", "w:bookmarkEnd"):
        for mark in [*report.document.element.body.iter(qn(kind))]:
            mark.getparent().remove(mark)


def renamed(report: Report) -> None:
    for number, mark in enumerate(report.document.element.body.iter(qn("w:bookmarkStart"))):
        mark.set(qn("w:name"), f"id.z{number}")


def test_as_it_was_exported_nothing_is_told(report: Report):
    made = report.plan()
    assert (made.differences, made.notes, made.is_whole) == ([], [], True)


# ---- told, and the exit status says so ------------------------------------------------------


def quotation_out(report: Report) -> None:
    drop(next(p for p in report.document.paragraphs if "six weeks late" in p.text))


def quotation_shortened(report: Report) -> None:
    one = next(p for p in report.document.paragraphs if "six weeks late" in p.text)
    one.runs[0].text = one.runs[0].text.replace(" and nobody reads it", "")


def number_changed(report: Report) -> None:
    run = next(r for r in report.lead("Social care").runs if " of 3" in r.text)
    run.text = run.text.replace(" of 3", " of 9")


def quotation_typed(report: Report) -> None:
    report.below("Heads").insert_paragraph_before("“So it was.” young person", "Quote")


def theme_out(report: Report) -> None:
    theme = report.lead("Young people")._p
    while theme.getprevious() is not None and "Support" not in "".join(
        t.text or "" for t in theme.iter(qn("w:t"))
    ):
        theme = theme.getprevious()
    while (following := theme.getnext()) is not None and "Moves" not in "".join(
        t.text or "" for t in following.iter(qn("w:t"))
    ):
        following.getparent().remove(following)


@pytest.mark.parametrize(("edit", "told"), [
    (quotation_out, "quotations taken out in the file stay"),
    (quotation_shortened, "a quotation was changed"),
    (number_changed, "its line of evidence was changed"),
    (quotation_typed, "a quotation was changed or written in"),
    (theme_out, "is missing or changed in the file: what stands there is not taken"),
])  # fmt: skip
def test_what_is_not_taken_is_told_and_the_status_is_1(
    report: Report, run: Run, edit: Callable[[Report], None], told: str
):
    edit(report)
    path = report.study.root / "reports" / "back.docx"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(report.data())
    for how in ("--dry-run", "--yes"):
        done = run("-C", report.study.root, "matrix", "import", path, how)
        assert told in done.err
        assert done.status == 1
    path.write_bytes(report.made())
    assert run("-C", report.study.root, "matrix", "import", path, "--dry-run").status == 0


def test_a_summary_that_is_taken_does_not_hide_what_is_not(report: Report):
    report.below("Social care").runs[0].text = NEW
    quotation_out(report)
    made = report.plan()
    [one] = made.differences
    assert made.take(one)[0]
    assert ["quotations taken out" in note for note in made.notes] == [True]


# ---- whose words they are -------------------------------------------------------------------


@pytest.mark.parametrize("loss", [lambda _: None, unmarked], ids=["marked", "unmarked"])
@pytest.mark.parametrize("edit", ["out", "emptied", "another's", "run together"])
def test_a_groups_line_that_is_missing_refuses_what_stands_about_it(report: Report, loss, edit):
    loss(report)
    line, before = report.lead("Social care"), report.below("Young people")
    report.below("Heads").runs[0].text = NEW
    if edit == "out":
        drop(line)
    elif edit == "run together":
        before.add_run(" " + line.text)
        drop(line)
    else:
        for child in [*line._p][1:]:
            if child.tag in (qn("w:r"), qn("w:hyperlink")):
                line._p.remove(child)
        line.add_run("" if edit == "emptied" else "What they say of it all")
    made = report.plan()
    assert made.differences
    for one in made.differences:
        assert one.what == REFUSED, (one.key, one.theirs)
        assert "Social care" in one.why
    assert not made.is_whole
    assert any("“Social care · …” of Support · Works less well" in note for note in
               [*made.notes, *(one.why for one in made.differences)])  # fmt: skip


def test_groups_names_alone_are_no_summaries_and_edits_below_them_are_taken(report: Report):
    for line in [p for p in report.document.paragraphs if p.style.name == "Matrix Group"]:
        for child in [*line._p]:
            if child.tag == qn("w:hyperlink"):
                line._p.remove(child)
        for run in line.runs[1:]:
            run.text = ""
    report.below("Heads").runs[0].text = NEW
    made = report.plan()
    assert [(one.key, one.what, one.theirs) for one in made.differences] == [(HD, FILE, NEW)]
    assert not made.is_whole


@pytest.mark.parametrize("words", ["Works less well", "No evidence coded:", "Moves", "Heads"])
@pytest.mark.parametrize("in_table", [False, True])
def test_known_words_that_lost_their_style_are_no_summary(report: Report, words: str, in_table):
    if in_table:
        table = report.document.tables[1]
        table.cell(1, 1).paragraphs[0].insert_paragraph_before(words)
    else:
        for one in report.document.paragraphs:
            if one.text.startswith(words) and one.style.name != "Caption":
                one.style = report.document.styles["Normal"]
    made = report.plan()
    assert [one for one in made.differences if one.theirs and one.what != REFUSED] == []
    assert made.is_whole == (not made.notes)


@pytest.mark.parametrize("loss", [lambda _: None, renamed, unmarked])
def test_what_is_typed_over_no_summary_yet_is_the_summary(report: Report, loss):
    loss(report)
    line = next(p for p in report.document.paragraphs if "no summary yet" in p.text
                and p.style.name == "Matrix Group")  # fmt: skip
    run = next(r for r in line.runs if "no summary yet" in r.text)
    run.text = run.text.replace("no summary yet", NEW)
    [one] = report.plan().differences
    assert (one.what, one.theirs) == (FILE, NEW)


# ---- another program's file -----------------------------------------------------------------


@pytest.mark.parametrize("loss", [renamed, unmarked])
@pytest.mark.parametrize("record", [True, False])
def test_without_bookmarks_cells_are_known_by_headings_and_names(report, loss, record: bool):
    loss(report)
    report.below("Social care").runs[0].text = NEW
    data = report.data() if record else without_record(report.data())
    made = report.plan(data)
    [one] = made.differences
    assert (one.key, one.what, one.theirs) == (SC, FILE if record else BOTH, NEW)
    assert not any("head was edited" in note for note in made.notes)


def test_a_head_that_lost_its_bookmark_was_not_edited(charted: Study):
    path = charted.root / "synthesis" / "main" / "matrix.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('summary = "Two of three could name one."\n')
    report = Report(Study.open(charted.root))
    unmarked(report)
    assert report.plan().notes == []
    heading = next(p for p in report.document.paragraphs if p.text == "Summary")
    heading.runs[0].text = "In short"
    assert ["not found in the file" in note for note in report.plan().notes] == [True]


def test_lines_that_cannot_be_found_at_all_are_counted(report: Report):
    unmarked(report)
    for one in report.document.paragraphs:
        if one.style.name == "Matrix Group":
            one.runs[0].text = "A stakeholder"
    report.below("A stakeholder").runs[0].text = NEW
    made = report.plan()
    assert any("groups' lines were exported" in note and " 0 of them" in note
               for note in made.notes)  # fmt: skip
    assert not made.is_whole


# ---- headings, rows and what is put into a table --------------------------------------------


def theme_renamed(report: Report) -> None:
    next(p for p in report.document.paragraphs if p.text == "Support" and "2" in p.style.name
         ).runs[0].text = "Help"  # fmt: skip


def heading_pasted(report: Report) -> None:
    report.below("Heads").insert_paragraph_before("Of my own", "Heading 4")


def cell_of_table(report: Report):
    return next(c for t in report.document.tables for r in t.rows for c in r.cells
                if c.text.startswith(SAID[SC]))  # fmt: skip


def row_out(report: Report) -> None:
    row = cell_of_table(report)._tc.getparent()
    row.getparent().remove(row)


def table_put_in(report: Report) -> None:
    cell = cell_of_table(report)
    cell.add_table(1, 1)
    cell.add_paragraph()


@pytest.mark.parametrize(("edit", "told"), [
    (theme_renamed, "the heading “Help” is none of the matrix"),
    (heading_pasted, "the heading “Of my own” is none of the matrix"),
    (row_out, "Support · Works less well is in the table of Social care no more"),
    (table_put_in, "a table was put into it"),
])  # fmt: skip
def test_what_is_done_about_a_summary_is_told(report: Report, edit, told: str):
    edit(report)
    made = report.plan()
    assert any(told in note for note in made.notes), made.notes
    assert not made.is_whole


# ---- what is put in between -----------------------------------------------------------------


def table(report: Report):
    made = report.document.add_table(1, 2)
    made.cell(0, 0).text, made.cell(0, 1).text = "Put in", "between"
    return made._tbl


@pytest.mark.parametrize("by", [0, 1])
def test_a_table_put_in_between_ends_nothing_and_is_told(report: Report, by: int):
    report.below("Social care", by)._p.addnext(table(report))
    report.below("Heads").runs[0].text = NEW
    made = report.plan()
    assert [(one.key, one.theirs) for one in made.differences] == [(HD, NEW)]
    assert any("a table in it is not taken" in note for note in made.notes)
    assert not made.is_whole


def boxed(report: Report):
    paragraph = report.document.add_paragraph("")
    paragraph.add_run()._r.append(OxmlElement("w:pict"))
    return paragraph._p


@pytest.mark.parametrize(("put", "what"), [(table, "a table"), (boxed, "a picture")])
def test_what_is_put_below_a_heading_is_told(report: Report, put: Callable, what: str):
    heading = report.lead("Young people")._p.getprevious()
    heading.addnext(put(report))
    made = report.plan()
    assert made.differences == []
    assert f"{what} below the heading “Works less well” is not taken" in made.notes
    assert not made.is_whole


@pytest.mark.parametrize("copy", [0, 1])
def test_a_theme_that_stands_twice_is_told_whichever_was_edited(report: Report, copy: int):
    column = report.lead("Young people")._p.getprevious()
    held = [column]
    while not held[-1].getnext().xpath('.//w:pStyle[starts-with(@w:val, "Heading")]'):
        held.append(held[-1].getnext())
    for one in reversed([deepcopy(one) for one in held]):
        held[-1].addnext(one)
    of_it = [p for p in report.document.paragraphs if p.text == SAID[SC]]
    of_it[copy].runs[0].text = NEW
    made = report.plan()
    assert not made.is_whole
    said = [*made.notes, *(one.why for one in made.differences)]
    assert any("its group's line stands in the file twice" in one for one in said)
    assert not any(one.is_open for one in made.differences)


@pytest.mark.parametrize("line", ["Foster carers · 3 of 4 people", "Foster carers"])
def test_findings_of_a_group_that_the_matrix_has_not_are_nobody_elses(report: Report, line: str):
    below = report.below("Social care")
    below._p.addnext(paragraph := report.document.add_paragraph(NEW)._p)
    lead = report.document.add_paragraph(line, style="Matrix Group")
    paragraph.addprevious(lead._p)
    made = report.plan()
    assert made.differences == []
    assert f"the line “{line}” is of no group of the matrix" in made.notes
    assert f"“{NEW}” is in no summary, and is not taken" in made.notes
    assert not made.is_whole


def test_a_sentence_in_the_style_of_a_groups_line_is_a_summary(report: Report):
    report.below("Social care").style = "Matrix Group"
    report.below("Social care").runs[0].text = NEW
    made = report.plan()
    assert [(one.key, one.what, one.theirs) for one in made.differences] == [(SC, FILE, NEW)]
