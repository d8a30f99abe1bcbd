"""Lists who speaks in documents, with how much, how often they ask, and how they begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qualcode.errors import QualcodeError
from qualcode.model.document.document import Document
from qualcode.model.document.speaker_changes import NOBODY, recorded_label, turns_of
from qualcode.model.table import Table
from qualcode.model.text.text import count_words
from qualcode.store.study import Study
from qualcode.workbench.importing.candidates import asked_share, sample_of


@dataclass(frozen=True)
class SpeakerLine:
    """One speaker of a document; of text that nobody speaks, with an empty ``label``.

    ``in_text`` is the label as the transcript has it, which may be a name. ``words``, ``asks`` (the
    share of turns with a question) and ``sample`` are ``None`` or empty if the text is not on this
    machine.
    """

    document: str
    label: str
    in_text: str
    role: str
    case: str
    group: str
    turns: int
    words: int | None
    asks: float | None
    sample: str


def text_or_none(study: Study, document: Document) -> str | None:
    """Return a document's text, ``None`` if it is not on this machine or cannot be read."""
    try:
        return study.text(document)
    except QualcodeError:
        return None


def speaker_lines(study: Study, documents: Sequence[str] = ()) -> list[SpeakerLine]:
    """Return the speakers of documents, of all without ``documents``, in order of appearance.

    Raises:
        NotFoundError: there is no such document.
    """
    found: list[SpeakerLine] = []
    for name in documents or study.document_ids():
        document = study.document(name)
        text = text_or_none(study, document)
        lines = [_line(study, document, n, text) for n in range(len(document.speakers))]
        if any(turn.speaker == NOBODY for turn in document.turns):
            lines.append(_line(study, document, NOBODY, text))
        found += lines
    return found


def _line(study: Study, document: Document, number: int, text: str | None) -> SpeakerLine:
    turns = turns_of(document, number)
    label, role, case, in_text = "", "nobody", "", ""
    if number != NOBODY:
        speaker = document.speakers[number]
        label, role, case = speaker.label, speaker.role, speaker.case or ""
        if text is not None:
            recorded = dict.fromkeys(recorded_label(text, turn) for turn in turns)
            in_text = ", ".join(one for one in recorded if one)
    group = study.cases[case].group if case in study.cases else ""
    words, asks, sample = None, None, ""
    if text is not None:
        said = [text[turn.words : turn.end] for turn in turns]
        words = sum(map(count_words, said))
        asks = asked_share(said)
        sample = sample_of(said)
    return SpeakerLine(
        document.id, label, in_text, role, case, group, len(turns), words, asks, sample
    )


def speakers_table(lines: Sequence[SpeakerLine]) -> Table:
    """Return the speakers as a table, a row each."""
    columns = ("document", "label", "in_text", "role", "case", "group", "turns", "words", "asks",
               "sample")  # fmt: skip
    return Table.of(columns, [tuple(getattr(line, name) for name in columns) for line in lines])
