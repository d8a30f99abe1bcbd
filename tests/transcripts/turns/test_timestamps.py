"""Times and line numbers that stand among the words of a plain text, and chats."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.model.document.turn_layout import LabelledTurn, lay_out, times_in
from qualcode.transcripts.parsed import Parsed
from qualcode.transcripts.turns.f4_marks import take_marks
from qualcode.transcripts.typed.plain import read_text_transcript


def read(text: str) -> Parsed:
    return read_text_transcript(text.encode(), "x.txt")


def who(text: str) -> list[tuple[str | None, str, int | None, tuple[tuple[int, int], ...]]]:
    return [(t.speaker, t.text, t.start_ms, t.times) for t in read(text).turns]


def notes(text: str) -> str:
    return "\n".join(read(text).notes)


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("#00:00:05-1# Hi there. #00:00:09-8#", ("Hi there.", 5100, ((9, 9800),))),
        ("a #1:02# #00:01:03,5#b#00:01:04.25#. c", ("a b. c", None, ((2, 63_500), (3, 64_250)))),
        ("#00:01:02-3#\n#00:01:03-0#", ("", 63_000, ())),
        ("a #00:01:02-3#\nb\n", ("a\nb", None, ((2, 62_300),))),
        ("  #1 and #2: #00:01:99# ", ("#1 and #2: #00:01:99#", None, ())),
    ],
)
def test_f4_marks_of_a_paragraph(text: str, taken: object):
    assert take_marks(text) == taken


def test_f4_marks_become_times():
    text = (
        "I: How was it? #00:00:05-1#\n\nP1: Well. #00:00:09-8# Fine. #00:00:12-0#\n\n"
        "#00:00:13-0# I: So?\n\n#00:00:14-0#\n\nP1: #00:00:15-0# Yes.\n"
    )
    assert who(text) == [
        ("I", "How was it?", None, ()),
        ("P1", "Well. Fine.", 5100, ((6, 9800),)),
        ("I", "So?", 13_000, ()),
        ("P1", "Yes.", 15_000, ()),
    ]
    assert "6 time marks such as #00:01:02-3# became the times of the words" in notes(text)


def test_times_in_brackets_that_go_on_increasing():
    text = (
        "I: How was it? [00:01:00] And so.\n\nP1: Well. [inaudible 00:01:10] Fine\n\n"
        "[00:02:00]\n\nI: So (00:03:00) you\n<00:04:00>came.\n"
    )
    assert who(text) == [
        ("I", "How was it? And so.", None, ((12, 60_000),)),
        ("P1", "Well. [inaudible 00:01:10] Fine", None, ()),
        ("I", "So you\ncame.", 120_000, ((3, 180_000), (7, 240_000))),
    ]
    assert "4 times in brackets ([00:01:00] …) became the times of the words" in notes(text)


@pytest.mark.parametrize(
    "said", ["[10:30] or [9:15] or [8:00]", "(3:16) (4:1) (5:20)", "at [9:15]"]
)
def test_other_times_in_brackets_are_words(said: str):
    text = f"I: When?\n\nP1: It was {said} then.\n\nI: So?\n"
    assert who(text)[1] == ("P1", f"It was {said} then.", None, ())


def test_lines_between_lines_of_times():
    text = (
        "0:01\n1 second\nhello there\n0:05\n5 seconds\nand then.\n"
        "1:09\n1 minute, 9 seconds\nwe go.\n1:30\n8 seconds"
    )
    assert [(w, at, times) for _, w, at, times in who(text)] == [
        ("hello there and then.", 1000, ((12, 5000),)), ("we go. 8 seconds", 69_000, ((7, 90_000),)),
    ]  # fmt: skip
    assert "4 lines that are only a time" in notes(text)


def test_line_numbers_are_no_words():
    lines = "I: How was it all|going then?|P1: Well, at|16 it was|not bad.||I: So?|P1: Yes.|I: Sure?".split(
        "|"
    )
    plain = who("\n".join(lines))
    for form in ("{}  {}", "{}\t{}", "  {} {}"):
        text = "\n".join(form.format(n, line) for n, line in enumerate(lines, 1))
        assert who(text) == plain
        assert "counting up, were left out of the words" in notes(text)


def test_line_numbers_at_every_fifth_line():
    lines = [
        f"{'I: ' if n % 6 == 1 else 'P1: ' if n % 6 == 4 else ''}w{n} 5 x" for n in range(1, 24)
    ]
    text = "\n".join(f"{n} {line}" if n % 5 == 0 else line for n, line in enumerate(lines, 1))
    assert who(text) == who("\n".join(lines))
    assert "numbers in front of 4 lines" in notes(text)


@pytest.mark.parametrize(
    "words",
    [
        "5 of us came\n10 went\n15 came back\n20 stayed",
        "1 mum\n2 dad\n3 nan",
        "2019 was hard\n2020 too",
    ],
)
def test_other_numbers_at_the_start_of_lines_are_words(words: str):
    assert who(f"I: Who?\n\nP1: Well.\n{words}\n\nI: So?\n")[1][1] == f"Well.\n{words}"


def test_chats_of_zoom():
    text = (
        "14:03:11\t From Ann Lee to Everyone:\r\n\tHello all: hi\r\n\r\n"
        "14:03:15\t From  Bo Ash  to  Ann Lee(Direct Message) : Hi\r\nthere\r\n14:04:01\tFrom Cy : Bye\r\n"
    )
    at = (14 * 60 + 3) * 60_000
    assert [t[:3] for t in who(text)] == [
        ("Ann Lee", "Hello all: hi", at + 11_000), ("Bo Ash", "Hi\nthere", at + 15_000),
        ("Cy", "Bye", at + 61_000),
    ]  # fmt: skip
    assert "left out of the words: “Everyone” 1, “Ann Lee(Direct Message)” 1" in notes(text)
    text = "00:03:11\tAnn Lee:\tHello\r\n00:03:15\tbo:\tHi: there\r\n"
    assert [t[:2] for t in who(text)] == [("Ann Lee", "Hello"), ("bo", "Hi: there")]


def test_names_beside_times_are_names_even_once():
    otter = (
        "Talk\nMon, Mar 01, 2021 9:00AM • 32:01\n\nSUMMARY KEYWORDS\nschool\n\nSPEAKERS\nAnn Lee, Bo\n\n"
        "Ann Lee  00:03  \nWe start.\n\nUnknown Speaker  00:12  \nYes.\n\nBo  1:00:12  \nOK then.\n"
    )
    assert [t[:3] for t in who(otter)][-3:] == [
        ("Ann Lee", "We start.", 3000), ("Unknown Speaker", "Yes.", 12_000), ("Bo", "OK then.", 3_612_000),
    ]  # fmt: skip
    typed = "Jane (00:01:02):\nHow?\nAnn (00:01:09):\nWell.\n\nBo Ash (00:02:02):\nSo\n"
    assert [t[0] for t in who(typed)] == ["Jane", "Ann", "Bo Ash"]


def test_google_meet():
    text = (
        "Team call – Transcript\n00:00:00\n\nAnn Lee: Hi.\nBo Ash: Yes.\n00:05:00\n\nAnn Lee: So.\n\n"
        "Transcription ended after 00:07:12\n\n"
        "This editable transcript was computer generated and might contain errors.\n"
    )
    assert [t[:3] for t in who(text)][1:4] == [
        ("Ann Lee", "Hi.", 0), ("Bo Ash", "Yes.", None), ("Ann Lee", "So.", 300_000),
    ]  # fmt: skip
    assert [t[0] for t in who(text)][4:] == [None, None]


said = st.lists(st.text("abéŵ\u0301🙂'", min_size=1, max_size=5), min_size=1, max_size=5)
mark = st.integers(0, 35_999)


@pytest.mark.slow
@given(
    st.lists(
        st.tuples(st.sampled_from(["I", "P1"]), st.lists(st.tuples(mark, said), min_size=1, max_size=4)),
        min_size=2,
        max_size=8,
    ),
    st.sampled_from([" ", "", "\n"]),
)  # fmt: skip
def test_every_mark_stands_before_the_words_it_stood_before(
    turns: list[tuple[str, list[tuple[int, list[str]]]]], gap: str
):
    """Also in the text that a study keeps, and no word is lost."""
    text, expected, words = "", [], []
    for label, pieces in turns:
        text += f"{label}: "
        for tenths, piece in pieces:
            clock = f"{tenths // 600:02}:{tenths // 10 % 60:02}-{tenths % 10}"
            text += f"#00:{clock}#{gap}{' '.join(piece)} "
            composed = unicodedata.normalize("NFC", " ".join(piece)).split()
            expected.append((composed[0], tenths * 100))
            words += composed
        text += "\n\n"
    found = read(text).turns
    labelled = [LabelledTurn(t.speaker, t.text, t.start_ms, t.times) for t in found]
    laid, _, placed = lay_out(labelled)
    times = sorted([*times_in(labelled, placed), *((p.words, p.start_ms) for p in placed)])
    assert [(laid[at:].split()[0], ms) for at, ms in times] == expected
    assert re.findall(r"\S+", " ".join(t.text for t in found)) == words
