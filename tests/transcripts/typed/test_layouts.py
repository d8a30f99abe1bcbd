"""Layouts and extras of Word files beyond the plain ones, and the same for any kind of file."""

import io
import re
import zipfile

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from qualcode.errors import BadInputError
from qualcode.transcripts.parsed import Parsed
from qualcode.transcripts.word.reader import read_docx


def saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def parsed(document: object) -> Parsed:
    return read_docx(saved(document), "x.docx")


def turns(document: object) -> list[tuple[str | None, str]]:
    return [(t.speaker, t.text) for t in parsed(document).turns]


def typed(*lines: str | tuple[str]) -> object:
    """Return a document of paragraphs; those in a tuple are bold."""
    doc = Document()
    for line in lines:
        bold = isinstance(line, tuple)
        doc.add_paragraph().add_run(line[0] if bold else line).bold = bold
    return doc


def test_otters_own_document():
    doc = typed("Interview 4", "Fri, Jan 5, 2024 10:00AM • 32:10", "SUMMARY KEYWORDS",
                "school, bus", "SPEAKERS", "Ann Lee, Unknown Speaker", "Ann Lee  00:08",
                "So how is it?", "Unknown Speaker  1:02:11", "Fine: it is.",
                "Transcribed by https://otter.ai")  # fmt: skip
    found = parsed(doc).turns
    assert [(t.speaker, t.text, t.start_ms) for t in found if t.speaker] == [
        ("Ann Lee", "So how is it?", 8_000),
        ("Unknown Speaker", "Fine: it is.", 3_731_000),
    ]
    assert "Transcribed by https://otter.ai" in [t.text for t in found if t.speaker is None]


def test_labels_at_the_first_turns_only_and_bold_from_then_on():
    doc = typed("School study", ("Researcher: How is it?",), "P: Well, fine.")
    for n in range(6):
        doc.add_paragraph().add_run(f"And {n}?").bold = True
        doc.add_paragraph(f"it was {n}.")
    found = turns(doc)
    assert found[:3] == [(None, "School study"), ("Researcher", "How is it?"),
                         ("P", "Well, fine.")]  # fmt: skip
    assert [who for who, _ in found[3:]] == ["Researcher", "P"] * 6
    assert any("only the first turns have labels" in note for note in parsed(doc).notes)


def test_a_speaker_who_never_stops_is_told():
    doc = typed("I: How?", "P: So.", *[f"and then {n}." for n in range(30)])
    assert any("“P” goes on for 31 paragraphs" in note for note in parsed(doc).notes)


def test_typed_line_numbers_are_no_words():
    lines = [f"{'I' if n % 2 else 'P1'}: it was {n} of them" for n in range(1, 13)]
    doc = typed(*[f"{n}\t{line}" for n, line in enumerate(lines, 1)])
    assert turns(doc) == [tuple(line.split(": ")) for line in lines]
    assert any("numbers in front of 12 lines" in note for note in parsed(doc).notes)


def test_numbers_that_are_said_stay():
    doc = typed("I: How many?", *[f"P: {n} of them" for n in (1, 2, 3)], "I: And?", "P: 4 more.")
    assert turns(doc)[1] == ("P", "1 of them")
    years = typed("I: When?", *[f"{year} was good." for year in (1990, 1991, 1993, 1995)] * 4)
    assert any("1990 was good." in words for _, words in turns(years))


def test_numbers_of_the_margin_and_of_lists_are_told():
    doc = typed("I: How?", "P: Well.")
    doc.add_paragraph("one", style="List Number")
    doc.sections[0]._sectPr.append(parse_xml(f"<w:lnNumType {nsdecls('w')} w:countBy='1'/>"))
    said = "\n".join(parsed(doc).notes)
    assert "1 paragraphs have automatic numbers" in said
    assert "line numbers in the margin" in said


def table(doc: object, rows: list[tuple[str, ...]]) -> None:
    made = doc.add_table(rows=0, cols=len(rows[0]))  # type: ignore[attr-defined]
    for row in rows:
        for cell, text in zip(made.add_row().cells, row, strict=True):
            cell.text = text


