"""Places of an old text found in a new one: by kept blocks, by a diff, in turns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.model.document.document import Document, Speaker, Turn
from qualcode.model.document.offset_map import OffsetMap
from qualcode.model.document.revised import with_text
from qualcode.model.document.text_diff import offset_map
from qualcode.model.document.turn_layout import LabelledTurn, lay_out
from qualcode.model.text.text import text_digest

WORDS = [
    "the",
    "the",
    "school",
    "ŵyl",
    "x\u0302",
    "\U0001f469\u200d\U0001f467",
    "we",
    "moved.",
    "a,b",
]
paragraphs = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join), min_size=1, max_size=6
)
texts = paragraphs.map(lambda found: "\n\n".join(found) + "\n")


def place(old: str, new: str, words: str) -> str:
    """Say where words of the old text are in the new one: in brackets, "~" if they changed."""
    assert old.count(words) == 1
    start = old.index(words)
    moved = offset_map(old, new).span(start, start + len(words))
    if moved.orphaned:
        return f"{new[: moved.start]}|{new[moved.start :]}"
    sign = "~" if moved.changed else ""
    return f"{new[: moved.start]}[{sign}{new[moved.start : moved.end]}]{new[moved.end :]}"


@pytest.mark.parametrize(
    ("old", "new", "words", "found"),
    [
        # Beside an insertion, and around it.
        ("we moved", "so we moved", "we", "so [we] moved"),
        ("we moved", "we moved again", "moved", "we [moved] again"),
        ("we moved twice", "we moved home twice", "moved twice", "we [~moved home twice]"),
        # A replaced edge takes the whole replacement.
        ("he said we moved", "she said we moved", "he said", "[~she said] we moved"),
        ("we moved home", "we moved to Bala", "moved home", "we [~moved to Bala]"),
        # Words replaced as a whole, and words of a replaced stretch.
        ("we moved home", "we stayed home", "moved", "we [~stayed] home"),
        ("ask him now then", "ask no one at all then", "him", "ask |no one at all then"),
        # Gone.
        ("we moved. It hurt. Yes", "we moved. Yes", "It hurt.", "we moved.| Yes"),
        ("first\n\nlast", "last", "first", "|last"),
        ("in May. It hurt. Yes.", "in May.", "It hurt.", "in May.|"),
        ("in May. It hurt.\n\nYes", "in May.\n\nYes", "in May.", "[in May.]\n\nYes"),
        ("the man. the man in", "the man in", "the man.", "|the man in"),
        # Moved whole, and around something that moved away.
        ("a one\n\nb two\n\nc three", "c three\n\na one\n\nb two", "c three",
         "[c three]\n\na one\n\nb two"),
        ("a one\n\nb two\n\nc three", "b two\n\na one\n\nc three", "a one\n\nb two",
         "[~b two\n\na one]\n\nc three"),
        ("a one\n\nb much longer\n\nc three\n\nd", "a one\n\nc three\n\nd\n\nb much longer",
         "a one\n\nb much longer", "a one\n\nc three\n\nd\n\n[~b much longer]"),
        # Characters of several code points stay whole.
        ("yes \U0001f469\u200d\U0001f467 ok", "yes \U0001f469\u200d\U0001f466 ok",
         "\U0001f469\u200d\U0001f467", "yes [~\U0001f469\u200d\U0001f466] ok"),
        ("dwr oer", "dŵr oer", "dwr oer", "[~dŵr oer]"),
    ],
)  # fmt: skip
def test_where_words_are_after_an_edit(old: str, new: str, words: str, found: str):
    assert place(old, new, words) == found


def test_a_name_replaced_by_its_pseudonym_keeps_codings_inside_the_name():
    old, new = "ask Siân Prys now", "ask [teacher 1] now"
    blocks = [(0, 0, 4), (13, 15, 4)]
    exact = OffsetMap(blocks, (len(old), len(new)), substituted=True)
    moved = exact.span(old.index("Siân"), old.index("Siân") + 4)
    assert new[moved.start : moved.end] == "[teacher 1]"
    assert moved.changed
    assert not moved.orphaned
    for words in ("ask Siân Prys now", "Siân Prys", "Siân Prys now"):
        start = old.index(words)
        whole = exact.span(start, start + len(words))
        assert new[whole.start : whole.end] == words.replace("Siân Prys", "[teacher 1]")
        assert not whole.changed
    assert exact.span(old.index("Prys"), len(old)).changed
    assert OffsetMap(blocks, (len(old), len(new))).span(4, 8).orphaned


@pytest.mark.slow
@given(texts, texts)
def test_what_a_diff_keeps_is_the_same_in_both_and_keeps_every_paragraph_it_can(old, new):
    found = offset_map(old, new)
    for start, place, length in found.blocks:
        assert old[start : start + length] == new[place : place + length]
    pieces, others = old.rstrip("\n").split("\n\n"), new.rstrip("\n").split("\n\n")
    for piece in pieces:
        if pieces.count(piece) == others.count(piece) == 1 and any(c.isalnum() for c in piece):
            start = f"\n\n{old}".index(f"\n\n{piece}\n") if f"\n\n{piece}\n" in f"\n\n{old}" else -1
            assert start >= 0
            moved = found.span(start, start + len(piece))
            assert not moved.changed
            assert new[moved.start : moved.end] == piece


@pytest.mark.slow
@given(texts, texts, st.data())
def test_a_span_is_on_its_words_or_flagged_and_never_outside(old, new, data):
    start = data.draw(st.integers(0, len(old) - 1))
    end = data.draw(st.integers(start + 1, len(old)))
    there = offset_map(old, new)
    moved = there.span(start, end)
    assert 0 <= moved.start <= moved.end <= len(new)
    assert moved.orphaned == (moved.start == moved.end)
    if not moved.changed:
        assert new[moved.start : moved.end] == old[start:end]
        assert there.inverse().span(moved.start, moved.end).start == start
    kept = [at for at in range(start, end) if there.offset(at) is not None]
    # Something of it is left, so it is somewhere.
    assert not (moved.orphaned and len(kept) > 2)


@given(texts)
def test_the_same_text_is_one_block(text):
    assert offset_map(text, text).blocks == [(0, 0, len(text))]


@pytest.mark.slow
def test_very_long_changed_stretches_are_divided_where_both_say_the_same():
    words = [f"w{i * 7919 % 20_011}" for i in range(20_000)]
    changed = ["new" if i % 50 == 25 else word for i, word in enumerate(words)]
    found = offset_map(" ".join(words), " ".join(changed))
    assert sum(block[2] for block in found.blocks) > 0.95 * len(" ".join(words))


@pytest.mark.parametrize(
    "blocks", [[(0, 0, 3), (2, 5, 2)], [(0, 2, 3), (5, 4, 2)], [(0, 0, 0)], [(0, 0, 11)]]
)
def test_blocks_that_overlap_or_leave_the_text_are_refused(blocks):
    with pytest.raises(ValueError, match="block"):
        OffsetMap(blocks, (10, 10))


# ---- turns, speakers and times ----------------------------------------------------------------

TURNS = [
    LabelledTurn(None, "Interview at school"),
    LabelledTurn("I", "What helped?", 0),
    LabelledTurn("Mair Bowen", "My mentor did. She rang.", 4_000, ((15, 6_000),)),
    LabelledTurn("I", "And home?", 9_000),
    LabelledTurn("Mair Bowen", "We moved.", 12_000),
]


def document() -> tuple[Document, str]:
    text, labels, turns = lay_out(TURNS)
    assert labels == ["I", "Mair Bowen"]
    speakers = (Speaker("I", "interviewer"), Speaker("Speaker 2", case="YP1"))
    at = text.index("She rang")
    made = Document("d", "D", "en", text_digest(text), len(text), 16, "text", "", "",
                    speakers, tuple(turns), ((at, 6_000),))  # fmt: skip
    return made, text


def revised(new: str) -> tuple[Document, list[tuple[str, str, str | None]]]:
    before, old = document()
    after = with_text(before, old, new, offset_map(old, new))
    assert "\n\n".join(new[t.start : t.end] for t in after.turns) + "\n" == new
    assert after.sha256 == text_digest(new)
    assert after.characters == len(new)
    turns = [
        (
            after.speakers[t.speaker].label if t.speaker >= 0 else "",
            new[t.words : t.end],
            None if t.start_ms is None else f"{t.start_ms // 1000}",
        )
        for t in after.turns
    ]
    return after, turns


def test_turns_speakers_and_times_follow_a_new_text():
    _, old = document()
    new = old.replace("What helped?", "So what helped you?").replace("I: And home?\n\n", "")
    after, turns = revised(new.replace("We moved.", "We moved.\n\nI: Far?\n\nOh yes."))
    assert turns == [
        ("", "Interview at school", None),
        ("I", "So what helped you?", "0"),
        ("Speaker 2", "My mentor did. She rang.", "4"),
        ("Speaker 2", "We moved.", "12"),
        ("I", "Far?", None),
        ("", "Oh yes.", None),
    ]
    [(at, ms)] = after.times
    assert (ms, new[at : at + 8]) == (6_000, "She rang")


def test_a_label_changed_everywhere_is_the_same_speaker_renamed():
    _, old = document()
    after, turns = revised(old.replace("Mair Bowen", "[young person 1]"))
    assert after.speakers[1] == Speaker("[young person 1]", case="YP1")
    assert [who for who, _, _ in turns] == ["", "I", "[young person 1]", "I", "[young person 1]"]
    # A label that may be a name stays out of what git takes.
    after, _ = revised(old.replace("Mair Bowen", "Mari Bowen"))
    assert after.speakers[1] == Speaker("Speaker 2", case="YP1")


def test_a_label_changed_in_one_turn_is_another_speaker():
    _, old = document()
    after, turns = revised(old.replace("Mair Bowen: We moved", "P2: We moved"))
    assert [who for who, _, _ in turns] == ["", "I", "Speaker 2", "I", "P2"]
    assert after.speakers[2] == Speaker("P2")
    _, turns = revised(old.replace("Mair Bowen: We moved", "I: We moved"))
    assert turns[-1] == ("I", "We moved.", "12")


def test_a_turn_divided_goes_on_with_its_speaker_and_one_without_turns_goes():
    _, old = document()
    _, turns = revised(old.replace("did. She", "did.\n\nShe"))
    assert turns[2:4] == [("Speaker 2", "My mentor did.", "4"), ("Speaker 2", "She rang.", None)]
    after, _ = revised("I: What helped?\n\nI: And home?\n")
    assert [s.label for s in after.speakers] == ["I"]


@given(texts, st.data())
def test_any_new_text_is_laid_out_whole(new, data):
    before, old = document()
    after = with_text(before, old, new, offset_map(old, new))
    assert "\n\n".join(new[t.start : t.end] for t in after.turns) + "\n" == new
    assert all(t.start <= t.words < t.end for t in after.turns)
    assert all(-1 <= t.speaker < len(after.speakers) for t in after.turns)
    assert isinstance(after.turns, tuple)
    assert all(isinstance(t, Turn) for t in after.turns)
