"""Suppressed tables held against the audit of τ-ARGUS, where ``pytauargus`` is installed.

It is no dependency: ``pip install pytauargus``, then this file, of which little else is needed.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from qualcode.analysis.cell_suppression import suppressed
from tests.analysis.attacker import of_table
from tests.examples import examples

pytestmark = pytest.mark.slow
engine = pytest.importorskip("pytauargus.engine")

MOST = 10_000


def audited(path: Path, counts: list, part_of: list, minimum: int) -> tuple[dict, dict]:
    """Return what τ-ARGUS finds that suppressed cells and totals can be, and what is asked of it.

    A part and whoever else is in its whole are a sum: the rest is one more suppressed cell.
    """
    printed = suppressed(counts, minimum, part_of=part_of)
    cells: list[str] = []
    links: list[str] = []
    at: dict[tuple[int, int], int] = {}

    def cell(value: int, shown: bool, least: int) -> int:
        status = "s" if shown else "m"
        cells.append(
            f"{len(cells)} {value}.0 1.0 {status} {0 if shown else least}.0 {MOST}.0 0 0 0"
        )
        return len(cells) - 1

    def adds_up(total: int, parts: list[int]) -> None:
        links.append(f"0.0 {len(parts) + 1} : {total} (-1) " + " ".join(f"{p} (1)" for p in parts))

    for i, row in enumerate(counts):
        for j, n in enumerate(row):
            at[i, j] = cell(n, printed.cells[i][j] is not None, 1)
        at[i, -1] = cell(sum(row), printed.row_totals[i] is not None, 0)
        adds_up(at[i, -1], [at[i, j] for j in range(len(row))])
    for i, whole in enumerate(part_of):
        for j, n in enumerate(counts[i]) if whole is not None else ():
            adds_up(at[whole, j], [at[i, j], cell(counts[whole][j] - n, False, 0)])
    path.write_text("\n".join(["0", str(len(cells)), *cells, str(len(links)), *links]) + "\n")
    found = {one["cell"]: (one["min"], one["max"]) for one in engine.audit_jj(str(path))}
    hidden = {key: one for key, one in at.items() if one in found}
    knows, rows, totals = of_table(printed, part_of)
    ours = {(i, j): knows.interval(rows[i][j] if j >= 0 else totals[i]) for i, j in hidden}
    return {key: found[one] for key, one in hidden.items()}, ours


def test_tau_argus_finds_no_more_than_our_attacker(tmp_path: Path):
    made = random.Random(7)
    small = 0
    for _ in range(examples(40, "QUALCODE_TABLES")):
        columns, minimum = made.randint(2, 8), made.randint(2, 5)
        counts, part_of = [[made.choice([0, 1, 2, 3, 5, 12]) for _ in range(columns)]], [None]
        for i in range(1, made.randint(1, 5)):
            whole = made.randint(0, i - 1)
            counts.append([made.randint(0, n) for n in counts[whole]])
            part_of.append(whole)
        theirs, ours = audited(tmp_path / "table.jj", counts, part_of, minimum)
        for (i, j), (low, high) in theirs.items():
            assert (round(low, 4), round(high, 4)) == pytest.approx(ours[i, j]), (counts, part_of)
            true = sum(counts[i]) if j < 0 else counts[i][j]
            if 0 < true < minimum:
                small += 1
                assert high >= minimum
    assert small
