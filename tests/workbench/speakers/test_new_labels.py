"""--label and --no-label, in every layout, and what the report says then."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence

import docx
import pytest

from qualcode.errors import BadInputError
from qualcode.workbench.importing.layout import Hints, LaidOut, lay_out_file

NARRATION = [
    "It rained that day.", "We went home early.", "The sun was out again.", "It was late by then.",
] * 3  # fmt: skip
SAID = [
    ("Blod", "How long have you been here?"), ("Crisiant", "about nine years"),
    ("Blod", "What made you stay?"), ("Crisiant", "the people, mostly"),
    ("Blod", "And what would you change?"), ("Crisiant", "the rota. It is late"),
]  # fmt: skip
FORMS = [
    "{}: {}", "{} – {}", "{}– {}", "{} - {}", "{}\t{}", "{}\n{}", "[{}] {}", "({}) {}", "<{}> {}",
    "**{}** {}", "**{}:** {}", "{} 00:01 {}", "{}00:01{}", "**{}** [00:01] {}", "{}. {}", "{} {}",
    "It was so. {}: {}",
]  # fmt: skip
SPOKEN = {"Blod": 3, "Crisiant": 3}


def read(
    data: bytes, name: str, labels: Sequence[str] = (), no_labels: Sequence[str] = ()
) -> tuple[LaidOut, Counter[str | None]]:
    laid_out = lay_out_file(data, name, Hints(labels=tuple(labels), no_labels=tuple(no_labels)))
    counts = Counter(laid_out.labels[t.speaker] if t.speaker >= 0 else None for t in laid_out.turns)
    return laid_out, counts


def typed(form: str) -> bytes:
    paragraphs = [*NARRATION, *(form.format(*said) for said in SAID), *NARRATION]
    return ("\n\n".join(paragraphs) + "\n").encode()


def word(*, gap_bold: bool) -> bytes:
    document = docx.Document()
    for text in NARRATION:
        document.add_paragraph(text)
    for who, words in SAID:
        paragraph = document.add_paragraph()
        paragraph.add_run(who + " " * gap_bold).bold = True
        paragraph.add_run(" " * (not gap_bold) + words)
    for text in NARRATION:
        document.add_paragraph(text)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def captions(form: str) -> bytes:
    said = ["it rained that day", *(form.format(who, words.lower()) for who, words in SAID), "so"]
    cues = (
        f"00:00:{n * 3:02}.000 --> 00:00:{n * 3 + 2:02}.000\n{words}\n"
        for n, words in enumerate(said)
    )
    return ("WEBVTT\n\n" + "\n".join(cues)).encode()


@pytest.mark.parametrize("form", FORMS)
def test_labels_are_taken_however_they_are_set_off(form: str):
    laid_out, counts = read(typed(form), "a.txt", ["Blod", "Crisiant"])
    assert counts - Counter({None: counts[None]}) == SPOKEN
    assert not any("no speaker labels were found" in note for note in laid_out.notes)
    assert "no speaker labels found" not in laid_out.layout


@pytest.mark.parametrize("gap_bold", [True, False])
def test_bold_names_are_taken_and_told_before(gap_bold: bool):
    data = word(gap_bold=gap_bold)
    laid_out, counts = read(data, "a.docx")
    assert counts.keys() == {None}
    assert any("“Blod” 3×, “Crisiant” 3×" in note for note in laid_out.notes)
    laid_out, counts = read(data, "a.docx", ["Blod", "Crisiant"])
    assert counts - Counter({None: counts[None]}) == SPOKEN
    assert not any("heads of paragraphs" in note for note in laid_out.notes)


@pytest.mark.parametrize(
    "form", ["{}: {}", "[{}] {}", "({}) {}", "({})\n{}", "{}\n{}", "- {} - {}"]
)
def test_labels_in_captions_are_taken(form: str):
    laid_out, counts = read(captions(form), "a.vtt", ["Blod", "Crisiant"])
    assert counts - Counter({None: counts[None]}) == SPOKEN
    assert not any("heads of paragraphs" in note for note in laid_out.notes)


PEOPLE = ["Interviewer", "Foster carer", "Nain"]


@pytest.mark.parametrize("form", [form for form in FORMS[:15] if "00:01{}" not in form])
def test_no_label_gives_the_words_back(form: str):
    text = "\n\n".join(form.format(who, f"It was so in {n}.") for n in range(3) for who in PEOPLE)
    laid_out, counts = read(text.encode(), "a.txt", (), ["Nain"])
    assert counts == {"Interviewer": 3, "Foster carer": 3}
    assert laid_out.text.count("Nain: It was so in") == 3
    laid_out, counts = read(text.encode(), "a.txt", (), PEOPLE)
    assert counts == {None: 9}
    assert any("no speaker is left" in note for note in laid_out.notes)
    assert "--no-label" in laid_out.layout


def test_the_report_says_if_one_speaker_is_left():
    laid_out, _ = read(b"I: How?\n\nP1: Well.\n\nI: And?\n\nP1: So.\n", "a.txt", (), ["P1"])
    assert any("“I” is the only speaker" in note for note in laid_out.notes)


def test_a_label_that_is_nowhere_is_an_error_that_names_the_nearest():
    with pytest.raises(BadInputError, match="'Crisiant' comes nearest"):
        read(typed("{} – {}"), "a.txt", ["Crisant"])
