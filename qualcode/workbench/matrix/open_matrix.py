"""Opens the matrices of a study, to look at them or to export them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from qualcode.analysis.matrix.assembly import Assembled, assemble
from qualcode.analysis.matrix.quotations import Quoter
from qualcode.model.matrix.definition import Key, MatrixDefinition
from qualcode.model.matrix.matrix import Cell, Matrix, Quotation, Row
from qualcode.model.plural import counted
from qualcode.model.problem import Problem
from qualcode.store.folder import without_collector
from qualcode.store.records.summaries import Summary
from qualcode.store.study import Study
from qualcode.workbench.privacy.real_names import Disclosure, no_names
from qualcode.workbench.privacy.verbatim import WordsHeld, texts_held, words_held

WITHHELD = "[withheld: it holds a real name]"
WORDS_WITHHELD = "[withheld: it holds a participant's words that nobody cleared for print]"
UNCLEARED = "Not for circulation: this holds quotations that nobody has cleared for print."
SINGLE_PEOPLE = "For the team only: every row is one participant."


@dataclass(frozen=True)
class OpenMatrix:
    """A matrix with its quotations, and all that is needed to go on with it."""

    study: Study
    assembled: Assembled
    matrix: Matrix
    quoter: Quoter
    disclosure: Disclosure

    @property
    def problems(self) -> list[Problem]:
        """What was wrong on the way."""
        return [*self.assembled.problems, *self.quoter.problems]

    @cached_property
    def words_held(self) -> dict[Key, WordsHeld]:
        """Return the cells whose summaries hold participants' words, and some of the words."""
        return words_held(self.study, self.quoter, self.assembled.summaries)

    def with_summary(self, key: Key, summary: Summary | None) -> OpenMatrix:
        """Return this with another summary, or none, in one cell."""
        return self._again(self.assembled.with_summary(key, summary))

    def with_quotations_read_again(self) -> OpenMatrix:
        """Return this after a quotation was trimmed or signed off."""
        return self._again(self.assembled)

    def _again(self, assembled: Assembled) -> OpenMatrix:
        quoter = Quoter(self.study, assembled, self.disclosure.names_in, self.quoter.reader)
        matrix = quoter.with_quotations(automatic=False)
        return replace(self, assembled=assembled, matrix=matrix, quoter=quoter)


def open_matrix(
    study: Study, definition: MatrixDefinition, *, automatic: bool = False
) -> OpenMatrix:
    """Assemble a matrix with its quotations and what stands against printing them.

    Raises:
        NotFoundError: a coder who has coded nothing.
        BadInputError: the private table of names cannot be read.
    """
    with without_collector():
        disclosure = Disclosure(study.root)
        assembled = assemble(study, definition)
        quoter = Quoter(study, assembled, disclosure.names_in)
        matrix = quoter.with_quotations(automatic=automatic)
    return OpenMatrix(study, assembled, matrix, quoter, disclosure)


def matrix_for_export(
    study: Study, definition: MatrixDefinition, *, uncleared: bool = False
) -> tuple[Matrix, list[Problem]]:
    """Return a matrix as it may be written to a file, and what was wrong or is withheld.

    Quotations that are not cleared are left out, or with ``uncleared`` marked as such, and then
    cells without a summary have some too; but none that holds a real name. A text of the team's
    that holds one is withheld and said to be.

    Raises:
        NotFoundError, BadInputError: see ``open_matrix``.
    """
    opened = open_matrix(study, definition, automatic=uncleared)
    made = Export(opened, uncleared)
    return made.matrix(), [*opened.problems, *made.problems]


def words_withheld(what: str, where: str, document: str) -> Problem:
    """Return that a text is withheld since it holds what somebody said in a document."""
    message = f"{what} is withheld: it holds what somebody said in {document}, word for word"
    mend = "Put it in words of your own, or make it a quotation and clear that"
    return Problem("warning", "words-withheld", where, message, mend)


def withheld(opened: OpenMatrix) -> list[Problem]:
    """Return what an export would withhold since it holds a real name; quotations left out."""
    made = Export(opened, uncleared=False)
    made.matrix()
    return [one for one in made.problems if one.code == "name-withheld"]


def _written(opened: OpenMatrix) -> Iterator[str]:
    """Yield what the team wrote that an export prints, but for the summaries of cells."""
    matrix, book = opened.matrix, opened.study.codebook
    yield from (matrix.title, matrix.study, matrix.summary, book.title, book.source)
    yield from (name for _, name in matrix.columns)
    yield from (group.name for group in matrix.groups)
    for row in (*matrix.rows, *matrix.rows_without):
        yield from (row.name, row.name_cy, row.definition)
    for code in book:
        yield from (code.name, code.name_cy, code.brief, code.definition, code.source)
        yield from (*code.include, *code.exclude)
    for cell in matrix.cells:
        for one in cell.quotations:
            yield from _own_words(one)


def _own_words(one: Quotation) -> list[str]:
    """Return what the team put into a quotation: in [brackets], and how it is signed."""
    return [" · ".join(re.findall(r"\[([^\[\]]*)\]", one.text)), one.attribution]


