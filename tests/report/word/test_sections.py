"""Summaries edited in the sections of a Word report, in its tables, or in both."""

from __future__ import annotations

import io
import shutil
import subprocess
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from hypothesis import given
from hypothesis import strategies as st

from qualcode.model.matrix.matrix import Cell
from qualcode.report.markdown import digest, markdown
from qualcode.report.report import PARTS, Report
from qualcode.report.word.hidden_record import places
from qualcode.report.word.readback.match import matched, missing
from qualcode.report.word.readback.reader import read_matrix_docx
from qualcode.store.study import Study
from tests.conftest import Run
from tests.report.sample import docx_once, one_cell, quotation, sample
from tests.report.word.readback.test_round_trip import (
    PLAIN,
    SUMMARIES,
    SUMMARY,
    delete,
    inserted,
    without_record,
)

pytestmark = pytest.mark.slow

TEXT = frozenset(PARTS) - {"pictures"}


def made_of(summary: str = SUMMARY, **more: object):
    return one_cell(
        Cell("a", "works_well", "g", summary, codings=("c1", "c2"), people=2,
             quotations=(quotation(1, "g", text="I had my own key."),), **more)  # type: ignore[arg-type]
    )  # fmt: skip


def unknown(matrix):
    """Return the cells as they are known where a file has lost its record."""
    return {p.mark: replace(p, base=None, digest="") for p in places(matrix).values()}


def exported(matrix) -> bytes:
    return docx_once(Report(matrix, parts=TEXT))


class File:
    """A whole report, open to be edited as a colleague would."""

    def __init__(self, matrix) -> None:
        self.matrix = matrix
        self.document = Document(io.BytesIO(exported(matrix)))

    @property
    def section(self):
        """The paragraphs of the cell in its section, after its line of evidence."""
        texts = self.document.paragraphs
        lead = next(n for n, p in enumerate(texts) if p.style.name == "Matrix Group")
        return texts[lead:]

    @property
    def cell(self):
        return self.document.tables[1].cell(1, 1)

    def data(self) -> bytes:
        out = io.BytesIO()
        self.document.save(out)
        return out.getvalue()

    def one(self, data: bytes | None = None):
        read = read_matrix_docx(data or self.data(), "report.docx")
        known = (
            read.record.places if read.record else {p.mark: p for p in places(self.matrix).values()}
        )
        found = matched(read, known)
        assert not missing(found.found, known)
        return next(o for o in found.found.values() if o.place.key == ("a", "works_well", "g"))

    def summary(self) -> str:
        one = self.one()
        assert (one.against, one.doubts) == ("", ())
        return markdown(one.shape, [one.place.base or ""])


@given(SUMMARIES, st.booleans())
def test_an_unedited_report_changes_nothing(summary: str, stale: bool):
    matrix = made_of(summary, stale=stale)
    file = File(matrix)
    for data in (file.data(), without_record(file.data())):
        read = read_matrix_docx(data, "report.docx")
        known = read.record.places if read.record else unknown(matrix)
        found = matched(read, known)
        assert len(found.found) == len(places(matrix))
        assert not found.strange
        for one in found.found.values():
            assert digest(one.shape) == one.digest
            assert (one.against, one.doubts, one.notes) == ("", (), ())


def test_every_cell_of_a_large_report_is_found_twice():
    matrix = sample(20, 4, mixed=True)
    data = exported(matrix)
    read = read_matrix_docx(data, "report.docx")
    assert read.record is not None
    marks = {mark for block in read.blocks for mark, _ in block.marks}
    written = {p.mark for p in read.record.places.values() if matrix.cell(*p.key).codings}
    assert marks == written
    found = matched(read, read.record.places)
    assert all(digest(one.shape) == one.digest for one in found.found.values())


@given(st.lists(PLAIN, min_size=1, max_size=4), st.booleans(), st.booleans())
def test_an_edit_in_either_place_comes_back_exactly(words, in_section: bool, tracked: bool):
    file = File(made_of("As it was."))
    place = file.section[1] if in_section else file.cell.paragraphs[0]
    assert place.text == "As it was."
    text = unicodedata.normalize("NFC", " ".join(words))
    if tracked:
        old = place.runs[0]._r
        old.addnext(inserted(text))
        delete(old)
    else:
        place.runs[0].text = text
    assert file.summary() == text


def test_paragraphs_and_items_added_to_a_section():
    file = File(made_of("As it was."))
    quote = next(p for p in file.section if p.style.name == "Quote")
    quote.insert_paragraph_before("And more.")
    quote.insert_paragraph_before("an item", "List Bullet")
    assert file.summary() == "As it was.\n\nAnd more.\n\n- an item"


def test_the_same_edit_in_both_places_is_one():
    file = File(made_of("As it was."))
    file.section[1].runs[0].text = file.cell.paragraphs[0].runs[0].text = "As it is."
    assert file.summary() == "As it is."


def test_different_edits_in_both_places_are_refused():
    file = File(made_of("As it was."))
    file.section[1].runs[0].text = "As it is."
    file.cell.paragraphs[0].runs[0].text = "As it may be."
    assert "edited in its section and in its table" in file.one().against


def test_a_summary_written_where_there_was_none():
    file = File(made_of(""))
    quote = next(p for p in file.section if p.style.name == "Quote")
    quote.insert_paragraph_before("A first one.")
    assert file.summary() == "A first one."


