"""Edits of ``codebook.yaml``: one at a time, whole or not at all, and seen at once."""

from __future__ import annotations

import contextlib

import pytest

from qualcode.errors import BadInputError, NotFoundError, StudyError
from qualcode.model.case import Case
from qualcode.store.codebook import reader
from qualcode.store.codebook.edit import with_code_changed
from qualcode.store.study import Study
from qualcode.workbench.codebook.split import do_split, find_split, plan_split, split_code
from qualcode.workbench.coding.session import CodingSession
from tests.workbench.test_several_at_once import do_at_once

AGAIN = "  - id: moves\n    name: Moves again\n"


def renamed(text: str) -> str:
    return with_code_changed(text, "moves", {"name": "Going elsewhere"})


def test_an_edit_is_seen_at_once_by_whoever_has_the_study_open(study: Study):
    assert study.codebook.get("moves").name == "Moves"  # type: ignore[union-attr]
    before, after = study.edit_codebook(renamed)
    assert (before.count("Going elsewhere"), after) == (0, study.codebook_path.read_text())
    assert study.codebook.get("moves").name == "Going elsewhere"  # type: ignore[union-attr]
    assert len(split_code(study, "moves", [("", "Home"), ("", "School")], coder="ann").parts) == 2
    assert study.codebook.get("school") is not None


def test_what_an_act_changes_is_seen_once_it_is_done(study: Study):
    with study.act("try") as act:
        study.edit_codebook(renamed, act=act)
        study.edit_cases(lambda cases: [*cases.values(), Case("ZZ9")], act)
        assert study.codebook.get("moves").name == "Moves"  # type: ignore[union-attr]
        assert "ZZ9" not in study.cases
    assert study.codebook.get("moves").name == "Going elsewhere"  # type: ignore[union-attr]
    assert "ZZ9" in study.cases


def test_a_try_writes_nothing(study: Study):
    there = study.codebook_path.read_bytes()
    before, after = study.edit_codebook(renamed, dry_run=True)
    assert before != after
    assert study.codebook_path.read_bytes() == there
    assert study.codebook.get("moves").name == "Moves"  # type: ignore[union-attr]


def test_no_edit_gives_two_codes_one_id(study: Study):
    there = study.codebook_path.read_bytes()
    with pytest.raises(BadInputError, match="the id 'moves' is also that of the code at line"):
        study.edit_codebook(lambda text: text + AGAIN)
    assert study.codebook_path.read_bytes() == there
    # Where somebody did that by hand, the others can still be edited, and it can be mended.
    study.codebook_path.write_text(there.decode() + AGAIN)
    study.edit_codebook(lambda text: text.replace("name: Mentor", "name: Tutor"))
    study.edit_codebook(lambda text: text.replace(AGAIN, ""))
    assert study.codebook.get("mentor").name == "Tutor"  # type: ignore[union-attr]


def test_an_edit_that_fails_or_has_no_file_leaves_the_folder_as_it_was(study: Study):
    there = study.codebook_path.read_bytes()

    def refuse(text: str) -> str:
        raise StudyError("only a person can edit this")

    with pytest.raises(StudyError, match="only a person"):
        study.edit_codebook(refuse)
    assert study.codebook_path.read_bytes() == there
    study.codebook_path.unlink()
    with pytest.raises(NotFoundError):
        study.edit_codebook(renamed)
    assert not study.codebook_path.exists()


@pytest.mark.slow
def test_edits_at_once_all_stand(study: Study):
    deed = (
        "study.edit_codebook(lambda text: text.rstrip() + f'\\n  - id: {me}-{n}\\n"
        "    name: Made by {me}, {n}\\n')"
    )
    do_at_once(study.root, deed, people=3)
    book = Study.open(study.root).codebook
    assert {f"p{who}-{n}" for who in range(3) for n in range(10)} <= {code.id for code in book}


def test_a_split_that_cannot_be_written_is_recorded_nowhere(study: Study):
    there = study.codebook_path.read_bytes()
    planned = plan_split(study, "moves", [("", "Home"), ("", "School")])
    study.codebook_path.write_text(there.decode().replace("id: moves", "id: other"))
    with pytest.raises(NotFoundError):
        do_split(study, planned, "ann")
    assert not (study.root / "splits").exists()
    with contextlib.suppress(OSError):
        assert not list((study.root / "private" / "unfinished").iterdir())


def test_a_split_is_undone_and_done_again_with_the_rest(study: Study):
    session = CodingSession(study, "ann")
    code = session.codebook.get("moves")
    assert code is not None
    there = study.codebook_path.read_bytes()
    session.split_code(code, [("", "Home"), ("", "School")])
    assert session.codebook.get("school") is not None
    assert [part.id for part in find_split(study, "moves").parts] == ["home", "school"]
    assert session.undo() == "Undone: split “Moves”"
    assert study.codebook_path.read_bytes() == there
    assert session.codebook.get("school") is None
    with pytest.raises(NotFoundError):
        find_split(study, "moves")
    session.redo()
    assert [part.id for part in find_split(study, "moves").parts] == ["home", "school"]


def test_an_edit_reads_each_text_of_the_codebook_once(
    study: Study, monkeypatch: pytest.MonkeyPatch
):
    read: list[str] = []
    compose = reader.yaml.compose

    def counted(text: str, Loader: object) -> object:  # noqa: N803 - as yaml calls it
        read.append(text)
        return compose(text, Loader=Loader)

    monkeypatch.setattr(reader.yaml, "compose", counted)
    reader._parsed.cache_clear()
    before, after = study.edit_codebook(renamed)
    # Its places in lines are found by a loader of its own.
    assert (read.count(before), read.count(after)) == (1, 1)
    assert study.codebook.get("moves").name == "Going elsewhere"  # type: ignore[union-attr]
    assert read.count(after) == 1
