"""A three-way merge of two people's codebooks, by code and field; comments and order survive.

The changes from the base to *theirs* are repeated in the text of *ours*. If git's merge of the
lines is clean and means the same, it is used, since it has both sides' comments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from qualcode.errors import QualcodeError
from qualcode.model.codebook.code import Code, Codebook
from qualcode.model.codebook.diff import same_code
from qualcode.store.codebook.edit import (
    FIELDS,
    with_code_added,
    with_code_changed,
    with_code_merged,
    with_code_moved,
    with_code_removed,
    with_code_renumbered,
    with_former_ids,
)
from qualcode.store.codebook.reader import LISTS, parse_codebook
from qualcode.store.merge.conflicts import PUT_BACK, Conflict, marked


@dataclass(frozen=True)
class Merged:
    """A merged codebook's text, and the conflicts that are marked in it."""

    text: str
    conflicts: tuple[Conflict, ...]


def merge_codebooks(base: str, ours: str, theirs: str, lines: str | None = None) -> Merged:
    """Merge three texts of a codebook. ``lines`` is git's own merge of them, if it is clean.

    Additions of both sides stay; different fields of one code merge, and so do entries of lists.
    One field with two changes, and a code removed on one side and changed on the other, are
    conflicts: ours stands, and comments above it show theirs.

    Raises:
        BadInputError: one of the texts is not a codebook.
        StudyError: ours is written in a way that only a person can edit.
    """
    work = _Merge(_book(base), _book(theirs), ours)
    work.run()
    made = _book(work.text)
    # Some have another id by now.
    conflicts = [replace(c, code=made.resolve(c.code)) for c in work.conflicts]
    if lines is not None and not conflicts:
        try:
            if _shape(_book(lines)) == _shape(made):
                return Merged(lines, ())
        except QualcodeError:
            pass
    return Merged(marked(work.text, conflicts), tuple(conflicts))


def _book(text: str) -> Codebook:
    return parse_codebook(text, "codebook.yaml")[0]


def _shape(book: Codebook) -> dict[str, tuple[Code, str | None]]:
    return {c.id: (replace(c, children=(), line=0), book.parent(c.id)) for c in book}


def _own(book: Codebook, code_id: str) -> Code | None:
    code = book.get(code_id)
    return code if code is not None and code.id == code_id else None


