import io
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from qualcode.errors import BadInputError
from qualcode.transcripts.reading import read_transcript
from qualcode.transcripts.word import read_docx


def saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def read(document: object) -> list[tuple[str | None, str]]:
    return [(t.speaker, t.text) for t in read_docx(saved(document), "x.docx").turns]


SAID = [
    ("Interviewer", "How?"),
    ("Ann Lee", "Well: so."),
    ("Interviewer", "And?"),
    ("Ann Lee", "Yes."),
]


@pytest.mark.parametrize("colon", ["in bold", "plain", "none"])
def test_bold_names(colon: str):
    doc = Document()
    doc.add_heading("A talk", 1)
    for who, words in SAID:
        p = doc.add_paragraph()
        p.add_run(who + (":" if colon == "in bold" else "")).bold = True
        p.add_run({"in bold": " ", "plain": ": ", "none": "\t"}[colon] + words)
    doc.add_paragraph("A second paragraph.")
    assert read(doc) == [
        (None, "A talk"),
        *SAID[:3],
        ("Ann Lee", "Yes.\nA second paragraph."),
    ]


def test_bold_names_in_paragraphs_of_their_own():
    doc = Document()
    for who, words in SAID:
        doc.add_paragraph().add_run(who).bold = True
        doc.add_paragraph(words)
    assert read(doc) == SAID


@pytest.mark.parametrize("header", [True, False])
def test_a_table_of_speakers_with_and_without_headings(header: bool):
    doc = Document()
    table = doc.add_table(rows=0, cols=3)
    rows = [("Speaker", "Time", "Text")] if header else []
    rows += [(w, f"00:0{n}:00", t) for n, (w, t) in enumerate(SAID, 1)]
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    turns = read_docx(saved(doc), "x.docx").turns
    assert [(t.speaker, t.text) for t in turns if t.speaker] == SAID
    assert [t.start_ms for t in turns if t.speaker] == [60_000, 120_000, 180_000, 240_000]


def test_teams_own_transcript():
    doc = Document()
    for text in ("Meeting", "Ann Lee started transcription", "Ann Lee   0:03", "So we start.",
                 "Bo Ash   1:00:04", "Right.", "More.", "Ann Lee stopped transcription"):  # fmt: skip
        doc.add_paragraph(text)
    turns = read_docx(saved(doc), "x.docx").turns
    assert [(t.speaker, t.text, t.start_ms) for t in turns if t.speaker] == [
        ("Ann Lee", "So we start.", 3000),
        ("Bo Ash", "Right.\nMore.", 3_604_000),
    ]


def test_an_interviewer_set_in_bold_without_names():
    doc = Document()
    for n in range(3):
        doc.add_paragraph().add_run(f"What about {n}?").bold = True
        doc.add_paragraph(f"well it is {n}.")
    parsed = read_docx(saved(doc), "x.docx")
    assert [t.speaker for t in parsed.turns] == ["Interviewer", "Participant"] * 3
    assert "bold paragraphs taken as asked" in parsed.layout


def test_tracked_changes_are_read_as_accepted_and_said():
    doc = Document()
    doc.add_paragraph("I: How?")
    p = doc.add_paragraph("P: I like ")
    p._p.append(
        parse_xml(f'<w:ins {nsdecls("w")} w:id="1" w:author="x"><w:r><w:t>new </w:t></w:r></w:ins>')
    )
    p._p.append(
        parse_xml(
            f'<w:del {nsdecls("w")} w:id="2" w:author="x"><w:r><w:delText>old </w:delText></w:r></w:del>'
        )
    )
    p.add_run("schools.")
    parsed = read_docx(saved(doc), "x.docx")
    assert parsed.turns[1].text == "I like new schools."
    assert "tracked changes read as accepted: 1 insertions, 1 deletions" in parsed.notes


def test_what_is_not_imported_is_said():
    doc = Document()
    doc.add_paragraph("I: How?")
    doc.add_paragraph("P: Well.")
    doc.sections[0].header.paragraphs[0].text = "Confidential draft"
    assert "1 page headers with words were not imported" in read_docx(saved(doc), "x").notes


def rezip(data: bytes, **changes: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, content in changes.items():
            new.writestr(name, content)
    return out.getvalue()


def hostile() -> dict[str, tuple[bytes, str]]:
    good = saved(Document())
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    doctype = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    return {
        "another zip": (other.getvalue(), "an Excel workbook"),
        "plain text": (b"I: hello", "is not a Word file"),
        "old Word": (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "old Office file (.doc)"),
        "cut off": (good[: len(good) // 2], "damaged Word file"),
        "bad XML": (rezip(good, **{"word/document.xml": b"<w:document"}), "damaged Word file"),
        "entities": (rezip(good, **{"word/document.xml": doctype}), "document type"),
        "bomb": (rezip(good, **{"word/media/x.xml": b"\0" * 30_000_000}), "unpacks to far more"),
    }


@pytest.mark.parametrize("kind", list(hostile()))
def test_hostile_files_get_one_line(tmp_path: Path, kind: str):
    data, says = hostile()[kind]
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    with pytest.raises(BadInputError) as error:
        read_transcript(path)
    assert says in str(error.value)
    assert "\n" not in str(error.value)
