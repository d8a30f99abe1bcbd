"""Puts the codes of another program's codebook into the study's, with their hierarchy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from qualcode.errors import BadInputError, NotFoundError
from qualcode.exchange.codebook.rows import CodeRow, changed_fields
from qualcode.model.codebook.code import Code, Codebook, valid_code_id
from qualcode.model.plural import counted
from qualcode.store.codebook.edit import with_code_changed, with_code_moved, with_codes_added
from qualcode.store.codebook.reader import parse_codebook
from qualcode.store.io.durable import slug

Path = tuple[str, ...]


@dataclass(frozen=True)
class TreeLine:
    """One code of the file in the tree that is shown, and what becomes of it.

    ``fate`` is "new", "changed" or "as it is".
    """

    depth: int
    name: str
    id: str
    fate: str


@dataclass
class Placed:
    """A codebook's text with the codes of a file, the tree of these, and notes."""

    text: str
    tree: list[TreeLine] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def with_tree(text: str, rows: Sequence[CodeRow], *, only_new: bool = False) -> Placed:
    """Return a codebook's text with the codes of rows that say what they stand below.

    A row is the code of its id, otherwise of its place and name, otherwise of its name if that is
    the only one; any other row is a new code, a draft if it has no definition. What a row does not
    say stays; with ``only_new``, so does every code that is there.

    Raises:
        BadInputError: a row cannot be taken; with its place.
        StudyError: the codebook is written in a way that only a person can edit.
    """
    work = _Placing(parse_codebook(text, "codebook.yaml")[0], rows)
    work.match()
    work.name_new()
    for at, code in work.there.items():
        if only_new:
            work.keep(at, code)
        else:
            text = work.changed(text, at, code)
    work.tell_kept()
    for parent, codes in work.new_trees():
        text = with_codes_added(text, codes, parent=parent)
    return Placed(text, work.tree(), work.notes)


