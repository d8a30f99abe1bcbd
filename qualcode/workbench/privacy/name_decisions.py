"""Decides about names one by one: each decision is saved at once, and can be undone and redone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from qualcode.errors import BadInputError, NotFoundError
from qualcode.model.personal_names import KnownName, words_of
from qualcode.workbench.privacy.name_rows import NameRow, State, state_of
from qualcode.workbench.privacy.names import NameTable

Made = TypeVar("Made")


@dataclass(frozen=True)
class Decided:
    """One decision: the row it is about, in words, and the table before and after it."""

    row: str
    words: str
    before: tuple[KnownName, ...]
    after: tuple[KnownName, ...]


class NameDecisions:
    """The decisions of one sitting; the table on disk is what counts, so that none is lost.

    ``in_texts`` counts what stands for names in the texts already.
    """

    def __init__(self, table: NameTable, in_texts: Callable[[str], int] = lambda _: 0) -> None:
        self.table = table
        self._in_texts = in_texts
        self._done: list[Decided] = []
        # What is decided of each row, by the table as it is.
        self._of: list[KnownName] = []
        self._states: dict[NameRow, tuple[State, str]] = {}
        self._undone: list[Decided] = []

    def state(self, row: NameRow) -> tuple[State, str]:
        """Return what is decided of a row, and what stands for its name."""
        if self._of is not self.table.names:
            self._of = self.table.names
            self._states.clear()
        found = self._states.get(row)
        if found is None:
            found = self._states[row] = state_of(row, self.table)
        return found

    def proposed(self, row: NameRow) -> str:
        """Return what would stand for a row's name."""
        if row.known is not None and row.known.replacement:
            now = self.table.by_form.get(words_of(row.known.name))
            if now is not None and now.replacement and not now.keep:
                return now.replacement
        for form in row.forms:
            now = self.table.by_form.get(words_of(form.text))
            if now is not None and now.replacement:
                return now.replacement
        return self.table.proposed(row.name, row.kind)

    # ---- deciding -------------------------------------------------------------------------

    def replace(self, row: NameRow, by: str) -> str:
        """Decide that a name is replaced; return it in words.

        Raises:
            BadInputError: nothing like that can stand for it.
        """
        known = row.known
        now = self.table.by_form.get(words_of(known.name)) if known else None
        forms = [form.text for form in row.forms]
        written = " ".join(by.split())
        joins = now is not None and written in (now.replacement, now.replacement.strip("[]"))

        def work() -> KnownName:
            if now is not None and joins:
                return self.table.accept(now.name, now.kind, now.replacement, forms)
            return self.table.accept(row.name, row.kind, by, row.others)

        was = self.state(row)[1]
        made = self._do(row, work, lambda made: f"{row.name} → {made.replacement}")
        left = self._in_texts(was) if was and was != made.replacement else 0
        more = f". {was} stands {left:,}× in the texts already, and stays there" if left else ""
        return f"{row.name} → {made.replacement}{more}"

    def keep(self, row: NameRow) -> str:
        """Decide that a name stays in plain sight; return it in words.

        Raises:
            BadInputError: it is replaced already.
        """
        self._refuse_replaced(row)
        self._do(row, lambda: self.table.keep(row.name, row.others), lambda _: f"{row.name} kept")
        return f"{row.name} stays in plain sight"

    def same_as(self, row: NameRow, other: str) -> str:
        """Decide that a row is a form of another name of the table; return it in words.

        Raises:
            NotFoundError: the other name has not been decided yet.
        """
        now = self.table.by_form.get(words_of(other))
        if now is None or now.keep or not now.replacement:
            raise NotFoundError(f"{other} has no pseudonym yet", mend="Decide about it first")
        forms = [form.text for form in row.forms]
        self._do(
            row,
            lambda: self.table.accept(now.name, now.kind, now.replacement, forms),
            lambda _: f"{row.name} is {now.name}",
        )
        return f"{row.name} is {now.name} → {now.replacement}"

    def take_away(self, row: NameRow) -> str:
        """Take what was decided of a row away; return it in words.

        Raises:
            NotFoundError: nothing was decided.
            BadInputError: it is replaced already.
        """
        state, _ = self.state(row)
        if state == "open":
            raise NotFoundError(f"nothing was decided about {row.name}")
        self._refuse_replaced(row)
        forms = {words_of(form.text) for form in row.forms}

        def work() -> None:
            gone: list[KnownName] = []
            instead: list[KnownName] = []
            self.table.reread()
            for one in self.table.names:
                if words_of(one.name) in forms:
                    gone.append(one)
                elif left := _without(one, forms):
                    gone.append(one)
                    instead.append(left)
            self.table.put(gone, instead)

        self._do(row, work, lambda _: f"{row.name} open again")
        return f"{row.name} is to be decided again"

    def _refuse_replaced(self, row: NameRow) -> None:
        """Raise BadInputError for a name that is replaced: what stands for it must stay known."""
        state, by = self.state(row)
        if state != "replace" or not by or not (count := self._in_texts(by)):
            return
        if row.count == 0 or by[-2:-1].isdigit():
            raise BadInputError(
                f"{by} stands {count:,}× in the texts already",
                mend="To bring a text back: qualcode revise DOC --undo",
            )

    def _do(self, row: NameRow, work: Callable[[], Made], words: Callable[[Made], str]) -> Made:
        made = work()
        table = self.table
        self._done.append(Decided(row.key, words(made), tuple(table.before), tuple(table.names)))
        self._undone.clear()
        return made

    # ---- undoing --------------------------------------------------------------------------

    def undo(self) -> Decided:
        """Undo the last decision of this sitting.

        Raises:
            NotFoundError: there is none.
            StudyError: another program changed its row since.
        """
        if not self._done:
            raise NotFoundError("nothing was decided in this sitting that could be undone")
        last = self._done[-1]
        self._go(last.after, last.before)
        self._undone.append(self._done.pop())
        return last

    def redo(self) -> Decided:
        """Decide again what was undone last.

        Raises:
            NotFoundError: nothing was undone, or something else was decided since.
            StudyError: another program changed its row since.
        """
        if not self._undone:
            raise NotFoundError("nothing was undone that could be done again")
        last = self._undone[-1]
        self._go(last.before, last.after)
        self._done.append(self._undone.pop())
        return last

    def _go(self, now: Sequence[KnownName], then: Sequence[KnownName]) -> None:
        gone = [one for one in now if one not in then]
        self.table.put(gone, [one for one in then if one not in now], then)

    def forget_steps(self) -> None:
        """Forget what could be undone: the names were replaced by it."""
        self._done.clear()
        self._undone.clear()


def _without(name: KnownName, forms: set[tuple[str, ...]]) -> KnownName | None:
    """Return a name without these forms; ``None`` if it has none of them."""
    left = tuple(v for v in name.variants if words_of(v) not in forms)
    if left == name.variants:
        return None
    return KnownName(name.name, name.kind, name.replacement, left, name.keep)
