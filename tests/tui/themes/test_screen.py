"""Suggested themes at the keyboard: jumped to, coded as assisted, made into draft codes."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from qualcode.errors import BadInputError, MissingExtraError
from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp
from qualcode.tui.coding.screen import CodingScreen
from qualcode.tui.overview.screen import Overview
from qualcode.tui.themes import making_screen as theme_making
from qualcode.tui.themes.screen import ThemesScreen
from qualcode.tui.widgets.passage_list import Item
from qualcode.workbench.documents.revision import NewText, normal_text, revise_texts
from tests.tui.themed import MENTOR, MOVES, THANKS, themes, write

pytestmark = pytest.mark.slow

SIZE = (120, 40)


@pytest.fixture
def themed(team_path: Path) -> Path:
    write(team_path, themes(Study.open(team_path)))
    return team_path


def said(app: QualcodeApp) -> str:
    return str(app.screen.query_one("#said").render())


def title(app: QualcodeApp) -> str:
    return str(app.screen.query_one("#title").render())


def about(app: QualcodeApp) -> str:
    return str(app.screen.query_one("#about").render())


def items(screen: ThemesScreen) -> list[Item]:
    return [screen._describe(at) for at in range(screen.passages.count)]


def lines(screen: ThemesScreen) -> list[str]:
    options = screen.themes.options
    return [str(options.get_option_at_index(n).prompt) for n in range(options.option_count)]


async def settle(pilot) -> None:
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause(0.1)


async def opened(app: QualcodeApp, pilot) -> ThemesScreen:
    await settle(pilot)
    await pilot.press("t")
    await settle(pilot)
    assert isinstance(app.screen, ThemesScreen)
    return app.screen


async def test_from_a_theme_to_its_passages_to_the_text_and_back(themed: Path):
    app = QualcodeApp(Study.open(themed), "ann")
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        assert "3 themes · 2 not in your codebook · made 2026-11-07" in title(app)
        shown = lines(screen)
        assert [line.strip() for line in shown if "%" not in line] == [
            "school, help", "Other themes",
        ]  # fmt: skip
        assert [line[1] for line in shown if "%" in line] == [" ", "◆", "◆"]
        # Of the mentor passages ann's of one and ben's of two are coded; ann has not begun two.
        assert shown[1].split()[-2:] == ["3", "67%"]
        assert "are left out · 3 passages, 67% coded" in about(app)
        assert "3 people: Young people 3 (more than by chance)" in about(app)
        assert "Nearest codes, the nearest first: Mentor" in about(app)
        [first, *others] = items(screen)
        assert first.heading[:2] == ("one", "typical")
        assert first.passage.words == MENTOR
        assert first.code == "Mentor"
        assert [item.code for item in others] == ["", ""]
        # Over the family's label to the next; Enter goes to the passages, and from them on.
        await pilot.press("down", "down")
        await settle(pilot)
        assert "Only a hint" in about(app)
        assert "Not in your codebook: none of its codes is near. The least far: Support" in about(
            app
        )
        await pilot.press("up", "enter", "j", "enter")
        await settle(pilot)
        coding = app.screen
        assert isinstance(coding, CodingScreen)
        assert coding.document.id == "three"
        start, end = coding.reading.selection
        assert Study.open(themed).text(coding.document)[start:end] == MOVES
        await pilot.press("escape")
        await settle(pilot)
        assert app.screen is screen
        assert screen.passages.cursor == 1
        await pilot.press("tab")
        assert screen.focused is screen.themes.options
        await pilot.press("right")
        assert screen.focused is screen.passages
        await pilot.press("left", "end")
        await settle(pilot)
        assert items(screen)[0].passage.words == THANKS
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, Overview)


async def test_none_were_made_yet_and_none_can_be(team_path: Path, monkeypatch):
    why = [MissingExtraError("theme suggestion is not installed"), BadInputError("too few")]

    def fail(*_args: object) -> None:
        raise why.pop(0)

    monkeypatch.setattr(theme_making, "suggest_themes", fail)
    app = QualcodeApp(Study.open(team_path), "ann")
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        assert "No themes were suggested yet: m makes them" in app.export_screenshot().replace(
            "&#160;", " "
        )
        # Nothing here to be opened, coded or drafted.
        await pilot.press("enter", "c", "C", "tab", "left", "u")
        assert app.screen is screen
        await pilot.press("m")
        await settle(pilot)
        assert "theme suggestion is not installed" in said(app)
        await pilot.press("m")
        await settle(pilot)
        assert "too few" in said(app)
        await pilot.press("g", "enter", "c", "C", "g", "escape")
        await settle(pilot)
        assert isinstance(app.screen, Overview)


async def test_themes_are_made_while_others_are_read(themed: Path, monkeypatch):
    begun, go = threading.Event(), threading.Event()
    data = themes(Study.open(themed))
    data["themes"] = data["themes"][:1]

    def slowly(_study, _options, progress, coder):
        assert coder == "ann"
        progress("Embedding passages", 120, 311)
        begun.set()
        while not go.wait(0.01):
            progress("Embedding passages", 120, 311)
        return data | {"method": "by hand", "outliers": 0}

    monkeypatch.setattr(theme_making, "suggest_themes", slowly)
    app = QualcodeApp(Study.open(themed), "ann")
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        await pilot.press("m")
        assert "m again makes new themes, in place of those made 2026-11-07" in said(app)
        assert not screen.making
        await pilot.press("m")
        assert begun.wait(5)
        await pilot.pause(0.5)
        assert "making themes: embedding passages 120 of 311 …" in title(app)
        await pilot.press("m")
        assert "being made" in said(app)
        await pilot.press("down", "tab", "enter")
        await pilot.pause(0.3)
        assert isinstance(app.screen, CodingScreen)
        await pilot.press("escape", "escape")
        await pilot.pause(0.2)
        assert app.screen is screen
        assert "once more stops that" in said(app)
        go.set()
        await settle(pilot)
        assert "Themes were made" in said(app)
        await settle(pilot)
        assert "1 theme · 0 not in your codebook" in title(app)
        assert (themed / "themes" / "themes.html").is_file()
        # Left while it works: the work ends at its next step, and nobody is told of it.
        before = (themed / "themes" / "themes.json").read_bytes()
        begun.clear()
        go.clear()
        await pilot.press("m", "m")
        assert begun.wait(5)
        await pilot.press("escape", "escape")
        await settle(pilot)
        assert isinstance(app.screen, Overview)
        assert (themed / "themes" / "themes.json").read_bytes() == before


async def test_a_draft_code_of_a_theme(themed: Path):
    book = themed / "codebook.yaml"
    before = book.read_text()
    app = QualcodeApp(Study.open(themed), "ann")
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        await pilot.press("down", "C")
        await settle(pilot)
        await pilot.press(*"!", "enter")
        await settle(pilot)
        assert app.screen is screen
        assert "its definition is left to you" in said(app)
        code = app.session.codebook.get("march-may-hard")
        assert code is not None
        assert (code.name, code.status, code.definition) == ("March, May, hard!", "draft", "")
        assert (
            code.source == "Suggested theme T2 of 2026-11-07: 3 people, 3 passages (words, seed 0)"
        )
        assert code.source in book.read_text()
        assert MOVES not in book.read_text()
        assert "1 not in your codebook" in title(app)
        assert "Draft code made of it: March, May, hard!" in about(app)
        # A name that another code has is refused in the window, not taken.
        await pilot.press("C")
        await settle(pilot)
        await pilot.press(*"!", "enter")
        await settle(pilot)
        assert "is named March, May, hard! already" in str(app.screen.query_one("#hint").render())
        await pilot.press("escape", "u")
        await settle(pilot)
        assert book.read_text() == before
        assert "2 not in your codebook" in title(app)


async def test_a_passage_is_coded_as_assisted_and_that_undone(themed: Path):
    app = QualcodeApp(Study.open(themed), "ann")
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        await pilot.press("down", "tab", "down", "c")
        await settle(pilot)
        await pilot.press(*"mov", "enter")
        await settle(pilot)
        assert "Coded “Moves”, assisted; u takes it back" in said(app)
        [coding] = Study.open(themed).codings(coder="ann", document="three")
        assert coding.event.assisted
        assert coding.code == "moves"
        assert [item.code for item in items(screen)] == ["Moves", "Moves", ""]
        assert lines(screen)[2].split()[-1] == "67%"
        # Once more: it bears that code.
        await pilot.press("c", *"mov", "enter")
        await settle(pilot)
        assert "already has that code" in said(app)
        await pilot.press("u")
        await settle(pilot)
        assert Study.open(themed).codings(coder="ann", document="three") == []
        assert lines(screen)[2].split()[-1] == "33%"
        assert screen.passages.cursor == 1


async def test_passages_of_texts_that_changed_or_are_gone(themed: Path):
    study = Study.open(themed)
    text = study.text(study.document("one"))
    changed = text.replace("I: What helped", "I: So, what helped").replace("in March", "in April")
    revise_texts(study, [NewText("one", normal_text(changed))], why="misheard")
    data = themes(Study.open(themed))
    [theme] = [t for t in data["themes"] if t["id"] == "T3"]
    theme["passages"] += [
        {"document": name, "start": 0, "end": 9, "text": "Gone now."}
        for name in ("gone", "x" * 5000, "../one", "")
    ]
    data["themes"][1]["passages"].insert(0, {
        "document": "one", "start": 130, "end": 130 + len(MOVES), "text": MOVES, "typical": True,
    })  # fmt: skip
    write(themed, data)
    app = QualcodeApp(Study.open(themed), "ann")
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        # Its words are where they are now, wherever they were.
        await pilot.press("tab", "enter")
        await settle(pilot)
        assert isinstance(app.screen, CodingScreen)
        start, end = app.screen.reading.selection
        assert text[start - 4 : end - 4] == MENTOR
        await pilot.press("escape")
        await settle(pilot)
        await pilot.press("tab", "down", "tab")
        await settle(pilot)
        assert "not in the text" in items(screen)[0].passage.after
        for key in ("enter", "c"):
            await pilot.press(key)
            assert "not in the text any more" in said(app)
        await pilot.press("tab", "down", "tab", "end")
        await settle(pilot)
        assert len(items(screen)) == 7
        for _ in range(4):
            await pilot.press("enter", "c")
            assert "no document" in said(app)
            assert app.screen is screen
            await pilot.press("up")


async def test_hostile_words_are_shown_as_they_are(themed: Path):
    bad = "\x1b[31m[bold red]x[/] [@click=app.quit]y[/]\u202e\x9b2J [[["
    passage = {"document": "one", "start": -5, "end": 2**40, "text": "", "person": bad,
               "group": bad, "typical": True}  # fmt: skip
    theme = {
        "id": bad, "label": bad, "terms": [bad] * 30, "size": -1, "people": 10**12,
        "passages": [passage, passage, {**passage, "text": bad, "document": bad}],
        "stability": -3.0, "near": [{"code": bad, "name": bad, "similarity": 1e300}],
        "groups": {bad: 3, "": 1}, "leaning": {bad: 0.0}, "valence": {bad: 2},
    }  # fmt: skip
    write(themed, {
        "model": bad, "seed": 0, "segments": 0,
        "themes": [theme, theme, {**theme, "label": "", "terms": [], "passages": []}],
        "families": [{"label": bad, "themes": [bad, "none", bad]}],
        "gaps": [{"kind": bad, "document": "one", "start": -1, "end": -2, "words": 1}],
    })  # fmt: skip
    app = QualcodeApp(Study.open(themed), "ann")
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot)
        assert "3 themes" in title(app)
        for key in ("down", "tab", "enter", "c", "up", "tab", "down", "down", "g", "enter", "c",
                    "g", "m", "home"):  # fmt: skip
            await pilot.press(key)
            await settle(pilot)
            assert app.screen is screen
            drawn = "".join(
                segment.text for strip in screen._compositor.render_strips() for segment in strip
            )
            assert not {"\x1b", "\x9b", "\u202e"} & set(drawn)
        await pilot.press("C")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        source = Study.open(themed).codebook
        assert "\x1b" not in (themed / "codebook.yaml").read_text()
        assert any(code.source.startswith("Suggested theme") for code in source)


@pytest.mark.parametrize("text", ["{", "[]", '{"themes": 3}', "", "\x00"])
async def test_a_damaged_file_is_told_and_can_be_made_anew(themed: Path, monkeypatch, text: str):
    data = themes(Study.open(themed))
    monkeypatch.setattr(theme_making, "suggest_themes", lambda *_: data)
    write(themed, text)
    app = QualcodeApp(Study.open(themed), "ann")
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        assert "themes/themes.json" in said(app)
        assert "does not hold suggested themes" in said(app)
        assert screen.passages.count == 0
        await pilot.press("m")
        await settle(pilot)
        await settle(pilot)
        assert "Themes were made" in said(app)
        assert screen.passages.count == 3
        assert screen.focused is screen.themes.options


async def test_the_parts_that_no_code_covers(themed: Path):
    app = QualcodeApp(Study.open(themed), "ann")
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot)
        await pilot.press("g")
        await settle(pilot)
        assert "No code covers   1 part of" in title(app)
        assert "No code near: nobody coded the transcript yet" in about(app)
        [item] = items(screen)
        assert item.heading == (
            "three", "no code near", "32 words", "three", "mentor, ring, Monday; March, May, hard",
        )  # fmt: skip
        await pilot.press("c")
        assert "Enter opens it in its text" in said(app)
        await pilot.press("C")
        assert "choose one first" in said(app)
        await pilot.press("enter")
        await settle(pilot)
        coding = app.screen
        assert isinstance(coding, CodingScreen)
        start, end = coding.reading.selection
        text = Study.open(themed).text(coding.document)
        assert text[start:end].startswith(MENTOR)
        assert text[start:end].endswith(THANKS)
        await pilot.press("escape")
        await settle(pilot)
        assert app.screen is screen
        # Escape first leads back to the themes.
        await pilot.press("escape")
        await settle(pilot)
        assert app.screen is screen
        assert "3 themes" in title(app)
        assert screen.focused is screen.themes.options
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, Overview)


async def test_clicks_choose_and_what_is_gone_is_not_opened(themed: Path):
    app = QualcodeApp(Study.open(themed), "ann")
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        options = screen.themes.options
        await pilot.click(options, offset=(5, 2))
        await settle(pilot)
        assert items(screen)[0].passage.words == MOVES
        # On a family's label: nothing.
        await pilot.click(options, offset=(5, 0))
        await settle(pilot)
        assert items(screen)[0].passage.words == MOVES
        screen.passages.post_message(screen.passages.Opened(screen.passages, 99))
        await settle(pilot)
        assert app.screen is screen
        # What arrives once the screen is left is of no use to anybody.
        late = [screen.Loaded(screen._number, None, "late", True), screen.Made("late")]
        await pilot.press("escape")
        for message in late:
            screen.post_message(message)
        await settle(pilot)
        assert isinstance(app.screen, Overview)
