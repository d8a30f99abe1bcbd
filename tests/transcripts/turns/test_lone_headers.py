"""A single field at the top is a header; headings of a guide's questions are nobody's labels."""

from __future__ import annotations

import pytest

from qualcode.transcripts.parsed import Parsed
from qualcode.transcripts.typed.plain import read_text_transcript

GUIDE = "## Question {}: {}\n\n“{}”\n\n### {}\n\n“{}”\n\n"
TALK = "".join(
    GUIDE.format(n, *words)
    for n, words in enumerate(
        [
            ("What did you keep?", "Bees, and a goat.", "Was it hard?", "The goat was."),
            ("When did you stop?", "When the mill closed.", "And then?", "I went to sea."),
            ("Who came along?", "My sister came.", "Only she?", "Only she."),
        ],
        start=1,
    )
)


def read(text: str) -> Parsed:
    return read_text_transcript(text.encode(), "a.md")


@pytest.mark.parametrize(
    "top",
    [
        "# Info\nInterviewee: Dora",
        "Interviewee: Dora Hale",
        "**Participant:** P7",
        "\n\n".join([f"This is the line {n} of the front." for n in range(14)])
        + "\n\nInfo\n\nInterviewee: Dora Hale\n\nFarm",
    ],
)
def test_a_single_field_with_a_name_makes_nobody_speak(top: str):
    found = read(f"{top}\n\n# Talk\n\n{TALK}")
    assert {t.speaker for t in found.turns} == {None}
    assert any(note.startswith("a header of 1 line (“") for note in found.notes)


def test_a_single_field_among_other_labels_is_a_header():
    talk = "DH: It rained.\n\nEP: And then?\n\n" * 3
    found = read(f"Interviewee: Dora Hale\n\n{talk}")
    assert {t.speaker for t in found.turns} == {None, "DH", "EP"}


@pytest.mark.parametrize(
    "first", ["Interviewee: Yes", "Interviewee: Dora\nwas my name.", "Interviewee: It rained."]
)
def test_somebody_who_speaks_first_is_no_header(first: str):
    found = read(f"{first}\n\nInterviewer: Why?\n\nInterviewee: It rained.\n\nInterviewer: Oh?\n")
    assert found.turns[0].speaker == "Interviewee"


def test_numbered_questions_with_answers_below_them_are_still_asked():
    text = "Question 1: Why?\n\nIt rained.\n\nQuestion 2: And then?\n\nIt stopped.\n\nQuestion 3: Oh?\n\nYes.\n"
    assert {t.speaker for t in read(text).turns} == {"Question", "Participant"}


def test_headings_of_questions_with_more_questions_below_them_are_not():
    found = read(TALK.replace("#", "").replace(" Question", "Question"))
    assert {t.speaker for t in found.turns} == {None}
