"""Edits a code by form: makes draft codes, checks fields, counts the codings a change touches."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from qualcode.errors import BadInputError
from qualcode.model.codebook.code import STATUSES, Code, Codebook, valid_code_id
from qualcode.model.codebook.names import wrong_with
from qualcode.model.coding.doubles import doubled
from qualcode.model.plural import counted, plural
from qualcode.store.io.durable import slug
from qualcode.store.study import Study
from qualcode.workbench.codebook.colours import free_colour

Fields = Mapping[str, str | Sequence[str]]

_MOST = 80


@dataclass(frozen=True)
class Touched:
    """The number of codings of a code, and of those made under its present definition."""

    codings: int
    coders: int
    documents: int
    present_definition: int

    @property
    def words(self) -> str:
        """The effect of a changed definition, in one line."""
        if not self.codings:
            return "There are no codings of this code yet; its definition can change freely"
        n = self.codings
        said = (
            f"{counted(n, 'coding')} by {counted(self.coders, 'coder')} "
            f"in {counted(self.documents, 'document')}; "
            f"a changed definition puts {plural(n, 'it', f'all {n:,}')} on the list to re-read"
        )
        there = n - self.present_definition
        return f"{said} ({counted(there, 'is', 'are')} on it already)" if there else said


def new_code(
    book: Codebook,
    name: str,
    *,
    id: str = "",  # noqa: A002 - the field's own name
    definition: str = "",
    source: str = "",
    colour: str = "",
    parent: str = "",
) -> Code:
    """Return a draft code with this name, and an id and a colour that are not used yet.

    Its colour differs from those of the codes beside which it will stand, below ``parent``.

    Raises:
        BadInputError: the name is empty or another code's, or the id or colour cannot be used.
    """
    wanted = {"name": name.strip(), "colour": colour.strip()}
    errors, _ = problems_of(book, None, wanted)
    for problem in errors.values():
        raise BadInputError(problem)
    taken = {one for code in book for one in (code.id, *code.was)}
    if id and not valid_code_id(id):
        raise BadInputError(
            f"{id!r} cannot be a code's id", mend="Use letters, digits, hyphens; no blanks"
        )
    if id in taken:
        raise BadInputError(f"there is, or was, a code of the id {id!r}", mend="Choose another")
    return Code(
        id=id or _free_id(slug(name) or "code", taken),
        name=wanted["name"],
        definition=definition.strip(),
        colour=wanted["colour"] or free_colour(book, parent),
        status="draft",
        source=source.strip(),
    )


def problems_of(
    book: Codebook, code_id: str | None, fields: Fields
) -> tuple[dict[str, str], dict[str, str]]:
    """Return what prevents saving a code's fields, and other remarks, each in one line.

    ``code_id`` is None for a new code. Fields that are not given stay as the code has them.
    """
    errors: dict[str, str] = {}
    warnings: dict[str, str] = {}
    code = next((c for c in book if c.id == code_id), None) or Code(id="", name="")
    name = _text(fields, "name", code)
    if "name" in fields or code_id is None:
        other = _named(book, name, code_id)
        if not name:
            errors["name"] = "A code needs a name"
        elif other is not None:
            errors["name"] = f"The code {other.id} is named {other.name} already"
        elif wrong := wrong_with(name):
            errors["name"] = wrong
    for one in ("name", "name_cy", "brief", "colour", "status", "source"):
        if len(_text(fields, one, code).splitlines()) > 1 and one in fields:
            errors.setdefault(one, "This is one line")
    colour = _text(fields, "colour", code)
    if "colour" in fields and colour and not re.fullmatch(r"#[0-9A-Fa-f]{6}", colour):
        errors.setdefault("colour", "Write the colour as # and six digits, such as #0072B2")
    status = _text(fields, "status", code) or "active"
    if "status" in fields and status not in STATUSES:
        errors.setdefault("status", f"Use one of {', '.join(STATUSES)}")
    if status == "active" and not _text(fields, "definition", code):
        warnings["definition"] = "Without a definition two coders will not agree on an active code"
    return errors, warnings


def touched(study: Study, book: Codebook, code_id: str) -> Touched:
    """Return the codings of a code by any coder, under its id or a former id."""
    code = book.get(code_id)
    ids = {code.id, *code.was} if code else {code_id}
    found = study.standing(ids)
    digest = code.digest if code else ""
    return Touched(
        codings=len(found),
        coders=len({coding.coder for coding in found}),
        documents=len({coding.document for coding in found}),
        # If no definition was recorded, there is nothing to differ from.
        present_definition=sum(
            coding.event.definition in ("", digest) or not digest for coding in found
        ),
    )


def meeting(study: Study, book: Codebook, code_id: str, into: str) -> int:
    """Return how many codings of two codes would repeat others if one were merged into the other.

    They are by one coder, of the same words; after the merge each such pair counts once.
    """
    wanted = {code_id, into}
    found = [c for c in study.codings() if book.resolve(c.code) in wanted]
    return len(doubled(found, lambda _: into)) - len(doubled(found, book.resolve))


def meaning_changes(code: Code, fields: Fields) -> bool:
    """Return whether codings would have to be re-read if a code had these fields."""
    changes: dict[str, Any] = {}
    if "definition" in fields:
        changes["definition"] = _text(fields, "definition", code)
    for name in ("include", "exclude"):
        if name in fields:
            value = fields[name]
            values = [value] if isinstance(value, str) else value
            changes[name] = tuple(one.strip() for one in values if one.strip())
    return bool(replace(code, **changes).digest != code.digest)


def _text(fields: Fields, name: str, code: Code) -> str:
    value = fields.get(name, getattr(code, name))
    return value.strip() if isinstance(value, str) else " ".join(value).strip()


def _named(book: Codebook, name: str, code_id: str | None) -> Code | None:
    folded = " ".join(name.split()).casefold()
    for code in book:
        if code.id != code_id and " ".join(code.name.split()).casefold() == folded:
            return code
    return None


def _free_id(wanted: str, taken: set[str]) -> str:
    made, number = wanted, 1
    while made in taken:
        number += 1
        made = f"{wanted[: _MOST - len(str(number)) - 1]}-{number}"
    return made
