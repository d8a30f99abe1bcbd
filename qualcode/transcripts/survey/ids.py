"""Makes an id for each respondent of a survey that can be a case id and names nobody."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from qualcode.errors import BadInputError
from qualcode.model.case import valid_case_id
from qualcode.transcripts.survey.columns import heading_words
from qualcode.transcripts.survey.programs import Column

_NAME = re.compile(r"[^\W\d_]?[^\W\d_]*[a-zß-öø-ÿ]{2}[^\W\d_]*(?:[ .'’_-][^\W\d_]+)*")


def ids_of(
    column: Column | None, respondents: int, name: str
) -> tuple[list[str], list[str], list[str]]:
    """Return an id for each respondent, the original contents of the id column, and notes."""
    width = max(3, len(str(respondents)))
    made = [f"R{number:0{width}}" for number in range(1, respondents + 1)]
    if column is None:
        note = f"no column holds ids: respondents are called {made[0]} to {made[-1]}, by row"
        return made, [""] * respondents, [note]
    cells = column.cells
    _refuse_doubles(cells, name)
    title = column.title or column.code
    pseudonyms = heading_words(title) in ("pseudonym", "pseudonyms", "ffugenw")
    filled = [cell for cell in cells if cell]
    named = sum(1 for cell in filled if _NAME.fullmatch(cell))
    if any("@" in cell for cell in filled) or (named * 2 > len(filled) and not pseudonyms):
        note = (
            f"“{title}” may name people: respondents are called {made[0]} to {made[-1]}, "
            "and what it holds is for private files"
        )
        return made, list(cells), [note]
    ids = [cell if valid_case_id(cell) else _valid(cell) for cell in cells]
    called = f"respondents are called {made[0]} to {made[-1]}"
    if len({one.casefold() for one in ids if one}) < len(filled):
        note = f"“{title}” holds no ids that can be used: {called}"
        return made, list(cells), [note]
    used = {one.casefold() for one in ids}
    changed = sum(1 for one, cell in zip(ids, cells, strict=True) if one and one != cell)
    missing = 0
    for at, one in enumerate(ids):
        if not one:
            missing += 1
            ids[at] = next(m for m in (made[at], f"{made[at]}-row") if m.casefold() not in used)
    notes = [f"{changed} ids were changed so that they can be ids of cases"] if changed else []
    if missing:
        notes.append(f"{missing} respondents without an id are called by their row, such as R001")
    originals = ["" if one == cell else cell for one, cell in zip(ids, cells, strict=True)]
    return ids, originals, notes


def _refuse_doubles(cells: Sequence[str], name: str) -> None:
    rows: dict[str, int] = {}
    for at, cell in enumerate(cells, 1):
        if cell and cell.casefold() in rows:
            raise BadInputError(
                f"has the id “{cell[:40]}” for respondents {rows[cell.casefold()]} and {at}",
                where=name,
                mend="Give each an id of its own, or name another column with --id-column",
            )
        rows[cell.casefold()] = at


def _valid(cell: str) -> str:
    """Return a cell's text as a case id: "P 12/b" gives "P-12-b"; empty if not possible."""
    composed = unicodedata.normalize("NFC", cell)
    return re.sub(r"[^\w.]+", "-", composed).strip("-.")[:64]
