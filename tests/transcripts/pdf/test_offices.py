"""Labels of an office and its holder's name are whole, also over two lines of a page."""

import pytest

from qualcode.transcripts.labels.labels import split_label
from qualcode.transcripts.labels.offices import office_label
from qualcode.transcripts.pdf.reader import read_pdf
from tests.transcripts.pdf.test_reader import SIGN, Placed, escaped, made, turns

OFFICE = "The Second Minister of State at the Department of Rivers and Bridges"


def set_in_lines(lines: list[str]) -> list[Placed]:
    """Return lines of pieces, of which those in stars are bold."""
    placed: list[Placed] = []
    for n, line in enumerate(lines):
        x = 72.0
        for at, piece in enumerate(line.split("*")):
            if piece.strip():
                lead = len(piece) - len(piece.lstrip())
                placed.append((x + SIGN * lead, 760 - 14 * n, piece.strip(), at % 2 == 1))
            x += SIGN * len(piece)
    return placed


@pytest.mark.parametrize(
    "label",
    [
        [f"*{OFFICE}* (Ms.", "Lewis): "],
        [f"*{OFFICE} (Ms.", "*Lewis):* "],
        [f"*{OFFICE[:-8]}", f"*{OFFICE[-7:]}* (Ms. Lewis): "],
    ],
    ids=["name", "name in bold", "office"],
)
def test_a_label_over_two_lines_is_whole(label: list[str]):
    said = "The bridge was shut, and then it was opened again, they say."
    asked = "*The Chair:* And now?"
    lines = [asked, *label[:-1], label[-1] + said[: 62 - len(label[-1])].rsplit(" ", 1)[0]]
    lines.append(said[len(lines[-1]) - len(label[-1]) :].strip())
    found = turns(read_pdf(made([set_in_lines(lines * 3)]), "a.pdf"))
    assert {who for who, _ in found} == {"The Chair", f"{OFFICE} (Ms. Lewis)"}
    assert {" ".join(words.split()) for who, words in found if who != "The Chair"} == {said}


def test_what_closes_a_bracket_and_opens_none_is_no_label():
    assert split_label("Lewis): I was there.") is None
    assert split_label("of Gwern (Ms. Lewis)): I was there.") is None
    assert split_label("1) Siân Lewis: I was there.") is not None


def test_an_office_may_have_many_words_but_needs_a_name():
    assert office_label(f"{OFFICE} (Ms. Lewis): No.") is not None
    assert office_label("The bridge was shut (it was old): so we went round.") is None
    assert office_label(f"{OFFICE} (Ms. Lewis) spoke.") is None


def test_a_code_too_small_to_see_is_no_part_of_the_name_behind_it():
    lines = [("Carys Lee", "Was it open?"), ("Siân Lewis", "It was shut.")] * 3
    stream = b"".join(
        b"BT 1 0 0 1 72 %d Tm /F1 0.1 Tf (4/5/2015A%d) Tj /F2 10 Tf (%s:) Tj /F1 10 Tf ( %s) Tj ET\n"
        % (760 - 14 * n, n, escaped(who), escaped(words))
        for n, (who, words) in enumerate(lines)
    )
    parsed = read_pdf(made([[]], raw=stream), "a.pdf")
    assert turns(parsed)[:6] == lines
    assert turns(parsed)[6:] == [(None, " ".join(f"4/5/2015A{n}" for n in range(6)))]
    assert any("type too small to see (6 words)" in note for note in parsed.notes)
