"""Joins codings with their words, their speakers and the present state of their codes."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass

from qualcode.errors import QualcodeError, TextMissingError
from qualcode.model.case import Case, attribution
from qualcode.model.coding.coding import Coding
from qualcode.model.document.document import Document, Speaker
from qualcode.model.document.kind import NOTES
from qualcode.model.problem import Problem
from qualcode.store.study import Study


@dataclass(frozen=True, slots=True)
class Passage:
    """One coding with its words and its speaker.

    ``code`` is the code's present id. ``text`` is ``None`` if the words are not on this machine or
    the coding's text is not the study's present one (``orphaned``). ``person`` is the key of the
    speaker at its start, ``group`` the id of their stakeholder group; ``people`` are the keys of
    all participants who say any of its words, as the matrix counts them.
    """

    coding: Coding
    code: str
    text: str | None
    person: str
    group: str
    signed: str
    orphaned: bool = False
    people: tuple[str, ...] = ()


class PassageReader:
    """Joins codings to texts, document by document; reads and checks each text once.

    With ``with_text`` off no transcript is read, and offsets are trusted if their hash fits.
    ``problems`` lists missing and changed texts.
    """

    def __init__(self, study: Study, *, with_text: bool = True) -> None:
        self._study = study
        self._with_text = with_text
        self._documents: dict[str, Document | None] = {}
        self._texts: dict[str, str | None] = {}
        self._timed: dict[str, bool] = {}
        self._problems: list[Problem] = []
        self._missing: list[str] = []

    def document(self, document_id: str) -> Document | None:
        """Return a document, or ``None`` (and a problem) if codings name one that is gone."""
        if document_id not in self._documents:
            try:
                self._documents[document_id] = self._study.document(document_id)
            except QualcodeError as error:
                self._documents[document_id] = None
                self._problem("no-document", f"codings on {document_id}", error)
        return self._documents[document_id]

    def text(self, document: Document) -> str | None:
        """Return a document's text, or ``None`` (and a problem) if it cannot be read."""
        if document.id not in self._texts:
            try:
                self._texts[document.id] = self._study.text(document)
            except TextMissingError:
                self._texts[document.id] = None
                self._missing.append(document.id)
            except QualcodeError as error:
                self._texts[document.id] = None
                self._problem("no-text", f"documents/{document.id}.json", error)
        return self._texts[document.id]

    @property
    def problems(self) -> list[Problem]:
        """The problems met; all texts that are not here count as one."""
        missing = [self._study.missing_texts(self._missing)] if self._missing else []
        return [*missing, *self._problems]

    def is_timed(self, document: Document) -> bool:
        """Return whether the time of any of a document's words is known."""
        if document.id not in self._timed:
            self._timed[document.id] = bool(document.times) or any(
                turn.start_ms is not None for turn in document.turns
            )
        return self._timed[document.id]

    def _problem(self, code: str, where: str, error: QualcodeError) -> None:
        self._problems.append(
            Problem("error", code, error.where or where, error.message, error.mend)
        )

    def passages(self, codings: Iterable[Coding]) -> list[Passage]:
        """Join codings, keeping their order."""
        return [self._passage(coding) for coding in codings]

    def words(self, coding: Coding) -> tuple[Document | None, str | None]:
        """Return the document a coding stands in, and its words.

        The document is ``None`` if the coding is orphaned: its document is gone, or its text is not
        the study's present one. The words are ``None`` if they cannot be read.
        """
        event = coding.event
        document = self.document(coding.document)
        if document is None or event.sha256 != document.sha256:
            return None, None
        text = self.text(document) if self._with_text else None
        return document, text[event.start : event.end] if text is not None else None

    def _passage(self, coding: Coding) -> Passage:
        code = self._study.codebook.resolve(coding.code)
        document, words = self.words(coding)
        if document is None:
            return Passage(coding, code, None, "", "", "", orphaned=True)
        event = coding.event
        people = people_in(document, event.start, event.end, self._study.cases)
        speaker = document.speaker_at(event.start)
        if speaker is None:
            return Passage(coding, code, words, document.id, "", document.id, people=people)
        case = self.case(document, speaker)
        return Passage(
            coding,
            code,
            words,
            document.person(speaker),
            case.group if case else "",
            self.signature(document, speaker),
            people=people,
        )

    def case(self, document: Document, speaker: Speaker) -> Case | None:
        """Return the speaker's case, ``None`` if they have none or it is not in the table."""
        return self._study.cases.get(speaker.case) if speaker.case else None

    def signature(self, document: Document, speaker: Speaker) -> str:
        """Return the attribution of this speaker's quotations."""
        case = self.case(document, speaker)
        if case is None:
            return speaker.case or f"{speaker.label}, {document.title}"
        group = self._study.group_name(case.group)
        return attribution(case, self._study.config.attribution, group)


def people_in(
    document: Document, start: int, end: int, cases: Container[str] = ()
) -> tuple[str, ...]:
    """Return the keys of the people whose evidence ``[start, end)`` of a document is, each once.

    That is every participant who says any of the words, and no interviewer. Text that nobody speaks
    is its document's, if no participant speaks in that and researchers did not write it; its key is
    no id of ``cases``. Whoever a label names says it.
    """
    speakers = document.speakers_in(start, end)
    if not speakers and (named := document.speaker_at(start)) is not None:
        speakers = (named,)
    if speakers:
        said = (document.person(s) for s in speakers if s.role == "participant")
        return tuple(dict.fromkeys(said))
    if document.kind == NOTES or any(s.role == "participant" for s in document.speakers):
        return ()
    return (document.id if document.id not in cases else f"{document.id}/",)
