"""Edits the codebook by command; each edit changes ``codebook.yaml`` and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from qualcode.errors import BadInputError
from qualcode.model.codebook.code import Code, Codebook
from qualcode.model.codebook.find import find_code
from qualcode.store.codebook.edit import with_code_added, with_code_changed
from qualcode.store.codebook.reader import parse_codebook
from qualcode.store.study import Study
from qualcode.workbench.codebook.code_form import new_code, problems_of

Fields = dict[str, str | list[str]]


def add_code(
    study: Study, code_id: str, name: str, *, parent: str, status: str, fields: Fields
) -> None:
    """Add a code, below the one that ``parent`` names or at the top.

    Raises:
        NotFoundError, AmbiguousError: see ``find_code``.
        BadInputError: the id or the name cannot be used.
        StudyError: another program holds the codebook, or only a person can edit it.
    """
    more: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in fields.items()}

    def edit(text: str) -> str:
        book = _book(text)
        above = find_code(book, parent).id if parent else ""
        code = replace(new_code(book, name, id=code_id, parent=above), status=status, **more)
        return with_code_added(text, code, parent=above)

    study.edit_codebook(edit)


def change_code(study: Study, code_id: str, fields: Fields) -> bool:
    """Change fields of a code; say if that changed anything.

    Raises:
        NotFoundError: it is not there any more.
        BadInputError: it cannot have these fields.
        StudyError: another program holds the codebook, or only a person can edit it.
    """

    def edit(text: str) -> str:
        book = _book(text)
        code = find_code(book, code_id)
        check_fields(book, code, fields)
        changed = with_code_changed(text, code_id, fields)
        study.keep_definitions([code])
        return changed

    before, after = study.edit_codebook(edit)
    return after != before


def check_fields(book: Codebook, code: Code, fields: Fields) -> None:
    """Raise BadInputError if a code cannot have these fields."""
    errors, _ = problems_of(book, code.id, fields)
    for problem in errors.values():
        raise BadInputError(problem)


def _book(text: str) -> Codebook:
    return parse_codebook(text, "codebook.yaml")[0]
