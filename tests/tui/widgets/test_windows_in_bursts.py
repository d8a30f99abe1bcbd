"""Each window opened, written in and kept by keys that all arrive at once, as over a slow line."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from qualcode.store.matrix_definitions import read_matrix
from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp
from qualcode.tui.matrix.cell_screen import CellScreen
from qualcode.workbench.matrix.open_matrix import open_matrix
from tests.tui.charted import WELL, chart, settings
from tests.tui.typed import typed

pytestmark = pytest.mark.slow

SIZE = (150, 45)


async def test_a_code_is_renamed(study_path: Path):
    app = QualcodeApp(Study.open(study_path), "ann", "one")
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await typed(app, "B", *"moves", "f2", *"House moves", "enter", "escape", "n")
    code = Study.open(study_path).codebook.get("moves")
    assert code is not None
    assert code.name == "House moves"


@pytest.mark.parametrize("pasted", [False, True])
async def test_a_draft_code_and_a_memo_one_after_the_other(study_path: Path, pasted: bool):
    def written(words: str) -> list[str | events.Event]:
        return [events.Paste(words)] if pasted else [*words]

    app = QualcodeApp(Study.open(study_path), "ann", "one")
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await typed(app, "n", "C", *written("Waiting for it"), "enter", "+",
                    "m", *written("a line"), "ctrl+s", "i", *written("of two"), "enter")  # fmt: skip
    study = Study.open(study_path)
    [coding] = study.codings()
    assert (coding.code, coding.event.valence) == ("waiting-for-it", "works_well")
    assert coding.event.note == "of two"
    assert study.memo_path("ann", "documents", "one").read_text() == "a line\n"


async def test_a_case_and_an_attribute_in_the_grids(study_path: Path):
    app = QualcodeApp(Study.open(study_path), "ann")
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(0.3)
        await typed(app, "w")
        await pilot.pause(0.3)
        await typed(app, "down", "c", *["backspace"] * 6, *"NEW-7", "enter")
        await pilot.pause(0.3)
        speakers = Study.open(study_path).document("one").speakers
        assert "NEW-7" in [one.case for one in speakers]
        await typed(app, "tab", "a", *"role=Aunt", "enter")
        await pilot.pause(0.3)
    cases = Study.open(study_path).cases
    assert "Aunt" in [case.attributes.get("role") for case in cases.values()]


async def test_a_summary_and_a_trimmed_quotation(team_path: Path):
    for name in ("one", "two"):
        for coder in ("ann", "ben"):
            Study.open(team_path).log_path(coder, name).unlink(missing_ok=True)
    settings(team_path, 'second_sign_off = []\nattribution = "{group_name}"')
    chart(team_path)
    app = QualcodeApp(Study.open(team_path), "ann")
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(0.3)
        opened = open_matrix(app.session.study, read_matrix(app.session.study, "main"))
        app.push_screen(CellScreen(app.session, opened, WELL))
        await pilot.pause(0.5)
        await typed(app, "tab", *"They ring.", "ctrl+s", "escape")
        await typed(app, "home", "quotation_mark", "e", "ctrl+end", *" [so]", "ctrl+s")
        await pilot.pause(0.3)
        said = str(app.screen.query_one("#said").render())
        assert "trimmed as shown" in said
    study = Study.open(team_path)
    cell = open_matrix(study, read_matrix(study, "main")).matrix.cell(*WELL)
    assert cell.summary.strip() == "They ring."
    assert ["[so]" in one.text for one in cell.quotations] == [True]
