"""The grid of a matrix at the keyboard and with the mouse: moved in, opened, read anew, told of."""

from __future__ import annotations

import random
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from rich.cells import cell_len
from rich.style import Style
from textual.app import ComposeResult
from textual.color import Color
from textual.screen import Screen
from textual.widgets import Static

from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp
from qualcode.tui.looks import THEMES
from qualcode.tui.matrix.grid import heat
from qualcode.tui.matrix.grid_layout import laid_out, short_lines
from qualcode.tui.matrix.screen import MatrixScreen
from qualcode.tui.overview.screen import Overview
from qualcode.tui.widgets.paint import contrast
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.keys.matrix import MATRIX_ACTIONS

pytestmark = pytest.mark.slow

SIZE = (120, 40)
SUMMARY = """\
---
row: support
group: yp
column: works_well
author: ann
date: 2026-01-02
codings: [{coding}@00000000]
---

Two spoke of a mentor.
"""


@pytest.fixture
def judged(team_path: Path) -> Path:
    """Two themes by two groups: four cells with evidence, one of them with a summary."""
    settings = team_path / "study.toml"
    young, social = 'yp = "Young people"\n', 'sw = "Social care"\n'
    text = settings.read_text().replace(social, "").replace(young, young + social)
    settings.write_text(text, newline="\n")
    for coder, document, turn, code, valence in (
        ("ann", "one", 6, "mentor", "works_well"),
        ("ann", "one", 6, "moves", "works_less_well"),
        ("ben", "two", 6, "mentor", "works_well"),
        ("ben", "three", 4, "moves", "works_less_well"),
    ):
        session = CodingSession(Study.open(team_path), coder)
        found = session.codebook.get(code)
        assert found is not None
        session.add(document, [found], session.texts.turn(document, turn), valence=valence)
    return team_path


def summary(path: Path, text: str = SUMMARY) -> Path:
    """Write a summary under which its evidence changed since."""
    coding = next(c.id for c in Study.open(path).codings() if c.event.valence == "works_well")
    file = path / "synthesis" / "main" / "support--yp--works_well.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text.format(coding=coding), encoding="utf-8", newline="\n")
    return file


def chart(path: Path, text: str = 'layout = "cases"\n') -> None:
    file = path / "synthesis" / "chart" / "matrix.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")


def shown(app: QualcodeApp, which: str) -> str:
    return str(app.screen.query_one(which).render())


def lines(screen: MatrixScreen) -> list[str]:
    return [screen.grid.render_line(y).text.rstrip() for y in range(screen.grid.size.height)]


def row(screen: MatrixScreen, name: str) -> str:
    """A row without its spaces."""
    return "".join(next(line for line in lines(screen) if name in line).split())


async def settle(pilot: Any) -> None:
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause(0.1)


async def opened(app: QualcodeApp, pilot: Any, name: str = "") -> MatrixScreen:
    await settle(pilot)
    if name:
        app.show_matrix(name)
    else:
        await pilot.press("M")
    await settle(pilot)
    assert isinstance(app.screen, MatrixScreen)
    return app.screen


