"""Registers that a team may have, and what a study's cases say afterwards."""

from __future__ import annotations

from pathlib import Path

from qualcode.store.records.cases import read_cases
from qualcode.store.study import Study
from qualcode.workbench.importing.register.table import Register, read_register
from tests.transcripts.table.test_reader import as_csv

HEADS = ("Participant", "Name", "Role", "Local authority", "E-mail", "Notes")
ROWS = [
    ("p1", "Cai Prys", "Foster carer", "Gwynedd", "cai@example.org", "Ring after four, not on Friday please."),
    ("P2", "Nia Rees", "Teacher", "", "nia@example.org", ""),
    ("", "Gil Owen", "Teacher", "Powys", "", ""),
    ("P 3", "Mo Bevan", "Pupil", "Powys", "", ""),
    ("P2", "Nia Rees", "Head teacher", "Powys", "", ""),
]  # fmt: skip


def register(tmp_path: Path, *rows: tuple[str, ...], heads: tuple[str, ...] = HEADS) -> Register:
    path = tmp_path / "log.csv"
    path.write_bytes(as_csv([heads, *rows]))
    return read_register(path)


def on_disk(study: Study) -> dict[str, dict[str, str]]:
    found = read_cases(study.root / "cases.csv")
    return {case.id: {k: v for k, v in case.attributes.items() if v} for case in found.values()}
