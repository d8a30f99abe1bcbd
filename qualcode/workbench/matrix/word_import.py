"""Imports summaries edited in an exported Word matrix: a three-way merge, cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from qualcode.errors import BadInputError, QualcodeError, StudyError
from qualcode.model.document.word_changes import word_changes
from qualcode.model.matrix.definition import EVERYONE, Key, MatrixDefinition
from qualcode.model.matrix.summary_text import unwrapped
from qualcode.model.merge_decision import Choice
from qualcode.model.plural import counted
from qualcode.model.table import Table
from qualcode.report.evidence_labels import references
from qualcode.report.markdown import digest, markdown, shape_of
from qualcode.report.word.hidden_record import Place, Record, digest_of, places
from qualcode.report.word.readback.match import ReadSummary, matched, missing
from qualcode.report.word.readback.reader import ReadMatrix, read_matrix_docx
from qualcode.store.matrix_definitions import matrix_names, read_matrix
from qualcode.store.merge.lines import merge_lines
from qualcode.store.study import Study
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.matrix.cell_editor import CellEditor
from qualcode.workbench.matrix.export import WITHHELD, WORDS_WITHHELD, matrix_for_export
from qualcode.workbench.matrix.export_labels import is_changed
from qualcode.workbench.matrix.open_matrix import OpenMatrix, open_matrix

FILE, STUDY, ALIKE, BOTH, REFUSED = (
    "changed in the file",
    "changed in the study",
    "changed alike",
    "changed in both",
    "not taken",
)
#: The columns of a table of differences: ids, then names, then the three texts.
COLUMNS = ("row", "column", "group", "row_name", "column_name", "group_name", "what", "exported",
           "study", "file", "words", "why", "done")  # fmt: skip
_WITHHELD = "[withheld:"
_WITH_RECORD = "qualcode matrix --for team --out FILE.docx makes one that carries a record"
#: How many cells with the same remark are named one by one.
_FEW = 6
Side = Literal["ours", "theirs", "all"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell whose summary differs from the exported one in the file, compared with the study's.

    ``what`` is one of the kinds; ``base`` the exported text, ``None`` if unknown, ``ours`` the
    study's, ``theirs`` the file's. ``why`` says why it cannot be taken; ``as_draft`` that taking it
    keeps it as a draft on this machine. ``notes`` are remarks for that case.
    """

    key: Key
    names: tuple[str, str, str]
    what: str
    base: str | None
    ours: str
    theirs: str
    why: str = ""
    as_draft: bool = False
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The cell in words."""
        return " · ".join(filter(None, self.names))

    @property
    def is_open(self) -> bool:
        """Whether there is something to take."""
        return self.what in (FILE, BOTH)

    @property
    def is_conflict(self) -> bool:
        """Whether both changed it, and differently."""
        return self.what == BOTH

    def text(self, side: Side) -> str:
        """Return the text for a choice; "all" has what either side wrote."""
        if side != "all":
            return self.ours if side == "ours" else self.theirs
        return both(self.base, self.ours, self.theirs)

    def cells(self, done: str = "") -> tuple[object, ...]:
        """Return its row of a table; ``done`` says what was done."""
        texts = (self.base, self.ours, self.theirs)
        words = word_changes(self.ours, self.theirs)
        return (*self.key, *self.names, self.what, *texts, words, self.why, done)


def both(base: str | None, ours: str, theirs: str) -> str:
    """Return what either side wrote; where both changed a paragraph, ours and then theirs."""
    # Separated, so that changes of two adjacent items are two changes.
    texts = [re.sub(r"\n+", "\n\n", unwrapped(text)) for text in (base or "", ours, theirs)]
    made = "\n\n".join(texts[1:])
    if base is not None:
        try:
            _, open_ = merge_lines(*texts, file="", what="")
            choices = {
                (one.file, one.key): Choice(None, f"{one.ours}\n\n{one.theirs}") for one in open_
            }
            made, _ = merge_lines(*texts, file="", what="", choices=choices)
        except StudyError:
            # Without git there is no merge by lines, so both texts stand there complete.
            pass
    shape = shape_of(made)
    return markdown(tuple(dict.fromkeys(shape)), (ours, theirs))


class MatrixImport:
    """The changes that a Word file would make in a matrix, and taking them."""

    def __init__(self, session: CodingSession, opened: OpenMatrix) -> None:
        self.session = session
        self.opened = opened
        self.differences: list[Difference] = []
        #: Contents of the file that do not belong to the matrix, and other remarks, one per line.
        self.notes: list[str] = []
        #: How many summaries in the file are as exported.
        self.unchanged = 0
        #: How many notes are about contents of the file that are not taken.
        self.untaken = 0

    def tell(self, notes: Iterable[str], *, untaken: bool = True) -> None:
        """Add notes, by default on contents of the file that are not taken."""
        new = [note for note in dict.fromkeys(notes) if note not in self.notes]
        self.notes += new
        self.untaken += len(new) if untaken else 0

    @property
    def is_whole(self) -> bool:
        """Whether all edits in the file can be taken."""
        refused = any(one.what == REFUSED or one.as_draft for one in self.differences)
        return not refused and not self.untaken

    def take(self, one: Difference, side: Side = "theirs") -> tuple[bool, str]:
        """Write a cell's summary from the file; return whether it was written, and a message.

        A summary with real names or participants' words is kept as a draft on this machine. This
        does not mark an existing summary as up to date.
        """
        if one.is_conflict and side == "ours":
            return True, "kept as the study has it"
        if not one.is_open or (one.why and not one.as_draft):
            return False, one.why or one.what
        desk = CellEditor(self.session, self.opened, one.key)
        try:
            if unwrapped(desk.summary.text) != unwrapped(one.ours):
                return False, "it changed in the study just now: import again"
            said = desk.save(one.text(side))
        except QualcodeError as error:
            return False, str(error)
        finally:
            self.opened = desk.opened
        if desk.draft:
            return False, said
        return True, said if one.text(side).strip() else "removed"

    def table(self, done: Mapping[Key, str] | None = None) -> Table:
        """Return the differences as a table."""
        told = done or {}
        return Table.of(COLUMNS, [one.cells(told.get(one.key, "")) for one in self.differences])


def plan_import(session: CodingSession, data: bytes, name: str, matrix: str = "") -> MatrixImport:
    """Compare a Word file, called ``name``, with the study; change nothing.

    ``matrix`` is its matrix; by default the file names it.

    Raises:
        BadInputError: it is not a Word file, or has no table of this matrix.
        NotFoundError: there is no such matrix.
    """
    study = session.study
    read = read_matrix_docx(data, name)
    record = read.record
    chosen = _matrix_of(study, read, name, matrix)
    definition = read_matrix(study, chosen)
    if record is not None:
        definition = _as_exported(study, definition, record.layout, record.places)
        known = record.places
    else:
        # As it would be exported now; only the bookmarks show what was exported then.
        now = matrix_for_export(study, definition)[0]
        stood = places(now, references(now), sections=bool(read.blocks))
        known = {place.mark: replace(place, base=None, digest="") for place in stood.values()}
    found = matched(read, known)
    if not found.known and record is None:
        raise BadInputError(
            f"has no table of the matrix {chosen!r}",
            where=name,
            mend=f"It takes what was edited in Word; {_WITH_RECORD}",
        )
    made = MatrixImport(session, open_matrix(study, definition))
    comparing = _Comparing(made)
    comparing.all([*found.found.values()])
    for place in missing(found.found, known):
        comparing.gone(place)
    made.tell(found.strange)
    made.tell(_about(record, made.opened.matrix.study), untaken=False)
    made.tell(
        f"“{text[:60]}{'…' if text[60:] else ''}” is in no summary, and is not taken"
        for text in found.beside
    )
    if record is not None and record.whole:
        made.tell(_head(read, record.whole, chosen))
    if read.comments:
        many = counted(read.comments, "comment")
        made.tell([f"{many} in it: read them in Word, they are not taken"], untaken=False)
    return made


def _matrix_of(study: Study, read: ReadMatrix, name: str, matrix: str) -> str:
    """Return which matrix a file is of: as it was said, as the file says, or by its bookmarks.

    Raises:
        BadInputError: it says one that the study has not.
    """
    record = read.record
    chosen = matrix or (record.matrix if record else "") or _by_marks(study, read) or "main"
    if record is not None and not matrix and chosen not in matrix_names(study.root):
        raise BadInputError(
            f"it was made of the matrix {chosen!r}, which this study has not",
            where=name,
            mend=f"Say which it is: --name {' or '.join(matrix_names(study.root))}",
        )
    return chosen


def _about(record: Record | None, study: str) -> Iterator[str]:
    """Yield warnings about where a file comes from, if that is unexpected."""
    if record is None:
        yield (
            "it carries no record of what was exported (made for a client, or saved by another "
            "program): cells are known by their bookmarks or places, and more may need your "
            f"decision; {_WITH_RECORD}"
        )
    elif record.study and record.study != " ".join(study.split()):
        yield f"it was made of the study “{record.study}”"


def _head(read: ReadMatrix, exported: str, matrix: str) -> Iterator[str]:
    """Yield what to report on the summary at the head of a file."""
    mend = f"it is summary in synthesis/{matrix}/matrix.toml, and is not taken"
    if read.whole is None:
        yield f"the summary at its head is not found in the file: {mend}"
    elif digest(tuple((words.item, words.segments) for words in read.whole)) != exported:
        yield f"the summary at its head was edited: {mend}"


def _study_text(opened: OpenMatrix, key: Key) -> str:
    summary = opened.assembled.summaries.get(key)
    return summary.text if summary else ""


def _by_marks(study: Study, read: ReadMatrix) -> str:
    """Return the matrix to which most bookmarks of a file without a record belong."""
    marks = {mark for cell in read.cells for mark, _ in cell.marks}
    best, most = "", 0
    for name in matrix_names(study.root) if marks else ():
        try:
            made = open_matrix(study, read_matrix(study, name)).matrix
        except QualcodeError:
            continue
        many = len(marks & {place.mark for place in places(made).values()})
        if many > most:
            best, most = name, many
    return best


def _as_exported(
    study: Study, definition: MatrixDefinition, layout: str, known: Mapping[str, Place]
) -> MatrixDefinition:
    """Return a matrix with the options of that one export."""
    keys = [place.key for place in known.values()]
    if layout == "cases" and not definition.by_case:
        definition = replace(definition, layout="cases")
    elif layout == "synthesis" and definition.by_case:
        definition = replace(definition, layout="synthesis")
    if not definition.by_case and keys:
        definition = replace(definition, across=all(key[2] == EVERYONE for key in keys))
    codes = {study.codebook.resolve(key[1] if definition.by_case else key[0]) for key in keys}
    shown = {code.id for code in definition.row_codes(study.codebook)}
    if any(study.codebook.get(code) for code in codes - shown):
        definition = replace(definition, sub_codes=True)
    return definition


class _Comparing:
    def __init__(self, made: MatrixImport) -> None:
        self._made = made
        self._opened = made.opened
        self._book = made.session.study.codebook

    def all(self, found: Sequence[ReadSummary]) -> None:
        told: dict[str, list[str]] = {}
        for one in map(self._chosen, found):
            difference = self._compared(one)
            if difference is not None:
                self._made.differences.append(difference)
            else:
                self._made.unchanged += bool(one.shape)
            where = " · ".join(filter(None, self._names(one.place)))
            why = difference.why if difference is not None else ""
            for note in (*one.doubts, *one.notes):
                if note != why:
                    told.setdefault(note, []).append(where)
        for note, cells in told.items():
            if len(cells) > _FEW:
                self._made.tell([f"{len(cells)} cells: {note}"])
            else:
                self._made.tell(f"{cell}: {note}" for cell in cells)

    def _chosen(self, one: ReadSummary) -> ReadSummary:
        """Return, of two summaries in the file, the one that differs from the study's."""
        if one.other is None:
            return one
        ours = digest(shape_of(_study_text(self._opened, self._key(one.place))))
        if ours == digest(one.shape):
            return replace(one.other, doubts=one.doubts, notes=one.notes)
        return replace(one, against="") if ours == digest(one.other.shape) else one

    def gone(self, place: Place) -> None:
        """Note a cell with a summary that is missing from the file."""
        key = self._key(place)
        why = "its row, column or table is not in the file; its summary stays"
        self._made.differences.append(
            Difference(key, self._names(place), REFUSED, place.base,
                       _study_text(self._opened, key), "", why)
        )  # fmt: skip

    def _names(self, place: Place) -> tuple[str, str, str]:
        if self._opened.matrix.layout == "cases":
            return place.row, place.table, ""
        return place.row, place.heading, place.table

    def _key(self, place: Place) -> Key:
        row, column, group = place.key
        if self._opened.matrix.layout == "cases":
            return row, self._book.resolve(column), group
        return self._book.resolve(row), column, group

    def _is_there(self, key: Key) -> bool:
        try:
            self._opened.matrix.cell(*key)
        except KeyError:
            return False
        return True

    def _compared(self, one: ReadSummary) -> Difference | None:
        place, key = one.place, self._key(one.place)
        ours = _study_text(self._opened, key)
        theirs = markdown(one.shape, [ours, place.base or ""])
        mine = digest(shape_of(ours))
        # Formatting that Markdown has no form for is not a change either.
        in_file = {digest(one.shape), digest(shape_of(theirs))}
        base = place.base
        if base is None and one.digest and one.digest == mine:
            base = ours
        made = Difference(key, self._names(place), REFUSED, base, ours, theirs, notes=one.notes)
        if one.digest in in_file or (not one.digest and mine in in_file):
            if base in (WITHHELD, WORDS_WITHHELD) or mine == one.digest or not one.digest:
                return None
            if not self._is_there(key):
                return None
            return replace(made, what=STUDY, why="kept as the study has it")
        why = one.against or next(iter(one.doubts), "")
        if why and mine not in in_file:
            return replace(made, why=why)
        if mine in in_file:
            return replace(made, what=ALIKE, why="nothing to do")
        what = FILE if one.digest and mine == one.digest else BOTH
        return self._checked(replace(made, what=what), place)

    def _checked(self, one: Difference, place: Place) -> Difference:
        """Return a difference with the reasons against taking it."""
        if not self._is_there(one.key):
            return replace(one, what=REFUSED, why="the matrix has no such cell now")
        cell = self._opened.matrix.cell(*one.key)
        if _WITHHELD in one.theirs:
            return replace(one, what=REFUSED, why="the export withheld a text in it")
        desk = CellEditor(self._made.session, self._opened, one.key)
        if desk.draft:
            why = "your draft of it is on this machine: finish that first"
            return replace(one, what=REFUSED, why=why)
        notes = list(one.notes)
        sealed = "-" in place.codings
        changed = is_changed(desk.opened.study, place.codings, cell.codings) if sealed else (
            bool(place.codings) and place.codings != digest_of(sorted(cell.codings))
        )  # fmt: skip
        if changed is None:
            notes.append("exported on another machine: whether codings changed since is not known")
        if changed:
            notes.append("what is coded there changed since the export: read it again")
        if one.base is None:
            notes.append("what was exported is not known")
        against = desk.against(one.theirs)
        more = f", and {len(against) - 1} more" if len(against) > 1 else ""
        why = f"{against[0]}{more}" if against else ""
        return replace(one, why=why, as_draft=bool(against), notes=tuple(notes))
