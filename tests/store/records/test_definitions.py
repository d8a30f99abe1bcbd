"""What codes meant is kept on this machine, so that nobody needs git to read codings again."""

from __future__ import annotations

from pathlib import Path

from qualcode.model.codebook.code import Code
from qualcode.store.records.definitions import keep_definitions, kept_definitions
from qualcode.store.study import Study
from qualcode.workbench.codebook.edit import change_code
from qualcode.workbench.coding.session import CodingSession


def test_a_meaning_comes_back_by_its_digest(tmp_path: Path):
    code = Code("moves", "Moves", "Changing\nhome.", include=("a", "b"), exclude=("c",))
    keep_definitions(tmp_path, [code])
    [back] = kept_definitions(tmp_path, {code.digest, "0" * 12}).values()
    assert (back.digest, back.name, back.definition) == (code.digest, "Moves", "Changing\nhome.")
    assert kept_definitions(tmp_path, set()) == {}


def test_a_file_that_says_something_else_is_no_meaning(tmp_path: Path):
    code = Code("moves", "Moves", "Changing home.")
    keep_definitions(tmp_path, [code])
    [path] = (tmp_path / ".qualcode" / "definitions").iterdir()
    for data in (b'{"id": "x", "name": "X", "definition": "Other."}', b"\xff", b"{"):
        path.write_bytes(data)
        assert kept_definitions(tmp_path, {code.digest}) == {}


def test_what_was_coded_by_and_what_is_edited_away_is_kept(study_path: Path):
    work = CodingSession(Study.open(study_path), "ann")
    moves, mentor = work.codebook.get("moves"), work.codebook.get("mentor")
    assert moves is not None
    assert mentor is not None
    work.add("one", [moves], work.texts.turn("one", 2))
    change_code(Study.open(study_path), "mentor", {"definition": "Somebody who rings."})
    kept = kept_definitions(study_path, {moves.digest, mentor.digest})
    assert {code.definition for code in kept.values()} == {moves.definition, mentor.definition}


def test_a_folder_that_cannot_be_written_stops_no_coding(study_path: Path):
    (study_path / ".qualcode").mkdir(exist_ok=True)
    (study_path / ".qualcode" / "definitions").write_text("in the way")
    work = CodingSession(Study.open(study_path), "ann")
    moves = work.codebook.get("moves")
    assert moves is not None
    work.add("one", [moves], work.texts.turn("one", 2))
    assert work.state == "saved"
