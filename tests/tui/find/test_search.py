"""Searching and retrieving in the terminal UI, by keys and mouse, and what is then on disk."""

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from qualcode.model.codebook.find import find_code
from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp
from qualcode.tui.coding.screen import CodingScreen
from qualcode.tui.find.code_side import SidePane
from qualcode.tui.find.retrieval import RetrievalScreen
from qualcode.tui.find.search import SearchScreen
from qualcode.tui.widgets.passage_list import ROWS, PassageList
from qualcode.workbench.coding.session import CodingSession
from tests.tui.typed import typed

pytestmark = pytest.mark.slow


def give(path: Path, coder: str, code: str, turn: int, valence: str | None = None) -> None:
    session = CodingSession(Study.open(path), coder)
    span = session.texts.turn("one", turn)
    session.add("one", [find_code(session.codebook, code)], span, valence=valence)


def coded(path: Path) -> list[tuple[str, str]]:
    study = Study.open(path)
    text = study.text(study.document("one"))
    return [
        (c.code, text[c.event.start : c.event.end]) for c in study.codings(coder="ann")
    ]  # fmt: skip


async def until(pilot: Pilot, done: Callable[[], bool]) -> None:
    for _ in range(200):
        await pilot.pause(0.02)
        if done():
            return
    raise AssertionError("it never came")


def text_of(pilot: Pilot, name: str) -> str:
    return str(pilot.app.screen.query_one(f"#{name}").render())


async def search(pilot: Pilot, words: str, matches: int) -> PassageList:
    app = pilot.app
    assert isinstance(app, QualcodeApp)
    app.search(words)
    await until(pilot, lambda: isinstance(app.screen, SearchScreen))
    found = app.screen.query_one(PassageList)
    await until(pilot, lambda: found.count == matches)
    return found


async def retrieve(pilot: Pilot, code: str, codings: int) -> RetrievalScreen:
    app = pilot.app
    assert isinstance(app, QualcodeApp)
    app.find_code(code)
    await until(pilot, lambda: isinstance(app.screen, RetrievalScreen))
    screen = app.screen
    assert isinstance(screen, RetrievalScreen)
    await until(pilot, lambda: first(screen).count == codings)
    return screen


def first(screen: RetrievalScreen) -> PassageList:
    return screen.query_one("#first", SidePane).list


def second(screen: RetrievalScreen) -> PassageList:
    return screen.query_one("#second", SidePane).list


# ---- searching ----------------------------------------------------------------------------


async def test_search_untick_one_code_the_rest_and_undo(study_path: Path):
    app = QualcodeApp(Study.open(study_path), "ann")
    async with app.run_test(size=(80, 24)) as pilot:
        app.search()
        await pilot.pause()
        await pilot.press(*"moved")
        found = app.screen.query_one(PassageList)
        await until(pilot, lambda: found.count == 2)
        assert "2 matches in 1 document · 2 ticked" in text_of(pilot, "title")
        await pilot.press("enter", "space")
        assert "1 ticked" in text_of(pilot, "title")
        await pilot.press("c")
        await pilot.pause()
        await pilot.press("m", "o", "v", "enter")
        await pilot.pause()
        assert coded(study_path) == [("moves", "moved")]
        assert text_of(pilot, "said").strip() == (
            "Coded 1 passage “Moves” (codings: 0 → 1); f judges them one by one, u undoes"
        )
        await pilot.press("u")
        assert coded(study_path) == []
        assert "Undone" in text_of(pilot, "said")
        await pilot.press("escape")
        await pilot.pause()
        assert not isinstance(app.screen, SearchScreen)


async def test_what_is_coded_already_is_marked_and_words_of_nobody_are_told(study_path: Path):
    app = QualcodeApp(Study.open(study_path), "ann")
    async with app.run_test(size=(80, 24)) as pilot:
        await search(pilot, "way", 1)
        screen = app.screen
        assert isinstance(screen, SearchScreen)
        assert screen._describe(0).code == ""
        await typed(app, "down", "c", *"mov", "enter")
        assert "No participant says this: it is nobody's evidence" in text_of(pilot, "said")
        assert screen._describe(0).code.endswith("Moves")
        await typed(app, "u")
        assert screen._describe(0).code == ""


async def test_what_is_coded_is_what_the_unit_shows(study_path: Path):
    app = QualcodeApp(Study.open(study_path), "ann")
    async with app.run_test(size=(80, 24)) as pilot:
        await search(pilot, "moved", 2)
        await pilot.press("down", "w")
        assert "their sentence" in text_of(pilot, "title")
        await pilot.press("c")
        await pilot.pause()
        # Both matches are in one sentence.
        assert "Code 1 passage" in str(app.screen.query("Static").first().render())
        await pilot.press("m", "o", "v", "enter")
        await pilot.pause()
        await pilot.press("c")
        await pilot.pause()
        await pilot.press("m", "o", "v", "enter")
        await pilot.pause()
        assert "bear “Moves” already" in text_of(pilot, "said")
        await pilot.press("w", "a", "c")
        assert "Nothing is ticked" in text_of(pilot, "said")
    assert coded(study_path) == [("moves", "We moved in March, and then moved again in May.")]


