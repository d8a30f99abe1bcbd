"""How the screens on who speaks look, against pictures kept beside the tests."""

from pathlib import Path

import pytest

from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp
from qualcode.workbench.documents.import_look import look_at
from tests.tui.documents.test_screens import TALK

pytestmark = pytest.mark.slow
SIZES = [(80, 24), (120, 40)]


@pytest.fixture(autouse=True)
def _colours(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("NO_COLOR", raising=False)


async def settle(pilot) -> None:
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause(0.2)


@pytest.mark.parametrize("size", SIZES)
def test_labels_before_an_import(study_path: Path, tmp_path: Path, snap_compare, size):
    folder = tmp_path / "talks"
    folder.mkdir()
    for n, who in enumerate(("Alaw Wyn", "Bet Rees"), 1):
        (folder / f"talk-{n}.txt").write_text(TALK.format(n=n, who=who))
    study = Study.open(study_path)

    async def chosen(pilot) -> None:
        await settle(pilot)
        await pilot.press("x", "j", "j", "g", "1")
        await settle(pilot)

    app = QualcodeApp(study, "ann", look=look_at(study, str(folder)))
    assert snap_compare(app, terminal_size=size, run_before=chosen)


@pytest.mark.parametrize("size", SIZES)
def test_who_speaks(team_path: Path, snap_compare, size):
    async def there(pilot) -> None:
        await settle(pilot)
        await pilot.press("w")
        await settle(pilot)
        await pilot.press("j", "right", "right")
        await settle(pilot)

    assert snap_compare(QualcodeApp(Study.open(team_path), "ann"), terminal_size=size,
                        run_before=there)  # fmt: skip


def test_cases_in_light(team_path: Path, snap_compare):
    async def there(pilot) -> None:
        pilot.app.theme = "qualcode-light"
        await settle(pilot)
        await pilot.press("w", "tab")
        await settle(pilot)

    assert snap_compare(QualcodeApp(Study.open(team_path), "ann"), terminal_size=(80, 24),
                        run_before=there)  # fmt: skip
