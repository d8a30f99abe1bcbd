"""Matrices at scale: 40 themes × 3 columns × 4 groups over 200,000 codings, all cells written.

Run with the project's Python: ``python benchmarks/matrix.py [FOLDER]``. Prints each job beside a
plain reader of the same codings, measured in the same run.
"""

from __future__ import annotations

import asyncio
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from matrix_study import make_matrix_study

from qualcode.analysis.matrix.assembly import assemble
from qualcode.analysis.matrix.staleness import definition_digests, seen_now
from qualcode.model.coding.coding import CodingEvent
from qualcode.model.matrix.definition import MatrixDefinition
from qualcode.report.matrix_files import write_report
from qualcode.store.io.durable import write_together
from qualcode.store.records.summaries import Summary, summary_file, summary_text
from qualcode.store.study import Study
from qualcode.workbench.matrix.open_matrix import open_matrix
from qualcode.workbench.matrix.report import report_for_export
from qualcode.workbench.matrix.status import matrix_status

_TEXT = "Several said that it works where one person sees it through; two that it rests on luck."


def write_summaries(study: Study) -> None:
    """Give every cell of "main" a summary that has seen all its codings, and two quotations."""
    found = assemble(study, MatrixDefinition())
    files: dict[Path, str | bytes] = {}
    for cell in found.matrix.cells:
        summary = Summary(
            cell.row, cell.group, cell.column, _TEXT, "ann", "2026-01-02", cell.codings,
            cell.codings[:2], seen=seen_now(found.evidence, cell.key),
            definitions=definition_digests(found.evidence, study, cell.key),
        )  # fmt: skip
        files[study.root / "synthesis/main" / summary_file(cell.key)] = summary_text(summary)
    write_together(files)


def plain_reader(root: Path) -> int:
    """Read every coding and nothing else."""
    decoder = msgspec.json.Decoder(CodingEvent)
    return sum(len(decoder.decode_lines(p.read_bytes())) for p in root.glob("codings/*/*.jsonl"))


def timed(job: Callable[[], Any], times: int = 5) -> float:
    """Return the median time of a job, in seconds."""
    took = []
    for _ in range(times):
        start = time.perf_counter()
        made = job()
        took.append(time.perf_counter() - start)
        # What was made is let go outside the time, as a command's end does.
        del made
    return statistics.median(took)


def exported(root: Path, form: str) -> None:
    """Write the matrix, with quotations that nobody cleared, as the command does."""
    study = Study.open(root)
    report, _ = report_for_export(study, MatrixDefinition(), uncleared=True)
    write_report(report, root / "reports" / f"x{form}")


async def grid(root: Path) -> tuple[float, float, float]:
    """Return how long the grid takes to show its numbers, and a key to its frame (p50, p99)."""
    from screen import Timed

    from qualcode.tui.matrix.grid import MatrixGrid
    from qualcode.tui.matrix.screen import MatrixScreen

    app = Timed(Study(root), "ann")
    async with app.run_test(size=(160, 50)) as pilot:
        await pilot.pause()
        await app.workers.wait_for_complete()
        start = time.perf_counter()
        app.show_matrix()
        screen = app.screen
        while not (isinstance(screen, MatrixScreen) and screen.query(MatrixGrid) and screen.opened):
            await asyncio.sleep(0.005)
            screen = app.screen
        opened = time.perf_counter() - start
        await app.workers.wait_for_complete()
        await pilot.pause(0.5)
        keys = ["down"] * 100 + ["right"] * 40 + ["up"] * 100 + ["left"] * 40
        took = [await app.key(key) for key in keys]
        frames = sorted(one for one in took if one is not None)
    return opened, statistics.median(frames), frames[int(len(frames) * 0.99) - 1]


def main() -> None:
    """Make the study, run the jobs, print a table."""
    folder = Path(sys.argv[1]) if sys.argv[1:] else Path(tempfile.mkdtemp()) / "L"
    if not folder.exists():
        make_matrix_study(folder)
    study = Study(folder)
    if not (folder / "synthesis/main").exists():
        write_summaries(study)
    shutil.rmtree(folder / ".qualcode/matrices", ignore_errors=True)
    floor = timed(lambda: plain_reader(folder))
    jobs: dict[str, Callable[[], Any]] = {
        "matrix assembled": lambda: assemble(Study(folder), MatrixDefinition()),
        "the same with 960 quotations checked": lambda: open_matrix(
            Study(folder), MatrixDefinition()
        ),
        "`matrix status`": lambda: matrix_status(Study(folder), [MatrixDefinition()]),
        "framework chart assembled": lambda: assemble(
            Study(folder), MatrixDefinition("chart", "cases")
        ),
    }
    print("| job | took | ÷ plain reader of the codings |\n|---|---|---|")
    print(f"| plain reader: 200,000 codings | {floor:.2f} s | 1.0 |")
    for name, job in jobs.items():
        took = timed(job)
        print(f"| {name} | {took:.2f} s | {took / floor:.1f} |", flush=True)
    for form in (".docx", ".xlsx", ".html", ".md", ".csv", ".json"):
        took = timed(lambda form=form: exported(folder, form), 3)
        print(f"| `matrix --out x{form}`, quotations cleared or not | {took:.2f} s "
              f"| {took / floor:.1f} |", flush=True)  # fmt: skip
    for what in ("opened first, read whole", "as it was seen last, read behind it"):
        opened, middle, worst = asyncio.run(grid(folder))
        print(f"| grid with its numbers, {what} | {opened:.2f} s | {opened / floor:.1f} |")
        key = f"{middle * 1000:.1f} / {worst * 1000:.1f} ms"
        print(f"| a key in it to its frame, p50 / p99 | {key} | |")
        if not (folder / ".qualcode/matrices").exists():
            break
    if not sys.argv[1:]:
        shutil.rmtree(folder.parent)


if __name__ == "__main__":
    main()
