"""Gives a case another id, wherever it stands: its row, its speakers, memos, rows of charts."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from qualcode.errors import QualcodeError, StudyError
from qualcode.model.case import Case
from qualcode.store.acts.act import Act
from qualcode.store.folder_changes import rename_in_made
from qualcode.store.folder_map import CASE_MEMOS, DRAFTS, GLANCES, RESPONDENTS, SUMMARIES
from qualcode.store.io.durable import read_text
from qualcode.store.io.tables import table_text
from qualcode.store.records.respondents import read_respondents, with_another_case
from qualcode.store.records.summaries import (
    front_matter,
    row_of_case,
    summary_file,
    with_front_matter,
)
from qualcode.store.study import Study
from qualcode.workbench.documents.case_edit import check_case_id, no_case
from qualcode.workbench.documents.speaker_files import write_speakers
from qualcode.workbench.documents.speaker_plan import SpeakerPlan


def rename_case(study: Study, old: str, new: str, *, dry_run: bool = False) -> list[str]:
    """Give a case another id, as one act; return in lines what was changed, or would be.

    Raises:
        NotFoundError: there is no such case.
        BadInputError: ``new`` cannot be an id, or is one of a case that withdrew.
        StudyError: another case has it, or files of that name are there.
    """
    if dry_run:
        return _planned(study, old, new).done.lines
    with study.act("cases rename", f"{old} to {new}") as act:
        act.hold(study.lock("speakers"))
        plan = _planned(study, old, new)
        write_speakers(study, plan.done, act)
        study.edit_cases(lambda cases: _renamed(cases, old, new), act)
        _respondents(study, act, old, new)
        _files(study, act, old, new)
        rename_in_made(study, act, old, new)
    return plan.done.lines


def _planned(study: Study, old: str, new: str) -> SpeakerPlan:
    documents = [one.id for one in study.documents() if old in one.cases]
    if old not in study.cases and not documents:
        raise no_case(old, study.cases)
    check_case_id(study, new)
    if new in study.cases or any(new in one.cases for one in study.documents()):
        raise StudyError(f"there is a case {new!r} already", mend="Choose another id")
    plan = SpeakerPlan(study)
    plan.done.lines.append(f"case {old} is now {new}")
    for name in documents:
        plan.recase(name, old, new)
    return plan


def _renamed(cases: dict[str, Case], old: str, new: str) -> Iterable[Case]:
    """Return the cases in their order, one under another id."""
    return [Case(new, one.attributes) if one.id == old else one for one in cases.values()]


def _respondents(study: Study, act: Act, old: str, new: str) -> None:
    act.hold(study.lock("respondents"))
    rows = read_respondents(study.root)
    named = with_another_case(rows, old, new)
    if named != rows:
        act.write({RESPONDENTS.at(study.root): table_text(named)})


def _files(study: Study, act: Act, old: str, new: str) -> None:
    """Prepare that memos on the case, and its rows of charts, are stored under the new id."""
    for path in CASE_MEMOS.files(study.root, case=old):
        _move(study, act, path, path.with_name(f"{new}.md"))
    for kind in (SUMMARIES, DRAFTS):
        for path in kind.files(study.root):
            _cell(study, act, path, old, new)
    for path in GLANCES.files(study.root):
        act.remove(path)


def _cell(study: Study, act: Act, path: Path, old: str, new: str) -> None:
    try:
        text = read_text(path)
        if row_of_case(text) != old:
            return
        fields, body = front_matter(text, path.name)
    except QualcodeError:
        # What cannot be read is the checks' to name.
        return
    head = text.split("\n---", 1)[0].split("\n")
    comments = [line for line in head if line.startswith("#")]
    as_named = summary_file((old, str(fields.get("column", "")), ""))
    to = path
    if path.name == as_named:
        to = path.with_name(summary_file((new, str(fields.get("column", "")), "")))
        _refuse(study, path, to)
        act.remove(path)
    act.write({to: with_front_matter({**fields, "row": new}, body, comments)})


def _move(study: Study, act: Act, path: Path, to: Path) -> None:
    _refuse(study, path, to)
    act.move(path, to)


def _refuse(study: Study, path: Path, to: Path) -> None:
    if to.exists():
        raise StudyError(
            f"there is a {study.where(to)} already",
            where=study.where(path),
            mend="Choose another id, or move that away",
        )
