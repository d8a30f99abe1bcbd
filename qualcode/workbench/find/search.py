"""Searches passages for words or a pattern; says where they are and who said them."""

from __future__ import annotations

import bisect
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import regex as engine

from qualcode.analysis.passages import PassageReader
from qualcode.errors import BadInputError, NotFoundError, QualcodeError, TextMissingError
from qualcode.model.codebook.find import find_code
from qualcode.model.coding.coding import Coding
from qualcode.model.document.document import Document, Turn
from qualcode.model.problem import Problem
from qualcode.store.study import Study
from qualcode.workbench.coding.blind import Blind
from qualcode.workbench.find.pattern import Wanted

#: How long a pattern may search one turn, in seconds: some patterns would search for years.
PATIENCE = 2.0

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Hit:
    """One match: offsets are Unicode code points, half-open; ``turn`` counts from 1.

    ``time`` is when it was said, as "00:14:05", empty if the recording's times are not known.
    """

    document: str
    turn: int
    speaker: str
    group: str
    start: int
    end: int
    text: str
    before: str
    after: str
    time: str = ""


@dataclass(frozen=True)
class SearchOptions:
    """The filters of a search; empty fields narrow nothing. ``context`` is in characters.

    ``code`` and ``valence`` keep matches that share a character with such a coding.
    """

    regex: bool = False
    document: str = ""
    code: str = ""
    group: str = ""
    participants_only: bool = False
    context: int = 40
    valence: str = ""


def search(
    study: Study,
    pattern: str,
    options: SearchOptions,
    *,
    codings: Callable[[], Iterable[Coding]] | None = None,
    stop: Callable[[], bool] = lambda: False,
    problems: list[Problem] | None = None,
) -> Iterator[Hit]:
    """Yield matches in speech, document by document, in the order of the text.

    ``codings`` are those used for ``code`` and ``valence``, by default all of the study. ``stop``
    ends the search when it returns true. With ``problems``, a document that cannot be read is added
    to them instead of ending the search.

    Raises:
        BadInputError: the pattern is not valid, or takes too long.
        NotFoundError: the code, group or document does not exist.
        QualcodeError: a document cannot be read, and ``problems`` is not given.
    """
    wanted = Wanted(pattern, regex=options.regex)
    if options.group and options.group not in {c.group for c in study.cases.values()}:
        groups = sorted({c.group for c in study.cases.values() if c.group})
        raise NotFoundError(
            f"no case is of group {options.group!r}",
            mend=f"There are {', '.join(groups)}" if groups else "Give groups in cases.csv",
        )
    coded = None
    if options.code or options.valence:
        coded = _coded_spans(study, options, (codings or study.codings)())
    ids = [study.document(options.document).id] if options.document else study.document_ids()
    if coded is not None and problems is not None:
        ids = [name for name in ids if name in coded]
    reader = PassageReader(study)
    try:
        for document, text in _readable(study, ids, stop, problems):
            # Words not found in the text are in no turn; a pattern may end at a turn's end.
            fitted = wanted.in_text(text)
            if not options.regex and not fitted.search(text, concurrent=True):
                continue
            spans = None if coded is None else coded.get(document.id, [])
            yield from _in_document(reader, document, text, fitted, options, spans, stop)
    except TimeoutError:
        raise BadInputError(
            f"the regular expression {pattern!r} takes too long to try",
            mend="Put fewer * and + inside one another",
        ) from None


def ignored_accents(pattern: str, options: SearchOptions, hits: Iterable[Hit]) -> bool:
    """Return whether any of the matches were found only because accents are ignored."""
    wanted = Wanted(pattern, regex=options.regex)
    return any(wanted.ignored_accents(hit.text) for hit in hits)


def _readable(
    study: Study, ids: Iterable[str], stop: Callable[[], bool], problems: list[Problem] | None
) -> Iterator[tuple[Document, str]]:
    missing: list[str] = []
    for name in ids:
        if stop():
            return
        try:
            document = study.document(name)
            text = study.text(document)
        except TextMissingError:
            if problems is None:
                raise
            missing.append(name)
            continue
        except QualcodeError as error:
            if problems is None:
                raise
            where = error.where or f"documents/{name}.json"
            problems.append(Problem("error", "no-text", where, error.message, error.mend))
            continue
        yield document, text
    if missing and problems is not None:
        problems.append(study.missing_texts(missing))


