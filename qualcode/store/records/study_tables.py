"""The tables of a study that people open in a spreadsheet, and how each was saved last."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from qualcode.errors import QualcodeError
from qualcode.model.problem import Problem
from qualcode.store.io.tables import read_table
from qualcode.store.records.cases import CASE_HEADINGS
from qualcode.store.records.real_names import COLUMNS, SPEAKER_COLUMNS

#: By name, and the headings that tell what divides its columns.
TABLES = {
    "cases.csv": CASE_HEADINGS,
    "private/names.csv": COLUMNS,
    "private/speakers.csv": SPEAKER_COLUMNS,
    "private/respondents.csv": ("file", "respondent", "case"),
}


def saved_otherwise(root: Path, *names: str) -> Iterator[Problem]:
    """Yield a problem for each table that was not saved as qualcode writes it: it is read anyway.

    ``names`` are those to look at, all where none is given. One that cannot be read is none here.
    """
    for name in names or TABLES:
        path = root / name
        if not path.exists():
            continue
        with contextlib.suppress(QualcodeError):
            problem = read_table(path, TABLES[name], name).problem(name)
            if problem is not None:
                yield problem
