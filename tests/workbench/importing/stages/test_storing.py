"""Storing documents: nothing that lies there already is written over."""

from pathlib import Path

import pytest

from qualcode.store.study import Study
from qualcode.workbench.importing.stages.storing import Storing
from tests.conftest import Run
from tests.workbench.importing.talks import TALK, import_all, texts


@pytest.mark.parametrize("lying", ["transcripts/sl.txt", "transcripts/SL.txt", "originals/sl.docx"])
def test_what_lies_there_already_is_never_written_over(
    empty_study: Path, tmp_path: Path, run: Run, lying: str
):
    theirs = empty_study / lying
    theirs.parent.mkdir(exist_ok=True)
    theirs.write_text("Her words.\n")
    file = tmp_path / "mine.txt"
    file.write_text(TALK.format(n=1))
    cases = (empty_study / "cases.csv").read_text()
    for dry in ((), ("--dry-run",), ("--replace",)):
        got = run("-C", empty_study, "import", file, "--as", "sl", "--case", "XX1", *dry)
        assert got.status == 1
        assert got.err.count("\n") == 1
        assert str(theirs) in got.err
        assert "--as sl-2" in got.err
    assert theirs.read_text() == "Her words.\n"
    assert Study.open(empty_study).document_ids() == []
    assert (empty_study / "cases.csv").read_text() == cases
    assert run("-C", empty_study, "import", file, "--as", "sl-2").status == 0


@pytest.mark.parametrize(
    "lying",
    ["transcripts/sl.txt", "transcripts/SL.TXT", "originals/sl.odt", "originals/SL.docx",
     "documents/sl.json"],
)  # fmt: skip
def test_what_came_to_lie_there_while_a_file_was_read_is_never_written_over(
    empty_study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lying: str
):
    file = tmp_path / "sl.txt"
    file.write_text(TALK.format(n=1))
    theirs = empty_study / lying
    look = Storing._without_those_in_the_way

    def looked(storing: Storing, made):
        found = look(storing, made)
        theirs.parent.mkdir(exist_ok=True)
        theirs.write_text("Her words.\n")
        return found

    monkeypatch.setattr(Storing, "_without_those_in_the_way", looked)
    cases = (empty_study / "cases.csv").read_text()
    result = import_all(empty_study, file, case="XX1")
    (failed,) = result.of("failed")
    assert "sl" in failed.error
    assert theirs.read_text() == "Her words.\n"
    others = [p for p in empty_study.glob("[dto]*/*") if p.stem.lower() == "sl" and p != theirs]
    assert others == []
    assert (empty_study / "cases.csv").read_text() == cases


def test_the_same_words_lying_there_are_taken_over(empty_study: Path, tmp_path: Path):
    file = tmp_path / "a.txt"
    file.write_text(TALK.format(n=1))
    import_all(empty_study, file)
    (empty_study / "documents" / "a.json").unlink()
    assert import_all(empty_study, file).count("imported") == 1


def test_replacing_leaves_a_text_that_the_study_does_not_know(empty_study: Path, tmp_path: Path):
    file = tmp_path / "a.txt"
    file.write_text(TALK.format(n=1))
    import_all(empty_study, file)
    there = Study.open(empty_study).text_path("a")
    there.write_text("A colleague's corrected text.\n")
    file.write_text(TALK.format(n=2))
    result = import_all(empty_study, file, replace=True)
    assert "never written over" in result.of("failed")[0].error
    assert there.read_text() == "A colleague's corrected text.\n"


def test_replace_refuses_another_interview_of_the_same_file_name(
    empty_study: Path, tmp_path: Path, run: Run
):
    for part, words in (("one", "My mentor rang me. " * 9), ("two", "We moved house in May. " * 9)):
        (tmp_path / part).mkdir()
        (tmp_path / part / "talk.txt").write_text(f"I: Yes?\n\nP: {words}\n")
    import_all(empty_study, tmp_path / "one")
    before = texts(empty_study)
    got = run("-C", empty_study, "import", tmp_path / "two", "--replace")
    assert got.status == 1
    assert "another interview of the same file name" in got.err
    assert "--as talk --replace" in got.err
    assert texts(empty_study) == before
    got = run(
        "-C", empty_study, "import", tmp_path / "two" / "talk.txt", "--replace", "--as", "talk"
    )
    assert got.status == 0, got.err
    assert texts(empty_study) != before
