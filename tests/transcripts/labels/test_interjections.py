"""What stands in round brackets on its own lines is no label; names with a party are."""

from __future__ import annotations

import pytest

from qualcode.transcripts.labels.interjections import lines_inside
from qualcode.transcripts.typed.plain import read_text_transcript

SITTING = """\
Chair Dora Hale:
The sitting is open. I call Mr Pryce.

Edwin Pryce (RED):
Thank you. The mill must stay.

{}

It is all we have.

Chair Dora Hale:
I call Ms Roe.

Mary Roe (BLUE):
It must go, and soon.

Chair Dora Hale:
I call Mr Penn.

Owen Penn (BLUE/OLD
GREEN):
Not in my town.

Jane Lowe (GREEN): A single word from me.

Edwin Pryce (RED):
The mill must stay.

Mary Roe (BLUE):
It must go.
"""


def spoken(text: str) -> list[tuple[str | None, str]]:
    return [(t.speaker, t.text) for t in read_text_transcript(text.encode(), "a.txt").turns]


@pytest.mark.parametrize(
    "thrown",
    [
        "(Shout from the left: No!)",
        "(Mary Roe: No!)",
        "(Applause from the Reds)",
        "(Shouts – Mary Roe\n[BLUE]: No! – Sit down! –\nMary Roe: Never!)",
        "(Applause from the Reds and\nthe Greens)",
    ],
)
def test_interjections_begin_no_turns_and_stay_in_the_words(thrown: str):
    turns = spoken(SITTING.format(thrown))
    assert {who for who, _ in turns} == {
        "Chair Dora Hale",
        "Edwin Pryce (RED)",
        "Mary Roe (BLUE)",
        "Jane Lowe (GREEN)",
    }
    assert turns[1] == (
        "Edwin Pryce (RED)",
        f"Thank you. The mill must stay.\n{thrown}\nIt is all we have.",
    )


def test_interjections_that_recur_are_no_labels_either():
    shouts = "\n\n".join("(Shout from the left: No!)\n\n(Applause from the Reds)" for _ in range(9))
    assert len(spoken(SITTING.format(shouts))) == len(spoken(SITTING.format("(Laughter)")))


def test_labels_in_round_brackets_stay_labels():
    text = "(I) How was it?\n\n(P) Wet.\n\n(I) And then?\n\n(P) It cleared.\n"
    assert [who for who, _ in spoken(text)] == ["I", "P", "I", "P"]
    alone = "(P1)\nIt was wet.\n\n(P2)\nIt was not.\n\n(P1)\nIt was.\n\n(P2)\nNo.\n"
    assert [who for who, _ in spoken(alone)] == ["P1", "P2", "P1", "P2"]


def test_a_bracket_that_nobody_closes_ends_on_its_line():
    assert lines_inside(["(It rained", *["Ann: Yes."] * 20]) == set()
    assert lines_inside(["(It rained", "and rained)", "Ann: Yes."]) == {1}
    assert lines_inside(["It rained (and", "rained)"]) == set()
