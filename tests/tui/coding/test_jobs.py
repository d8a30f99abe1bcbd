"""Whole jobs done in the terminal UI as a person would, by keys and mouse, and what is then on disk."""

import random
import shutil
from pathlib import Path

import pytest
from textual.widgets import TextArea

from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp
from qualcode.tui.coding.code_pane import CodeTreeView
from qualcode.tui.coding.screen import CodingScreen
from qualcode.tui.coding.transcript import TranscriptView
from qualcode.tui.overview.screen import Overview
from qualcode.tui.widgets.said import Said
from qualcode.workbench.keys.coding import ACTIONS
from qualcode.workbench.keys.keymap import with_keys
from tests.tui.typed import drawn, typed

pytestmark = pytest.mark.slow


def app(path: Path, document: str = "") -> QualcodeApp:
    return QualcodeApp(Study.open(path), "ann", document)


def first(path: Path) -> str:
    return Study.open(path).document_ids()[0]


def codings(path: Path):
    return Study.open(path).codings(coder="ann")


def said(one: QualcodeApp) -> str:
    return str(one.screen.query_one("#said").render())


def on_disk(path: Path) -> list[tuple[str, str | None, str]]:
    study = Study.open(path)
    found = []
    for coding in study.codings(coder="ann"):
        text = study.text(study.document(coding.document))
        event = coding.event
        found.append((event.code, event.valence, text[event.start : event.end]))
    return found


async def test_code_three_passages_undo_one_leave_and_come_back(study_path: Path):
    first = app(study_path)
    async with first.run_test(size=(130, 40)) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(first.screen, CodingScreen)
        await pilot.press("n", "enter", "m", "o", "enter", "plus")
        await pilot.press("n", "full_stop", "minus")
        await pilot.press("n", "1")
        assert len(on_disk(study_path)) == 3
        await pilot.press("u")
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(first.screen, Overview)
    kept = on_disk(study_path)
    assert [valence for _, valence, _ in kept] == ["works_well", "works_less_well"]
    second = app(study_path, Study.open(study_path).document_ids()[0])
    async with second.run_test(size=(130, 40)) as pilot:
        await pilot.pause()
        screen = second.screen
        assert isinstance(screen, CodingScreen)
        assert len(screen.session.codings(screen.document.id)) == 2
        await pilot.press("g", "right_square_bracket", "x")
    assert len(on_disk(study_path)) == 1


async def test_what_the_screen_selects_is_what_is_stored(study_path: Path):
    one = app(study_path, Study.open(study_path).document_ids()[0])
    async with one.run_test(size=(100, 30)) as pilot:
        await pilot.press("J", "w", "space")
        screen = one.screen
        assert isinstance(screen, CodingScreen)
        start, end = screen.reading.selection
        await pilot.press("enter", "enter")
        assert [words for *_, words in on_disk(study_path)] == [screen._text[start:end]]


async def test_the_mouse_chooses_a_sentence_and_drags(study_path: Path):
    one = app(study_path, Study.open(study_path).document_ids()[0])
    async with one.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        screen = one.screen
        assert isinstance(screen, CodingScreen)
        view = screen.query_one(TranscriptView)
        row = next(n for n, r in enumerate(view.rows.rows) if r.end - r.start > 12)
        from qualcode.tui.widgets.paint import GUTTER

        x = GUTTER
        here = row - view.scroll_offset.y
        await pilot.click(TranscriptView, offset=(x + 1, here))
        assert screen.reading.selection[0] == view.rows.rows[row].start
        left, top, _, _ = view.region
        await drawn(one, (left + x, top + here), (left + x + 9, top + here))
        start = view.rows.rows[row].start
        assert screen.reading.selection == (start, start + 10)


async def test_the_mouse_gives_a_code_from_the_left_and_finds_actions(study_path: Path):
    from qualcode.tui.coding.document_map import DocumentMap
    from qualcode.tui.widgets.palette import Palette

    one = app(study_path, Study.open(study_path).document_ids()[0])
    async with one.run_test(size=(150, 30)) as pilot:
        await pilot.press("n")
        view = one.screen.query_one(CodeTreeView)
        row = next(n for n, r in enumerate(view.codes.rows) if r.code.can_be_used)
        await pilot.click(CodeTreeView, offset=(12, row), times=2)
        assert [code for code, *_ in on_disk(study_path)] == [view.codes.rows[row].code.id]
        await pilot.click(TranscriptView, offset=(40, 3), button=3)
        await pilot.pause()
        assert isinstance(one.screen, Palette)
        await pilot.press("escape")
        await pilot.click(DocumentMap, offset=(1, 8))
        screen = one.screen
        assert isinstance(screen, CodingScreen)
        assert screen.reading.turn > 1


async def test_several_codes_at_once_and_a_note(study_path: Path):
    one = app(study_path, Study.open(study_path).document_ids()[0])
    async with one.run_test(size=(130, 40)) as pilot:
        await pilot.press("enter", "tab", "down", "tab", "enter")
        assert len(on_disk(study_path)) == 2
        await pilot.press("i", *"true", "enter")
        codings = Study.open(study_path).codings(coder="ann")
        assert sorted(c.event.note for c in codings) == ["", "true"]
        await pilot.press("u", "u")
        assert on_disk(study_path) == []


