"""Keeps apart what two people made under one id: interviews, and cases, before a merge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qualcode.errors import StudyError
from qualcode.model.plural import plural
from qualcode.store.folder_map import CASES, DOCUMENTS
from qualcode.store.study import Study
from qualcode.workbench.team.shared_cases import (
    People,
    SharedCase,
    check_answers,
    how_to_say,
    rename_our_cases,
    shared_cases,
    told_as_one,
)
from qualcode.workbench.team.shared_ids import (
    Rename,
    SharedId,
    check_new_ids,
    rename_ours,
    shared_ids,
)
from qualcode.workbench.team.sync_git import Git
from qualcode.workbench.team.sync_report import nothing_yet

#: So many are described in an error; of the rest the number is given.
_MOST = 2


@dataclass(frozen=True)
class Namesakes:
    """Ids that both sides gave, and what a person said of them: new ids for ours, by the present.

    An id for a case that is the present one says that it is one person.
    """

    interviews: Sequence[SharedId]
    cases: Sequence[SharedCase]
    new_ids: Mapping[str, str]
    answers: Mapping[str, str]

    @property
    def open(self) -> list[SharedId | SharedCase]:
        """Those of which nothing was said yet."""
        return [
            *(one for one in self.interviews if one.ours.id not in self.new_ids),
            *(one for one in self.cases if one.case not in self.answers),
        ]

    @property
    def renamed(self) -> dict[str, tuple[str, ...]]:
        """The files, and the starts of what is to be decided in them, of ours that get other ids.

        All that is to be decided, if there is no start.
        """
        files: dict[str, tuple[str, ...]] = {
            DOCUMENTS.at(Path(), document=one.ours.id).as_posix(): ("",) for one in self.interviews
        }
        others = tuple(one.case for one in self.cases if self.answers.get(one.case) != one.case)
        return {**files, CASES.path: others}


def find_namesakes(
    study: Study,
    git: Git,
    upstream: str,
    own: str = "HEAD",
    rename: Rename | None = None,
    people: People | None = None,
) -> tuple[Namesakes, list[str]]:
    """Return what has one id on both sides, with the answers; and lines on what needs none.

    ``own`` is our side, a commit or a tree. Nothing is changed.

    Raises:
        StudyError, BadInputError: an answer is of no use, or an id is taken or cannot be one.
    """
    base = git.out("merge-base", "HEAD", upstream).strip() if upstream else ""
    since = base or nothing_yet(git)
    interviews = shared_ids(git, since, upstream, own) if upstream else []
    new_ids = (rename(interviews) if rename else None) or {}
    check_new_ids(study, new_ids, interviews, git, upstream)
    apart = {one.ours.id for one in interviews}
    found = shared_cases(git, since, own, upstream, apart) if upstream else []
    cases = [one for one in found if one.may_be_two]
    answers = (people(cases) if people else None) or {}
    check_answers(study, git, upstream, answers, cases)
    return Namesakes(interviews, cases, new_ids, answers), told_as_one(found)


def keep_apart(study: Study, namesakes: Namesakes) -> list[str]:
    """Give what is ours its new ids; return a line on each.

    Raises:
        StudyError: of something nobody said what it is; nothing is changed.
    """
    if namesakes.open:
        raise _undecided(namesakes)
    return [
        *rename_ours(study, namesakes.new_ids),
        *rename_our_cases(study, namesakes.answers),
    ]


def expected(namesakes: Namesakes) -> list[str]:
    """Return in lines what a sync would do with these, or ask."""
    lines = [f"To be renamed: your {old}, to {new}" for old, new in namesakes.new_ids.items()]
    for case, new in namesakes.answers.items():
        said = "one person" if new == case else f"yours to be renamed, to {new}"
        lines.append(f"Case {case}: {said}")
    for one in namesakes.open:
        what = "To be renamed" if isinstance(one, SharedId) else "To be said"
        lines.append(f"{what}: {one.words}")
    return [*lines, *([_mend(namesakes)] if namesakes.open else [])]


def _undecided(namesakes: Namesakes) -> StudyError:
    left = namesakes.open
    more = f", and {len(left) - _MOST} more" if len(left) > _MOST else ""
    return StudyError(
        f"{'; '.join(one.words for one in left[:_MOST])}{more}. Nothing of the team's was taken, "
        "and your work is committed here",
        mend=_mend(namesakes),
    )


def _mend(namesakes: Namesakes) -> str:
    """Return in words how to say everything at once, with what was said already."""
    ids = [one for one in namesakes.interviews if one.ours.id not in namesakes.new_ids]
    cases = [one for one in namesakes.cases if one.case not in namesakes.answers]
    pairs = [f"--rename {old}={new}" for old, new in namesakes.new_ids.items()]
    pairs += [f"--rename {one.ours.id}={one.free}" for one in ids]
    if not cases:
        return (
            f"Keep {plural(len(ids), 'both', 'all')}: qualcode sync {' '.join(pairs)} gives yours "
            f"another {plural(len(ids), 'id', 'id each')}, codings and all"
        )
    return how_to_say(cases, " ".join(pairs))
