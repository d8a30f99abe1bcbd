"""A coder's codings of the open documents, and the events still to be written."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from qualcode.errors import QualcodeError, StudyError
from qualcode.model.coding.coding import Coding, CodingEvent
from qualcode.store.records.splits import split_stamp
from qualcode.store.study import Study
from qualcode.workbench.coding.coder import CodingDesk
from qualcode.workbench.coding.history import Change

SaveState = Literal["saved", "unsaved"]


@dataclass
class _Open:
    text: str
    stamp: object
    codings: dict[str, Coding] = field(default_factory=dict)
    orphans: dict[str, Coding] = field(default_factory=dict)
    in_order: list[Coding] | None = None

    def put(self, coding: Coding) -> None:
        """Take a coding as it is now, orphaned or not."""
        self.drop(coding.id)
        home = self.codings if coding.event.sha256 == self.text else self.orphans
        home[coding.id] = coding

    def drop(self, coding_id: str) -> None:
        """Forget a coding."""
        self.in_order = None
        self.codings.pop(coding_id, None)
        self.orphans.pop(coding_id, None)


class OpenCodings:
    """What stands, and ``unsaved``: what could not be written yet, in the order it was done.

    Such an event stands on the screen, and is written before the next one or by ``retry``;
    ``problem`` says in one line why it still is not.
    """

    def __init__(self, study: Study, desk: CodingDesk) -> None:
        self._study = study
        self._desk = desk
        self.unsaved: list[tuple[str, CodingEvent]] = []
        self.problem = ""
        self._open: dict[str, _Open] = {}
        # The last revision of every coding touched here, removed ones too.
        self._revisions: dict[str, int] = {}

    # ---- what stands ----------------------------------------------------------------------

    def of(self, document: str) -> list[Coding]:
        """Return the codings of a document whose words are in its text, in the text's order."""
        opened = self._opened(document)
        if opened.in_order is None:
            found = opened.codings.values()
            opened.in_order = sorted(found, key=lambda c: (c.event.start, -c.event.end, c.id))
        return opened.in_order

    def orphans(self, document: str) -> list[Coding]:
        """Return the codings of a document whose words are not in its text, the oldest first."""
        return sorted(self._opened(document).orphans.values(), key=lambda c: c.id)

    def get(self, document: str, coding_id: str) -> Coding | None:
        """Return a coding that stands, orphaned or not, by its id."""
        opened = self._opened(document)
        return opened.codings.get(coding_id) or opened.orphans.get(coding_id)

    def forget(self, document: str) -> None:
        """Read a document's codings anew when they are asked for: its text is another one."""
        self._open.pop(document, None)

    def take_new_codebook(self) -> None:
        """Read codings anew where what a split assigned depends on the codebook's codes."""
        if split_stamp(self._study.root):
            self._open.clear()

    def refresh(self, document: str) -> bool:
        """Read a document's codings anew if another program wrote any; say whether it did."""
        known = self._opened(document)
        # A write that failed half-way changes the log too; the next one that works comes after
        # whatever is there.
        waiting = any(where == document for where, _ in self.unsaved)
        if waiting or self._stamp(document) == known.stamp or self.is_away():
            return False
        self._open.pop(document)
        self._opened(document)
        return True

    def _opened(self, document: str) -> _Open:
        if document not in self._open:
            stamp = self._stamp(document)
            # Placed in the text that is open, which may have been revised meanwhile.
            text = self._desk.text_digest_of(document)
            made = _Open(text, stamp)
            for coding in self._study.codings(coder=self._desk.coder, document=document, text=text):
                made.put(coding)
            for where, event in self.unsaved:
                if where == document:
                    self._show(made, document, event)
            self._open[document] = made
        return self._open[document]

    def _stamp(self, document: str) -> object:
        """Return what changes when a log is written to; ``None`` where there is none."""
        path = self._study.log_path(self._desk.coder, document)
        # What a split assigns changes codings too.
        splits = split_stamp(self._study.root)
        try:
            found = os.stat(path)  # noqa: PTH116 - once a second, for every open document
        except OSError:
            return splits or None
        return found.st_mtime_ns, found.st_size, splits

    def _show(self, opened: _Open, document: str, event: CodingEvent) -> None:
        if event.op == "remove":
            opened.drop(event.id)
            return
        [coding] = self._study.placed(document, self._desk.coder, [event], opened.text)
        opened.put(coding)

    # ---- writing --------------------------------------------------------------------------

    def write(self, changes: Iterable[tuple[str, Iterable[Change]]]) -> None:
        """Write the events that lead from each ``before`` to its ``after``, next in revision."""
        for document, pairs in changes:
            events = [self._event(document, *pair) for pair in pairs]
            self.unsaved += [(document, event) for event in events]
            self._revisions.update({event.id: event.rev for event in events})
            opened = self._opened(document)
            for event in events:
                self._show(opened, document, event)
        self.retry()

    def _event(
        self, document: str, before: CodingEvent | None, after: CodingEvent | None
    ) -> CodingEvent:
        state = after or before
        assert state is not None
        known = self._revision(document, state.id)
        op: Literal["add", "change", "remove"] = "remove"
        if after is not None:
            op = "add" if known < 0 else "change"
        return msgspec.structs.replace(state, op=op, rev=known + 1, at=self._desk.moment(state.id))

    def _revision(self, document: str, coding_id: str) -> int:
        standing = self.get(document, coding_id)
        known = self._revisions.get(coding_id, -1)
        return max(known, standing.event.rev) if standing else known

    @property
    def state(self) -> SaveState:
        """Whether everything done is on disk."""
        return "unsaved" if self.unsaved else "saved"

    def retry(self) -> SaveState:
        """Write what is not on disk yet."""
        self.problem = ""
        while self.unsaved:
            document = self.unsaved[0][0]
            batch = [event for where, event in self.unsaved if where == document]
            try:
                self.check_there()
                self._append(document, batch)
            except (QualcodeError, OSError) as error:
                self.problem = str(error)
                break
            self.unsaved = [entry for entry in self.unsaved if entry[0] != document]
            self._opened(document).stamp = self._stamp(document)
        return self.state

    def _append(self, document: str, batch: Sequence[CodingEvent]) -> None:
        if self._stamp(document) == self._opened(document).stamp:
            self._desk.add_many(document, batch)
            return
        # Another program has written since: these come after what it did, and that is shown.
        for event in self._desk.add_after_all(document, batch):
            self._revisions[event.id] = event.rev
        self._open.pop(document)

    def is_away(self) -> bool:
        """Say whether the study's folder is gone, or not mounted."""
        # Writing would make a removed or unmounted study anew, with one log and nothing else;
        # reading would show it empty.
        return not (self._study.root / "study.toml").is_file()

    def check_there(self) -> None:
        """Raise StudyError where the study's folder is gone."""
        if self.is_away():
            raise StudyError(f"the study folder {self._study.root} is not there")
