import io

import pytest
from docx import Document

from qualcode.transcripts.parsed import Parsed
from qualcode.transcripts.reader import parse_transcript

SAID = [
    ("0:0:0.0", "0:0:4.0", "Anwen Rees", "Thanks for coming in."),
    ("0:0:4.37", "0:0:9.91", "Anwen Rees", "How long have you worked here?"),
    ("0:0:9.74", "0:0:15.182", "Bryn Lowe", "About nine years,"),
    ("0:0:15.111", "0:0:22.273", "Bryn Lowe", "on and off."),
    ("0:1:2.5", "0:1:4.0", "Anwen Rees", "And why did you stay?"),
]
TOLD = [
    ("Anwen Rees", 0, "Thanks for coming in. How long have you worked here?"),
    ("Bryn Lowe", 9074, "About nine years, on and off."),
    ("Anwen Rees", 62005, "And why did you stay?"),
]


def turns(parsed: Parsed) -> list[tuple[str | None, int | None, str]]:
    return [(t.speaker, t.start_ms, t.text) for t in parsed.turns]


def read(text: str, name: str = "x.txt") -> Parsed:
    return parse_transcript(text.encode(), name)


def teams_word(apart: bool, title: str = "") -> bytes:
    """Teams' Word file of 2021 to 2023: each caption a paragraph, or its lines one each."""
    document = Document()
    if title:
        document.add_heading(title)
    for start, end, who, words in SAID:
        lines = [f"{start} --> {end}", who, words]
        for text in lines if apart else ["\n".join(lines)]:
            document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("apart", [False, True])
def test_teams_word_file_is_read_as_its_captions_are(apart: bool):
    captions = "WEBVTT\n\n" + "".join(f"{s} --> {e}\n<v {n}>{w}</v>\n\n" for s, e, n, w in SAID)
    parsed = parse_transcript(teams_word(apart), "interview.docx")
    assert turns(parsed) == TOLD == turns(read(captions, "interview.vtt"))
    assert parsed.turns[0].times == ((22, 4037),)
    assert parsed.notes[0] == "5 captions run together into 3 turns"


def test_a_title_above_captions_is_nobodys():
    parsed = parse_transcript(teams_word(False, "Interview 3"), "interview.docx")
    assert turns(parsed) == [(None, None, "Interview 3"), *TOLD]


def test_captions_without_speakers_are_divided_at_pauses():
    parsed = read(
        "[00:00.000 --> 00:02.000]  We waited for\n[00:02.000 --> 00:04.000]  a long time.\n"
        "[00:09.000 --> 00:11.000]  Then she came.\n"
    )
    assert turns(parsed) == [
        (None, 0, "We waited for a long time."),
        (None, 9000, "Then she came."),
    ]


def test_numbers_of_captions_are_no_words():
    text = "".join(f"{n}\n00:0{n}.000 --> 00:0{n}.900\nAnwen: word {n}\n\n" for n in range(1, 5))
    assert turns(read(text)) == [("Anwen", 1000, "word 1 word 2 word 3 word 4")]


@pytest.mark.parametrize("name", ["x.vtt", "x.txt"])
def test_captions_need_no_head_and_no_hours(name: str):
    parsed = read(
        "00:01.000 --> 00:04.000\nAnwen: How was it?\n\n00:05.000 --> 00:06.000\nBryn: Late.\n\n"
        "10:05.000 --> 10:06.000\nAnwen: I see.\n",
        name,
    )
    assert turns(parsed) == [
        ("Anwen", 1000, "How was it?"),
        ("Bryn", 5000, "Late."),
        ("Anwen", 605_000, "I see."),
    ]


def test_a_name_may_stand_after_the_first_ten_minutes():
    text = "".join(
        f"{9 + n}:0{n}.000 --> {9 + n}:0{n}.900\n{'Anwen Rees' if n % 2 else 'Bryn Lowe'}: word {n}\n\n"
        for n in range(6)
    )
    assert {t.speaker for t in read(text).turns} == {"Anwen Rees", "Bryn Lowe"}


def test_an_interview_that_speaks_of_times_is_none_of_captions():
    text = "Anwen: From 10:30 - 11:00?\n\nBryn: Yes.\n\nAnwen: And then?\n\nBryn: Home.\n\n" * 3
    assert turns(read(text))[0] == ("Anwen", None, "From 10:30 - 11:00?")
