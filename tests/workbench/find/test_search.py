"""Searching as the screen does it: narrowed, in batches, stopped, and whatever cannot be read."""

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.errors import BadInputError, QualcodeError
from qualcode.model.codebook.find import find_code
from qualcode.model.document.document import Document, Speaker, Turn
from qualcode.model.text.graphemes import sentences
from qualcode.store.study import Study
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.find.pattern import Wanted
from qualcode.workbench.find.search import Searcher, SearchOptions, search
from qualcode.workbench.find.spans import OpenTexts, place_for


def never() -> bool:
    return False


def give(study: Study, coder: str, code: str, turn: int, valence: str | None = None) -> None:
    session = CodingSession(study, coder)
    span = session.texts.turn("one", turn)
    session.add("one", [find_code(session.codebook, code)], span, valence=valence)


def found(study: Study, pattern: str, **narrowing) -> list[int]:
    options = SearchOptions(**narrowing)
    batches = Searcher(study, "ann").batches(pattern, options, most=100, stop=never)
    return [hit.turn for batch in batches for hit in batch.hits]


def test_narrowed_by_valence_and_by_code(study: Study):
    give(study, "ann", "mentor", 2, "works_well")
    give(study, "ann", "moves", 4, "works_less_well")
    assert found(study, "moved|mentor", regex=True, valence="works_less_well") == [4, 4]
    assert set(found(study, r"\w+", regex=True, code="support")) == {2}
    assert found(study, r"\w+", regex=True, code="support", valence="mixed") == []


def test_only_codings_that_the_coder_may_see_narrow(study: Study):
    give(study, "ben", "moves", 4)
    assert found(study, "moved", code="moves") == [4, 4]
    give(study, "ann", "mentor", 2)
    assert found(study, "moved", code="moves") == []
    # The command, which has no coder in mind, is as it was.
    assert len(list(search(study, "moved", SearchOptions(code="moves")))) == 2


def test_what_cannot_be_read_is_told_at_the_end(study: Study, run, interview: Path):
    for name in ("gone", "changed", "zoo"):
        text = interview.read_text(encoding="utf-8") + f"\nI: {name}?\n"
        interview.write_text(text, encoding="utf-8")
        assert run("-C", study.root, "import", interview, "--as", name).status == 0
    study.text_path("gone").unlink()
    study.text_path("changed").write_text("P: moved moved\n")
    batches = list(Searcher(study, "ann").batches("moved", SearchOptions(), most=9, stop=never))
    assert {hit.document for batch in batches for hit in batch.hits} == {"one", "zoo"}
    assert [len(batch.problems) for batch in batches if batch.last] == [2]
    with pytest.raises(QualcodeError):
        list(search(study, "moved", SearchOptions()))


def test_a_search_stops_and_is_cut(study: Study):
    count = itertools.count()
    batches = Searcher(study, "ann").batches(
        "e", SearchOptions(), most=100, stop=lambda: next(count) > 2, every=0
    )
    assert not any(batch.last for batch in batches)
    batches = list(Searcher(study, "ann").batches("e", SearchOptions(), most=3, stop=never))
    assert sum(len(batch.hits) for batch in batches) == 3
    assert batches[-1].cut
    (exact,) = Searcher(study, "ann").batches("mentor", SearchOptions(), most=1, stop=never)
    assert (len(exact.hits), exact.last, exact.cut) == (1, True, False)


@pytest.mark.parametrize("pattern", ["(", "[a", "*", "a{2,1}", r"(?P<x", "\\"])
def test_a_bad_expression_is_told_in_one_line(pattern: str):
    with pytest.raises(BadInputError, match="not a regular expression"):
        Wanted(pattern, regex=True)


def test_an_expression_that_would_try_for_years_is_given_up(
    study: Study, run, tmp_path, monkeypatch
):
    monkeypatch.setattr("qualcode.workbench.find.search.PATIENCE", 0.05)
    path = tmp_path / "long.txt"
    path.write_text(f"I: Well?\n\nP: {'a' * 60}b\n\nI: Yes?\n\nP: No.\n")
    assert run("-C", study.root, "import", path, "--as", "long").status == 0
    with pytest.raises(BadInputError, match="takes too long"):
        list(search(study, "(a|aa)+$", SearchOptions(regex=True)))


@given(st.text(st.sampled_from("mM veEdD\n'’:."), min_size=1, max_size=6))
def test_words_are_found_in_turns_as_they_stand_in_them(study: Study, words: str):
    if not words.strip():
        return
    text = study.text(study.document("one"))
    wanted = Wanted(words, regex=False).in_text(text)
    turns = study.document("one").turns
    expected = [m.span() for t in turns for m in wanted.finditer(text, t.words, t.end)]
    assert [(h.start, h.end) for h in search(study, words, SearchOptions())] == expected


# ---- places -------------------------------------------------------------------------------

TEXT = "I: How? Why?\n\nP: First one. Then two! E\u0301 acute. No end\n\n\n"
DOCUMENT = Document(
    "d", "d", "en", "", len(TEXT), 9, "", "", "", (Speaker("I"), Speaker("P")),
    (Turn(0, 3, 12, 0), Turn(14, 17, 55, 1)),
)  # fmt: skip


def place(words: str, unit: str) -> str:
    at = TEXT.index(words)
    start, end = place_for(DOCUMENT, TEXT, at, at + len(words), unit)
    return TEXT[start:end]


def test_words_their_sentence_their_turn():
    assert place("two", "hit") == "two"
    assert place("two", "sentence") == "Then two!"
    assert place("one. Then", "sentence") == "First one. Then two!"
    assert place("No", "sentence") == "No end"
    assert place("two", "turn") == TEXT[17:55]
    assert place("Why?\n\nP: First", "sentence") == "Why?\n\nP: First one."
    assert place("E", "hit") == "E\u0301"
    assert place("\n\n\n", "turn") == "\n\n\n"


@given(
    st.integers(0, len(TEXT) - 1), st.integers(1, 20), st.sampled_from(["hit", "sentence", "turn"])
)
def test_a_place_holds_what_was_found(start: int, length: int, unit):
    end = min(len(TEXT), start + length)
    a, b = place_for(DOCUMENT, TEXT, start, end, unit)
    assert 0 <= a <= start < end <= b <= len(TEXT)
    if unit == "sentence":
        inner = place_for(DOCUMENT, TEXT, start, end, "hit")
        assert a <= inner[0]
        assert b >= min(inner[1], sentences(TEXT, 17, 55)[-1][1])


def test_few_texts_are_kept_open_and_unreadable_ones_are_none(study: Study):
    texts = OpenTexts(study, most=1)
    assert texts.get("one") is texts.get("one")
    assert texts.get("nothing") is None
    assert texts.place("nothing", 3, 9, "turn") == (3, 9)
