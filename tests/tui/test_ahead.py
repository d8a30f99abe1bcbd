"""Keys that arrive in one burst, as over a slow line, do what they would one by one."""

from pathlib import Path

import pytest
from textual import events

from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp

_NAMES = {".": "full_stop", "+": "plus", " ": "space"}


async def burst(app: QualcodeApp, pilot, *keys: str) -> None:
    for key in keys:
        name = _NAMES.get(key, key)
        app.post_message(events.Key(name, key if len(key) == 1 else None))
    await pilot.pause()
    while app.keys_waiting:
        await pilot.pause(0.05)
    await pilot.pause(0.3)


@pytest.mark.parametrize("size", [(80, 24), (150, 45)])
async def test_a_burst_of_keys_codes_as_typed(study_path: Path, size):
    doc = Study.open(study_path).document_ids()[0]
    app = QualcodeApp(Study.open(study_path), "ann", doc)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await burst(app, pilot, "n", "enter", "m", "o", "enter")
        await burst(app, pilot, "+", "n", ".", "i", *"why", "enter", "D")
    study = Study.open(study_path)
    found = study.codings(coder="ann")
    assert [(c.event.valence, c.event.note) for c in found] == [("works_well", ""), (None, "why")]
    assert study.is_done("ann", doc)


async def test_a_burst_of_escapes_stops_at_the_overview(study_path: Path):
    doc = Study.open(study_path).document_ids()[0]
    app = QualcodeApp(Study.open(study_path), "ann", doc)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await burst(app, pilot, "enter", *["escape"] * 6)
        assert type(app.screen).__name__ == "Overview"
