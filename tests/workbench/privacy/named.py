"""Invented talk that is full of names, as a study."""

from __future__ import annotations

from pathlib import Path

from qualcode.store.study import Study
from qualcode.workbench.privacy.name_rows import NameRow
from qualcode.workbench.privacy.name_sitting import (
    NameSitting,
    NamesRead,
    NamesWanted,
    read_sitting,
)
from tests.conftest import Run

TALK = """\
Interviewer: Who rang you about Ysgol Bro Gwydryn, was it Dr Eleri Hafod?

Mair Tandridge: Yes, Hafod rang. Then Osian Prys came, and then Osian Wern, with my sister.

Interviewer: And was Osian kind? Did E. Hafod write?

Osian Wern: I said that Mrs Tandridge should ring the Gwydryn Council. Tandridge did.

Mair Tandridge: My number is 07700 900123. The Welsh Government and Estyn came too, and Mair’s aunt.
"""
#: Without hints: what a model takes for names differs from one to the next.
WANTED = NamesWanted(hints=False)


def named_study(path: Path, run: Run, text: str = TALK, name: str = "talk") -> Study:
    """Add a transcript with names to a study."""
    file = path.with_name(f"{name}.txt")
    file.write_text(text, encoding="utf-8")
    made = run("-C", path, "import", file, "--as", name)
    assert made.status == 0, made.err
    return Study.open(path)


def sitting_of(study: Study, wanted: NamesWanted = WANTED) -> NameSitting:
    """Return a new sitting."""
    return NameSitting(study, wanted, read(study, wanted))


def read(study: Study, wanted: NamesWanted = WANTED) -> NamesRead:
    """Return what is in the texts now."""
    return read_sitting(Study(study.root), wanted)


def row(sitting: NameSitting, name: str) -> NameRow:
    """Return a row by its name."""
    found = [one for one in sitting.rows if one.name == name]
    assert found, [one.name for one in sitting.rows]
    return found[0]
