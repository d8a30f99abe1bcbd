"""What a codebook would add to the study's, code by code, before it is added."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from qualcode.model.codebook.code import Codebook
from qualcode.model.plural import counted
from qualcode.workbench.codebook.exchange import Imported
from qualcode.workbench.codebook.foreign import TreeLine


@dataclass(frozen=True, slots=True)
class AddedLine:
    """A code of the file: ``mark`` is + for new, ~ for changed, = for as it is; ``told`` why."""

    depth: int
    mark: str
    name: str
    told: str


@dataclass(frozen=True, slots=True)
class Addition:
    """What would be added: a line in short, one for each code, and what else there is to say."""

    summary: str
    lines: list[AddedLine]
    notes: list[str]
    adds: bool


def addition(book: Codebook, planned: Imported) -> Addition:
    """Return what an import would add to a codebook, equal names told."""
    lines = [_line(book, line) for line in planned.tree]
    if not planned.tree:
        lines = [AddedLine(0, "~", change.code, "") for change in planned.changes]
    count = Counter(line.mark for line in lines)
    words = [f"{count[mark]:,} {what}" for mark, what in
             (("+", "new"), ("~", "changed"), ("=", "here already")) if count[mark]]  # fmt: skip
    adds = bool(planned.changes or planned.conflicts)
    summary = f"{counted(len(lines), 'code')}: {', '.join(words)}" if lines else "No codes"
    conflicts = [f"Both were changed: {one.words}" for one in planned.conflicts]
    absent = ", ".join(planned.absent)
    kept = [f"Not in the file, and kept: {absent}"] if absent else []
    return Addition(summary, lines, [*planned.told, *planned.notes, *kept, *conflicts], adds)


def _line(book: Codebook, line: TreeLine) -> AddedLine:
    mark = {"new": "+", "changed": "~"}.get(line.fate, "=")
    here = book.get(line.id) if mark != "+" else None
    if mark == "+":
        others = [code for code in book if code.name.casefold() == line.name.casefold()]
        told = f"another code has this name: {others[0].id}" if others else ""
    elif here is not None and here.name != line.name:
        told = f"here it is “{here.name}”"
    elif here is not None and here.id != line.id:
        told = f"here as {here.id}"
    else:
        told = "here already" if mark == "=" else ""
    return AddedLine(line.depth, mark, line.name, told)
