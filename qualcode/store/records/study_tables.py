"""The tables of a study that people open in a spreadsheet, and how each was last saved."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from qualcode.errors import QualcodeError
from qualcode.model.problem import Problem
from qualcode.store.folder_map import CASES, NAMES, RESPONDENTS, SPEAKERS
from qualcode.store.io.tables import read_table
from qualcode.store.records import respondents, speaker_table
from qualcode.store.records.cases import CASE_HEADINGS, GROUP
from qualcode.store.records.real_names import COLUMNS

#: The tables by name, and the headings by which their separator is recognised.
TABLES = {
    CASES.path: CASE_HEADINGS,
    NAMES.path: COLUMNS,
    SPEAKERS.path: speaker_table.HEAD,
    RESPONDENTS.path: respondents.HEAD,
}


def saved_otherwise(root: Path, *names: str) -> Iterator[Problem]:
    """Yield a problem for each table not saved as qualcode writes it; it is read all the same.

    ``names`` are those to check, by default all. A table that cannot be read is left out.
    """
    for name in names or TABLES:
        path = root / name
        if not path.exists():
            continue
        with contextlib.suppress(QualcodeError):
            meant = [GROUP] if name == CASES.path else None
            problem = read_table(path, TABLES[name], name, meant=meant).problem(name)
            if problem is not None:
                yield problem
