"""Finds cases that two people made under one id, before a merge makes them one person."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from qualcode.errors import StudyError
from qualcode.model.case import Case
from qualcode.model.document.document import Document
from qualcode.model.plural import plural
from qualcode.model.text.text import safe_for_terminal
from qualcode.store.folder_map import CASES, DOCUMENTS
from qualcode.store.merge.speakers import counterparts
from qualcode.store.records.withdrawals import withdrawn_cases
from qualcode.store.study import Study
from qualcode.workbench.documents.case_edit import check_case_id
from qualcode.workbench.documents.case_rename import rename_case
from qualcode.workbench.team.side_files import SideFiles
from qualcode.workbench.team.sync_git import Git

#: So many documents, or cases, are named; of the rest the number is given.
_MOST = 3


@dataclass(frozen=True)
class CaseSide:
    """What one side says of a case: its row, and the documents in which it speaks."""

    row: Mapping[str, str]
    documents: Mapping[str, Document]

    def words(self, columns: Collection[str]) -> str:
        """Return where the case speaks, and what its row says in some columns."""
        names = list(self.documents)
        more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
        where = f"{', '.join(names[:_MOST])}{more}" if names else "no document"
        said = ", ".join(f"{name} {self.row[name]}" for name in columns if self.row.get(name))
        return f"speaks in {where}" + (f" ({said})" if said else "")


@dataclass(frozen=True)
class SharedCase:
    """A case that both sides made since they were one, and of which no speaker is on both.

    ``columns`` are those in which the rows contradict each other. ``who`` made theirs, ``free`` is
    an id that no case has on either side.
    """

    case: str
    ours: CaseSide
    theirs: CaseSide
    columns: tuple[str, ...]
    who: str
    free: str

    @property
    def may_be_two(self) -> bool:
        """Whether somebody has to say that it is one person: both speak, or the rows differ."""
        return bool(self.columns or (self.ours.documents and self.theirs.documents))

    @property
    def words(self) -> str:
        """What there is, in one line."""
        shown = dict.fromkeys(("group", *self.columns))
        return safe_for_terminal(
            f"case {self.case} may be two people: yours {self.ours.words(shown)}, that of "
            f"{self.who or 'the team'} {self.theirs.words(shown)}"
        )


#: Gives the ids that cases of ours are to have, by their present ones: the same for one person.
People = Callable[[Sequence[SharedCase]], Mapping[str, str] | None]


def shared_cases(
    git: Git, base: str, ours: str, theirs: str, apart: Collection[str] = ()
) -> list[SharedCase]:
    """Return the cases that both sides made since ``base`` without a speaker who is on both.

    ``apart`` are ids of documents that are two interviews. Speakers are the same in one document,
    or in two documents of one file or with one text.
    """
    sides = [SideFiles(git, side) for side in (base, ours, theirs)]
    rows = [side.cases() for side in sides]
    changed = [side.documents(side.changed_since(sides[0].hashes)) for side in sides[1:]]
    made = [{*there, *_cases_in(found)} for there, found in zip(rows[1:], changed, strict=True)]
    both = (made[0] & made[1]) - rows[0].keys()
    if both:
        both -= _cases_in(sides[0].documents(sides[0].hashes))
    taken = {*made[0], *made[1], *rows[0], *withdrawn_cases(git.root)}
    found: list[SharedCase] = []
    for case in sorted(both):
        mine, other = (
            CaseSide(_row(there, case), {n: d for n, d in documents.items() if case in d.cases})
            for there, documents in zip(rows[1:], changed, strict=True)
        )
        if _is_one(case, mine, other, apart):
            continue
        columns = [n for n in mine.row if other.row.get(n) and mine.row[n] != other.row[n]]
        free = _free(case, taken)
        taken.add(free)
        who = _who(git, theirs, other)
        found.append(SharedCase(case, mine, other, tuple(columns), who, free))
    return found


def _cases_in(documents: Mapping[str, Document]) -> set[str]:
    return {case for document in documents.values() for case in document.cases}


def _row(cases: Mapping[str, Case], case: str) -> dict[str, str]:
    row = cases[case].attributes if case in cases else {}
    return {name: value for name, value in row.items() if value}


def _is_one(case: str, ours: CaseSide, theirs: CaseSide, apart: Collection[str]) -> bool:
    """Return whether both sides say it of one speaker, or say nothing but one and the same row."""
    if not ours.documents and not theirs.documents and ours.row == theirs.row:
        return True
    for one in ours.documents.values():
        for other in theirs.documents.values():
            if not _is_one_interview(one, other, apart):
                continue
            at = counterparts(one, other)
            for number, speaker in enumerate(one.speakers):
                there = at[number]
                who = None if there is None else other.speakers[there].case
                if speaker.case == case == who:
                    return True
    return False


def _is_one_interview(one: Document, other: Document, apart: Collection[str]) -> bool:
    if one.sha256 == other.sha256 or one.source_sha256 == other.source_sha256:
        return True
    return one.id == other.id and one.id not in apart


def _who(git: Git, side: str, of: CaseSide) -> str:
    files = [DOCUMENTS.path.replace("<document>", name) for name in of.documents] or [CASES.path]
    return git.out("log", "-1", "--format=%an", side, "--", *files).strip()


def _free(case: str, taken: set[str]) -> str:
    number = 2
    while (free := f"{case[:60]}-{number}") in taken:
        number += 1
    return free


def how_to_say(found: Sequence[SharedCase], with_: str = "") -> str:
    """Return in words the commands that say of a case that it is one person, or that it is two.

    ``with_`` has options that are to be given with them.
    """
    first, sync = found[0], " ".join(["qualcode sync", *([with_] if with_ else [])])
    some = plural(len(found), "", f". So for each of {len(found)} cases, or 'all' for all of them")
    return (
        f"One person: {sync} --same-person {first.case}. Two people: {sync} --rename-case "
        f"{first.case}={first.free}, which gives yours another id, codings and all{some}"
    )


def check_answers(
    study: Study, git: Git, theirs: str, answers: Mapping[str, str], found: Sequence[SharedCase]
) -> None:
    """Raise an error for an answer that is of no use, or an id that cannot be or is taken."""
    shared = {one.case for one in found}
    for case in answers:
        if case not in shared:
            raise StudyError(
                f"{case} is not a case that you and the team both made, so nothing was changed",
                mend=f"To give a case of yours another id: qualcode cases rename {case} NEW",
            )
    new_ids = [new for case, new in answers.items() if new != case]
    if not new_ids:
        return
    team = SideFiles(git, theirs)
    taken = {*study.cases, *team.cases(), *_cases_in(team.documents(team.hashes))}
    for new in new_ids:
        if new in taken or new_ids.count(new) > 1:
            raise StudyError(f"there is a case {new!r} already", mend="Choose another id")
        check_case_id(study, new)


def rename_our_cases(study: Study, answers: Mapping[str, str]) -> list[str]:
    """Give cases of ours their new ids; return a line on each."""
    new = {case: to for case, to in answers.items() if to != case}
    for case, to in new.items():
        rename_case(study, case, to)
    return [f"Renamed: your case {case} is now {to}, codings and all" for case, to in new.items()]


def told_as_one(found: Sequence[SharedCase]) -> list[str]:
    """Return a line on cases that nothing contradicts, and so are taken for one person each."""
    alike = [one.case for one in found if not one.may_be_two]
    if not alike:
        return []
    more = f" and {len(alike) - _MOST} more" if len(alike) > _MOST else ""
    names = safe_for_terminal(", ".join(alike[:_MOST]))
    what = plural(len(alike), "a case", f"{len(alike)} cases")
    return [f"Taken for one person: {what} of both sides that nothing tells apart: {names}{more}"]
