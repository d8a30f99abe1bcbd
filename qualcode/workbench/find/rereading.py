"""The queue of a coder's codings made under earlier definitions, with both definitions."""

from __future__ import annotations

from dataclasses import dataclass

from qualcode.model.codebook.code import Code
from qualcode.store.study import Study
from qualcode.workbench.codebook.comparison import earlier_codes
from qualcode.workbench.find.retrieval import RetrievedPassage, passages_of


@dataclass(frozen=True, slots=True)
class ToReadAgain:
    """A coding with its present code and the earlier one, ``None`` if that is not known here."""

    passage: RetrievedPassage
    now: Code
    then: Code | None


def queue(study: Study, coder: str) -> list[ToReadAgain]:
    """Return the coder's codings to re-read, code by code, in the order of the codebook.

    Raises:
        BadInputError: the codebook cannot be read.
    """
    book = study.codebook
    order = {code.id: n for n, code in enumerate(book)}
    found = []
    for coding in study.codings(coder=coder):
        code, made = book.get(coding.code), coding.event.definition
        if code is not None and made and made != code.digest:
            found.append((order[code.id], coding, code))
    found.sort(key=lambda one: (one[0], one[1].document, one[1].event.start))
    earlier = earlier_codes(study, {coding.event.definition for _, coding, _ in found})
    passages = passages_of(study, [coding for _, coding, _ in found])
    return [
        ToReadAgain(passage, code, earlier.get(coding.event.definition))
        for passage, (_, coding, code) in zip(passages, found, strict=True)
    ]


def meaning_lines(code: Code) -> list[str]:
    """Return the meaning of a code, line by line: definition, when to use it, when not."""
    lines = [code.definition or "No definition"]
    lines += [f"Use: {rule}" for rule in code.include]
    return lines + [f"Not: {rule}" for rule in code.exclude]
