"""Codes by hand: finds the passage, checks the code, saves durably, undoes."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from qualcode.errors import AmbiguousError, BadInputError, NotFoundError, QualcodeError
from qualcode.model.codebook.code import Code
from qualcode.model.codebook.find import check_usable
from qualcode.model.coding.coding import (
    Coding,
    CodingEvent,
    inverse,
    last_action,
    latest,
    new_id,
    present,
)
from qualcode.model.document.document import Document
from qualcode.model.moments import after
from qualcode.model.text.text import QuoteFinder, safe_for_terminal
from qualcode.store.io.durable import check_file_name
from qualcode.store.records.coding_log import read_log
from qualcode.store.study import Study, now


@dataclass(frozen=True)
class Added:
    """A coding that stands after ``add``; ``new`` is False where it stood already."""

    coding: Coding
    text: str
    new: bool


@dataclass(frozen=True)
class Undone:
    """What an undo took back, in words."""

    event: CodingEvent
    document: str
    words: str


class CodingDesk:
    """One coder at work in one open study. Texts are read and checked once and kept."""

    def __init__(self, study: Study, coder: str) -> None:
        self.study = study
        self.coder = check_file_name(coder, "coder")
        self.codebook = study.usable_codebook()
        self._open: dict[str, tuple[Document, str]] = {}
        self._latest = ""
        self._looked_at = -1
        self._finders: dict[str, QuoteFinder] = {}

    def open_document(self, document_id: str) -> tuple[Document, str]:
        """Return a document and its text, its hash checked when first opened."""
        if document_id not in self._open:
            document = self.study.document(document_id)
            self._open[document_id] = (document, self.study.text(document))
        return self._open[document_id]

    def text_digest_of(self, document_id: str) -> str:
        """Return the SHA-256 of a document's text as it is open here, or as it is now."""
        if document_id in self._open:
            return self._open[document_id][0].sha256
        try:
            return self.study.document(document_id).sha256
        except QualcodeError:
            return ""

    def close_document(self, document_id: str) -> None:
        """Read a document and its text anew when they are asked for."""
        self._open.pop(document_id, None)
        self._finders.pop(document_id, None)

    # ---- finding the passage --------------------------------------------------------------

    def span(self, document_id: str, start: int, end: int) -> tuple[int, int]:
        """Return the span if it lies in the text and holds a word.

        Raises:
            BadInputError: it does not.
        """
        _, text = self.open_document(document_id)
        if not 0 <= start < end <= len(text):
            raise BadInputError(
                f"span {start}:{end} is outside the text of {document_id}",
                mend=f"It has {len(text)} characters, and a span is START:END with START < END",
            )
        if not text[start:end].strip():
            raise BadInputError(f"span {start}:{end} of {document_id} holds only blanks")
        return start, end

    def turn(self, document_id: str, number: int) -> tuple[int, int]:
        """Return the words of a turn, counted from 1, without its label.

        Raises:
            BadInputError: there is no such turn.
        """
        document, _ = self.open_document(document_id)
        if not 1 <= number <= len(document.turns):
            raise BadInputError(
                f"no turn {number} in {document_id}",
                mend=f"It has turns 1 to {len(document.turns)}",
            )
        turn = document.turns[number - 1]
        return turn.words, turn.end

    def quote(self, document_id: str, quote: str) -> tuple[int, int]:
        """Return the one passage that reads like ``quote``.

        Whitespace, case, kinds of quotation mark and dash may differ; words may not.

        Raises:
            NotFoundError: no passage does; the message shows the nearest.
            AmbiguousError: several do; the message says how many and where.
        """
        document, text = self.open_document(document_id)
        finder = self._finders.setdefault(document_id, QuoteFinder(text))
        found = finder.find(quote)
        if len(found) == 1:
            return found[0]
        if not found:
            raise NotFoundError(
                f"these words are not in {document_id}: {_short(quote)!r}",
                mend=_nearest_passage(document, text, quote),
            )
        places = ", ".join(f"{s}:{e} ({_place(document, s)})" for s, e in found[:6])
        more = f" and {len(found) - 6} more" if len(found) > 6 else ""
        raise AmbiguousError(
            f"these words are in {document_id} {len(found)} times: {places}{more}",
            mend="Quote more words, or give --span with one of these",
        )

    # ---- doing ----------------------------------------------------------------------------

    def add(
        self,
        document_id: str,
        code: Code,
        span: tuple[int, int],
        *,
        valence: str | None = None,
        note: str = "",
        assisted: bool = False,
        coding_id: str = "",
    ) -> Added:
        """Code a span, durably; the same span, code and coder a second time adds nothing.

        Raises:
            BadInputError: the code is a placeholder or retired, or the span is not one.
            StudyError: it could not be saved.
        """
        check_usable(code)
        start, end = self.span(document_id, *span)
        document, text = self.open_document(document_id)
        event = CodingEvent(
            id=coding_id or new_id(),
            op="add",
            code=code.id,
            start=start,
            end=end,
            sha256=document.sha256,
            at=self.moment(),
            valence=valence,
            note=note,
            definition=code.digest,
            assisted=assisted,
        )
        with self.study.log_lock(self.coder, document_id):
            for standing in present(self._log(document_id)):
                coding = self._placed(document_id, standing, document.sha256)
                at = coding.event
                if (at.code, at.start, at.end, at.sha256) == (
                    event.code, start, end, document.sha256,
                ):  # fmt: skip
                    return Added(coding, text[start:end], new=False)
            self._append(document_id, [event])
        return Added(Coding(document_id, self.coder, event), text[start:end], new=True)

    def add_many(self, document_id: str, events: Sequence[CodingEvent]) -> None:
        """Append finished events to one document's log in one durable write."""
        with self.study.log_lock(self.coder, document_id):
            self._append(document_id, events)

    def add_after_all(self, document_id: str, events: Sequence[CodingEvent]) -> list[CodingEvent]:
        """Append events so that each is the last of its id, whatever another program wrote.

        Returns the events as written, with the revisions they got.
        """
        with self.study.log_lock(self.coder, document_id):
            known = {event.id: event.rev for event in latest(self._log(document_id)).values()}
            written = []
            for event in events:
                rev = max(event.rev, known.get(event.id, -1) + 1)
                known[event.id] = rev
                written.append(msgspec.structs.replace(event, rev=rev))
            self._append(document_id, written)
        return written

    def change(self, coding_id: str, **changes: object) -> Coding:
        """Change a coding's ``code``, ``valence``, ``note``, or ``start`` and ``end``.

        The place it has in the text of today is written with it: a coding whose words were
        changed by a revision is no longer flagged, its coder has looked at it. With no changes
        that is all it does; an orphaned one needs a new place for that.

        Raises:
            NotFoundError, AmbiguousError: see ``find``.
        """
        coding = self.find(coding_id)
        with self.study.log_lock(self.coder, coding.document):
            last = latest(self._log(coding.document))[coding.id]
            before = self._placed(coding.document, last).here
            if "start" in changes:
                changes["sha256"] = self.open_document(coding.document)[0].sha256
            event = msgspec.structs.replace(
                before,
                op="change",
                rev=before.rev + 1,
                at=self.moment(coding.id),
                undoes="",
                **changes,
            )
            self._append(coding.document, [event])
        return Coding(coding.document, self.coder, event)

    def confirm(self, coding_id: str) -> Coding:
        """Say of a coding that it still holds: its words were changed, or its code's definition.

        The event written has the place and the definition of today.

        Raises:
            BadInputError: it is orphaned: it has no place that could hold.
            NotFoundError, AmbiguousError: see ``find``.
        """
        coding = self.find(coding_id)
        if coding.event.sha256 != self.study.document(coding.document).sha256:
            raise BadInputError(
                f"{coding.id} is orphaned: its words are not in the text of {coding.document}",
                mend=f"Give it another place: qualcode coding change {coding.id} --quote TEXT",
            )
        definition = self.definition_of(coding)
        if definition == coding.event.definition and not coding.text_changed:
            return coding
        return self.change(coding.id, definition=definition)

    def definition_of(self, coding: Coding) -> str:
        """Return the digest of what a coding's code means today; the coding's own if unknown."""
        code = self.codebook.get(coding.code)
        return code.digest if code is not None else coding.event.definition

    def remove(self, coding_id: str) -> Coding:
        """Remove a coding; its events stay in the log, so that it can be undone.

        Raises:
            NotFoundError, AmbiguousError: see ``find``.
        """
        coding = self.find(coding_id)
        with self.study.log_lock(self.coder, coding.document):
            before = latest(self._log(coding.document))[coding.id]
            event = msgspec.structs.replace(
                before, op="remove", rev=before.rev + 1, at=self.moment(coding.id), undoes=""
            )
            self._append(coding.document, [event])
        return coding

    def undo(self) -> Undone:
        """Take back the coder's last addition, change or removal that still stands.

        Raises:
            NotFoundError: there is nothing to take back.
        """
        newest: tuple[CodingEvent, str] | None = None
        for _, document_id, events in self.study.events(coder=self.coder):
            event = last_action(events)
            if event is not None and (newest is None or event.at > newest[0].at):
                newest = (event, document_id)
        if newest is None:
            raise NotFoundError(f"{self.coder} has nothing to undo")
        event, document_id = newest
        with self.study.log_lock(self.coder, document_id):
            back = inverse(event, self._log(document_id), at=self.moment(event.id))
            self._append(document_id, [back])
        verbs = {"add": "removed again", "change": "changed back", "remove": "put back"}
        return Undone(event, document_id, f"{event.code} on {document_id} {verbs[event.op]}")

    def moment(self, coding_id: str = "") -> str:
        """Return the time of what is done now, after all that the coder did before.

        The clock may have been put back since, or one machine's be ahead of another's: undo takes
        back what was done last, and what is said of a coding stands over how it was assigned.
        """
        stamp = 0
        with contextlib.suppress(OSError):
            stamp = (self.study.root / "codings" / self.coder).stat().st_mtime_ns
        if stamp != self._looked_at:
            self._looked_at = stamp
            self._latest = max(self._latest, self.study.latest_moment(self.coder))
        self._latest = after(now(), [self._latest, self.study.assigned_at(coding_id)])
        return self._latest

    def find(self, coding_id: str) -> Coding:
        """Return the coder's standing coding of this id, or of an id that begins or ends so.

        Raises:
            NotFoundError: there is none, or it is another coder's.
            AmbiguousError: several ids begin or end so.
        """
        standing = self.study.codings()
        own = [c for c in standing if c.coder == self.coder]
        exact = [c for c in own if c.id == coding_id]
        found = exact or [c for c in own if c.id.startswith(coding_id) or c.id.endswith(coding_id)]
        if len(found) == 1:
            return found[0]
        if found:
            raise AmbiguousError(
                f"{len(found)} codings begin or end with {coding_id!r}", mend="Give more of the id"
            )
        other = next((c for c in standing if c.id == coding_id), None)
        if other is not None:
            raise NotFoundError(
                f"{coding_id} is {other.coder}'s coding, not {self.coder}'s",
                mend=f"Only {other.coder} can change it",
            )
        raise NotFoundError(
            f"{self.coder} has no coding {coding_id!r}", mend="See 'qualcode coding list'"
        )

    def _placed(self, document_id: str, event: CodingEvent, text: str = "") -> Coding:
        """Return an event as a coding at its place in the document's text."""
        return self.study.placed(document_id, self.coder, [event], text)[0]

    def _log(self, document_id: str) -> list[CodingEvent]:
        path = self.study.log_path(self.coder, document_id)
        if not path.exists():
            return []
        events, problems = read_log(path, f"codings/{self.coder}/{document_id}.jsonl")
        self.study.problems += problems
        return events

    def _append(self, document_id: str, events: Sequence[CodingEvent]) -> None:
        from qualcode.store.records.coding_log import append_events

        path = self.study.log_path(self.coder, document_id)
        append_events(path, events, self.study.local / "torn")


def _place(document: Document, offset: int) -> str:
    turn = document.turn_at(offset)
    return "between turns" if turn is None else f"turn {turn + 1}"


def _short(text: str, most: int = 60) -> str:
    line = safe_for_terminal(" ".join(text.split()))
    return line if len(line) <= most else line[: most - 1] + "…"


def _nearest_passage(document: Document, text: str, quote: str) -> str:
    from rapidfuzz import fuzz

    near = fuzz.partial_ratio_alignment(quote.casefold(), text.casefold(), score_cutoff=70)
    if near is None or near.dest_end - near.dest_start < 1:
        return "Nothing in it is much like them; check the document's id"
    start, end = near.dest_start, near.dest_end
    place = _place(document, start)
    return f"The nearest is {start}:{end} in {place}: {_short(text[start:end])!r}"
