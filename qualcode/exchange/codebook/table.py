"""Reads a table of codes of another program, or one that people keep, into a tree of codes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qualcode.errors import BadInputError
from qualcode.exchange.codebook import paths
from qualcode.exchange.codebook.entries import (
    Path,
    Tree,
    Understood,
    clean_name,
    colour_in,
    kept_apart,
    named,
)
from qualcode.exchange.codebook.headings import (
    COUNT,
    DEPTH,
    GROUP,
    IGNORED,
    PARENT,
    PARENT_ID,
    plain,
)
from qualcode.exchange.codebook.layout import TEXTS, Column, Layout, Rows, cell, layout_of
from qualcode.model.codebook.code import valid_code_id
from qualcode.model.plural import counted

#: What MAXQDA writes in the row of the whole list.
_ROOTS = ("code system", "codesystem", "codes", "liste der codes")
_GUID = re.compile(r"\{?[0-9A-Fa-f]{8}-[0-9A-Fa-f-]{27}\}?")
_EMPTY = ("-", "–", "n/a", "none", "none given")


def read_table(table: Rows, where: str, *, guess: bool = True) -> Understood:
    """Return the codes of a table: cells may be empty where they are as in the row above.

    Leading blanks of names, if the table still has them, count as indents. ``guess`` allows a list
    without headings.

    Raises:
        BadInputError: no column has the codes' names, or no row has one.
    """
    layout = layout_of(table, where, guess=guess)
    made = _Reading(layout, where).run()
    if not made.rows:
        raise BadInputError("has no codes in it", where=where)
    return made


class _Reading:
    """One table as it is read; ``paths`` has the place in the tree for each row that has a code."""

    def __init__(self, layout: Layout, where: str) -> None:
        self.layout, self.where = layout, where
        self.tree = Tree()
        self.notes = list(layout.notes)
        self.full: dict[int, list[str | None]] = {}
        self.unplaced: list[int] = []
        self.used: set[int] = set()
        #: Rows without a name, whose texts are those of the code above.
        self.continued: list[int] = []

    def run(self) -> Understood:
        """Return what the table holds."""
        levels = self.layout.levels
        if len(levels) > 1:
            self._from_levels(levels)
        else:
            self._from_names(levels[0])
        for at in sorted(self.full):
            path = _path(self.full[at])
            self.tree.code(path, self._row(at))
        owners = self._owners()
        for column in self.layout.columns:
            self._take(column, owners)
        self._tell_rows()
        rows = self.tree.rows()
        return Understood(rows, self.notes + kept_apart(rows) + self.tree.joined)

    def _row(self, at: int) -> str:
        return f"{self.where}: row {at + self.layout.first}"

    # ---- the tree -----------------------------------------------------------------------------

    def _from_levels(self, levels: Sequence[Column]) -> None:
        """Fill in the paths from several columns: an empty cell is as the one above it."""
        now: list[str | None] = [None] * len(levels)
        headings = [plain(column.heading) for column in levels]
        rows = self.layout.rows
        for at, row in enumerate(rows):
            names = [clean_name(cell(row, column.at)) for column in levels]
            names = ["" if name.casefold() in _EMPTY else name for name in names]
            if [plain(name) for name in names if name] == [h for h in headings if h]:
                self.notes.append(f"{self._row(at)}: the headings again")
                self.used.add(at)
                continue
            if at == 0 and names[0].casefold() in _ROOTS and not any(names[1:]):
                self.notes.append(f"{self._row(at)}: {names[0]!r} is the list itself, no code")
                self.used.add(at)
                continue
            for n, name in enumerate(names):
                if name:
                    now[n:] = [name, *[None] * (len(levels) - n - 1)]
            if any(names) or (any(now) and self._has_text(row)):
                self.full[at] = list(now)
            if at in self.full and not any(names):
                self.continued.append(at)

    def _has_text(self, row: Sequence[str]) -> bool:
        return any(cell(row, c.at) for c in self.layout.columns if c.role in TEXTS)

    def _from_names(self, column: Column) -> None:
        """Fill in the paths from one column of names, by whatever tells the hierarchy."""
        names: list[str] = []
        at_rows: list[int] = []
        last: int | None = None
        later: list[tuple[int, int]] = []
        for at, row in enumerate(self.layout.rows):
            raw = row[column.at] if column.at < len(row) else ""
            if clean_name(raw) and plain(raw) != plain(column.heading):
                names.append(raw)
                at_rows.append(at)
                last = at
            elif last is not None and not clean_name(raw) and self._has_text(row):
                later.append((at, last))
        if not names:
            return
        told = self._told(names, at_rows)
        twice = []
        for at, path in zip(at_rows, told, strict=True):
            if self.tree.has(path):
                twice.append(f"{path[-1]} (row {at + self.layout.first})")
            self.tree.code(path, self._row(at))
            self.full[at] = list(path)
        if twice:
            self.notes.append(
                f"{counted(len(twice), 'row has', 'rows have')} the name and the place of an "
                f"earlier one; joined with it: {named(twice)}"
            )
        for at, owner in later:
            self.full[at] = self.full[owner]
            self.continued.append(at)

    def _told(self, names: list[str], at_rows: list[int]) -> list[Path]:
        def cells(column: Column) -> list[str]:
            return [cell(self.layout.rows[at], column.at) for at in at_rows]

        one = self.layout.one
        parent_id, parent, depth, ids = one(PARENT_ID), one(PARENT), one(DEPTH), one("id")
        if parent and ids and not parent_id:
            known = set(cells(ids))
            filled = [text for text in cells(parent) if text]
            if filled and all(text in known for text in filled):
                parent_id = parent
        if parent_id and ids:
            return paths.by_parent(names, cells(parent_id), cells(ids)).paths
        if parent:
            return paths.by_parent(names, cells(parent)).paths
        if depth and len(set(cells(depth))) > 1 and all(text.isdigit() for text in cells(depth)):
            return paths.by_depth(names, [int(text) for text in cells(depth)]).paths
        found = (
            paths.by_indent(names)
            or self._separated(names, cells)
            or (ids and paths.by_number(names, cells(ids)))
            or paths.by_number(names)
        )
        if found:
            how = f"the hierarchy comes from {found.how}"
            self.notes.append(how + (" (left off)" if "before" in found.how else ""))
            return self._unnumbered(found)
        return self._grouped([clean_name(name) for name in names], at_rows)

    @staticmethod
    def _unnumbered(found: paths.Told) -> list[Path]:
        """Numbers before indented names are left off too."""
        if found.how != "indents":
            return found.paths
        plain_names = paths.by_number([path[-1] for path in found.paths])
        if plain_names is None:
            return found.paths
        return plain_names.paths

    def _separated(self, names: list[str], cells: object) -> paths.Told | None:
        headings = {plain(column.heading) for column in self.layout.columns}
        tops: list[str] = []
        for column in self.layout.all(GROUP):
            tops += [text for text in self.layout.cells(column) if text]
        sure = "." if {"tag", "number of highlights"} <= headings else ""
        return paths.by_separator(names, sure=sure, tops=tops)

    def _grouped(self, names: list[str], at_rows: list[int]) -> list[Path]:
        """Codes that are each in one group stand below it; what is in several is told."""
        columns = self.layout.all(GROUP)
        groups: list[list[str]] = []
        for at in at_rows:
            texts = [cell(self.layout.rows[at], column.at) for column in columns]
            parts = [part.strip() for text in texts for part in re.split(r"[;\n|]|, ", text)]
            groups.append([part for part in parts if part])
        if not any(groups) or any(len(found) > 1 for found in groups):
            return [(name,) for name in names]
        self.notes.append("each code is in one group at most: the groups became themes")
        for column in columns:
            column.role = "taken"
        return [(*group, name) for group, name in zip(groups, names, strict=True)]

    # ---- the fields ---------------------------------------------------------------------------

    def _owners(self) -> dict[int, int]:
        """Return, for columns of texts, how many columns of names its codes' paths go through.

        A definition right of "Theme" and left of "Code" is the theme's, unless one theme would
        then have several.
        """
        levels = self.layout.levels
        found: dict[int, int] = {}
        if len(levels) < 2:
            return found
        for column in self.layout.columns:
            left = [n for n, level in enumerate(levels) if level.at < column.at]
            if column.role not in TEXTS or not left:
                continue
            nearest = max(left, key=lambda n: levels[n].at)
            if nearest == len(levels) - 1:
                continue
            texts: dict[Path, set[str]] = {}
            for at, full in self.full.items():
                text = cell(self.layout.rows[at], column.at)
                if text:
                    texts.setdefault(_path(full[: nearest + 1]), set()).add(text)
            if texts and all(len(one) == 1 for one in texts.values()):
                found[column.at] = nearest + 1
        return found

    def _take(self, column: Column, owners: dict[int, int]) -> None:
        """Take one column's cells, or tell that they are not taken."""
        role = column.role
        if role in TEXTS or role in ("source", "status", "name_cy"):
            self._take_texts(column, owners.get(column.at, 0))
        elif role == "id":
            self._take_ids(column)
        elif role == "colour":
            self._take_colours(column)
        elif role in ("", COUNT, IGNORED, GROUP) or self._is_beside(role):
            self._leave(column)

    def _is_beside(self, role: str) -> bool:
        """Return whether a column tells the hierarchy that several columns of names tell."""
        return role in (PARENT, PARENT_ID, DEPTH) and len(self.layout.levels) > 1

    def _take_texts(self, column: Column, owner: int) -> None:
        first = next(c for c in self.layout.columns if c.role == column.role)
        beside = column.role == "definition" and self._is_second(column)
        if beside:
            self.notes.append(
                f"column {column.heading!r} was put below the definition from {first.heading!r}"
            )
        for at, full in self.full.items():
            text = cell(self.layout.rows[at], column.at)
            path = _path(full[:owner] if owner else full)
            if not text or not path or text.casefold() in _EMPTY:
                continue
            self.used.add(at)
            if column.role == "status":
                text = text.casefold()
            text = f"{column.heading}: {text}" if beside else text
            self.tree.put(path, column.role, text, self._row(at))

    def _is_second(self, column: Column) -> bool:
        """Return whether another column left of it, with no names between, is the definition."""
        between = [c.at for c in self.layout.levels]
        for other in self.layout.all("definition"):
            if other.at < column.at and not any(other.at < at < column.at for at in between):
                return True
        return False

    def _take_ids(self, column: Column) -> None:
        kept = left = 0
        for at, full in self.full.items():
            text = cell(self.layout.rows[at], column.at)
            if not text:
                continue
            if re.search(r"[^\W\d_]", text) and valid_code_id(text) and not _GUID.fullmatch(text):
                self.tree.put(_path(full), "id", text, self._row(at))
                kept += 1
            else:
                left += 1
        if left:
            self.notes.append(
                f"column {column.heading!r}: {counted(left, 'cell')} not taken as ids, since they "
                "are numbers or hold blanks; codes get ids from their names"
            )

    def _take_colours(self, column: Column) -> None:
        left = []
        for at, full in self.full.items():
            text = cell(self.layout.rows[at], column.at)
            colour = colour_in(text)
            if colour:
                self.tree.put(_path(full), "colour", colour, self._row(at))
            elif text:
                left.append(text)
        if left:
            self.notes.append(
                f"column {column.heading!r}: {counted(len(left), 'cell is', 'cells are')} no "
                f"colour, not taken: {named(left)}"
            )

    def _leave(self, column: Column) -> None:
        cells = [text for text in self.layout.cells(column) if text]
        if not cells:
            return
        why = {COUNT: "counts", IGNORED: "about the file, not the code",
               GROUP: "groups, which codes can be in several of"}  # fmt: skip
        beside = "beside the columns of names there is no use for it"
        said = why.get(column.role, beside if column.role else "not understood")
        self.notes.append(
            f"column {column.heading!r} ({counted(len(cells), 'cell')}): {said}, not taken: "
            f"{named(cells)}"
        )

    # ---- the report --------------------------------------------------------------------------

    def _tell_rows(self) -> None:
        if self.continued:
            self.notes.append(
                f"{counted(len(self.continued), 'row')} without a name: taken with the code above: "
                f"row {', '.join(str(at + self.layout.first) for at in self.continued[:8])}"
                + (" and more" if len(self.continued) > 8 else "")
            )
        told = self.full.keys() | self.used
        rows = enumerate(self.layout.rows)
        left = [at for at, row in rows if at not in told and any(t.strip() for t in row)]
        if left:
            first = [" ".join(t for t in self.layout.rows[at] if t.strip()) for at in left]
            numbers = ", ".join(str(at + self.layout.first) for at in left[:8])
            more = f" and {len(left) - 8} more" if len(left) > 8 else ""
            self.notes.append(
                f"{counted(len(left), 'row')} without a name, not taken (row {numbers}{more}): "
                f"{named(first)}"
            )


def _path(parts: Sequence[str | None]) -> Path:
    return tuple(part for part in parts if part)
