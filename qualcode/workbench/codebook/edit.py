"""Edits the codebook by command; each edit changes ``codebook.yaml`` and nothing else."""

from __future__ import annotations

from collections.abc import Callable

from qualcode.errors import BadInputError
from qualcode.model.codebook.code import Code, Codebook
from qualcode.store.codebook.reader import parse_codebook
from qualcode.store.io.durable import read_text, write_atomic
from qualcode.store.study import Study
from qualcode.workbench.codebook.code_form import problems_of


def edit_codebook(
    study: Study, edit: Callable[[str, Codebook], str], *, dry_run: bool = False
) -> bool:
    """Change ``codebook.yaml`` by a function of its text and what that says; say if it did change.

    Raises:
        BadInputError, NotFoundError: the edit is refused, or the result would not be a codebook.
        StudyError: the file is held by another program, or only a person can edit it.
    """
    with study.lock("codebook.yaml"):
        before = read_text(study.codebook_path)
        after = edit(before, parse_codebook(before, "codebook.yaml")[0])
        if after == before:
            return False
        for problem in parse_codebook(after, "codebook.yaml")[1]:
            if problem.level == "error" and problem.code == "duplicate-code-id":
                raise BadInputError(problem.message, mend=problem.mend)
        if not dry_run:
            write_atomic(study.codebook_path, after)
    study.__dict__.pop("codebook", None)
    return True


def check_fields(book: Codebook, code: Code, fields: dict[str, str | list[str]]) -> None:
    """Raise BadInputError if a code cannot have these fields."""
    errors, _ = problems_of(book, code.id, fields)
    for problem in errors.values():
        raise BadInputError(problem)
