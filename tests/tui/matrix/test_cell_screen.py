"""A cell of the matrix at the keyboard: written, linked, quoted, cleared, brought up to date."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.store.matrix_definitions import read_matrix
from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp
from qualcode.tui.coding.screen import CodingScreen
from qualcode.tui.matrix.cell_screen import CellScreen
from qualcode.tui.matrix.quotation_dialogs import AcceptFindings, TrimQuotation
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.matrix.export import matrix_for_export
from qualcode.workbench.matrix.open_matrix import open_matrix
from tests.tui.charted import WELL, chart, settings

pytestmark = pytest.mark.slow

SIZE = (120, 40)
FILE = "synthesis/main/support--yp--works_well.md"


@pytest.fixture
def charted(team_path: Path) -> Path:
    for name in ("one", "two"):
        for coder in ("ann", "ben"):
            log = Study.open(team_path).log_path(coder, name)
            log.unlink(missing_ok=True)
    settings(team_path, 'second_sign_off = []\nattribution = "{group_name}"')
    chart(team_path)
    return team_path


async def settle(pilot) -> None:
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause(0.1)


async def opened(app: QualcodeApp, pilot, key=WELL) -> CellScreen:
    await settle(pilot)
    study = app.session.study
    app.push_screen(CellScreen(app.session, open_matrix(study, read_matrix(study, "main")), key))
    await settle(pilot)
    assert isinstance(app.screen, CellScreen)
    return app.screen


def shown(app: QualcodeApp, name: str) -> str:
    return str(app.screen.query_one(f"#{name}").render())


async def typed(pilot, words: str) -> None:
    for letter in words:
        await pilot.press({" ": "space", ".": "full_stop", "[": "left_square_bracket",
                           "]": "right_square_bracket"}.get(letter, letter))  # fmt: skip


async def written(pilot, words: str) -> None:
    await pilot.press("tab")
    await typed(pilot, words)
    await pilot.press("ctrl+s")
    await settle(pilot)
    await pilot.press("escape")
    await settle(pilot)


async def test_a_summary_is_written_with_its_evidence_and_taken_back(charted: Path):
    app = QualcodeApp(Study.open(charted), "ann")
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        assert "Support · Works well · Young people · ann" in shown(app, "title")
        assert "3 passages · 2 people · by person" in shown(app, "cell-order")
        assert "No summary yet" in shown(app, "cell-state")
        people = [screen._describe(at).heading[0] for at in range(3)]
        assert people == ["YP1", "YP2", "YP2"]
        await written(pilot, "Both named one adult.")
        assert "3 passages linked · ann" in shown(app, "cell-state")
        assert "up to date" in shown(app, "cell-state")
        text = (charted / FILE).read_text()
        assert "Both named one adult." in text
        assert text.count("@") >= 5
        # One passage is not what it rests on; said at once and on disk.
        await pilot.press("down", "space")
        await settle(pilot)
        assert "2 passages linked" in shown(app, "cell-state")
        assert screen._describe(1).code == "○ not linked"
        assert "unlinked:" in (charted / FILE).read_text()
        await pilot.press("u")
        await settle(pilot)
        assert "Undone: unlinked a passage of Support · Works well · Young people" in shown(
            app, "said"
        )
        assert "3 passages linked" in shown(app, "cell-state")
        await pilot.press("u")
        await settle(pilot)
        assert not (charted / FILE).exists()
        assert "No summary yet" in shown(app, "cell-state")
        await pilot.press("ctrl+r")
        await settle(pilot)
        assert "Both named one adult." in screen.editor.text


async def test_what_changed_is_told_and_mended(charted: Path):
    app = QualcodeApp(Study.open(charted), "ann")
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        await written(pilot, "Both named one adult.")
        # From the passage into its transcript, judged otherwise there, and back.
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, CodingScreen)
        await pilot.press("tilde")
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert app.screen is screen
        assert "2 passages · 1 person" in shown(app, "cell-order")
        state = shown(app, "cell-state")
        assert "Stale: one turn 2: was “Works well”, is now Mixed" in state
        assert "Thin: fewer than 2 people" in state
        await pilot.press("y")
        await settle(pilot)
        assert "Up to date with 2 linked passages" in shown(app, "said")
        assert "Stale" not in shown(app, "cell-state")


async def test_a_draft_of_quotations_stays_out_of_git_until_it_is_rewritten(charted: Path):
    app = QualcodeApp(Study.open(charted), "ann")
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        await pilot.press("d")
        await settle(pilot)
        assert "My mentor. She’d ring – every Monday" in screen.editor.text
        assert screen.editor.text.count("\n- “") == 2
        drafts = list((charted / "private/drafts/main").iterdir())
        assert len(drafts) == 1
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "Kept as a draft on this machine, not in git yet" in shown(app, "said")
        assert not (charted / FILE).exists()
        screen.editor.load_text("Each had one adult who rang.")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "Saved" in shown(app, "said")
        assert list((charted / "private/drafts/main").iterdir()) == []
        assert "Each had one adult" in (charted / FILE).read_text()


async def test_a_quotation_is_trimmed_accepted_and_cleared(charted: Path):
    app = QualcodeApp(Study.open(charted), "ann")
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        await pilot.press("e")
        assert "No quotation here yet" in shown(app, "said")
        await pilot.press("quotation_mark")
        await settle(pilot)
        assert "“ not cleared" in screen._describe(0).code
        assert "nobody has signed it off" in shown(app, "cell-quotation")
        await pilot.press("e")
        await settle(pilot)
        assert isinstance(app.screen, TrimQuotation)
        area = app.screen.query_one("#trim-text")
        area.load_text("My mentor. He’d ring")
        await settle(pilot)
        assert "“He’d” is not what was said here" in shown(app, "trim-shown")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "Not kept" in shown(app, "trim-shown")
        area.load_text("My mentor. She’d ring – every Monday…")
        await settle(pilot)
        assert "every Monday… […]” (Young people)" in shown(app, "trim-shown")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert app.screen is screen
        await pilot.press("exclamation_mark")
        await settle(pilot)
        assert "Cleared for print by ann" in shown(app, "said")
        made, _ = matrix_for_export(Study.open(charted), read_matrix(Study.open(charted), "main"))
        [one] = made.cell(*WELL).quotations
        assert one.text == "My mentor. She’d ring – every Monday… […]"
        # Taken back, it leaves in no export.
        await pilot.press("exclamation_mark")
        await settle(pilot)
        made, _ = matrix_for_export(Study.open(charted), read_matrix(Study.open(charted), "main"))
        assert made.cell(*WELL).quotations == ()


async def test_what_was_found_is_accepted_with_a_reason_only(charted: Path):
    app = QualcodeApp(Study.open(charted), "ann")
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        await pilot.press("end", "quotation_mark", "e")
        await settle(pilot)
        # "No. That’s it, really 🙂 thanks." without its "No".
        app.screen.query_one("#trim-text").load_text("That’s it, really 🙂 thanks.")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "leaves out “no”" in shown(app, "cell-quotation")
        await pilot.press("exclamation_mark")
        await settle(pilot)
        assert isinstance(app.screen, AcceptFindings)
        await pilot.press("enter")
        await settle(pilot)
        assert "Say why it may be printed" in shown(app, "hint")
        await typed(pilot, "a greeting")
        await pilot.press("enter")
        await settle(pilot)
        assert app.screen is screen
        assert "Cleared for print by ann" in shown(app, "said")
        assert "a greeting" in (charted / "quotations/ann.jsonl").read_text()


async def test_nothing_unsaved_is_lost_by_leaving(charted: Path):
    app = QualcodeApp(Study.open(charted), "ann")
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        await pilot.press("tab")
        await typed(pilot, "Not done")
        await pilot.press("escape", "escape")
        await settle(pilot)
        assert app.screen is screen
        assert "The summary is not saved" in shown(app, "said")
        await pilot.press("y")
        assert "Save the summary first" in shown(app, "said")
        await pilot.press("right_square_bracket")
        await settle(pilot)
        # Asked already, and nothing typed since: the text is dropped.
        assert screen.desk.key != WELL
        assert screen.editor.text == ""


async def test_from_cell_to_cell_and_orders_of_passages(charted: Path):
    app = QualcodeApp(Study.open(charted), "ann")
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        await pilot.press("s")
        assert "by document" in shown(app, "cell-order")
        await pilot.press("s", "s", "s")
        assert "by person" in shown(app, "cell-order")
        seen = {screen.desk.key}
        for _ in range(6):
            await pilot.press("left_square_bracket")
            await settle(pilot)
        assert "This is the first" in shown(app, "said")
        for _ in range(6):
            seen.add(screen.desk.key)
            await pilot.press("right_square_bracket")
            await settle(pilot)
        assert "This is the last cell with evidence" in shown(app, "said")
        assert {key[0] for key in seen} == {"support", "moves"}


async def test_somebody_elses_summary_is_not_overwritten(charted: Path):
    app = QualcodeApp(Study.open(charted), "ann")
    async with app.run_test(size=SIZE) as pilot:
        await opened(app, pilot)
        other = CodingSession(Study.open(charted), "ben")
        study = Study.open(charted)
        from qualcode.workbench.matrix.cell_editor import CellEditor

        CellEditor(other, open_matrix(study, read_matrix(study, "main")), WELL).save(
            "Ben wrote this."
        )
        await pilot.press("tab")
        await typed(pilot, "Mine")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "was changed by someone else since" in shown(app, "said")
        assert "Ben wrote this." in (charted / FILE).read_text()


async def test_a_colleagues_passage_is_hidden_while_both_code_blind(charted: Path):
    session = CodingSession(Study.open(charted), "ben")
    code = session.codebook.get("mentor")
    assert code is not None
    session.add("one", [code], session.texts.turn("one", 6), valence="works_well")
    app = QualcodeApp(Study.open(charted), "ann")
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        assert "1 hidden: coded blind" in shown(app, "cell-order")
        hidden = next(n for n, one in enumerate(screen._passages) if one.hidden)
        assert "hidden until you and its coder" in screen._describe(hidden).passage.after
        screen.passages.move_to(hidden)
        await pilot.press("quotation_mark")
        assert "Hidden until" in shown(app, "said")
        await pilot.press("d")
        await settle(pilot)
        assert "thanks" in screen.editor.text
        assert screen.editor.text.count("- “") == 3


async def test_an_empty_cell_says_why(charted: Path):
    app = QualcodeApp(Study.open(charted), "ann")
    async with app.run_test(size=SIZE) as pilot:
        await opened(app, pilot, ("support", "works_less_well", "yp"))
        screen = app.screen
        assert isinstance(screen, CellScreen)
        assert "2 people speak of it otherwise" in screen.passages._empty
        for key in (
            "space",
            "quotation_mark",
            "e",
            "exclamation_mark",
            "d",
            "y",
            "enter",
            "alt+up",
        ):
            await pilot.press(key)
            await settle(pilot)
        assert app.screen is screen


async def test_a_definition_changed_elsewhere_is_told_and_done_with_once_marked(charted: Path):
    app = QualcodeApp(Study.open(charted), "ann")
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(app, pilot)
        await written(pilot, "Both named one adult.")
        book = charted / "codebook.yaml"
        book.write_text(book.read_text().replace("One adult who helps.", "An adult who stays."))
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert app.screen is screen
        assert "Stale: the definition of “Mentor” changed" in shown(app, "cell-state")
        await pilot.press("y")
        await settle(pilot)
        assert "Stale" not in shown(app, "cell-state")
    study = Study.open(charted)
    cell = open_matrix(study, read_matrix(study, "main")).matrix.cell(*WELL)
    assert cell.changes == ()