@pytest.fixture
def cells(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The keys of the cells that were opened; Escape leads back from them."""
    keys: list[Any] = []

    class CellScreen(Screen[None]):
        BINDINGS = [("escape", "app.pop_screen", "Back")]  # noqa: RUF012 - Textual's own way

        def __init__(self, _session: CodingSession, matrix: Any, key: Any) -> None:
            super().__init__()
            assert matrix.matrix.cell(*key)
            keys.append(key)

        def compose(self) -> ComposeResult:
            yield Static("A cell")

    module = ModuleType("qualcode.tui.matrix.cell_screen")
    module.CellScreen = CellScreen  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "qualcode.tui.matrix.cell_screen", module)
    return keys


async def test_moving_the_cell_at_the_cursor_and_back(judged: Path):
    app = QualcodeApp(Study.open(judged), "ann")
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        assert "Synthesis matrix · 2 themes × 2 groups · 3 to write · ann" in shown(app, "#title")
        assert screen.focused is screen.grid
        drawn = "\n".join(lines(screen))
        for words in ("Young people (2)", "Social care (1)", "less", "Theme", "people"):
            assert words in drawn
        assert "Support · Works well · Young people" in shown(app, "#cell-detail")
        assert "2 of 2 people, 2 codings" in shown(app, "#cell-detail")
        assert "No summary yet" in shown(app, "#cell-detail")
        await pilot.press("l", "j")
        assert screen.grid.key == ("moves", "works_less_well", "yp")
        assert "1 of 2 people, 1 coding · thin" in shown(app, "#cell-detail")
        await pilot.press("tab")
        assert screen.grid.key == ("moves", "works_less_well", "sw")
        await pilot.press("end", "g")
        assert screen.grid.key == ("support", "works_less_well", "sw")
        await pilot.press("shift+tab", "home", "G")
        assert screen.grid.key == ("moves", "works_well", "yp")
        # Over the edges it stays where it is.
        await pilot.press("left", "down", "pagedown", "home")
        assert screen.grid.key == ("moves", "works_well", "yp")
        await pilot.press("pageup", "up")
        assert screen.grid.key == ("support", "works_well", "yp")
        for what, figure in (("codings", "2○"), ("share", "100%○"), ("people", "2○")):
            await pilot.press("w")
            assert figure in row(screen, "Support")
            assert what in "\n".join(lines(screen))
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, Overview)


async def test_next_work_and_a_cell_opened(judged: Path, cells: list[Any]):
    app = QualcodeApp(Study.open(judged), "ann")
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        await pilot.press("n", "n")
        assert screen.grid.key == ("moves", "works_less_well", "sw")
        await pilot.press("n")
        assert screen.grid.key == ("support", "works_well", "yp")
        assert "On from the beginning" in shown(app, "#said")
        await pilot.press("N")
        assert "Back from the end" in shown(app, "#said")
        await pilot.press("N")
        assert "○ to write" in shown(app, "#said")
        await pilot.press("enter")
        await settle(pilot)
        assert cells == [("moves", "works_less_well", "yp")]
        # What was written meanwhile is there, and the cursor where it was.
        summary(judged)
        await pilot.press("escape")
        await settle(pilot)
        assert app.screen is screen
        assert screen.grid.key == ("moves", "works_less_well", "yp")
        assert "1 to mend, 2 to write" in shown(app, "#title")


async def test_a_stale_summary_a_draft_and_one_with_wrong_words(judged: Path):
    file = summary(judged)
    app = QualcodeApp(Study.open(judged), "ann")
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        assert "2!" in row(screen, "Support")
        told = shown(app, "#cell-detail")
        assert "Changed since it was written: two turn 6: coded since; one turn 6: changed" in told
        assert "ann, 2026-01-02: Two spoke of a mentor." in told
        file.write_text(file.read_text().replace("Two spoke", "Most spoke"), newline="\n")
        await pilot.press("ctrl+l")
        await settle(pilot)
        assert "Says “most” of 2 people" in shown(app, "#cell-detail")
        file.unlink()
        folder = judged / "private" / "drafts" / "main"
        folder.mkdir(parents=True)
        (folder / "a.md").write_text(SUMMARY.format(coding="x"))
        await pilot.press("ctrl+l")
        await settle(pilot)
        assert "1 begun, 2 to write" in shown(app, "#title")
        assert "A draft is begun" in shown(app, "#cell-detail")
        assert "✎ draft" in shown(app, "#said")


async def test_the_mouse(judged: Path, cells: list[Any]):
    app = QualcodeApp(Study.open(judged), "ann")
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        left, head = screen.grid._layout_now.names, screen.grid._head
        wide = screen.grid._layout_now.cell
        await pilot.click(screen.grid, offset=(left + wide + 2, head + 1))
        assert screen.grid.key == ("moves", "works_less_well", "yp")
        assert "Moves · Works less well" in shown(app, "#cell-detail")
        # A heading and a name move the cursor too; past the last row nothing happens.
        await pilot.click(screen.grid, offset=(left + 2, head - 1))
        assert screen.grid.key == ("moves", "works_well", "yp")
        await pilot.click(screen.grid, offset=(3, head))
        await pilot.click(screen.grid, offset=(left + 2, head + 9))
        assert screen.grid.key == ("support", "works_well", "yp")
        assert not cells
        await pilot.click(screen.grid, offset=(left + 2, head))
        await settle(pilot)
        assert cells == [("support", "works_well", "yp")]


async def test_matrices_in_turn_and_a_chart_sorted(judged: Path):
    chart(judged)
    app = QualcodeApp(Study.open(judged), "ann")
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        await pilot.press("s")
        assert "Only a framework chart is sorted" in shown(app, "#said")
        await pilot.press("j", "l", "m")
        await settle(pilot)
        assert "chart, 2 of 2 · Framework chart · 3 cases × 2 codes" in shown(app, "#title")
        named = [line.split("  ")[0].strip("▌▏ ") for line in lines(screen)]
        assert [n for n in named if n[:2] in ("YP", "SW")] == [
            "SW1 · Social care", "YP1 · Young people", "YP2 · Young people",
        ]  # fmt: skip
        await pilot.press("w")
        assert "show codings" in shown(app, "#said")
        await pilot.press("down", "s", "s")
        await settle(pilot)
        assert "by case" in shown(app, "#title")
        assert "Cases by case" in shown(app, "#said")
        assert screen.grid.key == ("YP1", "support", "")
        await pilot.press("m")
        await settle(pilot)
        assert screen.grid.key == ("moves", "works_less_well", "yp")


async def test_one_matrix_and_one_that_cannot_be_read(judged: Path):
    app = QualcodeApp(Study.open(judged), "ann")
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        await pilot.press("m")
        assert "There is one matrix" in shown(app, "#said")
        for text, why in (
            ("layout = [", "not readable as TOML"),
            ('codes = ["nothing"]', "no code 'nothing'"),
            ('coders = ["zoe"]', "no codings by 'zoe'"),
        ):
            chart(judged, text)
            await pilot.press("ctrl+l")
            await settle(pilot)
            await pilot.press("m")
            await settle(pilot)
            assert why in shown(app, "#said")
            assert "chart, 2 of 2" in shown(app, "#title")
            assert "The matrix chart cannot be shown" in "\n".join(lines(screen))
            await pilot.press("down", "n", "enter", "w", "s", "tab", "m")
            await settle(pilot)
            assert screen.grid.cells is not None


async def test_the_names_table_cannot_be_read_or_a_matrix_is_unknown(judged: Path):
    names = judged / "private" / "names.csv"
    names.parent.mkdir(exist_ok=True)
    names.write_bytes(b"\xff\xfe\x00nonsense")
    app = QualcodeApp(Study.open(judged), "ann")
    async with app.run_test(size=SIZE) as pilot:
        await opened(app, pilot)
        assert "names.csv" in shown(app, "#said")
        await pilot.press("escape")
        names.unlink()
        await opened(app, pilot, "other")
        assert "no matrix 'other'" in shown(app, "#said")


async def test_nothing_is_coded(empty_study: Path, team_path: Path):
    app = QualcodeApp(Study.open(empty_study), "ann")
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot)
        assert "No evidence coded yet" in "\n".join(lines(screen))
        await pilot.press("down", "n", "enter", "w", "s", "tab", "G", "m")
        assert app.screen is screen
    # Coded, but nothing judged.
    app = QualcodeApp(Study.open(team_path), "ann")
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot)
        assert "3 codings without a valence" in "\n".join(lines(screen))


async def test_it_fits_whatever_the_size(judged: Path):
    chart(judged)
    app = QualcodeApp(Study.open(judged), "ann")
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        await pilot.press("G", "end")
        for width, height in ((80, 24), (40, 12), (22, 8), (10, 5), (200, 60), (120, 40)):
            await pilot.resize_terminal(width, height)
            await settle(pilot)
            assert screen.grid.key == ("moves", "works_less_well", "sw")
            for y in range(screen.grid.size.height):
                assert screen.grid.render_line(y).cell_length <= width
            first, after = screen.grid.columns_seen
            assert first <= screen.grid.column < after
            if height >= 24:
                assert "▌" in "\n".join(lines(screen))


@pytest.mark.parametrize("seed", range(3))
async def test_any_keys_at_all(judged: Path, cells: list[Any], seed: int):
    chart(judged, 'layout = "cases"\norder = ["group"]\n' if seed else "layout = 3\n")
    summary(judged)
    chance = random.Random(seed)
    keys = [k for a in MATRIX_ACTIONS if a.id not in ("leave", "quit") for k in a.keys]
    app = QualcodeApp(Study.open(judged), "ann")
    async with app.run_test(size=[(80, 24), (120, 40), (30, 10)][seed]) as pilot:
        screen = await opened(app, pilot)
        for _ in range(12):
            await pilot.press(*chance.choices(keys, k=12))
            await pilot.press("escape")
            await settle(pilot)
            if app.screen is not screen:
                screen = await opened(app, pilot)
            assert app.is_running


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_words_are_read_on_every_shade(theme: Any):
    ground, ink, colour = map(Color.parse, (theme.background, theme.foreground, theme.primary))
    shades = [heat(ground, colour, ink, level) for level in range(1, 6)]
    assert len(set(shades)) == 5
    assert all(contrast(ink, shade) >= 4.5 for shade in shades)
    cursor = Style(color=theme.background, bgcolor=theme.primary)
    assert cursor.color is not None
    assert contrast(ground, colour) >= 4.5


@pytest.mark.parametrize("width", [1, 10, 24, 79, 119, 160, 400])
@pytest.mark.parametrize("columns", [1, 6, 12, 40])
@pytest.mark.parametrize("longest", [1, 14, 60])
def test_widths(width: int, columns: int, longest: int):
    for flags in ((False, False), (True, False), (False, True)):
        made = laid_out(width, columns, longest, chart=flags[0], bars=flags[1])
        assert 7 <= made.cell <= 10
        assert 1 <= made.shown <= columns
        if width >= 40:
            assert made.names + made.shown * made.cell <= width


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("Mixed", 7, ["Mixed"]),
        ("Works less well", 7, ["Works", "less", "well"]),
        ("Designated person in school", 9, ["Designat-", "ed person", "in school"]),
        ("Building block: Restorative leadership", 8, ["Building", "block:", "Restora…"]),
        ("教育指導者", 5, ["教育-", "指導-", "者"]),
        ("", 7, [""]),
        ("abc", 1, ["abc"]),
    ],
)
def test_headings(text: str, width: int, lines: list[str]):
    assert short_lines(text, width, 3) == lines
    assert all(cell_len(line) <= max(3, width) for line in short_lines(text, max(3, width), 3))
