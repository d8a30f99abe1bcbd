"""Takes a team's register of participants, .csv or a workbook, for the attributes of cases."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from qualcode.errors import BadInputError, NotFoundError
from qualcode.model.case import Case, valid_attribute, valid_case_id
from qualcode.model.plural import counted
from qualcode.store.records.cases import GROUP, ID_COLUMN
from qualcode.store.records.withdrawals import withdrawn_cases
from qualcode.store.study import Study
from qualcode.transcripts.reader import TABLES, load
from qualcode.transcripts.table.columns import first_full_row, heading_key
from qualcode.transcripts.table.workbooks import Sheet, read_book

#: Headings that a column of case ids has, the likeliest first.
_ID_HEADINGS = (
    "case", "case id", "participant id", "pseudonym", "participant", "id", "participant no",
    "participant number", "respondent", "code",
)  # fmt: skip
#: Headings of what tells who somebody is, which must not get into ``cases.csv``: git takes it.
_WHOSE = "|".join((
    "full", "first", "last", "middle", "given", "family", "real", "preferred", "participant",
    "interviewee", "child", "pupil", "student", "parent", "carer",
))  # fmt: skip
_WHO_THEY_ARE = re.compile(
    "|".join((
        f"(?:(?:{_WHOSE})(?: ?s)? )?names?", "surname", "forename", "interviewee", "e ?mail.*",
        r".*\be ?mail", ".*phone.*", "tel", "mobile.*", ".*address", "post ?code", "dob",
        "date of birth", "birthday", "birth date", "nhs.*", "contact.*", "enw.*", "cyfenw", "ffôn",
        "cyfeiriad",
    ))
)  # fmt: skip
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[A-Za-z]{2,}")
#: At least nine digits, one more than a date has.
_PHONE = re.compile(r"\+?(?:[ ()-]*\d){9,}[ ()-]*")
#: Cells with more words than this are remarks, which are taken only if their column is named.
_LONG = 6
#: So many ids or values are named in a line.
_SHOWN = 5


@dataclass(frozen=True)
class Register:
    """A register as read: its headings, its rows, and the number of each as a spreadsheet has it.

    ``notes`` say how the file was read, and what was left of it.
    """

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class RegisterReport:
    """What was taken from a register, or would be with ``dry_run``, and what was not.

    ``taken`` has for each attribute the number of cases that have a value from the register;
    ``new`` are cases that the study did not have, ``changed`` those that got values, ``not_taken``
    has a line for all else.
    """

    name: str
    case_column: str
    taken: Mapping[str, int]
    new: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: int
    not_taken: tuple[str, ...]
    dry_run: bool = False

    def lines(self) -> list[str]:
        """Return the report, a line each."""
        would = "would be " if self.dry_run else ""
        head = f"{self.name}: cases by “{self.case_column}”: {counted(len(self.new), 'new case')}, "
        head += f"{counted(len(self.changed), 'case')} {would}changed, {self.unchanged} as before"
        attributes = [f"{name} ({counted(n, 'case')})" for name, n in self.taken.items()]
        found = [head, f"attributes: {', '.join(attributes) or 'none'}"]
        if self.new:
            found.append(f"new: {_some(self.new)}")
        return found + [f"not taken: {line}" for line in self.not_taken]


def read_register(path: Path) -> Register:
    """Read a register: its first sheet with headings and rows.

    Raises:
        NotFoundError: there is no such file.
        BadInputError: it is no table, is damaged, or has no rows below headings.
    """
    if path.suffix.lower() not in TABLES:
        raise BadInputError(
            "is not a table", where=path.name, mend=f"Save it as one of {', '.join(TABLES)}"
        )
    book = read_book(load(path), path.name, keep_empty_rows=True)
    filled = [sheet for sheet in book.sheets if any(map(any, sheet.rows))]
    notes = list(book.notes)
    found = [(sheet, at) for sheet in filled if (at := _headings_at(sheet)) is not None]
    found.sort(key=lambda pair: pair[0].hidden)
    if not found:
        raise BadInputError(
            "has no rows below a row of headings",
            where=path.name,
            mend="Its first row should name the columns",
        )
    sheet, at = found[0]
    notes += [f"sheet “{one.name}” ({one.words})" for one in filled if one is not sheet]
    rows = [(n, tuple(row)) for n, row in enumerate(sheet.rows, 1) if n > at + 1 and any(row)]
    notes += [f"row {n}: “{' '.join(filter(None, row))}”" for n, row in enumerate(sheet.rows, 1)
              if n <= at and any(row)]  # fmt: skip
    return Register(
        path.name,
        tuple(" ".join(cell.split()) for cell in sheet.rows[at]),
        tuple(row for _, row in rows),
        tuple(n for n, _ in rows),
        tuple(notes),
    )


def _headings_at(sheet: Sheet) -> int | None:
    """Return the row of headings, if there are rows below."""
    at = first_full_row(sheet.rows)
    return at if at is not None and any(map(any, sheet.rows[at + 1 :])) else None


def take_register(
    study: Study,
    register: Register,
    case_column: str = "",
    columns: Sequence[str] | Mapping[str, str] = (),
    dry_run: bool = False,
    *,
    overwrite: bool = False,
) -> RegisterReport:
    """Take columns of a register as attributes of the study's cases; cases it lacks are added.

    ``columns`` are headings, or headings with the attribute that each becomes; by default all that
    neither tell who somebody is nor hold remarks. A value that a case has already stays, and is
    told, unless ``overwrite``.

    Raises:
        NotFoundError: a column that was named is not there.
        BadInputError: no column of case ids is found, or a named one tells who somebody is.
        StudyError: another program holds ``cases.csv``, or the disk refused.
    """
    taking = _Taking(study, register, case_column, columns, overwrite=overwrite)
    if dry_run:
        taking.merge(dict(study.cases))
    else:
        study.edit_cases(lambda cases: taking.merge(cases).values())
    return replace(taking.report(), dry_run=dry_run)


@dataclass
class _Result:
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    taken: Counter[str] = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)


class _Taking:
    """The taking of one register into the cases of a study."""

    def __init__(
        self,
        study: Study,
        register: Register,
        case_column: str,
        columns: Sequence[str] | Mapping[str, str],
        *,
        overwrite: bool,
    ) -> None:
        self._register = register
        self._overwrite = overwrite
        self._groups = dict(study.config.groups)
        self._withdrawn = frozenset(withdrawn_cases(study.root))
        known = study.cases
        self._id_at = self._column(case_column) if case_column else self._id_column(known)
        if self._tells_who(self._id_at):
            raise self._of_who(self._id_at)
        self._left: list[str] = []
        attributes = list(dict.fromkeys(a for case in known.values() for a in case.attributes))
        self._at = self._chosen(columns, attributes)
        self._result = _Result()

    # ---- columns ----------------------------------------------------------------------------

    def _column(self, wanted: str) -> int:
        heads = self._register.headings
        folded = [heading_key(head) for head in heads]
        key = heading_key(wanted)
        exact = [at for at, head in enumerate(heads) if head == wanted.strip()]
        for found in (exact, [at for at, one in enumerate(folded) if one == key]):
            if len(found) == 1:
                return found[0]
            if found:
                raise BadInputError(
                    f"{len(found)} columns are called {wanted!r}",
                    where=self._register.name,
                    mend="Give them different headings",
                )
        raise NotFoundError(
            f"{self._register.name} has no column {wanted!r}",
            mend=f"Its columns are {', '.join(filter(None, heads))}",
        )

    def _id_column(self, known: Mapping[str, Case]) -> int:
        folds = {case.casefold() for case in known}
        best: tuple[int, int, int] | None = None
        for at, head in enumerate(self._register.headings):
            key = heading_key(head)
            cells = self._cells(at)
            # A first name could be an id too, so that it must be known or have a digit.
            fit = sum(valid_case_id(c) and (c.casefold() in folds or _has_digit(c)) for c in cells)
            if key not in _ID_HEADINGS or fit * 2 <= len(cells):
                continue
            score = (sum(cell.casefold() in folds for cell in cells), -_ID_HEADINGS.index(key), at)
            best = max(best, score) if best else score
        if best is None:
            raise BadInputError(
                "no column holds case ids",
                where=self._register.name,
                mend="Name the one that does; its columns are "
                f"{', '.join(filter(None, self._register.headings))}",
            )
        return best[2]

    def _chosen(
        self, columns: Sequence[str] | Mapping[str, str], known: Sequence[str]
    ) -> dict[str, int]:
        """Return the column of each attribute to take; the others are told."""
        heads = self._register.headings
        if columns:
            named = columns if isinstance(columns, Mapping) else dict.fromkeys(columns, "")
            wanted = {self._column(head): called for head, called in named.items()}
            for at in wanted:
                if self._tells_who(at):
                    raise self._of_who(at)
        else:
            wanted = {at: "" for at in range(len(heads)) if self._by_itself(at)}
        wanted.pop(self._id_at, None)
        chosen: dict[str, int] = {}
        for at, called in wanted.items():
            name = called.strip() or _attribute(heads[at], known)
            if not valid_attribute(name) or name == ID_COLUMN or name in chosen:
                raise BadInputError(
                    f"column “{heads[at]}” cannot become an attribute {name!r}",
                    where=self._register.name,
                    mend="Give it another heading, without . : ! [ ] { }",
                )
            chosen[name] = at
        for at, head in enumerate(heads):
            cells = [row[at] for row in self._register.rows if row[at]]
            if at != self._id_at and at not in wanted and (head or cells):
                self._left.append(f"column “{head}”{self._why_left(at, bool(columns))}")
        return chosen

    def _cells(self, at: int) -> list[str]:
        return [row[at] for row in self._register.rows if row[at]]

    def _tells_who(self, at: int) -> bool:
        cells = self._cells(at)
        reached = sum(bool(_MAIL.search(c) or _PHONE.fullmatch(c)) for c in cells)
        headed = _WHO_THEY_ARE.fullmatch(heading_key(self._register.headings[at]))
        return bool(headed) or reached * 2 > len(cells)

    def _of_who(self, at: int) -> BadInputError:
        return BadInputError(
            f"column “{self._register.headings[at]}” tells who people are, and cases.csv is in git",
            where=self._register.name,
            mend="Leave it out: names belong in private/ only",
        )

    def _has_remarks(self, at: int) -> bool:
        return any(len(cell.split()) > _LONG or "\n" in cell for cell in self._cells(at))

    def _by_itself(self, at: int) -> bool:
        """Return whether a column is taken without being named."""
        head = self._register.headings[at]
        fit = bool(head) and valid_attribute(_attribute(head, ()))
        return (
            fit and bool(self._cells(at)) and not self._tells_who(at) and not self._has_remarks(at)
        )

    def _why_left(self, at: int, chosen: bool) -> str:
        cells = self._cells(at)
        if not cells:
            return ", which is empty"
        if self._tells_who(at):
            return ", which tells who people are"
        if not chosen and self._has_remarks(at):
            return ", which holds remarks: name it to take it"
        if not self._register.headings[at]:
            return f" without a heading ({counted(len(cells), 'cell')})"
        return "" if chosen else ", whose heading cannot name an attribute"

    # ---- rows -------------------------------------------------------------------------------

    def merge(self, cases: dict[str, Case]) -> dict[str, Case]:
        """Return the cases with what the register says of them."""
        result = self._result = _Result()
        by_fold = {case.casefold(): case for case in cases}
        merged = dict(cases)
        seen: dict[str, int] = {}
        for number, row in zip(self._register.numbers, self._register.rows, strict=True):
            given = row[self._id_at]
            case = by_fold.get(given.casefold(), given)
            why = self._why_not(case, seen)
            if why:
                result.lines.append(f"row {number}: {why}")
                continue
            seen[case] = number
            by_fold.setdefault(case.casefold(), case)
            before = merged.get(case, Case(case))
            after = self._with_values(before, row, number)
            if case not in merged:
                result.new.append(case)
            elif after != before:
                result.changed.append(case)
            else:
                result.unchanged += 1
            merged[case] = after
        return merged

    def _why_not(self, case: str, seen: Mapping[str, int]) -> str:
        if not case:
            return "no case id"
        if not valid_case_id(case):
            return f"{case!r} cannot be a case id (letters, digits, _ . -)"
        if case in self._withdrawn:
            return f"case {case} has withdrawn, and its id is never used again"
        if case in seen:
            return f"case {case} is in row {seen[case]} already"
        return ""

    def _with_values(self, case: Case, row: Sequence[str], number: int) -> Case:
        attributes = dict(case.attributes)
        for name, at in self._at.items():
            value = row[at]
            if value and name == GROUP and self._groups:
                group = self._group(value)
                if not group:
                    self._result.lines.append(
                        f"row {number}: no group {value!r} in study.toml "
                        f"(there are {', '.join(self._groups)})"
                    )
                    continue
                value = group
            if not value:
                continue
            stands = attributes.get(name, "")
            if stands and stands != value and not self._overwrite:
                self._result.lines.append(
                    f"row {number}: {name} {value!r} of {case.id}, which has {stands!r}"
                )
                continue
            attributes[name] = value
            self._result.taken[name] += 1
        return Case(case.id, attributes)

    def _group(self, value: str) -> str:
        """Return the id of a group that a cell names by its id or its name; empty if none."""
        wanted = value.casefold()
        return next(
            (
                one
                for one, name in self._groups.items()
                if wanted in (one.casefold(), name.casefold())
            ),
            "",
        )

    def report(self) -> RegisterReport:
        """Return what the last merge took and left."""
        result = self._result
        return RegisterReport(
            self._register.name,
            self._register.headings[self._id_at],
            {name: result.taken[name] for name in self._at},
            tuple(result.new),
            tuple(result.changed),
            result.unchanged,
            (*self._left, *result.lines, *self._register.notes),
        )


def _attribute(heading: str, known: Sequence[str]) -> str:
    """Return the attribute that a heading names: one that there is, or made of its words."""
    made = "_".join(heading_key(heading).split())
    return next((name for name in known if heading_key(name) == heading_key(heading)), made)


def _has_digit(cell: str) -> bool:
    return any(char.isdecimal() for char in cell)


def _some(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - _SHOWN} more" if len(ids) > _SHOWN else ""
    return ", ".join(ids[:_SHOWN]) + more
