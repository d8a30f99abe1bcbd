"""Compares two codebooks code by code and field by field, and says whether meaning changed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from qualcode.model.codebook.code import Code, Codebook

#: Kinds of change; those that call for re-reading come first.
Kind = Literal["redefined", "merged", "split", "removed", "added", "renamed", "moved", "status",
               "details", "reordered"]  # fmt: skip
KINDS: tuple[Kind, ...] = (
    "redefined", "merged", "split", "removed", "added", "renamed", "moved", "status", "details",
    "reordered",
)  # fmt: skip
#: Fields that state what a code means; a change in one calls for re-reading.
MEANING = ("definition", "include", "exclude")
_DETAILS = ("name_cy", "brief", "examples", "colour", "source")
_WORD = re.compile(r"\s+|[^\W_]+|[^\s\w]|_")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after; a list has one entry per line."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class CodeChange:
    """One change of a code.

    ``code`` is its present id (the earlier one, if it was removed); ``before`` lists its earlier
    ids if they differ, and after a merge the codes merged into it. ``old_digest`` is the digest of
    the earlier definition.
    """

    kind: Kind
    code: str
    name: str
    fields: tuple[FieldChange, ...] = ()
    before: tuple[str, ...] = ()
    old_digest: str = ""

    @property
    def changes_meaning(self) -> bool:
        """Whether codings made before should be read again."""
        return self.kind in ("redefined", "merged", "split", "removed")


def diff_codebooks(old: Codebook, new: Codebook) -> list[CodeChange]:
    """Return the changes from one codebook to another, by kind, in the order of the new one.

    A code is the same if its id is, or if the new one names the old id in ``was``. Whitespace,
    comments and quoting do not count as changes; a new order of rules does not change the meaning.
    """
    found: list[CodeChange] = []
    matched: set[str] = set()
    for code in new:
        sources = [c for one in (code.id, *code.was) if (c := _own(old, one)) is not None]
        matched.update(c.id for c in sources)
        origin = _origin(old, new, code)
        if not sources and origin is not None:
            fields = (FieldChange("codes", origin.name, code.name), *_all_fields(code))
            found.append(CodeChange("split", code.id, code.name, fields, (origin.id,)))
            continue
        if not sources:
            found.append(CodeChange("added", code.id, code.name, _all_fields(code)))
            continue
        sources.sort(key=lambda before: _unlike(before, code))
        found += _compared(old, new, sources[0], code)
        # If there are several: the one it still is, by id or by content, and those merged into it.
        merged = [c for c in sources[1:] if c.id != sources[0].id]
        if merged:
            names = ", ".join(c.name for c in merged)
            change = FieldChange("codes", names, code.name)
            ids = tuple(c.id for c in merged)
            found.append(CodeChange("merged", code.id, code.name, (change,), ids))
    for code in old:
        if code.id not in matched:
            found.append(
                CodeChange("removed", code.id, code.name, _all_fields(code), (), code.digest)
            )
    found += _reordered(old, new)
    order = {kind: n for n, kind in enumerate(KINDS)}
    return sorted(found, key=lambda change: order[change.kind])


def _origin(old: Codebook, new: Codebook, code: Code) -> Code | None:
    """Return the code of the old book from which a code of the new one was split off."""
    first = new.get(code.split_from) if code.split_from else None
    ids = (code.split_from, *((first.id, *first.was) if first else ()))
    return next((c for one in ids if one and (c := _own(old, one)) is not None), None)


def _unlike(before: Code, code: Code) -> tuple[bool, bool, bool]:
    return (before.id != code.id, before.name != code.name, before.digest != code.digest)


def same_code(old: Codebook, new: Codebook) -> dict[str, str]:
    """Map each code of the old book to its present id in the new one, if it still exists there.

    A code merged into another does not count as existing; the other one does.
    """
    found: dict[str, str] = {}
    for code in new:
        sources = [c for one in (code.id, *code.was) if (c := _own(old, one)) is not None]
        if sources:
            found[min(sources, key=lambda before: _unlike(before, code)).id] = code.id
    return found


def _own(book: Codebook, code_id: str) -> Code | None:
    """Return the code whose present id this is; former ids do not count."""
    code = book.get(code_id)
    return code if code is not None and code.id == code_id else None


def _compared(old: Codebook, new: Codebook, before: Code, after: Code) -> list[CodeChange]:
    found: list[CodeChange] = []
    ids = (before.id,) if before.id != after.id else ()

    def add(kind: Kind, fields: Iterable[FieldChange]) -> None:
        changes = tuple(fields)
        if changes:
            found.append(CodeChange(kind, after.id, after.name, changes, ids, before.digest))

    if before.digest != after.digest:
        add("redefined", _fields(before, after, MEANING))
    else:
        add("details", _fields(before, after, MEANING))
    renamed = _fields(before, after, ("name",))
    if ids:
        renamed.append(FieldChange("id", before.id, after.id))
    add("renamed", renamed)
    above, below = old.parent(before.id), new.parent(after.id)
    if (new.resolve(above) if above is not None else None) != below:
        place = FieldChange("parent", _called(old, above), _called(new, below))
        add("moved", [place])
    add("status", _fields(before, after, ("status",)))
    add("details", _fields(before, after, _DETAILS))
    return found


def _called(book: Codebook, code_id: str | None) -> str:
    code = book.get(code_id) if code_id else None
    return code.name if code else "the top"


def _fields(before: Code, after: Code, names: Iterable[str]) -> list[FieldChange]:
    found = []
    for name in names:
        one, other = _text(before, name), _text(after, name)
        if " ".join(one.split()) != " ".join(other.split()):
            found.append(FieldChange(name, one, other))
    return found


def _text(code: Code, name: str) -> str:
    value = getattr(code, name)
    return value if isinstance(value, str) else "\n".join(value)


def _all_fields(code: Code) -> tuple[FieldChange, ...]:
    shown = ("definition", "include", "exclude", "status")
    texts = ((name, _text(code, name)) for name in shown)
    usual = ("status", "active")
    return tuple(FieldChange(n, "", text) for n, text in texts if text and (n, text) != usual)


def _reordered(old: Codebook, new: Codebook) -> list[CodeChange]:
    """Return the codes that stand in another order among the same siblings."""
    found = []
    parents: dict[str | None, list[Code]] = {None: list(new.codes)}
    parents |= {code.id: list(code.children) for code in new}
    for parent, children in parents.items():
        known = [c for one in children if (c := _old_of(old, one)) is not None]
        at = {c.id: n for n, c in enumerate(old)}
        places = [at[c.id] for c in known if _same_parent(old, new, c, parent)]
        if places != sorted(places):
            above = new.get(parent) if parent else None
            where = above.name if above else "the top"
            order = FieldChange("order", "", ", ".join(c.name for c in children))
            found.append(CodeChange("reordered", parent or "", where, (order,)))
    return found


def _old_of(old: Codebook, code: Code) -> Code | None:
    return next((c for one in (code.id, *code.was) if (c := _own(old, one)) is not None), None)


def _same_parent(old: Codebook, new: Codebook, before: Code, parent: str | None) -> bool:
    above = old.parent(before.id)
    return (new.resolve(above) if above else None) == parent


def word_changes(before: str, after: str) -> list[tuple[Literal["same", "out", "in"], str]]:
    """Return two texts as runs of words, in order: kept, removed, added."""
    one, other = _WORD.findall(before), _WORD.findall(after)
    found: list[tuple[Literal["same", "out", "in"], str]] = []
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            found.append(("same", "".join(one[a:b])))
            continue
        if a < b:
            found.append(("out", "".join(one[a:b])))
        if c < d:
            found.append(("in", "".join(other[c:d])))
    return found
