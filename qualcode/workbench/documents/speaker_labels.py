"""Finds which speaker a label means, and makes the label that is shown for one."""

from __future__ import annotations

from collections.abc import Sequence

from qualcode.errors import AmbiguousError
from qualcode.model.document.document import Document, Role, label_is_neutral
from qualcode.model.document.shown_label import is_made, shown_label, told_apart
from qualcode.model.document.speaker_changes import recorded_label, turns_of
from qualcode.store.records.real_names import real_speakers
from qualcode.store.study import Study


class SpeakerLabels:
    """The labels of documents' speakers: shown ones, and those recorded, as this machine has them.

    A document's ``text`` is ``None`` if it is not on this machine.
    """

    def __init__(self, study: Study) -> None:
        self._real = real_speakers(study.root)

    def find(self, document: Document, text: str | None, label: str) -> int | None:
        """Return which speaker a label means, as shown or as recorded."""
        recorded = [self.recorded(document, text, n) for n in range(len(document.speakers))]
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

    def recorded(self, document: Document, text: str | None, number: int) -> list[str]:
        """Return the labels of a speaker as recorded, as far as this machine knows them."""
        shown = document.speakers[number].label
        found = [label for label, who in self._real.get(document.id, ()) if who == shown]
        if text is not None:
            found += [recorded_label(text, turn) for turn in turns_of(document, number)]
        return [label for label in dict.fromkeys(found) if label]

    def known(self, document: Document) -> dict[str, str]:
        """Return the labels in the text that are kept privately, each with whose it is, or was."""
        return dict(self._real.get(document.id, ()))

    def again(
        self, label: str, heads: Sequence[str], role: Role, case: str | None, number: int
    ) -> str:
        """Return the label to show for a speaker whose turns nobody spoke, as ``label`` names it.

        ``heads`` are the labels before those turns. A label that only counted speakers is used
        again.
        """
        names = [one for one in heads if not label_is_neutral(one)] or [*heads]
        made = shown_label(label if label in heads else names[0], role, case, number)
        return label if is_made(made) and is_made(label) else made

    def shown(
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
        recorded = self.recorded(document, text, number)
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
