"""Edits the text of ``codebook.yaml``, one code at a time.

The parser's line numbers show which lines an edit concerns; only those are removed, rewritten or
moved. A writer of whole YAML files, even one that keeps comments, would change indents, folds and
quotes that nobody touched. Each result is read back before it is returned, and must hold the
requested change, everything else as before, and every comment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from qualcode.errors import BadInputError, NotFoundError
from qualcode.model.codebook.code import Code, Codebook
from qualcode.store.codebook.fields import Value, field_edits, field_lines
from qualcode.store.codebook.places import FILE, Siblings, by_hand
from qualcode.store.codebook.reader import KEYS, LISTS, TEXTS
from qualcode.store.codebook.splice import BookEdit, bare
from qualcode.store.yaml.scalars import clean_text

#: The fields that ``with_code_changed`` can change.
FIELDS = tuple(key for key in KEYS if key not in ("id", "was", "children"))


def with_code_added(text: str, code: Code, *, parent: str = "", after: str = "") -> str:
    """Return the codebook's text with a new code, last below ``parent`` or right after ``after``.

    Without either it is last at the top. Children of ``code`` are left out.

    Raises:
        BadInputError: the code cannot be added, at all or in this place.
        NotFoundError: there is no code ``parent`` or ``after``.
        StudyError: the file is written in a way that only a person can edit.
    """
    work = BookEdit(text)
    code = _clean_code(code)
    siblings: Siblings | None
    if after:
        before_it = work.places.entry(after)
        owner = before_it.siblings.owner
        if parent and (owner is None or owner.id != parent):
            raise BadInputError(f"{after!r} is not directly below {parent!r}", where=FILE)
        siblings, index = before_it.siblings, before_it.index + 1
    else:
        siblings, index = work.below(parent)
    place = siblings.owner.id if siblings and siblings.owner else ""
    step = work.places.list_step
    edits = work.insertion(
        siblings, index, parent, lambda dash, gap: _code_lines(code, dash, gap, step)
    )
    book = replace(work.book, codes=_inserted(work.book.codes, place or parent, index, code))
    return work.finished(edits, book)


def with_codes_added(text: str, codes: Sequence[Code], *, parent: str = "") -> str:
    """Return the codebook's text with new codes and all below them, last below ``parent``.

    Many at once: each alone would read the whole text anew.

    Raises:
        BadInputError, NotFoundError, StudyError: as ``with_code_added``.
    """
    work = BookEdit(text)
    trees = tuple(_clean_tree(code) for code in codes)
    siblings, index = work.below(parent)
    step = work.places.list_step
    below = work.places.children_step

    def lines(dash: int, gap: int) -> list[str]:
        return [line for tree in trees for line in _tree_lines(tree, dash, gap, step, below)]

    edits = work.insertion(siblings, index, parent, lines)
    made = work.book.codes
    for at, tree in enumerate(trees):
        made = _inserted(made, parent, index + at, tree)
    return work.finished(edits, replace(work.book, codes=made))


def with_code_changed(text: str, code_id: str, fields: Mapping[str, str | Sequence[str]]) -> str:
    """Return the codebook's text with changed fields of a code.

    A field that keeps its value stays as it is written; an empty value removes its key.

    Raises:
        BadInputError: a field cannot be changed, or not to this.
        NotFoundError: there is no such code.
        StudyError: the file is written in a way that only a person can edit.
    """
    return _changed(text, code_id, {n: _clean_field(n, value) for n, value in fields.items()})


def _changed(text: str, code_id: str, wanted: Mapping[str, Value]) -> str:
    work = BookEdit(text)
    book, places = work.book, work.places
    for name in sorted(wanted, key=KEYS.index):
        code, entry = _only(book, code_id), places.entry(code_id)
        if wanted[name] == getattr(code, name):
            continue
        places.check_alone(entry, deep=False)
        edits = field_edits(places, entry, name, wanted[name])
        places = work.placed(work.applied(places.lines, edits))
        changes: dict[str, Any] = {name: wanted[name] or _empty(name)}
        book = replace(book, codes=_mapped(book.codes, code_id, replace(code, **changes)))
    return work.checked(places.lines, book)


def with_code_moved(text: str, code_id: str, *, parent: str = "", before: str = "") -> str:
    """Return the codebook's text with a code, and all below it, moved elsewhere.

    It becomes the last below ``parent`` (or at the top), or stands right before ``before``.

    Raises:
        BadInputError: it would be below itself.
        NotFoundError: one of the codes is not there.
        StudyError: the file is written in a way that only a person can edit.
    """
    work = BookEdit(text)
    places = work.places
    entry = places.entry(code_id)
    if before == code_id:
        return text
    siblings: Siblings | None
    if before:
        next_one = places.entry(before)
        siblings, index = next_one.siblings, next_one.index
        owner = siblings.owner.id if siblings.owner else ""
        if parent and parent != owner:
            raise BadInputError(f"{before!r} is not directly below {parent!r}", where=FILE)
    else:
        siblings, index = work.below(parent)
        owner = parent
    if owner in work.book.below(code_id):
        raise BadInputError(
            f"{code_id!r} cannot be moved below itself", mend="Choose another code to move it to"
        )
    code = _only(work.book, code_id)
    same = siblings is entry.siblings and entry.index < index
    moved = _inserted(_without(work.book.codes, code_id), owner, index - 1 if same else index, code)
    if bare(moved) == bare(work.book.codes):
        return text
    places.check_alone(entry, deep=True)
    first, end = places.start(entry), places.end(entry)
    dash_line, dash_column = places.dash_of(entry)

    def lines(dash: int, gap: int) -> list[str]:
        by = dash - dash_column
        above = [_shifted(line, by, most=dash) for line in places.lines[first:dash_line]]
        return above + [_shifted(line, by) for line in places.lines[dash_line:end]]

    edits = work.insertion(siblings, index, owner, lines) + work.removal(entry)
    return work.finished(edits, replace(work.book, codes=moved))


def with_code_merged(text: str, code_id: str, into: str) -> str:
    """Return the codebook's text with a code merged into another, which gets its ids as ``was``.

    Its own fields are removed with it; its codings belong to the other from then on.

    Raises:
        BadInputError: there are codes below it, or it would be merged into itself.
        NotFoundError: one of the codes is not there.
        StudyError: the file is written in a way that only a person can edit.
    """
    book = BookEdit(text).book
    gone, kept = _only(book, code_id), _only(book, into)
    if gone.id == kept.id:
        raise BadInputError(f"{code_id!r} cannot be merged into itself")
    was = tuple(one for one in dict.fromkeys((*kept.was, gone.id, *gone.was)) if one != kept.id)
    return _changed(with_code_removed(text, code_id), into, {"was": was})


def with_former_ids(text: str, code_id: str, was: Sequence[str]) -> str:
    """Return the codebook's text with other former ids of a code.

    Raises:
        NotFoundError, StudyError: as ``with_code_changed``.
    """
    return _changed(text, code_id, {"was": tuple(dict.fromkeys(was))})


def with_code_renumbered(text: str, code_id: str, new_id: str) -> str:
    """Return the codebook's text with a new id for a code, and the old one added to ``was``.

    Raises:
        BadInputError: another code has or had the id.
        NotFoundError, StudyError: as ``with_code_changed``.
    """
    code = _only(BookEdit(text).book, code_id)
    was = (*(one for one in code.was if one != new_id), code_id)
    # Its id first: a code that still exists cannot be another's former one.
    return _changed(_changed(text, code_id, {"id": new_id}), new_id, {"was": was})


def with_code_removed(text: str, code_id: str) -> str:
    """Return the codebook's text without a code and the comments that are its own.

    Raises:
        BadInputError: there are codes below it.
        NotFoundError: there is no such code.
        StudyError: the file is written in a way that only a person can edit.
    """
    work = BookEdit(text)
    entry = work.places.entry(code_id)
    if _only(work.book, code_id).children:
        raise BadInputError(f"there are codes below {code_id!r}", mend="Move or remove them first")
    work.places.check_alone(entry, deep=True)
    gone = work.places.comments_in(work.places.start(entry), work.places.end(entry))
    book = replace(work.book, codes=_without(work.book.codes, code_id))
    return work.finished(work.removal(entry), book, gone=gone, gone_code=code_id)


def _only(book: Codebook, code_id: str) -> Code:
    """Return the one code with a present id; aliases may have made several of one."""
    found = [code for code in book if code.id == code_id]
    if len(found) == 1:
        return found[0]
    if found:
        raise by_hand(f"{code_id!r} stands there several times")
    raise NotFoundError(f"no code {code_id!r} in the codebook", mend="See 'qualcode codebook show'")


def _code_lines(code: Code, dash: int, gap: int, list_step: int) -> list[str]:
    lines = []
    for name in KEYS[:-1]:
        value: Value = getattr(code, name)
        if name == "id":
            head = " " * dash + "-" + " " * (gap - 1)
            lines += field_lines(name, value, dash + gap, list_step, head=head)
        elif value and (name, value) != ("status", "active"):
            lines += field_lines(name, value, dash + gap, list_step)
    return lines


def _tree_lines(code: Code, dash: int, gap: int, list_step: int, below: int) -> list[str]:
    lines = _code_lines(code, dash, gap, list_step)
    if code.children:
        lines.append(" " * (dash + gap) + "children:")
    for child in code.children:
        lines += _tree_lines(child, dash + gap + below, 2, list_step, below)
    return lines


def _shifted(line: str, by: int, *, most: int | None = None) -> str:
    """Return a line shifted right or left; ``most`` is the furthest column for a comment."""
    inner = line.lstrip(" ")
    if inner == line and not line.strip():
        return line
    column = max(len(line) - len(inner) + by, 0)
    return " " * (column if most is None else min(column, most)) + inner


# ---- what a codebook should be after an edit ------------------------------------------------


def _clean_code(code: Code) -> Code:
    fields: dict[str, Any] = {name: clean_text(getattr(code, name)) for name in TEXTS}
    for name in LISTS:
        fields[name] = tuple(t for one in getattr(code, name) if (t := clean_text(one)))
    if not fields["id"] or not fields["name"]:
        raise BadInputError("a code needs an id and a name")
    return Code(**{**fields, "status": fields["status"] or "active"})


def _clean_tree(code: Code) -> Code:
    children = tuple(_clean_tree(child) for child in code.children)
    return replace(_clean_code(code), children=children)


def _clean_field(name: str, value: str | Sequence[str]) -> Value:
    if name not in FIELDS:
        raise BadInputError(
            f"the field {name!r} cannot be changed", mend=f"Use {', '.join(FIELDS)}"
        )
    if name in LISTS:
        values = [value] if isinstance(value, str) else value
        return tuple(text for one in values if (text := clean_text(one)))
    if not isinstance(value, str):
        raise BadInputError(f"{name} is one text, not a list")
    return clean_text(value)


def _empty(name: str) -> Value:
    if name in LISTS:
        return ()
    return "active" if name == "status" else ""


def _mapped(codes: tuple[Code, ...], code_id: str, changed: Code) -> tuple[Code, ...]:
    return tuple(
        changed
        if code.id == code_id
        else replace(code, children=_mapped(code.children, code_id, changed))
        for code in codes
    )


def _without(codes: tuple[Code, ...], code_id: str) -> tuple[Code, ...]:
    return tuple(
        replace(code, children=_without(code.children, code_id))
        for code in codes
        if code.id != code_id
    )


def _inserted(codes: tuple[Code, ...], parent: str, index: int, new: Code) -> tuple[Code, ...]:
    if not parent:
        return (*codes[:index], new, *codes[index:])
    return tuple(
        replace(
            code,
            children=(*code.children[:index], new, *code.children[index:])
            if code.id == parent
            else _inserted(code.children, parent, index, new)
            if code.children
            else (),
        )
        for code in codes
    )
