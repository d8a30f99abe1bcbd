"""The listings as tables with fixed columns: documents, cases, codes, codings, counts."""

from __future__ import annotations

import functools
import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter

from qualcode.analysis.counted_codings import count_codings
from qualcode.analysis.passages import Passage, PassageReader
from qualcode.model.codebook.code import Codebook
from qualcode.model.coding.coding import Coding
from qualcode.model.coding.coverage import coded_share, percent
from qualcode.model.problem import Problem
from qualcode.model.table import Table
from qualcode.store.folder import without_collector
from qualcode.store.study import Study


def documents_table(study: Study) -> Table:
    """Return one row per document."""
    columns = ("id", "title", "language", "words", "characters", "turns", "speakers", "cases",
               "kind", "sha256")  # fmt: skip
    rows = [
        (d.id, d.title, d.language, d.words, d.characters, len(d.turns),
         [s.label for s in d.speakers], list(d.cases), d.kind, d.sha256)
        for d in study.documents()
    ]  # fmt: skip
    return Table.of(columns, rows)


def cases_table(study: Study) -> Table:
    """Return one row per case: its attributes, its documents and how many words it speaks."""
    spoken: dict[str, list[str]] = defaultdict(list)
    for document in study.documents():
        for case in document.cases:
            spoken[case].append(document.id)
    attributes = list(
        dict.fromkeys(name for case in study.cases.values() for name in case.attributes)
    )
    rows = [
        (case.id, *(case.attributes.get(name, "") for name in attributes), spoken[case.id])
        for case in study.cases.values()
    ]
    return Table.of(("id", *attributes, "documents"), rows)


def coders_table(study: Study) -> Table:
    """Return one row per coder: codings that stand, documents, first and last day."""
    rows = []
    by_coder: dict[str, list[Coding]] = defaultdict(list)
    for coding in count_codings(study, study.codings()).codings:
        by_coder[coding.coder].append(coding)
    for coder in study.coders():
        own = by_coder[coder]
        days = sorted(c.event.at[:10] for c in own)
        rows.append(
            (coder, len(own), len({c.document for c in own}),
             days[0] if days else "", days[-1] if days else "")
        )  # fmt: skip
    return Table.of(("coder", "codings", "documents", "first", "last"), rows)


def codebook_table(book: Codebook) -> Table:
    """Return one row per code, parents first."""
    columns = ("id", "name", "name_cy", "parent", "status", "brief", "definition", "include",
               "exclude", "examples", "colour", "source", "was")  # fmt: skip
    rows = [
        (c.id, c.name, c.name_cy, book.parent(c.id), c.status, c.brief, c.definition,
         list(c.include), list(c.exclude), list(c.examples), c.colour, c.source, list(c.was))
        for c in book
    ]  # fmt: skip
    return Table.of(columns, rows)


def codings_table(study: Study, codings: Sequence[Coding]) -> tuple[Table, list[Problem]]:
    """Return one row per coding; ``text`` is null if the words are not here or have changed.

    ``time`` is when it was said, as "00:14:05", empty if the recording's times are not known.
    """
    reader = PassageReader(study)
    columns = ("id", "document", "coder", "code", "start", "end", "valence", "note", "at",
               "assisted", "orphaned", "text_changed", "text", "time")  # fmt: skip
    resolve = functools.cache(study.codebook.resolve)
    rows: list[tuple[object, ...]] = []
    with without_collector():
        # Values of one document are kept, so that little is computed again for each coding.
        for document_id, own in itertools.groupby(codings, attrgetter("document")):
            document = reader.document(document_id)
            here = list(own)
            digest = document.sha256 if document else None
            stand = document is not None and any(c.event.sha256 == digest for c in here)
            text = reader.text(document) if document and stand else None
            timed = document if document and reader.is_timed(document) else None
            for coding in here:
                e = coding.event
                orphaned = e.sha256 != digest
                words = None if orphaned or text is None else text[e.start : e.end]
                time = timed.clock_at(e.start) if timed and not orphaned else ""
                rows.append(
                    (e.id, document_id, coding.coder, resolve(e.code), e.start, e.end, e.valence,
                     e.note, e.at, e.assisted, orphaned, coding.text_changed, words, time)
                )  # fmt: skip
    return Table(columns, tuple(rows)), [*study.problems, *reader.problems]


