"""Summaries edited in the exported Word matrix and read back: exactly, or refused with a reason."""

from __future__ import annotations

import copy
import io
import shutil
import subprocess
import unicodedata
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from hypothesis import given
from hypothesis import strategies as st

from qualcode.errors import BadInputError
from qualcode.model.matrix.matrix import Cell
from qualcode.report.markdown import digest, markdown, shape_of
from qualcode.report.word.hidden_record import MARK, places
from qualcode.report.word.readback.match import matched, missing
from qualcode.report.word.readback.reader import read_matrix_docx
from tests.report.sample import one_cell, quotation, sample, tables_docx

pytestmark = pytest.mark.slow

SUMMARY = "Three named **one adult** who rang.\n\n- a room of *their own*\n- a key\n\nNothing else."
TRACKED = 'w:id="9{}" w:author="A colleague" w:date="2026-03-02T10:00:00Z"'


def made_of(summary: str, **more: object):
    return one_cell(
        Cell("a", "works_well", "g", summary, codings=("c1", "c2"), people=2,
             quotations=(quotation(1, "g", text="I had my own key."),), **more)  # type: ignore[arg-type]
    )  # fmt: skip


class File:
    """An exported matrix, open to be edited as a colleague would."""

    def __init__(self, matrix) -> None:
        self.matrix = matrix
        self.document = Document(io.BytesIO(tables_docx(matrix)))

    @property
    def table(self):
        return self.document.tables[-1]

    @property
    def cell(self):
        return self.table.cell(1, 1)

    def data(self) -> bytes:
        out = io.BytesIO()
        self.document.save(out)
        return out.getvalue()

    def read(self, data: bytes | None = None):
        read = read_matrix_docx(data or self.data(), "report.docx")
        known = read.record.places if read.record else places_of(self.matrix)
        return matched(read, known)

    def one(self, data: bytes | None = None):
        found = self.read(data).found.values()
        return next(one for one in found if one.place.key == ("a", "works_well", "g"))

    def summary(self, data: bytes | None = None) -> str:
        one = self.one(data)
        assert not one.against
        assert not one.doubts
        return markdown(one.shape, [one.place.base or ""])


def places_of(matrix):
    return {place.mark: place for place in places(matrix).values()}


def without_marks(document) -> None:
    for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
        for mark in list(document.element.body.iter(qn(tag))):
            mark.getparent().remove(mark)


def without_record(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            blob = old.read(name)
            if name == "customXml/item2.xml":
                blob = b"<other/>"
            new.writestr(name, blob)
    return out.getvalue()


def run_xml(text: str, tag: str = "t", style: str = "") -> str:
    properties = f"<w:rPr>{style}</w:rPr>" if style else ""
    return f'<w:r>{properties}<w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'


def inserted(text: str, kind: str = "ins", style: str = ""):
    tag = "delText" if kind == "del" else "t"
    words = run_xml(text, tag, style)
    return parse_xml(f"<w:{kind} {nsdecls('w')} {TRACKED.format(1)}>{words}</w:{kind}>")


def delete(run) -> None:
    """Take a run out as a tracked deletion."""
    gone = parse_xml(f"<w:del {nsdecls('w')} {TRACKED.format(2)}/>")
    run.addprevious(gone)
    gone.append(run)
    for text in run.iter(qn("w:t")):
        text.tag = qn("w:delText")


def delete_mark(paragraph, tag: str = "del") -> None:
    """Track the deletion (insertion …) of a paragraph's end."""
    layout = paragraph._p.get_or_add_pPr()
    mark = parse_xml(f"<w:rPr {nsdecls('w')}><w:{tag} {TRACKED.format(3)}/></w:rPr>")
    layout.append(mark)


# ---- unedited -----------------------------------------------------------------------------------

WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=12)
PIECES = st.one_of(
    WORDS, WORDS.map(lambda w: f"**{w}**"), WORDS.map(lambda w: f"*{w}*"), st.just(" * "),
    st.sampled_from(["<b>", "&amp;", "\u202e", "\x0b", "# ", "1. ", "“", "\u00a0", "e\u0301"]),
)  # fmt: skip
LINES = st.tuples(
    st.sampled_from(["", "- ", "* ", "• ", "  - ", "> "]), st.lists(PIECES, max_size=4)
).map(lambda pair: pair[0] + " ".join(pair[1]))
SUMMARIES = st.lists(st.tuples(LINES, st.sampled_from(["\n", "\n\n"])), max_size=6).map(
    lambda parts: "".join(line + gap for line, gap in parts)
)


