"""A coding session without a screen: codings of open documents, undo and redo, saving."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from qualcode.errors import BadInputError, NotFoundError, QualcodeError, StudyError
from qualcode.model.codebook import Code
from qualcode.model.coding import Coding, CodingEvent, new_id
from qualcode.store.study import Study, now
from qualcode.workbench.actions import read_keys
from qualcode.workbench.coding import CodingDesk, check_usable

Span = tuple[int, int]
SaveState = Literal["saved", "unsaved"]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done: each coding it touched before (``None``: it was not) and after."""

    words: str
    document: str
    changes: tuple[tuple[CodingEvent | None, CodingEvent | None], ...]


@dataclass
class _Open:
    codings: dict[str, Coding]
    stamp: tuple[int, int] | None
    in_order: list[Coding] | None = None


class CodingSession:
    """What one coder does in one sitting; every step is on disk before it is called saved.

    An event that could not be written stays in ``unsaved``, stands on the screen, and is written
    before the next one, or by ``retry``. Other coders' codings are not read: blind first.
    ``actions`` is the table of keys with this machine's changes.
    """

    def __init__(self, study: Study, coder: str) -> None:
        self.study = study
        self.desk = CodingDesk(study, coder)
        self.coder = self.desk.coder
        self.actions = read_keys(study.local / "keys.toml")
        self.unsaved: list[tuple[str, CodingEvent]] = []
        self.problem = ""
        self.recent: list[str] = []
        self._open: dict[str, _Open] = {}
        self._done: list[Step] = []
        self._undone: list[Step] = []
        # The last revision of every coding touched here, removed ones too.
        self._revisions: dict[str, int] = {}

    # ---- reading --------------------------------------------------------------------------

    def codings(self, document: str) -> list[Coding]:
        """Return the coder's codings of a document, in the order of the text."""
        opened = self._opened(document)
        if opened.in_order is None:
            found = opened.codings.values()
            opened.in_order = sorted(found, key=lambda c: (c.event.start, -c.event.end, c.id))
        return opened.in_order

    def at(self, document: str, start: int, end: int) -> list[Coding]:
        """Return the coder's codings that share a character with ``[start, end)``."""
        found = []
        for coding in self.codings(document):
            if coding.event.start >= end:
                break
            if coding.event.end > start:
                found.append(coding)
        return found

    def refresh(self, document: str) -> bool:
        """Read a document's codings anew if another program wrote any; say whether it did."""
        known = self._opened(document)
        if self._stamp(document) == known.stamp or self._is_away():
            return False
        self._open.pop(document)
        self._opened(document)
        return True

    def _opened(self, document: str) -> _Open:
        if document not in self._open:
            stamp = self._stamp(document)
            found = self.study.codings(coder=self.coder, document=document)
            made = _Open({c.id: c for c in found}, stamp)
            for where, event in self.unsaved:
                if where == document:
                    self._show(made, document, event)
            self._open[document] = made
        return self._open[document]

    def _stamp(self, document: str) -> tuple[int, int] | None:
        """Return what changes when a log is written to; ``None`` where there is none."""
        path = self.study.log_path(self.coder, document)
        try:
            found = os.stat(path)  # noqa: PTH116 - once a second, for every open document
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size

    # ---- doing ----------------------------------------------------------------------------

    def add(
        self, document: str, codes: Sequence[Code], span: Span, *, valence: str | None = None
    ) -> list[Coding]:
        """Give a span one or more codes in one step; a code it bears already adds nothing.

        Raises:
            BadInputError: a code is a placeholder or retired, or the span holds no word.
        """
        start, end = self.desk.span(document, *span)
        opened, _ = self.desk.open_document(document)
        standing = {(c.code, c.event.start, c.event.end) for c in self.codings(document)}
        events = []
        for code in codes:
            check_usable(code)
            if (code.id, start, end) in standing:
                continue
            events.append(
                CodingEvent(
                    new_id(), "add", code.id, start, end, opened.sha256, now(), valence=valence,
                    definition=code.digest,
                )
            )  # fmt: skip
        for code in codes:
            self._remember(code.id)
        if not events:
            raise BadInputError("this passage bears that code already")
        names = ", ".join(e.code for e in events)
        self._do(f"coded {names}", document, [(None, event) for event in events])
        return [Coding(document, self.coder, event) for event in events]

    def change(self, coding: Coding, words: str = "", **changes: object) -> Coding:
        """Change a coding's ``code``, ``start``, ``end``, ``valence`` or ``note``."""
        before = self._own(coding)
        after = msgspec.structs.replace(before, op="change", **changes)
        if msgspec.structs.replace(after, op=before.op) == before:
            return coding
        said = words or f"changed {before.code}"
        (event,) = self._do(said, coding.document, [(before, after)])
        return Coding(coding.document, self.coder, event)

    def remove(self, codings: Sequence[Coding]) -> None:
        """Remove codings of one document in one step; undo puts them back."""
        if codings:
            names = ", ".join(c.code for c in codings)
            changes = [(self._own(c), None) for c in codings]
            self._do(f"removed {names}", codings[0].document, changes)

    def split(self, coding: Coding, at: int) -> None:
        """Split a coding in two at an offset inside it; both bear its code, valence and note.

        Raises:
            BadInputError: a part would hold no word.
        """
        before = self._own(coding)
        _, text = self.desk.open_document(coding.document)
        left = text[before.start : at].rstrip() if before.start < at < before.end else ""
        rest = text[at : before.end] if left else ""
        if not left or not rest.strip():
            raise BadInputError("put the cursor inside the coding, after its first word")
        start = at + len(rest) - len(rest.lstrip())
        first = msgspec.structs.replace(before, op="change", end=before.start + len(left))
        second = msgspec.structs.replace(before, id=new_id(), op="add", rev=0, start=start)
        self._do(f"split {before.code}", coding.document, [(before, first), (None, second)])

    def undo(self) -> str:
        """Take back the last step of this session; return in words what it was.

        Raises:
            NotFoundError: nothing is left to take back.
        """
        if not self._done:
            raise NotFoundError("nothing to undo in this session")
        step = self._done.pop()
        self._write(step.document, [(after, before) for before, after in step.changes])
        self._undone.append(step)
        return f"Undone: {step.words} ({step.document})"

    def redo(self) -> str:
        """Do again what was undone last; return in words what it was.

        Raises:
            NotFoundError: nothing was undone, or something else was done since.
        """
        if not self._undone:
            raise NotFoundError("nothing to redo")
        step = self._undone.pop()
        self._write(step.document, list(step.changes))
        self._done.append(step)
        return f"Done again: {step.words} ({step.document})"

    def _own(self, coding: Coding) -> CodingEvent:
        found = self._opened(coding.document).codings.get(coding.id)
        if found is None:
            raise NotFoundError("that coding is no longer there")
        return found.event

    def _remember(self, code: str) -> None:
        self.recent = [code, *(c for c in self.recent if c != code)][:9]

    def _do(
        self,
        words: str,
        document: str,
        changes: Sequence[tuple[CodingEvent | None, CodingEvent | None]],
    ) -> list[CodingEvent]:
        written = self._write(document, changes)
        self._done.append(Step(words, document, tuple(changes)))
        self._undone.clear()
        return written

    # ---- saving ---------------------------------------------------------------------------

    def _write(
        self,
        document: str,
        changes: Iterable[tuple[CodingEvent | None, CodingEvent | None]],
    ) -> list[CodingEvent]:
        """Write the events that lead from each ``before`` to its ``after``, next in revision."""
        opened = self._opened(document)
        events = []
        for before, after in changes:
            state = after or before
            assert state is not None
            known = self._revision(document, state.id)
            op: Literal["add", "change", "remove"] = "remove"
            if after is not None:
                op = "add" if known < 0 else "change"
            events.append(msgspec.structs.replace(state, op=op, rev=known + 1, at=now()))
        self.unsaved += [(document, event) for event in events]
        self._revisions.update({event.id: event.rev for event in events})
        for event in events:
            self._show(opened, document, event)
        self.retry()
        return events

    def _revision(self, document: str, coding_id: str) -> int:
        standing = self._opened(document).codings.get(coding_id)
        known = self._revisions.get(coding_id, -1)
        return max(known, standing.event.rev) if standing else known

    def _show(self, opened: _Open, document: str, event: CodingEvent) -> None:
        opened.in_order = None
        if event.op == "remove":
            opened.codings.pop(event.id, None)
        else:
            opened.codings[event.id] = Coding(document, self.coder, event)

    @property
    def state(self) -> SaveState:
        """Whether everything done is on disk."""
        return "unsaved" if self.unsaved else "saved"

    def retry(self) -> SaveState:
        """Write what is not on disk yet; ``problem`` says in one line why it still is not."""
        self.problem = ""
        while self.unsaved:
            document = self.unsaved[0][0]
            batch = [event for where, event in self.unsaved if where == document]
            try:
                if self._is_away():
                    raise StudyError(f"the study folder {self.study.root} is not there")
                self._append(document, batch)
            except (QualcodeError, OSError) as error:
                self.problem = str(error)
                break
            self.unsaved = [entry for entry in self.unsaved if entry[0] != document]
            self._opened(document).stamp = self._stamp(document)
        return self.state

    def _append(self, document: str, batch: Sequence[CodingEvent]) -> None:
        if self._stamp(document) == self._opened(document).stamp:
            self.desk.add_many(document, batch)
            return
        # Another program has written since: these come after what it did, and that is shown.
        for event in self.desk.add_after_all(document, batch):
            self._revisions[event.id] = event.rev
        self._open.pop(document)

    def _is_away(self) -> bool:
        # Writing would make a removed or unmounted study anew, with one log and nothing else;
        # reading would show it empty.
        return not (self.study.root / "study.toml").is_file()


def counts(codings: Iterable[Coding], resolve: Callable[[str], str]) -> dict[str, int]:
    """Return how many codings each code has, by its present id."""
    found: dict[str, int] = {}
    for coding in codings:
        code = resolve(coding.code)
        found[code] = found.get(code, 0) + 1
    return found
