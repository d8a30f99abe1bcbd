"""Passages that hold some words or match a pattern, with where they are and who said them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qualcode.analysis.passages import PassageReader
from qualcode.errors import BadInputError, NotFoundError
from qualcode.model.document import Document
from qualcode.store.study import Study
from qualcode.workbench.coding import find_code


@dataclass(frozen=True, slots=True)
class Hit:
    """One match: offsets are Unicode code points, half-open; ``turn`` counts from 1."""

    document: str
    turn: int
    speaker: str
    group: str
    start: int
    end: int
    text: str
    before: str
    after: str


@dataclass(frozen=True)
class SearchOptions:
    """What narrows a search; empty fields narrow nothing. ``context`` is in characters."""

    regex: bool = False
    document: str = ""
    code: str = ""
    group: str = ""
    participants_only: bool = False
    context: int = 40


def compile_pattern(pattern: str, *, regex: bool) -> re.Pattern[str]:
    """Return the pattern to search by: words without regard to case and kind of whitespace.

    Raises:
        BadInputError: empty, or not a regular expression.
    """
    if not pattern.strip():
        raise BadInputError("nothing to search for")
    try:
        if regex:
            return re.compile(pattern, re.IGNORECASE)
        words = (re.escape(word) for word in pattern.split())
        plain = r"\s+".join(words).replace("'", "['’‘]")
        return re.compile(plain, re.IGNORECASE)
    except re.error as error:
        raise BadInputError(
            f"{pattern!r} is not a regular expression: {error}",
            mend="Leave out --regex to look for the words as they stand",
        ) from None


def search(study: Study, pattern: str, options: SearchOptions) -> Iterator[Hit]:
    """Yield matches in speech, document by document, in the order of the text.

    Raises:
        BadInputError: the pattern is no pattern.
        NotFoundError: the code, group or document does not exist.
    """
    wanted = compile_pattern(pattern, regex=options.regex)
    if options.group and options.group not in {c.group for c in study.cases.values()}:
        groups = sorted({c.group for c in study.cases.values() if c.group})
        raise NotFoundError(
            f"no case is of group {options.group!r}", mend=f"There are {', '.join(groups)}"
        )
    coded = _coded_spans(study, options.code) if options.code else None
    documents = [study.document(options.document)] if options.document else study.documents()
    reader = PassageReader(study)
    for document in documents:
        text = study.text(document)
        yield from _in_document(reader, document, text, wanted, options, coded)


def _coded_spans(study: Study, code: str) -> dict[str, list[tuple[int, int]]]:
    book = study.codebook
    wanted = book.below(find_code(book, code).id)
    spans: dict[str, list[tuple[int, int]]] = {}
    for coding in study.codings():
        if book.resolve(coding.code) in wanted:
            spans.setdefault(coding.document, []).append((coding.event.start, coding.event.end))
    return spans


def _in_document(
    reader: PassageReader,
    document: Document,
    text: str,
    wanted: re.Pattern[str],
    options: SearchOptions,
    coded: dict[str, list[tuple[int, int]]] | None,
) -> Iterator[Hit]:
    for number, turn in enumerate(document.turns, 1):
        speaker = document.speakers[turn.speaker] if turn.speaker >= 0 else None
        if options.participants_only and (speaker is None or speaker.role != "participant"):
            continue
        case = reader.case(document, speaker) if speaker else None
        group = case.group if case else ""
        if options.group and group != options.group:
            continue
        for match in wanted.finditer(text, turn.words, turn.end):
            start, end = match.span()
            if start == end:
                continue
            spans = coded.get(document.id, []) if coded is not None else None
            if spans is not None and not any(s < end and start < e for s, e in spans):
                continue
            yield Hit(
                document.id,
                number,
                speaker.label if speaker else "",
                group,
                start,
                end,
                match.group(),
                text[max(turn.words, start - options.context) : start],
                text[end : min(turn.end, end + options.context)],
            )