@given(SUMMARIES, st.booleans())
def test_an_unedited_text_is_as_it_was(summary: str, stale: bool):
    matrix = made_of(summary, stale=stale)
    data = tables_docx(matrix)
    read = read_matrix_docx(data, "report.docx")
    assert read.record is not None
    found = matched(read, read.record.places)
    assert len(found.found) == len(places(matrix))
    assert not found.strange
    for one in found.found.values():
        assert digest(one.shape) == one.digest == one.place.digest
        assert (one.against, one.doubts, one.notes) == ("", (), ())
    # Without the record the digest in the bookmark's name still tells.
    bare = read_matrix_docx(without_record(data), "report.docx")
    assert bare.record is None
    for one in matched(bare, places_of(matrix)).found.values():
        assert digest(one.shape) == one.digest


PLAIN = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=8)
PARTS = st.tuples(PLAIN, st.sampled_from(["", "b", "i"]))


@given(
    st.lists(st.tuples(st.booleans(), st.lists(PARTS, min_size=1, max_size=4)),
             min_size=1, max_size=5)
)  # fmt: skip
def test_what_is_written_in_word_is_that_markdown(blocks):
    file = File(made_of("As it was."))
    [evidence] = [p for p in file.cell.paragraphs if "codings" in p.text]
    for paragraph in file.cell.paragraphs[:1]:
        paragraph._p.getparent().remove(paragraph._p)
    lines = []
    for item, parts in blocks:
        paragraph = evidence.insert_paragraph_before("", "List Bullet" if item else None)
        for number, (text, style) in enumerate(parts):
            if number:
                paragraph.add_run(" ")
            run = paragraph.add_run(text)
            run.bold, run.italic = style == "b" or None, style == "i" or None
        mark = {"": "", "b": "**", "i": "*"}
        line = " ".join(f"{mark[style]}{text}{mark[style]}" for text, style in parts)
        lines.append(("- " if item else "") + line)
    expected = shape_of("\n\n".join(lines))
    got = shape_of(file.summary())
    joined = [[(item, "".join(t for t, _ in segments)) for item, segments in shape]
              for shape in (got, expected)]  # fmt: skip
    assert joined[0] == joined[1]
    # Two bold words side by side are one bold stretch in Word, and may be written so.
    styles = [[(c, s) for _, segments in shape for t, s in segments for c in t if c != " "]
              for shape in (got, expected)]  # fmt: skip
    assert styles[0] == styles[1]


def test_every_cell_of_a_large_matrix_is_found():
    matrix = sample(20, 4, mixed=True)
    read = read_matrix_docx(tables_docx(matrix), "report.docx")
    assert read.record is not None
    found = matched(read, read.record.places)
    assert set(found.found) == set(places_of(matrix))
    assert all(digest(one.shape) == one.digest for one in found.found.values())


def test_the_record_holds_no_words_of_quotations():
    data = tables_docx(made_of(SUMMARY))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        record = archive.read("customXml/item2.xml").decode()
    assert "one adult" in record
    assert "my own key" not in record


# ---- edited -------------------------------------------------------------------------------------


def test_an_untouched_paragraph_keeps_its_own_markdown():
    wrapped = "A long line\nthat is wrapped.\n\n* an item\n* another"
    file = File(made_of(wrapped))
    file.cell.paragraphs[1].add_run(" of two")
    assert file.summary() == "A long line\nthat is wrapped.\n\n- an item of two\n* another"


