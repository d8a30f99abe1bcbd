"""A member who lacks the texts: the study opens, places and counts are there, and one line says so."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp
from qualcode.tui.overview.screen import Overview
from qualcode.workbench.coding.session import CodingSession
from tests.conftest import Run

pytestmark = pytest.mark.slow


@pytest.fixture
def team(study_path: Path, interview: Path, run: Run) -> Path:
    for name in ("two", "three"):
        text = interview.with_name(f"{name}.txt")
        text.write_text(interview.read_text() + f"\nI: And {name}?\n")
        assert run("-C", study_path, "import", text, "--case", f"C{name}").status == 0
    session = CodingSession(Study.open(study_path), "ann")
    code = session.codebook.get("moves")
    assert code is not None
    for name in ("one", "two", "three"):
        session.add(name, [code], session.texts.turn(name, 4), valence="works_well")
    return study_path


LISTINGS = [
    ("documents",), ("cases",), ("coders",), ("coding", "list"), ("table", "codes"),
    ("table", "documents"), ("table", "crosstab"), ("table", "crosstab", "--by", "case"),
    ("search", "moved"), ("names", "--no-hints"), ("check",), ("matrix", "--out", "m.json"),
    ("matrix", "--out", "m.docx"), ("revise", "one", "--list"),
]  # fmt: skip


def put_texts(path: Path, folder: str) -> None:
    settings = (path / "study.toml").read_text()
    named = re.sub(r"^#? ?transcripts = .*$", f'transcripts = "{folder}"', settings, flags=re.M)
    assert named != settings
    (path / "study.toml").write_text(named)


def away(path: Path, how: str) -> None:
    texts = path / "transcripts"
    if how == "folder gone":
        shutil.rmtree(texts)
    elif how == "some gone":
        (texts / "two.txt").unlink()
    elif how == "share gone":
        put_texts(path, "/no/such/share")


@pytest.mark.parametrize("how", ["folder gone", "some gone", "share gone"])
def test_every_listing_works_and_tells_once(
    team: Path, run: Run, how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    whole = {command: run("-C", team, *command, "--json").out for command in LISTINGS[:8]}
    away(team, how)
    for command in LISTINGS:
        got = run("-C", team, *command)
        assert got.status == 0, (command, got.err)
        said = [line for line in (got.out + got.err).splitlines() if "not on this machine" in line]
        assert len(said) <= 1, command
    for command in LISTINGS[:8]:
        if command != ("coding", "list"):
            assert run("-C", team, *command, "--json").out == whole[command]
    rows = json.loads(run("-C", team, "coding", "list", "--json").out)
    before = json.loads(whole[("coding", "list")])
    places = ("id", "document", "start", "end", "valence", "orphaned", "text_changed")
    assert [[r[k] for k in places] for r in rows] == [[r[k] for k in places] for r in before]
    assert None in [r["text"] for r in rows]
    told = run("-C", team, "coding", "list").err
    count = "1 text is" if how == "some gone" else "3 texts are"
    assert f"{count} not on this machine" in told
    assert ("connect the share" in told) == (how != "some gone")


def test_what_needs_the_words_is_refused_in_one_line_with_nothing_written(
    team: Path, run: Run, interview: Path
):
    away(team, "share gone")
    more = interview.with_name("four.txt")
    more.write_text("I: Well?\n\nP: Quite another talk it was.\n")
    before = sorted(p for p in team.rglob("*") if "locks" not in p.parts)
    for command in (
        ("import", more), ("coding", "add", "one", "moves", "--turn", "2"), ("edit", "one"),
        ("revise", "one", more), ("search", "moved", "--document", "one"),
    ):  # fmt: skip
        got = run("-C", team, *command)
        assert got.status == 1, command
        assert len(got.err.splitlines()) == 1, got.err
    assert sorted(p for p in team.rglob("*") if "locks" not in p.parts) == before
    assert not Path("/no").exists()


def test_texts_on_a_share_named_by_a_variable(
    team: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    shutil.move(str(team / "transcripts"), str(tmp_path / "share"))
    monkeypatch.setenv("QUALCODE_TEST_SHARE", str(tmp_path))
    put_texts(team, "$QUALCODE_TEST_SHARE/share")
    assert run("-C", team, "coding", "list").err == ""
    file = tmp_path / "four.txt"
    file.write_text("I: Well?\n\nP: Quite another talk it was.\n")
    assert run("-C", team, "import", file).status == 0
    assert (tmp_path / "share" / "four.txt").exists()


async def test_the_terminal_ui_opens_and_says_what_is_missing(team: Path):
    away(team, "folder gone")
    app = QualcodeApp(Study.open(team), "ann")
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.pause(0.6)
        assert isinstance(app.screen, Overview)
        await pilot.press("enter")
        await pilot.pause(0.2)
        assert isinstance(app.screen, Overview)
        app.find_code("moves")
        await pilot.pause(0.4)
        assert app.is_running
        await pilot.press("escape")
        app.search("moved")
        await pilot.pause(0.8)
        assert app.is_running