@pytest.mark.parametrize(
    "rows",
    [
        [("Interview ID", "012"), ("Date", "12 May 2023"), ("Interviewer:", "Jane"),
         ("Interviewee:", "Megan"), ("Transcriber", "AB")],
        [("Interviewer:", "Jane"), ("Participant:", "Megan")],
        [("Pseudonym", "Megan"), ("Age", "14"), ("Group", "Foster care")],
    ],
)  # fmt: skip
def test_a_header_table_is_nobodys(rows: list[tuple[str, str]]):
    doc = Document()
    table(doc, rows)
    for n in range(4):
        doc.add_paragraph(f"I: How was the {n}th of your many schools?")
        doc.add_paragraph(f"P: It was the {n}th time that I went.")
    found = turns(doc)
    assert [text for who, text in found if who is None] == [
        f"{key.rstrip(':')} | {value}" for key, value in rows
    ]
    assert [who for who, _ in found if who] == ["I", "P"] * 4


def test_paragraphs_beside_a_column_of_numbers_and_times():
    doc = Document()
    table(doc, [("1", "0:01", "I: How?"), ("2", "0:05", "P1: Well."), ("3", "0:09", "I: And?")])
    found = parsed(doc)
    assert [(t.speaker, t.text, t.start_ms) for t in found.turns] == [
        ("I", "How?", 1000), ("P1", "Well.", 5000), ("I", "And?", 9000)]  # fmt: skip
    assert "a column of 3 row numbers was left out" in found.notes


def with_footnotes(doc: object) -> object:
    """Add two footnotes, the second of which a tracked change takes out, and a separator."""
    notes = "".join(
        f'<w:footnote w:id="{n}"{more}><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote>'
        for n, more, text in ((0, ' w:type="separator"', "line"), (1, "", "P1: said aside"),
                              (2, "", "not any more"))
    )  # fmt: skip
    xml = f"<w:footnotes {nsdecls('w')}>{notes}</w:footnotes>".encode()
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    package = doc.part.package  # type: ignore[attr-defined]
    part = Part(PackURI("/word/footnotes.xml"), kind, xml, package)
    doc.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)  # type: ignore[attr-defined]
    mark = "<w:r {}><w:footnoteReference w:id='{}'/></w:r>"
    p = doc.paragraphs[-1]._p  # type: ignore[attr-defined]
    p.append(parse_xml(mark.format(nsdecls("w"), 1)))
    p.append(parse_xml(f"<w:del {nsdecls('w')} w:id='9'>{mark.format('', 2)}</w:del>"))
    return doc


def test_footnotes_words_come_last_and_are_nobodys():
    found = parsed(with_footnotes(typed("I: How?", "P1: Well.")))
    assert [(t.speaker, t.text) for t in found.turns] == [
        ("I", "How?"), ("P1", "Well."), (None, "P1: said aside")]  # fmt: skip
    said = "\n".join(found.notes)
    assert "1 footnotes or endnotes (3 words) stand at the end" in said
    assert "1 footnotes to nothing in the text (3 words) were not imported" in said


def test_words_in_a_place_nobody_knows_are_told():
    doc = typed("I: How?", "P1: Well.")
    doc.element.body.append(
        parse_xml(f"<w:odd {nsdecls('w')}><w:p><w:r><w:t>two words</w:t></w:r></w:p></w:odd>")
    )
    assert "2 words in unusual places of the file were not imported" in parsed(doc).notes