def code_counts(study: Study, codings: Iterable[Coding]) -> Table:
    """Return one row per code: codings of it alone and with all below, documents, people, valence.

    Which codings count, ``count_codings`` says. ``evidence`` are those of the code alone in whose
    words a participant speaks: what a matrix is made of. ``people`` counts human beings over the
    code and everything below it, each once: all participants, but no interviewers, who say any of
    the words.
    """
    book = study.codebook
    own: Counter[str] = Counter()
    said: Counter[str] = Counter()
    total: Counter[str] = Counter()
    documents: dict[str, set[str]] = defaultdict(set)
    people: dict[str, set[str]] = defaultdict(set)
    valence: dict[str, Counter[str]] = defaultdict(Counter)
    for passage in _counted_passages(study, codings):
        own[passage.code] += 1
        said[passage.code] += bool(passage.people)
        above: str | None = passage.code
        while above is not None:
            total[above] += 1
            documents[above].add(passage.coding.document)
            people[above].update(passage.people)
            valence[above][passage.coding.event.valence or ""] += 1
            above = book.parent(above)
    unknown = sorted(code for code in own if book.get(code) is None)
    listed = [(c.id, c.name, book.parent(c.id)) for c in book] + [(u, "", None) for u in unknown]
    rows = [
        (i, name, parent, own[i], total[i], len(documents[i]), len(people[i]),
         valence[i]["works_well"], valence[i]["works_less_well"], valence[i]["mixed"],
         valence[i]["neutral"] + valence[i][""], said[i])
        for i, name, parent in listed
    ]  # fmt: skip
    return Table.of(
        ("code", "name", "parent", "codings", "with_below", "documents", "people", "works_well",
         "works_less_well", "mixed", "neutral_or_none", "evidence"),
        rows,
    )  # fmt: skip


def _counted_passages(study: Study, codings: Iterable[Coding]) -> list[Passage]:
    """Return the codings that count, joined with who speaks; what is left out is told."""
    counted = count_codings(study, codings)
    study.problems += counted.problems()
    return PassageReader(study, with_text=False).passages(counted.codings)


def document_counts(study: Study, codings: Iterable[Coding]) -> Table:
    """Return one row per document: words, turns, codings, codes used, share of turns coded.

    Which codings count, ``count_codings`` says.
    """
    by_document: dict[str, list[Coding]] = defaultdict(list)
    counted = count_codings(study, codings)
    study.problems += counted.problems()
    for coding in counted.codings:
        by_document[coding.document].append(coding)
    rows = []
    for document in study.documents():
        own = by_document[document.id]
        spans = [(c.event.start, c.event.end) for c in own]
        turns = [document.turns[n] for n in document.turns_to_code()]
        share = percent(coded_share([(t.words, t.end) for t in turns], spans))
        codes = {study.codebook.resolve(c.code) for c in own}
        coders = sorted({c.coder for c in own})
        rows.append(
            (document.id, document.words, len(document.turns), len(own), len(codes), share, coders)
        )
    return Table.of(
        ("document", "words", "turns", "codings", "codes", "percent_of_turns_coded", "coders"), rows
    )


def crosstab(study: Study, codings: Iterable[Coding], *, by: str = "document") -> Table:
    """Count codings, code by ``"document"``, ``"coder"``, ``"valence"``, ``"group"`` or case.

    Every code of the codebook is a row, used or not; only a code's own codings are counted, those
    that ``count_codings`` says. By group or case a coding counts for everybody who speaks in its
    words, each once, as in a matrix, so that a row may come to more than its ``total``, which is
    the number of codings. Participants without a group are under "not given", words that no
    participant says under "none".
    """
    book = study.codebook
    counted = count_codings(study, codings)
    study.problems += counted.problems()
    resolve = functools.cache(book.resolve)
    counts: Counter[tuple[str, str]] = Counter()
    totals = Counter([resolve(coding.code) for coding in counted.codings])
    if by in ("group", "case"):
        for passage in PassageReader(study, with_text=False).passages(counted.codings):
            for heading in _people_columns(study, passage, by):
                counts[(passage.code, heading)] += 1
    else:
        column = _COLUMN_OF[by]
        counts.update([(resolve(coding.code), column(coding)) for coding in counted.codings])
    used = {heading for _, heading in counts}
    headings = [*sorted(used - {"none"}), *(["none"] if "none" in used else [])]
    codes = [c.id for c in book]
    codes += sorted(set(totals) - set(codes))
    rows = [
        (code, *(counts[(code, heading)] for heading in headings), totals[code]) for code in codes
    ]
    return Table.of(("code", *headings, "total"), rows)


_COLUMN_OF: dict[str, Callable[[Coding], str]] = {
    "document": attrgetter("document"),
    "coder": attrgetter("coder"),
    "valence": lambda coding: coding.event.valence or "none",
}


def _people_columns(study: Study, passage: Passage, by: str) -> Iterable[str]:
    """Return the columns of the people in whose words a coding stands."""
    if by == "case":
        return passage.people or ("none",)
    cases = (study.cases.get(person) for person in passage.people)
    groups = (case.group if case else "" for case in cases)
    return dict.fromkeys(group or "not given" for group in groups) or ("none",)
