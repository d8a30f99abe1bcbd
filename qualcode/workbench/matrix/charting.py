"""An analyst's edits of a cell of a matrix: write, link, quote, mark as up to date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qualcode.analysis.matrix.assembly import Assembled
from qualcode.analysis.matrix.evidence import Evidence
from qualcode.analysis.matrix.staleness import definition_digests, seen_now
from qualcode.errors import BadInputError, NotFoundError
from qualcode.model.coding.digest import coding_digest
from qualcode.model.matrix.definition import Key
from qualcode.store.records.summaries import Summary
from qualcode.store.study import Study


@dataclass(frozen=True)
class Charting:
    """Edits summaries of one assembled matrix; each edit returns a new, unwritten summary.

    A summary rests on the codings that are linked to it. If nothing was linked by hand yet, a new
    summary rests on all codings in its cell.
    """

    study: Study
    coder: str
    assembled: Assembled

    @property
    def _evidence(self) -> Evidence:
        return self.assembled.evidence

    def summary(self, key: Key) -> Summary:
        """Return a cell's summary; an empty one if there is none yet."""
        row, column, group = key
        return self.assembled.summaries.get(key) or Summary(row, group, column, "")

    def ids(self, key: Key) -> list[str]:
        """Return the ids of the codings that stand in a cell, in their order."""
        return list(self._evidence.ids(key))

    def written(self, key: Key, text: str) -> Summary:
        """Return the cell's summary with another text; a first one is up to date with its cell."""
        before = self.summary(key)
        after = replace(before, text=text.strip(), author=self.coder, date=_today())
        return after if before.text.strip() else self._marked(key, after)

    def marked(self, key: Key) -> Summary:
        """Return the cell's summary, marked as up to date with present codings and definitions.

        Raises:
            NotFoundError: there is no summary yet.
        """
        before = self.summary(key)
        if not before.text.strip():
            raise NotFoundError("no summary is written in this cell yet")
        return self._marked(key, replace(before, author=self.coder, date=_today()))

    def _marked(self, key: Key, summary: Summary) -> Summary:
        seen = seen_now(self._evidence, key)
        # If all were linked so far, new ones belong to it too; otherwise codings are chosen.
        chosen = [i for i in summary.seen if i not in summary.codings]
        linked = [i for i in seen if i in summary.codings or not chosen]
        return replace(
            summary,
            codings=tuple(linked),
            seen=seen,
            definitions=definition_digests(self._evidence, self.study, key),
            quotations=tuple(i for i in summary.quotations if i in seen),
        )

    def linked(self, key: Key, coding: str) -> Summary:
        """Return the summary with one more of the cell's codings linked, or with it unlinked."""
        before, digest = self.summary(key), self._digest(key, coding)
        if not before.seen:
            # All are linked until somebody says otherwise.
            before = replace(
                before, codings=tuple(self.ids(key)), seen=seen_now(self._evidence, key)
            )
        if coding in before.codings:
            codings = tuple(i for i in before.codings if i != coding)
            quotations = tuple(i for i in before.quotations if i != coding)
            return replace(
                before, codings=codings, quotations=quotations, seen=_with(before, coding, digest)
            )
        return replace(
            before, codings=(*before.codings, coding), seen=_with(before, coding, digest)
        )

    def quoted(self, key: Key, coding: str) -> Summary:
        """Return the summary with a coding as a linked quotation, or no longer as a quotation."""
        before, digest = self.summary(key), self._digest(key, coding)
        if coding in before.quotations:
            return replace(before, quotations=tuple(i for i in before.quotations if i != coding))
        after = replace(before, quotations=(*before.quotations, coding))
        if before.seen and coding not in before.codings:
            after = replace(
                after, codings=(*before.codings, coding), seen=_with(before, coding, digest)
            )
        return after

    def moved(self, key: Key, coding: str, by: int) -> Summary:
        """Return the summary with a quotation moved so many places later (or earlier)."""
        before = self.summary(key)
        order = [i for i in before.quotations if i != coding]
        if coding not in before.quotations:
            raise NotFoundError("this passage is no quotation yet")
        at = before.quotations.index(coding) + by
        order.insert(max(0, min(at, len(order))), coding)
        return replace(before, quotations=tuple(order))

    def _digest(self, key: Key, coding: str) -> str:
        for at in self._evidence.cells.get(key, ()):
            if self._evidence.codings[at].id == coding:
                return coding_digest(self._evidence.codings[at])
        raise NotFoundError(f"no coding {coding!r} in this cell")

    def find(self, row: str, column: str, group: str = "") -> Key:
        """Return a cell of the matrix by ids or names of its row, column and group.

        Raises:
            NotFoundError: there is no such cell; the message names the possible ones.
            BadInputError: no group is given although there are several.
        """
        matrix = self.assembled.matrix
        rows = [(r.id, r.name) for r in matrix.rows]
        groups = [(g.id, g.name) for g in matrix.groups]
        if not group and len(groups) > 1 and ("", "") not in groups:
            listed = ", ".join(g for g, _ in groups)
            raise BadInputError("no group is named", mend=f"Name one of {listed}")
        found = groups[0][0] if not group and groups else _one("group", group, groups)
        return (_one("row", row, rows), _one("column", column, list(matrix.columns)), found)


def _with(summary: Summary, coding: str, digest: str) -> dict[str, tuple[str, ...]]:
    # Changes in a coding are acknowledged by marking the summary, not by linking the coding.
    return {**summary.seen, coding: summary.seen.get(coding, (digest,))}


def _one(what: str, named: str, known: Sequence[tuple[str, str]]) -> str:
    import difflib

    for one, name in known:
        if named in (one, name) or named.casefold() == name.casefold():
            return one
    names = [one for pair in known for one in pair]
    near = difflib.get_close_matches(named, names, 3) or [one for one, _ in known[:8]]
    listed = f"Did you mean {', '.join(near)}?" if near else "The matrix has none"
    raise NotFoundError(f"no {what} {named!r} in this matrix", mend=listed)


def _today() -> str:
    return dt.datetime.now().astimezone().date().isoformat()
