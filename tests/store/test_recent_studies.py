"""The list of studies opened on this machine: paths only, for one user, never in the way."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qualcode.errors import StudyError
from qualcode.store import recent_studies
from qualcode.store.recent_studies import (
    MOST,
    forget_study,
    keep_recent,
    recent_folders,
    remember_study,
)
from tests.examples import examples


def test_the_last_opened_comes_first_and_each_stands_once(tmp_path: Path):
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two, one):
        remember_study(folder)
    assert recent_folders() == [one.resolve(), two.resolve()]
    before = recent_folders()
    forget_study(one.resolve())
    assert recent_folders() == [two.resolve()]
    keep_recent(before)
    assert recent_folders() == before


@pytest.mark.skipif(os.name == "nt", reason="Windows goes by the rights of the folder above")
def test_nobody_else_may_read_it(tmp_path: Path):
    remember_study(tmp_path)
    file = recent_studies.state_folder() / "recent-studies.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert json.loads(file.read_text()) == [str(tmp_path.resolve())]


def test_a_list_that_cannot_be_read_is_told_in_one_line(tmp_path: Path):
    file = recent_studies.state_folder() / "recent-studies.json"
    file.parent.mkdir(parents=True)
    file.write_text("no list")
    with pytest.raises(StudyError, match="is no list of studies"):
        recent_folders()
    file.write_text("")
    assert recent_folders() == []


@given(st.lists(st.integers(0, 30), max_size=60))
@settings(
    max_examples=examples(20),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_it_never_grows_and_never_repeats(opened: list[int]):
    file = recent_studies.state_folder() / "recent-studies.json"
    file.unlink(missing_ok=True)
    for number in opened:
        remember_study(Path(f"/studies/{number}"))
    kept = recent_folders()
    wanted = list(dict.fromkeys(Path(f"/studies/{n}").resolve() for n in reversed(opened)))
    assert kept == wanted[:MOST]
