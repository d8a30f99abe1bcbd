"""Words that come back bring their codings back: alone, and in a team of two."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.store.records.revisions import read_revisions
from qualcode.store.study import Study
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.documents.direct_revisions import connect_texts
from qualcode.workbench.documents.revision import NewText, revise_texts
from qualcode.workbench.documents.revision_list import bring_back, revisions_table
from tests.conftest import Run


@pytest.fixture
def coded(study: Study) -> tuple[Study, str, str]:
    """A study with a coding on the last turn, its text, and the text without that turn."""
    session = CodingSession(study, "ann")
    code = session.codebook.get("moves")
    assert code is not None
    session.add("one", [code], session.texts.turn("one", 4))
    text = study.text(study.document("one"))
    pieces = text.rstrip("\n").split("\n\n")
    del pieces[3]
    return study, text, "\n\n".join(pieces) + "\n"


def orphaned(study: Study) -> int:
    digest = study.document("one").sha256
    return sum(c.event.sha256 != digest for c in Study.open(study.root).codings(document="one"))


def revise(study: Study, text: str) -> int:
    [done] = revise_texts(study, [NewText("one", text)], why="")
    return done.regained


def test_a_turn_that_is_pasted_back_has_its_coding_again(coded: tuple[Study, str, str]):
    study, text, without = coded
    revise(study, without)
    assert orphaned(study) == 1
    assert revise(study, text.replace("mentor", "support worker")) == 1
    assert orphaned(study) == 0
    [coding] = study.codings(document="one")
    now = study.text(study.document("one"))
    assert now[coding.event.start : coding.event.end] in text


def test_going_back_and_forth_brings_it_back_too(coded: tuple[Study, str, str]):
    study, text, without = coded
    revise(study, text.replace("mentor", "support worker"))
    revise(study, without)
    done = bring_back(study, "one")
    assert done.regained == 1
    assert orphaned(study) == 0


def test_it_is_no_revision_that_anybody_made(coded: tuple[Study, str, str]):
    study, text, without = coded
    revise(study, without)
    revise(study, text.replace("mentor", "support worker"))
    assert any(r.direct for r in read_revisions(study.root, "one")[0])
    assert len(revisions_table(study, "one").rows) == 3
    bring_back(study, "one")
    assert study.text(study.document("one")) == without


def test_nothing_is_compared_that_loses_nothing(coded: tuple[Study, str, str]):
    study, text, _ = coded
    for word in ("one", "two", "three"):
        revise(study, text.replace("mentor", word))
    assert not any(r.direct for r in read_revisions(study.root, "one")[0])
    assert connect_texts(study, ["one"]) == []


def test_what_was_found_once_is_not_written_again(coded: tuple[Study, str, str]):
    study, text, without = coded
    revise(study, without)
    revise(study, text.replace("mentor", "support worker"))
    before = sorted((study.root / "revisions" / "one").iterdir())
    assert connect_texts(study, ["one"]) == []
    assert sorted((study.root / "revisions" / "one").iterdir()) == before


def test_an_orphan_of_an_older_program_is_brought_back_by_the_same_command(
    coded: tuple[Study, str, str], run: Run
):
    study, text, without = coded
    revise(study, without)
    revise(study, text.replace("mentor", "support worker"))
    for path in (study.root / "revisions" / "one").iterdir():
        if '"direct": true' in path.read_text(encoding="utf-8"):
            path.unlink()
    assert orphaned(study) == 1
    done = run("-C", study.root, "revise", "one")
    assert (done.status, done.out) == (
        0,
        "one: the text is as it was; 1 orphaned coding is on the words again\n",
    )
    assert orphaned(study) == 0


def test_another_interview_is_not_taken_for_a_text_of_this_one(
    coded: tuple[Study, str, str], tmp_path: Path
):
    study, _, _ = coded
    stranger = "I: Who are you?\n\nP: Nobody that this study knows, about quite another thing.\n"
    revise(study, stranger)
    assert orphaned(study) == 1
    assert not any(r.direct for r in read_revisions(study.root, "one")[0])


def test_a_lookalike_that_comes_later_takes_no_coding(study: Study):
    """Of two equal answers the first is changed, and one more is put in between: it stays there."""
    said, now = "P: Yes, the mentor rang.", "P: Yes, she did."
    texts = [
        f"{said}\n\nI: And then?\n\n{said}\n",
        f"{now}\n\nI: And then?\n\n{said}\n",
        f"{now}\n\n{said}\n\nI: And then?\n\n{said}\n",
    ]
    revise(study, texts[0])
    session = CodingSession(study, "ann")
    code = session.codebook.get("moves")
    assert code is not None
    session.add("one", [code], session.texts.turn("one", 1))
    for text in texts[1:]:
        revise(study, text)
    [coding] = [c for c in Study.open(study.root).codings(document="one") if c.coder == "ann"]
    assert coding.text_changed
    place = coding.event.start, coding.event.end
    assert texts[2][slice(*place)] == now.removeprefix("P: ")
