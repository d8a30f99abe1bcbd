"""Keys that arrive in one burst, as over a slow line, do what they would one by one."""

from pathlib import Path

import pytest
from textual import events

from qualcode.store.matrix_definitions import read_matrix
from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp
from qualcode.tui.coding.screen import CodingScreen
from qualcode.tui.widgets.code_picker import CodePicker
from qualcode.tui.widgets.editors import MemoEditor
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.documents.revision import NewText, revise_texts
from qualcode.workbench.matrix.open_matrix import open_matrix
from tests.conftest import Run
from tests.tui.typed import at_rest, typed, with_a_long_interview

pytestmark = pytest.mark.slow


def on_one(path: Path) -> QualcodeApp:
    return QualcodeApp(Study.open(path), "ann", "one")


def codings(path: Path) -> list[tuple[str, str | None, str, str]]:
    study = Study.open(path)
    found = []
    for coding in study.codings(coder="ann"):
        text = study.text(study.document(coding.document))
        event = coding.event
        found.append((event.code, event.valence, event.note, text[event.start : event.end]))
    return found


def memo(path: Path, kind: str = "documents", about: str = "one") -> str:
    file = Study.open(path).memo_path("ann", kind, about)
    return file.read_text(encoding="utf-8") if file.exists() else ""


@pytest.mark.parametrize("size", [(80, 24), (150, 45)])
async def test_a_burst_of_keys_codes_as_typed(study_path: Path, size):
    doc = Study.open(study_path).document_ids()[0]
    app = QualcodeApp(Study.open(study_path), "ann", doc)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await typed(app, "n", "enter", "m", "o", "enter")
        await typed(app, "+", "n", ".", "i", *"why", "enter", "D")
    study = Study.open(study_path)
    found = study.codings(coder="ann")
    assert [(c.event.valence, c.event.note) for c in found] == [("works_well", ""), (None, "why")]
    assert study.is_done("ann", doc)


async def test_a_burst_of_escapes_stops_at_the_overview(study_path: Path):
    doc = Study.open(study_path).document_ids()[0]
    app = QualcodeApp(Study.open(study_path), "ann", doc)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await typed(app, "enter", *["escape"] * 6)
        assert type(app.screen).__name__ == "Overview"