async def test_expressions_and_filters_are_changed_while_typing(study_path: Path):
    give(study_path, "ann", "moves", 4, "works_less_well")
    app = QualcodeApp(Study.open(study_path), "ann")
    async with app.run_test(size=(80, 24)) as pilot:
        found = await search(pilot, "at|we", 0)
        await pilot.press("f2")
        await until(pilot, lambda: found.count == 5)
        await pilot.press("f3")
        await until(pilot, lambda: found.count == 2)
        await pilot.press("f6", "f6")
        await until(pilot, lambda: found.count == 1)
        assert "works less well" in text_of(pilot, "filters")
        await pilot.press("f5")
        await pilot.pause()
        await pilot.press("m", "e", "n", "enter")
        await until(pilot, lambda: found.count == 0)
        assert "Mentor" in text_of(pilot, "filters")
        await pilot.press("(")
        await until(pilot, lambda: "not a regular expression" in text_of(pilot, "said"))
        await pilot.press("f2", "f4")
        await until(pilot, lambda: "regular" not in text_of(pilot, "said"))
        assert "Young people" in text_of(pilot, "filters")


async def test_documents_that_cannot_be_read_are_told(study_path: Path, interview: Path, run):
    interview.write_text(interview.read_text(encoding="utf-8") + "\nI: Two?\n", encoding="utf-8")
    assert run("-C", study_path, "import", interview, "--as", "two").status == 0
    (study_path / "transcripts" / "two.txt").unlink()
    app = QualcodeApp(Study.open(study_path), "ann")
    async with app.run_test(size=(80, 24)) as pilot:
        await search(pilot, "moved", 2)
        await until(
            pilot, lambda: "Not searched: 1 text is not on this machine" in text_of(pilot, "said")
        )


async def test_a_passage_opens_in_its_text_and_escape_comes_back(study_path: Path):
    app = QualcodeApp(Study.open(study_path), "ann")
    async with app.run_test(size=(80, 24)) as pilot:
        await search(pilot, "moved", 2)
        await pilot.press("down", "j", "enter")
        await until(pilot, lambda: isinstance(app.screen, CodingScreen))
        screen = app.screen
        assert isinstance(screen, CodingScreen)
        start, end = screen.reading.selection
        assert screen._text[start:end] == "moved"
        assert screen._text[end:].startswith(" again")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, SearchScreen))
        found = app.screen.query_one(PassageList)
        assert (found.count, found.cursor) == (2, 1)


async def test_the_mouse_ticks_chooses_and_opens(study_path: Path):
    app = QualcodeApp(Study.open(study_path), "ann")
    async with app.run_test(size=(80, 24)) as pilot:
        found = await search(pilot, "moved", 2)
        await pilot.click(PassageList, offset=(3, ROWS))
        assert (found.cursor, found.is_ticked(1)) == (1, False)
        await pilot.click(PassageList, offset=(20, 1))
        assert (found.cursor, found.is_ticked(0)) == (0, True)
        await pilot.click(PassageList, offset=(20, 1), times=2)
        await until(pilot, lambda: isinstance(app.screen, CodingScreen))


async def test_no_escape_sequence_reaches_the_terminal(study_path: Path, tmp_path: Path, run):
    path = tmp_path / "bad.txt"
    path.write_text(
        "I: Well?\n\nP: evil \x1b[31mred \u202eback 日本語日本語 evil\n", encoding="utf-8"
    )
    run("-C", study_path, "import", path, "--as", "bad")
    app = QualcodeApp(Study.open(study_path), "ann")
    async with app.run_test(size=(80, 24)) as pilot:
        found = await search(pilot, "evil", 2)
        for y in range(found.size.height):
            strip = found.render_line(y)
            assert strip.cell_length == found.scrollable_content_region.width
            assert not {"\x1b", "\u202e"} & set(strip.text)


async def test_only_the_passages_that_are_seen_are_laid_out(study_path: Path):
    app = QualcodeApp(Study.open(study_path), "ann")
    asked: list[int] = []
    async with app.run_test(size=(80, 24)) as pilot:
        found = await search(pilot, "moved", 2)
        describe = found._describe
        found._describe = lambda at: (asked.append(at), describe(at % 2))[1]
        found.show(1_000_000)
        found.focus()
        await pilot.press("end", "up", "pageup", "home", "pagedown")
        await pilot.pause()
        assert found.cursor == found.size.height // ROWS
    assert len(asked) < 60


