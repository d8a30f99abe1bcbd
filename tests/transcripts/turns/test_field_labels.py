"""Whoever recurs is a speaker, whatever the label is made of, or is told."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.transcripts.typed.plain import read_text_transcript
from tests.examples import examples
from tests.transcripts.turns.field_labels import LABELS

SAID = ("I walked there {}.", "Nobody had told us, of the {} of us.", "It was better after {}.")
FORMS = {
    "colon": "{}: {}\n\n",
    "dash": "{} – {}\n\n",
    "tab": "{}\t{}\n",
    "square": "[{}] {}\n\n",
    "bold": "**{}** {}\n\n",
    "time": "{} 00:01 {}\n",
}


def dialogue(form: str, label: str) -> tuple[list[str], str]:
    asks = "Moderator" if label.startswith("Interviewer") else "Interviewer"
    other = "Nurse" if label.startswith("Foster") else "Foster carer"
    people = [asks, other, label]
    turns = (form.format(who, SAID[n].format(n)) for n in range(3) for who in people)
    return people * 3, "".join(turns)


def test_there_are_enough_labels():
    assert len(LABELS) > 400


@pytest.mark.parametrize("label", LABELS)
def test_a_label_of_the_field_is_a_speaker(label: str):
    who, text = dialogue(FORMS["colon"], label)
    read = read_text_transcript(text.encode(), "x.txt")
    assert [turn.speaker for turn in read.turns] == who
    assert not any(note.startswith("heads of paragraphs") for note in read.notes)


@pytest.mark.parametrize("form", [form for form in FORMS if form != "colon"])
def test_labels_of_the_field_are_speakers_however_they_are_set_off(form: str):
    for label in (label for label in LABELS[::5] if not label[0].islower()):
        who, text = dialogue(FORMS[form], label)
        read = read_text_transcript(text.encode(), "x.txt")
        assert [turn.speaker for turn in read.turns] == who, label


def test_a_label_in_few_of_the_paragraphs_is_a_speaker():
    others = "".join(f"Interviewer: What of {n}?\n\nMum: It was so in {n}.\n\n" for n in range(12))
    text = "".join(f"{others}Year 9 pupil: I was there {n}.\n\n" for n in range(3))
    read = read_text_transcript(text.encode(), "x.txt")
    assert sum(turn.speaker == "Year 9 pupil" for turn in read.turns) == 3


LETTER = "A-Za-zÀ-ÖØ-öø-ÿ"
SPELT = st.from_regex(
    rf"\A[{LETTER}][{LETTER}0-9.'’/&#-]{{0,9}}( [{LETTER}0-9.'’&#-]{{1,9}}){{0,4}}\Z"
)


@pytest.mark.parametrize("form", ["{}: {}\n\n", "{}\t{}\n"])
@settings(max_examples=examples(150))
@given(st.lists(SPELT, min_size=1, max_size=3, unique_by=str.casefold), st.integers(3, 5))
def test_whatever_heads_three_paragraphs_is_a_speaker_or_told(form: str, labels, rounds: int):
    heads = [who for _ in range(rounds) for who in ("Interviewer", "P1", *labels)]
    text = "".join(form.format(who, SAID[n % 3].format(n)) for n, who in enumerate(heads))
    read = read_text_transcript(text.encode(), "x.txt")
    speakers = {turn.speaker for turn in read.turns}
    told = {head for note in read.notes for head in re.findall(r"“([^“”]*)” \d+×", note)}
    for label in labels:
        assert label in speakers or label in told, (label, read.notes)
