"""Reads answers to a survey: a document per question or respondent, and a case per respondent.

Data that identify respondents (names, addresses, ids made of these) never become a case id, a label
or an attribute, since git takes those.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from qualcode.errors import BadInputError
from qualcode.transcripts.parsed import Parsed, ParsedTurn
from qualcode.transcripts.survey.columns import (
    Taken,
    attribute_names,
    heading_words,
    id_column,
    take,
)
from qualcode.transcripts.survey.ids import ids_of
from qualcode.transcripts.survey.programs import Column, answers_in
from qualcode.transcripts.table.reader import column_names, empty_table
from qualcode.transcripts.table.workbooks import Book, Sheet, read_book

#: The most respondents of one survey; each may become a document and a case.
MOST_RESPONDENTS = 20_000
_UNFINISHED = ("finished", "completed", "status", "responsetype", "distributionchannel", "progress")


@dataclass(frozen=True, slots=True)
class SurveyOptions:
    """The user's settings for a survey.

    ``per`` is what becomes a document; ``id_column`` and ``answers`` are headings of columns, their
    codes in the export, or the beginning of either.
    """

    per: Literal["question", "respondent"]
    id_column: str = ""
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SurveyDocument:
    """One document: the part added to the file's name for its id, a title, its turns.

    ``cases`` maps each label to a case.
    """

    suffix: str
    title: str
    parsed: Parsed
    cases: dict[str, str]


@dataclass(frozen=True, slots=True)
class SurveyCase:
    """One respondent: id, attributes, and the original id if that could not be used.

    ``original`` may be a name or an address: it belongs in private files only. ``made`` says that
    the id is only a row number: other files have the same ids for other people.
    """

    id: str
    attributes: dict[str, str]
    original: str = ""
    made: bool = False


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey that has been read; ``columns`` says what each column was taken for, and why."""

    documents: tuple[SurveyDocument, ...]
    cases: tuple[SurveyCase, ...]
    columns: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


def read_survey(data: bytes, name: str, options: SurveyOptions) -> Survey:
    """Read the answers to a survey from .csv, .tsv, .xlsx, .xls or .ods.

    Raises:
        BadInputError: it is not a table, has no answers, lacks a named column, or one id stands for
            two respondents.
    """
    book = read_book(data, name)
    sheet = _sheet(book, name)
    answers = answers_in(sheet.rows)
    columns = answers.columns
    respondents = len(columns[0].cells)
    if not respondents:
        raise BadInputError("holds headings and no answers", where=name, mend="Export it again")
    if respondents > MOST_RESPONDENTS:
        raise BadInputError(
            f"has {respondents:,} respondents, more than {MOST_RESPONDENTS:,}",
            where=name,
            mend="Split it",
        )
    taken, key = _taken(columns, options, sheet, name)
    ids, originals, notes = ids_of(columns[key] if key is not None else None, respondents, name)
    attributes = [at for at, one in enumerate(taken) if one.kind == "attribute"]
    names = attribute_names(columns[at].title for at in attributes)
    for at, safe in zip(attributes, names, strict=True):
        taken[at] = Taken("attribute", taken[at].why, safe)
    width = max(3, len(str(respondents)))
    cases = tuple(
        SurveyCase(
            ids[row],
            {
                safe: _value(said)
                for at, safe in zip(attributes, names, strict=True)
                if (said := columns[at].cells[row])
            },
            originals[row],
            made=key is None
            or (
                bool(originals[row] or not columns[key].cells[row])
                and ids[row].startswith(f"R{row + 1:0{width}}")
            ),
        )
        for row in range(respondents)
    )
    asked = [columns[at] for at, one in enumerate(taken) if one.kind == "answers"]
    make = _by_question if options.per == "question" else _by_respondent
    documents = make(asked, ids, book.kind, answers.program)
    notes = [
        *([f"an export of {answers.program}"] if answers.program else []),
        *notes,
        *_silent(asked, documents, respondents, options),
        *_unfinished(columns),
        *_other_sheets(book, sheet),
        *book.notes,
    ]
    told = tuple(
        (column.title or f"column {at}", _said(one))
        for at, (column, one) in enumerate(zip(columns, taken, strict=True), 1)
    )
    return Survey(tuple(documents), cases, told, tuple(notes))


def _sheet(book: Book, name: str) -> Sheet:
    filled = [sheet for sheet in book.sheets if sheet.rows]
    if not filled:
        raise empty_table(name)
    return max(filled, key=lambda sheet: (not sheet.hidden, len(sheet.rows) * len(sheet.rows[0])))


def _other_sheets(book: Book, chosen: Sheet) -> list[str]:
    return [
        f"{'hidden ' if sheet.hidden else ''}sheet “{sheet.name}” ({sheet.words}) was not imported"
        for sheet in book.sheets
        if sheet is not chosen and sheet.rows
    ]


def _value(cell: str) -> str:
    """Return a closed answer on one line; "Mentor;Tutor;" as "Mentor; Tutor"."""
    if cell.endswith(";"):
        cell = "; ".join(part.strip() for part in cell.split(";") if part.strip()) or cell
    return " ".join(cell.split())


def _said(taken: Taken) -> str:
    if taken.kind == "attribute":
        return f"attribute {taken.name}: {taken.why}"
    return f"{taken.kind}: {taken.why}" if taken.why else taken.kind


# ---- columns --------------------------------------------------------------------------------


