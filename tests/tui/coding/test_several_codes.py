"""Codes that are given at once are judged with one key, until one of them is picked."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Static

from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp
from tests.tui.typed import typed

BOTH = ("n", "enter", *"mentor", "tab", *"moves", "enter")


def judged(path: Path) -> dict[str, str | None]:
    return {c.code: c.event.valence for c in Study.open(path).codings(coder="ann")}


def said(app: QualcodeApp) -> str:
    return str(app.screen.query_one("#said", Static).render()).strip()


async def test_one_key_judges_all_that_were_given_at_once_and_one_undo_takes_it_back(
    study_path: Path,
):
    app = QualcodeApp(Study.open(study_path), "ann", "one")
    async with app.run_test(size=(100, 30)):
        await typed(app, *BOTH)
        assert "a valence now is for all of them" in said(app)
        await typed(app, "minus")
        assert judged(study_path) == {"mentor": "works_less_well", "moves": "works_less_well"}
        assert "“Mentor”, “Moves”: works less well" in said(app)
        await typed(app, "plus")
        assert judged(study_path) == {"mentor": "works_well", "moves": "works_well"}
        await typed(app, "u")
        assert judged(study_path) == {"mentor": "works_less_well", "moves": "works_less_well"}
        await typed(app, "minus")
        assert judged(study_path) == {"mentor": None, "moves": None}


@pytest.mark.slow
async def test_tab_picks_one_and_moving_on_ends_it(study_path: Path):
    app = QualcodeApp(Study.open(study_path), "ann", "one")
    async with app.run_test(size=(100, 30)):
        await typed(app, *BOTH, "tab", "minus")
        assert sorted(map(str, judged(study_path).values())) == ["None", "works_less_well"]
        await typed(app, "u", "u", *BOTH[1:], "space", "plus")
        assert sorted(map(str, judged(study_path).values())) == ["None", "works_well"]


@pytest.mark.slow
async def test_a_new_code_is_judged_with_those_marked_beside_it(study_path: Path):
    app = QualcodeApp(Study.open(study_path), "ann", "one")
    async with app.run_test(size=(100, 30)):
        await typed(app, "n", "enter", *"mentor", "tab", *"zebra", "enter", "enter", "underscore")
        assert judged(study_path) == {"mentor": "mixed", "zebra": "mixed"}
