"""A coder's codings of the open documents, and the events still to be written."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from qualcode.errors import NotFoundError, QualcodeError, StudyError
from qualcode.model.coding.coding import Coding, CodingEvent
from qualcode.model.moments import after as later
from qualcode.store.records.coding_log import LogStamp, log_stamp
from qualcode.store.records.splits import split_stamp
from qualcode.store.study import Study, now
from qualcode.workbench.coding.history import Change
from qualcode.workbench.coding.locate import PassageFinder

SaveState = Literal["saved", "unsaved"]
Splits = tuple[tuple[str, int, int], ...]


@dataclass
class _Open:
    text: str
    log: LogStamp
    splits: Splits
    codings: dict[str, Coding] = field(default_factory=dict)
    orphans: dict[str, Coding] = field(default_factory=dict)
    in_order: list[Coding] | None = None

    def put(self, coding: Coding) -> None:
        """Add a coding, orphaned or not."""
        event = coding.event
        self.drop(event.id)
        home = self.codings if event.sha256 == self.text else self.orphans
        home[event.id] = coding

    def drop(self, coding_id: str) -> None:
        """Forget a coding."""
        self.in_order = None
        self.codings.pop(coding_id, None)
        self.orphans.pop(coding_id, None)


class CodingBuffer:
    """The present codings, and ``unsaved`` ones that could not be written yet, in order.

    Unsaved events are shown on the screen, and written before the next one or by ``retry``.
    """

    def __init__(self, study: Study, coder: str, texts: PassageFinder) -> None:
        self._study = study
        self._coder = coder
        self._texts = texts
        self.unsaved: list[tuple[str, CodingEvent]] = []
        self._refused: QualcodeError | OSError | None = None
        self._open: dict[str, _Open] = {}
        self._latest = ""
        self._looked_at = -1
        # The last revision of every coding touched here, removed ones too.
        self._revisions: dict[str, int] = {}

    # ---- present codings ------------------------------------------------------------------

    def of(self, document: str) -> list[Coding]:
        """Return the codings of a document whose words are in its text, in the text's order."""
        opened = self._opened(document)
        if opened.in_order is None:
            found = opened.codings.values()
            opened.in_order = sorted(found, key=lambda c: (c.event.start, -c.event.end, c.id))
        return opened.in_order

    def bearing(self, document: str, start: int, end: int) -> dict[str, Coding]:
        """Return the codings with exactly this span of a document's text, by code."""
        found = self._opened(document).codings.values()
        span = (start, end)
        return {c.event.code: c for c in found if (c.event.start, c.event.end) == span}

    def orphans(self, document: str) -> list[Coding]:
        """Return the codings of a document whose words are not in its text, the oldest first."""
        return sorted(self._opened(document).orphans.values(), key=lambda c: c.id)

    def get(self, document: str, coding_id: str) -> Coding | None:
        """Return a present coding, orphaned or not, by its id."""
        opened = self._opened(document)
        return opened.codings.get(coding_id) or opened.orphans.get(coding_id)

    def forget(self, document: str) -> None:
        """Read a document's codings again when next needed, since its text is another one."""
        self._open.pop(document, None)

    def take_new_codebook(self) -> None:
        """Read codings again if the codebook's codes decide what a split assigned."""
        if split_stamp(self._study.root):
            self._open.clear()

    def refresh(self, document: str) -> bool:
        """Read a document's codings again if another program wrote any; return whether it did."""
        known = self._opened(document)
        # A write that failed half-way changes the log too; the next successful one comes after
        # whatever is there.
        waiting = any(where == document for where, _ in self.unsaved)
        as_it_was = (self._log(document), split_stamp(self._study.root)) == (
            known.log,
            known.splits,
        )
        if waiting or as_it_was or self.is_away():
            return False
        self._open.pop(document)
        now_there = self._opened(document)
        return (now_there.codings, now_there.orphans) != (known.codings, known.orphans)

    def reread(self) -> None:
        """Read every document's codings again when next needed."""
        self._open.clear()

    def _opened(self, document: str) -> _Open:
        if document not in self._open:
            log, splits = self._log(document), split_stamp(self._study.root)
            # Placed in the open text, which may have been revised meanwhile.
            text = self._texts.text_digest_of(document)
            made = _Open(text, log, splits)
            for coding in self._study.codings(coder=self._coder, document=document, text=text):
                made.put(coding)
            for where, event in self.unsaved:
                if where == document:
                    self._show(made, document, event)
            self._open[document] = made
        return self._open[document]

    def _log(self, document: str) -> LogStamp:
        return log_stamp(self._study.log_path(self._coder, document))

    def _show(self, opened: _Open, document: str, event: CodingEvent) -> None:
        if event.op == "remove":
            opened.drop(event.id)
        elif event.op == "add" and event.sha256 == opened.text:
            opened.put(Coding(document, self._coder, event))
        else:
            [coding] = self._study.placed(document, self._coder, [event], opened.text)
            opened.put(coding)

    # ---- writing --------------------------------------------------------------------------

    def write(self, changes: Iterable[tuple[str, Iterable[Change]]]) -> None:
        """Write the events that lead from each ``before`` to its ``after``, next in revision."""
        for document, pairs in changes:
            for before, after in pairs:
                self._take(document, self._event(document, before, after))
        self.retry()

    def write_undo(self, document: str, event: CodingEvent) -> None:
        """Write the event that undoes an event of a log, dated now."""
        at = self._moment(event.id)
        self._take(document, msgspec.structs.replace(event, at=at))
        self.retry()

    def _take(self, document: str, event: CodingEvent) -> None:
        opened = self._opened(document)
        self.unsaved.append((document, event))
        self._revisions[event.id] = event.rev
        self._show(opened, document, event)

    def _event(
        self, document: str, before: CodingEvent | None, after: CodingEvent | None
    ) -> CodingEvent:
        state = after or before
        assert state is not None
        known = self._revision(document, state.id)
        op: Literal["add", "change", "remove"] = "remove"
        if after is not None:
            op = "add" if known < 0 else "change"
        # A coding that is new cannot have been assigned to a part yet.
        at = self._moment("" if op == "add" else state.id)
        # An event written by undo may be changed; the result is not an undo.
        return msgspec.structs.replace(state, op=op, rev=known + 1, at=at, undoes="")

    def _revision(self, document: str, coding_id: str) -> int:
        standing = self.get(document, coding_id)
        known = self._revisions.get(coding_id, -1)
        return max(known, standing.event.rev) if standing else known

    def _moment(self, coding_id: str = "") -> str:
        """Return the time for a new event, later than all that the coder did before.

        The clock may have been set back, or one machine's may be ahead of another's; but undo must
        take back the last act, and a change of a coding must win over its assignment.
        """
        stamp = 0
        with contextlib.suppress(OSError):
            stamp = os.stat(self._study.root / "codings" / self._coder).st_mtime_ns  # noqa: PTH116
        if stamp != self._looked_at:
            self._looked_at = stamp
            self._latest = max(self._latest, self._study.latest_moment(self._coder))
        assigned = self._study.assigned_at(coding_id) if coding_id else ""
        self._latest = later(now(), [self._latest, assigned])
        return self._latest

    @property
    def state(self) -> SaveState:
        """Whether everything done is on disk."""
        return "unsaved" if self.unsaved else "saved"

    @property
    def problem(self) -> str:
        """Why not, in one line."""
        return "" if self._refused is None else str(self._refused)

    def check_saved(self) -> None:
        """Raise the reason why something is not on disk, if so.

        Raises:
            QualcodeError, OSError: the error of the last try.
        """
        if self._refused is not None:
            raise self._refused

    def retry(self) -> SaveState:
        """Write what is not on disk yet."""
        self._refused = None
        for document in list(dict.fromkeys(where for where, _ in self.unsaved)):
            batch = [event for where, event in self.unsaved if where == document]
            try:
                self.check_there()
                self._append(document, batch)
            except NotFoundError as error:
                # This document is gone; what was done in others is written all the same.
                self._refused = error
            except (QualcodeError, OSError) as error:
                self._refused = error
                break
        return self.state

    def _append(self, document: str, batch: Sequence[CodingEvent]) -> None:
        opened = self._opened(document)
        written = self._study.append(self._coder, document, batch, opened.log)
        self.unsaved = [entry for entry in self.unsaved if entry[0] != document]
        if not written.meanwhile:
            opened.log = written.stamp
            return
        # Another program has written since: these events follow its own, which are shown too.
        self._revisions.update({event.id: event.rev for event in written.events})
        del self._open[document]

    def is_away(self) -> bool:
        """Return whether the study's folder is gone, or not mounted."""
        # Writing would create a removed or unmounted study again, with one log and nothing else;
        # reading would show it empty.
        return not (self._study.root / "study.toml").is_file()

    def check_there(self) -> None:
        """Raise StudyError if the study's folder is gone."""
        if self.is_away():
            raise StudyError(f"the study folder {self._study.root} is not there")
