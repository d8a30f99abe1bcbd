"""The gate of all exports: withholds real names and participants' words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from qualcode.model.matrix.definition import MatrixDefinition
from qualcode.model.matrix.matrix import Cell, Matrix, Quotation, Row
from qualcode.model.plural import counted
from qualcode.model.problem import Problem
from qualcode.store.study import Study
from qualcode.workbench.matrix.audience import SINGLE_PEOPLE
from qualcode.workbench.matrix.open_matrix import OpenMatrix, open_matrix
from qualcode.workbench.privacy.real_names import Disclosure, no_names
from qualcode.workbench.privacy.verbatim import texts_held

WITHHELD = "[withheld: it holds a real name]"
WORDS_WITHHELD = "[withheld: it holds a participant's words that nobody cleared for print]"
UNCLEARED = "Not for circulation: this holds quotations that nobody has cleared for print."
_SIGNS = re.compile("[-_+./]")


class ExportGate:
    """Replaces texts that would take a real name or participants' words off the machine.

    Everything written to be read elsewhere goes through it: matrices in every format, pictures,
    figures, the codebook of a report. ``texts`` are the team's texts, which are searched for
    participants' words; with ``uncleared`` such words may stay, and the file says so. ``problems``
    lists what is withheld, ``where`` it was and, with ``again``, what to do about it.
    """

    def __init__(
        self, study: Study, texts: Iterable[str], *, where: str, again: str,
        disclosure: Disclosure | None = None, uncleared: bool = False,
    ) -> None:  # fmt: skip
        """Read the table of real names, and search the texts.

        Raises:
            BadInputError: the private table of names cannot be read.
        """
        self.said = texts_held(study, texts)
        self.uncleared = uncleared
        self.problems: list[Problem] = []
        self._disclosure = disclosure or Disclosure(study.root)
        self._where = where
        self._again = again
        self._ids: dict[str, str] = {}
        if not self._disclosure.size:
            self.problems.append(no_names())

    def text(self, text: str, what: str, where: str = "") -> str:
        """Return a text of the team, or a note that it is withheld: a real name, or said words."""
        if text in self.said and not self.uncleared:
            self.withhold_words(what, where, self.said[text])
            return WORDS_WITHHELD
        return WITHHELD if self._names(text, what, where) else text

    def id(self, name: str) -> str:
        """Return an id that programs read, or a constant replacement if it names somebody."""
        if name not in self._ids:
            # In an id, signs stand for the blanks between names.
            spelt = f"{name} · {_SIGNS.sub(' ', name)}" if name else ""
            number = sum(one.startswith("withheld-") for one in self._ids.values()) + 1
            named = self._names(spelt, f"the id {name!r}")
            self._ids[name] = f"withheld-{number}" if named else name
        return self._ids[name]

    def row(self, row: Row, what: str) -> Row:
        """Return a row with its id and names, fit for export."""
        return replace(
            row,
            id=self.id(row.id),
            name=self.text(row.name, f"the name of {what}"),
            name_cy=self.text(row.name_cy, f"the Welsh name of {what}"),
        )

    def withhold_words(self, what: str, where: str, document: str) -> None:
        """Record that something is withheld since it holds somebody's words from a document."""
        self.problems.append(
            Problem(
                "warning",
                "words-withheld",
                where or self._where,
                f"{what} is withheld: it holds what somebody said in {document}, word for word",
                "Put it in words of your own, or make it a quotation and clear that",
            )
        )

    def _names(self, text: str, what: str, where: str = "") -> bool:
        names = self._disclosure.names_in(text) if text else []
        if names:
            self.problems.append(
                Problem(
                    "warning",
                    "name-withheld",
                    where or self._where,
                    f"{what} is withheld: it holds “{names[0]}”, a real name of the private table",
                    f"Change it, then {self._again}",
                )
            )
        return bool(names)


def matrix_for_export(
    study: Study, definition: MatrixDefinition, *, uncleared: bool = False
) -> tuple[Matrix, list[Problem]]:
    """Return a matrix for export, and the problems found or texts withheld.

    Quotations that are not cleared are left out or, with ``uncleared``, marked as such; then cells
    without a summary have some too. None holds a real name. A text of the team with a real name is
    withheld, and marked as withheld.

    Raises:
        NotFoundError, BadInputError: see ``open_matrix``.
    """
    opened = open_matrix(study, definition, automatic=uncleared)
    made = Export(opened, uncleared)
    return made.matrix(), [*opened.problems, *made.problems]


def withheld(opened: OpenMatrix) -> list[Problem]:
    """Return what an export would withhold because of a real name; quotations are left out."""
    made = Export(opened, uncleared=False)
    made.matrix()
    return [one for one in made.problems if one.code == "name-withheld"]


def _written(opened: OpenMatrix) -> Iterator[str]:
    """Yield the team's texts that an export prints, except the summaries of cells."""
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
    """Return the team's own words in a quotation: text in [brackets], and the attribution."""
    return [" · ".join(re.findall(r"\[([^\[\]]*)\]", one.text)), one.attribution]


class Export(ExportGate):
    """Passes a matrix through the gate: its texts, its summaries and its quotations."""

    def __init__(self, opened: OpenMatrix, uncleared: bool) -> None:
        super().__init__(
            opened.study,
            _written(opened),
            where=f"matrix {opened.matrix.name}",
            again="export again",
            disclosure=opened.disclosure,
            uncleared=uncleared,
        )
        self._opened = opened
        self._left_out = 0
        held = opened.words_held
        self._held = {} if uncleared else held
        self._wordy = uncleared and bool(held or self.said)

    def matrix(self) -> Matrix:
        """Return the matrix fit for export."""
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
            self.row(row, f"row {row.id}"),
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
        self.withhold_words("a summary", cell.where, held.document)
        return WORDS_WITHHELD

    def _kept(self, cell: Cell) -> Iterator[Quotation]:
        for one in cell.quotations:
            named = any(finding.kind == "name" for finding in one.findings)
            said = next((self.said[own] for own in _own_words(one) if own in self.said), "")
            if said and not self.uncleared:
                self._left_out += one.chosen
                what = f"the quotation {one.coding} (its [brackets], or how it is signed)"
                self.withhold_words(what, cell.where, said)
            elif one.cleared or (self.uncleared and not named):
                yield replace(one, document=self.id(one.document))
            else:
                self._left_out += one.chosen