class Export:
    """Takes out of a matrix what must not leave the machine, and notes it in ``problems``."""

    def __init__(self, opened: OpenMatrix, uncleared: bool) -> None:
        self._opened = opened
        self._uncleared = uncleared
        self.problems: list[Problem] = []
        self._left_out = 0
        held = opened.words_held
        self._held = {} if uncleared else held
        self._said = texts_held(opened.study, _written(opened))
        self._wordy = uncleared and bool(held or self._said)
        self._ids: dict[str, str] = {}
        if not opened.disclosure.size:
            self.problems.append(no_names())

    def matrix(self) -> Matrix:
        """Return the matrix as it may leave."""
        made = self._opened.matrix
        cells = tuple(self._cell(cell) for cell in made.cells)
        where = f"synthesis/{made.name}/matrix.toml"
        whole = self.text(made.summary, "the summary at the head", where)
        shown = self._wordy or any(not q.cleared for cell in cells for q in cell.quotations)
        marks = [UNCLEARED] if shown else []
        marks += [SINGLE_PEOPLE] if made.layout == "cases" else []
        if self._left_out:
            count = counted(self._left_out, "quotation is", "quotations are")
            self.problems.append(
                Problem(
                    "note",
                    "uncleared",
                    f"matrix {made.name}",
                    f"{count} left out: not cleared for print",
                    "qualcode matrix quotations says why; --uncleared puts them in, marked",
                )
            )
        return replace(
            made,
            title=self.text(made.title, "its title"),
            study=self.text(made.study, "the study's name", "study.toml"),
            codebook_title=self.text(made.codebook_title, "the codebook's title"),
            codebook_source=self.text(made.codebook_source, "the codebook's source"),
            placeholders=tuple(self.text(name, "a code's name") for name in made.placeholders),
            cells=cells,
            rows=tuple(self._row(row) for row in made.rows),
            columns=tuple((self.id(c), self.text(name, "a column")) for c, name in made.columns),
            groups=tuple(
                replace(g, id=self.id(g.id), name=self.text(g.name, "a group")) for g in made.groups
            ),
            rows_without=tuple(self._row(row) for row in made.rows_without),
            spoken={(self.id(r), self.id(g)): n for (r, g), n in made.spoken.items()},
            watermark=" ".join(marks),
            summary=whole,
        )

    def _row(self, row: Row) -> Row:
        return replace(
            row,
            id=self.id(row.id),
            name=self.text(row.name, f"the name of row {row.id}"),
            name_cy=self.text(row.name_cy, f"the Welsh name of row {row.id}"),
            definition=self.text(row.definition, f"the definition of {row.id}"),
            group=self.id(row.group),
        )

    def _cell(self, cell: Cell) -> Cell:
        row, column, group = map(self.id, cell.key)
        if (row, column, group) == cell.key and not (
            cell.summary or cell.quotations or cell.changes or cell.not_asked
        ):
            return cell
        return replace(
            cell,
            row=row,
            column=column,
            group=group,
            summary=self._summary(cell),
            quotations=tuple(self._kept(cell)),
            changes=tuple(
                replace(one, what=self.text(one.what, "what changed under a summary", cell.where))
                for one in cell.changes
            ),
            not_asked=tuple(map(self.id, cell.not_asked)),
        )

    def _summary(self, cell: Cell) -> str:
        held = self._held.get(cell.key)
        if held is None:
            return self.text(cell.summary, "a summary", cell.where)
        self._words_withheld("a summary", cell.where, held.document)
        return WORDS_WITHHELD

    def _words_withheld(self, what: str, where: str, document: str) -> None:
        self.problems.append(words_withheld(what, where, document))

    def _kept(self, cell: Cell) -> Iterator[Quotation]:
        for one in cell.quotations:
            named = any(finding.kind == "name" for finding in one.findings)
            said = next((self._said[own] for own in _own_words(one) if own in self._said), "")
            if said and not self._uncleared:
                self._left_out += one.chosen
                what = f"the quotation {one.coding} (its [brackets], or how it is signed)"
                self._words_withheld(what, cell.where, said)
            elif one.cleared or (self._uncleared and not named):
                yield replace(one, document=self.id(one.document))
            else:
                self._left_out += one.chosen

    def id(self, name: str) -> str:
        """Return an id that programs read: another one, the same everywhere, where it names."""
        if name not in self._ids:
            shown = self.text(name, f"the id {name!r}")
            number = sum(one.startswith("withheld-") for one in self._ids.values()) + 1
            self._ids[name] = f"withheld-{number}" if shown == WITHHELD else name
        return self._ids[name]

    def text(self, text: str, what: str, where: str = "") -> str:
        """Return a text of the team's, or that it is withheld: for a real name, or said words."""
        if text in self._said and not self._uncleared:
            where = where or f"matrix {self._opened.matrix.name}"
            self._words_withheld(what, where, self._said[text])
            return WORDS_WITHHELD
        names = self._opened.disclosure.names_in(text) if text else []
        if not names:
            return text
        self.problems.append(
            Problem(
                "warning",
                "name-withheld",
                where or f"matrix {self._opened.matrix.name}",
                f"{what} is withheld: it holds “{names[0]}”, a real name of the private table",
                "Change it, then export again",
            )
        )
        return WITHHELD
