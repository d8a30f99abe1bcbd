"""A small study with evidence in some cells of its matrix."""

from __future__ import annotations

from pathlib import Path

from qualcode.store.study import Study
from qualcode.workbench.coding.session import CodingSession

#: Coder, document, code, turn, valence: one cell with two people, one with one.
CODINGS = (
    ("ann", "one", "mentor", 2, "works_well"),
    ("ann", "two", "mentor", 2, "works_well"),
    ("ann", "two", "support", 6, "works_well"),
    ("ann", "one", "moves", 4, "works_less_well"),
    ("ann", "three", "moves", 4, "works_less_well"),
)
WELL = ("support", "works_well", "yp")


def chart(path: Path) -> list[str]:
    """Give the codings their places; return their ids, in order."""
    made = []
    for coder, document, code, turn, valence in CODINGS:
        session = CodingSession(Study.open(path), coder)
        chosen = session.codebook.get(code)
        assert chosen is not None
        span = session.texts.turn(document, turn)
        [event] = session.add(document, [chosen], span, valence=valence)
        made.append(event.id)
    return made


def settings(path: Path, lines: str) -> None:
    """Put lines into ``[print]`` of the study's settings, in place of those of the same keys."""
    file = path / "study.toml"
    keys = {line.split(" =")[0] for line in lines.splitlines()}
    kept = [one for one in file.read_text().splitlines() if one.split(" =")[0] not in keys]
    file.write_text("\n".join(kept).replace("[print]", f"[print]\n{lines}") + "\n")