class _Placing:
    def __init__(self, book: Codebook, rows: Sequence[CodeRow]) -> None:
        self.book, self.rows = book, rows
        self.paths = [_key((*(row.above or ()), row.get("name"))) for row in rows]
        self.at = {path: n for n, path in enumerate(self.paths)}
        self.by_id = {row.get("id"): n for n, row in enumerate(rows) if row.get("id")}
        #: The code that a row is, by the number of the row.
        self.there: dict[int, Code] = {}
        self.ids: dict[int, str] = {}
        self.fates: dict[int, str] = {}
        self.notes: list[str] = []
        self.kept: list[str] = []

    def match(self) -> None:
        """Find the codes that are there already."""
        by_path = {_path_of(self.book, code): code for code in reversed(list(self.book))}
        in_book = Counter(code.name.casefold() for code in self.book)
        in_file = Counter(path[-1] for path in self.paths)
        by_name = {code.name.casefold(): code for code in self.book}
        found: dict[str, int] = {}
        for at, row in enumerate(self.rows):
            name = self.paths[at][-1]
            code = self.book.get(row.get("id")) if row.get("id") else None
            if row.fills and code is None:
                raise BadInputError(
                    f"there is no code {row.get('id')!r} to fill",
                    where=row.where,
                    mend="Leave Fills empty for a new code, or name a placeholder of the codebook",
                )
            code = code or by_path.get(self.paths[at])
            if code is None and in_book[name] == 1 and in_file[name] == 1:
                code = by_name[name]
            if code is None:
                continue
            if code.id in found:
                raise BadInputError(
                    f"{code.id} stands there twice: see {self.rows[found[code.id]].where}",
                    where=row.where,
                )
            found[code.id] = at
            self.there[at] = code
            self.ids[at] = code.id

    def name_new(self) -> None:
        """Give the new codes ids, of which none is, or was, that of another."""
        taken = {one for code in self.book for one in (code.id, *code.was)}
        other = []
        for at, row in enumerate(self.rows):
            if at in self.there:
                continue
            wanted = row.get("id")
            if wanted and not valid_code_id(wanted):
                raise BadInputError(
                    f"{wanted!r} cannot be a code's id",
                    where=row.where,
                    mend="Use letters, digits, hyphens; no blanks",
                )
            if wanted and wanted in taken:
                raise BadInputError(f"{wanted} stands there twice", where=row.where)
            plain = slug(row.get("name")) or "code"
            made = wanted or plain
            if made in taken:
                above = slug(row.above[-1]) if row.above else ""
                made = slug(f"{above}-{plain}") if above else plain
                made = _free(made, taken)
                other.append(f"{' > '.join((*(row.above or ()), row.get('name')))} is {made}")
            taken.add(made)
            self.ids[at] = made
        if other:
            more = f" and {len(other) - 10} more" if len(other) > 10 else ""
            self.notes.append(
                f"{counted(len(other), 'code')} got a longer id, since a code has its own "
                f"already: {'; '.join(other[:10])}{more}"
            )

    def changed(self, text: str, at: int, code: Code) -> str:
        """Return the text with what a row says of a code that is there."""
        row = self.rows[at]
        if row.fills and code.status != "placeholder":
            self.keep(at, code)
            return text
        changes = changed_fields(code, row)
        if "name" in changes and self.paths[at][-1] == code.name.casefold():
            changes.pop("name")
        if "status" in changes:
            changes["status"] = row.status
        before = text
        try:
            if changes:
                text = with_code_changed(text, code.id, changes)
            above = self._above(at)
            if above and above in self.book.below(code.id):
                raise BadInputError(f"{code.id!r} cannot be moved below itself")
            if above and self.book.get(above) and above != (self.book.parent(code.id) or ""):
                text = with_code_moved(text, code.id, parent=above)
        except (BadInputError, NotFoundError) as error:
            raise BadInputError(error.message, where=row.where, mend=error.mend) from None
        self.fates[at] = "changed" if text != before else "as it is"
        if above and not self.book.get(above):
            self.notes.append(
                f"{row.where}: {code.id} stays where it is; the file has it below the new {above}"
            )
        return text

    def keep(self, at: int, code: Code) -> None:
        """Leave a code that is there as it is, and remember what the row says otherwise."""
        self.fates[at] = "as it is"
        changes = changed_fields(code, self.rows[at])
        if changes:
            self.kept.append(f"{code.id} ({', '.join(sorted(changes))})")

    def tell_kept(self) -> None:
        """Tell which codes stayed though the file says something else of them."""
        if self.kept:
            self.notes.append(
                f"{counted(len(self.kept), 'code is', 'codes are')} here already and otherwise: "
                f"kept as here: {'; '.join(self.kept)}"
            )

    def _above(self, at: int) -> str:
        """Return the id of the code that a row stands below, empty at the top."""
        wanted = self.rows[at].get("parent")
        parent = self.by_id.get(wanted) if wanted else self.at.get(self.paths[at][:-1])
        return self.ids[parent] if parent is not None else ""

    def new_trees(self) -> list[tuple[str, list[Code]]]:
        """Return the new codes, each with the new ones below it, by the code they go below."""
        children: dict[str, list[int]] = {}
        for at in range(len(self.rows)):
            if at not in self.there:
                children.setdefault(self._above(at), []).append(at)
                self.fates[at] = "new"
        new = {self.ids[at] for at in range(len(self.rows)) if at not in self.there}

        def made(at: int) -> Code:
            below = tuple(made(n) for n in children.get(self.ids[at], []))
            return replace(self._code(at), children=below)

        return [(parent, [made(at) for at in found]) for parent, found in children.items()
                if parent not in new]  # fmt: skip

    def _code(self, at: int) -> Code:
        return self.rows[at].as_code(self.ids[at])

    def tree(self) -> list[TreeLine]:
        """Return the tree of the file, and what becomes of each code."""
        return [TreeLine(len(row.above or ()), row.get("name"), self.ids[at], self.fates[at])
                for at, row in enumerate(self.rows)]  # fmt: skip


def _key(path: Path) -> Path:
    return tuple(" ".join(name.split()).casefold() for name in path)


def _path_of(book: Codebook, code: Code) -> Path:
    names: list[str] = []
    here: str | None = code.id
    while here is not None:
        found = book.get(here)
        names.insert(0, found.name if found else here)
        here = book.parent(here)
    return _key(tuple(names))


def _free(wanted: str, taken: set[str]) -> str:
    made, number = wanted, 1
    while made in taken:
        number += 1
        made = f"{wanted[:76]}-{number}"
    return made
