"""Commands of somebody's own are watched on their study, whose names and words are looked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.errors import BadInputError
from qualcode.store.study import Study
from qualcode.workbench.proof.own_study import commands_in, names_of, prove_commands, said_runs
from qualcode.workbench.proof.search import runs_of
from tests.conftest import Run

WORDS = "They put me in a room by myself and nobody rang my nan about it."


@pytest.fixture
def study(tmp_path: Path, run: Run) -> Study:
    text = f"Interviewer: What was it like there, when you look back at it now?\n\nMair Prys: {WORDS}\n"
    (tmp_path / "visit.txt").write_text(text)
    assert run("new", tmp_path / "st", "--codebook", "policy-themes", "--coder", "ann").status == 0
    given = ("import", tmp_path / "visit.txt", "--as", "yp-01", "--case", "YP01")
    assert run("-C", tmp_path / "st", *given).status == 0
    return Study.open(tmp_path / "st")


def test_names_and_what_participants_say_are_known(study: Study):
    assert names_of(study) == ["mair prys"]
    said = said_runs(study)
    assert set(runs_of(WORDS)) <= said
    assert not said & set(runs_of("What was it like there, when you look back at it now?"))


@pytest.mark.slow
def test_a_report_is_looked_through_and_a_list_with_words_is_found(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    book = str(tmp_path / "codebook.docx")
    made = prove_commands(study, [["codebook", "export", book]])
    assert [one.line for one in made.findings] == []
    assert [looked.files for _, looked in made.looked] == [1, 0]
    made = prove_commands(
        study, [["coding", "add", "yp-01", "stigma", "--quote", WORDS], ["coding", "list",
                "--out", str(tmp_path / "codings.xlsx")]],
    )  # fmt: skip
    assert [run.status for run in made.runs] == [0, 0]
    assert ["8 words in a row that somebody said" in one.line for one in made.findings] == [True]
    # What the command did is done: it is the study's own coding.
    assert len(Study.open(study.root).codings(document="yp-01")) == 1


def test_commands_in_a_file_are_read_as_typed(tmp_path: Path):
    file = tmp_path / "commands.txt"
    file.write_text('# two\nqualcode matrix --out "my report.docx"\n\ntable codes\n')
    assert commands_in(file) == [["matrix", "--out", "my report.docx"], ["table", "codes"]]
    file.write_text('matrix --out "my\n')
    with pytest.raises(BadInputError, match="line 1"):
        commands_in(file)
    file.write_text("# nothing\n")
    with pytest.raises(BadInputError, match="no command"):
        commands_in(file)
