"""Hearings and depositions in plain text: numbered lines, "Q." and "A.", names before colons."""

import re
from collections import Counter

import pytest

from qualcode.transcripts.parsed import Parsed
from qualcode.transcripts.reader import parse_transcript

FRONT = ["                 IN THE COUNTY COURT", "   Heard on the 3rd of May"]
SAID = [
    ("THE COURT", "Good morning. Please begin."),
    ("MR. HALE", "When did the bus come, and how did you know that it was late on that day?"),
    ("THE WITNESS", "It came at ten."),
    ("MR. HALE", "And the next one?"),
    ("MS. PUGH", "Objection."),
    ("THE WITNESS", "It did not come."),
    ("MS. PUGH", "Was the bridge shut?"),
    ("THE WITNESS", "It was, all of the week."),
]


def hearing(stop: str = ".", *, apart: bool = False, times: bool = False) -> str:
    body = [
        *FRONT,
        "             THE COURT:  Good morning.  Please",
        "   begin.",
        "   BY MR. HALE:",
        f"        Q{stop}   When did the bus come, and how did you",
        "   know that it was late on that day?",
        f"        A{stop}   It came at ten.",
        f"        Q{stop}   And the next one?",
        "             MS. PUGH:  Objection.",
        "             THE WITNESS:  It did not come.",
        "                    CROSS-EXAMINATION",
        "   BY MS. PUGH:",
        f"        Q{stop}   Was the bridge shut?",
        f"        A{stop}   It was, all of the",
        "   week.",
        "             (A recess was taken.)",
        "                    CERTIFICATE",
        "   I wrote all of this down.",
        "",
    ]
    body += [f"        {'QA'[n % 2]}{stop}   The {n}th of all." for n in range(10)]
    lines = []
    for n, line in enumerate(body):
        number = f"{n % 15 + 1:2}"
        lines += ["\f", f"     {n:05}"] if n % 15 == 0 else []
        time = " 09:01:02 " if times and n % 5 == 0 else " " * 10 if times else ""
        lines.append(f"{time}{number}{line}")
        lines += [""] if apart else []
    return "\n".join(lines)


def read(text: str) -> Parsed:
    return parse_transcript(text.encode(), "hearing.txt")


@pytest.mark.parametrize("stop", [".", " "])
@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize("times", [False, True])
def test_who_says_what_is_read_in_every_form(stop: str, apart: bool, times: bool):
    parsed = read(hearing(stop, apart=apart, times=times))
    spoken = [(t.speaker, " ".join(t.text.split())) for t in parsed.turns if t.speaker]
    assert spoken[: len(SAID)] == SAID
    assert parsed.layout == "plain text, a hearing, Q and A"
    told = "\n".join(parsed.notes)
    assert (
        "16 letters Q and A in front of lines were taken for labels: 16 without a name" not in told
    )
    assert "letters Q and A in front of lines were taken for labels" in told
    assert "2 lines say who asks from there on" in told
    assert ("times of day in the margin left out" in told) == times


def test_what_nobody_says_is_kept_as_such():
    unspoken = [t.text for t in read(hearing()).turns if t.speaker is None]
    assert "IN THE COUNTY COURT" in unspoken[0]
    for text in ("BY MR. HALE:", "CROSS-EXAMINATION", "(A recess was taken.)", "CERTIFICATE"):
        assert text in unspoken
    assert any("I wrote all of this down." in text for text in unspoken)


def test_no_word_is_lost():
    text = hearing()
    parsed = read(text)
    words = Counter(re.findall(r"[^\W\d_]{2,}", text))
    kept = Counter(re.findall(r"[^\W\d_]{2,}", "\n".join(t.text for t in parsed.turns)))
    labels = {word for t in parsed.turns for word in re.findall(r"\w+", t.speaker or "")}
    assert not {word for word in words - kept if word not in labels}


def test_numbered_lines_without_questions_are_no_hearing():
    text = "\n".join(f"{n:2}   I walked to the {n}th of the hills." for n in range(1, 40))
    assert "hearing" not in read(text).layout
