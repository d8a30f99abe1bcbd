"""A study with two cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.store.study import Study


@pytest.fixture
def study(empty_study: Path) -> Study:
    (empty_study / "cases.csv").write_text("case,group,role\nP1,,carer\nP9,,tutor\n")
    return Study.open(empty_study)
