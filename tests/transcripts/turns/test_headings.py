"""Headings, headers and titles are text that nobody speaks, in their place; no word is dropped."""

from __future__ import annotations

import io
import re
from collections import Counter

import pytest
from docx import Document
from hypothesis import assume, given
from hypothesis import strategies as st

from qualcode.transcripts.parsed import Parsed
from qualcode.transcripts.reader import parse_transcript
from tests.transcripts.pdf.test_reader import made, typeset

TALK = [
    ("Pryce", "Where did you grow up?"),
    ("Hale", "On a farm near the river, with two sisters."),
    ("Pryce", "And when did you leave it?"),
    ("Hale", "When the mill closed. I was nine."),
    ("Pryce", "Did you go back?"),
    ("Hale", "Every summer, until my aunt died."),
]
FIELDS = ["Interviewee: Dora Hale", "Interviewer: Edwin Pryce", "Date: 3 May 2011", "Place: Ludlow"]
INTRODUCTION = "Dora Hale kept bees for sixty years.\n\nThis is one of a series of talks."


def parsed(text: str, name: str = "talk.md") -> Parsed:
    return parse_transcript(text.encode(), name)


def turns(found: Parsed) -> list[tuple[str | None, str]]:
    return [(turn.speaker, turn.text) for turn in found.turns]


def spoken(found: Parsed) -> list[tuple[str | None, str]]:
    return [turn for turn in turns(found) if turn[0]]


def unspoken(found: Parsed) -> list[str]:
    return [line for turn in found.turns if not turn.speaker for line in turn.text.split("\n")]


def said(talk: list[tuple[str, str]], between: str = "{}: {}") -> str:
    return "\n\n".join(between.format(who, words) for who, words in talk)


def document(*paragraphs: str | tuple[str, str | bool]) -> bytes:
    """Return a Word file; a pair has the style of its paragraph, or whether it is bold."""
    doc = Document()
    for one in paragraphs:
        text, look = (one, False) if isinstance(one, str) else one
        if isinstance(look, str):
            doc.add_paragraph(text, style=look)
        else:
            doc.add_paragraph().add_run(text).bold = look
    file = io.BytesIO()
    doc.save(file)
    return file.getvalue()


# ---- headings -----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["{}: {}", "{}:\n\n{}", "**{}:** {}", "{}\n\n{}", "### {}\n\n{}"])
def test_markdown_headings_are_nobodys_and_stay_in_place(form: str):
    text = "\n\n".join(
        [
            "## About Dora Hale\n\nShe kept bees.\n\n## Copyright Statement\n\nFor research only.",
            "# Early Life and School",
            said(TALK[:4], form),
            "# Closing Remarks",
            said(TALK[4:], form),
        ]
    )
    found = parsed(text)
    assert spoken(found) == TALK
    assert unspoken(found) == [
        "## About Dora Hale", "She kept bees.", "## Copyright Statement", "For research only.",
        "# Early Life and School", "# Closing Remarks",
    ]  # fmt: skip
    assert [t.text for t in found.turns].index("# Closing Remarks") == len(found.turns) - 3
    assert [t.level for t in found.turns if t.level] == [2, 2, 1, 1]
    assert any("4 headings (2 of level 1, 2 of level 2)" in note for note in found.notes)


def test_a_heading_that_somebody_is_called_above_a_text_is_no_turn_of_theirs():
    found = parsed("## Pryce\n\nHe asks for a museum.\n\n" + said(TALK))
    assert spoken(found) == TALK


def test_names_set_as_headings_are_labels():
    talk = [*TALK, ("Aunt Nell", "I was there, too.")]
    assert spoken(parsed(said(talk, "## {}\n\n{}"))) == talk
    words = [part for who, text in TALK for part in ((who, "Heading 2"), text)]
    assert spoken(parse_transcript(document(*words), "a.docx")) == TALK


def test_headings_of_word_keep_their_level():
    found = parse_transcript(
        document(
            ("Life of Dora Hale", "Title"),
            ("Copyright Statement", "Heading 1"),
            "For research only.",
            ("Early Life", "Heading 2"),
            *(f"{who}: {words}" for who, words in TALK[:4]),
            ("Closing Remarks", "Heading 2"),
            *(f"{who}: {words}" for who, words in TALK[4:]),
        ),
        "a.docx",
    )
    assert spoken(found) == TALK
    levels = {turn.text: turn.level for turn in found.turns if not turn.speaker}
    assert levels == {
        "Life of Dora Hale": 0, "Copyright Statement": 1, "For research only.": 0,
        "Early Life": 2, "Closing Remarks": 2,
    }  # fmt: skip