class _Merge:
    """Repeats in the text of ours what theirs did to the base."""

    def __init__(self, base: Codebook, theirs: Codebook, ours: str) -> None:
        self._base = base
        self._theirs = theirs
        self.text = ours
        self._ours = _book(ours)
        self._before = self._ours
        self._same_in_ours = same_code(base, self._ours)
        self._same_in_theirs = same_code(base, theirs)
        self.conflicts: list[Conflict] = []

    def _do(self, edit: Callable[[str], str]) -> None:
        self.text = edit(self.text)
        self._ours = _book(self.text)

    def run(self) -> None:
        """Do everything: fields first, then places, new codes, merges, and removals last."""
        for code in self._base:
            mine, other = self._ours.get(code.id), self._theirs.get(code.id)
            if mine is None or other is None or code.id not in self._same_in_theirs:
                continue
            if code.id in self._same_in_ours:
                self._fields(code, mine.id, other)
            else:
                self._into_ours(code, mine, other)
        for code in self._theirs:
            self._place(code)
        for code in self._base:
            if self._theirs.get(code.id) is not None and code.id not in self._same_in_theirs:
                self._merge_into(code)
        gone = [code for code in self._base if self._theirs.get(code.id) is None]
        # The deepest first, as they stand in ours: a code with others below it cannot be removed.
        for code in sorted(gone, key=lambda c: -self._ours.depth(self._ours.resolve(c.id))):
            self._remove(code)

    # ---- codes that both have -------------------------------------------------------------

    def _into_ours(self, base: Code, mine: Code, theirs: Code) -> None:
        """Repeat what theirs did to a code that ours merged into another."""
        more = tuple(one for one in (theirs.id, *theirs.was) if self._ours.get(one) is None)
        if more:
            self._do(lambda text: with_former_ids(text, mine.id, (*mine.was, *more)))
        if self._changed_by_theirs(base, theirs):
            self.conflicts.append(
                Conflict(mine.id, "code", f"{base.name} was merged into it", "changed")
            )

    def _fields(self, base: Code, mine: str, theirs: Code) -> None:
        for name in FIELDS:
            code = _own(self._ours, mine)
            assert code is not None
            old, one, other = getattr(base, name), getattr(code, name), getattr(theirs, name)
            if other in (old, one):
                continue
            if name in LISTS:
                self._set(mine, name, joined(old, one, other))
            elif one == old:
                self._set(mine, name, other)
            else:
                self.conflicts.append(Conflict(mine, name, str(one), str(other)))
        self._former_ids(base, mine, theirs)

    def _set(self, code: str, name: str, value: Any) -> None:
        self._do(lambda text: with_code_changed(text, code, {name: value}))

    def _former_ids(self, base: Code, mine: str, theirs: Code) -> None:
        code = _own(self._ours, mine)
        assert code is not None
        # Ids of codes that still exist, and are merged below, are added then.
        was = tuple(
            one
            for one in (*joined(base.was, code.was, theirs.was), theirs.id)
            if one != mine and self._ours.get(one) in (None, code)
        )
        # Two new ids: the first by letter, so that both clones choose the same.
        renamed = theirs.id != base.id and (mine == base.id or theirs.id < mine)
        if renamed and self._ours.get(theirs.id) in (None, code):
            kept = tuple(one for one in was if one != theirs.id)
            self._do(lambda text: with_former_ids(text, mine, kept))
            self._do(lambda text: with_code_renumbered(text, mine, theirs.id))
        elif set(was) != set(code.was):
            self._do(lambda text: with_former_ids(text, mine, was))

    # ---- places and new codes -------------------------------------------------------------

    def _place(self, theirs: Code) -> None:
        base = self._base.get(theirs.id) or self._first(self._base, theirs.was)
        mine = self._ours.get(theirs.id) or self._first(self._ours, theirs.was)
        above = self._theirs.parent(theirs.id)
        parent = self._mine_of(above)
        lost = self._theirs.get(above) if above is not None and parent is None else None
        if mine is None:
            self._place_new(theirs, base, parent, lost)
        elif base is None:
            # Both added it: additions of theirs are taken, differences are reported.
            self._fields(Code(theirs.id, ""), mine.id, theirs)
        elif self._moved_by_theirs(base, above):
            if lost is not None:
                told = f"below {lost.name}, which is removed here"
                self.conflicts.append(Conflict(mine.id, "parent", "as it is here", told))
            elif parent != self._ours.parent(mine.id):
                self._move(base, mine, above, parent)

    def _place_new(
        self, theirs: Code, base: Code | None, parent: str | None, lost: Code | None
    ) -> None:
        """Add a code that ours has not: one theirs made, or one ours removed and theirs changed."""
        if base is None:
            self._add(theirs, parent)
            if lost is not None:
                told = f"below {lost.name}, which is removed here"
                self.conflicts.append(Conflict(theirs.id, "parent", "the top", told))
        elif self._changed_by_theirs(base, theirs):
            self._add(theirs, parent)
            take = "" if theirs.children else "remove"
            self.conflicts.append(Conflict(theirs.id, "code", PUT_BACK, "changed", take))

    def _moved_by_theirs(self, base: Code, above: str | None) -> bool:
        """Say whether theirs has a code below another than the base had it.

        The place of a code that one side merged does not matter.
        """
        if base.id not in self._same_in_ours or base.id not in self._same_in_theirs:
            return False
        old = self._base.parent(base.id)
        return above != (self._theirs.resolve(old) if old else None)

    def _move(self, base: Code, mine: Code, above: str | None, parent: str | None) -> None:
        """Move a code where theirs moved it, unless ours moved it too or it would be a circle."""
        now_above = self._ours.parent(mine.id)
        if now_above != self._mine_of(self._base.parent(base.id)):
            names = [book.get(one) if one else None
                     for book, one in ((self._ours, now_above), (self._theirs, above))]  # fmt: skip
            ours, there = (code.name if code else "the top" for code in names)
            # If theirs would be below itself here, it cannot be taken.
            free = parent is None or parent not in self._ours.below(mine.id)
            take = f"move {parent or ''}".rstrip() if free else ""
            self.conflicts.append(Conflict(mine.id, "parent", ours, there, take))
        elif parent is not None and parent in self._ours.below(mine.id):
            # Each was put below the other.
            self.conflicts.append(Conflict(mine.id, "parent", "as it is here", f"below {parent}"))
        else:
            one = mine.id
            self._do(lambda text: with_code_moved(text, one, parent=parent or ""))

    @staticmethod
    def _first(book: Codebook, ids: Iterable[str]) -> Code | None:
        return next((c for one in ids if (c := _own(book, one)) is not None), None)

    def _mine_of(self, theirs: str | None) -> str | None:
        """Return ours for a code that theirs or the base has, ``None`` at the top."""
        if theirs is None:
            return None
        found = self._ours.get(theirs)
        other = self._theirs.get(theirs)
        if found is None and other is not None:
            found = self._first(self._ours, other.was)
        return found.id if found else None

    def _add(self, theirs: Code, parent: str | None) -> None:
        siblings = self._theirs.codes
        above = self._theirs.parent(theirs.id)
        owner = self._theirs.get(above) if above else None
        if owner is not None:
            siblings = owner.children
        after = ""
        for one in siblings:
            if one.id == theirs.id:
                break
            near = _own(self._ours, one.id)
            if near is not None and self._ours.parent(near.id) == parent:
                after = near.id
        code = replace(theirs, was=tuple(w for w in theirs.was if self._ours.get(w) is None))
        self._do(lambda text: with_code_added(text, code, parent=parent or "", after=after))

    def _changed_by_theirs(self, base: Code, theirs: Code) -> bool:
        return any(getattr(base, name) != getattr(theirs, name) for name in FIELDS) or not (
            {*theirs.was, theirs.id} <= {*base.was, base.id}
        )

    # ---- merged and removed ---------------------------------------------------------------

    def _merge_into(self, base: Code) -> None:
        """Repeat in ours a merge that theirs made."""
        mine, other = self._ours.get(base.id), self._theirs.get(base.id)
        into = self._ours.get(other.id) if other else None
        if mine is None or other is None or (into is not None and into.id == mine.id):
            return
        theirs = f"merged into {other.name}"
        if into is None:
            self.conflicts.append(
                Conflict(mine.id, "code", f"kept, and {other.name} removed", theirs)
            )
        elif base.id not in self._same_in_ours:
            said = f"{base.name} merged into it"
            self.conflicts.append(Conflict(mine.id, "code", said, theirs))
        elif self._changed_by_ours(base) or into.id in self._ours.below(mine.id):
            take = "" if mine.children else f"merge {into.id}"
            self.conflicts.append(Conflict(mine.id, "code", "changed", theirs, take))
        else:
            one, target = mine.id, into.id
            # Its fields that the other side does not know go with it.
            for child in mine.children:
                low = child.id
                self._do(lambda text, low=low: with_code_moved(text, low, parent=target))  # type: ignore[misc]
            self._do(lambda text: with_code_merged(text, one, target))

    def _changed_by_ours(self, base: Code) -> bool:
        mine = self._before.get(base.id)
        return mine is not None and (
            any(getattr(base, name) != getattr(mine, name) for name in FIELDS)
            # Another code was merged into it.
            or not {*mine.was, mine.id} <= {*base.was, base.id}
        )

    def _remove(self, base: Code) -> None:
        mine = self._ours.get(base.id)
        if mine is None or base.id not in self._same_in_ours:
            return
        if mine.children or self._changed_by_ours(base):
            take = "" if mine.children else "remove"
            said = "changed" if self._changed_by_ours(base) else "with codes below it"
            self.conflicts.append(Conflict(mine.id, "code", said, "removed", take))
            return
        gone = mine.id
        self._do(lambda text: with_code_removed(text, gone))


def joined(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> tuple[str, ...]:
    """Return a list of ours without what theirs removed, and with what theirs added."""
    gone = set(base) - set(theirs)
    kept = [one for one in ours if one not in gone]
    return (*kept, *(one for one in theirs if one not in base and one not in kept))
