"""How the screen of suggested themes looks, against pictures kept beside the tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp
from tests.tui.overview.test_looks import settle
from tests.tui.themed import themes, write

pytestmark = pytest.mark.slow

SIZES = [(80, 24), (120, 40), (240, 70)]


@pytest.fixture(autouse=True)
def _colours(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture
def app(team_path: Path) -> QualcodeApp:
    write(team_path, themes(Study.open(team_path)))
    return QualcodeApp(Study.open(team_path), "ann")


@pytest.mark.parametrize("size", SIZES)
def test_the_themes(app: QualcodeApp, snap_compare, size: tuple[int, int]):
    async def there(pilot) -> None:
        await settle(pilot)
        await pilot.press("t")
        await settle(pilot)
        await pilot.press("down")
        await settle(pilot)

    assert snap_compare(app, terminal_size=size, run_before=there)


def test_reading_on_a_small_screen_in_light(app: QualcodeApp, snap_compare):
    async def there(pilot) -> None:
        pilot.app.theme = "qualcode-light"
        await settle(pilot)
        await pilot.press("t")
        await settle(pilot)
        await pilot.press("tab", "down")
        await settle(pilot)

    assert snap_compare(app, terminal_size=(80, 24), run_before=there)


def test_the_parts_that_no_code_covers(app: QualcodeApp, snap_compare):
    async def there(pilot) -> None:
        await settle(pilot)
        await pilot.press("t")
        await settle(pilot)
        await pilot.press("g")
        await settle(pilot)

    assert snap_compare(app, terminal_size=(80, 24), run_before=there)


def test_none_yet(team_path: Path, snap_compare):
    async def there(pilot) -> None:
        await settle(pilot)
        await pilot.press("t")
        await settle(pilot)

    app = QualcodeApp(Study.open(team_path), "ann")
    assert snap_compare(app, terminal_size=(80, 24), run_before=there)
