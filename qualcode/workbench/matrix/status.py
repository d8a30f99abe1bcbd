"""Lists the work left on matrices: cells to write, mend or fill, and what must not be printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from qualcode.analysis.matrix.evidence import Evidence
from qualcode.model.matrix.definition import MatrixDefinition
from qualcode.model.matrix.matrix import Cell, Change, Matrix
from qualcode.model.matrix.quantifiers import wrong_claims
from qualcode.model.plural import counted
from qualcode.model.table import Table
from qualcode.store.folder import without_collector
from qualcode.store.study import Study
from qualcode.workbench.matrix.drafts import drafts
from qualcode.workbench.matrix.export import withheld
from qualcode.workbench.matrix.numbers import risky_figures
from qualcode.workbench.matrix.open_matrix import OpenMatrix, open_matrix

#: The kinds of work, the most urgent first, and the words for a count of each.
KINDS = {
    "name": "with a real name",
    "words": "with participants' words",
    "stray": "of no cell",
    "stale": "stale",
    "quotation": "quotations not cleared",
    "quantifier": "with words that the numbers do not carry",
    "draft": "begun as drafts",
    "unwritten": "with evidence and no summary",
    "thin": "thin",
    "empty": "empty",
    "small-count": "rows with figures of few people",
}
COLUMNS = ("matrix", "kind", "row", "column", "group", "what", "mend", "where", "coding", "finding")
#: How much is shown of words found in a summary.
_WORDS = 60
#: How many changes of a cell are listed one by one.
_MOST = 4


class Work(NamedTuple):
    """One thing to do; for a quotation with its coding and the names of the findings against it."""

    matrix: str
    kind: str
    row: str
    column: str
    group: str
    what: str
    mend: str = ""
    where: str = ""
    coding: str = ""
    finding: str = ""


def matrix_status(
    study: Study, definitions: Sequence[MatrixDefinition]
) -> tuple[Table, list[OpenMatrix]]:
    """Return the work left on some matrices, the most urgent first, and the matrices.

    Raises:
        NotFoundError, BadInputError: see ``open_matrix``.
    """
    with without_collector():
        opened = [open_matrix(study, definition) for definition in definitions]
        work = [one for matrix in opened for one in work_left(matrix)]
    order = list(KINDS)
    work.sort(key=lambda one: order.index(one.kind))
    return Table.of(COLUMNS, work), opened


def tally(kinds: Sequence[str]) -> str:
    """Return how much there is of each kind: "2 stale, 14 with evidence and no summary"."""
    counts = Counter(kinds)
    return ", ".join(f"{counts[kind]:,} {words}" for kind, words in KINDS.items() if counts[kind])


def work_left(opened: OpenMatrix) -> Iterator[Work]:
    """Yield the work left on one matrix, cell by cell."""
    matrix = opened.matrix
    names = Names(matrix)
    begun = drafts(opened.study, matrix.name)
    for cell in matrix.cells:
        at = (names.row(cell.row), names.column(cell.column), names.group(cell.group))
        for kind, what, mend in _cell(opened, cell):
            yield Work(matrix.name, kind, *at, what, mend, cell.where)
        if cell.key in begun:
            mend = "Write it in words of your own and save it"
            yield Work(matrix.name, "draft", *at, "a draft on this machine", mend)
        for one in cell.quotations:
            if one.cleared or not one.chosen:
                continue
            kinds = [found.kind for found in one.findings]
            first = next((k for k in kinds if k not in ("not-cleared", "changed")), kinds[0])
            where = place(opened.assembled.evidence, one.document, one.start)
            what = f"{where}: {'; '.join(found.message for found in one.findings)}"
            mend = _MENDS.get(first, "Trim it, or take it off").replace("CODING", one.coding)
            yield Work(matrix.name, "quotation", *at, what, mend, cell.where, one.coding,
                       " ".join(kinds))  # fmt: skip
    for key, (words, document) in opened.words_held.items():
        shown = words if len(words) <= _WORDS else f"{words[:_WORDS]}…"
        what = f"the summary holds what somebody said in {document}, word for word: “{shown}”"
        yield Work(
            matrix.name, "words", names.row(key[0]), names.column(key[1]), names.group(key[2]),
            what, "Put it in words of your own, or make it a quotation",
            opened.assembled.summaries[key].where,
        )  # fmt: skip
    written = {cell.where for cell in matrix.cells if cell.summary}
    for problem in withheld(opened):
        if problem.where not in written:
            yield Work(
                matrix.name, "name", "", "", "", problem.message, problem.mend, problem.where
            )
    for problem in opened.assembled.problems:
        if problem.code == "stray-summary":
            yield Work(
                matrix.name, "stray", "", "", "", problem.message, problem.mend, problem.where
            )
    for row, what in risky_figures(opened):
        mend = "qualcode matrix numbers suppresses them; do not print others"
        yield Work(matrix.name, "small-count", row, "", "", what, mend)


_MENDS = {
    "not-cleared": "qualcode matrix clear CODING, once it may be printed",
    "changed": "Read it again: qualcode matrix clear CODING",
    "second-sign-off": "A second person: qualcode --coder NAME matrix clear CODING",
    "name": "qualcode matrix trim CODING: put [brackets] for the name",
    "negation": "qualcode matrix trim CODING; or clear it with --accept negation",
    "unique": "qualcode matrix trim CODING --sign-as TEMPLATE with less in it",
    "small-group": "Take it off, or clear it with --accept small-group",
    "over-quoted": "Quote somebody else, or clear it with --accept over-quoted",
    "words-changed": "qualcode matrix trim CODING again",
}


def _cell(opened: OpenMatrix, cell: Cell) -> Iterator[tuple[str, str, str]]:
    study = opened.study
    summary = cell.summary
    if summary:
        names = opened.disclosure.names_in(summary)
        if names:
            yield "name", f"the summary holds “{names[0]}”, a real name", "Change the summary"
    if cell.stale:
        yield (
            "stale",
            told(opened.assembled.evidence, cell.changes),
            "Read the cell again, mend the summary, mark it up to date",
        )
    if cell.codings and not summary:
        yield "unwritten", _evidence(cell), "Write its summary"
    if cell.thin:
        yield "thin", f"{_evidence(cell)}: fewer people than {study.config.minimum_people}", ""
    if not cell.codings and not cell.stale:
        yield "empty", silence(opened, cell), ""
    if summary and cell.codings and opened.matrix.layout != "cases":
        size = next(g.people for g in opened.matrix.groups if g.id == cell.group)
        config = study.config
        language = opened.matrix.language
        for _, why in wrong_claims(
            summary, cell.people, size, config.quantifiers, config.quantifiers_from, language
        ):
            yield "quantifier", why, "Give the number, or the word that fits it"


def _evidence(cell: Cell) -> str:
    return f"{counted(cell.people, 'person')}, {counted(len(cell.codings), 'coding')}"


def told(evidence: Evidence, changes: Sequence[Change], most: int = _MOST) -> str:
    """Return in words what changed under a summary, each coding with its document and turn."""
    said = []
    for one in changes[:most]:
        where = place(evidence, one.document, one.start) if one.document else one.coding
        said.append(f"{where}: {one.what}" if where else one.what)
    more = len(changes) - most
    return "; ".join(said) + (f"; and {more} more" if more > 0 else "")


def place(evidence: Evidence, document: str, start: int) -> str:
    """Return the place of words: "sc-01 turn 12"; the document alone if nobody speaks."""
    known = evidence.documents.get(document)
    turn = known.turn_at(start) if known else None
    return document if turn is None else f"{document} turn {turn + 1}"


def silence(opened: OpenMatrix, cell: Cell) -> str:
    """Return in words why nothing is coded in a cell."""
    study = opened.study
    groups = ", ".join(study.group_name(g) for g in cell.not_asked)
    several = cell.group == "*" and groups
    if cell.silence == "no people":
        return "nobody of the group was interviewed"
    if cell.silence == "not asked":
        return f"not asked: {groups}" if several else "not asked"
    if cell.silence == "asked":
        said = "asked, and nothing coded here"
        if cell.spoke:
            people = counted(cell.spoke, "person speaks", "people speak")
            said = f"nothing coded here; {people} of it otherwise"
        return f"{said}; not asked: {groups}" if several else said
    bare = _uncoded(opened.matrix, cell)
    return f"nothing coded; no record that it was asked{bare}"


def _uncoded(matrix: Matrix, cell: Cell) -> str:
    group = next((g for g in matrix.groups if g.id == cell.group), None)
    if group is None or not group.uncoded:
        return ""
    some = counted(group.uncoded, "transcript is", "transcripts are")
    return f"; {some} not coded yet"


class Names:
    """The names of a matrix's rows, columns and groups."""

    def __init__(self, matrix: Matrix) -> None:
        self._rows = {row.id: row.name for row in matrix.rows}
        self._columns = dict(matrix.columns)
        self._groups = {group.id: group.name for group in matrix.groups}

    def row(self, name: str) -> str:
        """Return a row's name."""
        return self._rows.get(name, name)

    def column(self, name: str) -> str:
        """Return a column's heading."""
        return self._columns.get(name, name)

    def group(self, name: str) -> str:
        """Return a group's name."""
        return self._groups.get(name, name)
