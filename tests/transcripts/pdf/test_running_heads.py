"""Heads and feet of pages are no speakers, however they change; what is said there stays."""

import pytest

from qualcode.transcripts.pdf.reader import read_pdf
from tests.transcripts.pdf.test_reader import LABELLED, SAID, Placed, made, turns, typeset


def with_lines(*lines: tuple[float, list[str]]) -> list[list[Placed]]:
    """Return the pages of a talk with lines at heights of the page, each in the texts given."""
    pages = typeset(LABELLED, lines=11)
    for number, page in enumerate(pages):
        for y, texts in lines:
            text = (
                texts[number * len(texts) // len(pages)] if y > 790 else texts[number % len(texts)]
            )
            page.append((200, y, text.replace("#", str(number + 1)), False))
    return pages


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([(774, ["City Council", "4 May 2015"])], ["“City Council”", "“4 May 2015”"]),
        ([(774, ["Council of Gwern #", "# Council of Gwern"])], ["“2 Council of Gwern”"]),
        ([(40, ["14 Mill Lane, Gwern", "Mill Lane 14"]), (30, ["Tel: 0123 456", "Telephone: 0123"])],
         ["“Tel: 0123 456”", "“Telephone: 0123”"]),
        ([(800, ["Hearing: 4 May 2015", "Hearing: 5 May 2015"])], ["“Hearing: 4 May 2015”"]),
    ],
    ids=["left and right", "numbers left and right", "two feet", "dates"],
)  # fmt: skip
def test_heads_and_feet_that_change_are_left_out_and_told(
    lines: list[tuple[float, list[str]]], told: list[str]
):
    parsed = read_pdf(made(with_lines(*lines)), "a.pdf")
    assert turns(parsed) == SAID
    notes = "\n".join(parsed.notes)
    assert [one for one in told if one not in notes] == []


def test_a_head_in_another_place_on_some_pages_is_one_too():
    pages = with_lines((800, ["Council of Gwern"]))
    pages[2][-1] = (90, 815, "Council of Gwern", False)
    parsed = read_pdf(made(pages), "a.pdf")
    assert turns(parsed) == SAID
    assert f"on {len(pages)} pages" in "\n".join(parsed.notes)


def test_what_is_said_at_the_top_or_at_the_end_of_several_pages_stays():
    tops = ["I: Okay.", "P: She rang.", "I: Okay.", "P: I went.", "I: Okay.", "P: It rained."]
    pages: list[list[Placed]] = []
    for n, top in enumerate(tops):
        asked = [f"P: It was {sign * 9}{'uvwxyz'[n]}." for sign in "abcdefghijk"[: 8 + n % 2]]
        lines = enumerate([top, *asked, "I: Right."])
        pages.append([(72, 760 - 14 * at, line, False) for at, line in lines])
    said = [turn.text for turn in read_pdf(made(pages), "a.pdf").turns]
    assert " ".join(said).count("Okay.") == 3
    assert " ".join(said).count("Right.") == 6