def test_a_quotation_or_a_number_changed_in_a_section_is_a_doubt():
    file = File(made_of("As it was."))
    quote = next(p for p in file.section if p.style.name == "Quote")
    quote.runs[0].text = "“I had no key.”"
    file.section[1].runs[0].text = "As it is."
    assert "a quotation was changed" in file.one().doubts[0]
    other = File(made_of("As it was."))
    other.section[0].runs[2].text = other.section[0].runs[2].text.replace("2", "7", 1)
    other.section[1].runs[0].text = "As it is."
    assert any("line of evidence" in doubt for doubt in other.one().doubts)


@pytest.mark.parametrize("gone", ["section", "tables"])
def test_one_of_the_two_may_be_taken_out(gone: str):
    file = File(made_of("As it was."))
    if gone == "tables":
        file.section[1].runs[0].text = "As it is."
        for table in file.document.tables:
            table._tbl.getparent().remove(table._tbl)
    else:
        file.cell.paragraphs[0].runs[0].text = "As it is."
        for paragraph in file.section[:3]:
            paragraph._p.getparent().remove(paragraph._p)
    read = read_matrix_docx(file.data(), "report.docx")
    found = matched(read, read.record.places)
    [one] = [o for o in found.found.values() if o.place.base]
    assert markdown(one.shape) == "As it is."


def test_a_section_ends_where_the_next_thing_begins():
    file = File(made_of("As it was."))
    heading = next(p for p in file.section if p.style.name == "Heading 3")
    following = heading._p.getnext()
    assert "No evidence coded" in "".join(t.text for t in following.iter(qn("w:t")))
    assert file.summary() == "As it was."


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not there")
def test_a_report_that_libreoffice_saved(tmp_path: Path):
    file = File(made_of(SUMMARY))
    file.section[1].runs[0].text = "Four named "
    (tmp_path / "report.docx").write_bytes(file.data())
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    subprocess.run(
        ["soffice", home, "--headless", "--convert-to", "docx:MS Word 2007 XML", "--outdir",
         str(tmp_path / "out"), str(tmp_path / "report.docx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    one = file.one((tmp_path / "out" / "report.docx").read_bytes())
    assert (one.against, one.doubts) == ("", ())
    assert markdown(one.shape, [SUMMARY]) == SUMMARY.replace("Three named", "Four named")


def test_what_is_done_to_a_section_is_understood_or_leaves_the_table():
    # Its bookmark is gone: it is known by its headings and its group's name.
    file = File(made_of("As it was."))
    lead = file.section[0]._p
    for mark in [*lead.iter(qn("w:bookmarkStart")), *lead.iter(qn("w:bookmarkEnd"))]:
        mark.getparent().remove(mark)
    file.section[1].runs[0].text = "As it is."
    assert file.summary() == "As it is."
    # A heading of one's own in the middle ends the summary there.
    file = File(made_of("One.\n\nTwo."))
    file.section[2].insert_paragraph_before("A heading", "Heading 3")
    assert file.summary() == "One."
    # Formatting pasted in is no change but for bold and italics.
    file = File(made_of("As it was."))
    run = file.section[1].runs[0]
    run.font.size, run.font.color.rgb, run.font.name = Pt(30), RGBColor(1, 2, 3), "Comic Sans MS"
    assert file.summary() == "As it was."
    # The line of evidence and the summary run together.
    file = File(made_of("As it was."))
    file.section[0].add_run(" As it is.")
    below = file.section[1]._p
    below.getparent().remove(below)
    assert file.summary() == "As it is."


def test_a_comment_of_the_whole_that_was_edited_is_told(charted: Study, run: Run, tmp_path: Path):
    toml = charted.root / "synthesis" / "main" / "matrix.toml"
    toml.parent.mkdir(parents=True, exist_ok=True)
    toml.write_text('summary = """Two of *three*.\n\n- a\n- b"""\n', encoding="utf-8")
    out = tmp_path / "r.docx"
    assert run("-C", charted.root, "matrix", "--for", "team", "--out", out).status == 0
    done = run("-C", charted.root, "matrix", "import", out, "--dry-run")
    assert "head was edited" not in done.err
    document = Document(str(out))
    said = next(p for p in document.paragraphs if p.text == "Two of three.")
    said.runs[0].text = "Three of "
    document.save(str(out))
    done = run("-C", charted.root, "matrix", "import", out, "--dry-run")
    assert "head was edited" in done.err
    assert "matrix.toml" in done.err


def test_words_put_where_no_summary_is_are_told(charted: Study, run: Run, tmp_path: Path):
    out = tmp_path / "r.docx"
    assert run("-C", charted.root, "matrix", "--for", "team", "--out", out).status == 0
    assert (
        "is in no summary" not in run("-C", charted.root, "matrix", "import", out, "--dry-run").err
    )
    document = Document(str(out))
    silence = next(p for p in document.paragraphs if p.text.startswith("No evidence coded:"))
    silence.add_run(" They were not asked, I think.")
    counted = next(p for p in document.paragraphs if "interviewed speak" in p.text)
    counted.insert_paragraph_before("A paragraph of my own.")
    document.save(str(out))
    done = run("-C", charted.root, "matrix", "import", out, "--dry-run")
    assert done.err.count("is in no summary, and is not taken") == 2
    assert "A paragraph of my own." in done.err
