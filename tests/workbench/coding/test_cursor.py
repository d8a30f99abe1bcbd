"""A cursor that never leaves what was said, and a selection of whole words and graphemes."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from qualcode.model.document.document import Document, Speaker
from qualcode.model.document.turn_layout import LabelledTurn, lay_out
from qualcode.model.text.graphemes import graphemes
from qualcode.workbench.coding.cursor import Reading

TURNS = [
    LabelledTurn("I", "How is school? And home?"),
    LabelledTurn("P1", "Dinner's alright. I like chips… It's Tŷ Gwyn I miss 👩\u200d👧!"),
    LabelledTurn("I", "Go on."),
    LabelledTurn("P1", "No."),
]


def reading(turns: list[LabelledTurn] = TURNS, hidden: tuple[int, ...] = ()) -> Reading:
    text, labels, placed = lay_out(turns)
    digest = hashlib.sha256(text.encode()).hexdigest()
    speakers = tuple(Speaker(x, "interviewer" if x == "I" else "participant") for x in labels)
    document = Document(
        "d", "d", "en", digest, len(text), 0, "txt", "", "", speakers, tuple(placed)
    )
    return Reading(document, text, hidden)


def said(r: Reading) -> str:
    return r.text[slice(*r.selection)]


def test_moving_selects_the_unit_moved_to():
    r = reading()
    assert said(r) == "How is school?"
    assert r.move("sentence", 1)
    assert said(r) == "And home?"
    r.move("sentence", 1)
    assert said(r) == "Dinner's alright."
    r.move("word", 1)
    assert said(r) == "Dinner's"
    r.move("word", 1)
    assert said(r) == "alright"
    r.move("turn", 1)
    assert said(r) == "Go on."
    r.move("turn", -1)
    assert said(r) == TURNS[1].text
    assert not r.move("turn", -5) or said(r) == TURNS[0].text


def test_growing_goes_from_word_to_sentence_to_turn_to_turns_and_back():
    r = reading()
    r.move("turn", 1)
    r.move("word", 2)
    seen = [said(r)]
    for _ in range(3):
        r.grow()
        seen.append(said(r))
    assert seen[:3] == ["alright", "Dinner's alright.", TURNS[1].text]
    assert seen[3].startswith(TURNS[1].text)
    assert seen[3].endswith("Go on.")
    r.shrink()
    assert said(r) == TURNS[1].text
    r.shrink()
    assert said(r) == "Dinner's alright. I like chips…"


def test_extending_keeps_the_other_end():
    r = reading()
    r.move("turn", 1)
    r.move("sentence", 2)
    assert said(r) == "I like chips…"
    r.move("sentence", 1, extend=True)
    assert said(r).startswith("I like chips… It's")
    r.move("sentence", -1, extend=True)
    assert said(r) == "I like chips…"
    r.move("sentence", -1, extend=True)
    assert said(r) == "Dinner's alright. I like chips…"


def test_after_extending_it_goes_on_and_not_into_what_was_extended():
    r = reading()
    r.move("sentence", 2)
    r.move("sentence", 1, extend=True)
    assert said(r) == "Dinner's alright. I like chips…"
    r.move("sentence", 1)
    assert said(r) == "It's Tŷ Gwyn I miss 👩\u200d👧!"
    r.move("turn", -1)
    assert said(r) == TURNS[1].text
    # A turn as a whole is gone into: its first sentence may be meant.
    r.move("sentence", 1)
    assert said(r) == "Dinner's alright."


def test_hidden_turns_are_passed_over():
    r = reading(hidden=(0, 2))
    assert r.turn == 1
    r.move("turn", 1)
    assert said(r) == "No."
    assert not r.move("turn", 1)


steps = st.lists(
    st.one_of(
        st.tuples(
            st.just("move"), st.sampled_from(["character", "word", "sentence", "turn"]),
            st.sampled_from([-3, -1, 1, 2]), st.booleans(),
        ),
        st.tuples(st.sampled_from(["grow", "shrink"])),
        st.tuples(st.just("place"), st.integers(-5, 500)),
        st.tuples(st.just("select"), st.integers(-5, 500), st.integers(-5, 500)),
        st.tuples(st.just("hide"), st.sets(st.integers(0, 3))),
    ),
    max_size=25,
)  # fmt: skip
texts = st.lists(
    st.builds(
        LabelledTurn,
        st.sampled_from(["I", "P1", None]),
        st.text(st.sampled_from("ab ŵ.\u0302\n👩\u200d👧!’-"), min_size=1, max_size=40),
    ),
    max_size=5,
)


@given(texts, steps)
def test_whatever_is_done_the_selection_is_words_somebody_said(turns, steps):
    r = reading(turns)
    for name, *args in steps:
        if name == "move":
            r.move(args[0], args[1], extend=args[2])
        elif name == "hide":
            r.show_all_but(args[0])
        else:
            getattr(r, name)(*args)
        start, end = r.selection
        if not r.document.turns:
            assert (start, end) == (0, 0)
            continue
        assert 0 <= start < end <= len(r.text)
        first, last = r.document.turn_at(start), r.document.turn_at(end - 1)
        assert first is not None
        assert last is not None
        assert r.document.turns[first].words <= start
        assert start <= r.cursor <= end
        spoken = [s for t in r.document.turns for s in graphemes(r.text, t.words, t.end)]
        assert start in {a for a, _ in spoken}
        assert end in {b for _, b in spoken}


def test_a_coding_is_made_longer_and_shorter_over_turns():
    r = reading()
    start = r.text.index("It's")
    turn_end = r.document.turns[1].end
    assert r.lengthened(start, turn_end, "sentence", 1) == (start, r.document.turns[2].end)
    assert r.lengthened(start, turn_end, "word", 1)[1] == r.text.index("Go on.") + 2
    first = r.text.index("Dinner")
    shorter = r.lengthened(first, turn_end, "sentence", -1)
    assert r.text[slice(*shorter)] == "Dinner's alright. I like chips…"
    assert r.text[slice(*r.lengthened(first, turn_end, "sentence", -9))] == "Dinner's alright."
    assert r.lengthened(first, len(r.text), "turn", 5) == (first, len(r.text))


@given(st.lists(st.tuples(st.sampled_from(["word", "sentence", "turn"]), st.sampled_from([1, -1]))))
def test_a_coding_never_loses_its_start_or_all_its_words(steps):
    r = reading()
    start, end = r.selection
    for unit, by in steps:
        a, b = r.lengthened(start, end, unit, by)
        assert a == start
        assert b > start
        assert (b >= end) if by > 0 else (b <= end)
        end = b
