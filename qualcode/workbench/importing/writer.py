"""Who wrote a text in which nobody speaks: a diary, a letter, researchers' notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qualcode.errors import BadInputError
from qualcode.model.document.document import Speaker, Turn
from qualcode.model.document.kind import NOTES, WRITER, WRITTEN, guessed_kind, said_kind
from qualcode.workbench.importing.layout import LaidOut
from qualcode.workbench.speakers.speakers import Understood

_NO_SPEAKERS = re.compile(r"no speaker labels were found\b")


@dataclass(frozen=True)
class Written:
    """What a text is in which nobody speaks, who wrote it, and lines that tell so."""

    kind: str
    writer: Understood | None
    notes: tuple[str, ...]

    @property
    def speakers(self) -> list[Understood]:
        """The writer, if there is one."""
        return [self.writer] if self.writer is not None else []

    def turns(self, turns: Sequence[Turn]) -> list[Turn]:
        """Return the document's turns: those of its writer, if there is one."""
        if self.writer is None:
            return [*turns]
        return [Turn(t.start, t.words, t.end, 0, t.start_ms) for t in turns]

    def told(self, notes: Sequence[str]) -> list[str]:
        """Return a report's notes, with these and without those that do not hold any more."""
        stale = self.writer is not None or self.kind == NOTES
        kept = [note for note in notes if not (stale and _NO_SPEAKERS.match(note))]
        return [*kept, *self.notes]


def written(
    laid_out: LaidOut,
    name: str,
    kind: str,
    case: str,
    group: str,
    own: str,
    *,
    several: bool = False,
) -> Written:
    """Return what a text without speakers is; the options say, or it is guessed.

    ``kind``, ``case`` and ``group`` are what was said; ``own`` is the case that a group makes. Of
    ``several`` files a group that has no effect on one is told, not refused.

    Raises:
        BadInputError: a case or a group is given for researchers' notes.
    """
    guess, how = ("", "") if kind else guessed_kind(name, laid_out.text.partition("\n")[0])
    said = "--case" if case else "--group" if group else ""
    if said and kind == NOTES:
        raise BadInputError(
            f"{said} has no effect: researchers' notes are evidence of nobody",
            mend="Leave it out, or say with --kind what it is",
        )
    notes = []
    if guess == NOTES and group and not case:
        no_effect = f"--group has no effect: it is taken for researchers' notes, {how}"
        if not several:
            raise BadInputError(
                no_effect, mend="Say with --case who wrote it, or --kind notes without a group"
            )
        notes.append(no_effect)
        group = ""
    of = case or (own if group else "")
    found = kind or ("" if guess == NOTES and case else guess)
    if guess and found:
        notes.append(f"taken for {said_kind(guess)}, {how}; --kind says what it is")
    elif guess:
        notes.append(f"taken for what {case} wrote; if researchers did: --kind notes")
    if found == NOTES:
        notes.append("evidence of nobody: nobody in it counts as a person")
    elif not of and found not in WRITTEN:
        notes.append("--case says who wrote it, --kind what it is")
    if found == NOTES or not (of or found in WRITTEN):
        return Written(found, None, tuple(notes))
    speaker = Speaker(of or WRITER, "participant", of or None)
    words = sum(laid_out.words)
    writer = Understood(speaker.label, speaker, len(laid_out.turns), words, "wrote it")
    return Written(found, writer, tuple(notes))
