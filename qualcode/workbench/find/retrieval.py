"""Retrieves codings with their words, and compares two retrievals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain

from qualcode.analysis.counted_codings import count_codings
from qualcode.analysis.passages import Passage, PassageReader
from qualcode.model.coding.coding import Coding
from qualcode.model.coding.valence import VALENCE_NAMES, VALENCES
from qualcode.model.plural import counted, plural
from qualcode.store.study import Study
from qualcode.workbench.coding.blind import Blind
from qualcode.workbench.find.excerpts import Excerpt, excerpt

#: The value by which a retrieval asks for codings without a valence.
NOT_JUDGED = "not_judged"


@dataclass(frozen=True, slots=True)
class Retrieval:
    """A query for codings; an empty field narrows nothing. ``code`` includes those below it.

    ``ids`` are the codings to choose from, such as those just made.
    """

    code: str = ""
    group: str = ""
    valence: str = ""
    coder: str = ""
    document: str = ""
    ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RetrievedPassage:
    """A coding with its words and their context.

    ``turn`` counts from 1 and is 0 where nobody speaks. ``words`` is ``None`` if they cannot be
    read: the text is not on this machine, or the coding is ``orphaned``. ``time`` is when it was
    said, as "00:14:05", empty if unknown. ``people`` are the participants who say any of it.
    """

    document: str
    turn: int
    speaker: str
    group: str
    case: str
    person: str
    coding: Coding
    code: str
    words: str | None
    before: str
    after: str
    orphaned: bool
    time: str = ""
    people: tuple[str, ...] = ()


@dataclass(frozen=True)
class Retrieved:
    """Passages in the order of documents and text, with the numbers of people and documents.

    ``standing`` are the codings that count, each by its coder and id; ``codings``, ``people`` and
    ``documents`` are theirs, as in every table. Orphans and codings that repeat another are in
    ``passages``, ``orphaned`` and ``doubled``. ``hidden`` counts codings that the coder may not see
    yet. They are not narrowed by code, group or valence: the number of times another coder gave a
    code would reveal what is hidden.
    """

    query: Retrieval
    passages: tuple[RetrievedPassage, ...]
    hidden: int
    standing: frozenset[tuple[str, str]] = field(repr=False)

    @cached_property
    def _counted(self) -> tuple[RetrievedPassage, ...]:
        return tuple(p for p in self.passages if (p.coding.coder, p.coding.id) in self.standing)

    @cached_property
    def codings(self) -> tuple[Coding, ...]:
        """The codings that count."""
        return tuple(passage.coding for passage in self._counted)

    @cached_property
    def people(self) -> frozenset[str]:
        """The participants who say any of what counts."""
        return frozenset(chain.from_iterable(passage.people for passage in self._counted))

    @cached_property
    def documents(self) -> int:
        """How many documents have a coding that counts."""
        return len({passage.document for passage in self._counted})

    @cached_property
    def orphaned(self) -> int:
        """How many codings have no words in the present text."""
        return sum(passage.orphaned for passage in self.passages)

    @property
    def doubled(self) -> int:
        """How many codings repeat another that counts."""
        return len(self.passages) - len(self._counted) - self.orphaned

    @property
    def valences(self) -> dict[str, int]:
        """How many codings have each valence, including ``NOT_JUDGED``; only those that occur."""
        found = Counter(coding.event.valence or NOT_JUDGED for coding in self.codings)
        return {name: found[name] for name in (*VALENCES, NOT_JUDGED) if found[name]}

    @property
    def hidden_words(self) -> str:
        """Return how many are hidden and until when; empty if none is."""
        if not self.hidden:
            return ""
        return (
            f"{counted(self.hidden, 'coding is', 'codings are')} hidden until "
            "you and the other coder have both marked the document done"
        )

    def place_of(self, coding_id: str) -> int | None:
        """Return the place of a coding among the passages, by its id."""
        ids = (passage.coding.id for passage in self.passages)
        return next((n for n, one in enumerate(ids) if one == coding_id), None)

    def with_coding(self, coding: Coding, resolve: Callable[[str], str]) -> Retrieved:
        """Return the same with a coding as it is now, in its place, whatever the query says.

        Its words must be the same.
        """
        at = self.place_of(coding.id)
        if at is None:
            return self
        passages = list(self.passages)
        passages[at] = replace(passages[at], coding=coding, code=resolve(coding.code))
        return replace(self, passages=tuple(passages))

    def without(self, coding_id: str) -> Retrieved:
        """Return the same without a coding."""
        passages = tuple(p for p in self.passages if p.coding.id != coding_id)
        return replace(self, passages=passages)

    @property
    def counts(self) -> str:
        """Return how many codings, people and documents there are."""
        left_out = [(self.orphaned, "orphaned"), (self.doubled, "said twice")]
        return " · ".join([
            counted(len(self.codings), "coding"),
            counted(len(self.people), "person"),
            counted(self.documents, "document"),
            *(f"{number:,} {why}, not counted" for number, why in left_out if number),
        ])  # fmt: skip

    @property
    def judgements(self) -> str:
        """Return how many codings have which valence: "10 works well · 2 not judged"."""
        names = {name: words.lower() for name, words in VALENCE_NAMES.items()}
        names |= {NOT_JUDGED: "not judged"}
        return " · ".join(f"{count:,} {names[name]}" for name, count in self.valences.items())


def groups_of(study: Study) -> list[str]:
    """Return the groups of cases, in the order of ``study.toml``, others after them."""
    present = {case.group for case in study.cases.values() if case.group}
    known = [group for group in study.config.groups if group in present]
    return known + sorted(present - set(known))


def cycled(values: Sequence[str], now: str) -> str:
    """Return the value after ``now``, or "" (all of them) after the last."""
    every = ["", *values]
    return every[(every.index(now) + 1) % len(every)] if now in every else ""


class Retriever:
    """Retrieves from the present state of a study; the codings are read once."""

    def __init__(self, study: Study, blind: Blind) -> None:
        self._study = study
        self._all = study.codings()
        self._blind = blind
        self.codings, _ = blind.seen(self._all)
        standing = count_codings(study, self.codings).codings
        #: Which codings count, whatever is asked for.
        self._standing = frozenset((coding.coder, coding.id) for coding in standing)

    @property
    def coders(self) -> list[str]:
        """The coders of codings that may be seen, sorted."""
        return sorted({coding.coder for coding in self.codings})

    @property
    def valences(self) -> list[str]:
        """The valences of codings that may be seen, including ``NOT_JUDGED``."""
        present = {coding.event.valence or NOT_JUDGED for coding in self.codings}
        return [name for name in (*VALENCES, NOT_JUDGED) if name in present]

    def retrieve(self, query: Retrieval) -> Retrieved:
        """Return the passages that match a query."""
        shown = [coding for coding in self.codings if _there(query, coding)]
        hidden = sum(_there(query, coding) for coding in self._all) - len(shown)
        wanted = self._accepts(query)
        shown = sorted(filter(wanted, shown), key=_order)
        reader = PassageReader(self._study)
        passages: list[RetrievedPassage] = []
        for passage in reader.passages(shown):
            if not query.group or query.group in self._groups(passage):
                passages.append(_retrieved(reader, passage))
        return Retrieved(query, tuple(passages), hidden, self._standing)

    def _groups(self, passage: Passage) -> set[str]:
        """Return the groups of the participants who say any of it, as a crosstab counts them."""
        cases = (self._study.cases.get(person) for person in passage.people)
        return {case.group for case in cases if case}

    def _accepts(self, query: Retrieval) -> Callable[[Coding], bool]:
        book = self._study.codebook
        code = book.resolve(query.code)
        codes = book.below(code) or {code}
        valence = None if query.valence == NOT_JUDGED else query.valence

        def accepts(coding: Coding) -> bool:
            if query.ids and coding.id not in query.ids:
                return False
            if query.code and book.resolve(coding.code) not in codes:
                return False
            return not query.valence or coding.event.valence == valence

        return accepts


def _there(query: Retrieval, coding: Coding) -> bool:
    return query.document in ("", coding.document) and query.coder in ("", coding.coder)


def _order(coding: Coding) -> tuple[str, int, int, str, str]:
    return coding.document, coding.event.start, coding.event.end, coding.coder, coding.id


def passages_of(study: Study, codings: Iterable[Coding]) -> list[RetrievedPassage]:
    """Return codings with their words and context, in the order given."""
    reader = PassageReader(study)
    return [_retrieved(reader, passage) for passage in reader.passages(list(codings))]


def _retrieved(reader: PassageReader, passage: Passage) -> RetrievedPassage:
    coding, event = passage.coding, passage.coding.event
    document = None if passage.orphaned else reader.document(coding.document)
    text = reader.text(document) if document and passage.text is not None else None
    around = Excerpt("", "", "")
    if document is not None and text is not None:
        around = excerpt(document, text, event.start, event.end)
    at = document.turn_at(event.start) if document else None
    speaker = document.speaker_at(event.start) if document else None
    return RetrievedPassage(
        coding.document,
        0 if at is None else at + 1,
        speaker.label if speaker else "",
        passage.group,
        (speaker.case or "") if speaker else "",
        passage.person,
        coding,
        passage.code,
        # With the document's own labels, where it goes over several turns.
        passage.text if text is None else around.words,
        around.before,
        around.after,
        passage.orphaned,
        document.clock_at(event.start) if document else "",
        passage.people,
    )


def retrieve(study: Study, query: Retrieval, blind: Blind) -> Retrieved:
    """Return the passages that match a query, if the coder may see them."""
    return Retriever(study, blind).retrieve(query)


# ---- two codes ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Comparison:
    """Two retrievals side by side.

    ``overlaps`` has pairs of places, one in each, of codings that share a character; a coding that
    is in both is no overlap. ``people`` are those in both.
    """

    people: frozenset[str]
    overlaps: tuple[tuple[int, int], ...]
    valences: tuple[dict[str, int], dict[str, int]]

    @property
    def words(self) -> str:
        """Return the comparison in one line."""
        first, second = ({pair[side] for pair in self.overlaps} for side in (0, 1))
        people = counted(len(self.people), "person")
        if not first:
            return f"{people} in both · no passages overlap"
        passages = counted(len(first), "passage")
        verb = plural(len(first), "overlaps", "overlap")
        return f"{people} in both · {passages} of the first {verb} {len(second):,} of the second"


def compare(a: Retrieved, b: Retrieved) -> Comparison:
    """Compare two retrievals: people in both, overlaps in the order of ``a``, valences."""
    return Comparison(a.people & b.people, tuple(_overlaps(a, b)), (a.valences, b.valences))


def _overlaps(a: Retrieved, b: Retrieved) -> list[tuple[int, int]]:
    """Sweep through both in the order of documents and text, keeping codings that still extend."""
    there = [(p.document, p.coding.event.start, side, n)
             for side, found in enumerate((a.passages, b.passages))
             for n, p in enumerate(found) if not p.orphaned]  # fmt: skip
    there.sort()
    sides: Sequence[Sequence[RetrievedPassage]] = (a.passages, b.passages)
    running: tuple[list[int], list[int]] = ([], [])
    pairs = []
    last = ""
    for document, start, side, at in there:
        if document != last:
            running, last = ([], []), document
        other = 1 - side
        running[other][:] = [n for n in running[other] if sides[other][n].coding.event.end > start]
        own = sides[side][at].coding
        for n in running[other]:
            if sides[other][n].coding.id != own.id:
                pairs.append((at, n) if side == 0 else (n, at))
        running[side].append(at)
    return sorted(pairs)