def test_edits_without_tracking():
    file = File(made_of(SUMMARY))
    paragraphs = file.cell.paragraphs
    paragraphs[0].runs[0].text = "Four named "
    paragraphs[3].add_run(" But ")
    paragraphs[3].add_run("much").italic = True
    paragraphs[3].add_run(" of it.")
    assert file.summary() == (
        "Four named **one adult** who rang.\n\n- a room of *their own*\n- a key\n\n"
        "Nothing else. But *much* of it."
    )


def test_tracked_changes_count_as_accepted():
    file = File(made_of(SUMMARY))
    first, item, key, last = file.cell.paragraphs[:4]
    delete(first.runs[0]._r)
    first._p.append(inserted("", "moveTo"))
    first.runs[0]._r.addprevious(inserted("Both named "))
    first._p.append(inserted(" Often.", "ins", "<w:i/>"))
    first._p.append(inserted("moved away", "moveFrom"))
    # The second item is gone with its mark.
    delete(key.runs[0]._r)
    delete_mark(key)
    # And the last two paragraphs are one.
    new = last.insert_paragraph_before("")
    new._p.append(inserted("New, "))
    delete_mark(new, "moveFrom")
    assert file.summary() == (
        "Both named **one adult** who rang. *Often.*\n\n- a room of *their own*\n\n"
        "New, Nothing else."
    )
    assert item.text
    assert read_matrix_docx(file.data(), "x").tracked >= 5


@given(
    st.lists(st.tuples(st.booleans(), PLAIN, st.sampled_from(["", "<w:b/>", "<w:i/>"])),
             min_size=1, max_size=4),
    st.integers(0, 4),
)  # fmt: skip
def test_a_tracked_edit_is_the_same_as_an_untracked_one(new, kept: int):
    got = []
    for tracked in (False, True):
        file = File(made_of(SUMMARY))
        old = file.cell.paragraphs[:4]
        [evidence] = [p for p in file.cell.paragraphs if "codings" in p.text]
        for paragraph in old[kept:]:
            for run in paragraph.runs:
                delete(run._r) if tracked else paragraph._p.remove(run._r)
            if tracked:
                delete_mark(paragraph)
            elif paragraph is not old[0]:
                paragraph._p.getparent().remove(paragraph._p)
        for item, text, style in new:
            made = evidence.insert_paragraph_before("", "List Bullet" if item else None)
            words = inserted(text, "ins", style)
            if tracked:
                delete_mark(made, "ins")
                made._p.append(words)
            else:
                made._p.append(words[0])
        got.append(file.summary())
    assert got[0] == got[1]
    assert all(unicodedata.normalize("NFC", text) in got[0] for _, text, _ in new)


def test_a_split_paragraph_and_a_line_break():
    file = File(made_of("One. Two."))
    first = file.cell.paragraphs[0]
    first.runs[0].text = "One."
    second = copy.deepcopy(first._p)
    for mark in list(second.iter(qn("w:bookmarkStart"))):
        mark.getparent().remove(mark)
    first._p.addnext(second)
    file.cell.paragraphs[1].runs[0].text = "Two"
    file.cell.paragraphs[1].runs[0].add_break()
    file.cell.paragraphs[1].add_run("lines.")
    assert file.summary() == "One.\n\nTwo lines."


def test_pasted_formatting():
    file = File(made_of("As it was."))
    first = file.cell.paragraphs[0]
    words = [
        run_xml("Pasted ", style='<w:rFonts w:ascii="Papyrus"/><w:color w:val="FF0000"/>'),
        run_xml("link", style="<w:u/>"),
        run_xml(" in ", style='<w:b w:val="0"/>'),
        run_xml("strong", style='<w:rStyle w:val="Strong"/>'),
        run_xml(" un", style=""),
        run_xml("believ", style="<w:i/>"),
        run_xml("able ", style=""),
        run_xml("both", style="<w:b/><w:i/>"),
    ]
    first.runs[0]._r.getparent().remove(first.runs[0]._r)
    for xml in words:
        first._p.append(parse_xml(xml.replace("<w:r>", f"<w:r {nsdecls('w')}>", 1)))
    heading = first.insert_paragraph_before("A heading", "Heading 2")
    assert heading.runs
    # Markdown has no italics within a word, and bold italics are bold.
    assert file.summary() == "A heading\n\nPasted link in **strong** unbelievable **both**"


