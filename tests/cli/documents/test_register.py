"""Attributes of cases from a team's register, by command."""

import json
from pathlib import Path

import pytest

from qualcode.store.study import Study
from tests.conftest import Run


@pytest.fixture
def register(tmp_path: Path) -> Path:
    file = tmp_path / "register.csv"
    file.write_text(
        "Participant ID,Name,Setting,Age\nYP1,Alaw Wyn,College,17\nYP2,Bet Rees,School,15\n"
    )
    return file


def test_a_register_is_looked_at_and_taken(study_path: Path, register: Path, run: Run):
    seen = run("-C", study_path, "cases", "import", register, "--dry-run")
    assert seen.status == 0, seen.err
    assert "Nothing was changed" in seen.out
    assert "YP2" not in Study.open(study_path).cases
    done = run("-C", study_path, "cases", "import", register, "--column", "Setting=role")
    assert done.status == 0, done.err
    assert "Alaw" not in done.out
    cases = Study.open(study_path).cases
    assert {case: of.attributes["role"] for case, of in cases.items()} == {
        "YP1": "College", "YP2": "School",
    }  # fmt: skip
    assert "Alaw" not in (study_path / "cases.csv").read_text()


def test_the_report_as_json(study_path: Path, register: Path, run: Run):
    done = run("-C", study_path, "cases", "import", register, "--json")
    report = json.loads(done.out)
    assert report["new"] == ["YP2"]
    assert report["case_column"] == "Participant ID"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--case-column", "Nope"], "no column 'Nope'"),
        (["--column", "=role"], "should be COLUMN or COLUMN=ATTRIBUTE"),
        (["--column", "Name"], "tells who people are"),
    ],
)
def test_what_cannot_be(study_path: Path, register: Path, run: Run, given: list[str], said: str):
    done = run("-C", study_path, "cases", "import", register, *given)
    assert done.status
    assert said in done.err
