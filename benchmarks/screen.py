"""Measures the coding screen without a terminal: opening, a key to its frame, adding a coding.

    .venv/bin/python benchmarks/screen.py

A document of 1,000, 10,000 and 100,000 words with a coding for every twenty words, at 120 × 40.
Keys go through the driver's event queue, and a frame counts once the compositor has made every
visible row and its segments have been turned into text, as a terminal driver would.
"""

from __future__ import annotations

import asyncio
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from generate import Speech, codebook_text, spans
from textual import events
from textual.app import App

from qualcode.model.coding import CodingEvent, new_id
from qualcode.store.study import Study, now
from qualcode.tui.app import QualcodeApp
from qualcode.tui.coding_screen import CodingScreen
from qualcode.tui.transcript import TranscriptView
from qualcode.workbench.importing import Importer, ImportOptions
from qualcode.workbench.new import make_study
from qualcode.workbench.session import CodingSession

MOVES = ["down", "right", "J", "pagedown", "shift+down", "space", "up", "right_square_bracket"]


def study_of(folder: Path, words: int) -> Study:
    """Make a study of one document with a coding for every twenty words, at most 5,000."""
    book = folder / "codebook.yaml"
    book.write_text(codebook_text())
    make_study(folder / "study", codebooks=[str(book)])
    source = folder / "long.txt"
    source.write_text(Speech(words).interview(words))
    study = Study.open(folder / "study")
    Importer(study, ImportOptions()).import_file(source)
    document = study.document("long")
    turns = [(t.words, t.end) for t in document.turns]
    made = [
        CodingEvent(new_id(), "add", code, a, b, document.sha256, now())
        for a, b, code in spans(turns, min(5000, words // 20), 1)
    ]
    CodingSession(study, "ann").desk.add_many("long", made)
    return Study.open(folder / "study")


class Timed(QualcodeApp):
    """The app, telling when a frame has been made."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.frame = asyncio.Event()
        self.drawn = 0

    def _display(self, screen: Any, renderable: Any) -> None:
        # What a driver would write: the headless one leaves this work out.
        if renderable is not None and hasattr(renderable, "render_segments"):
            self.drawn += len(renderable.render_segments(self.console))
        super()._display(screen, renderable)
        self.frame.set()

    async def key(self, name: str) -> float:
        """Send a key; return the seconds until nothing is left to draw."""
        character = name if len(name) == 1 else None
        self.frame.clear()
        start = time.perf_counter()
        self.screen.post_message(events.Key(name, character))
        await asyncio.wait_for(self.frame.wait(), 2)
        return time.perf_counter() - start


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
            took = []
            for n in range(400):
                try:
                    took.append(await app.key(MOVES[n % len(MOVES)]))
                except TimeoutError:
                    continue
            took.sort()
            await app.key("J")
            app.session.recent = ["code-1-1"]
            adding = []
            for _ in range(20):
                await app.key("J")
                try:
                    adding.append(await app.key("full_stop"))
                except TimeoutError:
                    continue
            codings = len(app.session.codings("long"))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    p99 = took[int(len(took) * 0.99) - 1]
    return (
        f"| {words:,} | {codings:,} | {opened * 1000:.0f} ms | "
        f"{statistics.median(took) * 1000:.1f} / {p99 * 1000:.1f} ms | "
        f"{statistics.median(adding) * 1000:.1f} ms | {memory:.0f} MB |"
    )


if __name__ == "__main__":
    assert issubclass(Timed, App)
    print("| words | codings | open | key to frame, p50 / p99 | coding to frame | memory |")
    print("|---|---|---|---|---|---|")
    for size in (1_000, 10_000, 100_000):
        print(asyncio.run(measure(size)), flush=True)
