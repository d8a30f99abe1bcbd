"""Which column of another program's codebook holds what: found by its heading and its cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from qualcode.errors import BadInputError
from qualcode.exchange.codebook.entries import clean_name, named
from qualcode.exchange.codebook.headings import (
    COUNT,
    DEPTH,
    IGNORED,
    LEVEL,
    PARENT,
    PARENT_ID,
    plain,
    rank_of,
    role_of,
)
from qualcode.exchange.codebook.rows import LISTS
from qualcode.model.codebook.code import STATUSES
from qualcode.model.plural import counted

Rows = Sequence[Sequence[str]]
#: Headings are looked for in so many rows; above them may stand a title.
_MOST_ABOVE = 15
_ID = re.compile(r"[A-Za-z]{0,8}[-_. ]?\d+(?:[.\-_]\d+)*[a-z]?\.?")
_NUMBER = re.compile(r"[\s\d.,%/()=~<>+-]*\d[\s\d.,%/()=~<>+-]*")
#: Fields that belong to the column of names at their left.
TEXTS = ("definition", "brief", *LISTS)
_ONCE = (PARENT, PARENT_ID, DEPTH, "id", "colour", "status", "source", "name_cy", "type")


@dataclass
class Column:
    """One column: where it is, its heading, and its role."""

    at: int
    heading: str
    role: str


@dataclass
class Layout:
    """The columns of a table and its rows without title and headings.

    ``levels`` are the columns of names, the highest first. ``first`` is the number of the first
    row in the file.
    """

    columns: list[Column]
    levels: list[Column]
    rows: Rows
    first: int
    notes: list[str] = field(default_factory=list)

    def one(self, role: str) -> Column | None:
        """Return the first column of a role."""
        return next((column for column in self.columns if column.role == role), None)

    def all(self, role: str) -> list[Column]:
        """Return the columns of a role."""
        return [column for column in self.columns if column.role == role]

    def cells(self, column: Column) -> list[str]:
        """Return the cells of a column."""
        return [cell(row, column.at) for row in self.rows]


def cell(row: Sequence[str], at: int) -> str:
    """Return a cell, empty where its row is shorter."""
    return row[at].strip() if at < len(row) else ""


def layout_of(table: Rows, where: str, *, guess: bool = True) -> Layout:
    """Return the layout of a table; ``guess`` allows one without headings.

    Raises:
        BadInputError: no column has the codes' names.
    """
    at = _heading_row(table)
    if at is None and not guess:
        raise _no_names(where, [text for text in table[0] if text.strip()] if table else [])
    if at is None:
        return _without_headings(table, where)
    headings = [" ".join(text.split()) for text in table[at]]
    columns = [Column(n, text, role_of(text)) for n, text in enumerate(headings) if text]
    made = Layout(columns, [], table[at + 1 :], at + 2)
    if at:
        above = [text for row in table[:at] for text in row if text.strip()]
        made.notes.append(f"{counted(at, 'row')} above the headings: not taken: {named(above)}")
    _refine(made)
    _find_ids(made)
    _find_parents(made)
    made.levels = _ordered(made.all(LEVEL))
    if not made.levels:
        _guess_names(made, where)
    _staircase(made, headings)
    _guess_definitions(made)
    return made


def _guess_definitions(made: Layout) -> None:
    """Take the one column of texts beside the names as their definitions."""
    if [column for column in made.columns if column.role in TEXTS]:
        return
    texts = []
    for column in made.columns:
        cells = [text for text in made.cells(column) if text]
        if not column.role and sum(len(text) for text in cells) > 20 * len(cells):
            texts.append(column)
    if len(texts) == 1:
        texts[0].role = "definition"
        made.notes.append(f"column {texts[0].heading!r} was taken as the codes' definitions")


def _heading_row(table: Rows) -> int | None:
    best: tuple[int, int, int] | None = None
    for at, row in enumerate(table[:_MOST_ABOVE]):
        roles = [role_of(text) for text in row]
        names = len([role for role in roles if role in (LEVEL, "id")])
        known = len([role for role in roles if role])
        filled = len([text for text in row if text.strip()])
        if known >= 2 and names and (known * 3 >= filled or set(TEXTS) & set(roles)):
            return at
        if known and (known * 2 >= filled) and (names or known > 1) and best is None:
            best = (at, names, known)
    return best[0] if best else None


def _numeric(cells: Sequence[str]) -> bool:
    filled = [text for text in cells if text]
    return bool(filled) and sum(bool(_NUMBER.fullmatch(t)) for t in filled) * 5 >= len(filled) * 4


def _refine(made: Layout) -> None:
    """Correct roles by what the cells hold, and leave each role that can be once but once."""
    leftmost = min((c.at for c in made.all(LEVEL)), default=0)
    taken: set[str] = set()
    for column in made.columns:
        cells = made.cells(column)
        if column.role == DEPTH and not all(text.isdigit() for text in cells if text):
            column.role = "type"
        if column.role == "type":
            values = [text for text in cells if text]
            many = len(set(values)) < len(values) or len(values) < len(cells)
            column.role = LEVEL if column.at < leftmost and values and many else ""
        if column.role in TEXTS and _numeric(cells):
            column.role = COUNT
        if column.role == "status" and any(t and t.casefold() not in STATUSES for t in cells):
            column.role = ""
        if column.role in _ONCE:
            column.role = "" if column.role in taken else column.role
            taken.add(column.role)


def _looks_like_ids(cells: Sequence[str]) -> bool:
    """Return whether cells are short marks, none twice: 1.2, GD1, USE, lack_of_trust."""
    filled = [text for text in cells if text]
    if not filled or len(set(filled)) * 10 < len(filled) * 9:
        return False
    marks = [
        text for text in filled if _ID.fullmatch(text) or (" " not in text and len(text) <= 40)
    ]
    return len(marks) * 10 >= len(filled) * 8


def _find_ids(made: Layout) -> None:
    """Of two columns of codes' names, one may hold their ids; a third and others are not known."""
    codes = [c for c in made.all(LEVEL) if 4 <= rank_of(c.heading) < 4.5]
    if len(codes) < 2:
        return
    if not made.one("id"):
        for at, column in enumerate(codes[:-1]):
            others = [text for text in made.cells(codes[at + 1]) if text]
            if _looks_like_ids(made.cells(column)) and others and not _numeric(others):
                column.role = "id"
                break
    codes = [c for c in codes if c.role == LEVEL]
    for column in codes[1:]:
        column.role = ""


