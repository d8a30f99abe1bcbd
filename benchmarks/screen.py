"""Measures the coding screen without a terminal: opening, a key to its frame, adding a coding.

    .venv/bin/python benchmarks/screen.py

A document of 1,000, 10,000 and 100,000 words with a coding for every twenty words, at 120 × 40.
Keys go through the app's event queue; the time is that to the last frame a key
causes (the pane at the right follows when keys rest for 60 ms, and is left out), without
turning it into terminal codes, which a headless driver leaves out.
"""

from __future__ import annotations

import asyncio
import os
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
os.environ.setdefault("TEXTUAL_FPS", "240")  # as qualcode.tui does, before Textual is imported
from generate import Speech, codebook_text, spans
from textual import events

from qualcode.model.coding.coding import CodingEvent, new_id
from qualcode.store.study import Study, now
from qualcode.tui.app import QualcodeApp
from qualcode.tui.coding import reading_screen
from qualcode.tui.coding.screen import CodingScreen
from qualcode.tui.coding.transcript import TranscriptView
from qualcode.workbench.importing.importer import Importer, ImportOptions
from qualcode.workbench.study.creation import make_study

MOVES = ["down", "right", "J", "pagedown", "shift+down", "space", "right_square_bracket",
         "up", "left", "K", "pageup", "left_square_bracket"]  # fmt: skip
_QUIET = 0.04


def study_of(folder: Path, words: int) -> Study:
    """Make a study of one document with a coding for every twenty words, at most 5,000."""
    book = folder / "codebook.yaml"
    book.write_text(codebook_text())
    make_study(folder / "study", codebooks=[str(book)])
    source = folder / "long.txt"
    source.write_text(Speech(words).interview(words))
    study = Study.open(folder / "study")
    Importer(study, ImportOptions()).import_files([source])
    document = study.document("long")
    turns = [(t.words, t.end) for t in document.turns]
    made = [
        CodingEvent(new_id(), "add", code, a, b, document.sha256, now())
        for a, b, code in spans(turns, min(5000, words // 20), 1)
    ]
    study.append("ann", "long", made)
    return Study.open(folder / "study")


class Timed(QualcodeApp):
    """The app, telling when a frame has been made."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.frame = asyncio.Event()
        self.last = 0.0

    def post_display_hook(self) -> None:
        """Note when a frame has been made."""
        self.last = time.perf_counter()
        self.frame.set()

    async def key(self, name: str) -> float | None:
        """Send a key; return the seconds to the last frame it causes, ``None`` if to none."""
        character = name if len(name) == 1 else None
        await asyncio.sleep(_QUIET)
        self.frame.clear()
        start = time.perf_counter()
        self.post_message(events.Key(name, character))
        try:
            await asyncio.wait_for(self.frame.wait(), 0.3)
            while time.perf_counter() - self.last < _QUIET:
                await asyncio.sleep(_QUIET / 4)
        except TimeoutError:
            return None
        return self.last - start


async def measure(words: int) -> str:
    """Return one row of the table."""
    with tempfile.TemporaryDirectory() as folder:
        study = study_of(Path(folder), words)
        app = Timed(study, "ann")
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.pause(0.3)
            start = time.perf_counter()
            app.push_screen(CodingScreen(app.session, "long"))
            while not app.screen.query(TranscriptView) or not len(
                app.screen.query_one(TranscriptView).rows
            ):
                await asyncio.sleep(0.001)
            app.frame.clear()
            await asyncio.wait_for(app.frame.wait(), 5)
            opened = time.perf_counter() - start
            await pilot.pause(0.5)
            moved = [await app.key(MOVES[n % len(MOVES)]) for n in range(400)]
            app.session.recent = ["code-1-1"]
            added = []
            for _ in range(20):
                await app.key("J")
                added.append(await app.key("full_stop"))
            took = sorted(t for t in moved if t is not None)
            adding = [t for t in added if t is not None]
            codings = len(app.session.codings("long"))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    p99 = took[int(len(took) * 0.99) - 1]
    return (
        f"| {words:,} | {codings:,} | {opened * 1000:.0f} ms | "
        f"{statistics.median(took) * 1000:.1f} / {p99 * 1000:.1f} ms | "
        f"{statistics.median(adding) * 1000:.1f} ms | {memory:.0f} MB |"
    )


if __name__ == "__main__":
    # Neither the pane at the right nor the look at the disk once a second is a key's doing.
    reading_screen._REST = reading_screen._LOOK_AGAIN = 3600.0
    print("| words | codings | open | key to frame, p50 / p99 | coding to frame | memory |")
    print("|---|---|---|---|---|---|")
    for size in (1_000, 10_000, 100_000):
        print(asyncio.run(measure(size)), flush=True)
