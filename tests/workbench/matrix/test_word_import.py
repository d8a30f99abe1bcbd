"""A Word matrix edited elsewhere, against a study that went on: cell by cell, three ways."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

from qualcode.errors import BadInputError, NotFoundError
from qualcode.report.word.hidden_record import places
from qualcode.store.matrix_definitions import read_matrix, write_matrix_definition
from qualcode.store.study import Study
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.matrix.drafts import write_draft
from qualcode.workbench.matrix.export import matrix_for_export
from qualcode.workbench.matrix.word_import import (
    ALIKE,
    BOTH,
    FILE,
    REFUSED,
    STUDY,
    both,
    plan_import,
)
from tests.report.sample import tables_docx
from tests.report.word.readback.test_round_trip import without_marks, without_record
from tests.workbench.charted import cell_of, clear

pytestmark = pytest.mark.slow

YP = ("support", "works_well", "yp")
SC = ("support", "works_less_well", "sc")
HD = ("moves", "works_less_well", "hd")
TEXT = "Each of the three spoke of one adult.\n\nThey could be found."
OTHER = "Social workers write of plans that are late."


class Report:
    """An exported matrix, open to be edited; its cells by key."""

    def __init__(self, study: Study, **changes: object) -> None:
        self.study = Study.open(study.root)
        definition = read_matrix(self.study, "main")
        made, _ = matrix_for_export(self.study, replace(definition, **changes))  # type: ignore[arg-type]
        self.marks = {place.key: place.mark for place in places(made).values()}
        self.document = Document(io.BytesIO(tables_docx(made)))

    def paragraphs(self, key):
        mark = f"q_{self.marks[key]}_"
        for table in self.document.tables:
            for row in table.rows:
                for cell in row.cells:
                    for start in cell._tc.iter(qn("w:bookmarkStart")):
                        if start.get(qn("w:name")).startswith(mark):
                            return cell.paragraphs
        raise AssertionError(key)

    def write(self, key, text: str) -> None:
        """Put a text in front of a cell, as a paragraph of its own."""
        self.paragraphs(key)[0].insert_paragraph_before(text)

    def say(self, key, text: str, at: int = 0) -> None:
        self.paragraphs(key)[at].runs[0].text = text

    def plan(self, matrix: str = "", coder: str = "ann", data: bytes | None = None):
        if data is None:
            out = io.BytesIO()
            self.document.save(out)
            data = out.getvalue()
        session = CodingSession(Study.open(self.study.root), coder)
        return plan_import(session, data, "report.docx", matrix)


def whole(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes()
            for p in sorted((root / "synthesis").rglob("*")) if p.is_file()}  # fmt: skip


@pytest.fixture
def written(charted: Study) -> Study:
    cell_of(charted, *YP).save(TEXT)
    cell_of(charted, *SC).save(OTHER)
    return Study.open(charted.root)


@pytest.fixture
def report(written: Study) -> Report:
    return Report(written)


def test_nothing_differs_at_first(report: Report):
    made = report.plan()
    assert (made.differences, made.notes, made.unchanged) == ([], [], 2)


def test_only_the_file_changed(report: Report, written: Study):
    report.say(YP, "They could always be found.", 1)
    made = report.plan()
    [one] = made.differences
    assert (one.key, one.what, one.why) == (YP, FILE, "")
    assert one.base == one.ours == TEXT
    assert one.theirs == TEXT.replace("could", "could always")
    before = whole(written.root)
    assert made.take(one) == (True, "Saved")
    after = whole(written.root)
    changed = [name for name in after if after[name] != before[name]]
    assert changed == ["synthesis/main/support--yp--works_well.md"]
    desk = cell_of(written, *YP)
    assert desk.summary.text == one.theirs
    assert desk.summary.author == "ann"
    assert not desk.cell.stale
    # Taken once, it is alike, and taking it is a step that can be undone.
    assert [one.what for one in report.plan().differences] == [ALIKE]
    made.session.undo()
    assert whole(written.root) == before


def test_only_the_study_changed(report: Report, written: Study):
    cell_of(written, *YP).save("Said anew.")
    [one] = report.plan().differences
    assert (one.what, one.is_open, one.ours, one.theirs) == (STUDY, False, "Said anew.", TEXT)


def test_both_changed_alike(report: Report, written: Study):
    report.say(YP, "They could always be found.", 1)
    cell_of(written, *YP).save(TEXT.replace("could", "could always"))
    [one] = report.plan().differences
    assert (one.what, one.is_open) == (ALIKE, False)


@pytest.mark.parametrize("side", ["ours", "theirs", "all"])
def test_both_changed_and_differently(report: Report, written: Study, side):
    ours = TEXT.replace("three", "four")
    theirs = TEXT.replace("could", "could always")
    report.say(YP, "They could always be found.", 1)
    cell_of(written, *YP).save(ours)
    made = report.plan()
    [one] = made.differences
    assert (one.what, one.base, one.ours, one.theirs) == (BOTH, TEXT, ours, theirs)
    assert made.take(one, side)[0]
    expected = {"ours": ours, "theirs": theirs, "all": ours.replace("could", "could always")}
    assert cell_of(written, *YP).summary.text == expected[side]


def test_both_changed_one_paragraph_and_both_are_kept(report: Report, written: Study):
    report.say(YP, "They could always be found.", 1)
    cell_of(written, *YP).save(TEXT.replace("could be", "were"))
    made = report.plan()
    [one] = made.differences
    made.take(one, "all")
    assert cell_of(written, *YP).summary.text == (
        "Each of the three spoke of one adult.\n\nThey were found.\n\nThey could always be found."
    )


def test_items_that_follow_each_other_are_merged_one_by_one():
    base = "Three things:\n\n- a room\n- a key\n- a bus"
    ours, theirs = base.replace("a room", "a quiet room"), base.replace("a key", "a door key")
    assert both(base, ours, theirs) == ours.replace("a key", "a door key")
    assert both(base, "", theirs).count("door key") == 1
    assert both(None, "One.", "One.\n\nTwo.") == "One.\n\nTwo."


def test_a_first_summary_of_a_cell_with_and_without_evidence(report: Report, written: Study):
    report.write(HD, "Nobody tells **heads** in time.")
    silent = ("moves", "works_well", "sc")
    report.say(silent, "Social workers were not asked, and said nothing.")
    made = report.plan()
    assert {one.key: one.what for one in made.differences} == {HD: FILE, silent: FILE}
    assert all(made.take(one)[0] for one in made.differences)
    assert cell_of(written, *HD).summary.text == "Nobody tells **heads** in time."
    assert cell_of(written, *HD).summary.seen
    assert cell_of(written, *silent).cell.summary.startswith("Social workers were not")


def test_a_summary_taken_out(report: Report, written: Study):
    for paragraph in report.paragraphs(SC)[:1]:
        for run in paragraph.runs:
            run.text = ""
    made = report.plan()
    [one] = made.differences
    assert (one.what, one.theirs) == (FILE, "")
    assert made.take(one) == (True, "removed")
    assert cell_of(written, *SC).cell.summary == ""


def test_a_stale_cell_stays_stale(report: Report, written: Study):
    session = CodingSession(Study.open(written.root), "ann")
    code = session.codebook.get("support")
    assert code is not None
    session.add("yp-02", [code], (73, 90), valence="works_well")
    report.say(YP, "They could always be found.", 1)
    made = report.plan()
    [one] = made.differences
    assert "changed since the export" in one.notes[0]
    assert made.take(one) == (True, "Saved, still to be marked up to date")
    assert cell_of(written, *YP).cell.stale


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Angharad could be found.", "a real name"),
        ("They said: My mentor rang every Monday before the bus came.", "word for word"),
    ],
)
def test_names_and_participants_words_are_not_taken(report, written, text: str, why: str):
    report.say(YP, text, 1)
    report.say(SC, "Plans are late.")
    before = whole(written.root)
    made = report.plan()
    first, second = made.differences
    assert why in first.why
    ok, said = made.take(first)
    assert not ok
    assert why in said
    assert whole(written.root) == before
    # The other one is, and the draft is kept from being lost by another import.
    assert made.take(second)[0]
    assert cell_of(written, *YP).draft
    assert "your draft" in next(o for o in report.plan().differences if o.key == YP).why


def test_a_draft_is_not_overwritten(report: Report, written: Study):
    write_draft(written, "main", YP, "Half a thought")
    report.say(YP, "They could always be found.", 1)
    made = report.plan()
    [one] = made.differences
    assert (one.what, one.is_open) == (REFUSED, False)
    assert not made.take(one)[0]
    assert cell_of(written, *YP).draft == "Half a thought"


@pytest.mark.slow
def test_what_the_study_withheld_changes_nothing(charted: Study):
    path = charted.root / "synthesis" / "main" / "support--yp--works_well.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("---\nrow: support\ngroup: yp\ncolumn: works_well\n---\n\nAngharad rang.\n")
    report = Report(charted)
    assert report.plan().differences == []
    report.write(YP, "Somebody rang.")
    [one] = report.plan().differences
    assert (one.what, one.why) == (REFUSED, "the export withheld a text in it")
    report.say(YP, "", 1)
    [one] = report.plan().differences
    assert (one.what, one.theirs) == (BOTH, "Somebody rang.")


def test_somebody_writes_it_meanwhile(report: Report, written: Study):
    report.say(YP, "They could always be found.", 1)
    made = report.plan()
    cell_of(written, *YP).save("Said anew.")
    ok, said = made.take(made.differences[0])
    assert not ok
    assert "changed" in said
    assert cell_of(written, *YP).summary.text == "Said anew."


def test_a_row_gone_from_the_file_leaves_its_summary(report: Report, written: Study):
    row = report.paragraphs(YP)[0]._p.getparent().getparent()
    row.getparent().remove(row)
    report.say(SC, "Plans are late.")
    made = report.plan()
    assert {one.key: one.what for one in made.differences} == {YP: REFUSED, SC: FILE}
    [gone] = [one for one in made.differences if one.key == YP]
    assert "its summary stays" in gone.why
    assert not made.take(gone)[0]


@pytest.mark.slow
def test_a_quotation_changed_is_told_and_does_no_harm_alone(written: Study):
    clear(written, "sofa")
    report = Report(written)
    quote = report.paragraphs(YP)[-1]
    assert quote.style.name == "Quote"
    quote.runs[0].text = "“A sofa.”"
    made = report.plan()
    assert made.differences == []
    assert "a quotation was changed" in made.notes[0]
    report.say(YP, "They could always be found.", 1)
    [one] = report.plan().differences
    assert (one.what, "a quotation was changed" in one.why) == (REFUSED, True)


def test_a_code_that_has_another_id_since(report: Report, written: Study):
    report.say(SC, "Plans are late.")
    book = written.codebook_path
    text = book.read_text(encoding="utf-8")
    text = text.replace("- id: support\n", "- id: help\n    was: [support]\n")
    book.write_text(text, encoding="utf-8")
    made = report.plan()
    [one] = made.differences
    assert (one.key, one.what) == (("help", "works_less_well", "sc"), FILE)
    assert made.take(one)[0]


@pytest.mark.parametrize("changes", [{"layout": "cases"}, {"across": True}, {"sub_codes": True}])
def test_other_layouts_for_once(charted: Study, changes):
    report = Report(charted, **changes)
    key = next(
        key for key in report.marks
        if ("mentor" in key if "sub_codes" in changes else "support" in key)
        and any("coding" in p.text for p in report.paragraphs(key))
    )  # fmt: skip
    report.write(key, "A place to go to.")
    made = report.plan()
    [one] = made.differences
    assert (one.key, one.what) == (key, FILE)
    assert made.take(one)[0]
    assert report.plan().differences[0].what == ALIKE


@pytest.mark.slow
def test_which_matrix_it_is_of(report: Report, written: Study):
    write_matrix_definition(written, replace(read_matrix(written, "main"), name="second"))
    report.say(SC, "Plans are late.")
    assert report.plan().opened.matrix.name == "main"
    assert report.plan("second").opened.matrix.name == "second"
    with pytest.raises(NotFoundError, match="no matrix 'third'"):
        report.plan("third")


def test_a_file_of_something_else(report: Report):
    out = io.BytesIO()
    other = Document()
    other.add_table(2, 2).cell(1, 1).text = "A table"
    other.save(out)
    with pytest.raises(BadInputError, match="no table of the matrix 'main'"):
        report.plan(data=out.getvalue())
    with pytest.raises(BadInputError):
        report.plan(data=b"PK\x05\x06" + b"\0" * 18)


def test_a_file_that_lost_its_record_is_known_by_its_bookmarks(report: Report):
    report.say(SC, "Plans are late.")
    out = io.BytesIO()
    report.document.save(out)
    made = report.plan(data=without_record(out.getvalue()))
    [one] = made.differences
    assert (one.key, one.what, one.base) == (SC, FILE, OTHER)
    assert "it carries no record" in made.notes[0]
    # Without bookmarks too nobody knows who changed it.
    without_marks(report.document)
    out = io.BytesIO()
    report.document.save(out)
    made = report.plan(data=without_record(out.getvalue()))
    [one] = made.differences
    assert (one.key, one.what, one.base) == (SC, BOTH, None)
    assert one.text("all") == f"{OTHER}\n\nPlans are late."
