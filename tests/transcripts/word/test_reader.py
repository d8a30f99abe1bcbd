import io
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.errors import BadInputError
from qualcode.transcripts.word.reader import read_docx
from tests.examples import examples
from tests.transcripts.read import astray, read_transcript


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
    assert "1 page headers (2 words) were not imported" in read_docx(saved(doc), "x").notes


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
        archive.writestr("ppt/presentation.xml", "<x/>")
    doctype = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    return {
        "another zip": (other.getvalue(), "a PowerPoint file"),
        "plain text": (b"I: hello", "is not a Word file"),
        "old Word": (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "old Office file (.doc)"),
        "cut off": (good[: len(good) // 2], "is cut off: its end is missing"),
        "bad XML": (rezip(good, **{"word/document.xml": b"<w:document"}), "damaged Word file"),
        "entities": (rezip(good, **{"word/document.xml": doctype}), "document type"),
        "bomb": (rezip(good, **{"word/media/x.xml": b"\0" * 30_000_000}), "unpacks to far more"),
    }


@pytest.mark.slow
@pytest.mark.parametrize("kind", list(hostile()))
def test_hostile_files_get_one_line(tmp_path: Path, kind: str):
    data, says = hostile()[kind]
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    with pytest.raises(BadInputError) as error:
        read_transcript(path)
    assert says in str(error.value)
    assert "\n" not in str(error.value)


def add(document: object, *runs: str | tuple[str]) -> object:
    """Add a paragraph: text, bold text in a tuple, or XML of a run."""
    p = document.add_paragraph()  # type: ignore[attr-defined]
    for run in runs:
        if isinstance(run, tuple):
            p.add_run(run[0]).bold = True
        elif run.startswith("<"):
            tag, _, rest = run.partition(">")
            p._p.append(parse_xml(f"{tag} {nsdecls('w')}>{rest}"))
        else:
            p.add_run(run)
    return p


def notes(document: object) -> str:
    return "\n".join(read_docx(saved(document), "x.docx").notes)


def test_bold_interviewer_label_and_plain_participant_label():
    doc = Document()
    for n in range(2):
        add(doc, ("Int:",), f" How {n}?")
        add(doc, f"P1: Fine {n}.")
    assert [s for s, _ in read(doc)] == ["Int", "P1"] * 2


def test_wholly_bold_questions_with_labels():
    doc = Document()
    for n in range(2):
        add(doc, (f"Interviewer: How {n}?",))
        add(doc, f"Megan: Fine {n}.")
    assert [s for s, _ in read(doc)] == ["Interviewer", "Megan"] * 2


def test_stress_in_bold_is_no_speaker():
    doc = Document()
    add(doc, "I: How?")
    add(doc, "P1: Bad.")
    add(doc, ("Never",), " would I go.")
    add(doc, ("Never",), " again.")
    add(doc, ("I",), " said so.")
    add(doc, "I: And?")
    add(doc, "P1: No.")
    assert [s for s, _ in read(doc)] == ["I", "P1", "I", "P1"]
    assert read(doc)[1][1] == "Bad.\nNever would I go.\nNever again.\nI said so."


def test_headings_are_nobodys_and_do_not_end_a_speaker():
    doc = Document()
    doc.add_heading("Interview 4", 0)
    add(doc, "I: How?")
    add(doc, "P1: Well.")
    doc.add_heading("Part two", 2)
    add(doc, "And more.")
    assert read(doc) == [
        (None, "Interview 4"),
        ("I", "How?"),
        ("P1", "Well."),
        (None, "Part two"),
        ("P1", "And more."),
    ]


def test_labels_in_a_heading_style_are_speakers():
    doc = Document()
    for who, words in SAID:
        doc.add_heading(who, 3)
        add(doc, words)
    assert read(doc) == SAID


def test_bold_by_style_counts_as_bold():
    doc = Document()
    for who, words in SAID:
        p = doc.add_paragraph()
        p.add_run(who, style="Strong")
        p.add_run("\t" + words)
    assert read(doc) == SAID


def test_a_whole_interview_in_one_paragraph_of_line_breaks():
    doc = Document()
    p = doc.add_paragraph()
    for who, words in SAID:
        p.add_run(f"{who}:").bold = True
        p.add_run(f" {words}").add_break()
    assert read(doc) == SAID


def test_a_newer_teams_transcript_with_names_of_any_kind():
    doc = Document()
    add(doc, "Interview 4-20260301_100000-Meeting Recording")
    add(doc, "1 March 2026, 10:00AM")
    for text in ("lowry, geraint (Education)   0:03\nSo: we start.", "+44 7*** **12\xa0\xa01:04\nYes.",
                 "lowry, geraint (Education)   1:10\nNote: good."):  # fmt: skip
        add(doc, text)
    turns = read_docx(saved(doc), "x.docx").turns
    assert [(t.speaker, t.text, t.start_ms) for t in turns[2:]] == [
        ("lowry, geraint (Education)", "So: we start.", 3000),
        ("+44 7*** **12", "Yes.", 64_000),
        ("lowry, geraint (Education)", "Note: good.", 70_000),
    ]


def table(document: object, rows: list[tuple[str, ...]]) -> object:
    made = document.add_table(rows=0, cols=len(rows[0]))  # type: ignore[attr-defined]
    for row in rows:
        for cell, text in zip(made.add_row().cells, row, strict=True):
            cell.text = text
    return made


def test_a_header_table_is_no_transcript():
    doc = Document()
    table(doc, [("Date", "12 May"), ("Interviewer", "Jane"), ("Place", "Cardiff")])
    add(doc, "I: How?")
    add(doc, "P: Well.")
    assert read(doc)[-2:] == [("I", "How?"), ("P", "Well.")]
    assert {s for s, _ in read(doc)} == {None, "I", "P"}


def test_nothing_in_a_table_of_turns_is_lost():
    doc = Document()
    made = table(
        doc,
        [
            ("No.", "Time", "Speaker", "Text", "Notes"),
            ("1", "00:01 (pause)", "I", "How?", ""),
            ("2", "00:02", "P", "Ok.", "smiles"),
            ("3", "", "", "And more.", ""),
            ("4", "", "I", "", ""),
        ],
    )
    inner = made.rows[2].cells[3].add_table(1, 1)
    inner.rows[0].cells[0].text = "inner"
    parsed = read_docx(saved(doc), "x.docx")
    assert [(t.speaker, t.text, t.start_ms) for t in parsed.turns] == [
        (None, "No. | Time | Speaker | Text | Notes", None),
        ("I", "(pause)\nHow?", 1000),
        ("P", "Ok.\ninner", 2000),
        (None, "smiles", None),
        ("P", "And more.", None),
        (None, "I", None),
    ]
    assert "a column of 4 row numbers was left out" in parsed.notes
    assert "1 row with a speaker and no words was kept as text that nobody speaks" in parsed.notes


def test_a_table_that_only_arranges_paragraphs():
    doc = Document()
    cell = table(doc, [("I: How?",)]).rows[0].cells[0]
    cell.add_paragraph("P: Well.")
    assert read(doc) == [("I", "How?"), ("P", "Well.")]


def test_bold_headings_do_not_make_an_interviewer():
    doc = Document()
    for n in range(2):
        add(doc, (f"Part {n}",))
        for m in range(5):
            add(doc, f"we talked of {m}.")
    assert {s for s, _ in read(doc)} == {None}


def test_titles_before_a_bold_interviewer_are_nobodys():
    doc = Document()
    add(doc, ("Interview with a carer",))
    add(doc, "12 May")
    for n in range(3):
        add(doc, (f"What about {n}?",))
        add(doc, f"well it is {n}.")
        add(doc, "and so on.")
    parsed = read_docx(saved(doc), "x.docx")
    assert [t.speaker for t in parsed.turns] == [None, None, *["Interviewer", "Participant"] * 3]
    assert parsed.turns[3].text == "well it is 0.\nand so on."
    assert any("a guess" in note for note in parsed.notes)


def test_a_report_with_bold_headings_has_no_interviewer_and_says_so():
    doc = Document()
    for title in ("Summary of the talk", "Observations", "Other matters"):
        add(doc, (title,))
        add(doc, "She was calm, and took her time.")
    for n in range(8):
        add(doc, (f"What about {n}?",))
        add(doc, f"Well, it is {n}.")
    parsed = read_docx(saved(doc), "x.docx")
    assert {t.speaker for t in parsed.turns} == {None}
    told = "3 of 11 bold paragraphs look like headings, so bold type was not taken"
    assert any(told in note for note in parsed.notes)


BOX = "<w:txbxContent><w:p><w:r><w:t>boxed</w:t></w:r></w:p></w:txbxContent>"


def test_every_wrapping_of_words_is_read_once():
    doc = Document()
    add(doc, "I: How?")
    add(
        doc,
        "P: a",
        '<w:hyperlink w:anchor="x"><w:r><w:t>b</w:t></w:r></w:hyperlink>',
        "<w:smartTag><w:r><w:t>c</w:t><w:tab/><w:t>d</w:t></w:r></w:smartTag>",
        '<w:fldSimple w:instr="PAGE"><w:r><w:t>e</w:t></w:r></w:fldSimple>',
        "<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>f</w:t></w:r></w:sdtContent></w:sdt>",
        "<w:r><w:noBreakHyphen/><w:softHyphen/><w:instrText>NO</w:instrText></w:r>",
        '<w:r><w:sym w:font="Wingdings" w:char="F04A"/></w:r>',
        "<w:moveFrom><w:r><w:t>no</w:t></w:r></w:moveFrom>",
        "<w:moveTo><w:r><w:t>g</w:t></w:r></w:moveTo>",
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>h</w:t></w:r>",
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f'<mc:Choice Requires="wps"><w:drawing>{BOX}</w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict>{BOX}</w:pict></mc:Fallback></mc:AlternateContent></w:r>",
    )
    body = doc.element.body
    body.insert(
        len(body) - 1,
        parse_xml(
            f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>I: More?</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        ),
    )
    assert read(doc) == [
        ("I", "How?"),
        ("P", "abc\tdef-\ufffdgh"),
        (None, "boxed"),
        ("I", "More?"),
    ]
    said = notes(doc)
    for words in ("1 text boxes", "1 signs of special fonts", "hidden text", "1 moves"):
        assert words in said


def test_a_deleted_paragraph_mark_joins_and_a_deleted_row_goes():
    doc = Document()
    add(doc, "I: How")
    doc.paragraphs[0]._p.insert(
        0, parse_xml(f"<w:pPr {nsdecls('w')}><w:rPr><w:del w:id='1'/></w:rPr></w:pPr>")
    )
    add(doc, " is it?")
    add(doc, "P: Well.")
    assert read(doc) == [("I", "How is it?"), ("P", "Well.")]
    doc = Document()
    made = table(doc, [("I", "How?"), ("P", "gone"), ("P", "Well.")])
    made.rows[1]._tr.insert(0, parse_xml(f"<w:trPr {nsdecls('w')}><w:del w:id='1'/></w:trPr>"))
    assert read(doc) == [("I", "How?"), ("P", "Well.")]


def test_numbers_of_a_list_are_not_words():
    doc = Document()
    for who, words in SAID:
        doc.add_paragraph(f"{who}: {words}", style="List Number")
    assert read(doc) == SAID


def test_comments_are_counted():
    doc = Document()
    add(doc, "I: How?")
    p = add(doc, "P: Well.")
    doc.add_comment(p.runs[0], text="ask again", author="x")
    assert "1 comments (2 words) were not imported" in notes(doc)
    assert read(doc)[1] == ("P", "Well.")


def test_hidden_controls_are_removed_and_the_paragraph_told():
    doc = Document()
    add(doc, "I: How?")
    add(doc, "\u200eP\u202e1: a\u2066b")
    parsed = read_docx(saved(doc), "x.docx")
    assert parsed.turns[1].speaker == "P1"
    assert "3 invisible direction marks were removed (paragraph 2)" in parsed.notes


run = st.tuples(st.text("abé ŵ🙂:.?\t\n", min_size=1, max_size=9), st.booleans())
start = st.sampled_from(["I: ", "P1:\t", "Jo Price", "Jo Price: ", "Jo  0:04", "", ""])


@pytest.mark.slow
@given(
    st.lists(st.tuples(start, st.booleans(), st.lists(run, max_size=3), st.booleans()), max_size=8)
)
@settings(max_examples=examples(40))
def test_no_word_is_lost_in_any_layout(paragraphs: list):
    doc = Document()
    whole = ""
    for who, bold, runs, in_table in paragraphs:
        p = doc.add_table(1, 1).rows[0].cells[0].paragraphs[0] if in_table else doc.add_paragraph()
        for text, heavy in [(who, bold), *runs]:
            p.add_run(text).bold = heavy
            whole += text
        whole += "\n"
    parsed = read_docx(saved(doc), "x.docx")
    if any("a guess" in n for n in parsed.notes):
        return
    assert not astray(whole, parsed.turns)
