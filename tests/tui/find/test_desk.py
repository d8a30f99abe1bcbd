"""Codings worked on where they are listed: by keys as typed, and what is then on disk."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest
from textual.events import MouseDown, MouseUp
from textual.pilot import Pilot

from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp
from qualcode.tui.coding.screen import CodingScreen
from qualcode.tui.find.retrieval import RetrievalScreen
from qualcode.tui.find.search import SearchScreen
from qualcode.tui.find.whole_list import WholePassages
from tests.conftest import Run
from tests.tui.find.test_search import first, give, retrieve, search, second, text_of, until
from tests.tui.typed import at_rest, key, mouse, typed, with_a_long_interview

pytestmark = pytest.mark.slow


def judged(path: Path, coder: str = "ann") -> list[tuple[str, str | None, str]]:
    codings = Study.open(path).codings(coder=coder)
    return [(c.code, c.event.valence, c.event.note) for c in codings]


def rows(passages: WholePassages) -> list[str]:
    return [passages.render_line(y).text.rstrip() for y in range(passages.size.height)]


@pytest.fixture
def coded(study_path: Path) -> Path:
    give(study_path, "ann", "mentor", 2)
    give(study_path, "ann", "moves", 4)
    give(study_path, "ann", "support", 6)
    return study_path


async def opened(pilot: Pilot, codings: int = 3) -> RetrievalScreen:
    return await retrieve(pilot, "", codings)


async def test_one_key_judges_and_goes_on_and_undo_comes_back(coded: Path):
    app = QualcodeApp(Study.open(coded), "ann")
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await opened(pilot)
        await typed(app, "+", "-", "~")
        assert judged(coded) == [
            ("mentor", "works_well", ""), ("moves", "works_less_well", ""), ("support", "mixed", ""),
        ]  # fmt: skip
        assert text_of(pilot, "said").strip() == "“Support”: not judged → mixed; u undoes"
        assert [line[:4] for line in rows(first(screen)) if "one ·" in line] == [
            "  + ", "  − ", "▌ ~ ",
        ]  # fmt: skip
        assert "1 works well · 1 works less well · 1 mixed" in str(
            screen.query(".side-heading").first().render()
        )
        await typed(app, "u", "u")
        assert [valence for _, valence, _ in judged(coded)] == ["works_well", None, None]
        assert first(screen).cursor == 1
        assert "Undone: “Moves”: not judged → works less well" in text_of(pilot, "said")
        await typed(app, "ctrl+r")
        assert judged(coded)[1][1] == "works_less_well"
        await typed(app, "home", "exclamation_mark", "+")
        assert [valence for _, valence, _ in judged(coded)] == [None, "works_well", None]


async def test_recoded_noted_and_removed_in_place(coded: Path):
    app = QualcodeApp(Study.open(coded), "ann")
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await opened(pilot)
        await typed(app, "down", "r", *"mentor", "enter", "i", *"look", "enter")
        assert judged(coded)[1] == ("mentor", None, "look")
        shown = "\n".join(rows(first(screen)))
        assert shown.count("■ Mentor") == 2
        assert "Note: look" in shown
        assert first(screen).cursor == 1
        await typed(app, "x")
        assert len(judged(coded)) == 2
        assert first(screen).count == 2
        assert first(screen).cursor == 1
        assert "Removed “Mentor”; u puts it back" in text_of(pilot, "said")
        await typed(app, "u")
        await until(pilot, lambda: first(screen).count == 3)
        assert first(screen).cursor == 1
        await typed(app, "u", "u")
        assert judged(coded)[1] == ("moves", None, "")
        await typed(app, "u")
        assert "nothing to undo" in text_of(pilot, "said").lower()


async def test_the_last_of_all_is_removed_and_comes_back(coded: Path):
    app = QualcodeApp(Study.open(coded), "ann")
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await opened(pilot)
        await typed(app, "x", "x", "x")
        assert judged(coded) == []
        assert first(screen).count == 0
        assert "No codings" in "\n".join(rows(first(screen)))
        await typed(app, "u")
        await until(pilot, lambda: first(screen).count == 1)


async def test_only_ones_own_codings_are_changed(team_path: Path):
    before = judged(team_path, "ben")
    app = QualcodeApp(Study.open(team_path), "ann")
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await opened(pilot)
        await typed(app, "end")
        assert screen.side().passage is not None
        assert screen.side().passage.coding.coder == "ben"
        for key in ("+", "x", "r", "i"):
            await typed(app, key)
            assert app.screen is screen
            assert "only ben changes it" in text_of(pilot, "said")
    assert judged(team_path, "ben") == before


async def test_what_was_coded_by_search_is_judged_one_after_the_other(study_path: Path):
    give(study_path, "ann", "mentor", 2)
    app = QualcodeApp(Study.open(study_path), "ann")
    async with app.run_test(size=(100, 30)) as pilot:
        await search(pilot, "moved", 2)
        await typed(app, "down", "c", *"moves", "enter")
        assert "f judges them one by one" in text_of(pilot, "said")
        # What is typed before the codings are listed is for them.
        await typed(app, "f", "-", "+")
        await until(pilot, lambda: isinstance(app.screen, RetrievalScreen))
        screen = app.screen
        assert isinstance(screen, RetrievalScreen)
        assert first(screen).count == 2
        assert "just coded" in text_of(pilot, "filters")
        assert sorted(judged(study_path)) == [
            ("mentor", None, ""), ("moves", "works_less_well", ""), ("moves", "works_well", ""),
        ]  # fmt: skip
        await typed(app, "escape")
        assert isinstance(app.screen, SearchScreen)


async def test_from_the_passage_back_to_the_same_row(study_path: Path, run: Run):
    path = with_a_long_interview(study_path, run, answers=30)
    study = Study.open(path)
    from qualcode.workbench.coding.session import CodingSession

    session = CodingSession(study, "ann")
    [code] = [one for one in session.codebook if one.id == "moves"]
    turns = study.document("long").turns
    session.add_each([("long", (turn.words, turn.end)) for turn in turns[1::2]], [code])
    app = QualcodeApp(study, "ann")
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, 30)
        passages = first(screen)
        await typed(app, *["down"] * 11, "up", "up")
        place, cursor = passages.scroll_offset.y, passages.cursor
        await typed(app, "enter")
        await until(pilot, lambda: isinstance(app.screen, CodingScreen))
        await typed(app, "escape")
        await until(pilot, lambda: app.screen is screen and not screen._loading)
        assert (passages.scroll_offset.y, passages.cursor) == (place, cursor)


async def test_passages_are_whole_and_fold(study_path: Path, run: Run):
    path = with_a_long_interview(study_path, run, answers=30)
    study = Study.open(path)
    from qualcode.workbench.coding.session import CodingSession

    session = CodingSession(study, "ann")
    [code] = [one for one in session.codebook if one.id == "moves"]
    turns = study.document("long").turns
    session.add("long", [code], (turns[1].words, turns[-1].end))
    session.add("long", [code], (turns[1].words, turns[1].end))
    app = QualcodeApp(study, "ann")
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, 2)
        passages = first(screen)
        await typed(app, "end")
        assert passages.cursor == 1
        every = [passages.paint(1, passages._width)]
        shown = " ".join(strip.text[4:].rstrip() for strip in every[0])
        assert all(f"week {n}." in shown for n in range(1, 31))
        # Down reads on in a passage that is longer than the window; then Up goes back in it.
        await typed(app, "home", "down")
        assert passages.cursor == 1
        top = passages.scroll_offset.y
        await typed(app, "down")
        assert passages.scroll_offset.y > top
        assert passages.cursor == 1
        await typed(app, "up", "space")
        assert passages.rows_of(1) == 2 + 2
        await typed(app, "Z")
        assert passages.rows_of(0) == passages.rows_of(1) == 2 + 2
    # It is as it was left.
    app = QualcodeApp(Study.open(path), "ann")
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, 2)
        assert first(screen).all_folded
        await typed(app, "Z")
        assert first(screen).rows_of(1) > 30


async def test_words_are_copied_with_where_they_are_from(coded: Path):
    app = QualcodeApp(Study.open(coded), "ann")
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot)
        await typed(app, "down", "ctrl+c")
        assert app.clipboard.startswith("“Moving. We moved in March")
        assert app.clipboard.endswith("(one, turn 4, YP1)")
        assert "a participant's words" in text_of(pilot, "said")


async def test_what_is_listed_is_written_out_and_nothing_else(team_path: Path):
    app = QualcodeApp(Study.open(team_path), "ann")
    async with app.run_test(size=(100, 30)) as pilot:
        await retrieve(pilot, "moves", 1)
        await typed(app, "X")
        assert "Enter write it" in str(app.screen.query_one("#hint").render())
        await typed(app, "enter")
        await until(pilot, lambda: "Wrote" in text_of(pilot, "said"))
        assert "1 coding" in text_of(pilot, "said")
        assert "out of git" in text_of(pilot, "said")
        await typed(app, "X", "enter")
        assert "there already" in str(app.screen.query_one("#hint").render())
        await typed(app, *["backspace"] * 4, *"csv", "enter")
        csv = team_path / "reports" / "codings-moves.csv"
        await until(pilot, csv.exists)
    assert (team_path / "reports" / "codings-moves.xlsx").exists()
    written = csv.read_text(encoding="utf-8-sig").splitlines()
    assert "moves" in written[1]
    assert "mentor" not in "".join(written)


async def test_two_codes_side_by_side_are_worked_on_alike(coded: Path):
    app = QualcodeApp(Study.open(coded), "ann")
    async with app.run_test(size=(120, 30)) as pilot:
        screen = await retrieve(pilot, "support", 2)
        await typed(app, "b", *"moves", "enter")
        await until(pilot, lambda: second(screen).count == 1)
        second(screen).focus()
        await typed(app, "-")
        assert ("moves", "works_less_well", "") in judged(coded)
        assert any(line.startswith("▌ −") for line in rows(second(screen)))


async def test_the_mouse_chooses_a_passage_by_any_of_its_rows_and_opens_it(coded: Path):
    app = QualcodeApp(Study.open(coded), "ann")
    async with app.run_test(size=(60, 30)) as pilot:
        screen = await opened(pilot)
        passages = first(screen)
        for at in (2, 0, 1):
            for row in (0, passages.rows_of(at) - 2):
                await typed(app, "home" if at else "end")
                left, top, _, _ = passages.region
                cell = (left + 6, top + passages.first_row(at) + row - passages.scroll_offset.y)
                await typed(app, *(mouse(kind, *cell) for kind in (MouseDown, MouseUp)))
                assert passages.cursor == at
        await typed(app, *(mouse(kind, *cell) for kind in (MouseDown, MouseUp) * 2))
        await until(pilot, lambda: isinstance(app.screen, CodingScreen))
        await typed(app, "escape")
        await until(pilot, lambda: app.screen is screen and not screen._loading)
        assert passages.cursor == 1
        # In another width the passages have other rows, and the cursor stays in sight.
        await pilot.resize_terminal(40, 20)
        await pilot.pause(0.2)
        assert passages.all_rows() == sum(map(passages.rows_of, range(3)))
        assert passages.cursor == 1


async def test_the_counts_stay_whole_in_a_terminal_made_narrower(coded: Path):
    book = (coded / "codebook.yaml").read_text()
    long = "Support, of any kind and from anybody at all who was there at the time"
    (coded / "codebook.yaml").write_text(book.replace("name: Support", f"name: {long}"))
    app = QualcodeApp(Study.open(coded), "ann")
    async with app.run_test(size=(140, 30)) as pilot:
        await retrieve(pilot, "support", 2)
        await pilot.resize_terminal(80, 24)
        await pilot.pause(0.2)
        heading = str(app.screen.query(".side-heading").first().render())
        first_line = heading.splitlines()[0]
        assert "… · 2 codings · 1 person · 1 document" in first_line
        assert len(first_line) <= 80


async def test_what_is_typed_while_codings_are_read_is_for_them(coded: Path, monkeypatch):
    come = threading.Event()
    read = RetrievalScreen._retrieve

    def slowly(screen: RetrievalScreen, *given) -> None:
        come.wait(20)
        read(screen, *given)

    monkeypatch.setattr(RetrievalScreen, "_retrieve", slowly)
    app = QualcodeApp(Study.open(coded), "ann")
    async with app.run_test(size=(100, 30)) as pilot:
        app.find_code("")
        # A pause of the pilot's would wait for what is read.
        while not isinstance(app.screen, RetrievalScreen) or app.screen.focused is None:
            await asyncio.sleep(0.01)
        for name in "-+":
            app.post_message(key(name))
        for _ in range(20):
            await asyncio.sleep(0.01)
        assert judged(coded)[0][1] is None
        come.set()
        await at_rest(app)
        await until(pilot, lambda: judged(coded)[1][1] == "works_well")
        assert judged(coded)[0][1] == "works_less_well"
