"""Exports the codebook to Word, Excel, CSV or Markdown, and imports the edits made there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qualcode.errors import BadInputError, NotFoundError
from qualcode.exchange.codebook.rows import CodeRow, changed_fields, version_of
from qualcode.model.codebook.code import Code, Codebook, valid_code_id
from qualcode.model.codebook.diff import CodeChange, diff_codebooks
from qualcode.model.plural import counted
from qualcode.store.codebook.edit import (
    with_code_added,
    with_code_changed,
    with_code_moved,
)
from qualcode.store.codebook.reader import parse_codebook
from qualcode.store.io.durable import read_text, slug, write_atomic
from qualcode.store.merge.codebook import Merged, merge_codebooks
from qualcode.store.merge.conflicts import Conflict
from qualcode.store.study import Study
from qualcode.workbench.codebook.foreign import TreeLine, with_tree
from qualcode.workbench.codebook.reading import CodebookForm, read_codebook_form
from qualcode.workbench.codebook.versions import commits, version

FORMS = (".docx", ".xlsx", ".csv", ".md")


def export_codebook(study: Study, path: Path, *, made: dt.datetime | None = None) -> None:
    """Write the study's codebook to a file in the format of its ending, completely or not at all.

    Raises:
        BadInputError: the ending is none of ``FORMS``, or the codebook cannot be read.
        StudyError: the file cannot be written.
    """
    form = path.suffix.lower()
    if form not in FORMS:
        raise BadInputError(
            f"a codebook cannot be written as {form or 'a file without an ending'}",
            where=path.name,
            mend=f"Use {', '.join(FORMS)}",
        )
    text = read_text(study.codebook_path)
    book = parse_codebook(text, "codebook.yaml")[0]
    when = made or dt.datetime.now(tz=dt.UTC)
    title = book.title or study.config.name
    about = _about(study, book, text, when)
    data: str | bytes
    # Imported only when needed: each takes longer to load than most commands to run.
    if form == ".docx":
        from qualcode.report.word.codebook import codebook_docx

        data = codebook_docx(book, title, about, study.config.language, when)
    elif form == ".xlsx":
        from qualcode.exchange.codebook.sheets import write_xlsx

        data = write_xlsx(book, title, about)
    elif form == ".csv":
        from qualcode.exchange.codebook.sheets import write_csv

        data = write_csv(book)
    else:
        from qualcode.exchange.codebook.markdown import write_markdown

        data = write_markdown(book, title, " ".join(about.split("\n")))
    write_atomic(path, data if isinstance(data, bytes) else data.encode("utf-8", "replace"))


def _about(study: Study, book: Codebook, text: str, when: dt.datetime) -> str:
    source = f" {book.source.strip().rstrip('.')}." if book.source else ""
    day = f"{when.day} {when:%B %Y}"
    return (
        f"{counted(len(book), 'code')} of {study.config.name}, {day}, version "
        f"{version_of(text)}.{source}\n"
        "For the team only: it has examples and drafts. Edited here, it can be read back into the "
        "study: leave the ids of codes as they are; a new row is a new code."
    )


# ---- importing --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Imported:
    """The result of an import: the codebook's new text, the changes, and remarks.

    ``base`` says what it was compared with. ``absent`` holds ids without a row in the form.
    ``tree`` has the codes of another program's codebook; ``told`` how it was understood.
    """

    text: str
    changes: list[CodeChange]
    conflicts: tuple[Conflict, ...]
    base: str
    absent: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    tree: list[TreeLine] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


def plan_import(study: Study, path: Path, *, base: str = "") -> Imported:
    """Return how a form's edits would change the codebook; write nothing.

    They are merged, by code and field, with changes in the study since the version from which the
    form was made: the version it names, or ``base``, a commit, branch or file.

    Raises:
        NotFoundError, BadInputError: see ``read_codebook_form``, or a row cannot be taken.
        StudyError: the codebook is written in a way that only a person can edit.
    """
    return plan_form(study, read_text(study.codebook_path), read_codebook_form(path), base)


def plan_form(study: Study, ours: str, form: CodebookForm, base: str = "") -> Imported:
    """Return how a form that was read would change a codebook of the text ``ours``.

    Raises:
        BadInputError, StudyError: see ``plan_import``.
    """
    rows = form.rows
    before, said = _base(study, ours, form.version, base)
    tree: list[TreeLine] = []
    if form.text and base:
        theirs, notes = form.text, []
    elif any(row.above is not None for row in rows):
        placed = with_tree(before, rows, only_new=bool(form.text))
        theirs, notes, tree = placed.text, placed.notes, placed.tree
        quoting = [row for row in rows if row.lists.get("examples") and not form.text]
        if quoting:
            notes.append(
                f"{counted(len(quoting), 'code has', 'codes have')} examples from the file. The "
                "codebook goes into git, where no participant's words may be: put invented ones "
                "in their place; 'qualcode codebook check' finds those said in this study"
            )
    else:
        theirs, notes = with_rows(before, rows)
    # What nobody changed meanwhile needs no merge, which reads the text anew for each code.
    merged = Merged(theirs, ()) if before == ours else merge_codebooks(before, ours, theirs)
    old = parse_codebook(ours, "codebook.yaml")[0]
    new = parse_codebook(merged.text, "codebook.yaml")[0]
    there = {row.get("id") for row in rows} | {row.get("name").casefold() for row in rows}
    there |= {line.id for line in tree}
    book = parse_codebook(before, "codebook.yaml")[0]
    absent = [c.id for c in book if not {c.id, *c.was, c.name.casefold()} & there]
    absent = [] if form.adds else absent
    return Imported(merged.text, diff_codebooks(old, new), merged.conflicts, said, absent, notes,
                    tree, form.notes)  # fmt: skip


def _base(study: Study, ours: str, made_of: str, base: str) -> tuple[str, str]:
    if base:
        found = version(study, base)
        return found.text, found.name
    if not made_of or made_of == version_of(ours):
        return ours, "the codebook as it is"
    for commit in commits(study):
        text = version(study, commit.id).text
        if version_of(text) == made_of:
            return text, f"the codebook of {commit.day} ({commit.id})"
    return ours, (
        f"the codebook as it is: version {made_of}, which the file was made of, is in no commit, "
        "so what has changed here since is taken back where the file has it otherwise"
    )


def with_rows(text: str, rows: Sequence[CodeRow]) -> tuple[str, list[str]]:
    """Return a codebook's text with the edits of rows, and notes about them.

    A row with an id or name from the codebook is that code; any other row is a new code, a draft if
    it has no definition.

    Raises:
        BadInputError: a row cannot be taken; with its place.
        StudyError: the codebook is written in a way that only a person can edit.
    """
    notes: list[str] = []
    done: dict[str, str] = {}
    after = read = ""
    book = Codebook()
    for row in rows:
        if text != read:
            book, read = parse_codebook(text, "codebook.yaml")[0], text
        code = _code_of(book, row)
        try:
            if code is None:
                text, after = _added(text, book, row, after)
                notes.append(f"{row.where}: {row.get('name')} is new")
            else:
                if code.id in done:
                    raise BadInputError(f"{code.id} stands there twice: see {done[code.id]}")
                text = _changed(text, book, code, row)
                after = code.id
        except (BadInputError, NotFoundError) as error:
            where = error.where if error.where.startswith(row.where) else row.where
            raise BadInputError(error.message, where=where, mend=error.mend) from None
        done[after] = row.where
    return text, notes


def _code_of(book: Codebook, row: CodeRow) -> Code | None:
    wanted = row.get("id")
    if wanted:
        return book.get(wanted)
    name = row.get("name").casefold()
    return next((c for c in book if c.name.casefold() == name), None)


def _changed(text: str, book: Codebook, code: Code, row: CodeRow) -> str:
    changes = changed_fields(code, row)
    if "status" in changes:
        changes["status"] = row.status
    if changes:
        text = with_code_changed(text, code.id, changes)
    if "parent" in row.texts:
        above = _parent(book, row)
        if above != (book.parent(code.id) or ""):
            text = with_code_moved(text, code.id, parent=above)
    return text


def _parent(book: Codebook, row: CodeRow) -> str:
    wanted = row.get("parent")
    if not wanted:
        return ""
    found = book.get(wanted) or next(
        (c for c in book if c.name.casefold() == wanted.casefold()), None
    )
    if found is None:
        raise BadInputError(
            f"it stands below {wanted!r}, which is no code", mend="Give that code a row before it"
        )
    return found.id


def _added(text: str, book: Codebook, row: CodeRow, after: str) -> tuple[str, str]:
    name = row.get("name")
    if not name:
        raise BadInputError(f"{row.get('id')} has no name", mend="Write one")
    code_id = row.get("id") or _free(book, slug(name) or "code")
    if not valid_code_id(code_id):
        raise BadInputError(
            f"{code_id!r} cannot be a code's id", mend="Use letters, digits, hyphens; no blanks"
        )
    code = row.as_code(code_id)
    # Without a stated place, a new row stands where it was written: beside the one before it.
    parent = _parent(book, row) if "parent" in row.texts else book.parent(after) or ""
    beside = after if after and (book.parent(after) or "") == parent else ""
    return with_code_added(text, code, parent=parent, after=beside), code_id


def _free(book: Codebook, wanted: str) -> str:
    made, number = wanted, 1
    while book.get(made) is not None:
        number += 1
        made = f"{wanted}-{number}"
    return made


def take_import(study: Study, path: Path, *, base: str = "") -> Imported:
    """Write the codebook with a form's edits; return it as written.

    Raises:
        BadInputError: see ``plan_import``.
        StudyError: another program holds the codebook, or it cannot be written.
    """
    form = read_codebook_form(path)
    planned: list[Imported] = []

    def edit(ours: str) -> str:
        planned.append(plan_form(study, ours, form, base))
        return planned[0].text if planned[0].changes or planned[0].conflicts else ours

    study.edit_codebook(edit)
    return planned[0]
