"""What two people made under one id is kept apart: interviews and cases, asked about at once."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.workbench.team.talks import TALKS, people, sync, take

pytestmark = pytest.mark.slow


def test_two_interviews_of_one_id_whose_case_is_made_the_same(
    two_machines: tuple[Path, Path], run: Run
):
    one, other = two_machines
    take(run, one, TALKS["ann"], "sc-01", "--group", "sw")
    sync(run, one)
    take(run, other, TALKS["ben"], "sc-01", "--group", "sw")
    asked = run("-C", other, "sync", "--rename", "sc-01=sc-02")
    assert asked.status == 1
    assert "case sc-01 may be two people" in asked.err
    assert "One person: qualcode sync --rename sc-01=sc-02 --same-person sc-01. " in asked.err
    assert people(other) == {"sc-01": {"sc-01"}}
    both = run("-C", other, "sync")
    assert both.status == 1
    assert "document sc-01 is two interviews" in both.err
    assert "Two people: qualcode sync --rename sc-01=sc-01-2 --rename-case sc-01=sc-01-2, " \
        "which gives yours another id" in both.err  # fmt: skip
    sync(run, other, "--rename", "sc-01=sc-02", "--rename-case", "sc-01=sc-02")
    sync(run, one)
    for path in two_machines:
        assert people(path) == {"sc-01": {"sc-01"}, "sc-02": {"sc-02"}}


def test_a_dry_run_says_it_of_work_that_is_not_committed(two_machines: tuple[Path, Path], run: Run):
    one, other = two_machines
    take(run, one, TALKS["ann"], "sc-01")
    sync(run, one)
    take(run, other, TALKS["ben"], "sc-01")
    committed = subprocess.run(
        ["git", "-C", str(other), "log", "--format=%H"], capture_output=True, check=True
    ).stdout
    dry = sync(run, other, "--dry-run")
    assert "To be renamed: document sc-01 is two interviews" in dry.out
    assert "qualcode sync --rename sc-01=sc-01-2" in dry.out
    shown = sync(run, other, "--rename", "sc-01=sc-02", "--dry-run")
    assert "To be renamed: your sc-01, to sc-02" in shown.out
    assert "two interviews" not in shown.out
    for wrong, said in (("sc-02=x", "not the id of two"), ("sc-01=sc-01", "already")):
        refused = run("-C", other, "sync", "--rename", wrong, "--dry-run")
        assert refused.status == 1
        assert said in refused.err
    assert people(other) == {}
    assert (
        committed
        == subprocess.run(
            ["git", "-C", str(other), "log", "--format=%H"], capture_output=True, check=True
        ).stdout
    )
    assert "sc-01 is now sc-02" in sync(run, other, "--rename", "sc-01=sc-02").out


def test_a_dry_run_of_a_removed_document_says_nothing_of_it(
    two_machines: tuple[Path, Path], run: Run
):
    one, other = two_machines
    take(run, one, TALKS["ann"], "sc-01")
    sync(run, one)
    take(run, other, TALKS["ben"], "sc-01")
    (other / "documents" / "sc-01.json").unlink()
    assert "two interviews" not in sync(run, other, "--dry-run").out
