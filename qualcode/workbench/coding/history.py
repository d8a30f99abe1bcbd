"""The history of steps, to undo them: in this session, or from the logs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from qualcode.errors import NotFoundError, StudyError
from qualcode.model.coding.coding import CodingEvent, inverse, last_action
from qualcode.store.study import Study

#: A coding before and after; ``None`` if it did not exist, or no longer does.
Change = tuple[CodingEvent | None, CodingEvent | None]


@dataclass(frozen=True, slots=True)
class FileChange:
    """The whole of a small file (codebook, memo) before and after; ``None`` if there was none."""

    path: Path
    before: str | None
    after: str | None

    def reversed(self) -> FileChange:
        """Return the change that reverses this one."""
        return FileChange(self.path, self.after, self.before)


@dataclass(frozen=True, slots=True)
class Step:
    """One step, described in words: codings by document, a done mark, a file; any of them."""

    words: str
    codings: tuple[tuple[str, tuple[Change, ...]], ...] = ()
    done: tuple[str, bool] | None = None
    file: FileChange | None = None

    @property
    def where(self) -> str:
        """Its document, or the number of documents."""
        names = [name for name, _ in self.codings] or ([self.done[0]] if self.done else [])
        if len(names) > 1:
            return f" ({len(names)} documents)"
        return f" ({names[0]})" if names else ""

    @property
    def touched(self) -> tuple[tuple[str, str], ...]:
        """The codings it is about, each with its document, by their ids."""
        return tuple(
            (document, state.id)
            for document, changes in self.codings
            for before, after in changes
            if (state := after or before) is not None
        )

    def reversed(self) -> Step:
        """Return the step that reverses this one."""
        codings = tuple((name, tuple((b, a) for a, b in changes)) for name, changes in self.codings)
        done = (self.done[0], not self.done[1]) if self.done else None
        return Step(self.words, codings, done, self.file.reversed() if self.file else None)


class NothingLeftError(NotFoundError):
    """Nothing is left to undo or redo: to be told, and no fault."""


class History:
    """The steps of one session: those to undo, and those to redo.

    ``perform`` does a step and returns in words which parts could not be done.
    """

    def __init__(self, perform: Callable[[Step], str]) -> None:
        self._perform = perform
        self._done: list[Step] = []
        self._undone: list[Step] = []
        #: What was undone or redone last, as it was then done.
        self.last: Step | None = None

    @property
    def last_words(self) -> str:
        """The last step done, in words; empty if there is none."""
        return self._done[-1].words if self._done else ""

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps that can be undone or redone, those to undo first, the oldest first."""
        return (*self._done, *self._undone)

    @property
    def last_step(self) -> Step | None:
        """The last step done, which ``undo`` would undo; ``None`` if there is none."""
        return self._done[-1] if self._done else None

    def do(self, step: Step) -> None:
        """Do a step and remember it.

        Raises:
            StudyError: another program has just changed its file.
        """
        said = self._perform(step)
        if said:
            raise StudyError(said, mend="Try again")
        self.did(step)

    def did(self, step: Step) -> None:
        """Remember a step that was done already."""
        self._done.append(step)
        self._undone.clear()

    def undo(self) -> str:
        """Undo the last step; return its description.

        Raises:
            NothingLeftError: nothing is left to undo.
        """
        if not self._done:
            raise NothingLeftError("nothing to undo in this session")
        step = self._done[-1]
        self.last = step.reversed()
        said = self._perform(self.last)
        self._undone.append(self._done.pop())
        return f"Undone: {step.words}{step.where}" + (f". But {said}" if said else "")

    def redo(self) -> str:
        """Redo what was undone last; return its description.

        Raises:
            NothingLeftError: nothing was undone, or something else was done since.
        """
        if not self._undone:
            raise NothingLeftError("nothing to redo")
        self.last = step = self._undone[-1]
        said = self._perform(step)
        self._done.append(self._undone.pop())
        return f"Done again: {step.words}{step.where}" + (f". But {said}" if said else "")


@dataclass(frozen=True)
class Undone:
    """What an undo reversed in the logs, in words."""

    event: CodingEvent
    document: str

    @property
    def words(self) -> str:
        """What happened to the coding: "moves on talk-2 put back"."""
        verb = {"add": "removed again", "change": "changed back", "remove": "put back"}
        return f"{self.event.code} on {self.document} {verb[self.event.op]}"


def taken_back(study: Study, coder: str) -> tuple[Undone, CodingEvent]:
    """Return a coder's last act that still stands, in any session, and the event that undoes it.

    Raises:
        NotFoundError: there is nothing to take back.
    """
    newest: tuple[CodingEvent, str, list[CodingEvent]] | None = None
    for _, document, events in study.events(coder=coder):
        event = last_action(events)
        if event is not None and (newest is None or event.at > newest[0].at):
            newest = (event, document, events)
    if newest is None:
        raise NotFoundError(f"{coder} has nothing to undo")
    event, document, events = newest
    return Undone(event, document), inverse(event, events, at=event.at)
