"""Reviews a codebook in use: similar names, unused codes, examples that are somebody's words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from qualcode.errors import QualcodeError
from qualcode.model.codebook.code import Code, Codebook
from qualcode.model.personal_names import plain
from qualcode.model.plural import counted
from qualcode.model.problem import Problem
from qualcode.store.study import Study
from qualcode.workbench.privacy.own_words import OwnWords

_FILE = "codebook.yaml"
#: Names at least this similar, out of 100, are mixed up in a list (rapidfuzz's ratio of words).
_ALIKE = 88
#: So many codes of similar names are named in a note.
_NAMED = 6
#: Coders do not keep apart more levels than this.
_DEEPEST = 3
#: With fewer codings it means nothing that a code has one coder, or always occurs with another.
_ENOUGH = 10


def review_codebook(study: Study) -> Iterator[Problem]:
    """Review the study's codebook against its codings and texts; all findings are notes.

    Raises:
        BadInputError: the codebook cannot be read.
    """
    book = study.codebook
    yield from _names(book)
    yield from _shape(book)
    yield from _use(study, book)
    yield from _examples(study, book)


def _at(code: Code) -> str:
    return f"{_FILE}:{code.line}" if code.line else _FILE


def _names(book: Codebook) -> Iterator[Problem]:
    """Yield a note for each set of codes with similar names, however many they are."""
    for codes in _alike(book):
        first, *others = codes
        if len(others) == 1:
            [other] = others
            exact = plain(first.name).split() == plain(other.name).split()
            same = "the same name as" if exact else "nearly the same name as"
            said = f"{other.id} ({other.name}) has {same} {first.id} ({first.name})"
        else:
            some = ", ".join(f"{code.id} ({code.name})" for code in codes[:_NAMED])
            more = f" and {len(codes) - _NAMED:,} more" if len(codes) > _NAMED else ""
            said = f"{len(codes):,} codes have the same or nearly the same name: {some}{more}"
        mend = "Rename one of them, or merge them: qualcode codebook merge"
        yield Problem("note", "names-alike", _at(others[0]), said, mend)


def _alike(book: Codebook) -> list[list[Code]]:
    """Return the sets of codes whose names are similar, each to another of its set."""
    from rapidfuzz import fuzz

    codes = [code for code in book if code.status != "placeholder"]
    names = [" ".join(sorted(plain(code.name).split())) for code in codes]
    of = [*range(len(codes))]  # the set of each: its first code
    for n, name in enumerate(names):
        for m in range(n + 1, len(names)):
            if of[m] != of[n] and fuzz.ratio(name, names[m], score_cutoff=_ALIKE):
                into, gone = sorted((of[n], of[m]))
                of = [into if one == gone else one for one in of]
    sets: dict[int, list[Code]] = defaultdict(list)
    for code, first in zip(codes, of, strict=True):
        sets[first].append(code)
    return [found for found in sets.values() if len(found) > 1]


def _shape(book: Codebook) -> Iterator[Problem]:
    without = [c for c in book if c.status == "active" and c.definition and not c.exclude]
    if without and len(without) < len(book):
        names = ", ".join(c.id for c in without)
        yield Problem(
            "note",
            "no-exclusions",
            _FILE,
            counted(len(without), "code does", "codes do")
            + f" not say what does not belong: {names}",
            "Write exclude: with the code to use instead; that is where coders differ most",
        )
    for code in book:
        if book.depth(code.id) >= _DEEPEST:
            yield Problem(
                "note",
                "too-deep",
                _at(code),
                f"{code.id} stands {book.depth(code.id) + 1} levels deep",
                "Move it up: qualcode codebook move",
            )


def _use(study: Study, book: Codebook) -> Iterator[Problem]:
    coders: dict[str, set[str]] = defaultdict(set)
    counts: dict[str, int] = defaultdict(int)
    spans: dict[str, set[tuple[str, str, int, int]]] = defaultdict(set)
    everybody: set[str] = set()
    for coding in study.codings():
        bears, event = book.resolve(coding.code), coding.event
        coders[bears].add(coding.coder)
        everybody.add(coding.coder)
        counts[bears] += 1
        spans[bears].add((coding.coder, coding.document, event.start, event.end))
    usable = [c for c in book if c.can_be_used and not c.children]
    unused = [c.id for c in usable if not counts[c.id]]
    if everybody and unused:
        yield Problem(
            "note",
            "never-used",
            _FILE,
            counted(len(unused), "code bears", "codes bear")
            + f" no coding yet: {', '.join(unused)}",
            "If they stay so, retire them: qualcode codebook retire",
        )
    for code in book:
        if len(everybody) > 1 and len(coders[code.id]) == 1 and counts[code.id] >= _ENOUGH:
            yield Problem(
                "note",
                "one-coder",
                _at(code),
                f"only {min(coders[code.id])} uses {code.id}, {counts[code.id]} times",
                "Ask the others how they code such passages; the definition may not say",
            )
    used = [c.id for c in book if counts[c.id] >= _ENOUGH]
    for n, one in enumerate(used):
        for other in used[n + 1 :]:
            if spans[one] == spans[other]:
                yield Problem(
                    "note",
                    "always-together",
                    _FILE,
                    f"{one} and {other} stand on the same {counts[one]} passages",
                    "Merge them, or say in both definitions how they differ",
                )


def _examples(study: Study, book: Codebook) -> Iterator[Problem]:
    """Yield the codes whose examples are somebody's words, since git takes the codebook."""
    wanted = {code: OwnWords(code.examples) for code in book if code.examples}
    wanted = {code: words for code, words in wanted.items() if words}
    if not wanted:
        return
    told: set[str] = set()
    for name in study.document_ids():
        try:
            text = study.text(study.document(name))
        except QualcodeError:
            continue
        for code, words in wanted.items():
            if code.id not in told and words.find(text):
                told.add(code.id)
                yield Problem(
                    "warning",
                    "real-example",
                    _at(code),
                    f"an example of {code.id} is what somebody says in {name}",
                    "Write an invented one: git takes the codebook",
                )
