import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.model.document.document import (
    Document,
    clock,
    label_is_interviewer,
    label_is_neutral,
)
from qualcode.model.document.turn_layout import LabelledTurn, lay_out, times_in

words = st.text(
    st.one_of(
        st.characters(exclude_categories=("Cs", "Cc")),
        st.sampled_from("aé\u0301ŵŷ🙂👩\u200d👧"),
    ),
    min_size=1,
    max_size=40,
)
turns = st.lists(
    st.builds(LabelledTurn, st.one_of(st.none(), st.sampled_from(["I", "P1", "Siân"])), words),
    max_size=8,
)


@given(turns)
def test_a_text_and_an_offset_are_enough(given_turns: list[LabelledTurn]):
    text, labels, placed = lay_out(given_turns)
    assert unicodedata.normalize("NFC", text) == text
    said = [t for t in given_turns if unicodedata.normalize("NFC", t.text).strip()]
    assert len(placed) == len(said)
    for turn, place in zip(said, placed, strict=True):
        head = text[place.start : place.words]
        assert head == (f"{turn.label}: " if turn.label is not None else "")
        assert place.speaker == (labels.index(turn.label) if turn.label is not None else -1)
    for before, after in itertools.pairwise(placed):
        assert text[before.end : after.start] == "\n\n"


@given(turns)
def test_no_character_of_speech_is_lost(given_turns: list[LabelledTurn]):
    text, _, placed = lay_out(given_turns)
    said = [unicodedata.normalize("NFC", t.text).strip() for t in given_turns]
    spoken = [text[p.words : p.end] for p in placed]
    assert [unicodedata.normalize("NFC", s) for s in spoken] == [s for s in said if s]


def test_labels_that_may_be_names_are_told_from_roles():
    for label in (
        "I",
        "P1",
        "INT",
        "YP",
        "Interviewer",
        "LACE coordinator",
        "Social worker 2",
        "Q",
    ):
        assert label_is_neutral(label), label
    for label in ("Megan", "Geraint Lowry", "Dr Jones", "Siân Gwenllian AM", "KJ"):
        assert not label_is_neutral(label), label


def test_interviewers_are_known_by_their_labels():
    assert all(map(label_is_interviewer, ("I", "INT", "Interviewer 2", "Researcher", "Q", "I1")))
    assert not any(map(label_is_interviewer, ("P", "Ivy", "Participant", "IRO")))


@pytest.mark.slow
@given(st.lists(st.lists(words, min_size=1, max_size=4), min_size=1, max_size=4))
def test_times_stand_where_their_words_stand(cues_of_turns: list[list[str]]):
    """Whatever composes, a cue's first word is where its time says."""
    turns = []
    for cues in cues_of_turns:
        said = [f"w{word}" for word in cues]
        starts = list(itertools.accumulate((len(w) + 1 for w in said[:-1]), initial=0))
        times = [(at, 1000 * n) for n, at in enumerate(starts)][1:]
        turns.append(LabelledTurn("P", " ".join(said), 500, tuple(times)))
    text, _, placed = lay_out(turns)
    found = times_in(turns, placed)
    assert len(found) == sum(len(t.times) for t in turns)
    assert found == sorted(found)
    assert all(text[at] == "w" for at, _ in found)


def test_when_a_passage_was_said():
    turns = [LabelledTurn("I", "Why?", 1000), LabelledTurn("P", "So. And so.", 2000, ((4, 845_000),)),
             LabelledTurn(None, "A note.")]  # fmt: skip
    text, _, placed = lay_out(turns)
    document = Document(
        "d", "d", "en", "", len(text), 5, "vtt", "", "", (), tuple(placed),
        tuple(times_in(turns, placed)),
    )  # fmt: skip
    at = {word: document.clock_at(text.index(word)) for word in ("Why", "So.", "And", "note")}
    assert at == {"Why": "00:00:01", "So.": "00:00:02", "And": "00:14:05", "note": ""}
    assert clock(3_600_000 * 30) == "30:00:00"