# ---- retrieving ---------------------------------------------------------------------------


async def test_retrieve_narrow_and_jump(study_path: Path):
    give(study_path, "ann", "mentor", 2, "works_well")
    give(study_path, "ann", "moves", 4, "works_less_well")
    give(study_path, "ann", "support", 6)
    give(study_path, "ben", "moves", 4)
    app = QualcodeApp(Study.open(study_path), "ann")
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await retrieve(pilot, "support", 2)
        heading = str(screen.query_one("#first .side-heading").render())
        assert "Support with the codes below it · 2 codings · 1 person · 1 document" in heading
        assert "1 works well · 1 not judged" in heading
        assert "1 coding is hidden until you and the other coder" in heading
        await pilot.press("f", "enter")
        await until(pilot, lambda: first(screen).count == 3)
        for key, codings in (("v", 1), ("v", 1), ("v", 1), ("v", 3), ("g", 3), ("g", 3)):
            await pilot.press(key)
            await until(pilot, lambda codings=codings: first(screen).count == codings)
        await pilot.press("o")
        await until(pilot, lambda: "ann" in text_of(pilot, "filters"))
        await pilot.press("d")
        await until(pilot, lambda: "all documents" not in text_of(pilot, "filters"))
        await pilot.press("home", "down", "enter")
        await until(pilot, lambda: isinstance(app.screen, CodingScreen))
        text = app.screen
        assert isinstance(text, CodingScreen)
        assert text.reading.selection == text.session.texts.turn("one", 4)
        await pilot.press("x", "escape")
        await until(pilot, lambda: app.screen is screen and first(screen).count == 2)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_two_codes_are_compared(study_path: Path, size: tuple[int, int]):
    for code, turn in (("mentor", 2), ("moves", 4), ("moves", 6), ("mentor", 6)):
        give(study_path, "ann", code, turn)
    app = QualcodeApp(Study.open(study_path), "ann")
    async with app.run_test(size=size) as pilot:
        screen = await retrieve(pilot, "moves", 2)
        await pilot.press("n")
        assert "b" in text_of(pilot, "said")
        await pilot.press("b")
        await pilot.pause()
        await pilot.press("m", "e", "enter")
        await until(pilot, lambda: second(screen).count == 2)
        said = "1 person in both · 1 passage of the first overlaps 1 of the second"
        assert said in text_of(pilot, "title")
        await pilot.press("n")
        assert (first(screen).cursor, second(screen).cursor) == (1, 1)
        below = second(screen).region.y > first(screen).region.y
        assert below == (size[0] < 110)
        assert screen.focused is first(screen)
        await pilot.press("tab", "up")
        assert screen.focused is second(screen)
        assert (first(screen).cursor, second(screen).cursor) == (1, 0)
        await pilot.press("b")
        await until(pilot, lambda: screen.focused is first(screen))
        assert not screen.query_one("#second").display


async def test_an_orphaned_coding_is_shown_and_does_not_open(study_path: Path):
    give(study_path, "ann", "moves", 4)
    record = study_path / "documents" / "one.json"
    sha = Study.open(study_path).document("one").sha256
    record.write_text(record.read_text().replace(sha, "0" * 64))
    app = QualcodeApp(Study.open(study_path), "ann")
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await retrieve(pilot, "", 1)
        assert "orphaned" in first(screen).render_line(1).text
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen is screen
        assert "orphaned" in text_of(pilot, "said")


async def test_words_found_are_told_without_colour(study_path: Path, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    app = QualcodeApp(Study.open(study_path), "ann")
    async with app.run_test(size=(80, 24)) as pilot:
        found = await search(pilot, "moved", 2)
        marked = [s.text for s in found.render_line(1) if s.style and s.style.underline]
        assert marked == ["moved"]


async def test_that_accents_were_ignored_stands_beside_the_number(
    study_path: Path, tmp_path: Path, run
):
    talk = tmp_path / "talk.txt"
    talk.write_text("I: Ble?\n\nP: Yn y tŷ moved.\n", encoding="utf-8")
    assert run("-C", study_path, "import", talk, "--as", "talk").status == 0
    app = QualcodeApp(Study.open(study_path), "ann")
    async with app.run_test(size=(100, 24)) as pilot:
        app.search()
        await pilot.pause()
        found = app.screen.query_one(PassageList)
        await pilot.press(*"ty")
        await until(pilot, lambda: found.count == 1)
        assert "1 match in 1 document, accents ignored" in text_of(pilot, "title")
        await pilot.press("backspace", "backspace", *"moved")
        await until(pilot, lambda: found.count == 3)
        assert "accents" not in text_of(pilot, "title")
