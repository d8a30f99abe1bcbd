"""Captions without a voice among others with one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.transcripts.captions.unvoiced import with_voices
from qualcode.transcripts.reader import parse_transcript
from qualcode.transcripts.turns.builder import Piece
from tests.examples import examples


def vtt(*captions: str) -> bytes:
    cues = [f"00:00:{n:02}.000 --> 00:00:{n:02}.900\n{words}\n" for n, words in enumerate(captions)]
    return "\n".join(["WEBVTT\n", *cues]).encode()


def read(*captions: str) -> tuple[list[tuple[str | None, str]], str]:
    parsed = parse_transcript(vtt(*captions), "talk.vtt")
    return [(t.speaker, t.text) for t in parsed.turns], "\n".join(parsed.notes)


def test_where_voices_stand_only_when_they_change_captions_go_on_and_it_is_told():
    turns, told = read(
        "<v INT> How was the farm?", "<v TP> We had cows.", "And sheep.", "[Laughter]",
        "Not many of them.", "<v INT> And then?", "<v TP> We sold them.",
    )  # fmt: skip
    assert turns == [
        ("INT", "How was the farm?"), ("TP", "We had cows. And sheep."), (None, "[Laughter]"),
        ("TP", "Not many of them."), ("INT", "And then?"), ("TP", "We sold them."),
    ]  # fmt: skip
    assert "1 caption without a voice was left as nobody's" in told

    turns, told = read("<v INT> How?", "<v TP> We had cows.", "And sheep.", "And so on.")
    assert turns == [("INT", "How?"), ("TP", "We had cows. And sheep. And so on.")]
    assert "only where they change: 2 captions without a voice were taken for the voice" in told
    assert "nobody" not in told


def test_where_each_caption_has_a_voice_one_without_is_nobody_and_told():
    turns, told = read(
        "<v INT> How was the farm?", "<v TP> We had cows.", "<v TP> And sheep.", "Hello there.",
        "<v TP> Not many.", "<v INT> And then?", "<v INT> When?",
    )  # fmt: skip
    assert (None, "Hello there.") in turns
    assert "1 caption without a voice was left as nobody's" in told


def test_a_caption_that_goes_on_with_a_sentence_has_its_voice():
    turns, told = read(
        "<v INT> How was it?", "<v TP> We had cows, and", "sheep in the hills.", "<v TP> Not many.",
        "<v TP> A few.", "<v INT> And then?",
    )  # fmt: skip
    assert turns[1] == ("TP", "We had cows, and sheep in the hills. Not many. A few.")
    assert "1 caption without a voice was taken for the voice before, whose sentence" in told


def test_one_voice_alone_does_not_speak_for_the_whole_file():
    turns, told = read("<v INT> How was it?", "We had cows.", "And sheep.", "Not many.")
    assert [speaker for speaker, _ in turns] == ["INT", None]
    assert "3 captions without a voice were left as nobody's" in told


VOICES = st.sampled_from([None, "INT", "TP"])
WORDS = st.sampled_from(["We had cows.", "and sheep", "[Laughter]", "Then,", "Yes"])


@pytest.mark.parametrize("alone", [False, True])
@settings(max_examples=examples(60))
@given(said=st.lists(st.tuples(VOICES, WORDS), max_size=30))
def test_no_words_are_lost_no_voice_is_changed_and_each_without_is_told(
    alone: bool, said: list[tuple[str | None, str]]
):
    pieces = [Piece(who, words, n * 1000, n * 1000 + 900) for n, (who, words) in enumerate(said)]
    pieces += [Piece(None, "a comment", alone=True)] * alone
    made, notes = with_voices(pieces)
    assert [p.text for p in made] == [p.text for p in pieces]
    assert all(one.speaker in (None, then.speaker) for one, then in zip(pieces, made, strict=True))
    bare = sum(p.speaker is None and not p.alone for p in pieces)
    told = sum(int(word) for note in notes for word in note.split() if word.isdigit())
    assert told == bare
