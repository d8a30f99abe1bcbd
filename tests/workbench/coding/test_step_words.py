"""What a step is called: codes by their names, and from what to what."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.errors import NotFoundError
from qualcode.store.study import Study
from qualcode.workbench.codebook.split import assign, find_split
from qualcode.workbench.coding.history import NothingLeftError
from qualcode.workbench.coding.session import CodingSession


@pytest.fixture
def work(study_path: Path) -> CodingSession:
    return CodingSession(Study.open(study_path), "ann")


def given(work: CodingSession, code: str, words: str):
    entry = work.codebook.get(code)
    assert entry is not None
    return work.add("one", [entry], work.texts.quote("one", words))[0]


def test_each_change_says_from_what_to_what(work: CodingSession):
    coding = given(work, "mentor", "She’d ring")
    coding = work.change(coding, valence="works_well")
    assert work.last_words == "“Mentor”: not judged → works well"
    coding = work.change(coding, valence="works_less_well")
    assert work.last_words == "“Mentor”: works well → works less well"
    coding = work.change(coding, note="again")
    assert work.last_words == "“Mentor”: note written"
    moves = work.codebook.get("moves")
    assert moves is not None
    coding = work.change(coding, code="moves", definition=moves.digest)
    assert work.last_words == "“Mentor” → “Moves”"
    start, end = work.texts.quote("one", "She’d ring – every Monday")
    work.change(coding, start=start, end=end)
    assert work.last_words == "“Moves”: 2 words → 5 words"
    assert work.undo() == "Undone: “Moves”: 2 words → 5 words (one)"
    assert work.undo() == "Undone: “Mentor” → “Moves” (one)"


def test_undo_knows_where_it_was_at_work_even_if_nothing_is_there_now(work: CodingSession):
    first = given(work, "mentor", "She’d ring")
    given(work, "moves", "moved again in May")
    work.undo()
    there = work.done_last("one")
    assert there is not None
    assert work.texts.open_document("one")[1][there.event.start : there.event.end] == (
        "moved again in May"
    )
    work.remove([first])
    work.undo()
    again = work.done_last("one")
    assert again is not None
    assert (again.id, again.event.start) == (first.id, first.event.start)
    work.set_done("one", True)
    work.undo()
    assert work.done_last("one") is None


def test_nothing_left_to_undo_or_redo_is_no_fault_of_another_kind(work: CodingSession):
    for call in (work.undo, work.redo):
        with pytest.raises(NothingLeftError):
            call()
    assert issubclass(NothingLeftError, NotFoundError)


def test_only_what_another_window_did_counts_as_changed(work: CodingSession, study_path: Path):
    coding = given(work, "moves", "moved again in May")
    other = CodingSession(Study.open(study_path), "ann")
    other.codings("one")
    moves = work.codebook.get("moves")
    assert moves is not None
    work.split_code(moves, [("", "Moves"), ("", "School moves")])
    split = find_split(work.study, "moves")
    assign(work.study, split, split.parts[1], [coding], coder="ann")
    work.reassigned()
    assert not work.refresh("one")
    assert [c.code for c in work.codings("one")] == ["school-moves"]
    # The other window is told, once.
    assert other.refresh_codebook()
    other.codings("one")
    given(other, "mentor", "She’d ring")
    assert work.refresh("one")
    assert not work.refresh("one")
    # A file written again with the same words changes nothing.
    log = work.study.log_path("ann", "one")
    log.write_bytes(log.read_bytes())
    assert not work.refresh("one")
    book = study_path / "codebook.yaml"
    book.write_text(book.read_text() + "# looked at\n")
    assert not work.refresh_codebook()