def strict(data: bytes) -> bytes:
    """Return a Word file as Word saves it as Strict Open XML: other names for the same things."""
    usual = (
        rb"http://schemas\.openxmlformats\.org/(wordprocessingml|drawingml|officeDocument)/2006/"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            part = old.read(name)
            if name.endswith((".xml", ".rels")):
                part = re.sub(usual, rb"http://purl.oclc.org/ooxml/\1/", part)
            new.writestr(name, part)
    return out.getvalue()


def test_strict_open_xml_is_read_as_the_ordinary_kind():
    doc = with_footnotes(typed("I: How?", ("P1: Well.",)))
    doc.sections[0].header.paragraphs[0].text = "Draft"
    assert b"purl.oclc.org" in zipfile.ZipFile(io.BytesIO(strict(saved(doc)))).read("_rels/.rels")
    assert read_docx(strict(saved(doc)), "x.docx") == parsed(doc)


@pytest.mark.slow
def test_more_tags_than_a_transcript_has_are_refused():
    doc = typed("I: How?")
    xml = zipfile.ZipFile(io.BytesIO(saved(doc))).read("word/document.xml")
    body = b"".join(b"<w:p/>" + b" " * (n * n % 7) for n in range(1_000_001))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(doc))) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                part = xml.replace(b"<w:body>", b"<w:body>" + body)
            new.writestr(name, part)
    with pytest.raises(BadInputError, match="far more than a transcript can be"):
        read_docx(out.getvalue(), "x.docx")


@pytest.mark.parametrize("label", ["Key worker", "Project manager", "June", "Resp. no. 2"])
def test_whoever_recurs_is_a_speaker_in_bold_and_in_tables(label: str):
    people = ["Interviewer", "Foster carer", label] * 3
    bold, colon, table = Document(), Document(), Document()
    cells = table.add_table(0, 2)
    for n, who in enumerate(people):
        for document, mark in ((bold, ""), (colon, ":")):
            paragraph = document.add_paragraph()
            paragraph.add_run(f"{who}{mark}").bold = True
            paragraph.add_run(f" It was the {n}th day.")
        row = cells.add_row().cells
        row[0].text, row[1].text = who, f"It was the {n}th day."
    for document in (bold, colon, table):
        assert [who for who, _ in turns(document)] == people


# ---- a whole talk in two cells ------------------------------------------------------------------


def two_cells(labels: list[str], words: list[str]) -> object:
    doc = Document()
    doc.add_paragraph("Talk 7")
    row = doc.add_table(1, 2).rows[0]
    for cell, lines in zip(row.cells, (labels, words), strict=True):
        cell.paragraphs[0].text = lines[0]
        for line in lines[1:]:
            cell.add_paragraph(line)
    return doc


ASKED = ["How was it?", "Wet.", "And then?", "It cleared."]


def test_labels_in_one_cell_belong_to_the_paragraphs_beside_them():
    labels = ["Asker", "", "", "Child:", "", "Asker", "", "Child"]
    read = parsed(two_cells(labels, [ASKED[0], "", *ASKED[1:3], "", "", ASKED[3]]))
    assert [(t.speaker, t.text) for t in read.turns] == [
        (None, "Talk 7"),
        ("Asker", "How was it?"),
        ("Child", "Wet."),
        ("Asker", "And then?"),
        ("Child", "It cleared."),
    ]
    assert read.notes[0].startswith("4 labels that stand with others in one cell of a table")


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        # One label too many; too few labels; each once, as keys of a form are.
        (["I", "P", "I", "P", "I"], ASKED),
        (["I", "P"], ASKED[:2]),
        (["Village", "River", "Bridge", "Mill"], ASKED),
    ],
)
def test_other_tables_of_two_cells_stay_as_they_are(labels: list[str], words: list[str]):
    read = parsed(two_cells(labels, words))
    assert not any("went, in their order" in note for note in read.notes)
    assert any("stand beside 4 paragraphs" in n for n in read.notes) == (len(labels) > 4)
    assert all(word in "\n".join(t.text for t in read.turns) for word in words)


def test_a_bold_code_with_its_time_right_behind_it():
    doc = Document()
    for n in range(8):
        for name, time in (("Researcher ", f"3:{10 + n}"), ("P7", f"4:{10 + n}")):
            paragraph = doc.add_paragraph()
            paragraph.add_run(f"\n{name}").bold = True
            paragraph.add_run(time)
            paragraph.add_run(f"\nThat was {n}.")
    found = parsed(doc)
    said = [(t.speaker, t.text, t.start_ms) for t in found.turns]
    assert said[:2] == [
        ("Researcher", "That was 0.", 190_000),
        ("P7", "That was 0.", 250_000),
    ]
    assert {t.speaker for t in found.turns} == {"Researcher", "P7"}
    assert not any("questions and answers" in note for note in found.notes)