def test_bold_paragraphs_and_capitals_between_turns_are_headings():
    looks: list[str | tuple[str, str | bool]] = [
        ("Copyright Statement", True),
        "For research only.",
    ]
    for number, (who, words) in enumerate(TALK):
        looks += [("After The Mill", True)] if number == 4 else []
        looks.append(f"{who}: {words}")
    found = parse_transcript(document(*looks), "a.docx")
    assert spoken(found) == TALK
    assert unspoken(found) == ["Copyright Statement", "For research only.", "After The Mill"]
    text = said(TALK[:4]) + "\n\nAFTER THE MILL\n\n" + said(TALK[4:])
    assert turns(parsed(text, "a.txt"))[4] == (None, "AFTER THE MILL")
    assert spoken(parsed(text, "a.txt")) == TALK
    assert any("“AFTER THE MILL”" in note for note in parsed(text, "a.txt").notes)


@pytest.mark.parametrize(
    "headings", [("EARLY LIFE", "THE MILL CLOSES"), ("Early Life", "The Mill")]
)
def test_headings_of_a_pdf_are_nobodys(headings: tuple[str, str]):
    lines = [headings[0], *(f"{a}: {b}" for a, b in TALK[:4]), headings[1]]
    lines += [f"{a}: {b}" for a, b in TALK[4:]]
    bold = frozenset() if headings[0].isupper() else frozenset([0, 5])
    found = parse_transcript(made(typeset(lines, space=10, bold=bold)), "a.pdf")
    assert spoken(found) == TALK
    assert unspoken(found) == [*headings]


def test_a_text_in_capitals_or_bold_is_said():
    loud = [(who, words.upper()) for who, words in TALK]
    text = said(loud[:4]) + "\n\nAND THEN WE WENT\n\n" + said(loud[4:])
    assert (loud[3][0], loud[3][1] + "\nAND THEN WE WENT") in turns(parsed(text, "a.txt"))
    heavy: list[tuple[str, str | bool]] = [(f"{who}: {words}", True) for who, words in TALK]
    heavy.insert(4, ("And then we went", True))
    assert "And then we went" in dict(spoken(parse_transcript(document(*heavy), "a.docx")))[
        "Hale"
    ] or (
        ("Hale", TALK[3][1] + "\nAnd then we went")
        in turns(parse_transcript(document(*heavy), "a.docx"))
    )


@pytest.mark.parametrize("title", ["Abstract", "Biographical Note", "Series Three Introduction"])
def test_a_title_with_a_long_text_before_the_talk_is_nobody(title: str):
    text = f"{title}: {'She lived there and kept bees. ' * 30}\n\n{said(TALK)}"
    assert spoken(parsed(text, "a.txt")) == TALK
    assert unspoken(parsed(text, "a.txt"))[0].startswith(title)


@pytest.mark.parametrize("who", ["Nell Hale", "Mr. Owen Lee (Ludlow)", "Interviewer 2"])
def test_who_speaks_once_at_length_is_somebody(who: str):
    talk = [*TALK[:4], (who, "I saw them every day. " * 60), *TALK[4:]]
    assert [name for name, _ in spoken(parsed(said(talk), "a.txt"))] == [name for name, _ in talk]


# ---- headers ------------------------------------------------------------------------------------


@pytest.mark.parametrize("gap", ["\n", "  \n", "\\\n", "\n\n"])
@pytest.mark.parametrize("front", ["", INTRODUCTION, "## Bees\n\n" + INTRODUCTION + "\n\n## Talk"])
@pytest.mark.parametrize("shape", [str, str.upper, lambda line: f"**{line.replace(':', ':**', 1)}"])
def test_a_header_speaks_nowhere(gap: str, front: str, shape):
    fields = [shape(line) for line in FIELDS]
    found = parsed(f"{front}\n\n{gap.join(fields)}\n\n{said(TALK)}")
    assert spoken(found) == TALK
    lines = [line.rstrip("\\ ") for line in unspoken(found)]
    assert lines[-4:] == fields
    assert any("a header of 4 lines" in note for note in found.notes)


def test_a_header_in_a_table_of_word_speaks_nowhere():
    doc = Document()
    doc.add_paragraph(INTRODUCTION)
    table = doc.add_table(0, 2)
    for line in FIELDS:
        for cell, text in zip(table.add_row().cells, line.split(": "), strict=True):
            cell.text = text
    for who, words in TALK:
        doc.add_paragraph(f"{who}: {words}")
    file = io.BytesIO()
    doc.save(file)
    assert spoken(parse_transcript(file.getvalue(), "a.docx")) == TALK


