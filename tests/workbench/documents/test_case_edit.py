"""Groups and attributes of cases, set by command."""

import json
from pathlib import Path

import pytest

from qualcode.store.study import Study
from qualcode.workbench.documents.case_edit import put_back_cases, set_cases
from tests.conftest import Run


def test_setting_group_and_attributes(study_path: Path, run: Run):
    done = run(
        "-C", study_path, "cases", "set", "YP1", "--group", "yp", "--attribute", "role=Student",
        "--attribute", "local authority=7",
    )  # fmt: skip
    assert done.status == 0, done.err
    assert "YP1: role Student" in done.out
    [row] = json.loads(run("-C", study_path, "cases", "--json").out)
    assert row == {
        "id": "YP1", "group": "yp", "role": "Student", "local authority": "7", "documents": ["one"],
    }  # fmt: skip
    again = run("-C", study_path, "cases", "set", "YP1", "--attribute", "Role=Pupil")
    assert "YP1: role Pupil (was Student)" in again.out
    assert "so already" in run("-C", study_path, "cases", "set", "YP1", "--group", "yp").out


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["YP1", "--group", "nope"], "no group 'nope' in study.toml"),
        (["YP2", "--group", "yp"], "no case 'YP2' in cases.csv. Did you mean YP1?"),
        (["YP1"], "nothing was said to set. Say --group or --attribute"),
        (["YP1", "--attribute", "role"], "should be NAME=VALUE"),
        (["YP1", "--attribute", "Group=yp"], "Say --group"),
        (["YP1", "--attribute", "case=yp"], "column of the cases' ids"),
        (["YP1", "--attribute", "a=1", "--attribute", "a=2"], "given twice"),
    ],
)
def test_what_cannot_be_is_one_line_and_changes_nothing(
    study_path: Path, run: Run, given: list[str], said: str
):
    before = (study_path / "cases.csv").read_bytes()
    done = run("-C", study_path, "cases", "set", *given)
    assert done.status
    assert said in done.err
    assert done.err.count("\n") == 1
    assert (study_path / "cases.csv").read_bytes() == before


def test_a_dry_run_changes_nothing(study_path: Path, run: Run):
    before = (study_path / "cases.csv").read_bytes()
    done = run("-C", study_path, "cases", "set", "YP1", "--attribute", "role=Student", "--dry-run")
    assert "YP1: role Student" in done.out
    assert (study_path / "cases.csv").read_bytes() == before


def test_it_is_taken_back_unless_somebody_changed_it_since(study: Study):
    changed = set_cases(study, ["YP1"], attributes={"role": "Student"})
    assert put_back_cases(study, changed) == []
    assert study.cases["YP1"].attributes == {"group": "yp"}
    changed = set_cases(study, ["YP1"], attributes={"role": "Student"})
    set_cases(study, ["YP1"], attributes={"role": "Pupil"})
    assert put_back_cases(study, changed) == ["YP1"]
    assert study.cases["YP1"].attributes["role"] == "Pupil"
