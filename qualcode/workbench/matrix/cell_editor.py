"""Works on one cell of a matrix: its evidence in order, its summary, its quotations."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qualcode.analysis.matrix.assembly import summaries_by_cell
from qualcode.analysis.matrix.quotations import Source
from qualcode.errors import BadInputError, NotFoundError
from qualcode.model.case import unknown_attributes
from qualcode.model.coding.coding import Coding
from qualcode.model.matrix.definition import Key
from qualcode.model.matrix.matrix import Cell, Finding, Quotation
from qualcode.model.matrix.summary_text import unwrapped, wrapped
from qualcode.model.plural import counted
from qualcode.model.quotation.edit import cuts_from
from qualcode.store.records.quotation_log import (
    QuotationEvent,
    append_quotation_events,
    dated_quotations,
)
from qualcode.store.records.summaries import Summary, summary_file, summary_text
from qualcode.store.study import now
from qualcode.workbench.coding.blind import Blind
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.coding.step_words import begun
from qualcode.workbench.matrix.charting import Charting
from qualcode.workbench.matrix.drafts import bullets, drafts, drop_draft, write_draft
from qualcode.workbench.matrix.open_matrix import OpenMatrix
from qualcode.workbench.privacy.cleared_quotations import cleared_quotations
from qualcode.workbench.privacy.verbatim import short_words, texts_held
from qualcode.workbench.privacy.words_said import compared

#: The possible orders of a cell's passages.
ORDERS = ("by person", "by document", "newest first", "linked first")


@dataclass(frozen=True, slots=True)
class CellPassage:
    """A passage of a cell: its speaker, whether the summary rests on it, whether it is quoted.

    ``at`` is its number in the evidence. ``came`` says that it is new since the summary was last
    marked up to date; ``hidden`` that the coder may not see it yet. ``source`` is ``None`` if its
    words cannot be read.
    """

    at: int
    coding: Coding
    person: str
    linked: bool
    quoted: bool
    came: bool
    hidden: bool
    source: Source | None


class CellEditor:
    """Works on one cell; each change is written at once, and the session can undo it."""

    def __init__(self, session: CodingSession, opened: OpenMatrix, key: Key) -> None:
        self.session = session
        self.opened = opened
        self.key = key
        self.order = ORDERS[0]
        self._blind = Blind(session.study, session.coder)

    # ---- the cell -------------------------------------------------------------------------

    @property
    def cell(self) -> Cell:
        """The present cell."""
        return self.opened.matrix.cell(*self.key)

    @property
    def charting(self) -> Charting:
        """The editor of its summary."""
        return Charting(self.opened.study, self.session.coder, self.opened.assembled)

    @property
    def summary(self) -> Summary:
        """Its summary, an empty one if there is none."""
        return self.charting.summary(self.key)

    @property
    def draft(self) -> str:
        """Its draft on this machine, empty if there is none."""
        return drafts(self.opened.study, self.opened.matrix.name).get(self.key, "")

    @property
    def name(self) -> str:
        """The cell in words: row, column and group."""
        matrix = self.opened.matrix
        row = next((r.name for r in matrix.rows if r.id == self.key[0]), self.key[0])
        group = next((g.name for g in matrix.groups if g.id == self.key[2]), self.key[2])
        parts = [row, dict(matrix.columns).get(self.key[1], self.key[1])]
        return " · ".join([*parts, group] if matrix.layout != "cases" else parts)

    def passages(self) -> list[CellPassage]:
        """Return the passages of the cell, in the chosen order."""
        evidence = self.opened.assembled.evidence
        summary = self.summary
        # Nobody has looked yet: all are linked, and nothing is new.
        everything = not summary.seen and not summary.definitions
        found = []
        for at in evidence.cells.get(self.key, ()):
            coding = evidence.codings[at]
            hidden = not self._blind.may_see(coding.coder, coding.document)
            source = None if hidden else self.opened.quoter.source(at, self.key[2])
            person = source.person.key if source and source.person else evidence.people[at][0]
            found.append(
                CellPassage(
                    at,
                    coding,
                    person,
                    linked=everything or coding.id in summary.codings,
                    quoted=coding.id in summary.quotations,
                    came=not everything and coding.id not in summary.seen,
                    hidden=hidden,
                    source=source,
                )
            )
        return sorted(found, key=self._sorting())

    def _sorting(self) -> Callable[[CellPassage], tuple[object, ...]]:
        def place(one: CellPassage) -> tuple[object, ...]:
            return (one.coding.document, one.coding.event.start, one.coding.event.end, one.at)

        if self.order == "by document":
            return place
        if self.order == "newest first":
            return lambda one: (tuple(-ord(c) for c in one.coding.event.at), *place(one))
        if self.order == "linked first":
            return lambda one: (not one.quoted, not one.linked, one.person, *place(one))
        return lambda one: (one.person, *place(one))

    def next_order(self) -> str:
        """Choose the next order of passages; return it."""
        self.order = ORDERS[(ORDERS.index(self.order) + 1) % len(ORDERS)]
        return self.order

    def quotation(self, coding: str) -> Quotation | None:
        """Return a quotation of the cell by its coding, with the findings against printing it."""
        return next((q for q in self.cell.quotations if q.coding == coding), None)

    def as_quotation(self, passage: CellPassage) -> Quotation | None:
        """Return a passage as a quotation, even if it is not one."""
        known = self.quotation(passage.coding.id)
        if known is not None:
            return known
        return self.opened.quoter.quotation(passage.at, self.key[2], chosen=False)

    # ---- the summary ----------------------------------------------------------------------

    def against(self, text: str) -> list[str]:
        """Return what keeps a summary's text out of git: real names, words of participants."""
        return [*self._named(text), *self._said(text)[0]]

    def _named(self, text: str) -> list[str]:
        names = dict.fromkeys(self.opened.disclosure.names_in(text))
        return [f"“{name}” is a real name of the private table" for name in names]

    def _said(self, text: str) -> tuple[list[str], str]:
        """Return the participants' words in a text, and how many texts were not compared."""
        study = self.opened.study

        def cleared() -> list[str]:
            return cleared_quotations(study)

        made = compared(study.root, study.transcripts, [text], cleared)
        found = [held.told for held in made.held[0]]
        if not found and (short := short_words(self.opened.quoter, self.key, text, cleared)):
            found = [f"a passage of {short.document} stands in it, word for word"]
        return found, made.note

    def save(self, text: str) -> str:
        """Write the summary; return a message on what was done.

        A text that holds real names or participants' words is kept as a draft on this machine, out
        of git; the message says why.

        Raises:
            StudyError: it could not be written; nothing is changed.
        """
        study, matrix = self.opened.study, self.opened.matrix.name
        text = wrapped(text)
        if unwrapped(text) == unwrapped(self.summary.text):
            drop_draft(study, matrix, self.key)
            return "The summary is as it was"
        said, unseen = self._said(text)
        against = [*self._named(text), *said]
        if against:
            write_draft(study, matrix, self.key, text)
            more = f", and {len(against) - 1} more" if len(against) > 1 else ""
            return f"Kept as a draft on this machine, not in git yet: {against[0]}{more}"
        self._write(self.charting.written(self.key, text), f"wrote the summary {self.name}")
        drop_draft(study, matrix, self.key)
        stale = ", still to be marked up to date" if self.cell.stale else ""
        return "; ".join(filter(None, (f"Saved{stale}", unseen)))

    def mark(self) -> str:
        """Mark the summary as up to date with the present evidence and definitions.

        Raises:
            NotFoundError: there is no summary.
            StudyError: it could not be written.
        """
        before = self.summary
        self._write(self.charting.marked(self.key), f"marked {self.name} as up to date")
        dropped = len(set(before.quotations) - set(self.summary.quotations))
        gone = f"; {counted(dropped, 'quotation')} went with the codings" if dropped else ""
        return f"Up to date with {counted(len(self.summary.codings), 'linked passage')}{gone}"

    def check(self, coding: str) -> None:
        """Raise NotFoundError if no such coding stands in the cell."""
        there = self.charting.ids(self.key)
        if coding not in there:
            near = difflib.get_close_matches(coding, there, 3) or there[:8]
            listed = f"There is {', '.join(near)}" if near else "Nothing is coded in it"
            raise NotFoundError(f"no coding {coding!r} in this cell", mend=listed)

    def link(self, coding: str) -> str:
        """Link a passage to the summary, or unlink it; return a message on what was done."""
        after = self.charting.linked(self.key, coding)
        on = coding in after.codings
        words = "linked a passage" if on else "unlinked a passage"
        self._write(after, f"{words} of {self.name}")
        return begun(words)

    def quote(self, coding: str) -> str:
        """Choose a passage as a quotation, or undo that; return a message on what was done."""
        after = self.charting.quoted(self.key, coding)
        on = coding in after.quotations
        words = "chose a quotation" if on else "took off a quotation"
        self._write(after, f"{words} of {self.name}")
        one = self.quotation(coding)
        if one is None or one.cleared:
            return begun(words)
        return f"{begun(words)}: {one.findings[0].message if one.findings else ''}"

    def move_quotation(self, coding: str, by: int) -> str:
        """Print a quotation so many places later (or earlier); return a message on what was done.

        Raises:
            NotFoundError: it is not a quotation.
        """
        self._write(self.charting.moved(self.key, coding, by), f"ordered quotations of {self.name}")
        at = self.summary.quotations.index(coding) + 1
        return f"Quotation {at} of {len(self.summary.quotations)}"

    def first_draft(self) -> str:
        """Return a first draft: the linked passages as bullet points, to be rewritten.

        Raises:
            NotFoundError: no passage of the cell can be seen.
        """
        linked = [p for p in self.passages() if p.linked and not p.hidden]
        made = [one for p in linked if (one := self.as_quotation(p)) is not None]
        if not made:
            raise NotFoundError("no linked passage of this cell has words here")
        return bullets((one.text, one.attribution) for one in made)

    def keep_draft(self, text: str) -> None:
        """Keep a text as a draft on this machine."""
        write_draft(self.opened.study, self.opened.matrix.name, self.key, text)

    def drop_draft(self) -> None:
        """Remove the draft."""
        drop_draft(self.opened.study, self.opened.matrix.name, self.key)

    def _write(self, after: Summary, words: str) -> None:
        study = self.opened.study
        before = self.summary
        folder = study.root / "synthesis" / self.opened.matrix.name
        path = study.root / before.where if before.where else folder / summary_file(self.key)
        empty = not (after.text.strip() or after.quotations or after.seen)
        text = None if empty else summary_text(after)
        self.session.change_file(words, path, before.raw or None, text)
        self.read_again()

    def read_again(self) -> None:
        """Read the cell's summary and quotations from the study again."""
        study = self.opened.study
        definition = self.opened.assembled.evidence.definition
        every = study.summaries(definition.name)
        written = summaries_by_cell(every, definition, study.codebook)
        self.opened = self.opened.with_summary(self.key, written.get(self.key))

    # ---- quotations -----------------------------------------------------------------------

    def _passage(self, coding: str) -> CellPassage:
        self.check(coding)
        return next(one for one in self.passages() if one.coding.id == coding)

    def trim(self, coding: str, edited: str | None, signed_as: str | None = None) -> str:
        """Trim a quotation to a person's version of its printed form; return its present form.

        ``None`` leaves the words as they are. ``signed_as`` is another template for its
        attribution; "" means the study's own.

        Raises:
            BadInputError: words that were not said stand outside brackets, or the template is
                invalid.
            NotFoundError: there is no such coding here, or its words are not on this machine.
            StudyError: it could not be written.
        """
        passage = self._passage(coding)
        source = passage.source
        if source is None:
            raise NotFoundError("its words are not on this machine, or hidden from you")
        event = source.coding.event
        cuts = source.cuts
        if edited is not None:
            cuts = cuts_from(source.text, event.start, event.end, edited, source.labels)
        state = self.opened.quoter.states.get(coding)
        before = state.trim if state else None
        template = signed_as if signed_as is not None else (before.signed_as if before else "")
        if template == self.opened.study.config.attribution:
            template = ""
        self._check_template(template)
        self._log(
            QuotationEvent(
                coding, "trim", now(), source.document.id, source.document.sha256, cuts, template
            )
        )
        one = self.as_quotation(self._passage(coding))
        return one.text if one else ""

    def sign(self, coding: str, accepts: Sequence[str] = (), why: str = "") -> str:
        """Sign a quotation off for print in its present form; return the remaining findings.

        Raises:
            BadInputError: a finding against it cannot be accepted, or was not accepted.
            NotFoundError: it is not a quotation of the cell.
        """
        one = self.quotation(coding)
        if one is None:
            raise NotFoundError("choose it as a quotation first")
        against = [f for f in one.findings if f.kind not in _SIGNED_AWAY]
        for found in against:
            if not found.acceptable:
                raise BadInputError(found.message, mend="Trim it, or take it off")
            if found.kind not in accepts:
                raise BadInputError(
                    found.message, mend=f"Trim it, or sign it off accepting {found.kind!r}"
                )
        taken = tuple(f.kind for f in against)
        self._log(QuotationEvent(coding, "sign", now(), form=one.form, accepts=taken, why=why))
        after = self.quotation(coding)
        if after is not None and not after.cleared and after.findings:
            return f"Signed off by {self.session.coder}. {after.findings[-1].message}"
        return f"Cleared for print by {', '.join(after.signed_by) if after else ''}"

    def unsign(self, coding: str) -> str:
        """Take the coder's sign-off back.

        Raises:
            NotFoundError: the coder has not signed it off.
        """
        state = self.opened.quoter.states.get(coding)
        if state is None or self.session.coder not in {sign.by for sign in state.signs}:
            raise NotFoundError(f"{self.session.coder} has not signed it off")
        self._log(QuotationEvent(coding, "unsign", now()))
        return "The sign-off is taken back"

    def is_signed(self, coding: str) -> bool:
        """Return whether the coder signed the quotation off in its present form."""
        one = self.quotation(coding)
        return one is not None and self.session.coder in one.signed_by

    def signature_of(self, passage: CellPassage, template: str) -> str:
        """Return a passage's attribution by a template, or by the study's if that is empty.

        Raises:
            BadInputError: the text is not a template.
        """
        self._check_template(template)
        source = passage.source
        own = template or self.opened.study.config.attribution
        return self.opened.quoter.signature(source.person if source else None, own)

    def _check_template(self, template: str) -> None:
        cases = self.opened.study.cases.values()
        for name in unknown_attributes(template, cases):
            known = {name for case in cases for name in case.attributes}
            listed = ", ".join(sorted({*known, "group_name"}))
            raise BadInputError(f"no attribute {name!r}", mend=f"There is {listed}")

    def hard_findings(self, coding: str) -> list[Finding]:
        """Return the findings against a quotation that nobody may accept."""
        one = self.quotation(coding)
        found = one.findings if one else ()
        return [f for f in found if not f.acceptable and f.kind not in _SIGNED_AWAY]

    def to_accept(self, coding: str) -> list[Finding]:
        """Return the findings against a quotation that may be accepted knowingly."""
        one = self.quotation(coding)
        return [f for f in one.findings if f.acceptable] if one else []

    def _log(self, event: QuotationEvent) -> None:
        study = self.opened.study
        own = " · ".join(
            filter(None, [*(c.instead for c in event.cuts), event.signed_as, event.why])
        )
        for name in self.opened.disclosure.names_in(own):
            raise BadInputError(
                f"“{name}” is a real name of the private table", mend="Say it in other words"
            )
        for document in texts_held(study, [own]).values():
            raise BadInputError(
                "the brackets, the attribution or the reason hold eight words in a row of what "
                f"somebody said in {document}",
                mend="Put it in words of your own: git takes them",
            )
        with study.lock("quotations"):
            said_now = dated_quotations(study.root, [event])
            append_quotation_events(study.root, self.session.coder, said_now)
        self.opened = self.opened.with_quotations_read_again()


#: Findings that a sign-off removes, by this coder or by a second person.
_SIGNED_AWAY = frozenset({"not-cleared", "changed", "second-sign-off"})


def find_in_cells(session: CodingSession, opened: OpenMatrix, coding: str) -> CellEditor:
    """Return the first cell that quotes a coding, or else the first in which it stands.

    Raises:
        NotFoundError: it stands in no cell of the matrix.
    """
    quoting = [k for k, s in opened.assembled.summaries.items() if coding in s.quotations]
    if not quoting:
        evidence = opened.assembled.evidence
        quoting = [
            key
            for key, cell in evidence.cells.items()
            if key[1] != "neutral" and any(evidence.codings[at].id == coding for at in cell)
        ]
    for key in quoting:
        try:
            opened.matrix.cell(*key)
        except KeyError:
            continue
        return CellEditor(session, opened, key)
    raise NotFoundError(
        f"no cell of the matrix {opened.matrix.name!r} has the coding {coding!r}",
        mend="qualcode matrix quotations lists those chosen",
    )
