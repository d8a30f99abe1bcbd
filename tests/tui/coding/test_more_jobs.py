"""More whole jobs: finishing a document, codes made and edited on the way, memos, the codebook."""

from pathlib import Path

import pytest
from textual.widgets import TextArea

from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp
from qualcode.tui.coding.code_form import CodeForm
from qualcode.tui.coding.code_pane import CodePane, CodeTreeView
from qualcode.tui.coding.screen import CodingScreen
from qualcode.tui.overview.screen import Overview

pytestmark = pytest.mark.slow


def app(path: Path, document: str = "") -> QualcodeApp:
    return QualcodeApp(Study.open(path), "ann", document)


def first(path: Path) -> str:
    return Study.open(path).document_ids()[0]


def codings(path: Path):
    return Study.open(path).codings(coder="ann")


def said(one: QualcodeApp) -> str:
    return str(one.screen.query_one("#said").render())


async def test_code_three_undo_one_mark_done_reopen_all_there(study_path: Path):
    doc = first(study_path)
    one = app(study_path)
    async with one.run_test(size=(150, 40)) as pilot:
        await pilot.press("enter")
        await pilot.press("n", "enter", "m", "o", "enter", "plus")
        await pilot.press("n", "full_stop", "minus")
        await pilot.press("n", "1", "tilde")
        await pilot.press("u", "u", "D")
        assert "is marked done" in said(one)
        assert "done" in str(one.screen.query_one("#title").render())
        await pilot.press("m", *"ok", "ctrl+s")
        assert isinstance(one.screen, CodingScreen)
        left_at = one.screen.reading.cursor
        assert left_at > one.screen.document.turns[1].end
        await pilot.press("escape")
        assert isinstance(one.screen, Overview)
    assert [c.event.valence for c in codings(study_path)] == ["works_well", "works_less_well"]
    study = Study.open(study_path)
    assert study.is_done("ann", doc)
    two = app(study_path, doc)
    async with two.run_test(size=(150, 40)) as pilot:
        await pilot.pause(0.2)
        screen = two.screen
        assert isinstance(screen, CodingScreen)
        assert len(screen.session.codings(doc)) == 2
        assert screen.reading.cursor == left_at
        assert screen._done
        assert "ok" in str(screen.query_one("#detail").render())
        await pilot.press("D")
        assert not Study.open(study_path).is_done("ann", doc)
        await pilot.press("u")
        assert Study.open(study_path).is_done("ann", doc)


async def test_an_in_vivo_code_is_made_and_given_in_one_step(study_path: Path):
    before = (study_path / "codebook.yaml").read_text()
    one = app(study_path, first(study_path))
    async with one.run_test(size=(150, 40)) as pilot:
        await pilot.press("n", "y")
        await pilot.press("enter")
        await pilot.pause()
        assert "Draft code" in said(one)
        (coding,) = codings(study_path)
        code = Study.open(study_path).codebook.get(coding.code)
        assert code is not None
        assert code.status == "draft"
        screen = one.screen
        assert isinstance(screen, CodingScreen)
        words = screen._text[coding.event.start : coding.event.end]
        assert " ".join(words.split()).startswith(code.name.rstrip("…"))
        await pilot.press("u")
        assert codings(study_path) == []
        assert (study_path / "codebook.yaml").read_text() == before
        await pilot.press("ctrl+r")
        assert len(codings(study_path)) == 1


async def test_a_code_is_edited_in_a_form_that_says_what_it_touches(study_path: Path):
    one = app(study_path, first(study_path))
    async with one.run_test(size=(150, 45)) as pilot:
        await pilot.press("n", "enter", "m", "o", "enter", "E")
        form = one.screen
        assert isinstance(form, CodeForm)
        await pilot.press("tab", *"More: ")
        await pilot.pause()
        assert "listed to read again" in str(form.query_one("#wrong").render())
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert isinstance(one.screen, CodingScreen)
        (coding,) = codings(study_path)
        code = Study.open(study_path).codebook.get(coding.code)
        assert code is not None
        assert code.definition.startswith("More: ")
        assert code.digest != coding.event.definition
        await pilot.pause(0.2)
        assert "earlier definition" in str(one.screen.query_one("#detail").render())


async def test_a_form_left_with_changes_asks_twice(study_path: Path):
    before = (study_path / "codebook.yaml").read_text()
    one = app(study_path, first(study_path))
    async with one.run_test(size=(150, 45)) as pilot:
        await pilot.press("n", "enter", "m", "o", "enter", "E", *"x", "escape")
        await pilot.pause(0.3)
        assert isinstance(one.screen, CodeForm)
        await pilot.press("escape")
        await pilot.pause(0.3)
        assert isinstance(one.screen, CodingScreen)
    assert (study_path / "codebook.yaml").read_text() == before


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
        await pilot.press("ctrl+up")
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


async def test_only_uncoded_turns_are_shown_when_asked(study_path: Path):
    one = app(study_path, first(study_path))
    async with one.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        screen = one.screen
        assert isinstance(screen, CodingScreen)
        everything = len(screen.view.rows)
        await pilot.press("o")
        assert len(screen.view.rows) < everything
        speakers = screen.document.speakers
        shown = {screen.document.turns[r.turn].speaker for r in screen.view.rows.rows}
        assert {speakers[s].role for s in shown} == {"participant"}
        await pilot.press("o")
        assert len(screen.view.rows) == everything


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


async def test_every_action_of_the_table_can_be_found_in_the_palette(study_path: Path):
    one = app(study_path, first(study_path))
    async with one.run_test(size=(120, 40)) as pilot:
        await pilot.press("colon", *"coding a sentence longer")
        await pilot.pause(0.5)
        await pilot.press("enter")
        await pilot.pause(0.3)
        assert "Put the cursor on a coding" in said(one)


@pytest.mark.parametrize("theme", ["qualcode-dark", "qualcode-light", "qualcode-contrast"])
async def test_code_colours_stand_out_and_words_on_them_can_be_read(study_path: Path, theme: str):
    from textual.color import Color

    from qualcode.store.codebook.reader import load_codebook
    from qualcode.store.resources import bundled_codebooks
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
                    look.base, look.margin, look.selection, look.ground,
                    {code.id: (0, parsed(code.colour))}, "many",
                )  # fmt: skip
                assert contrast(seen_on(parsed(code.colour), look.ground), look.ground) >= 3
                for deep in (False, True):
                    tint = Color.from_rich_color(made.tint(code.id, deep=deep).bgcolor)
                    assert contrast(words, tint) >= 4.5, (code.id, deep)


async def test_undoing_lines_until_a_memo_fits_its_window_again(study_path: Path):
    one = app(study_path, first(study_path))
    async with one.run_test(size=(100, 24)) as pilot:
        await pilot.press("m")
        for _ in range(20):
            await pilot.press("x", "enter")
            await pilot.pause()
        for _ in range(70):
            await pilot.press("ctrl+z")
        await pilot.pause()
        assert one.screen.query_one(TextArea).text == ""
        for _ in range(70):
            await pilot.press("ctrl+y")
        assert one.screen.query_one(TextArea).text.count("x") == 20
