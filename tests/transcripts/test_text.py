from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.errors import BadInputError
from qualcode.transcripts.reading import read_transcript
from qualcode.transcripts.text import read_text_transcript


def read(text: str | bytes) -> list[tuple[str | None, str]]:
    data = text if isinstance(text, bytes) else text.encode()
    return [(t.speaker, t.text) for t in read_text_transcript(data, "x.txt").turns]


def test_labelled_paragraphs_with_preamble_and_continuation():
    assert read("A talk\n12 May\n\nI: How?\n\nP1: Well.\n\nMore of it.\n\nP1: Again.\n") == [
        (None, "A talk\n12 May"),
        ("I", "How?"),
        ("P1", "Well.\nMore of it."),
        ("P1", "Again."),
    ]


def test_speech_with_a_colon_is_no_speaker():
    text = (
        "Megan: There's one thing: it's late.\n\nJo Price: I said: no.\n\n"
        "Note: this is speech\n\nMegan: So.\nWell: who knows.\n\nJo Price: The thing is: money.\n"
    )
    assert read(text) == [
        ("Megan", "There's one thing: it's late."),
        ("Jo Price", "I said: no.\nNote: this is speech"),
        ("Megan", "So.\nWell: who knows."),
        ("Jo Price", "The thing is: money."),
    ]


@pytest.mark.parametrize(
    "label",
    ["I", "P1", "INT", "YP", "Q", "LACE coordinator", "Professor Jean White", "Ms O'Brien",
     "Siân Gwenllian AM", "Speaker 1", "INTERVIEWER", "Dr. Ann Lee"],
)  # fmt: skip
def test_labels_of_many_shapes(label: str):
    text = "".join(f"{label}: words {n}\n\nInterviewer: why {n}?\n\n" for n in range(3))
    assert {speaker for speaker, _ in read(text)} == {label, "Interviewer"}


def test_bold_markdown_and_bracketed_labels():
    assert read("**Ann Lee:** Hello.\n\n**Interviewer**: Yes?\n\n**Ann Lee:** No.\n") == [
        ("Ann Lee", "Hello."),
        ("Interviewer", "Yes?"),
        ("Ann Lee", "No."),
    ]


@pytest.mark.parametrize(
    "line",
    ["[00:01:02] P1: Yes.", "00:01:02 P1: Yes.", "P1 (00:01:02): Yes.", "P1 [1:02]: Yes.",
     "(1:02) P1:\tYes."],
)  # fmt: skip
def test_times_go_to_the_turn_and_out_of_the_text(line: str):
    turn = read_text_transcript(f"{line}\n\nI: And?\n".encode(), "x.txt").turns[0]
    assert (turn.speaker, turn.text, turn.start_ms) == ("P1", "Yes.", 62_000)


def test_labels_on_lines_of_their_own():
    text = "INTERVIEWER\nHow?\n\nANN LEE\nWell.\n\nINTERVIEWER\nSo?\n\nANN LEE\nYes.\n"
    assert [s for s, _ in read(text)] == ["INTERVIEWER", "ANN LEE"] * 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_are_found_out(encoding: str):
    text = "I: How?\r\n\r\nP: Siân’s café – yes.\r\n"
    assert read(text.encode(encoding)) == [("I", "How?"), ("P", "Siân’s café – yes.")]


def test_hidden_controls_are_removed_and_said():
    parsed = read_text_transcript("I: a\x1b[31mb\u202ec\x07?\n\nP: d\n".encode(), "x.txt")
    assert parsed.turns[0].text == "abc?"
    assert any("control characters" in note for note in parsed.notes)
    assert any("direction marks" in note for note in parsed.notes)


def test_without_labels_each_paragraph_is_kept():
    assert read("just words here.\n\nand more: of them.\n") == [
        (None, "just words here."),
        (None, "and more: of them."),
    ]


paragraphs = st.lists(
    st.tuples(
        st.sampled_from(["I: ", "P1: ", "Jo Price: ", ""]),
        st.lists(
            st.text("abcé ŵ🙂'-.,?:0123456789", min_size=1, max_size=12), min_size=1, max_size=6
        ),
    ),
    min_size=1,
    max_size=10,
)


@given(paragraphs)
def test_no_word_is_lost(parts: list[tuple[str, list[str]]]):
    text = "\n\n".join(label + " ".join(words) for label, words in parts)
    got = "".join(f"{s}:{t}" if s else t for s, t in read(text + "\n"))
    # A time at the start of a line belongs to the turn, not to its words.
    if not any(c.isdigit() for c in text):
        assert sorted("".join(got.split()).replace(":", "")) == sorted(
            "".join(text.split()).replace(":", "")
        )


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.txt", b"%PDF-1.4 xx", "PDF"),
        ("a.txt", b"PK\x03\x04xxxx", "zip archive or an Office file"),
        ("a.txt", b"\xd0\xcf\x11\xe0xxxx", "old Office file"),
        ("a.txt", b"I: a\x00b", "a.txt:1"),
        ("a.txt", b"   \n ", "is empty"),
        ("a.txt", b"\xff\xfea", "UTF-16"),
        ("a.doc", b"\xd0\xcf\x11\xe0", ".docx in Word or LibreOffice"),
        ("a.mp3", b"ID3", "Supported are .docx, .txt, .vtt"),
        ("a", b"x", "no ending"),
        ("a.vtt", b"hello", "does not begin with WEBVTT"),
        ("a.vtt", b"WEBVTT\n\n", "no captions"),
    ],
)
def test_a_file_that_is_not_what_its_name_says(tmp_path: Path, name: str, data: bytes, says: str):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(BadInputError) as error:
        read_transcript(path)
    assert says in str(error.value)
    assert name in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "turns"), [("senedd-education-23", 183), ("senedd-education-0", 124)]
)
def test_real_transcripts_lose_no_word(shared: Path, name: str, turns: int):
    path = shared / f"{name}.txt"
    parsed = read_transcript(path)
    assert len(parsed.turns) == turns
    assert len({t.speaker for t in parsed.turns}) == 11
    laid = "".join(f"{t.speaker}:{t.text}" for t in parsed.turns)
    assert "".join(laid.split()) == "".join(path.read_text(encoding="utf-8").split())