def test_people_alone_are_a_header_where_neither_speaks():
    found = parsed(f"{INTRODUCTION}\n\n{FIELDS[0]}\n{FIELDS[1]}\n\n{said(TALK)}")
    assert spoken(found) == TALK
    talk = [("Interviewer", "Hello Dora"), ("Interviewee", "Hello")] * 3
    assert spoken(parsed(said(talk))) == talk


# ---- one word below a label ----------------------------------------------------------------------

WORDS = ["All", "I", "Child", "Right", "Parent", "Everyone"]


@pytest.mark.parametrize("form", ["{}\n{}\n\n", "{}\n{}\n", "{}\n\n{}\n\n", "{}:\n{}\n\n"])
@pytest.mark.parametrize("word", WORDS)
def test_right_below_a_label_stand_words(form: str, word: str):
    talk = [("Interviewer", word if n in (2, 4) else f"What was year {n}?") for n in range(7)]
    answers = ["It was good.", "It rained.", "It was long.", "Fine.", "So so.", word, "Cold."]
    talk = [
        turn for one, two in zip(talk, answers, strict=True) for turn in (one, ("Gwen Hale", two))
    ]
    found = parsed("".join(form.format(*turn) for turn in talk), "a.txt")
    assert turns(found) == talk


def test_a_label_below_a_label_without_words_is_a_label():
    talk = [("Interviewer", "How was it?"), ("Parent", "Good."), ("Child", "So so.")] * 3
    text = "".join(f"{who}\n{words}\n\n" for who, words in talk)
    found = parsed(text + "Interviewer\n\nChild\nWe went home then.\n", "a.txt")
    assert turns(found) == [*talk, (None, "Interviewer"), ("Child", "We went home then.")]


# ---- labels within a paragraph ------------------------------------------------------------------


@pytest.mark.parametrize("names", [("Interviewer", "Interviewee"), ("Pryce", "Hale")])
@pytest.mark.parametrize("look", ["name", "colon outside", "question"])
def test_bold_labels_divide_a_paragraph(names: tuple[str, str], look: str):
    doc = Document()
    line = doc.add_paragraph()
    talk = [(names[who == "Hale"], words) for who, words in TALK]
    for who, words in talk:
        if look == "question":
            line.add_run(f"{who}: {words} ").bold = who == names[0]
        else:
            line.add_run(who + ":" * (look == "name")).bold = True
            line.add_run(f"{':' * (look != 'name')} {words} ")
    file = io.BytesIO()
    doc.save(file)
    assert turns(parse_transcript(file.getvalue(), "a.docx")) == talk


def test_stress_within_a_paragraph_divides_nothing():
    doc = Document()
    for who, words in TALK:
        line = doc.add_paragraph(f"{who}: {words} ")
        line.add_run("Note:").bold = True
        line.add_run(" it was ")
        line.add_run("never").bold = True
        line.add_run(" mine.")
    file = io.BytesIO()
    doc.save(file)
    assert [who for who, _ in turns(parse_transcript(file.getvalue(), "a.docx"))] == [
        who for who, _ in TALK
    ]


def test_one_paragraph_with_labels_that_nothing_sets_off_is_nobodys():
    line = " ".join(f"{who}: {words}" for who, words in TALK)
    found = parsed(line.replace("Pryce", "Interviewer"), "a.txt")
    assert {who for who, _ in turns(found)} == {None}
    assert any("“Interviewer” 3×" in note for note in found.notes)


# ---- nothing is lost ----------------------------------------------------------------------------

PIECES = st.sampled_from(
    ["# Early Life", "### Pryce", "EARLY YEARS", *FIELDS, "Interviewer", "Pryce:", "Hale", "All",
     "Pryce: Why?", "Hale: It rained.", "I", "Date: 3 May", "Copyright Statement", "It was late.",
     "**Hale:** No.", "**Closing Words**", "guest: Dora Hale", "---", "Present: Ann, Bob"]
)  # fmt: skip


@given(st.lists(st.tuples(PIECES, st.sampled_from(["\n", "\n\n"])), min_size=1, max_size=16))
def test_every_word_is_in_the_turns_in_its_place(parts: list[tuple[str, str]]):
    text = "".join(map("".join, parts))
    found = parsed(text + "\nIt rained.\n", "a.txt")
    # What stands between two rules at the top is taken off, and told.
    assume(not any("front matter" in note for note in found.notes))
    texts = letters("".join(turn.text for turn in found.turns))
    labels = letters("".join(turn.speaker or "" for turn in found.turns))
    # A label comes again where a turn goes on after a heading.
    assert not letters(text + "It rained.") - texts - labels
    assert not texts - letters(text + "It rained.")


def letters(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]", text))
