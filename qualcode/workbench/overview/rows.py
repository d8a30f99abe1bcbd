"""Reads the rows of the overview, documents and codes, for one coder in one pass."""

from __future__ import annotations

import contextlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qualcode.errors import QualcodeError
from qualcode.model.case import Case
from qualcode.model.codebook.code import Codebook
from qualcode.model.coding.coverage import coded_share
from qualcode.model.coding.doubles import doubled
from qualcode.model.document.document import Document
from qualcode.store.study import Study
from qualcode.workbench.coding.blind import Blind
from qualcode.workbench.find.folding import searchable

Spans = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One document, as the coder may see it.

    ``shares`` has each coder's share of the participants' turns with a coding, the present coder's
    first. ``codings`` and ``orphans`` count the coder's own; an orphan, whose text is not the
    document's, is no coding and in no share, and a coding that repeats another counts once.
    ``done`` names those who marked it done, and ``memos`` counts its memos, others' only once they
    may be seen. ``cases`` are those who speak; ``words_to_find`` is the text in which bare words of
    a filter are searched.
    """

    id: str
    title: str
    group: str
    language: str
    words: int
    turns: int
    coder: str
    shares: Mapping[str, float]
    codings: int
    done: tuple[str, ...]
    memos: int
    orphans: int
    cases: tuple[Case, ...]
    words_to_find: str

    @property
    def coded(self) -> float:
        """The present coder's share."""
        return self.shares.get(self.coder, 0.0)

    @property
    def is_done(self) -> bool:
        """Whether the present coder has marked it done."""
        return self.coder in self.done


@dataclass(frozen=True, slots=True)
class CodeCount:
    """How many codings a code has by the coder, and in how many documents."""

    codings: int
    documents: int


@dataclass(frozen=True, slots=True)
class StudyLines:
    """A study's documents by id, codes with codings by id, and coders by name.

    ``others_codings`` are those of the other coders.
    """

    coder: str
    documents: tuple[DocumentLine, ...]
    codes: Mapping[str, CodeCount]
    coders: tuple[str, ...]
    others_codings: int = 0

    @property
    def others(self) -> tuple[str, ...]:
        """The other coders."""
        return tuple(name for name in self.coders if name != self.coder)


def read_lines(study: Study, coder: str, book: Codebook) -> StudyLines:
    """Read the documents and count the codings of a study; ``book`` follows renamed codes.

    Documents, cases or settings that cannot be read are left out: ``check_study`` names them.
    """
    documents = _documents(study)
    counts = _Counts(study, coder, book, documents)
    others = sorted({*study.coders(), *counts.coders} - {coder})
    done = study.done_marks()
    memos = _memos(study, coder)
    cases = _cases(study)
    lines = []
    for document in documents.values():
        asked = _asked(document)
        own = [cases[case] for case in document.cases if case in cases]
        groups = list(dict.fromkeys(case.group for case in own))
        names = [_group_name(study, group) for group in groups]
        lines.append(
            DocumentLine(
                id=document.id,
                title=document.title,
                group=", ".join(names),
                language=document.language,
                words=document.words,
                turns=len(document.turns),
                coder=coder,
                shares={
                    name: coded_share(asked, counts.spans.get((name, document.id), []))
                    for name in (coder, *others)
                },
                codings=counts.codings[document.id],
                done=tuple(sorted(done.get(document.id, {}), key=lambda n: (n != coder, n))),
                memos=memos[document.id],
                orphans=counts.orphans[document.id],
                cases=tuple(own),
                words_to_find=_words_to_find(document, own, names),
            )
        )
    codes = {code: CodeCount(n.total(), len(n)) for code, n in counts.codes.items()}
    theirs = sum(len(spans) for (name, _), spans in counts.spans.items() if name != coder)
    return StudyLines(coder, tuple(lines), codes, (coder, *others), theirs)


class _Counts:
    """The result of one pass over all codings; ``codings``, ``orphans``, ``codes``: a coder's.

    Neither orphans nor codings that repeat another are among ``codings`` and ``codes``.
    """

    def __init__(
        self, study: Study, coder: str, book: Codebook, documents: Mapping[str, Document]
    ) -> None:
        self.spans: dict[tuple[str, str], Spans] = defaultdict(list)
        self.codings: Counter[str] = Counter()
        self.orphans: Counter[str] = Counter()
        self.codes: dict[str, Counter[str]] = defaultdict(Counter)
        resolved = {code.id: code.id for code in book}
        codings = study.codings()
        repeated = {(c.coder, c.id) for c in doubled(codings, book.resolve)}
        for coding in codings:
            event, own = coding.event, coding.coder == coder
            document = documents.get(coding.document)
            if document is None:
                continue
            if not (
                event.sha256 == document.sha256
                and 0 <= event.start < event.end <= document.characters
            ):
                self.orphans[coding.document] += own
                continue
            self.spans[(coding.coder, coding.document)].append((event.start, event.end))
            if own and (not repeated or (coding.coder, coding.id) not in repeated):
                self.codings[coding.document] += 1
                code = resolved.get(event.code) or book.resolve(event.code)
                self.codes[code][coding.document] += 1
        self.coders = {coder for coder, _ in self.spans}


def _documents(study: Study) -> dict[str, Document]:
    try:
        return {document.id: document for document in study.documents()}
    except QualcodeError:
        found = {}
        for name in study.document_ids():
            with contextlib.suppress(QualcodeError):
                found[name] = study.document(name)
        return found


def _cases(study: Study) -> Mapping[str, Case]:
    try:
        return study.cases
    except QualcodeError:
        return {}


def _group_name(study: Study, group: str) -> str:
    try:
        return study.group_name(group)
    except QualcodeError:
        return group


def _memos(study: Study, coder: str) -> Counter[str]:
    blind = Blind(study, coder)
    return Counter(
        memo.about
        for memo in study.memos()
        if memo.kind == "documents" and blind.may_see(memo.coder, memo.about)
    )


def _asked(document: Document) -> Spans:
    turns = document.turns
    return [(turns[at].words, turns[at].end) for at in document.turns_to_code()]


def _words_to_find(document: Document, cases: Sequence[Case], groups: Sequence[str]) -> str:
    values = [value for case in cases for value in (case.id, *case.attributes.values())]
    return searchable("\n".join((document.id, document.title, document.language, *groups, *values)))
