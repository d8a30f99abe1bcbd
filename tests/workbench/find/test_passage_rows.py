"""A passage laid out whole has every word once, in rows that are not too wide."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from qualcode.workbench.find.excerpts import Excerpt
from qualcode.workbench.find.passage_rows import (
    Part,
    heading_rows,
    note_rows,
    word_rows,
)

said = st.text(st.sampled_from("ab é’日\n .?"), max_size=200)


@given(said, said, said, st.integers(8, 60))
def test_all_words_are_there_once_and_no_row_is_too_wide(before, words, after, width: int):
    found = word_rows(Excerpt(before, words, after), width, cells=cell_len)
    inside = "".join(piece.text for row in found for piece in row if piece.inside)
    assert "".join(inside.split()) == "".join(words.split())
    for row in found:
        assert sum(cell_len(piece.text) for piece in row) <= width


def test_a_turn_begins_a_row_and_only_words_of_the_same_turn_stand_around():
    passage = Excerpt(
        "I: What helped?\n\nP: Well, ",
        "my mentor did.\n\nI: Who?\n\nP: Ms Lowe",
        ", she was kind.\n\nI: And then?",
    )
    assert ["".join(p.text for p in row) for row in word_rows(passage, 60)] == [
        "P: Well, my mentor did.",
        "I: Who?",
        "P: Ms Lowe, she was kind.",
    ]
    inside = [p.text for row in word_rows(passage, 60) for p in row if p.inside]
    assert inside == ["my mentor did.", "I: Who?", "P: Ms Lowe"]


def test_folded_it_has_two_rows_and_says_that_there_is_more():
    passage = Excerpt("", "word " * 80, "")
    assert len(word_rows(passage, 40)) == 10
    [_, last] = word_rows(passage, 40, folded=True)
    assert last[-1].text == "…"


def test_words_that_are_not_here_are_told_in_their_place():
    told = word_rows(Excerpt("", "", "its text is not on this machine"), 20)
    assert "".join(p.text for row in told for p in row).startswith("its text is not")
    assert not any(p.inside for row in told for p in row)


def test_a_heading_goes_on_in_a_second_row_and_breaks_between_its_parts():
    parts = [Part("document", "interview-7"), Part("quiet", "turn 12"), Part("code", "■ Moves")]
    shown = ["".join(p.text for p in row) for row in heading_rows(parts, 24)]
    assert shown == ["interview-7 · turn 12", "■ Moves"]
    assert len(heading_rows(parts, 60)) == 1
    # The coder stays beside the code; of three rows a long name of a code makes two.
    parts.append(Part("quiet", "ann"))
    shown = ["".join(p.text for p in row) for row in heading_rows(parts, 34)]
    assert shown == ["interview-7 · turn 12", "■ Moves · ann"]
    parts[2] = Part("code", "■ Moves between placements and schools")
    shown = ["".join(p.text for p in row) for row in heading_rows(parts, 34)]
    assert shown == ["interview-7 · turn 12", "■ Moves between placements… · ann"]
    assert note_rows("", 20) == []
    assert note_rows("look at  this\nagain", 12) == ["look at this", "again"]