async def test_what_comes_after_a_windows_answer_waits_until_it_was_dealt_with(study_path: Path):
    app = on_one(study_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await typed(app, "g", *["down"] * 5, "enter", *"move", "enter", "-", "i", *"so it is", "enter",
                    "down", "enter", *"ment", "enter", "~", "r", *"supp", "enter", "down", "0",
                    "down", ".", "+", "down", "C", *"New one", "enter", "-")  # fmt: skip
    assert codings(study_path) == [
        ("moves", "works_less_well", "so it is", "Moving."),
        ("support", "mixed", "", "We moved in March, and then moved again in May."),
        ("support", "works_well", "", "Anything else?"),
        ("new-one", "works_less_well", "", "No."),
    ]


async def test_the_window_codes_the_passage_that_it_shows(study_path: Path):
    app = on_one(study_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, CodingScreen)
        await typed(app, "n", "enter")
        shown = screen._text[slice(*screen.reading.selection)]
        assert isinstance(app.screen, CodePicker)
        screen.action_sentence(1)  # the reader is elsewhere by then
        await typed(app, *"move", "enter")
        await typed(app, "left_square_bracket", "i")
        screen.action_edge(1)
        await typed(app, *"why", "enter", "left_square_bracket", "r")
        screen.action_edge(1)
        await typed(app, *"supp", "enter")
    assert codings(study_path) == [("support", None, "why", shown)]


async def test_a_passage_of_a_text_that_was_revised_meanwhile_is_not_coded(study_path: Path):
    app = on_one(study_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause(0.2)
        await typed(app, "n", "enter")
        study = Study.open(study_path)
        text = study.text(study.document("one"))
        revise_texts(study, [NewText("one", f"I: Well.\n\n{text}")], why="more", coder="ben")
        await pilot.pause(1.3)
        # While the window is open, what is below it stays as it was: so the coding is placed.
        await typed(app, *"move", "enter")
        await pilot.pause(1.3)
        assert "The text was revised" in str(app.screen.query_one("#said").render())
        # And where another screen took the new text first, it is refused.
        await typed(app, "n", "enter")
        revise_texts(study, [NewText("one", f"I: So.\n\n{text}")], why="less", coder="ben")
        app.session.take_new_text("one", 0)
        await typed(app, *"ment", "enter")
        await pilot.pause(1.3)
        assert app.screen.document.sha256 == Study.open(study_path).document("one").sha256
    [(code, _, _, words)] = codings(study_path)
    assert code == "moves"
    assert words.startswith("My mentor.")


_WORDS = " and the last words."


@pytest.mark.parametrize("pasted", [False, True])
async def test_words_typed_just_before_they_are_kept_are_kept(study_path: Path, pasted: bool):
    words = [events.Paste(_WORDS)] if pasted else [*_WORDS]
    app = on_one(study_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await typed(app, "m", *"first")
        await typed(app, *words, "ctrl+s")
        assert memo(study_path) == f"first{_WORDS}\n"
        # Opened, written and kept in one burst, and again with a letter taken back.
        words = [events.Paste(_WORDS)] if pasted else [*_WORDS]
        await typed(app, "m", *words, "backspace", "ctrl+s", "down")
        assert memo(study_path) == f"first{_WORDS}\n{_WORDS[:-1]}\n"


async def test_words_typed_just_before_leaving_are_asked_about(study_path: Path):
    app = on_one(study_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await typed(app, "m", *"some words", "escape")
        assert isinstance(app.screen, MemoEditor)
        await typed(app, "ctrl+s")
        assert memo(study_path) == "some words\n"
        await typed(app, "m", *" dropped", "escape", "escape", "down")
        assert isinstance(app.screen, CodingScreen)
    assert memo(study_path) == "some words\n"


@pytest.mark.parametrize("pasted", [False, True])
async def test_a_code_in_its_form_is_saved_with_all_that_was_typed(study_path: Path, pasted: bool):
    words = [events.Paste(_WORDS)] if pasted else [*_WORDS]
    app = on_one(study_path)
    async with app.run_test(size=(150, 45)) as pilot:
        await pilot.pause()
        await typed(app, "n", "enter", *"move", "enter", "E", "end", *" house", "tab", *words,
                    "ctrl+s")  # fmt: skip
        assert isinstance(app.screen, CodingScreen)
    code = Study.open(study_path).codebook.get("moves")
    assert code is not None
    assert code.name == "Moves house"
    assert _WORDS.strip() in code.definition


async def test_a_summary_is_saved_with_all_that_was_typed(team_path: Path):
    give = CodingSession(Study.open(team_path), "ann")
    code = give.codebook.get("moves")
    assert code is not None
    give.add("three", [code], give.texts.turn("three", 4), valence="works_well")
    app = QualcodeApp(Study.open(team_path), "ann")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause(0.3)
        await typed(app, "M")
        await pilot.pause(1)
        await typed(app, "n", "enter")
        await pilot.pause(0.5)
        await typed(app, "tab", *_WORDS, "ctrl+s", "escape")
        key = app.screen.desk.key
        assert app.screen.focused is app.screen.passages
    study = Study.open(team_path)
    matrix = open_matrix(study, read_matrix(study, "main")).matrix
    assert matrix.cell(*key).summary.strip() == _WORDS.strip()


async def test_letters_after_a_key_that_moves_the_focus_go_there(study_path: Path):
    app = on_one(study_path)
    async with app.run_test(size=(150, 45)) as pilot:
        await pilot.pause()
        await typed(app, "n", "B", *"mentor", "enter", "escape", "-")
        [(code, valence, _, _)] = codings(study_path)
        assert (code, valence) == ("mentor", "works_less_well")
        # "m" would write a memo, "D" mark the document done.
        await typed(app, "B", *"mD", "escape", "escape")
        assert not Study.open(study_path).is_done("ann", "one")


async def test_the_overviews_filter_opens_what_was_typed(team_path: Path):
    app = QualcodeApp(Study.open(team_path), "ann")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause(0.3)
        await typed(app, "slash", *"three", "enter", "enter")
        assert isinstance(app.screen, CodingScreen)
        assert app.screen.document.id == "three"


async def test_search_codes_what_the_words_typed_found(study_path: Path, run: Run):
    with_a_long_interview(study_path, run, answers=12)
    app = on_one(study_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await typed(app, "slash", *"tutor", "enter")
        await typed(app, "escape")
        await typed(app, "slash", *"mentor", "enter", "c", *"move", "enter", "escape")
        await typed(app, "slash", *"week 7", "enter", "c", *"supp", "enter")
    assert [(code, words) for code, _, _, words in codings(study_path)] == [
        ("support", "week 7"), ("moves", "mentor"),
    ]  # fmt: skip


async def test_search_does_not_code_what_earlier_words_found(study_path: Path, run: Run):
    with_a_long_interview(study_path, run, answers=12)
    app = on_one(study_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await typed(app, "slash", *"tutor", "enter")
        await pilot.pause(0.4)
        screen = app.screen
        screen._fresh = True  # another search is under way and has found nothing yet
        screen.action_code()
        await at_rest(app)
        assert app.screen is screen
        assert "Still searching" in str(screen.query_one("#said").render())
    assert codings(study_path) == []


async def test_search_codes_the_text_that_it_searched(study_path: Path):
    """A document that was open here before somebody revised it."""
    app = on_one(study_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause(0.2)
        await typed(app, "escape")
        study = Study.open(study_path)
        text = study.text(study.document("one"))
        revise_texts(study, [NewText("one", f"I: Well.\n\n{text}")], why="more", coder="ben")
        app.search()
        await typed(app, *"again in May", "enter", "c", *"move", "enter")
        await pilot.pause(0.3)
    assert [words for *_, words in codings(study_path)] == ["again in May"]
