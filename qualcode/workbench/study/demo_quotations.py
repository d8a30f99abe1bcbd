"""Marks the sample study's summaries as up to date; trims and signs off its quotations."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from qualcode.store.io.durable import write_atomic
from qualcode.store.io.tables import read_table
from qualcode.store.matrix_definitions import read_matrix
from qualcode.store.records.summaries import summary_text
from qualcode.store.study import Study
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.matrix.cell_editor import find_in_cells
from qualcode.workbench.matrix.charting import Charting
from qualcode.workbench.matrix.open_matrix import open_matrix


def take_sample_quotations(study: Study, coder: str, path: Path) -> None:
    """Mark every summary of "main" as up to date, and apply a table to the quotations.

    The table has the columns coding, printed (the trimmed form, empty for the whole passage),
    signed_by (coders, with blanks between), accepts and why.
    """
    definition = read_matrix(study, "main")
    opened = open_matrix(study, definition)
    charting = Charting(study, coder, opened.assembled)
    for key, summary in opened.assembled.summaries.items():
        marked = replace(charting.marked(key), author=summary.author, date=summary.date)
        write_atomic(study.root / summary.where, summary_text(marked))
    opened = open_matrix(study, definition)
    for _, row in read_table(path, ("coding", "printed")).records():
        for at, signer in enumerate(row["signed_by"].split()):
            desk = find_in_cells(CodingSession(study, signer), opened, row["coding"])
            if row["printed"] and at == 0:
                desk.trim(row["coding"], row["printed"])
            desk.sign(row["coding"], tuple(row["accepts"].split()), row["why"])
            opened = desk.opened
