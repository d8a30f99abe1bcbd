"""Changes ``cases.csv``: groups and other attributes of participants, and new ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qualcode.errors import BadInputError, NotFoundError
from qualcode.model.case import Case, valid_case_id
from qualcode.model.file_names import file_key, unsafe
from qualcode.store.io.tables import folded
from qualcode.store.records.cases import CASE_HEADINGS, GROUP
from qualcode.store.records.withdrawals import withdrawn_cases
from qualcode.store.study import Study


@dataclass(frozen=True)
class CasesChanged:
    """What was changed of cases: a line for each change, and the rows before and after."""

    lines: tuple[str, ...]
    before: tuple[Case, ...]
    after: tuple[Case, ...]


def check_group(study: Study, group: str) -> None:
    """Raise NotFoundError if a study that lists its groups does not have this one."""
    groups = study.config.groups
    if group and groups and group not in groups:
        raise NotFoundError(
            f"no group {group!r} in study.toml", mend=f"There are {', '.join(groups)}"
        )


def check_case_id(study: Study, case: str) -> None:
    """Refuse an id that no case can have, or that is another's in other capitals.

    Raises:
        BadInputError: why not, in one line.
    """
    if case in study.cases:
        return
    if not valid_case_id(case):
        raise BadInputError(f"{case!r} cannot be a case id", mend="Use letters, digits, _ . -")
    if why := unsafe(case):
        raise BadInputError(f"{case!r} cannot be a case id: it {why}", mend="Add a number to it")
    if case in withdrawn_cases(study.root):
        raise BadInputError(
            f"case {case} has withdrawn, and its id is never used again",
            mend="Give the participant another id",
        )
    alike = next((c for c in study.cases if file_key(c) == file_key(case)), None)
    if alike is not None:
        raise BadInputError(f"{case!r} is {alike!r} in cases.csv", mend=f"Write it {alike}")


def set_cases(
    study: Study,
    ids: Sequence[str],
    *,
    group: str | None = None,
    attributes: Mapping[str, str] | None = None,
    dry_run: bool = False,
) -> CasesChanged:
    """Set the group or other attributes of cases; a column that no case has is made.

    Raises:
        NotFoundError: there is no such case, or no such group.
        BadInputError: nothing is to be set, or something that cannot stand in the table.
        StudyError: another program holds the table.
    """
    given = dict(attributes or {})
    if group is None and not given:
        raise BadInputError("nothing was said to set", mend="Say --group or --attribute")
    if group:
        check_group(study, group)
    changed: list[CasesChanged] = []

    def change(cases: dict[str, Case]) -> Iterable[Case]:
        for case in ids:
            if case not in cases:
                raise no_case(case, cases)
        wanted = {_column(name, value, cases): value.strip() for name, value in given.items()}
        if group is not None:
            wanted[GROUP] = group
        changed.append(_set(cases, ids, wanted))
        return cases.values()

    if dry_run:
        change(dict(study.cases))
    else:
        study.edit_cases(change)
    return changed[0]


def put_back_cases(study: Study, changed: CasesChanged) -> list[str]:
    """Let cases be as they were before a change; return the ids of those changed since."""
    left: list[str] = []

    def change(cases: dict[str, Case]) -> Iterable[Case]:
        for before, after in zip(changed.before, changed.after, strict=True):
            if cases.get(after.id) == after:
                cases[before.id] = before
            else:
                left.append(after.id)
        return cases.values()

    study.edit_cases(change)
    return left


def _set(cases: dict[str, Case], ids: Sequence[str], wanted: Mapping[str, str]) -> CasesChanged:
    lines, before, after = [], [], []
    for case in dict.fromkeys(ids):
        was = cases[case].attributes
        new = {name: value for name, value in wanted.items() if was.get(name, "") != value}
        if new:
            cases[case] = Case(case, {**was, **new})
            before.append(Case(case, was))
            after.append(cases[case])
        for name, value in new.items():
            lines.append(f"{case}: {name} {_from_to(was.get(name, ''), value)}")
        if not new:
            lines.append(f"{case}: is so already")
    return CasesChanged(tuple(lines), tuple(before), tuple(after))


def _from_to(was: str, now: str) -> str:
    return f"{now or 'empty'} (was {was})" if was else now or "empty"


def _column(name: str, value: str, cases: Mapping[str, Case]) -> str:
    """Return the column that a name stands for: that of the table, if it is spelt alike."""
    name = name.strip()
    if not name or any(sign in name + value for sign in "\r\n\0"):
        raise BadInputError(f"{name!r} cannot be an attribute", mend="Write NAME=VALUE, in a line")
    if folded(name) == GROUP:
        raise BadInputError("the group is no attribute like others", mend="Say --group")
    if folded(name) in CASE_HEADINGS:
        raise BadInputError(f"{name!r} is the column of the cases' ids", mend="Name another")
    there = dict.fromkeys(column for case in cases.values() for column in case.attributes)
    return next((column for column in there if folded(column) == folded(name)), name)


def no_case(case: str, cases: Mapping[str, Case]) -> NotFoundError:
    """Return the error that there is no such case, naming those that are nearly called so."""
    from rapidfuzz import process

    near = [match[0] for match in process.extract(case, list(cases), limit=3)]
    mend = f"Did you mean {', '.join(near)}?" if near else "qualcode speakers set makes one"
    return NotFoundError(f"no case {case!r} in cases.csv", mend=mend)
