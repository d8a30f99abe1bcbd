"""Plans changes of who speaks in documents: the documents, the cases, and what is said."""

from __future__ import annotations

from collections.abc import Sequence

from qualcode.errors import BadInputError, NotFoundError
from qualcode.model.case import Case, valid_case_id
from qualcode.model.document.document import Document, Role, Speaker, Turn
from qualcode.model.document.kind import NOTES, WRITER
from qualcode.model.document.shown_label import told_apart
from qualcode.model.document.speaker_changes import (
    NOBODY,
    merged,
    spoken,
    turns_of,
    unspoken,
    unspoken_turns,
    with_speaker,
    written_by,
)
from qualcode.model.plural import counted
from qualcode.store.study import Study
from qualcode.workbench.documents.case_edit import check_case_id
from qualcode.workbench.documents.speaker_data import (
    NOBODYS,
    Change,
    SpeakerData,
    SpeakersChanged,
)
from qualcode.workbench.documents.speaker_labels import SpeakerLabels
from qualcode.workbench.documents.speaker_list import text_or_none

_ROLE_WORDS = {"interviewer": "an interviewer", "participant": "a participant",
               "other": "somebody else", "nobody": "nobody: the words stay"}  # fmt: skip


class SpeakerPlan:
    """Plans changes of documents, cases and the private table; ``done`` holds them."""

    def __init__(self, study: Study) -> None:
        self.done = SpeakersChanged()
        self._study = study
        self._labels = SpeakerLabels(study)
        self._lost: set[str] = set()
        self._same: list[str] = []

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
        number = self._labels.find(document, text, label)
        if number is None:
            return self._speak(document, text, label, data)
        before = document.speakers[number]
        role = data.role or before.role
        if data.role is None and data.case and before.role == "interviewer":
            role = "participant"
        if role == "nobody":
            self._silence(document, text, number)
            return True
        case = before.case if data.case is None else data.case or None
        if role == "interviewer":
            self._refuse_group(document, before, data)
            case = None
        case = self._grouped(document, number, role, case, data.group)
        shown = self._labels.shown(document, text, number, role, case)
        after = Speaker(shown, role, case)
        self._changed(document, with_speaker(document, number, after), number, after)
        return True

    def _speak(self, document: Document, text: str | None, label: str, data: SpeakerData) -> bool:
        """Give turns that nobody speaks to a new speaker: all of them, or those with a label."""
        if label.casefold() == NOBODYS and self._write(document, data):
            return True
        if text is None:
            return False
        # What was said of several labels at once is taken back of all of them.
        joined = [one for one, who in self._labels.known(document).items() if who == label]
        labels = dict.fromkeys([label, *joined])
        heads = {one: at for one in labels if (at := unspoken_turns(document, text, one))}
        if not heads or data.role == "nobody":
            return bool(heads)
        role: Role = data.role or "participant"
        speaker, number = Speaker("", role, data.case or None), len(document.speakers)
        made = document
        for one, at in heads.items():
            made = spoken(made, at, text, one, speaker)
            made = made if len(made.speakers) == number + 1 else merged(made, number + 1, number)
        case = self._grouped(made, number, role, speaker.case, data.group)
        known = self._labels.known(document)
        others = {who for one, who in known.items() if one not in heads}
        others |= {s.label for s in document.speakers}
        shown = told_apart(self._labels.again(label, [*heads], role, case, number + 1), others)
        after = Speaker(shown, role, case)
        recorded = tuple((one, shown) for one in heads if one != shown or one in known)
        turns = turns_of(made, number)
        line = f"{document.id}: {shown} is {_said(after)}; {counted(len(turns), 'turn')}"
        line += self._on_labels(document, turns)
        self.done.changes.append(
            Change(document, with_speaker(made, number, after), line, {}, recorded)
        )
        return True

    def _silence(self, document: Document, text: str | None, number: int) -> None:
        """Plan that nobody speaks a speaker's words, and tell how to take that back."""
        before = document.speakers[number]
        recorded = self._labels.recorded(document, text, number)
        known = self._labels.known(document)
        rows = tuple(
            (one, before.label) for one in recorded if one not in known and one != before.label
        )
        self._changed(document, unspoken(document, number), number, None, rows)
        turns = turns_of(document, number)
        bare = sum(turn.words == turn.start for turn in turns)
        label = before.label
        if bare == len(turns) == len(document.turns):
            label, bare = NOBODYS, 0
        case = f" --case {before.case}" if before.case else ""
        back = f"qualcode speakers set {document.id} {label!r} --role {before.role}{case}"
        if bare:
            how = f"{counted(bare, 'turn')} without a label cannot be given back alone"
            self.done.back.append(f"{document.id}: {how}; git has the document as it was")
        elif text is None:
            self.done.back.append(f"To take it back, where the text of {document.id} is: {back}")
        else:
            self.done.back.append(f"To take it back: {back}")

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
        one, other = (
            self._labels.find(document, text, label),
            self._labels.find(document, text, into),
        )
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
        shown = self._labels.shown(document, text, other, stays.role, case, gone=one)
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

    def recase(self, name: str, case: str, new: str) -> None:
        """Plan that a case's speakers in a document are of a case with another id."""
        document = self._study.document(name)
        text = text_or_none(self._study, document)
        after, renamed = document, dict[str, str]()
        for number, speaker in enumerate(document.speakers):
            if speaker.case == case:
                shown = self._labels.shown(after, text, number, speaker.role, new)
                after = with_speaker(after, number, Speaker(shown, speaker.role, new))
                if shown != speaker.label:
                    renamed[speaker.label] = shown
        labels = ", ".join(renamed.values() or [s.label for s in after.speakers if s.case == new])
        line = f"{name}: {labels}, case {new} (was {case})"
        if not any(speaker.label == case for speaker in after.speakers):
            # The private table may say the case of a speaker who is shown as somebody else.
            renamed.setdefault(case, new)
        self.done.changes.append(Change(document, after, line, renamed, recased=(case, new)))
        self.done.lines.append(line)

    def _changed(
        self,
        document: Document,
        after: Document,
        number: int,
        speaker: Speaker | None,
        recorded: tuple[tuple[str, str], ...] = (),
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
        self.done.changes.append(Change(document, after, line, renamed, recorded))

    def _on_labels(self, document: Document, turns: Sequence[Turn]) -> str:
        """Return in words how many codings begin in the label of one of these turns."""
        on = sum(
            any(t.start <= c.event.start < t.words for t in turns)
            for c in self._study.codings(document=document.id)
            if c.event.sha256 == document.sha256
        )
        begin = counted(on, "coding begins in a label", "codings begin in labels")
        return f"; {begin}, and may be placed anew" if on else ""

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

    # ---- telling ------------------------------------------------------------------------------

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
        done.lines += done.back


def _said(speaker: Speaker) -> str:
    case = f", case {speaker.case}" if speaker.case else ""
    return f"{_ROLE_WORDS[speaker.role]}{case}"
