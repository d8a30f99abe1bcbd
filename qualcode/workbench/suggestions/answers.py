"""Answers suggestions: accept, change the ends or the code, or reject."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from qualcode.analysis.coder_drift import week_of
from qualcode.errors import BadInputError
from qualcode.model.codebook.code import Code
from qualcode.model.coding.suggestion import Deed, SuggestionEvent
from qualcode.model.coding.valence import VALENCE_NAMES
from qualcode.model.document.document import Document
from qualcode.model.table import Table
from qualcode.model.text.graphemes import sentences
from qualcode.store.records.suggestions import (
    append_suggestions,
    dated_suggestions,
    read_suggestions,
    standing_answers,
    suggesting_coders,
)
from qualcode.store.study import Study, now
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.coding.step_words import quoted
from qualcode.workbench.suggestions.suggester import Suggestion

Span = tuple[int, int]
#: Reasons for rejecting a suggestion, by key.
REASONS = {"n": "not this code", "p": "only in passing", "o": "coded otherwise already"}


class Answers:
    """One coder's answers in one session; each can be taken back."""

    def __init__(self, session: CodingSession) -> None:
        self._session = session
        self._done: list[tuple[SuggestionEvent, bool]] = []

    def take(self, one: Suggestion, span: Span, code: Code, *, valence: str | None = None) -> str:
        """Code a suggested passage, marked as assisted; return a message on what was done.

        Raises:
            BadInputError: it has the code already, or the code cannot be used.
            StudyError: it could not be saved.
        """
        made = self._session.add(one.document, [code], span, valence=valence, assisted=True)
        did: Deed = "accepted"
        if code.id != one.code:
            did = "other code"
        elif span != (one.start, one.end):
            did = "other ends"
        self._log(one, did, coding=made[0].id, codes=True)
        judged = f", {VALENCE_NAMES[valence].lower()}" if valence else ""
        nobodys = self._session.nobodys([(one.document, span)])
        more = f". {nobodys}" if nobodys else ""
        return f"Coded {quoted(code.name)}{judged}, assisted; u takes it back{more}"

    def reject(self, one: Suggestion, reason: str) -> str:
        """Reject a suggestion with a reason; return a message on that."""
        self._log(one, "rejected", reason=reason)
        return f"Rejected, {reason}; u takes that back"

    def undo(self) -> Suggestion | None:
        """Undo the last answer; return its suggestion, ``None`` if there is none.

        Raises:
            NotFoundError, StudyError: its coding could not be taken back.
        """
        if not self._done:
            return None
        event, coded = self._done[-1]
        if coded:
            self._session.undo()
        self._done.pop()
        self._append(SuggestionEvent(
            now(), event.document, event.start, event.end, event.sha256, event.code,
            event.probability, "taken back",
        ))  # fmt: skip
        return Suggestion(
            event.document, event.start, event.end, event.code, event.probability, (), (), ""
        )

    def _log(
        self, one: Suggestion, did: Deed, *, reason: str = "", coding: str = "", codes: bool = False
    ) -> None:
        text = self._session.texts.text_digest_of(one.document)
        event = SuggestionEvent(
            now(), one.document, one.start, one.end, text, one.code, round(one.probability, 3), did,
            reason, coding,
        )  # fmt: skip
        self._append(event)
        self._done.append((event, codes))

    def _append(self, event: SuggestionEvent) -> None:
        study = self._session.study
        with study.lock("suggestions", "the log of suggestions"):
            dated = dated_suggestions(study.root, self._session.coder, [event])
            append_suggestions(study.root, self._session.coder, dated)


def ends_of(document: Document, text: str, one: Suggestion) -> list[Span]:
    """Return the possible ends of a suggestion: the passage, its most telling sentence, the turn.

    That sentence has most of the words that point to the code.
    """
    found = [(one.start, one.end)]
    inside = sentences(text, one.start, one.end)
    if len(inside) > 1 and one.words:
        words = [word.lower() for word in one.words]

        def telling(span: Span) -> int:
            said = text[span[0] : span[1]].lower().replace("looked after", "looked-after")
            return sum(word in said for word in words)

        found.append(max(inside, key=lambda span: (telling(span), -span[0])))
    at = document.turn_at(one.start)
    if at is not None:
        turn = document.turns[at]
        found.append((turn.words, turn.end))
    return list(dict.fromkeys(found))


def refuse_if_off(study: Study) -> None:
    """Raise BadInputError if the study has switched suggestions off."""
    if study.config.suggestions_off:
        raise BadInputError(
            "suggestions are switched off for this study",
            where="study.toml",
            mend="off = true under [suggest] does that; take it out if the team agrees",
        )


def taken_table(study: Study) -> Table:
    """Return one row per coder and week: answers to suggestions, and the share of assisted work.

    If coders drift towards suggestions, both shares rise together.
    """
    answers: dict[tuple[str, str], list[SuggestionEvent]] = defaultdict(list)
    for coder in suggesting_coders(study.root):
        for event in standing_answers(read_suggestions(study.root, coder)[0]).values():
            answers[(coder, week_of(event.at))].append(event)
    codings: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for coding in study.standing():
        codings[(coding.coder, week_of(coding.event.at))].append(coding.event.assisted)
    rows = []
    for coder, week in sorted(answers.keys() | (codings.keys() & _of(answers, codings))):
        given, made = answers.get((coder, week), []), codings.get((coder, week), [])
        count = {did: sum(e.did == did for e in given) for did in
                 ("accepted", "other ends", "other code", "rejected")}  # fmt: skip
        taken = len(given) - count["rejected"]
        share = round(taken / len(given), 3) if given else None
        assisted = round(sum(made) / len(made), 3) if made else None
        rows.append((coder, week, len(given), *count.values(), share, len(made), assisted))
    return Table.of(
        ("coder", "week", "answered", "accepted", "other_ends", "other_code", "rejected",
         "share_taken", "codings", "share_assisted"),
        rows,
    )  # fmt: skip


def _of(
    answers: Iterable[tuple[str, str]], codings: Iterable[tuple[str, str]]
) -> set[tuple[str, str]]:
    """Return the weeks of coders who ever answered a suggestion."""
    coders = {coder for coder, _ in answers}
    return {key for key in codings if key[0] in coders}
