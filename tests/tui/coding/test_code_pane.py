"""The codebook at the left: filtered, given from, changed by others, its colours."""

from pathlib import Path

import pytest

from qualcode.store.study import Study
from qualcode.tui.coding.code_pane import CodePane, CodeTreeView
from qualcode.tui.coding.screen import CodingScreen
from tests.tui.coding.test_jobs import app, codings, first, said

pytestmark = pytest.mark.slow


async def test_the_codebook_at_the_left_filters_gives_renames_and_moves(study_path: Path):
    one = app(study_path, first(study_path))
    async with one.run_test(size=(150, 45)) as pilot:
        await pilot.press("n", "B", *"mo")
        view = one.screen.query_one(CodeTreeView)
        code = view.codes.code
        assert code is not None
        await pilot.press("enter")
        assert [c.code for c in codings(study_path)] == [code.id]
        await pilot.press("f2", "end", *" now", "enter")
        await pilot.pause()
        renamed = Study.open(study_path).codebook.get(code.id)
        assert renamed is not None
        assert renamed.name == f"{code.name} now"
        order = [c.id for c in Study.open(study_path).codebook]
        await pilot.press("alt+up")
        await pilot.pause()
        moved = [c.id for c in Study.open(study_path).codebook]
        assert sorted(moved) == sorted(order)
        assert moved != order or "cannot go" in said(one)
        await pilot.press("escape", "u", "u", "u")
        assert codings(study_path) == []


async def test_in_a_narrow_terminal_the_codebook_comes_when_called(study_path: Path):
    one = app(study_path, first(study_path))
    async with one.run_test(size=(80, 24)) as pilot:
        pane = one.screen.query_one(CodePane)
        assert not pane.display
        await pilot.press("B")
        await pilot.pause()
        assert pane.display
        await pilot.press("escape")
        await pilot.pause()
        assert not pane.display


async def test_another_program_may_change_the_codebook(study_path: Path):
    one = app(study_path, first(study_path))
    async with one.run_test(size=(150, 40)) as pilot:
        await pilot.pause()
        path = study_path / "codebook.yaml"
        good = path.read_text()
        path.write_text("codes: [")
        await pilot.pause(1.3)
        assert "cannot be read" in said(one)
        path.write_text(good.replace("name:", "name: New", 1))
        await pilot.pause(1.3)
        assert "codebook was changed" in said(one)
        assert any(c.name.startswith("New") for c in one.session.codebook)


@pytest.mark.parametrize("theme", ["qualcode-dark", "qualcode-light", "qualcode-contrast"])
async def test_code_colours_stand_out_and_words_on_them_can_be_read(study_path: Path, theme: str):
    from textual.color import Color

    from qualcode.store.bundled_files import bundled_codebooks
    from qualcode.store.codebook.reader import load_codebook
    from qualcode.tui.widgets.paint import Look, contrast, parsed, seen_on

    one = app(study_path, first(study_path))
    async with one.run_test(size=(120, 40)) as pilot:
        one.theme = theme
        await pilot.pause()
        screen = one.screen
        assert isinstance(screen, CodingScreen)
        look = screen.view.look()
        words = Color.from_rich_color(look.base.color)
        for path in bundled_codebooks().values():
            for code in load_codebook(path):
                made = Look(
                    look.base, look.margin, look.speaker, look.selection, look.ground,
                    {code.id: (0, parsed(code.colour))}, "many",
                )  # fmt: skip
                assert contrast(seen_on(parsed(code.colour), look.ground), look.ground) >= 3
                for deep in (False, True):
                    tint = Color.from_rich_color(made.tint(code.id, deep=deep).bgcolor)
                    assert contrast(words, tint) >= 4.5, (code.id, deep)
