"""A sitting in which names are decided: what was found, what is decided, what is to be shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from qualcode.errors import QualcodeError
from qualcode.model.personal_names import plain
from qualcode.store.study import Study
from qualcode.workbench.privacy.name_decisions import NameDecisions
from qualcode.workbench.privacy.name_likelihood import Likelihood, likelihood
from qualcode.workbench.privacy.name_places import NamePlaces, in_texts
from qualcode.workbench.privacy.name_rows import LEAST, NameRow, rows_of, with_new
from qualcode.workbench.privacy.name_summary import NameSummary, summary_of
from qualcode.workbench.privacy.names import NameTable, find_names
from qualcode.workbench.progress import Progress, silent


@dataclass(frozen=True)
class NamesWanted:
    """What a person wants to decide: in which documents, how risky at least, with hints or not."""

    documents: tuple[str, ...] = ()
    risk: str = "medium"
    hints: bool = True


@dataclass(frozen=True)
class NamesRead:
    """What was found in the texts: rows, what stands for names already, what was not looked at."""

    rows: list[NameRow]
    in_texts: Counter[str]
    digests: dict[str, str]
    unchecked: list[str] = field(default_factory=list)
    unhinted: list[str] = field(default_factory=list)


def read_sitting(study: Study, wanted: NamesWanted, progress: Progress = silent) -> NamesRead:
    """Search the texts; the model's hints only where it read them before.

    Raises:
        BadInputError: a table of names or speakers cannot be read.
        NotFoundError: a document that was named does not exist.
    """
    table = NameTable(study)
    found = find_names(
        study, wanted.documents, hints=wanted.hints, kept=True, only_kept_hints=True,
        progress=progress,
    )  # fmt: skip
    rows = rows_of(study, found, () if wanted.documents else table.names)
    names = list(wanted.documents) or study.document_ids()
    digests = {name: study.document(name).sha256 for name in names}
    return NamesRead(
        rows, in_texts(study), digests, found.unchecked, _unhinted(study, wanted, names)
    )


def read_with_model(study: Study, wanted: NamesWanted, progress: Progress = silent) -> None:
    """Let the model read the texts that it has not read yet, if it is there and wanted."""
    from qualcode.nlp.names.spacy_hints import NameHints

    names = list(wanted.documents) or study.document_ids()
    texts = _unhinted(study, wanted, names)
    hints = NameHints(study.local / "names")
    for number, text in enumerate(texts, 1):
        hints.of(text)
        progress("Asking the language model", number, len(texts))


def _unhinted(study: Study, wanted: NamesWanted, names: Sequence[str]) -> list[str]:
    """Return the texts that the model has not read yet; none if it is not there."""
    from qualcode.nlp.names.spacy_hints import NameHints, is_installed

    if not wanted.hints or not is_installed():
        return []
    hints = NameHints(study.local / "names", only_kept=True)
    texts = []
    for name in names:
        try:
            text = study.text(study.document(name))
        except QualcodeError:
            continue
        if not hints.are_kept(text):
            texts.append(text)
    return texts


class NameSitting:
    """The rows of one sitting, and what is decided of them; rows never change places."""

    def __init__(self, study: Study, wanted: NamesWanted, read: NamesRead) -> None:
        self.study = study
        self.wanted = wanted
        self.rows = list(read.rows)
        self.read = read
        self.table = NameTable(study)
        self.decisions = NameDecisions(self.table, lambda by: self.read.in_texts[by])
        self.places = NamePlaces(study)
        self._later: set[str] = set()

    # ---- what is found --------------------------------------------------------------------

    def add(self, read: NamesRead) -> int:
        """Add what a later search found, behind all others; return how many rows."""
        before = len(self.rows)
        self.rows = with_new(self.rows, read.rows)
        return len(self.rows) - before

    def renew(self, read: NamesRead, kept: str = "") -> None:
        """Take the rows of a new search; the one with the key ``kept`` stays in any case."""
        at = next((n for n, row in enumerate(self.rows) if row.key == kept), None)
        stays = None if at is None else self.rows[at]
        self.rows, self.read = list(read.rows), read
        self.places = NamePlaces(self.study)
        if stays is not None and self.row(kept) is None:
            self.rows.insert(min(at or 0, len(self.rows)), stays)
        self.table.reread()

    def is_behind(self) -> bool:
        """Return whether a text was imported, changed or removed since the search."""
        study = Study(self.study.root)
        try:
            names = self.wanted.documents or study.document_ids()
            return {name: study.document(name).sha256 for name in names} != self.read.digests
        except QualcodeError:
            return True

    def row(self, key: str) -> NameRow | None:
        """Return the row with a key; ``None`` if there is none."""
        return next((row for row in self.rows if row.key == key), None)

    def asked(self) -> list[NameRow]:
        """Return the rows that are asked about: likely ones, and all that are decided."""
        least = LEAST[self.wanted.risk]
        return [r for r in self.rows if r.likelihood <= least or self.is_decided(r)]

    def unlikely(self) -> int:
        """Return how many rows are not asked about."""
        return len(self.rows) - len(self.asked())

    def is_decided(self, row: NameRow) -> bool:
        """Return whether a row is decided, with all its forms."""
        return self.decisions.state(row)[0] in ("replace", "keep")

    def summary(self) -> NameSummary:
        """Return what is decided of the rows that are asked about."""
        return summary_of(self.asked(), self.decisions.state)

    # ---- going through it -----------------------------------------------------------------

    def put_off(self, row: NameRow) -> None:
        """Leave a row for later in this sitting."""
        self._later.add(row.key)

    def is_put_off(self, row: NameRow) -> bool:
        """Return whether a row was left for later and is open still."""
        return row.key in self._later and not self.is_decided(row)

    def next_open(self, shown: Sequence[NameRow], at: int) -> int | None:
        """Return the next row after ``at`` that is open, those put off last."""
        around = [n % len(shown) for n in range(at + 1, at + len(shown))] if shown else []
        open_ = [n for n in around if not self.is_decided(shown[n])]
        fresh = [n for n in open_ if shown[n].key not in self._later]
        return next(iter(fresh or open_), None)

    # ---- forms ----------------------------------------------------------------------------

    def join(self, row: NameRow, other: str) -> str:
        """Make a row a form of another name, decided or not; return what was decided, in words.

        Raises:
            NotFoundError, BadInputError: it cannot be.
        """
        target = self.row(plain(other))
        if target is not None and self.decisions.state(target)[0] == "open":
            both = replace(target, forms=(*target.forms, *row.forms))
            by = self.decisions.proposed(target)
            self.decisions.replace(both, by)
            return f"{row.name} is {target.name} → {by}"
        return self.decisions.same_as(row, other)

    def take_out(self, row: NameRow, form: str) -> NameRow:
        """Make a form of a row a row of its own, right behind it, and open; return it."""
        out = next(one for one in row.forms if one.text == form)
        left = tuple(one for one in row.forms if one is not out)
        made = replace(
            row, name=out.text, how=out.how, forms=(out,), known=None, may_be=(),
            documents=frozenset(out.documents),
            likelihood=min(likelihood([out]), Likelihood.NAME),
        )  # fmt: skip
        stays = replace(
            row, name=left[0].text, how=left[0].how, forms=left,
            documents=frozenset(d for one in left for d in one.documents),
        )  # fmt: skip
        if self.decisions.state(made)[0] != "open":
            self.decisions.take_away(made)
        at = self.rows.index(row)
        self.rows[at : at + 1] = [stays, made]
        return made
