"""Suggestions answered at the keyboard: blind first, one key each, nothing taken by itself."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from qualcode.store.records.suggestions import read_suggestions, standing_answers
from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp
from qualcode.tui.coding.screen import CodingScreen
from qualcode.tui.review.suggestions import SuggestingScreen
from tests.conftest import Run

pytestmark = pytest.mark.slow

SIZE = (120, 40)
DOCUMENT = "sc-02"


@pytest.fixture(scope="module")
def made(demo_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = shutil.copytree(demo_once, tmp_path_factory.mktemp("suggesting") / "demo")
    # A document that Anwen has not coded yet.
    (path / "codings" / "anwen" / f"{DOCUMENT}.jsonl").unlink()
    for mark in path.glob("codings/*/+done.jsonl"):
        mark.unlink()
    return path


@pytest.fixture
def demo(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "demo")


def said(app: QualcodeApp) -> str:
    return str(app.screen.query_one("#said").render())


def title(app: QualcodeApp) -> str:
    return str(app.screen.query_one("#title").render())


def log(path: Path) -> list[tuple[str, str]]:
    events = standing_answers(read_suggestions(path, "anwen")[0]).values()
    return [(e.did, e.reason) for e in sorted(events, key=lambda e: e.at)]


async def learnt(app: QualcodeApp, pilot) -> SuggestingScreen:
    await app.workers.wait_for_complete()
    await pilot.pause(0.3)
    assert isinstance(app.screen, SuggestingScreen)
    return app.screen


async def test_blind_first_then_taken_changed_rejected_and_undone(demo: Path, run: Run):
    app = QualcodeApp(Study.open(demo), "anwen", DOCUMENT)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(0.4)
        await pilot.press("P")
        assert isinstance(app.screen, CodingScreen)
        assert "D marks the document done" in said(app)
        await pilot.press("P")
        screen = await learnt(app, pilot)
        many = screen.list.count
        assert many > 3
        assert f"{many} left · 0 answered" in title(app)
        why = str(screen.query_one("#why .version-text").render())
        assert "Speaks for it" in why
        assert "This code: " in why
        await pilot.press("y")
        assert "assisted; u takes it back" in said(app)
        [coding] = app.session.codings(DOCUMENT)
        assert coding.event.assisted
        assert Study.open(demo).codings(coder="anwen", document=DOCUMENT)[0].event.assisted
        await pilot.press("1", "2")
        assert log(demo) == [
            ("accepted", ""), ("rejected", "not this code"), ("rejected", "only in passing"),
        ]  # fmt: skip
        assert f"{many - 3} left · 3 answered" in title(app)
        await pilot.press("u")
        assert log(demo) == [("accepted", ""), ("rejected", "not this code")]
        await pilot.press("u", "u")
        assert log(demo) == []
        assert app.session.codings(DOCUMENT) == []
        assert screen.list.count == many
        assert "Nothing was answered" in said(app) or "Taken back" in said(app)
        # With other ends, which lie inside the passage or are its turn.
        await pilot.press("e", "y")
        [coding] = app.session.codings(DOCUMENT)
        assert log(demo)[0][0] in ("other ends", "accepted")
        here = screen.entries[screen.list.cursor]
        await pilot.press("r")
        screen.list.move_to(screen.list.cursor + 2)  # the cursor is elsewhere by then
        await pilot.press(*"stigma", "enter")
        await pilot.pause(0.2)
        assert log(demo)[-1][0] in ("other code", "other ends")
        [given] = [c for c in app.session.codings(DOCUMENT) if c.code == "stigma"]
        assert given.event.start < here.end
        assert given.event.end > here.start
        await pilot.press("escape")
        await pilot.pause(0.2)
        assert isinstance(app.screen, CodingScreen)
    # No words are in the log; what was answered is not suggested again.
    text = (demo / "suggestions" / "anwen.jsonl").read_text()
    assert all(set(json.loads(line)) <= {
        "at", "document", "start", "end", "sha256", "code", "probability", "did", "reason", "coding",
    } for line in text.splitlines())  # fmt: skip
    table = json.loads(run("-C", demo, "suggest", "--taken", "--json").out)
    row = next(r for r in table if r["coder"] == "anwen" and r["answered"])
    assert row["answered"] == 2
    assert row["share_taken"] == 1.0
    assert 0 < row["share_assisted"] < 0.1
    # Assisted codings are not learnt from, and stay out unless asked for.
    states = {r["code"]: r["examples"] for r in json.loads(
        run("-C", demo, "--coder", "anwen", "suggest", "--codes", "--json").out)}  # fmt: skip
    more = {r["code"]: r["examples"] for r in json.loads(
        run("-C", demo, "--coder", "anwen", "suggest", "--codes", "--with-assisted", "--json").out)}  # fmt: skip
    assert sum(more.values()) > sum(states.values())


async def test_v_takes_a_suggestion_with_its_valence_where_there_is_one(demo: Path):
    app = QualcodeApp(Study.open(demo), "anwen", DOCUMENT)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(0.4)
        await pilot.press("P", "P")
        screen = await learnt(app, pilot)
        judged = [bool(one.valence) for one in screen.entries]
        assert True in judged
        assert False in judged
        screen.list.move_to(judged.index(False))
        await pilot.pause()
        await pilot.press("Y")
        assert "No valence can be suggested here" in said(app)
        assert app.session.codings(DOCUMENT) == []
        here = judged.index(True)
        wanted = screen.entries[here]
        screen.list.move_to(here)
        await pilot.pause()
        assert "Judged, perhaps: " in str(screen.query_one("#why .version-text").render())
        await pilot.press("Y")
        [coding] = app.session.codings(DOCUMENT)
        assert coding.event.assisted
        assert (coding.code, coding.event.valence) == (wanted.code, wanted.valence)
        await pilot.press("u")
        assert app.session.codings(DOCUMENT) == []


async def test_done_documents_show_at_once_and_a_study_can_switch_it_off(demo: Path, run: Run):
    Study.open(demo).mark_done("anwen", DOCUMENT, True)
    app = QualcodeApp(Study.open(demo), "anwen", DOCUMENT)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.4)
        await pilot.press("P")
        await learnt(app, pilot)
        await pilot.press("enter")
        await pilot.pause(0.4)
        assert isinstance(app.screen, CodingScreen)
    settings = demo / "study.toml"
    settings.write_text(settings.read_text() + "\n[suggest]\noff = true\n")
    off = run("-C", demo, "suggest")
    assert off.status == 1
    assert "suggestions are switched off for this study" in off.err
    app = QualcodeApp(Study.open(demo), "anwen", DOCUMENT)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(0.4)
        await pilot.press("P")
        assert "switched off" in said(app)
        assert isinstance(app.screen, CodingScreen)


async def test_p_on_the_overview_shows_suggestions_of_all_documents_done(demo: Path):
    def done() -> set[str]:
        study = Study.open(demo)
        return {name for name in study.document_ids() if study.is_done("anwen", name)}

    app = QualcodeApp(Study.open(demo), "anwen")
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(0.4)
        if not done():
            await pilot.press("P")
            assert "marked done" in said(app)
        for name in ("sc-02", "yp-01", DOCUMENT):
            if name not in done():
                app.session.set_done(name, done=True)
        wanted = done()
        await pilot.press("P")
        screen = await learnt(app, pilot)
        found = {one.document for one in screen.entries}
        assert len(found) > 1
        assert found <= wanted
        assert f"{len(wanted)} documents · {screen.list.count} left" in title(app)
        first = screen.entries[0]
        await pilot.press("y")
        assert [c.code for c in app.session.codings(first.document) if c.event.assisted] == [
            first.code
        ]
        await pilot.press("u")
        assert (screen.entries[0].document, screen.entries[0].start) == (
            first.document,
            first.start,
        )
    (demo / "study.toml").write_text(
        (demo / "study.toml").read_text(encoding="utf-8") + "\n[suggest]\noff = true\n",
        encoding="utf-8",
    )
    app = QualcodeApp(Study.open(demo), "anwen")
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(0.4)
        await pilot.press("P")
        assert "switched off" in said(app)
