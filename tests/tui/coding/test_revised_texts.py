"""A text revised while it is open, or before: what the coding screen shows and lets one do."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp
from qualcode.tui.coding.orphans import Orphans
from qualcode.tui.coding.screen import CodingScreen
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.documents.revision import NewText, revise_texts

pytestmark = pytest.mark.slow


def revised(path: Path, *changes: tuple[str, str]) -> None:
    study = Study.open(path)
    text = study.text(study.document("one"))
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    revise_texts(study, [NewText("one", text)], why="second listening", coder="ben")


def coded(path: Path, code: str, words: str) -> str:
    session = CodingSession(Study.open(path), "ann")
    entry = session.codebook.get(code)
    assert entry is not None
    return session.add("one", [entry], session.texts.quote("one", words))[0].id


def said(app: QualcodeApp) -> str:
    return str(app.screen.query_one("#said").render())


def title(app: QualcodeApp) -> str:
    return str(app.screen.query_one("#title").render())


async def test_a_text_revised_meanwhile_is_shown_with_the_reader_at_the_same_words(
    study_path: Path,
):
    kept = coded(study_path, "moves", "Moving.")
    app = QualcodeApp(Study.open(study_path), "ann", "one")
    async with app.run_test(size=(150, 40)) as pilot:
        screen = app.screen
        assert isinstance(screen, CodingScreen)
        screen.reading.place(screen._text.index("It was hard"))
        revised(study_path, ("I: And what", "I: Hm.\n\nI: And what"), ("Moving", "The moving"))
        await pilot.pause(1.3)
        screen = app.screen
        assert "The text was revised" in said(app)
        assert screen._text[screen.reading.cursor :].startswith("It was hard")
        # Codes given now are on the new text, and undo reaches back over the revision.
        await pilot.press("enter", *"moves", "enter")
        [first, _] = app.session.codings("one")
        assert (first.id, first.text_changed) == (kept, True)
        await pilot.press("u")
        assert [c.id for c in app.session.codings("one")] == [kept]
    assert [c.id for c in Study.open(study_path).codings()] == [kept]


async def test_a_coding_whose_words_changed_is_flagged_until_its_coder_says_it_holds(
    study_path: Path,
):
    coded(study_path, "moves", "We moved in March")
    revised(study_path, ("in March", "in April"))
    app = QualcodeApp(Study.open(study_path), "ann", "one")
    async with app.run_test(size=(150, 40)) as pilot:
        await pilot.press("Z")
        await pilot.pause(0.2)
        start, end = app.screen.reading.selection
        assert app.screen._text[start:end] == "We moved in April"
        assert "text changed" in str(app.screen.query_one("#detail").render())
        await pilot.press("Y")
        assert [c.text_changed for c in app.session.codings("one")] == [False]
        await pilot.press("u")
        assert [c.text_changed for c in app.session.codings("one")] == [True]
        await pilot.press("plus")
        assert [c.text_changed for c in app.session.codings("one")] == [False]
        await pilot.press("u")
        assert [c.text_changed for c in Study.open(study_path).codings()] == [True]


async def test_an_orphaned_coding_is_counted_given_a_place_or_removed(study_path: Path):
    lost = coded(study_path, "moves", "It was hard.")
    other = coded(study_path, "mentor", "It was hard.")
    revised(study_path, (" It was hard.", ""))
    app = QualcodeApp(Study.open(study_path), "ann", "one")
    async with app.run_test(size=(150, 40)) as pilot:
        assert not app.session.codings("one")
        assert "2 orphaned" in title(app)
        screen = app.screen
        screen.reading.select(*app.session.texts.quote("one", "moved again in May"))
        await pilot.press("O")
        await pilot.pause()
        assert isinstance(app.screen, Orphans)
        await pilot.press("enter")
        [placed] = app.session.codings("one")
        assert placed.id == lost
        assert not placed.text_changed
        await pilot.press("O", "delete")
        await pilot.pause()
        assert "orphaned" not in title(app)
        await pilot.press("u", "u")
        assert "2 orphaned" in title(app)
    standing = Study.open(study_path).codings()
    assert {c.id for c in standing} == {lost, other}


async def test_without_the_new_text_the_earlier_one_stays_and_is_said_to_be(study_path: Path):
    text_file = study_path / "transcripts" / "one.txt"
    earlier = text_file.read_bytes()
    kept = coded(study_path, "moves", "Moving.")
    app = QualcodeApp(Study.open(study_path), "ann", "one")
    async with app.run_test(size=(150, 40)) as pilot:
        await pilot.pause(0.2)
        revised(study_path, ("Moving.", "Um. Moving."))
        # As in a clone that got the revision from git and no text: those are not in git.
        text_file.write_bytes(earlier)
        for copy in (study_path / ".qualcode" / "texts").iterdir():
            copy.unlink()
        await pilot.pause(1.3)
        assert "earlier" in said(app)
        await pilot.press("n", "enter", *"mentor", "enter")
        assert len(app.session.codings("one")) == 2
    found = Study.open(study_path).codings()
    assert {c.event.sha256 for c in found} == {Study.open(study_path).document("one").sha256}
    assert kept in {c.id for c in found}


def test_orphans_and_changed_words_look_as_they_should(
    study_path: Path, snap_compare, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(
        "qualcode.workbench.coding.buffer.now", lambda: "2026-01-02T03:04:05.000000Z"
    )
    coded(study_path, "moves", "It was hard.")
    coded(study_path, "mentor", "She’d ring – every Monday")
    revised(study_path, (" It was hard.", ""), ("every Monday", "every Tuesday"))

    async def show(pilot) -> None:
        await pilot.press("Z")
        await pilot.pause(0.3)
        await pilot.press("O")
        await pilot.pause(0.3)

    app = QualcodeApp(Study.open(study_path), "ann", "one")
    assert snap_compare(app, terminal_size=(120, 36), run_before=show)
