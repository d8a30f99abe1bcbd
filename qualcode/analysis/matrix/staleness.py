"""Finds what changed since a summary was written: its evidence or the meaning of its codes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import msgspec

from qualcode.analysis.matrix.evidence import Evidence
from qualcode.errors import QualcodeError
from qualcode.model.coding.coding import Coding, CodingEvent
from qualcode.model.coding.digest import coding_digest, event_digest
from qualcode.model.coding.valence import VALENCE_NAMES
from qualcode.model.matrix.definition import EVERYONE, Key
from qualcode.model.matrix.matrix import Change
from qualcode.store.records.coding_log import read_log
from qualcode.store.records.revisions import read_revisions
from qualcode.store.records.summaries import Summary
from qualcode.store.study import Study


def definition_digests(evidence: Evidence, study: Study, key: Key) -> dict[str, tuple[str, ...]]:
    """Return the digests of the definitions a cell rests on: of its code and its evidence."""
    book = study.codebook
    own = key[1] if evidence.definition.by_case else key[0]
    codes = [own, *(evidence.codings[at].event.code for at in evidence.cells.get(key, ()))]
    found = (book.get(code) for code in dict.fromkeys(codes))
    return {code.id: (code.digest,) for code in found if code}


def seen_now(evidence: Evidence, key: Key) -> dict[str, tuple[str, ...]]:
    """Return every coding of a cell with its digest, as summaries record them."""
    codings = (evidence.codings[at] for at in evidence.cells.get(key, ()))
    return {coding.id: (coding_digest(coding),) for coding in codings}


class Staleness:
    """Compares summaries with the present evidence; reads what it needs once."""

    def __init__(self, study: Study, evidence: Evidence) -> None:
        self._study = study
        self._evidence = evidence
        self._logs: dict[tuple[str, str], dict[str, list[CodingEvent]]] = {}

    def changes(self, summary: Summary) -> tuple[Change, ...]:
        """Return what changed in a summary's cell since it was last marked up to date.

        A summary that records neither codings nor definitions was written by hand; it has no
        changes.
        """
        evidence = self._evidence
        cell = evidence.cells.get(summary.key, ())
        if not summary.seen and not summary.definitions:
            return ()
        standing = dict(zip(evidence.ids(summary.key), cell, strict=True))
        found = [
            self._change("came", evidence.codings[at], "coded since")
            for name, at in standing.items()
            if name not in summary.seen
        ]
        codings = evidence.codings
        for name, digests in summary.seen.items():
            at = standing.get(name)
            if at is None:
                found.append(self._went(name, summary.key))
            elif digests and coding_digest(codings[at]) not in digests:
                found += self._altered(codings[at], digests)
        return (*found, *self.definitions(summary))

    def lists_all(self, summary: Summary) -> bool:
        """Return whether a summary's file lists exactly the present codings of its cell."""
        if not summary.listed:
            return False
        return summary.listed == self._evidence.listed(summary.key)

    @cached_property
    def _by_id(self) -> Mapping[str, int]:
        return {coding.id: at for at, coding in enumerate(self._evidence.codings)}

    def _change(self, kind: str, coding: Coding, what: str) -> Change:
        return Change(kind, what, coding.id, coding.document, coding.event.start, coding.event.end)

    def _went(self, name: str, key: Key) -> Change:
        at = self._by_id.get(name)
        if at is None:
            return Change("went", "coding removed", name)
        coding = self._evidence.codings[at]
        event, definition = coding.event, self._evidence.definition
        document = self._evidence.documents.get(coding.document)
        if document is None or event.sha256 != document.sha256:
            return self._change("went", coding, "its words are no longer in the text")
        if definition.coders and coding.coder not in definition.coders:
            return self._change("went", coding, "its coder is not of this matrix")
        if event.assisted and not definition.assisted:
            return self._change("went", coding, "assisted codings are not of this matrix")
        row, column, group = key
        code = row if not definition.by_case else column
        book = self._study.codebook
        own = book.get(event.code)
        if own is None or own.id not in book.below(code):
            name_now = own.name if own else event.code
            return self._change("code", coding, f"its code is now “{name_now}”")
        if not definition.by_case and (event.valence or "neutral") != column:
            was, now = self._valence(column), self._valence(event.valence)
            return self._change("valence", coding, f"was “{was}”, is now {now}")
        groups = {self._evidence.persons[p].group for p in self._evidence.people[at]}
        if not definition.by_case and groups and group not in (EVERYONE, *groups):
            names = " and ".join(sorted(self._study.group_name(g) for g in groups))
            return self._change("group", coding, f"who speaks is now of {names}")
        return self._change("went", coding, "who speaks is not of this cell now")

    def _valence(self, valence: str | None) -> str:
        if valence is None:
            return "not judged"
        return self._study.config.headings.get(valence) or VALENCE_NAMES.get(valence, valence)

    def _altered(self, coding: Coding, digests: Sequence[str]) -> list[Change]:
        """Return what changed in a coding that still stands in the cell, if anything."""
        # A merge may have brought several states that somebody saw; use the nearest one.
        since = [self._since(coding, seen) for seen in self._as_seen(coding, digests)]
        return min(since, key=len, default=[self._change("changed", coding, "changed since")])

    def _since(self, coding: Coding, seen: CodingEvent) -> list[Change]:
        """Return what changed in a coding since the state that was recorded."""
        [placed] = self._study.placed(coding.document, coding.coder, [seen])
        was, now, found = placed.event, coding.event, []
        if (was.start, was.end, was.sha256) != (now.start, now.end, now.sha256):
            longer = (now.end - now.start) - (was.end - was.start)
            how = "is longer" if longer > 0 else "is shorter" if longer < 0 else "moved"
            found.append(self._change("moved", coding, f"the coded passage {how}"))
        elif placed.text_changed:
            what = "its words changed in a revision of the text"
            found.append(self._change("words", coding, what))
        if was.valence != now.valence:
            before, after = self._valence(was.valence), self._valence(now.valence)
            found.append(self._change("valence", coding, f"was {before}, is now {after}"))
        book = self._study.codebook
        if book.resolve(seen.code) != book.resolve(now.code):
            found.append(self._change("code", coding, f"its code was {seen.code}"))
        # If nothing did, it was only confirmed, on the same words of a revised text.
        return found

    def _as_seen(self, coding: Coding, digests: Sequence[str]) -> Iterator[CodingEvent]:
        """Yield a coding in the state that was recorded, at its place in the text of that time."""
        history = self._history(coding)
        states = [
            (old, code) for old in history for code in dict.fromkeys((old.code, coding.event.code))
        ]
        for old, code in states:
            if event_digest(old, code) in digests:
                yield msgspec.structs.replace(old, code=code)
        # Recorded after a revision had changed its words, before anybody looked at it.
        revisions, _ = read_revisions(self._study.root, coding.document)
        for text in sorted({digest for one in revisions for digest in (one.before, one.after)}):
            for old, code in states:
                if event_digest(old, code, text) in digests:
                    [then] = self._study.placed(coding.document, coding.coder, [old], text)
                    yield msgspec.structs.replace(then.event, code=code)

    def _history(self, coding: Coding) -> list[CodingEvent]:
        """Return every event of a coding; each log is read once for all codings."""
        log = (coding.coder, coding.document)
        if log not in self._logs:
            events: list[CodingEvent] = []
            with contextlib.suppress(QualcodeError):
                path = self._study.log_path(*log)
                events, _ = read_log(path, str(path))
            by_id: dict[str, list[CodingEvent]] = {}
            for event in events:
                by_id.setdefault(event.id, []).append(event)
            self._logs[log] = by_id
        return self._logs[log].get(coding.id, [])

    def definitions(self, summary: Summary) -> Iterator[Change]:
        """Yield the changes in the definitions under which a summary was written."""
        book = self._study.codebook
        for name, digests in summary.definitions.items():
            code = book.get(name)
            if code is None:
                yield Change(
                    "definition", f"the code {name} is no longer in the codebook", code=name
                )
            elif code.digest not in digests:
                yield Change("definition", f"the definition of “{code.name}” changed", code=code.id)
