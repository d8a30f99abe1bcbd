"""An open study: everything in its folder, with codings placed in the present texts."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from qualcode.errors import BadInputError, NotFoundError, QualcodeError
from qualcode.model.codebook.code import Code
from qualcode.model.codebook.split import Assignments, SplitRecord, as_assigned, assignments
from qualcode.model.coding.coding import Coding, CodingEvent, following, present
from qualcode.store.conflict_copies import own_names
from qualcode.store.folder import MARKER, now, without_collector
from qualcode.store.io.durable import read_bytes
from qualcode.store.records.anchoring import Anchoring
from qualcode.store.records.coding_log import (
    LogStamp,
    append_events,
    latest_moment,
    log_stamp,
    parse_log,
    read_log,
)
from qualcode.store.records.definitions import keep_definitions
from qualcode.store.records.done_marks import (
    MARKS_FILE,
    DoneMark,
    append_marks,
    dated_marks,
    read_marks,
)
from qualcode.store.records.memos import Memo, MemoKind, list_memos, memo_path
from qualcode.store.records.revisions import read_revisions, revised_documents
from qualcode.store.records.splits import read_split, split_names, split_stamp
from qualcode.store.records.summaries import Summary, read_summaries
from qualcode.store.texts import StudyTexts

__all__ = ["MARKER", "Study", "now"]


@dataclass(frozen=True, slots=True)
class Appended:
    """What was written to a log, and how that is now.

    ``meanwhile`` says that another program had written to it since it was read.
    """

    events: tuple[CodingEvent, ...]
    stamp: LogStamp
    meanwhile: bool


class Study(StudyTexts):
    """An open study folder. Nothing is read before it is needed; nothing stays locked."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self._revised_at: tuple[int, frozenset[str]] = (0, frozenset())
        self._anchorings: dict[tuple[str, str], tuple[int, Anchoring]] = {}
        self._meanings: set[str] = set()
        self._assigned_at: tuple[tuple[tuple[str, int, int], ...], Assignments] = ((), {})

    # ---- codings --------------------------------------------------------------------------

    def _logs(self, coder: str | None, document_id: str | None) -> Iterator[tuple[str, str, Path]]:
        for name in self.coders() if coder is None else [coder]:
            folder = self.root / "codings" / name
            if document_id is not None:
                if self.log_path(name, document_id).exists():
                    yield name, document_id, self.log_path(name, document_id)
                continue
            with contextlib.suppress(FileNotFoundError):
                # Names, not Path objects: thousands of logs are opened at once.
                for file in own_names(self.root, f"codings/{name}", os.listdir(folder)):  # noqa: PTH208
                    if file.endswith(".jsonl") and not file.startswith("+"):
                        yield name, file[:-6], folder / file

    def coded_documents(self, coder: str) -> list[str]:
        """Return the documents for which a coder has a log, even an empty one."""
        return [document for _, document, _ in self._logs(coder, None)]

    def events(
        self, *, coder: str | None = None, document: str | None = None
    ) -> Iterator[tuple[str, str, list[CodingEvent]]]:
        """Yield coder, document and events of each log; problems go to ``self.problems``."""
        for name, document_id, path in self._logs(coder, document):
            where = f"codings/{name}/{document_id}.jsonl"
            events, problems = read_log(path, where)
            self.problems += problems
            yield name, document_id, events

    def codings(
        self, *, coder: str | None = None, document: str | None = None, text: str = ""
    ) -> list[Coding]:
        """Return the codings that stand, by coder, document, and place in the text.

        Codings made on another text of a revised document are placed in the one it has now, or,
        with ``document``, in the one whose SHA-256 is ``text``.
        """
        found: list[Coding] = []
        with without_collector():
            for name, document_id, events in self.events(coder=coder, document=document):
                standing = self.placed(document_id, name, present(events), text)
                standing.sort(key=lambda c: (c.event.start, c.event.end, c.id))
                found += standing
        return found

    def standing(self, codes: Collection[str] | None = None) -> list[Coding]:
        """Return the codings that stand, at their recorded places, for no text in particular.

        For counting: faster than ``codings``, which places each in the present text. ``codes`` are
        the ids wanted, including former ids.
        """
        # A coding assigned by a split may have a code that its log does not know.
        if codes is not None and self._assignments():
            return [coding for coding in self.standing() if coding.event.code in codes]
        with without_collector():
            if codes is not None:
                return [
                    Coding(document_id, name, event)
                    for name, document_id, events in self._events_of(codes)
                    for event in present(events)
                    if event.code in codes
                ]
            return self._as_assigned([
                Coding(document_id, name, event)
                for name, document_id, events in self.events()
                for event in present(events)
            ])  # fmt: skip

    def _events_of(self, codes: Collection[str]) -> Iterator[tuple[str, str, list[CodingEvent]]]:
        """Yield the logs that name one of some codes; most logs lack a rare code."""
        named = [msgspec.json.encode(code) for code in codes]
        for name, document_id, path in self._logs(None, None):
            data = read_bytes(path)
            if any(one in data for one in named):
                yield name, document_id, parse_log(data, "")[0]

    def placed(
        self, document_id: str, coder: str, events: Sequence[CodingEvent], text: str = ""
    ) -> list[Coding]:
        """Return events as codings at their places in the document's text, in their order.

        ``text`` is the SHA-256 of another text of the document to place them in.
        """
        if document_id not in self._revised():
            found = [Coding(document_id, coder, event) for event in events]
        else:
            found = self.anchoring(document_id, text).codings(coder, document_id, events)
        return self._as_assigned(found)

    def _as_assigned(self, codings: list[Coding]) -> list[Coding]:
        """Return codings with the codes assigned to them when theirs was split."""
        assigned = self._assignments()
        if not assigned:
            return codings
        try:
            book = self.codebook
        except QualcodeError:
            return codings
        return [as_assigned(c, assigned, book) if c.id in assigned else c for c in codings]

    def splits(self) -> list[tuple[str, list[SplitRecord]]]:
        """Return the records of every code that was split, by its id at that time."""
        found = []
        for name in split_names(self.root):
            records, problems = read_split(self.root, name)
            self.problems += problems
            found.append((name, records))
        return found

    def _assignments(self) -> Assignments:
        stamp = split_stamp(self.root)
        if stamp != self._assigned_at[0]:
            every = [record for _, records in self.splits() for record in records]
            self._assigned_at = (stamp, assignments(every))
        return self._assigned_at[1]

    def assigned_at(self, coding_id: str) -> str:
        """Return when a coding was last assigned to a part of its code, "" if never."""
        record = self._assignments().get(coding_id)
        return record.at if record else ""

    def latest_moment(self, coder: str) -> str:
        """Return the latest time near the ends of a coder's logs, by any clock."""
        return latest_moment(path for _, _, path in self._logs(coder, None))

    def _revised(self) -> frozenset[str]:
        """Return which documents have revisions; look again when the folder has changed."""
        stamp = 0
        with contextlib.suppress(OSError):
            stamp = os.stat(self.root / "revisions").st_mtime_ns  # noqa: PTH116 - often asked
        if stamp != self._revised_at[0]:
            self._revised_at = (stamp, revised_documents(self.root))
        return self._revised_at[1]

    def anchoring(self, document_id: str, text: str = "") -> Anchoring:
        """Return the anchoring of a document's codings in its present text, or in another one."""
        try:
            present_text = text or self.document(document_id).sha256
        except (NotFoundError, BadInputError):
            # Everything is orphaned if the document is gone or cannot be read.
            present_text = ""
        folder = self.root / "revisions" / document_id
        with contextlib.suppress(FileNotFoundError):
            stamp = folder.stat().st_mtime_ns
            known = self._anchorings.get((document_id, present_text))
            if known is not None and known[0] == stamp:
                return known[1]
            revisions, problems = read_revisions(self.root, document_id)
            self.problems += problems
            made = Anchoring(revisions, present_text)
            self._anchorings[(document_id, present_text)] = (stamp, made)
            return made
        return Anchoring((), present_text)

    def append(
        self,
        coder: str,
        document_id: str,
        events: Sequence[CodingEvent],
        since: LogStamp | None = None,
    ) -> Appended:
        """Append events to a log and return once they are durable: the one way into a log.

        ``since`` is how the log was when the caller read it. Where another program has written
        to it after that, the events are made to follow what it wrote, see ``following``.

        Raises:
            NotFoundError: the document is not there, or has another id by now; nothing is saved.
            StudyError: another program holds the log, or the disk refused; nothing is saved.
        """
        path, torn = self.log_path(coder, document_id), self.local / "torn"
        # Before, so that no lock is named by an id that is gone; and once nobody else writes.
        self.still_there(document_id)
        with self.log_lock(coder, document_id):
            self.still_there(document_id)
            meanwhile = since is not None and log_stamp(path) != since
            if meanwhile:
                for _, _, there in self.events(coder=coder, document=document_id):
                    events = following(events, there)
            append_events(path, events, torn)
            self._keep_definitions(events)
            return Appended(tuple(events), log_stamp(path), meanwhile)

    def _keep_definitions(self, events: Sequence[CodingEvent]) -> None:
        """Keep what the codes of new codings mean now, see ``kept_definitions``."""
        fresh = {event.definition for event in events} - self._meanings
        if fresh - {""}:
            with contextlib.suppress(QualcodeError):
                self.keep_definitions(code for code in self.codebook if code.digest in fresh)
            self._meanings |= fresh

    def keep_definitions(self, codes: Iterable[Code]) -> None:
        """Keep what codes mean on this machine, for codings made by that to be read again."""
        keep_definitions(self.root, codes)

    # ---- done marks and memos --------------------------------------------------------------

    def done_marks(self) -> dict[str, dict[str, str]]:
        """Map each document that any coder marked done to the coders and their times."""
        found: dict[str, dict[str, str]] = {}
        for coder in self.coders():
            for document, mark in self._marks(coder).items():
                if mark.done:
                    found.setdefault(document, {})[coder] = mark.at
        return found

    def is_done(self, coder: str, document_id: str) -> bool:
        """Return whether this coder marked the document done."""
        mark = self._marks(coder).get(document_id)
        return mark is not None and mark.done

    def mark_done(self, coder: str, document_id: str, done: bool) -> None:
        """Mark a document as done, or not done, durably.

        Raises:
            NotFoundError: the document is not there, or has another id by now.
            StudyError: another program holds the file, or the disk refused.
        """
        path = self.root / "codings" / coder / MARKS_FILE
        with self.lock(f"{coder}--+done", f"the done marks of {coder}"):
            self.still_there(document_id)
            append_marks(path, dated_marks(path, [DoneMark(document_id, done, now())]))

    def _marks(self, coder: str) -> dict[str, DoneMark]:
        path = self.root / "codings" / coder / MARKS_FILE
        marks, problems = read_marks(path, f"codings/{coder}/{MARKS_FILE}")
        self.problems += problems
        return marks

    def memo_path(self, coder: str, kind: MemoKind, about: str) -> Path:
        """Return the path of a coder's memo on a document, code or case."""
        return memo_path(self.root / "memos", coder, kind, about)

    def memos(self) -> list[Memo]:
        """Return every memo, by coder, kind and subject; texts are not read."""
        return list_memos(self.root / "memos")

    # ---- synthesis ------------------------------------------------------------------------

    def asked_of(self, code: str) -> tuple[str, ...] | None:
        """Return the groups whose topic guide asked about a code, ``None`` if unknown.

        An entry in ``[asked]`` of the settings also holds for the codes below.
        """
        book = self.codebook
        asked = {book.resolve(code): groups for code, groups in self.config.asked.items()}
        above: str | None = code if asked else None
        while above is not None:
            if above in asked:
                return asked[above]
            above = book.parent(above)
        return None

    def summaries(self, matrix: str = "main") -> list[Summary]:
        """Return the analyst's cell summaries of a matrix; problems go to ``self.problems``."""
        found, problems = read_summaries(self.root / "synthesis" / matrix)
        self.problems += problems
        return found