def _coded_spans(
    study: Study, options: SearchOptions, codings: Iterable[Coding]
) -> dict[str, list[Span]]:
    """Return the places of such codings in each document: in order, none touching another."""
    book = study.codebook
    wanted = book.below(find_code(book, options.code).id) if options.code else None
    spans: dict[str, list[Span]] = {}
    for coding in codings:
        if wanted is not None and book.resolve(coding.code) not in wanted:
            continue
        if not options.valence or coding.event.valence == options.valence:
            spans.setdefault(coding.document, []).append((coding.event.start, coding.event.end))
    return {name: _joined(found) for name, found in spans.items()}


def _joined(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _touches(spans: Sequence[Span], start: int, end: int) -> bool:
    at = bisect.bisect_left(spans, (end, 0)) - 1
    return at >= 0 and spans[at][1] > start


def _in_document(
    reader: PassageReader,
    document: Document,
    text: str,
    wanted: engine.Pattern[str],
    options: SearchOptions,
    spans: Sequence[Span] | None,
    stop: Callable[[], bool],
) -> Iterator[Hit]:
    cases = [reader.case(document, speaker) for speaker in document.speakers]
    groups = [case.group if case else "" for case in cases]
    for number, turn in enumerate(document.turns, 1):
        if stop():
            return
        speaker = document.speakers[turn.speaker] if turn.speaker >= 0 else None
        if options.participants_only and (speaker is None or speaker.role != "participant"):
            continue
        group = groups[turn.speaker] if speaker else ""
        if options.group and group != options.group:
            continue
        for start, end in _matches(wanted, text, turn):
            if spans is not None and not _touches(spans, start, end):
                continue
            yield Hit(
                document.id,
                number,
                speaker.label if speaker else "",
                group,
                start,
                end,
                text[start:end],
                text[max(min(turn.words, start), start - options.context) : start],
                text[end : min(turn.end, end + options.context)],
                document.clock_at(start),
            )


def _matches(wanted: engine.Pattern[str], text: str, turn: Turn) -> Iterator[Span]:
    # What stands before words that nobody speaks may be no label, and is found all the same.
    first = turn.words if turn.speaker >= 0 else turn.start
    # Concurrent: other threads, such as the screen's, continue meanwhile.
    for match in wanted.finditer(text, first, turn.end, concurrent=True, timeout=PATIENCE):
        start, end = match.span()
        if start < end:
            yield start, end


# ---- searching while someone types --------------------------------------------------------


@dataclass(frozen=True)
class Batch:
    """Matches found since the last batch; the ``last`` one lists what could not be searched.

    ``cut`` says that there are more matches than were asked for, ``bare`` that some were found only
    because accents are ignored.
    """

    hits: tuple[Hit, ...]
    last: bool = False
    cut: bool = False
    bare: bool = False
    problems: tuple[Problem, ...] = field(default=())


class Searcher:
    """Searches a study for one coder repeatedly; codings are read when first needed."""

    def __init__(self, study: Study, coder: str) -> None:
        self._study = study
        self._coder = coder
        self._codings: list[Coding] | None = None

    def forget(self) -> None:
        """Read the codings again next time: some were made, or a document was marked done."""
        self._codings = None

    def codings(self) -> list[Coding]:
        """Return the codings that the coder may see."""
        if self._codings is None:
            self._codings, _ = Blind(self._study, self._coder).seen(self._study.codings())
        return self._codings

    def batches(
        self,
        pattern: str,
        options: SearchOptions,
        *,
        most: int,
        stop: Callable[[], bool],
        every: float = 0.15,
    ) -> Iterator[Batch]:
        """Yield matches at most this often (in seconds), then a last batch.

        After ``stop`` there may be no last batch.

        Raises:
            BadInputError, NotFoundError: see ``search``.
        """
        problems: list[Problem] = []
        hits: list[Hit] = []
        due = time.monotonic() + every / 3
        found = search(
            self._study, pattern, options, codings=self.codings, stop=stop, problems=problems
        )

        def batch(*, last: bool = False, cut: bool = False) -> Batch:
            bare = ignored_accents(pattern, options, hits)
            return Batch(tuple(hits), last, cut, bare, tuple(problems) if last else ())

        for number, hit in enumerate(found):
            if number == most:
                yield batch(last=True, cut=True)
                return
            hits.append(hit)
            if time.monotonic() >= due:
                yield batch()
                hits, due = [], time.monotonic() + every
        if not stop():
            yield batch(last=True)
