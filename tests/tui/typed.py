"""Keys, pastes and the mouse as a terminal sends them: through the app's queue, at any speed."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

from textual import events
from textual.app import App

from tests.conftest import Run

_NAMES = {
    ".": "full_stop", "+": "plus", "-": "minus", "~": "tilde", " ": "space", "/": "slash",
    "[": "left_square_bracket", "]": "right_square_bracket", "?": "question_mark",
}  # fmt: skip
_KEYS = {name: character for character, name in _NAMES.items()}


def key(name: str) -> events.Key:
    """Return the key of a character, or of a name such as ``enter``."""
    if len(name) == 1:
        return events.Key(_NAMES.get(name, name), name)
    return events.Key(name, _KEYS.get(name))


async def at_rest(app: App[None]) -> None:
    """Wait until everything typed was dealt with."""
    for _ in range(3):
        await asyncio.sleep(0.05)
        while app.keys_waiting:  # type: ignore[attr-defined]
            await asyncio.sleep(0.02)


async def typed(app: App[None], *keys: str | events.Event, gaps: Iterable[float] = ()) -> None:
    """Type keys, or send other events, with gaps in seconds between them, or in one burst."""
    waits = iter(gaps)
    for one in keys:
        app.post_message(key(one) if isinstance(one, str) else one)
        gap = next(waits, None)
        if gap is not None:
            await asyncio.sleep(gap)
    await at_rest(app)


def random_gaps(chance: random.Random, at_most: Sequence[float]) -> Iterable[float]:
    """Yield gaps without end: most of them of one speed, some none at all."""
    while True:
        speed = chance.choice(at_most)
        for _ in range(chance.randrange(1, 12)):
            yield 0.0 if chance.random() < 0.3 else chance.uniform(0, speed)


def mouse(kind: type[events.MouseEvent], x: int, y: int, button: int = 1) -> events.MouseEvent:
    """Return a mouse event at a cell of the screen."""
    return kind(None, x, y, 0, 0, button, False, False, False, screen_x=x, screen_y=y)


async def drawn(app: App[None], *cells: tuple[int, int], up: tuple[int, int] | None = None) -> None:
    """Press at the first cell, move over the others, let go at the last, or at ``up``.

    Through the app, which makes the click of it that terminals do not send.
    """
    app.post_message(mouse(events.MouseDown, *cells[0]))
    await at_rest(app)
    for cell in cells[1:]:
        app.post_message(mouse(events.MouseMove, *cell))
        await at_rest(app)
    app.post_message(mouse(events.MouseUp, *(up or cells[-1])))
    await at_rest(app)


def with_a_long_interview(path: Path, run: Run, answers: int) -> Path:
    """Add a document ``long`` of so many questions and answers to a study."""
    said = [
        f"P: That was week {n}. My tutor came by. We talked for a while, and then I went home."
        for n in range(1, answers + 1)
    ]
    text = "\n\n".join(line for answer in said for line in ("I: And then?", answer))
    file = path.with_name("long.txt")
    file.write_text(f"{text}\n", encoding="utf-8")
    made = run("-C", path, "import", file, "--as", "long", "--case", "YP9", "--group", "yp")
    assert made.status == 0, made.err
    return path