async def test_a_folder_that_is_away_loses_nothing(study_path: Path):
    one = app(study_path, Study.open(study_path).document_ids()[0])
    away = study_path.with_name("away")
    async with one.run_test(size=(130, 40)) as pilot:
        await pilot.pause(0.2)
        shutil.move(study_path, away)
        await pilot.press("enter", "enter")
        assert one.session.state == "unsaved"
        assert "NOT SAVED" in str(one.screen.query_one("#title").render())
        await pilot.press("ctrl+q")
        assert one.is_running
        shutil.move(away, study_path)
        await pilot.press("ctrl+s")
        assert one.session.state == "saved"
    assert len(on_disk(study_path)) == 1


@pytest.mark.parametrize("seed", range(3))
async def test_random_keys_and_clicks_do_no_harm(study_path: Path, seed: int):
    chance = random.Random(seed)
    one = app(study_path)
    keys = [k for a in ACTIONS for k in a.keys if k not in ("ctrl+z",)]
    keys += ["enter", "tab", "a", "p", "escape", "down", "u"] * 4
    async with one.run_test(size=(chance.choice([80, 130]), 30)) as pilot:
        for _ in range(150):
            if chance.random() < 0.1:
                at = (chance.randrange(80), chance.randrange(30))
                await pilot.click(offset=at, times=chance.choice([1, 2, 3]))
            else:
                await pilot.press(chance.choice(keys))
            if not one.is_running:
                break
        shown = {
            (c.document, c.id, c.event.code, c.event.start, c.event.end, c.event.valence)
            for name in one.session.study.document_ids()
            for c in one.session.codings(name)
        }
        assert one.session.state == "saved"
    stored = {
        (c.document, c.id, c.event.code, c.event.start, c.event.end, c.event.valence)
        for c in Study.open(study_path).codings(coder="ann")
    }
    assert stored == shown


def test_no_key_does_two_things_and_collisions_are_refused():
    from qualcode.errors import BadInputError

    assert with_keys({})["coding"] == ACTIONS
    changed = {a.id: a.keys for a in with_keys({"coding": {"undo": ("f9",)}})["coding"]}
    assert changed["undo"] == ("f9",)
    with pytest.raises(BadInputError, match="would do two things"):
        with_keys({"coding": {"undo": ("space",)}})
    with pytest.raises(BadInputError, match="would do two things"):
        with_keys({"search": {"unit": ("space",)}})
    with pytest.raises(BadInputError, match="no action"):
        with_keys({"coding": {"undoo": ("f9",)}})
    with pytest.raises(BadInputError, match="no screen"):
        with_keys({"codings": {"undo": ("f9",)}})
    # Each table as it stands has no key twice.
    from qualcode.workbench.keys.keymap import SCREENS

    for screen, (_, actions) in SCREENS.items():
        same = {actions[0].id: actions[0].keys}
        assert with_keys({screen: same})[screen] == actions


async def test_keys_can_be_changed_by_a_file(study_path: Path):
    (study_path / ".qualcode").mkdir(exist_ok=True)
    keys = study_path / ".qualcode" / "keys.toml"
    keys.write_text('undo = ["f9"]\n"sentence(1)" = ["down", "f8"]\n[overview]\nsort = ["f7"]\n')
    one = app(study_path, Study.open(study_path).document_ids()[0])
    async with one.run_test(size=(100, 30)) as pilot:
        await pilot.press("f8", "enter", "enter")
        assert len(on_disk(study_path)) == 1
        await pilot.press("u")
        assert len(on_disk(study_path)) == 1
        await pilot.press("f9")
        assert on_disk(study_path) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('undo = ["space"]', "keys.toml: the key 'space' would do two things"),
        ('undoo = ["f9"]', "keys.toml: no action 'undoo'"),
        ("undo = 9", "keys.toml: undo is 9"),
        ("undo = [", "keys.toml:1: not readable as TOML"),
    ],
)
def test_a_wrong_keys_file_is_one_line_before_the_screen_opens(
    study_path: Path, text: str, says: str
):
    from qualcode.errors import BadInputError

    (study_path / ".qualcode").mkdir(exist_ok=True)
    (study_path / ".qualcode" / "keys.toml").write_text(text)
    with pytest.raises(BadInputError) as error:
        app(study_path)
    assert says in str(error.value)


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


async def test_every_action_of_the_table_can_be_found_in_the_palette(study_path: Path):
    one = app(study_path, first(study_path))
    async with one.run_test(size=(120, 40)) as pilot:
        await pilot.press("colon", *"coding a sentence longer")
        await pilot.pause(0.5)
        await pilot.press("enter")
        await pilot.pause(0.3)
        assert "Put the cursor on a coding" in said(one)


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


async def test_undo_goes_to_where_it_was_at_work_and_nothing_left_is_no_alarm(study_path: Path):
    one = app(study_path, first(study_path))
    async with one.run_test(size=(150, 40)) as pilot:
        await typed(one, "n", "enter", *"moves", "enter")
        screen = one.screen
        assert isinstance(screen, CodingScreen)
        coded = screen.reading.selection
        await typed(one, "n", "n")
        assert screen.reading.selection != coded
        await typed(one, "u")
        assert screen.reading.selection == coded
        assert "Undone: coded “Moves”" in said(one)
        await typed(one, "n", "ctrl+r")
        assert screen.reading.selection == coded
        await typed(one, "plus")
        assert "“Moves”: not judged → works well" in said(one)
        await typed(one, "ctrl+r")
        await pilot.pause()
        assert "Nothing to redo" in said(one)
        await typed(one, "u", "u", "u")
        assert "Nothing to undo" in said(one)
        assert "red" not in str(screen.query_one(Said).content.style)  # type: ignore[union-attr]
