"""Hearings as court reporters print them: numbered lines, Q and A, dots for spaces."""

import pytest

from qualcode.transcripts.pdf.reader import read_pdf
from tests.transcripts.pdf.test_reader import SIGN, Placed, made, turns

LINES = [
    "THE CHAIR:             Good morning, and welcome.",
    "Q   MS. PUGH:          Mr. Hale, when did the bus come, and how",
    "did you know that it was late?",
    "A   MR. HALE:          It came at ten.",
    "Q   And the next one?",
    "A   It did not come at all.",
    "THE CHAIR:             Thank you.",
    "Q   MR. ROE:           May I ask about the bridge?",
    "A   You may.",
    "Q   Was it shut?",
    "A   It was.",
]
SAID = [
    ("THE CHAIR", "Good morning, and welcome."),
    ("MS. PUGH", "Mr. Hale, when did the bus come, and how did you know that it was late?"),
    ("MR. HALE", "It came at ten."),
    ("MS. PUGH", "And the next one?"),
    ("MR. HALE", "It did not come at all."),
    ("THE CHAIR", "Thank you."),
    ("MR. ROE", "May I ask about the bridge?"),
    ("MR. HALE", "You may."),
    ("MR. ROE", "Was it shut?"),
    ("MR. HALE", "It was."),
]


def page(lines: list[str], *, dots: bool = False) -> list[Placed]:
    placed: list[Placed] = []
    for n, line in enumerate(lines):
        y = 760 - 20.0 * n
        if dots:
            placed.append((72, y, f"{n + 1:2} {line}".replace(" ", "\xb7"), False))
            continue
        placed.append((72, y, str(n + 1), False))
        at = 0
        for piece in line.split("  "):
            if piece.strip():
                at = line.index(piece.strip(), at)
                placed.append((100 + SIGN * at, y, piece.strip(), False))
                at += len(piece.strip())
    return placed


@pytest.mark.parametrize("dots", [False, True])
def test_q_and_a_are_whoever_has_them_and_it_is_told(dots: bool):
    parsed = read_pdf(made([page(LINES, dots=dots)]), "a.pdf")
    assert turns(parsed) == SAID
    told = "\n".join(parsed.notes)
    assert "8 letters Q and A in front of lines were taken for labels: 5 without a name" in told
    assert "11 numbers of lines in the margin were left out" in told
    assert ("dots in place of spaces became spaces" in told) == dots


def test_q_and_a_without_names_are_labels():
    lines = [f"{'QA'[n % 2]}   That was the {n}th of all the answers." for n in range(12)]
    found = turns(read_pdf(made([page(lines)]), "a.pdf"))
    assert found == [("QA"[n % 2], line[4:]) for n, line in enumerate(lines)]


def test_dots_as_bullets_stay():
    lines = [f"\xb7 the {n}th of many points that were made" for n in range(20)]
    lines += ["and more was said below all of them"] * 30
    placed = [(72.0, 780 - 14.0 * n, line, False) for n, line in enumerate(lines)]
    parsed = read_pdf(made([placed]), "a.pdf")
    assert "".join(turn.text for turn in parsed.turns).count("\xb7") == 20
