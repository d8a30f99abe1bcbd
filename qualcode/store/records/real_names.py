"""``private/names.csv``: the study's table of real names, which git never takes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qualcode.errors import BadInputError
from qualcode.model.document.document import label_is_neutral
from qualcode.model.personal_names import KnownName
from qualcode.store.folder_map import NAMES
from qualcode.store.io.durable import write_atomic
from qualcode.store.io.tables import (
    MARK,
    ReadTable,
    by_heading,
    parse_table,
    read_table,
    table_text,
)
from qualcode.store.records.speaker_table import DOCUMENT, LABEL, SPEAKER, read_speakers

COLUMNS = ("name", "kind", "replacement", "variants", "keep")
_YES = frozenset({"yes", "y", "true", "1", "x", "keep", "ie"})


def names_path(root: Path) -> Path:
    """Return the path of the table, whether it exists or not."""
    return NAMES.at(root)


def read_names(root: Path) -> list[KnownName]:
    """Return the names of a study's table; none if there is no table.

    A table with one column, or without a heading, is a plain list of names.

    Raises:
        BadInputError: it cannot be read; names the line.
    """
    path = names_path(root)
    return _names(read_table(path, COLUMNS, NAMES.path), NAMES.path) if path.exists() else []


def names_in(text: str, where: str) -> list[KnownName]:
    """Return the names in a table's text.

    Raises:
        BadInputError: a row has a column too many, or names something twice with different
            replacements.
    """
    return _names(parse_table(text.removeprefix(MARK), where, COLUMNS), where)


def _names(table: ReadTable, where: str) -> list[KnownName]:
    rows = table.tidy_rows
    if not rows:
        return []
    heading = [cell.lower() for cell in rows[0]]
    if "name" not in heading:
        _refuse_hidden_names(table.tidy_rows, where)
        heading, body, first = ["name", "kind", "replacement"], rows, 1
    else:
        body, first = rows[1:], 2
    found: list[KnownName] = []
    known: dict[str, tuple[str, int]] = {}
    for line, row in enumerate(body, first):
        if len(row) > len(heading) and any(row[len(heading) :]):
            raise BadInputError(
                f"{len(row)} cells where the heading has {len(heading)}",
                where=f"{where}:{line}",
                mend='Put a cell that holds a comma in "quotation marks"',
            )
        cells = dict(zip(heading, row, strict=False))
        name = cells.get("name", "").strip()
        if not name:
            continue
        replacement = cells.get("replacement", "")
        before = known.get(name.casefold())
        if before is not None and before[0] != replacement:
            raise BadInputError(
                f"{name!r} is in line {before[1]} already, with another replacement",
                where=f"{where}:{line}",
                mend="Keep one of the two",
            )
        if before is not None:
            continue
        known[name.casefold()] = (replacement, line)
        variants = tuple(v.strip() for v in cells.get("variants", "").split(";") if v.strip())
        keep = cells.get("keep", "").casefold() in _YES
        found.append(KnownName(name, cells.get("kind") or "person", replacement, variants, keep))
    return found


def _refuse_hidden_names(rows: Sequence[Sequence[str]], where: str) -> None:
    """Raise BadInputError if the headings are there but not as expected: it is no plain list."""
    for number, row in enumerate(rows[:20], 1):
        there = {cell.casefold() for cell in row}
        if "name" in there:
            raise BadInputError(
                f"the headings stand in row {number}, below other rows",
                where=f"{where}:{number}",
                mend="Remove the rows above them",
            )
        if len(there & {*COLUMNS}) and len(row) > 1:
            raise BadInputError(
                "no column 'name'",
                where=f"{where}:{number}",
                mend=f"Its first row should be {','.join(COLUMNS)}, or a name",
            )


def real_speakers(root: Path) -> dict[str, list[tuple[str, str]]]:
    """Return ``private/speakers.csv``: by document, recorded labels and their replacements.

    Raises:
        BadInputError: it cannot be read.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for row in by_heading(read_speakers(root)):
        if label := row[LABEL].strip():
            found.setdefault(row[DOCUMENT], []).append((label, row[SPEAKER]))
    return found


def real_labels(root: Path) -> list[str]:
    """Return recorded labels of speakers that may be names.

    Raises:
        BadInputError: ``private/speakers.csv`` cannot be read.
    """
    labels = [label for pairs in real_speakers(root).values() for label, _ in pairs]
    return list(dict.fromkeys(label for label in labels if not label_is_neutral(label)))


def names_text(names: Sequence[KnownName]) -> str:
    """Return the text of a table."""
    rows = (
        (n.name, n.kind, n.replacement, "; ".join(n.variants), "yes" if n.keep else "")
        for n in names
    )
    return table_text([COLUMNS, *rows])


def write_names(root: Path, names: Sequence[KnownName]) -> None:
    """Write the table, whole."""
    write_atomic(names_path(root), names_text(names))
