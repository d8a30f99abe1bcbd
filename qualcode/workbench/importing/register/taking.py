"""Takes a register of participants for the attributes of a study's cases, row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from qualcode.model.case import Case, valid_case_id
from qualcode.model.plural import counted
from qualcode.model.same_number import same_number
from qualcode.store.records.cases import GROUP
from qualcode.store.records.withdrawals import withdrawn_cases
from qualcode.store.study import Study
from qualcode.workbench.importing.register.columns import RegisterColumns
from qualcode.workbench.importing.register.table import Register

#: So many ids or values are named in a line.
_SHOWN = 5


@dataclass(frozen=True)
class RegisterReport:
    """What was taken from a register, or would be with ``dry_run``, and what was not.

    ``taken`` has for each attribute the number of cases that have a value from the register;
    ``new`` are cases that the study did not have, ``changed`` those that got values, ``not_taken``
    has a line for all else; ``guessed`` one for each id taken for another one.
    """

    name: str
    case_column: str
    taken: Mapping[str, int]
    new: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: int
    not_taken: tuple[str, ...]
    dry_run: bool = False
    guessed: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """Return the report, a line each."""
        would = "would be " if self.dry_run else ""
        head = f"{self.name}: cases by “{self.case_column}”: {counted(len(self.new), 'new case')}, "
        head += f"{counted(len(self.changed), 'case')} {would}changed, {self.unchanged} as before"
        attributes = [f"{name} ({counted(n, 'case')})" for name, n in self.taken.items()]
        found = [head, f"attributes: {', '.join(attributes) or 'none'}"]
        if self.new:
            found.append(f"new: {_some(self.new)}")
        found += [f"guessed: {line}" for line in self.guessed]
        return found + [f"not taken: {line}" for line in self.not_taken]


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
    chosen = RegisterColumns(register, study.cases, case_column, columns)
    taking = _Taking(study, register, chosen, overwrite=overwrite)
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
    guessed: list[str] = field(default_factory=list)


class _Taking:
    """The taking of one register into the cases of a study."""

    def __init__(
        self, study: Study, register: Register, columns: RegisterColumns, *, overwrite: bool
    ) -> None:
        self._register = register
        self._columns = columns
        self._overwrite = overwrite
        self._groups = dict(study.config.groups)
        self._withdrawn = frozenset(withdrawn_cases(study.root))
        self._result = _Result()

    def merge(self, cases: dict[str, Case]) -> dict[str, Case]:
        """Return the cases with what the register says of them."""
        result = self._result = _Result()
        by_fold = {case.casefold(): case for case in cases}
        merged = dict(cases)
        seen: dict[str, int] = {}
        named = {row[self._columns.id_at].casefold() for row in self._register.rows}
        free = [case for case in cases if case.casefold() not in named]
        for number, row in zip(self._register.numbers, self._register.rows, strict=True):
            given = row[self._columns.id_at]
            case = by_fold.get(given.casefold(), "")
            if not case and (case := same_number(given, free)):
                result.guessed.append(
                    f"row {number}: {given} looks like {case}, which a spreadsheet writes so: "
                    f"taken as case {case}"
                )
            case = case or given
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
        for name, at in self._columns.at.items():
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
            self._register.headings[self._columns.id_at],
            {name: result.taken[name] for name in self._columns.at},
            tuple(result.new),
            tuple(result.changed),
            result.unchanged,
            (*self._columns.left, *result.lines, *self._register.notes),
            guessed=tuple(result.guessed),
        )


def _some(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - _SHOWN} more" if len(ids) > _SHOWN else ""
    return ", ".join(ids[:_SHOWN]) + more
