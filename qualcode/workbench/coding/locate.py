"""Finds the passage to code: from a span, a turn or a quotation."""

from __future__ import annotations

import contextlib

from qualcode.errors import AmbiguousError, BadInputError, NotFoundError, QualcodeError
from qualcode.model.coding.coding import Coding
from qualcode.model.document.document import Document
from qualcode.model.document.whole_spans import whole_span
from qualcode.model.text.quotation_finder import QuotationFinder
from qualcode.model.text.text import safe_for_terminal
from qualcode.store.folder_map import DOCUMENTS
from qualcode.store.io.file_stamp import FileStamp, file_stamp
from qualcode.store.study import Study

Span = tuple[int, int]


class PassageFinder:
    """Finds passages in open documents; each text is read and checked once, and kept.

    What is known of it, such as who speaks, is what another window or command last said. Spans are
    Unicode code points, half-open.
    """

    def __init__(self, study: Study) -> None:
        self._study = study
        self._open: dict[str, tuple[Document, str]] = {}
        self._stamps: dict[str, FileStamp] = {}
        self._finders: dict[str, QuotationFinder] = {}

    def open_document(self, document_id: str) -> tuple[Document, str]:
        """Return a document as it is now and its text, its hash checked when first opened.

        If the text was revised since, both are as when it was opened, see ``close_document``.

        Raises:
            NotFoundError: there is no such document, or its text is not on this machine.
            TextChangedError: the file holds another text.
        """
        stamp = file_stamp(DOCUMENTS.at(self._study.root, document=document_id))
        if document_id not in self._open:
            document = self._study.document(document_id)
            self._open[document_id] = (document, self._study.text(document))
            self._stamps[document_id] = stamp
        elif stamp != self._stamps.get(document_id):
            self._stamps[document_id] = stamp
            self._take_what_is_known(document_id)
        return self._open[document_id]

    def _take_what_is_known(self, document_id: str) -> None:
        """Take who speaks, and the turns, as another program wrote them for the open text."""
        with contextlib.suppress(QualcodeError):
            now, (opened, text) = self._study.document(document_id), self._open[document_id]
            if now.sha256 == opened.sha256 and now != opened:
                self._open[document_id] = (now, text)

    def text_digest_of(self, document_id: str) -> str:
        """Return the SHA-256 of a document's text as open here, or else of the present text."""
        if document_id in self._open:
            return self._open[document_id][0].sha256
        try:
            return self._study.document(document_id).sha256
        except QualcodeError:
            return ""

    def close_document(self, document_id: str) -> None:
        """Read a document and its text again when next needed."""
        self._open.pop(document_id, None)
        self._stamps.pop(document_id, None)
        self._finders.pop(document_id, None)

    def span(self, document_id: str, start: int, end: int) -> Span:
        """Return the span if it lies in the text and holds a word.

        Raises:
            BadInputError: it does not.
        """
        _, text = self.open_document(document_id)
        if not 0 <= start < end <= len(text):
            raise BadInputError(
                f"span {start}:{end} is outside the text of {document_id}",
                mend=f"It has {len(text)} characters, and a span is START:END with START < END",
            )
        if not text[start:end].strip():
            raise BadInputError(f"span {start}:{end} of {document_id} holds only blanks")
        return start, end

    def whole_span(self, document_id: str, start: int, end: int) -> Span:
        """Return a span as ``span`` does, if neither end is inside a grapheme.

        Raises:
            BadInputError: one is; the message gives the span that holds all of it.
        """
        wide = self.widened(document_id, start, end)
        if wide != (start, end):
            raise BadInputError(
                f"span {start}:{end} of {document_id} begins or ends inside a character that "
                "is made of several",
                mend=f"--span {wide[0]}:{wide[1]} holds all of it",
            )
        return wide

    def widened(self, document_id: str, start: int, end: int) -> Span:
        """Return a span, widened so that neither end is inside a grapheme.

        Raises:
            BadInputError: see ``span``.
        """
        self.span(document_id, start, end)
        return whole_span(*self.open_document(document_id), start, end)

    def turn(self, document_id: str, number: int) -> Span:
        """Return the words of a turn, counted from 1, without its label.

        Raises:
            BadInputError: there is no such turn.
        """
        document, _ = self.open_document(document_id)
        if not 1 <= number <= len(document.turns):
            raise BadInputError(
                f"no turn {number} in {document_id}",
                mend=f"It has turns 1 to {len(document.turns)}",
            )
        turn = document.turns[number - 1]
        return turn.words, turn.end

    def quote(self, document_id: str, quote: str) -> Span:
        """Return the one passage that matches ``quote``.

        Whitespace, case, kinds of quotation mark and dash may differ; words may not.

        Raises:
            NotFoundError: no passage does; the message shows the nearest.
            AmbiguousError: several do; the message says how many and where.
        """
        document, text = self.open_document(document_id)
        if (finder := self._finders.get(document_id)) is None:
            finder = self._finders[document_id] = QuotationFinder(text)
        found = finder.find(quote)
        if len(found) == 1:
            return found[0]
        if not found:
            raise NotFoundError(
                f"these words are not in {document_id}: {_short(quote)!r}",
                mend=_nearest_passage(document, text, quote),
            )
        places = ", ".join(f"{s}:{e} ({_place(document, s)})" for s, e in found[:6])
        more = f" and {len(found) - 6} more" if len(found) > 6 else ""
        raise AmbiguousError(
            f"these words are in {document_id} {len(found)} times: {places}{more}",
            mend="Quote more words, or give --span with one of these",
        )