def test_a_new_summary_before_after_or_instead_of_the_line_of_evidence():
    for summary in ("", "Old."):
        file = File(made_of(summary))
        [evidence] = [p for p in file.cell.paragraphs if "codings" in p.text]
        evidence.insert_paragraph_before("Before.")
        file.cell.add_paragraph("After.")
        old = "Old.\n\n" if summary else ""
        assert file.summary() == f"{old}Before.\n\nAfter."
    file = File(made_of(""))
    file.cell.paragraphs[0].runs[0].text = "Instead of it, in the bold and grey that was there."
    assert file.summary() == "Instead of it, in the bold and grey that was there."
    file = File(made_of(""))
    file.cell.paragraphs[0].runs[0].text = f"In front. {file.cell.paragraphs[0].text}"
    assert file.summary() == "In front."
    file = File(made_of(SUMMARY))
    file.table.cell(1, 2).paragraphs[0].runs[0].text += " Typed behind."
    [other] = [o for o in file.read().found.values() if o.shape and o.place.key[1] != "works_well"]
    assert markdown(other.shape) == "Typed behind."


def test_a_line_of_evidence_that_was_edited_is_a_doubt():
    for text in ("3 people · 2 codings", "12 people · 2 codings", "2 people, 2 codings"):
        file = File(made_of(SUMMARY))
        [evidence] = [p for p in file.cell.paragraphs if "codings" in p.text]
        evidence.runs[0].text = text
        assert "evidence was changed" in file.one().doubts[0]
        assert digest(file.one().shape) == file.one().digest


def test_quotations_are_no_summary():
    file = File(made_of(SUMMARY))
    quote = file.cell.paragraphs[-1]
    quote.style = "Normal"
    assert file.summary() == SUMMARY
    quote.style = "Quote"
    quote.runs[0].text = "“I had a key.”"
    assert "a quotation was changed" in file.one().doubts[0]
    quote._p.getparent().remove(quote._p)
    assert "stay" in file.one().notes[0]
    assert file.summary() == SUMMARY


def test_comments_are_counted():
    file = File(made_of(SUMMARY))
    paragraph = file.cell.paragraphs[0]
    file.document.add_comment(paragraph.runs, text="Is this so?", author="AB", initials="AB")
    assert read_matrix_docx(file.data(), "x").comments == 1
    assert file.summary() == SUMMARY


# ---- rows, columns, bookmarks -------------------------------------------------------------------


def test_rows_added_are_said_and_rows_deleted_are_missing():
    file = File(sample(4, 2))
    row = file.table.add_row()
    row.cells[0].text, row.cells[1].text = "A theme of ours", "Something new."
    read = file.read()
    assert any("no row “A theme of ours”" in one for one in read.strange)
    gone = file.table.rows[1]._tr
    gone.getparent().remove(gone)
    read = file.read()
    lost = missing(read.found, places_of(file.matrix))
    assert all(place.base for place in lost)


def test_a_row_deleted_with_tracking_takes_no_summary_away():
    file = File(made_of(SUMMARY))
    row = file.table.rows[1]._tr
    row.get_or_add_trPr().append(OxmlElement("w:del"))
    for run in list(row.iter(qn("w:r"))):
        delete(run)
    assert "row was deleted" in file.one().against


@pytest.mark.parametrize("lost", ["marks", "caption", "names", "caption and names"])
def test_a_cell_is_found_by_its_bookmark_or_its_place(lost: str):
    file = File(made_of(SUMMARY))
    if lost == "marks":
        without_marks(file.document)
    if "caption" in lost:
        for paragraph in file.document.paragraphs:
            if paragraph.style.name == "Caption":
                paragraph._p.getparent().remove(paragraph._p)
        title = next(file.table._tbl.iter(qn("w:tblCaption")))
        title.getparent().remove(title)
    if "names" in lost:
        file.table.cell(0, 1).text = file.table.cell(1, 0).text = "Called otherwise"
        assert any("names are not taken" in one for one in file.read().strange)
    file.cell.paragraphs[0].runs[0].text = "Changed, "
    assert file.summary().startswith("Changed, **one adult**")
    assert file.summary(without_record(file.data())).startswith("Changed, **one adult**")