def _find_parents(made: Layout) -> None:
    """A column whose cells are ids of other rows says what they stand below."""
    ids = made.one("id")
    if not ids or made.one(PARENT) or made.one(PARENT_ID):
        return
    known = {text for text in made.cells(ids) if text}
    for column in made.columns:
        cells = [text for text in made.cells(column) if text]
        if (
            not column.role
            and len(cells) > 1
            and sum(t in known for t in cells) * 10 >= len(cells) * 8
        ):
            column.role = PARENT_ID
            made.notes.append(
                f"column {column.heading!r} says what a code stands below: it has ids"
            )
            return


def _ordered(levels: list[Column]) -> list[Column]:
    """Return columns of names with the highest first."""
    if len(levels) < 2:
        return levels
    ranks = {column.at: rank_of(column.heading) for column in levels}
    lowest = max(levels, key=lambda c: (ranks[c.at], c.at))
    # "Code, category, theme" is read from right to left.
    backwards = lowest.at == min(c.at for c in levels) and len(levels) > 1
    step = -1 if backwards else 1
    return sorted(levels, key=lambda c: (ranks[c.at], step * c.at))


def _guess_names(made: Layout, where: str) -> None:
    """Take the first column of words as that of names, where no heading says which it is."""
    ids = made.one("id")
    for column in made.columns:
        cells = [text for text in made.cells(column) if text]
        short = [text for text in cells if len(text) <= 80]
        if column.role or not cells or _numeric(cells) or len(short) * 10 < len(cells) * 9:
            continue
        if not [c for c in made.columns if c.role in TEXTS]:
            break
        column.role = LEVEL
        made.levels = [column]
        made.notes.append(
            f"no heading says which column has the codes' names: {column.heading!r} was taken"
        )
        return
    if ids and not _numeric(made.cells(ids)):
        ids.role = LEVEL
        made.levels = [ids]
        return
    raise _no_names(where)


def _no_names(where: str, headings: Sequence[str] = ()) -> BadInputError:
    seen = f": its first row has {named(headings, 6)}" if headings else ""
    return BadInputError(
        f"no column has the codes' names{seen}",
        where=where,
        mend="Give its columns headings: Code, Full definition, When to use, …",
    )


def _staircase(made: Layout, headings: Sequence[str]) -> None:
    """Columns without a heading right of the names hold the names of deeper codes."""
    if not made.levels:
        return
    last = made.levels[-1]
    width = max((len(row) for row in made.rows), default=0)
    found: list[Column] = []
    for at in range(last.at + 1, width):
        if at < len(headings) and headings[at]:
            break
        cells = [cell(row, at) for row in made.rows]
        filled = [text for text in cells if text]
        if filled and not _numeric(filled):
            # A row of a staircase has its one name in one of these columns.
            own = [n for n, text in enumerate(cells) if text and not cell(made.rows[n], last.at)]
            if len(own) * 10 >= len(filled) * 8:
                found.append(Column(at, f"{last.heading}, {len(found) + 2}", LEVEL))
    made.levels += found
    made.columns += found


def _without_headings(table: Rows, where: str) -> Layout:
    """Return the layout of a list without headings: names, and texts beside them."""
    width = max((len(row) for row in table), default=0)
    rows = list(table)
    notes = []
    first = [text for text in table[0] if text.strip()] if table else []
    if len(first) == 1 and _names_a_list(first[0]):
        rows = rows[1:]
        notes.append(f"row 1 is a heading: {named(first)}")
    rows = [row for row in rows if any(text.strip() for text in row)]
    filled = [[cell(row, at) for row in rows if cell(row, at)] for at in range(width)]
    names = filled[0] if filled else []
    repeated = len({name.casefold() for name in names}) * 2 < len(names)
    long = sum(len(name) > 80 for name in names) * 10 > len(names)
    other = len([cells for cells in filled[1:] if cells and not _numeric(cells)])
    numbers = sum(bool(_NUMBER.fullmatch(name)) for name in names) * 5 > len(names)
    if len(names) < 2 or numbers or repeated or long or other > 1 or len(names) < len(rows):
        raise _no_names(where, first)
    columns = [Column(0, "1", LEVEL)]
    if width > 1:
        notes.append("no row has headings: the first column was taken as the codes' names")
    for at in range(1, width):
        role = "" if _numeric(filled[at]) or at > 1 else "definition"
        columns.append(Column(at, str(at + 1), role if filled[at] else IGNORED))
        if role and filled[at]:
            notes.append(f"the second column was taken as their definitions: {named(filled[at])}")
    return Layout(columns, columns[:1], rows, 2 if len(rows) < len(table) else 1, notes)


def _names_a_list(text: str) -> bool:
    words = plain(clean_name(text)).split()
    if len(words) > 4:
        return False
    return bool(
        {"codes", "themes", "tags", "categories", "codebook", "nodes", "kodes"} & set(words)
    ) or (len(words) == 1 and role_of(text) == LEVEL)