def _taken(
    columns: Sequence[Column], options: SurveyOptions, sheet: Sheet, name: str
) -> tuple[list[Taken], int | None]:
    """Return what each column is, and which one holds the ids."""
    if options.id_column:
        key: int | None = _named(columns, options.id_column, "--id-column", sheet, name)
    else:
        key = id_column(columns)
    given = [_named(columns, said, "--answers", sheet, name) for said in options.answers]
    taken = []
    for at, column in enumerate(columns):
        if at in given:
            taken.append(Taken("answers", "named"))
        elif at == key:
            taken.append(Taken("id", "named" if options.id_column else "by its heading"))
        else:
            one = take(column)
            if given and one.kind == "answers":
                one = Taken("left out", "open answers that were not named")
            taken.append(one)
    if not any(one.kind == "answers" for one in taken):
        raise BadInputError(
            "has no column that looks like open answers: "
            f"its columns are {column_names(sheet.rows)}",
            where=name,
            mend="Name those with answers: --answers COLUMN",
        )
    return taken, key


def _named(columns: Sequence[Column], said: str, option: str, sheet: Sheet, name: str) -> int:
    """Return the named column: by its whole heading or code, or by a unique beginning."""
    wanted = heading_words(said)
    titles = [(heading_words(c.title), heading_words(c.code)) for c in columns]
    found = [at for at, both in enumerate(titles) if wanted and wanted in both]
    if not found and wanted:
        found = [at for at, both in enumerate(titles) if any(t.startswith(wanted) for t in both)]
    if len(found) == 1:
        return found[0]
    if found:
        what = f"has {len(found)} columns that “{said}” may mean"
        raise BadInputError(what, where=name, mend=f"Give {option} the whole heading of one")
    listed = column_names([[c.title for c in columns]])
    raise BadInputError(
        f"has no column “{said}”: its columns are {listed}",
        where=name,
        mend=f"Give {option} one of them, or how it begins",
    )


# ---- documents ------------------------------------------------------------------------------


def _by_question(
    asked: Sequence[Column], ids: Sequence[str], kind: str, program: str
) -> list[SurveyDocument]:
    documents = []
    for number, column in enumerate(asked, 1):
        title = column.title or column.code or f"Question {number}"
        turns = [ParsedTurn(None, title)]
        cases: dict[str, str] = {}
        for case, cell in zip(ids, column.cells, strict=True):
            if words := _lines(cell):
                turns.append(ParsedTurn(case, words))
                cases[case] = case
        if not cases:
            continue
        note = f"answered by {len(cases)} of {len(ids)}"
        parsed = Parsed(kind, _layout("a question", program), tuple(turns), (note,))
        documents.append(SurveyDocument(_suffix(number, title), title, parsed, cases))
    return documents


def _by_respondent(
    asked: Sequence[Column], ids: Sequence[str], kind: str, program: str
) -> list[SurveyDocument]:
    documents = []
    for row, case in enumerate(ids):
        turns: list[ParsedTurn] = []
        for number, column in enumerate(asked, 1):
            if words := _lines(column.cells[row]):
                turns.append(ParsedTurn(None, column.title or column.code or f"Question {number}"))
                turns.append(ParsedTurn(case, words))
        if not turns:
            continue
        note = f"answers to {len(turns) // 2} of {len(asked)} questions"
        parsed = Parsed(kind, _layout("a respondent", program), tuple(turns), (note,))
        documents.append(SurveyDocument(case, case, parsed, {case: case}))
    return documents


def _layout(what: str, program: str) -> str:
    return f"survey answers, {what}" + (f", from {program}" if program else "")


def _lines(cell: str) -> str:
    return "\n".join(line.strip() for line in cell.split("\n") if line.strip())


def _suffix(number: int, title: str) -> str:
    """Return a question's part of the document id: ``"q1-what-helped"``."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().casefold()
    words = re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", plain))
    if words and re.fullmatch(rf"q?{number}", words[0]):
        words = words[1:]
    made = f"q{number}"
    for word in words[:6]:
        if len(made) + 1 + len(word) > 40:
            break
        made = f"{made}-{word}"
    return made


def _silent(
    asked: Sequence[Column],
    documents: Sequence[SurveyDocument],
    respondents: int,
    options: SurveyOptions,
) -> list[str]:
    given = sum(1 for column in asked for cell in column.cells if cell)
    notes = [
        f"{given} answers of {respondents} respondents to {len(asked)} open questions; "
        f"{respondents * len(asked) - given} were left empty"
    ]
    silent = sum(1 for row in range(respondents) if not any(c.cells[row] for c in asked))
    if silent:
        more = ", so no document" if options.per == "respondent" else ""
        notes.append(f"{silent} respondents gave no open answer{more}; they are cases all the same")
    return notes


def _unfinished(columns: Sequence[Column]) -> list[str]:
    """Note answers that the program marks as unfinished or as a test; they are read too."""
    notes = []
    for column in columns:
        key = re.sub(r"\W", "", (column.code or column.title)).casefold()
        if key not in _UNFINISHED:
            continue
        said = [cell.casefold() for cell in column.cells]
        trial = sum("preview" in cell or cell == "spam" for cell in said)
        open_ = sum(cell in ("false", "0", "no", "partial", "incomplete") for cell in said)
        if trial:
            notes.append(f"{trial} responses are previews or spam, by “{column.title}”: read too")
        elif open_ and key not in ("status", "progress"):
            notes.append(f"{open_} responses are unfinished, by “{column.title}”: read too")
    return list(dict.fromkeys(notes))
