"""Going through codings and decisions one by one, as a person at the keyboard does."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from qualcode.model.merge_decision import Choice, Decision
from qualcode.store.codebook.edit import with_code_changed
from qualcode.store.merge.codebook import merge_codebooks
from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp
from qualcode.tui.coding.screen import CodingScreen
from qualcode.tui.review.merge_decisions import DecidingApp, DecidingScreen
from qualcode.tui.review.rereading import ReReadingScreen
from qualcode.tui.review.split_assignment import AssigningScreen
from qualcode.workbench.codebook.split import split_code
from tests.conftest import Run
from tests.workbench.team.test_sync import code, git

pytestmark = pytest.mark.slow

SIZE = (120, 36)


def title(app: QualcodeApp | DecidingApp) -> str:
    return str(app.screen.query_one("#title").render())


def said(app: QualcodeApp | DecidingApp) -> str:
    return str(app.screen.query_one("#said").render())


def text_of(app: QualcodeApp, pane: str) -> str:
    return str(app.screen.query_one(f"#{pane} .version-text").render())


def redefined(study_path: Path, run: Run) -> Path:
    code(study_path, "ann", 2, 4, 6)
    code(study_path, "ben", 4)
    git(study_path, "add", "-A")
    git(study_path, "commit", "-qm", "coded")
    run("-C", study_path, "codebook", "edit", "moves", "--definition", "Changing school.")
    return study_path


def left(path: Path) -> int:
    session = QualcodeApp(Study.open(path), "ann").session
    return sum(session.is_to_be_read_again(c) for c in session.codings("one"))


async def test_the_queue_keeps_changes_removes_and_undoes(study_path: Path, run: Run):
    path = redefined(study_path, run)
    app = QualcodeApp(Study.open(path), "ann")
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(0.4)
        await pilot.press("R")
        await pilot.pause(0.4)
        assert isinstance(app.screen, ReReadingScreen)
        assert "3 codings left" in title(app)  # Ann's own; Ben's are his to read
        assert "Changing school or home." in text_of(app, "then")
        assert "Changing school." in text_of(app, "now")
        await pilot.press("y")
        assert left(path) == 2
        assert "Kept" in said(app)
        await pilot.press("x")
        assert len(app.session.codings("one")) == 2
        await pilot.press("r", *"mentor", "enter")
        await pilot.pause(0.2)
        assert "0 codings left · 3 done" in title(app)
        assert sorted(c.code for c in app.session.codings("one")) == ["mentor", "moves"]
        assert "No coding is left" in said(app) or "→ “Mentor”" in said(app)
        await pilot.press("u")
        await pilot.pause(0.4)
        assert "1 coding left · 2 done" in title(app)
        await pilot.press("u", "u")
        await pilot.pause(0.4)
        assert left(path) == 3
        # All of a code at once, in one step.
        await pilot.press("ampersand")
        assert left(path) == 0
        assert "Kept 3 codings of Moves" in said(app)
        await pilot.press("u")
        await pilot.pause(0.4)
        assert left(path) == 3
        await pilot.press("enter")
        await pilot.pause(0.3)
        assert isinstance(app.screen, CodingScreen)
        await pilot.press("Y", "q")
        await pilot.pause(0.4)
        assert "2 codings left" in title(app)
        await pilot.press("escape")
        await pilot.pause(0.2)
        assert not isinstance(app.screen, ReReadingScreen)
    assert "definition" not in app.session.problem


async def test_another_code_is_given_to_the_coding_it_was_chosen_for(study_path: Path, run: Run):
    app = QualcodeApp(Study.open(redefined(study_path, run)), "ann")
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(0.4)
        await pilot.press("R")
        await pilot.pause(0.4)
        screen = app.screen
        assert isinstance(screen, ReReadingScreen)
        first = screen.entries[0].passage.coding.id
        await pilot.press("r")
        screen.list.move_to(2)  # the cursor is elsewhere by then, and the queue was read anew
        screen.on_screen_resume()
        await pilot.pause(0.3)
        await pilot.press(*"mentor", "enter")
        await pilot.pause(0.3)
        assert "→ “Mentor”" in said(app) or "2 codings left" in title(app)
    found = {c.id: c.code for c in Study.open(study_path).codings(coder="ann")}
    assert [found.pop(first), *found.values()] == ["mentor", "moves", "moves"]


async def test_without_git_the_definition_of_then_is_shown(study_path: Path, run: Run):
    code(study_path, "ann", 2)
    book = study_path / "codebook.yaml"
    book.write_text(book.read_text().replace("Changing school or home.", "Changing home."))
    app = QualcodeApp(Study.open(study_path), "ann")
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(0.3)
        await pilot.press("R")
        await pilot.pause(0.4)
        assert "Changing school or home." in text_of(app, "then")
        assert "Changing home." in text_of(app, "now")


async def test_without_an_old_definition_or_anything_to_read(study_path: Path, run: Run):
    code(study_path, "ann", 2)
    run("-C", study_path, "codebook", "edit", "moves", "--definition", "Changing school.")
    shutil.rmtree(study_path / ".qualcode" / "definitions")
    app = QualcodeApp(Study.open(study_path), "ann")
    async with app.run_test(size=(70, 30)) as pilot:
        await pilot.pause(0.3)
        await pilot.press("R")
        await pilot.pause(0.4)
        assert "That definition is not kept on this machine" in text_of(app, "then")
        await pilot.press("y", "y", "r", "x")
        assert "Nothing is left to be read again" in said(app)


async def test_codings_of_a_split_code_go_to_their_parts_by_number(study_path: Path, run: Run):
    code(study_path, "ann", 2, 4, 6)
    code(study_path, "ben", 4)
    study = Study.open(study_path)
    split_code(study, "moves", [("a", "School moves"), ("b", "Home moves")], coder="ann")
    app = QualcodeApp(Study.open(study_path), "ann")
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(0.4)
        await pilot.press("A")
        await pilot.pause(0.5)
        assert isinstance(app.screen, AssigningScreen)
        assert "0 of 4 codings assigned" in title(app)
        # Ben's stays hidden while Ann codes the same document blind.
        assert "1 coding of others hidden" in said(app)
        assert app.screen.list.count == 3
        await pilot.press("2", "1", "9")
        assert "There are 2 parts" in said(app)
        await pilot.press("2")
        assert "3 of 4 codings assigned · School moves 2, Home moves 2" in title(app)
        assert app.screen.list.count == 0
        await pilot.press("u")
        assert "2 of 4 codings assigned" in title(app)
        assert app.screen.list.count == 1
        await pilot.press("a")
        assert app.screen.list.count == 3
        await pilot.press("u", "u", "u")
        assert "Nothing was assigned here yet" in said(app)
        assert {c.code for c in Study.open(study_path).codings()} == {"moves"}
        await pilot.press("2")
    assert sorted(c.code for c in Study.open(study_path).codings(coder="ann")) == [
        "b", "moves", "moves",
    ]  # fmt: skip


async def test_nothing_split_and_nothing_to_decide_is_said(study_path: Path):
    app = QualcodeApp(Study.open(study_path), "ann")
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(0.3)
        await pilot.press("A")
        assert "No code was split" in said(app)
        await pilot.press("U")
        assert "There is nothing to decide in the codebook" in said(app)


DECISIONS = [
    Decision("codebook.yaml", "a.definition", "A: definition", "One two three.", "One 2 three.", True),
    Decision("cases.csv", "YP1", "case YP1", "removed", "changed to yp", False),
    Decision("codebook.yaml", "b.code", "B", "keep it", "removed", False, "ours"),
]  # fmt: skip


async def test_every_decision_is_asked_for_and_a_third_text_can_be_written():
    app = DecidingApp(DECISIONS, {"codebook.yaml": "Cai, 2026-11-20"})
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(0.2)
        assert "3 of 3 left" in title(app)
        await pilot.press("e", *" Four.", "ctrl+s")
        await pilot.pause(0.2)
        assert "2 of 3 left" in title(app)
        await pilot.press("e")
        assert "No third text" in said(app)
        await pilot.press("enter")
        assert "not decided yet" in said(app)
        await pilot.press("2")
        await pilot.press("2")
        assert "cannot be taken here" in said(app)
        await pilot.press("1")
        assert "All is decided" in said(app)
        await pilot.press("enter")
    assert app.chosen == {
        ("codebook.yaml", "a.definition"): Choice(None, "One two three. Four."),
        ("cases.csv", "YP1"): Choice("theirs"),
        ("codebook.yaml", "b.code"): Choice("ours"),
    }


async def test_what_was_written_is_for_the_decision_it_was_written_for():
    app = DecidingApp(DECISIONS, {})
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(0.2)
        await pilot.press("e")
        deciding = app.screen_stack[-2]
        assert isinstance(deciding, DecidingScreen)
        deciding.action_step(2)
        await pilot.press(*" Four.", "ctrl+s", "2", "1", "enter")
    assert app.chosen is not None
    assert app.chosen["codebook.yaml", "a.definition"] == Choice(None, "One two three. Four.")


async def test_leaving_decides_nothing():
    app = DecidingApp(DECISIONS, {})
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause(0.2)
        await pilot.press("1", "2", "1", "escape")
    assert app.chosen is None


async def test_conflicts_in_the_codebook_are_decided_from_the_overview(study_path: Path):
    base = (study_path / "codebook.yaml").read_text()
    ours, theirs = (
        with_code_changed(base, "moves", {"definition": d}) for d in ("Ours.", "Theirs.")
    )
    (study_path / "codebook.yaml").write_text(merge_codebooks(base, ours, theirs).text)
    app = QualcodeApp(Study.open(study_path), "ann")
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(0.4)
        await pilot.press("U")
        await pilot.pause(0.2)
        assert isinstance(app.screen, DecidingScreen)
        await pilot.press("2", "enter")
        await pilot.pause(0.3)
        assert "1 decided" in said(app)
    assert (study_path / "codebook.yaml").read_text() == theirs


async def test_codes_are_split_merged_and_retired_from_the_codebook_at_the_left(
    study_path: Path, run: Run
):
    code(study_path, "ann", 2, 4, 6)
    before = (study_path / "codebook.yaml").read_bytes()
    app = QualcodeApp(Study.open(study_path), "ann", "one")
    async with app.run_test(size=(150, 40)) as pilot:
        await pilot.pause(0.3)
        await pilot.press("B", *"moves", "f4", *"Home moves", "enter")
        await pilot.pause(0.5)
        assert isinstance(app.screen, AssigningScreen)
        assert "moves: 0 of 3 codings assigned · Moves 3, Home moves 0" in title(app)
        await pilot.press("2", "escape")
        await pilot.pause(0.3)
        screen = app.screen
        assert isinstance(screen, CodingScreen)
        # What was assigned is seen at once where the coding stands.
        await pilot.pause(1.3)
        assert [c.code for c in app.session.codings("one")] == ["home-moves", "moves", "moves"]
        assert [c.code for c in Study.open(study_path).codings()] == [
            "home-moves",
            "moves",
            "moves",
        ]
        await pilot.press("ctrl+z")
        await pilot.pause(0.3)
        assert (study_path / "codebook.yaml").read_bytes() == before
        assert {c.code for c in app.session.codings("one")} == {"moves"}
        await pilot.press("f3", *"mentor", "enter")
        await pilot.pause(0.2)
        assert "Merged “Moves” into “Mentor” (3 codings); u undoes" in said(app)
        book = app.session.codebook
        assert book.resolve("moves") == "mentor"
        await pilot.press("ctrl+z", "f8")
        await pilot.pause(0.2)
        moves = app.session.codebook.get("moves")
        assert moves is not None
        assert moves.status == "retired"
        await pilot.press("f8")
        await pilot.pause(0.2)
        assert "Restored “Moves”" in said(app)
        # A name that is taken stays in the window, which says so.
        await pilot.press("f4", *"Mentor", "enter")
        await pilot.pause(0.2)
        assert "named Mentor already" in str(app.screen.query_one("#hint").render())
        await pilot.press("escape")
