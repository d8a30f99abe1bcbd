from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.errors import BadInputError
from qualcode.transcripts.typed.plain import read_text_transcript
from tests.transcripts.read import astray, read_transcript


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
    assert any("control character" in note for note in parsed.notes)
    assert any("direction mark" in note for note in parsed.notes)


def test_without_labels_each_paragraph_is_kept():
    assert read("just words here.\n\nand more: of them.\n") == [
        (None, "just words here."),
        (None, "and more: of them."),
    ]


paragraphs = st.lists(
    st.tuples(
        st.sampled_from(["I: ", "P1: ", "Jo Price: ", ""]),
        st.lists(
            st.text("abcé ŵ🙂'-.,?:0123456789", min_size=1, max_size=12),
            min_size=1,
            max_size=6,
        ),
    ),
    min_size=1,
    max_size=10,
)


@pytest.mark.slow
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
        ("a.vtt", b"%!PS %PDF-1.4 xx", "does not begin with WEBVTT"),
        ("a.vtt", b"PK\x03\x04xxxx", "zip archive or an Office file"),
        ("a.txt", b"\xd0\xcf\x11\xe0xxxx", "old Office file"),
        ("a.txt", b"I: a\x00b", "a.txt:1"),
        ("a.txt", b"   \n ", "is empty"),
        ("a.txt", b"\xff\xfea", "UTF-16"),
        ("a.doc", b"\xd0\xcf\x11\xe0", ".docx in Word or LibreOffice"),
        ("a.mp3", b"ID3", "Supported are .csv, .docx"),
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


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_seen(encoding: str):
    parsed = read_text_transcript("I: How?\r\nP: Well – Siân.\r\n".encode(encoding), "x.txt")
    assert [t.text for t in parsed.turns] == ["How?", "Well – Siân."]
    assert any("UTF-16" in note for note in parsed.notes)


def test_a_stray_byte_does_not_spoil_the_rest():
    parsed = read_text_transcript("I: Siân, tŷ?\nP: caf".encode() + b"\xe9\n", "x.txt")
    assert [t.text for t in parsed.turns] == ["Siân, tŷ?", "café"]
    assert parsed.notes == ("1 bytes that are not UTF-8 were read as Windows-1252 (line 2)",)


def test_an_encoding_that_is_not_western_is_guessed_and_said():
    text = "И: Как прошёл твой день в школе сегодня?\n\nУ: Хорошо, спасибо, мы играли.\n" * 20
    parsed = read_text_transcript(text.encode("cp1251"), "x.txt")
    assert "спасибо" in parsed.turns[-1].text
    assert any("a guess" in note for note in parsed.notes)


def test_an_escape_sequence_never_takes_words_with_it():
    text = "I: a\x1b]0;x\x07b\x1b]c\n\nP: all of this\n\nI: d\x07e \x9b1mf \x1b(B\n"
    parsed = read_text_transcript(text.encode(), "x.txt")
    assert [t.text for t in parsed.turns] == ["ab]c", "all of this", "de f"]
    assert any("(lines 1, 5)" in note for note in parsed.notes)


def test_odd_spaces_stay_and_line_ends_go():
    text = "I: a\u00a0b\u2009c \t\r\u0085P: d\u2028e\u200bf\n"
    assert read(text) == [("I", "a\u00a0b\u2009c"), ("P", "d\nef")]


def test_captions_named_txt_are_read_as_captions(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_text("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>Hi\n", encoding="utf-8")
    assert read_transcript(path).format == "vtt"


line = st.lists(
    st.text("abÉŵ🙂'’-—.,?;:()[]*#\"<>", min_size=1, max_size=9), min_size=1, max_size=5
).map(" ".join)
opening = st.sampled_from(
    ["I: ", "P1:\t", "P1:", "Jo Price: ", "**Jo**: ", "[00:01:02] I: ", "P1 (0:04): ", "I\n",
     "### I\n", "I\t", "Jo 0:09 ", "Monday: ", "Date: ", "The thing is: ", "[P1] ", "", "", "- "]
)  # fmt: skip


@pytest.mark.slow
@given(st.lists(st.tuples(opening, line, st.sampled_from(["\n", "\n\n", "\r\n"])), max_size=14))
def test_no_word_is_lost_in_any_layout(parts: list[tuple[str, str, str]]):
    text = "".join(map("".join, parts))
    parsed = read_text_transcript(text.encode(), "x.txt")
    guessed = any("a guess" in note for note in parsed.notes)
    made = ("Participant", "Interviewer")
    turns = [replace(t, speaker=None) if guessed and t.speaker in made else t for t in parsed.turns]
    # Numbers leave the text only where they became a turn's time.
    timed = any(t.start_ms is not None for t in turns)
    assert not astray(text, turns, r"[^\W\d_]" if timed else r"[^\W_]")
