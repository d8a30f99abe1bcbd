"""Reads a codebook from a file: our own forms, and those of other programs and of people."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qualcode.errors import BadInputError, NotFoundError
from qualcode.exchange.codebook.entries import Understood, named
from qualcode.exchange.codebook.framework_sheet import is_sheet, read_sheet
from qualcode.exchange.codebook.rows import LISTS, CodeRow, is_own, table_rows, version_in
from qualcode.model.plural import counted
from qualcode.store.bundled_files import bundled_codebooks
from qualcode.store.codebook.reader import parse_codebook
from qualcode.store.io.durable import read_text

#: What a codebook can be read from.
READABLE = (".docx", ".xlsx", ".csv", ".md", ".qdc", ".xls", ".ods", ".tsv", ".txt", ".yaml")
_TABLES = (".xlsx", ".csv", ".xls", ".ods", ".tsv")
#: The name of a sheet that says it is the codebook.
_SAID = re.compile(r"code ?-?(?:book|buch|system|frame|list)|^codes?$", re.IGNORECASE)
_TEXTS = ("id", "name", "name_cy", "brief", "definition", "colour", "status", "source")


@dataclass(frozen=True)
class CodebookForm:
    """The codes in a file, the version of the codebook it was made of, and how it was read.

    ``text`` is that of a ``codebook.yaml``, whose codes are added and change none that are there.
    ``adds`` says that the file never held the whole codebook, so what it lacks means nothing.
    """

    rows: list[CodeRow]
    version: str = ""
    notes: list[str] = field(default_factory=list)
    text: str = ""
    adds: bool = False


def read_codebook_form(path: Path) -> CodebookForm:
    """Return the codes in a file, or in the codebook of that name which comes with qualcode.

    Raises:
        NotFoundError: there is neither.
        BadInputError: its format is not supported, or it has no codes; with the place.
    """
    if not path.is_file():
        bundled = bundled_codebooks()
        if str(path) not in bundled:
            raise NotFoundError(
                f"there is no file {path}",
                mend=f"These codebooks come with qualcode: {', '.join(bundled)}",
            )
        path = bundled[str(path)]
    form, name = path.suffix.lower(), path.name
    if form == ".docx":
        made = _word(path, name)
    elif form in _TABLES:
        made = _workbook(path, name)
    elif form in (".md", ".markdown"):
        made = _markdown(path, name)
    elif form == ".txt":
        made = _plain_text(path, name)
    elif form in (".yaml", ".yml"):
        made = _codebook_file(path, name)
    elif form in (".qdc", ".xml"):
        from qualcode.exchange.codebook.qdc import read_qdc

        made = _form(read_qdc(path.read_bytes(), name))
    else:
        raise BadInputError(
            f"a codebook cannot be read from {form or 'a file without an ending'}",
            where=name,
            mend=f"Use {', '.join(READABLE)}",
        )
    if not made.rows:
        raise BadInputError("has no codes in it", where=name)
    return made


def _codebook_file(path: Path, name: str) -> CodebookForm:
    text = read_text(path)
    book, problems = parse_codebook(text, name)
    errors = [problem for problem in problems if problem.level == "error"]
    if errors:
        raise BadInputError(errors[0].message, where=errors[0].where, mend=errors[0].mend)
    rows = []
    for code in book:
        texts = {one: getattr(code, one) for one in _TEXTS if getattr(code, one)}
        texts["parent"] = book.parent(code.id) or ""
        lists = {one: getattr(code, one) for one in LISTS if getattr(code, one)}
        above: list[str] = []
        here = texts["parent"]
        while here:
            found = book.get(here)
            above.insert(0, found.name if found else here)
            here = book.parent(here) or ""
        rows.append(CodeRow(f"{name}:{code.line}", texts, lists, tuple(above)))
    return CodebookForm(rows, "", [], text, adds=True)


def _form(read: Understood) -> CodebookForm:
    return CodebookForm(read.rows, "", read.notes)


def _plain_text(path: Path, name: str) -> CodebookForm:
    from qualcode.exchange.codebook.outline import indented, read_outline
    from qualcode.store.io.encoding import decode

    text, notes = decode(path.read_bytes(), name)
    made = read_outline(list(indented(text, name)), name)
    return CodebookForm(made.rows, "", notes + made.notes)


# ---- tables -----------------------------------------------------------------------------------

_Table = tuple[str, Sequence[Sequence[str]]]


def _workbook(path: Path, name: str) -> CodebookForm:
    from qualcode.transcripts.table.workbooks import read_book

    book = read_book(path.read_bytes(), name, keep_indents=True)
    tables: list[_Table] = []
    hidden = [sheet.name for sheet in book.sheets if sheet.hidden and sheet.rows]
    for sheet in book.sheets:
        if sheet.rows and not sheet.hidden:
            tables.append(
                (f"{name}, sheet {sheet.name}" if len(book.sheets) > 1 else name, sheet.rows)
            )
    if not tables:
        raise BadInputError("has no table in it", where=name)
    for where, rows in tables:
        if is_sheet(rows[0]):
            read = read_sheet(rows, where)
            return CodebookForm(read.rows, "", read.notes, adds=True)
        if is_own(rows[0]):
            text = "\n".join(" ".join(row) for _, each in tables for row in each)
            return CodebookForm(table_rows(rows, where), version_in(text))
    notes = list(book.notes)
    if hidden:
        notes.append(f"{counted(len(hidden), 'hidden sheet')}: not read: {named(hidden)}")
    made = _from_tables(tables, "sheet")
    return CodebookForm(made.rows, "", notes + made.notes)


def _from_tables(tables: Sequence[_Table], what: str) -> Understood:
    """Return the codes of every table with headings; without any, of the first that is a list.

    Raises:
        BadInputError: none has codes.
    """
    from qualcode.exchange.codebook.table import read_table

    made, left, first = _tried(tables, lambda rows, where: read_table(rows, where, guess=False))
    if not made:
        made, left, again = _tried(tables, read_table)
        if not made:
            raise first or again or BadInputError("has no codes in it")
        left += [where for where, _ in made[1:]]
        made = made[:1]
    # Beside the codebook, a workbook may have drafts of it, the coders' sheets and counts.
    said = [one for one in made if _SAID.search(one[0].rpartition(f", {what} ")[2])]
    if said and len(said) < len(made):
        left += [where for where, read in made if (where, read) not in said]
        made = said
    rows, joined = _joined([read for _, read in made])
    notes = [note for _, read in made for note in read.notes]
    if len(made) > 1:
        notes.insert(0, f"{counted(len(made), what)} with codes were read")
    if joined:
        notes.append(
            f"{counted(len(joined), 'code')} that an earlier {what} has too: what it says there "
            f"stays: {named(joined)}"
        )
    if left:
        names = named([where.rpartition(f"{what} ")[2] for where in left])
        notes.append(f"{counted(len(left), what)} not taken: {names}")
    return Understood(rows, notes)


def _tried(
    tables: Sequence[_Table], reader: Callable[[Sequence[Sequence[str]], str], Understood]
) -> tuple[list[tuple[str, Understood]], list[str], BadInputError | None]:
    made: list[tuple[str, Understood]] = []
    left: list[str] = []
    first: BadInputError | None = None
    for where, rows in tables:
        try:
            made.append((where, reader(rows, where)))
        except BadInputError as error:
            first = first or error
            left.append(where)
    return made, left, first


def _joined(parts: Sequence[Understood]) -> tuple[list[CodeRow], list[str]]:
    """Return the rows of several tables; of a code that two have, the first row is kept."""
    found: dict[tuple[str, ...], CodeRow] = {}
    twice: list[str] = []
    for part in parts:
        for row in part.rows:
            path = tuple(one.casefold() for one in (*(row.above or ()), row.get("name")))
            if path in found:
                twice.append(row.get("name"))
            found.setdefault(path, row)
    return list(found.values()), twice


# ---- Word and Markdown ------------------------------------------------------------------------


def _word(path: Path, name: str) -> CodebookForm:
    from qualcode.exchange.codebook.outline import HEADING, read_outline
    from qualcode.exchange.codebook.outline_word import read_lines
    from qualcode.exchange.codebook.word import is_own_word, read_word
    from qualcode.transcripts.word.archive import check_archive

    data = check_archive(path.read_bytes(), name)[0]
    lines, tables = read_lines(data, name)
    if any(is_own_word(rows) for _, rows in tables):
        rows, text = read_word(data, name)
        return CodebookForm(rows, version_in(text))
    try:
        made = _from_tables([t for t in tables if len(t[1]) > 1], "table")
        headed = not any("no row has headings" in note for note in made.notes)
    except BadInputError as error:
        made, headed, refused = None, False, error
    if made and (headed or not any(line.kind == HEADING for line in lines)):
        if lines:
            made.notes.append(
                f"{counted(len(lines), 'paragraph')} outside the tables: not taken: "
                f"{named([line.text for line in lines])}"
            )
        return _form(made)
    if not lines and made is None:
        raise refused
    made = read_outline(lines, name)
    if tables:
        made.notes.append(f"{counted(len(tables), 'table')}: not taken, since none has headings")
    return _form(made)


def _markdown(path: Path, name: str) -> CodebookForm:
    from qualcode.exchange.codebook.markdown import is_own_markdown, read_markdown
    from qualcode.exchange.codebook.outline import read_outline
    from qualcode.exchange.codebook.outline_markdown import read_lines

    text = read_text(path)
    if is_own_markdown(text):
        return CodebookForm(read_markdown(text, name), version_in(text))
    lines, tables, notes = read_lines(text, name)
    try:
        made = _from_tables([t for t in tables if len(t[1]) > 1], "table")
    except BadInputError:
        made = read_outline(lines, name)
        if tables:
            notes.append(f"{counted(len(tables), 'table')} without headings of codes: not taken")
    else:
        if lines:
            notes.append(
                f"{counted(len(lines), 'paragraph')} outside the tables: not taken: "
                f"{named([line.text for line in lines])}"
            )
    return CodebookForm(made.rows, "", made.notes + notes)
