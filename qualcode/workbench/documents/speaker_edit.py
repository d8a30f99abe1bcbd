"""Changes who speaks in documents: roles, cases, groups, two labels of one person.

The texts stay as they are, so no coding moves; counts by case and group follow at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from qualcode.errors import BadInputError, NotFoundError
from qualcode.model.case import Case
from qualcode.store.folder_map import DOCUMENTS, SPEAKERS
from qualcode.store.io.tables import table_text
from qualcode.store.records.documents import document_text
from qualcode.store.records.speaker_table import read_speakers
from qualcode.store.study import Study
from qualcode.workbench.documents.case_edit import check_case_id, check_group
from qualcode.workbench.documents.speaker_data import SpeakerData, SpeakersChanged
from qualcode.workbench.documents.speaker_files import write_speakers
from qualcode.workbench.documents.speaker_plan import SpeakerPlan


def set_speaker(
    study: Study,
    documents: Sequence[str],
    label: str,
    data: SpeakerData,
    *,
    dry_run: bool = False,
) -> SpeakersChanged:
    """Say who a speaker is: role, case, group; in one document, several, or all (none named).

    ``label`` is the label shown, or the one in the text; ``nobody`` stands for who wrote a document
    in which nobody speaks. The role ``nobody`` makes a label and its words text that nobody speaks;
    giving the label another role takes that back. A group makes a case, called like the document,
    for its only participant.

    Raises:
        NotFoundError: there is no such document, speaker or group.
        AmbiguousError: several labels differ from ``label`` in capitals only.
        BadInputError: the data cannot be so, or would have no effect.
        StudyError: another program is changing the study.
    """
    _check(study, data)
    return _do(
        study, documents, lambda edit, name: edit.set(name, label, data), f"of {label!r}", dry_run
    )


def merge_speakers(
    study: Study, documents: Sequence[str], label: str, into: str, *, dry_run: bool = False
) -> SpeakersChanged:
    """Make two labels of one person one speaker: all turns of ``label`` become those of ``into``.

    Raises:
        NotFoundError, AmbiguousError, StudyError: as ``set_speaker``.
        BadInputError: they are one speaker, or have two cases.
    """
    if label == into:
        raise BadInputError("both labels are the same", mend="Name two")
    return _do(
        study, documents, lambda edit, name: edit.merge(name, label, into),
        f"of {label!r} and {into!r}", dry_run,
    )  # fmt: skip


def take_back(study: Study, changed: SpeakersChanged) -> list[str]:
    """Let everything be as it was before a change; return what was changed since, and is left."""
    left: list[str] = []
    with study.act("speakers", "taken back") as act:
        files: dict[Path, str | bytes] = {}
        for change in changed.changes:
            if study.document(change.before.id) == change.after:
                path = DOCUMENTS.at(study.root, document=change.before.id)
                files[path] = document_text(change.before)
            else:
                left.append(change.before.id)
        act.write(files)
        if changed.cases_after and not left:
            # A document that stays as it is now may be of a new case.
            study.edit_cases(lambda cases: _cases_back(cases, changed, left), act)
        if changed.rows is not None and not left:
            act.hold(study.lock("speakers"))
            before, after = changed.rows
            if [*read_speakers(study.root)] == [list(row) for row in after]:
                act.write({SPEAKERS.at(study.root): table_text(before)})
            else:
                left.append(SPEAKERS.path)
    return left


def _cases_back(cases: dict[str, Case], changed: SpeakersChanged, left: list[str]) -> list[Case]:
    for name, after in changed.cases_after.items():
        before = changed.cases_before[name]
        there = cases.get(name)
        if there is None or _filled(there) != _filled(after):
            left.append(name)
        elif before is None:
            del cases[name]
        else:
            cases[name] = before
    return [*cases.values()]


def _filled(case: Case) -> dict[str, str]:
    return {name: value for name, value in case.attributes.items() if value}


def _check(study: Study, data: SpeakerData) -> None:
    if data.role is None and data.case is None and data.group is None:
        raise BadInputError("nothing was said to set", mend="Say --role, --case or --group")
    if data.group:
        check_group(study, data.group)
    if data.case:
        check_case_id(study, data.case)
    if data.role in ("interviewer", "nobody"):
        what = "--case" if data.case else "--group" if data.group else ""
        if what:
            raise BadInputError(
                f"{what} would have no effect with the role {data.role}",
                mend="Only who is studied has a case and a group",
            )


def _do(
    study: Study,
    documents: Sequence[str],
    change: Callable[[SpeakerPlan, str], bool],
    whose: str,
    dry_run: bool,
) -> SpeakersChanged:
    named = list(dict.fromkeys(documents))
    if dry_run:
        return _planned(study, named, change, whose).done
    with study.act("speakers", ", ".join(named[:3])) as act:
        act.hold(study.lock("speakers"))
        edit = _planned(study, named, change, whose)
        write_speakers(study, edit.done, act)
    return edit.done


def _planned(
    study: Study, named: Sequence[str], change: Callable[[SpeakerPlan, str], bool], whose: str
) -> SpeakerPlan:
    edit = SpeakerPlan(study)
    there = 0
    for name in named or study.document_ids():
        if change(edit, name):
            there += 1
        elif named:
            raise edit.no_speaker(name, whose)
        else:
            edit.done.without += 1
    if not there:
        raise NotFoundError(
            f"no document has a speaker {whose.removeprefix('of ')}",
            mend="'qualcode speakers' lists them",
        )
    edit.tell()
    return edit
