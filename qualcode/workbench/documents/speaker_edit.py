"""Changes who speaks in documents: roles, cases, groups, two labels of one person.

The texts stay as they are, so no coding moves; counts by case and group follow at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import msgspec

from qualcode.errors import AmbiguousError, BadInputError, NotFoundError
from qualcode.model.case import Case, valid_case_id
from qualcode.model.document.document import Document, Role, Speaker, label_is_neutral
from qualcode.model.document.kind import NOTES, WRITER
from qualcode.model.document.shown_label import is_made, shown_label, told_apart
from qualcode.model.document.speaker_changes import (
    NOBODY,
    merged,
    recorded_label,
    spoken,
    turns_of,
    unspoken,
    unspoken_turns,
    with_speaker,
    written_by,
)
from qualcode.model.plural import counted
from qualcode.store.acts.act import Act
from qualcode.store.folder_map import DOCUMENTS, EARLIER_DOCUMENTS, SPEAKERS
from qualcode.store.io.durable import read_bytes
from qualcode.store.io.tables import table_text
from qualcode.store.records.documents import document_in, document_text
from qualcode.store.records.real_names import real_speakers
from qualcode.store.records.speaker_table import read_speakers, with_label, with_other_speakers
from qualcode.store.study import Study
from qualcode.workbench.documents.case_edit import check_case_id, check_group
from qualcode.workbench.documents.speaker_list import text_or_none

#: The label that stands for all words that nobody speaks.
NOBODYS = "nobody"
NewRole = Role | Literal["nobody"]
#: What ``speakers set`` takes for a role.
ROLES: tuple[NewRole, ...] = ("interviewer", "participant", "other", "nobody")
_ROLE_WORDS = {"interviewer": "an interviewer", "participant": "a participant",
               "other": "somebody else", "nobody": "nobody: the words stay"}  # fmt: skip


@dataclass(frozen=True)
class SpeakerData:
    """What is to be said of a speaker; what is ``None`` stays, an empty ``case`` takes it away."""

    role: NewRole | None = None
    case: str | None = None
    group: str | None = None


@dataclass(frozen=True)
class Change:
    """One document before and after; ``renamed`` are labels of speakers that have others now."""

    before: Document
    after: Document
    line: str
    renamed: dict[str, str] = field(default_factory=dict)
    recorded: tuple[str, str] | None = None


@dataclass
class SpeakersChanged:
    """What was changed: documents, cases, rows of the private table, and lines that say so.

    ``without`` counts the documents that have no such speaker.
    """

    changes: list[Change] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    cases_before: dict[str, Case | None] = field(default_factory=dict)
    cases_after: dict[str, Case] = field(default_factory=dict)
    rows: tuple[list[Sequence[str]], list[Sequence[str]]] | None = None
    without: int = 0


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


# ---- what is to be changed ------------------------------------------------------------------


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
    change: Callable[[_Edit, str], bool],
    whose: str,
    dry_run: bool,
) -> SpeakersChanged:
    named = list(dict.fromkeys(documents))
    if dry_run:
        return _planned(study, named, change, whose).done
    with study.act("speakers", ", ".join(named[:3])) as act:
        act.hold(study.lock("speakers"))
        edit = _planned(study, named, change, whose)
        edit.write(act)
    return edit.done


def _planned(
    study: Study, named: Sequence[str], change: Callable[[_Edit, str], bool], whose: str
) -> _Edit:
    edit = _Edit(study)
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


class _Edit:
    """Plans changes of documents, cases and the private table, and writes them in one act."""

    def __init__(self, study: Study) -> None:
        self.done = SpeakersChanged()
        self._study = study
        self._real = real_speakers(study.root)
        self._lost: set[str] = set()
        self._same: list[str] = []

    # ---- finding --------------------------------------------------------------------------

    def _find(self, document: Document, text: str | None, label: str) -> int | None:
        """Return which speaker a label means, as shown or as recorded."""
        recorded = [self._recorded(document, text, n) for n in range(len(document.speakers))]
        names = [{s.label, *r} for s, r in zip(document.speakers, recorded, strict=True)]
        for way in (
            [n for n, s in enumerate(document.speakers) if s.label == label],
            [n for n, known in enumerate(names) if label in known],
            [n for n, known in enumerate(names) if label.casefold() in map(str.casefold, known)],
        ):
            if len(way) > 1:
                raise AmbiguousError(
                    f"{label!r} may be {' or '.join(document.speakers[n].label for n in way)}",
                    where=document.id,
                    mend="Name one of them",
                )
            if way:
                return way[0]
        return None

    def _recorded(self, document: Document, text: str | None, number: int) -> list[str]:
        """Return the labels of a speaker as recorded, as far as this machine knows them."""
        shown = document.speakers[number].label
        found = [label for label, who in self._real.get(document.id, ()) if who == shown]
        if text is not None:
            found += [recorded_label(text, turn) for turn in turns_of(document, number)]
        return [label for label in dict.fromkeys(found) if label]

    def no_speaker(self, name: str, whose: str) -> NotFoundError:
        """Return the error that a document has no such speaker, naming those it has."""
        there = ", ".join(repr(s.label) for s in self._study.document(name).speakers)
        return NotFoundError(
            f"no speaker {whose.removeprefix('of ')}",
            where=name,
            mend=f"The document has {there or 'no speakers'}",
        )

    # ---- changing -------------------------------------------------------------------------

    def set(self, name: str, label: str, data: SpeakerData) -> bool:
        """Plan what is said of a speaker; return whether the document has one of that label."""
        document = self._study.document(name)
        text = text_or_none(self._study, document)
        number = self._find(document, text, label)
        if number is None:
            return self._speak(document, text, label, data)
        before = document.speakers[number]
        role = data.role or before.role
        if data.role is None and data.case and before.role == "interviewer":
            role = "participant"
        if role == "nobody":
            self._changed(document, unspoken(document, number, text), number, None)
            return True
        case = before.case if data.case is None else data.case or None
        if role == "interviewer":
            self._refuse_group(document, before, data)
            case = None
        case = self._grouped(document, number, role, case, data.group)
        shown = self._shown(document, text, number, role, case)
        after = Speaker(shown, role, case)
        self._changed(document, with_speaker(document, number, after), number, after)
        return True

    def _speak(self, document: Document, text: str | None, label: str, data: SpeakerData) -> bool:
        """Give turns that nobody speaks to a new speaker: all of them, or those with a label."""
        if label.casefold() == NOBODYS and self._write(document, data):
            return True
        turns = unspoken_turns(document, text, label) if text is not None else []
        if text is None or not turns or data.role == "nobody":
            return bool(turns)
        role: Role = data.role or "participant"
        speaker = Speaker("", role, data.case or None)
        made = spoken(document, turns, text, label, speaker)
        number = len(document.speakers)
        case = self._grouped(made, number, role, speaker.case, data.group)
        others = [s.label for s in document.speakers]
        shown = told_apart(shown_label(label, role, case, number + 1), others)
        after = Speaker(shown, role, case)
        recorded = (label, shown) if shown != label else None
        line = f"{document.id}: {shown} is {_said(after)}; {counted(len(turns), 'turn')}"
        self.done.changes.append(
            Change(document, with_speaker(made, number, after), line, {}, recorded)
        )
        return True

    def _write(self, document: Document, data: SpeakerData) -> bool:
        """Plan that one person wrote all that nobody speaks; return whether there is any."""
        turns = turns_of(document, NOBODY)
        if not turns or data.role in ("nobody", "interviewer"):
            return False
        if any(speaker.role == "participant" for speaker in document.speakers):
            raise BadInputError(
                "some of these words may be a participant's, some a heading",
                where=document.id,
                mend="Name the label that begins them",
            )
        role: Role = "other" if data.role == "other" else "participant"
        speaker = Speaker(WRITER, role, data.case or None)
        made = written_by(document, speaker)
        number = len(document.speakers)
        case = self._grouped(made, number, speaker.role, speaker.case, data.group)
        shown = told_apart(case or WRITER, [s.label for s in document.speakers])
        after = Speaker(shown, speaker.role, case)
        line = f"{document.id}: {shown} wrote it, {_said(after)}; {counted(len(turns), 'turn')}"
        line += self._codings(document, NOBODY)
        if document.kind == NOTES:
            line += "; these were researchers' notes, and count as theirs from now on"
        self.done.changes.append(Change(document, with_speaker(made, number, after), line))
        return True

    def merge(self, name: str, label: str, into: str) -> bool:
        """Plan that two speakers of a document are one; return whether it has both."""
        document = self._study.document(name)
        text = text_or_none(self._study, document)
        one, other = self._find(document, text, label), self._find(document, text, into)
        if one is None or other is None:
            return False
        if one == other:
            raise BadInputError(
                f"{label!r} and {into!r} are one speaker already", where=name, mend="Name two"
            )
        before, stays = document.speakers[one], document.speakers[other]
        if before.case and stays.case and before.case != stays.case:
            raise BadInputError(
                f"{before.label!r} is case {before.case}, and {stays.label!r} is {stays.case}",
                where=name,
                mend=f"Say first who it is: qualcode speakers set {name} {before.label!r} "
                f"--case {stays.case}",
            )
        case = stays.case or (before.case if stays.role != "interviewer" else None)
        together = merged(document, one, other)
        number = other - (one < other)
        shown = self._shown(document, text, other, stays.role, case, gone=one)
        after = Speaker(shown, stays.role, case)
        turns = len(turns_of(document, one))
        line = f"{name}: {before.label} is {shown}, {_said(after)}"
        if before.role != stays.role:
            line += f" ({before.label} was {_said(before)})"
        line += f"; {counted(turns, 'turn')}{self._codings(document, one)}"
        renamed = {before.label: shown}
        if stays.label != shown:
            renamed[stays.label] = shown
        self._lost.update({before.case or ""} - {case})
        self.done.changes.append(
            Change(document, with_speaker(together, number, after), line, renamed)
        )
        return True

    def _changed(
        self, document: Document, after: Document, number: int, speaker: Speaker | None
    ) -> None:
        """Note a change of one speaker, who is ``None`` if nobody speaks the words any more."""
        before = document.speakers[number]
        if after == document:
            self._same.append(f"{document.id}: {before.label} is {_said(before)} already")
            return
        self._lost.update({before.case or ""} - {speaker.case if speaker else None})
        now = _said(speaker) if speaker else _ROLE_WORDS["nobody"]
        line = f"{document.id}: {before.label} is {now} (was {_said(before)})"
        renamed = {}
        if speaker and speaker.label != before.label:
            renamed[before.label] = speaker.label
            line += f", shown as {speaker.label}"
        line += f"; {counted(len(turns_of(document, number)), 'turn')}"
        line += self._codings(document, number)
        self.done.changes.append(Change(document, after, line, renamed))

    def _codings(self, document: Document, number: int) -> str:
        """Return in words how many codings stand on a speaker's words."""
        turns = turns_of(document, number)
        on = sum(
            any(c.event.start < t.end and t.words < c.event.end for t in turns)
            for c in self._study.codings(document=document.id)
            if c.event.sha256 == document.sha256
        )
        return f", {counted(on, 'coding stays on them', 'codings stay on them')}" if on else ""

    # ---- cases and groups -----------------------------------------------------------------

    def _refuse_group(self, document: Document, before: Speaker, data: SpeakerData) -> None:
        if data.group:
            raise BadInputError(
                f"{before.label!r} is an interviewer, who has no group",
                where=document.id,
                mend="Say --role participant as well",
            )

    def _grouped(
        self, document: Document, number: int, role: Role, case: str | None, group: str | None
    ) -> str | None:
        """Return a speaker's case, made if a group is given; plan the rows of ``cases.csv``."""
        if not case and group is not None:
            open_ = [n for n, s in enumerate(document.speakers) if s.role == "participant"]
            alone = role == "participant" and {*open_, number} == {number}
            if group and alone and valid_case_id(document.id):
                case = document.id
                check_case_id(self._study, case)
            else:
                raise BadInputError(
                    f"--group needs a case, and {document.speakers[number].label!r} has none",
                    where=document.id,
                    mend="Say --case as well",
                )
        if case:
            self._row(case, group)
        return case

    def _row(self, case: str, group: str | None) -> None:
        done = self.done
        was = self._study.cases.get(case)
        now = done.cases_after.get(case) or was or Case(case, {})
        if group is not None:
            now = Case(case, {**now.attributes, "group": group})
        if now != was:
            done.cases_before[case] = was
            done.cases_after[case] = now

    # ---- labels ---------------------------------------------------------------------------

    def _shown(
        self,
        document: Document,
        text: str | None,
        number: int,
        role: Role,
        case: str | None,
        *,
        gone: int = -1,
    ) -> str:
        """Return the label to show for a speaker who has a role and a case now.

        A label made at import, since the recorded one may be a name, is made again; a neutral one
        stays as it is in the text.
        """
        now = document.speakers[number]
        if (role, case) == (now.role, now.case):
            return now.label
        recorded = self._recorded(document, text, number)
        names = [label for label in recorded if not label_is_neutral(label)]
        of_a_case = bool(now.case) and (now.label + " ").startswith(f"{now.case} ")
        if not names and (recorded or not (of_a_case or is_made(now.label))):
            return now.label
        if not case and role != "interviewer" and is_made(now.label):
            return now.label
        others = {s.label for n, s in enumerate(document.speakers) if n not in (number, gone)}
        # Any name: what is made of it does not hold it.
        made = shown_label(names[0] if names else "A Name", role, case, number + 1)
        return told_apart(made, others)

    # ---- telling and writing --------------------------------------------------------------

    def tell(self) -> None:
        """Say in lines what is to change."""
        done = self.done
        done.lines += [change.line for change in done.changes]
        # A group that changes is something.
        done.lines += self._same if not done.cases_after else []
        for case, after in done.cases_after.items():
            before = done.cases_before[case]
            if before is None:
                group = f", group {after.group}" if after.group else ", without a group"
                done.lines.append(f"new case {case}{group}")
            elif before.group != after.group:
                was = f" (was {before.group})" if before.group else ""
                done.lines.append(f"{case}: group {after.group or 'empty'}{was}")
        changed = {change.before.id: change.after for change in done.changes}
        for case in sorted(self._lost - {""}):
            if not any(case in changed.get(d.id, d).cases for d in self._study.documents()):
                done.lines.append(f"case {case} speaks in no document now; it stays in cases.csv")

    def write(self, act: Act) -> None:
        """Prepare everything as part of an act."""
        study, done = self._study, self.done
        files: dict[Path, str | bytes] = {}
        for change in done.changes:
            files[DOCUMENTS.at(study.root, document=change.after.id)] = document_text(change.after)
            files.update(_earlier(study, change))
        act.write(files)
        if done.cases_after:
            study.edit_cases(self._cases, act)
        before: list[Sequence[str]] = [*read_speakers(study.root)]
        rows = before
        for change in done.changes:
            rows = with_other_speakers(rows, change.after.id, change.renamed)
            if change.recorded is not None:
                rows = with_label(rows, change.after.id, *change.recorded)
        if rows != before:
            done.rows = before, rows
            act.write({SPEAKERS.at(study.root): table_text(rows)})

    def _cases(self, cases: dict[str, Case]) -> Iterable[Case]:
        for name, after in self.done.cases_after.items():
            was = cases.get(name)
            self.done.cases_before[name] = was
            # Other columns are as somebody else may have filled them in meanwhile.
            cases[name] = Case(name, {**was.attributes, "group": after.group}) if was else after
            self.done.cases_after[name] = cases[name]
        return cases.values()


def _said(speaker: Speaker) -> str:
    case = f", case {speaker.case}" if speaker.case else ""
    return f"{_ROLE_WORDS[speaker.role]}{case}"


def _earlier(study: Study, change: Change) -> dict[Path, str | bytes]:
    """Return what is kept of a document's earlier texts, with their speakers changed alike."""
    made: dict[Path, str | bytes] = {}
    before = {s.label for s in change.before.speakers}
    after = {s.label for s in change.after.speakers}
    for path in EARLIER_DOCUMENTS.files(study.root, document=change.before.id):
        try:
            kept = document_in(read_bytes(path))
        except BadInputError:
            continue
        for label in (*change.renamed, *(before - after - change.renamed.keys())):
            labels = [s.label for s in kept.speakers]
            if label not in labels:
                continue
            at, to = labels.index(label), change.renamed.get(label)
            if to is None:
                kept = unspoken(kept, at, None)
            elif to in labels:
                kept = merged(kept, at, labels.index(to))
            else:
                kept = with_speaker(kept, at, msgspec.structs.replace(kept.speakers[at], label=to))
        made[path] = document_text(kept)
    return made