def find_coding(study: Study, coder: str, wanted: str) -> Coding:
    """Return a coder's coding by its id, or by the beginning or end of the id.

    Raises:
        NotFoundError: there is no such coding, or it is another coder's.
        AmbiguousError: several ids begin or end so.
    """
    standing = study.codings()
    own = [c for c in standing if c.coder == coder]
    exact = [c for c in own if c.id == wanted]
    found = exact or [c for c in own if c.id.startswith(wanted) or c.id.endswith(wanted)]
    if len(found) == 1:
        return found[0]
    if found:
        raise AmbiguousError(
            f"{len(found)} codings begin or end with {wanted!r}", mend="Give more of the id"
        )
    other = next((c for c in standing if c.id == wanted), None)
    if other is not None:
        raise NotFoundError(
            f"{wanted} is {other.coder}'s coding, not {coder}'s",
            mend=f"Only {other.coder} can change it",
        )
    raise NotFoundError(f"{coder} has no coding {wanted!r}", mend="See 'qualcode coding list'")


def check_placed(study: Study, coding: Coding) -> None:
    """Raise BadInputError if a coding is orphaned, since it then has no place."""
    if coding.event.sha256 != study.document(coding.document).sha256:
        raise BadInputError(
            f"{coding.id} is orphaned: its words are not in the text of {coding.document}",
            mend=f"Give it another place: qualcode coding change {coding.id} --quote TEXT",
        )


def _place(document: Document, offset: int) -> str:
    turn = document.turn_at(offset)
    return "between turns" if turn is None else f"turn {turn + 1}"


def _short(text: str, most: int = 60) -> str:
    line = safe_for_terminal(" ".join(text.split()))
    return line if len(line) <= most else line[: most - 1] + "…"


def _nearest_passage(document: Document, text: str, quote: str) -> str:
    from rapidfuzz import fuzz

    near = fuzz.partial_ratio_alignment(quote.casefold(), text.casefold(), score_cutoff=70)
    if near is None or near.dest_end - near.dest_start < 1:
        return "Nothing in it is much like them; check the document's id"
    start, end = whole_span(document, text, near.dest_start, near.dest_end)
    place = _place(document, start)
    return f"The nearest is {start}:{end} in {place}: {_short(text[start:end])!r}"
