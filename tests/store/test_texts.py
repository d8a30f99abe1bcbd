"""Texts that may not be read: one line says so, and the study stays usable."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.errors import StudyError, TextMissingError
from qualcode.store.study import Study
from tests.conftest import Run
from tests.shut import shut


@pytest.fixture
def closed(study_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shut(study_path / "transcripts", monkeypatch)
    return study_path


def test_a_text_that_may_not_be_read_is_told_like_one_that_is_missing(closed: Path):
    study = Study.open(closed)
    with pytest.raises(TextMissingError, match="may not be read here") as told:
        study.text(study.document("one"))
    assert "for the right to read it" in told.value.mend
    problem = study.missing_texts(["one"])
    assert problem.message == "1 text may not be read here: one"
    with pytest.raises(StudyError, match="the folder of texts may not be read"):
        study.check_text_folder()


def test_one_text_that_is_missing_is_not_said_to_be_shut(study: Study):
    study.text_path("one").unlink()
    assert study.missing_texts(["one"]).message == "1 text is not on this machine: one"


@pytest.mark.parametrize(
    "command", [("documents",), ("check",), ("search", "mentor"), ("coding", "list"), ("speakers",)]
)
def test_commands_go_on_with_what_can_be_read(closed: Path, run: Run, command: tuple[str, ...]):
    got = run("-C", closed, *command)
    assert got.status == 0
    if command[0] in ("check", "search"):
        assert "1 text may not be read here: one" in got.out + got.err
