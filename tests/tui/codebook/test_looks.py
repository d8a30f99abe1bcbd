"""How a report's statements look, against pictures kept beside the tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp
from qualcode.workbench.codebook.framework import read_framework
from tests.tui.typed import typed
from tests.workbench.codebook.test_framework import BOOK, report

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _colours(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_a_report(study_path: Path, tmp_path: Path, snap_compare, size: tuple[int, int]):
    (study_path / "codebook.yaml").write_text(BOOK, encoding="utf-8")
    report(tmp_path / "report.docx")
    app = QualcodeApp(
        Study.open(study_path), "ann", report=read_framework(tmp_path / "report.docx")
    )

    async def ticked(pilot) -> None:
        await typed(pilot.app, "down", "down", "down", ".", "down", "down", "y", "up")

    assert snap_compare(app, terminal_size=size, run_before=ticked)
