"""How the overview looks at three sizes, against pictures kept beside the tests.

The study is in no repository with commits, and nothing of the overview shows a time.
"""

import json
from pathlib import Path

import pytest

from qualcode.store.records.memos import write_memo
from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _colours(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture
def app(team_path: Path) -> QualcodeApp:
    """A study with something in every column."""
    study = Study.open(team_path)
    write_memo(study.memo_path("ann", "documents", "one"), "A thought.")
    study.mark_done("ann", "one", True)
    study.mark_done("ben", "two", True)
    log = study.log_path("ann", "three")
    event = json.loads(study.log_path("ann", "one").read_text().splitlines()[0])
    log.write_text(json.dumps(event | {"id": "old", "sha256": "0" * 64}) + "\n")
    return QualcodeApp(Study.open(team_path), "ann")


async def settle(pilot) -> None:
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause(0.2)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (240, 70)])
def test_the_overview(app: QualcodeApp, snap_compare, size: tuple[int, int]):
    assert snap_compare(app, terminal_size=size, run_before=settle)


def test_the_overview_in_light(app: QualcodeApp, snap_compare):
    async def light(pilot) -> None:
        pilot.app.theme = "qualcode-light"
        await settle(pilot)

    assert snap_compare(app, terminal_size=(120, 40), run_before=light)


def test_filtering(app: QualcodeApp, snap_compare):
    async def narrow(pilot) -> None:
        # No cursor that blinks: the table has the focus.
        await pilot.press("F", *"done", "equals_sign", *"no", "enter")
        await settle(pilot)

    assert snap_compare(app, terminal_size=(80, 24), run_before=narrow)


def test_what_needs_attention_on_a_small_screen(app: QualcodeApp, snap_compare):
    async def there(pilot) -> None:
        await pilot.press("p", "p")
        await settle(pilot)

    assert snap_compare(app, terminal_size=(80, 24), run_before=there)


def test_the_keys(app: QualcodeApp, snap_compare):
    async def keys(pilot) -> None:
        await pilot.press("question_mark")
        await settle(pilot)

    assert snap_compare(app, terminal_size=(100, 48), run_before=keys)
