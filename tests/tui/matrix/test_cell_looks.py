"""How a cell of the matrix and its windows look, against pictures kept beside the tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.store.matrix_definitions import read_matrix
from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp
from qualcode.tui.matrix.cell_screen import CellScreen
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.matrix.cell_editor import CellEditor
from qualcode.workbench.matrix.open_matrix import open_matrix
from tests.tui.charted import WELL, chart, settings
from tests.tui.overview.test_looks import settle

pytestmark = pytest.mark.slow

SIZES = [(80, 24), (120, 40), (160, 50)]


@pytest.fixture(autouse=True)
def _same(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr("qualcode.workbench.matrix.charting._today", lambda: "2026-11-27")


@pytest.fixture
def app(team_path: Path) -> QualcodeApp:
    for coder, name in (("ann", "one"), ("ben", "two")):
        Study.open(team_path).log_path(coder, name).unlink()
    settings(team_path, 'attribution = "{group_name}"')
    ids = chart(team_path)
    study = Study.open(team_path)
    desk = CellEditor(
        CodingSession(study, "ann"), open_matrix(study, read_matrix(study, "main")), WELL
    )
    desk.save("Both named one adult at school who rang them and asked how they were.")
    desk.quote(ids[0])
    desk.quote(ids[2])
    desk.trim(ids[0], "My mentor. She’d ring – every Monday […].")
    desk.sign(ids[0])
    desk.session.change(
        next(c for c in desk.session.codings("two") if c.id == ids[1]), valence="mixed"
    )
    return QualcodeApp(Study.open(team_path), "ann")


async def there(pilot, *keys: str) -> None:
    await settle(pilot)
    study = pilot.app.session.study
    opened = open_matrix(study, read_matrix(study, "main"))
    pilot.app.push_screen(CellScreen(pilot.app.session, opened, WELL))
    await settle(pilot)
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


@pytest.mark.parametrize("size", SIZES)
def test_a_cell(app: QualcodeApp, snap_compare, size: tuple[int, int]):
    assert snap_compare(app, terminal_size=size, run_before=there)


@pytest.mark.parametrize("theme", ["qualcode-light", "qualcode-contrast"])
def test_a_cell_in_other_themes(app: QualcodeApp, snap_compare, theme: str):
    async def run(pilot) -> None:
        pilot.app.theme = theme
        await there(pilot, "tab")

    assert snap_compare(app, terminal_size=(120, 40), run_before=run)


@pytest.mark.parametrize("size", SIZES[:2])
def test_trimming(app: QualcodeApp, snap_compare, size: tuple[int, int]):
    async def run(pilot) -> None:
        await there(pilot, "e")

    assert snap_compare(app, terminal_size=size, run_before=run)
