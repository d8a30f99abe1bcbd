"""Who speaks may change in every way, and the places of words never do."""

from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.model.document.document import Document, Speaker
from qualcode.model.document.shown_label import shown_label, told_apart
from qualcode.model.document.speaker_changes import (
    NOBODY,
    merged,
    spoken,
    turns_of,
    unspoken,
    unspoken_turns,
)
from qualcode.model.document.turn_layout import LabelledTurn, lay_out
from qualcode.model.text.text import count_words, text_digest
from tests.examples import examples

LABELS = ("I", "P", "Alaw Wyn", "Details")
SAID = st.lists(
    st.tuples(st.sampled_from([*LABELS, None]), st.text("ab é🙂:\n", min_size=1, max_size=12)),
    min_size=1,
    max_size=12,
)


def document(said: list[tuple[str | None, str]]) -> tuple[Document, str, list[str]]:
    text, labels, turns = lay_out([LabelledTurn(label, words) for label, words in said])
    made = Document(
        "one", "one", "en", text_digest(text), len(text),
        sum(count_words(text[t.words : t.end]) for t in turns), "txt", "0" * 64, "",
        tuple(Speaker(f"Speaker {n}") for n, _ in enumerate(labels, 1)), tuple(turns),
    )  # fmt: skip
    return made, text, labels


def places(one: Document) -> list[tuple[int, int]]:
    return [(turn.start, turn.end) for turn in one.turns]


@settings(max_examples=examples(60))
@given(SAID, st.integers(0, 9), st.integers(0, 9))
def test_turns_stay_in_place_whoever_says_them(said, one, other):
    made, text, labels = document(said)
    if len(labels) < 2:
        return
    number, into = one % len(labels), other % len(labels)
    if number != into:
        joined = merged(made, number, into)
        assert places(joined) == places(made)
        assert len(joined.speakers) == len(made.speakers) - 1
        of_both = [*turns_of(made, number), *turns_of(made, into)]
        now = turns_of(joined, into - (number < into))
        assert [t.words for t in now] == sorted(t.words for t in of_both)
    silent = unspoken(made, number)
    assert places(silent) == places(made)
    assert made.speakers[number] not in silent.speakers
    assert silent.words == sum(count_words(text[t.words : t.end]) for t in silent.turns)


@settings(max_examples=examples(60))
@given(SAID, st.integers(0, 9))
def test_what_nobody_speaks_can_be_a_speakers_again(said, one):
    made, text, labels = document(said)
    if not labels:
        return
    number = one % len(labels)
    theirs = {turn.start for turn in turns_of(made, number)}
    silent = unspoken(made, number)
    again = unspoken_turns(silent, text, labels[number])
    assert theirs <= {silent.turns[at].start for at in again}
    back = spoken(silent, again, text, labels[number], made.speakers[number])
    assert back.speakers[-1] == made.speakers[number]
    assert theirs <= {turn.start for turn in turns_of(back, len(back.speakers) - 1)}
    if len(again) == len(theirs):
        assert back.words == made.words
        assert {t.words for t in back.turns} == {t.words for t in made.turns}


def test_what_nobody_speaks_keeps_its_label_before_its_words():
    made, text, _ = document([("P", "It was late."), ("Details", "the tape was stopped here")])
    silent = unspoken(made, 1)
    turn = silent.turns[1]
    assert turn.speaker == NOBODY
    assert text[turn.words : turn.end] == "the tape was stopped here"
    assert text[turn.start : turn.words] == "Details: "
    assert silent.words == made.words


def test_a_label_that_was_imported_as_words_may_be_a_label():
    made, text, _ = document([("P", "It was late."), (None, "Details: the tape was stopped here")])
    assert text[made.turns[1].words :].startswith("Details: ")
    [at] = unspoken_turns(made, text, "Details")
    back = spoken(made, [at], text, "Details", Speaker("Speaker 2"))
    assert text[back.turns[1].words : back.turns[1].end] == "the tape was stopped here"
    assert back.words == made.words - 1


def test_a_label_that_may_be_a_name_is_not_shown():
    assert shown_label("Alaw Wyn", "participant", None, 3) == "Speaker 3"
    assert shown_label("Alaw Wyn", "participant", "SC04", 3) == "SC04"
    assert shown_label("Alaw Wyn", "interviewer", None, 3) == "Interviewer"
    assert shown_label("P", "participant", "SC04", 3) == "P"
    assert told_apart("SC04", ["SC04", "SC04 2"]) == "SC04 3"