def test_two_bookmarks_of_one_name():
    file = File(made_of(SUMMARY))
    start = next(m for m in file.cell._tc.iter(qn("w:bookmarkStart")))
    other = file.table.cell(1, 2)
    for mark in list(other._tc.iter(qn("w:bookmarkStart"))):
        mark.set(qn("w:name"), start.get(qn("w:name")))
    assert MARK.match(start.get(qn("w:name")))
    # Each is where its row and column say.
    assert file.summary() == SUMMARY
    assert len(file.read().found) == 2
    # And where neither says anything, none is taken.
    file.table.cell(1, 0).text = "Called otherwise"
    assert "twice" in file.one().against


def test_summaries_swapped_between_rows_with_their_bookmarks():
    file = File(sample(3, 1))
    first, second = file.table.cell(1, 1), file.table.cell(2, 1)
    names = [file.table.cell(n, 0).text for n in (1, 2)]
    file.table.cell(1, 0).text, file.table.cell(2, 0).text = names[1], names[0]
    assert first.text != second.text
    # Bookmarks and names disagree: nobody can say which is meant.
    against = [one.against for one in file.read().found.values() if one.against]
    assert against
    assert all("bookmark" in one for one in against)
    # Rows that were sorted are no trouble.
    file = File(sample(3, 1))
    rows = [row._tr for row in file.table.rows]
    rows[1].addprevious(rows[3])
    assert all(digest(o.shape) == o.digest and not o.against for o in file.read().found.values())


def test_merged_cells_and_tables_within_are_refused_alone():
    file = File(made_of(SUMMARY))
    file.table.cell(1, 1).add_table(1, 1)
    assert "a table was put into it" in file.one().against
    file = File(made_of(SUMMARY))
    file.table.cell(1, 1).merge(file.table.cell(1, 2))
    assert "merged" in file.one().against


# ---- other programs and hostile files -----------------------------------------------------------


def test_what_is_no_matrix_gets_one_line():
    for data in (b"", b"plain text", b"PK\x03\x04 damaged", tables_docx(made_of(""))[:-400]):
        with pytest.raises(BadInputError) as caught:
            read_matrix_docx(data, "report.docx")
        assert "\n" not in str(caught.value)
    out = io.BytesIO()
    Document().save(out)
    read = read_matrix_docx(out.getvalue(), "report.docx")
    assert (read.record, read.cells) == (None, [])


def test_entities_are_refused():
    data = tables_docx(made_of(SUMMARY))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            blob = old.read(name)
            if name == "customXml/item2.xml":
                blob = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>' + blob
            new.writestr(name, blob)
    with pytest.raises(BadInputError):
        read_matrix_docx(out.getvalue(), "report.docx")


def test_a_file_that_libreoffice_saved(tmp_path: Path):
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    file = File(made_of(SUMMARY, stale=True))
    first = file.cell.paragraphs[0]
    delete(first.runs[0]._r)
    first._p.append(inserted(" Often."))
    (tmp_path / "report.docx").write_bytes(file.data())
    profile = (tmp_path / "profile").as_uri()
    subprocess.run(
        [soffice, "--headless", f"-env:UserInstallation={profile}", "--convert-to", "docx",
         "--outdir", tmp_path / "out", tmp_path / "report.docx"],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    data = (tmp_path / "out" / "report.docx").read_bytes()
    expected = SUMMARY.replace("Three named ", "").replace("rang.", "rang. Often.")
    assert file.summary(data) == expected
    assert file.summary(without_record(data)) == expected
    others = [one for one in file.read(data).found.values() if one.place.key[1] != "works_well"]
    assert all(not one.shape and not one.doubts for one in others)
