"""Random keys and mouse events, as many as asked for; then the store equals a model of it."""

import random
from pathlib import Path

import pytest
from textual import events

from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp
from qualcode.tui.themes import making_screen as theme_making
from qualcode.workbench.documents.revision import NewText, normal_text, revise_texts
from qualcode.workbench.keys.keymap import SCREENS
from tests.examples import examples
from tests.tui.modelled import ModelledSession
from tests.tui.themed import themes, write
from tests.workbench.documents.test_clones import edited

pytestmark = pytest.mark.slow

# In all; before a change of the screens is done, 20,000.
EVENTS = examples(800, "QUALCODE_RANDOM_EVENTS") // 4
BATCH = 20
# Keys that lead out of the app or of its loop, and the frequent ones more often.
#: "P" loads a model in the background each time: tests/tui/review/test_suggestions.py does once.
_NOT = {"ctrl+q", "ctrl+c", "P"}
_OFTEN = ["enter", "down", "right", "J", "n", "full_stop", "1", "u", "ctrl+r", "space",
          "plus", "minus", "tab", "x", "percent_sign", "z", "a", "i", "o"]  # fmt: skip


# Random keys alone end up in windows and stay there: now and then something is meant.
_JOBS = [
    ("n", "enter", "m", "enter"), ("down", "full_stop"), ("J", "full_stop", "plus"),
    ("right_square_bracket", "minus"), ("right_square_bracket", "x"), ("n", "V", "enter"),
    ("right_square_bracket", "right", "right", "percent_sign"), ("u",), ("u",), ("ctrl+r",), ("D",),
    ("right_square_bracket", "i", "m", "enter"), ("right_square_bracket", "right_parenthesis"),
    ("escape", "escape", "escape", "enter"), ("escape", "escape"), ("B", "m", "enter", "escape"),
    ("escape", "escape", "t", "tab", "c", "m", "enter"), ("t", "C", "enter", "m", "enter"),
    ("escape", "escape", "escape", "M", "n", "l"), ("M", "n", "enter"), ("M", "w", "N", "j"),
    ("M", "n", "enter", "tab", "m", "ctrl+s", "escape"), ("M", "n", "enter", "space", "y", "u"),
    ("M", "n", "enter", "quotation_mark", "e", "backspace", "ctrl+s", "escape", "exclamation_mark",
     "m", "enter"),
    ("M", "n", "enter", "d", "ctrl+s", "escape", "n", "s"),
]  # fmt: skip


def _with_themes(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There are suggested themes; making them anew takes no time."""
    made = themes(Study.open(path))
    write(path, made)
    monkeypatch.setattr(theme_making, "suggest_themes", lambda *_: made)


def _meant(chance: random.Random) -> list[events.Event]:
    return [events.Key(k, k if len(k) == 1 else _CHARACTERS.get(k)) for k in chance.choice(_JOBS)]


def _key(chance: random.Random) -> events.Key:
    keys = [k for _, actions in SCREENS.values() for a in actions for k in a.keys if k not in _NOT]
    name = chance.choice(_OFTEN) if chance.random() < 0.6 else chance.choice(keys)
    return events.Key(name, name if len(name) == 1 else _CHARACTERS.get(name))


_CHARACTERS = {"full_stop": ".", "plus": "+", "minus": "-", "space": " ", "tilde": "~",
               "slash": "/", "colon": ":", "question_mark": "?", "asterisk": "*",
               "quotation_mark": '"', "percent_sign": "%", "exclamation_mark": "!",
               "underscore": "_", "ampersand": "&"}  # fmt: skip


def _mouse(chance: random.Random, width: int, height: int) -> list[events.Event]:
    x, y = chance.randrange(width), chance.randrange(height)
    across = (x + chance.randrange(-20, 20)) % width if chance.random() < 0.4 else x

    def at(kind: type[events.MouseEvent], x: int, button: int = 1) -> events.MouseEvent:
        return kind(None, x, y, 0, 0, button, False, False, False, screen_x=x, screen_y=y)

    if chance.random() < 0.2:
        kind = chance.choice([events.MouseScrollDown, events.MouseScrollUp])
        return [at(kind, x, 0)]
    moved = [at(events.MouseMove, across)] if across != x else []
    return [at(events.MouseDown, x), *moved, at(events.MouseUp, across)]


@pytest.mark.parametrize("seed", range(4))
async def test_random_keys_and_mouse(study_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int):
    monkeypatch.setattr("qualcode.tui.app.CodingSession", ModelledSession)
    monkeypatch.setattr(QualcodeApp, "exit", lambda self: None)
    _with_themes(study_path, monkeypatch)
    chance = random.Random(seed)
    size = [(80, 24), (120, 40), (150, 45), (240, 70)][seed]
    study = Study.open(study_path)
    app = QualcodeApp(study, "ann", study.document_ids()[0])
    async with app.run_test(size=size) as pilot:
        for _ in range(EVENTS // BATCH):
            for _ in range(BATCH):
                kind = chance.random()
                made = [_key(chance)]
                if kind < 0.1:
                    made = _mouse(chance, *size)
                elif kind < 0.3:
                    made = _meant(chance)
                for event in made:
                    app.post_message(event)
            await pilot.pause()
            assert app.is_running
        await pilot.pause(0.5)
        session = app.session
        assert isinstance(session, ModelledSession)
        assert session.state == "saved"
        assert app.is_running
        wanted, done = session.standing(), set(session.done)
    study = Study.open(study_path)
    found = {
        (c.document, c.id, c.event.code, c.event.start, c.event.end, c.event.valence, c.event.note)
        for c in study.codings(coder="ann")
    }
    assert found == wanted
    assert {d for d in study.document_ids() if study.is_done("ann", d)} == done
    # Some runs wander about in windows for long; none may only do that.
    assert session.steps_done > EVENTS // 600


@pytest.mark.parametrize("seed", range(2))
async def test_random_keys_while_somebody_else_revises_the_text(
    study_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
):
    monkeypatch.setattr(QualcodeApp, "exit", lambda self: None)
    _with_themes(study_path, monkeypatch)
    chance = random.Random(seed)
    app = QualcodeApp(Study.open(study_path), "ann", "one")
    async with app.run_test(size=(120, 40)) as pilot:
        for batch in range(EVENTS // 4 // BATCH):
            for _ in range(BATCH):
                for event in _meant(chance) if chance.random() < 0.4 else [_key(chance)]:
                    app.post_message(event)
            if batch % 4 == 1:
                other = Study.open(study_path)
                text = edited(chance, other.text(other.document("one")))
                revise_texts(other, [NewText("one", normal_text(text))], why="random")
                await pilot.pause(1.2 if batch % 8 == 1 else 0.0)
            await pilot.pause()
            assert app.is_running
        session = app.session
        session.retry()
        assert session.state == "saved"
        now_there = Study.open(study_path)
        if session.text_was_revised("one"):
            session.take_new_text("one", 0)
        session.refresh("one")
        shown = [*session.codings("one"), *session.orphans_of("one")]
        kept = now_there.codings(coder="ann", document="one")
        assert {(c.id, c.event.start, c.event.end, c.text_changed) for c in shown} == {
            (c.id, c.event.start, c.event.end, c.text_changed) for c in kept
        }
    assert now_there.codings(coder="ann") or now_there.events(coder="ann")
    assert not now_there.problems
