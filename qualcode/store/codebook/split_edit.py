"""Edits ``codebook.yaml`` to split a code."""

from __future__ import annotations

from collections.abc import Sequence

from qualcode.errors import BadInputError
from qualcode.model.codebook.code import Code
from qualcode.store.codebook.edit import (
    with_code_added,
    with_code_changed,
    with_code_renumbered,
)
from qualcode.store.codebook.reader import parse_codebook


def with_code_split(
    text: str, code_id: str, parts: Sequence[tuple[str, str]], *, below: bool = False
) -> str:
    """Return the codebook's text with a code split into parts, each an id and a name.

    The code becomes the first part and keeps its fields, with its old id in ``was`` unless the part
    has the same id. The others are drafts right after it or, with ``below``, below it.

    Raises:
        BadInputError: fewer than two parts, or an id or name that another code has.
        NotFoundError: there is no such code.
        StudyError: the file is written in a way that only a person can edit.
    """
    if len(parts) < 2:
        raise BadInputError("a code is split into two parts or more", mend="Name another --into")
    ids = [part for part, _ in parts]
    if len(set(ids)) < len(ids):
        raise BadInputError("two parts have the same id")
    book = parse_codebook(text, "codebook.yaml")[0]
    for part, _ in parts:
        there = book.get(part)
        if there is not None and (part != code_id or part != ids[0]):
            raise BadInputError(
                f"there is, or was, a code of the id {part!r}", mend="Choose another id"
            )
    first, name = parts[0]
    if first != code_id:
        text = with_code_renumbered(text, code_id, first)
    if name:
        text = with_code_changed(text, first, {"name": name})
    after = "" if below else first
    for part, title in parts[1:]:
        code = Code(id=part, name=title, status="draft", split_from=first)
        text = with_code_added(text, code, parent=first if below else "", after=after)
        after = part
    return text
