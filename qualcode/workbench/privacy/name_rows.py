"""The strings to be decided, a row a name: its forms, its places, and what was decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from qualcode.model.personal_names import KnownName, plain, words_of
from qualcode.model.plural import counted
from qualcode.store.study import Study
from qualcode.workbench.privacy.name_likelihood import Likelihood, kind_of, likelihood
from qualcode.workbench.privacy.names import Names, NameTable
from qualcode.workbench.privacy.same_name import GUESSES, SameName, together

if TYPE_CHECKING:
    from qualcode.nlp.names.finder import Candidate, Place

#: What was decided of a name; "partly" of some of its forms only.
State = Literal["open", "replace", "keep", "partly"]
#: The least likely that is asked about, by the risk that a person chose.
LEAST = {
    "high": Likelihood.MAY_BE_PERSON,
    "medium": Likelihood.PUBLIC,
    "low": Likelihood.UNLIKELY,
}


@dataclass(frozen=True, eq=False)
class NameRow:
    """A name to be decided as one, with all its forms.

    ``known`` is a name that this seems to be a form of, as a person has to say; ``may_be`` are
    several of which it may be a form.
    """

    name: str
    kind: str
    how: str
    likelihood: Likelihood
    forms: tuple[Candidate, ...]
    known: KnownName | None = None
    may_be: tuple[str, ...] = ()
    documents: frozenset[str] = field(default_factory=frozenset)

    @property
    def key(self) -> str:
        """Its name as it is known by: no two rows have the same."""
        return plain(self.name)

    @property
    def count(self) -> int:
        """How often it stands in the texts: a full name once, whatever forms are within it."""
        told = sum(form.count for form in self.forms)
        return told - sum(len(form.places) for form in self.forms) + len(self.places)

    @property
    def others(self) -> tuple[str, ...]:
        """Its forms but the first."""
        return tuple(form.text for form in self.forms[1:])

    @cached_property
    def places(self) -> list[Place]:
        """Where it stands, in the order of the texts; of places within each other the longest."""
        found: list[Place] = []
        every = {place for form in self.forms for place in form.places}
        for document, start, end in sorted(every, key=lambda p: (p[0], p[1], -p[2])):
            if not found or found[-1][0] != document or start >= found[-1][2]:
                found.append((document, start, end))
        return found

    @property
    def about(self) -> str:
        """What it is, how it was found, and how often it is there, in words."""
        what = "speaker" if self.how == "label" else self.kind
        how = "" if self.how in ("label", "listed") else f" ({self.how})"
        where = counted(len(self.documents), "document")
        return f"{what}{how} · {self.count:,}× in {where}"


def rows_of(study: Study, found: Names, table: Sequence[KnownName] = ()) -> list[NameRow]:
    """Return the rows of what was found, the riskiest first, with all names of a table.

    A name of the table that stands in no text any more has a row without places.
    """
    from qualcode.nlp.names.finder import Candidate

    mutating = {d for d in study.document_ids() if study.document(d).language != "en"}
    rows = [row for same in together(found.candidates, mutating) for row in _rows(same)]
    there = {row.key for row in rows}
    gone = [
        _row([Candidate(one.name, one.kind, "listed", 2, one)], ())
        for one in table
        if plain(one.name) not in there and not one.name.startswith("[")
    ]
    return sorted([*rows, *gone], key=lambda row: row.likelihood)


def _rows(same: SameName) -> Iterator[NameRow]:
    first = same.forms[0]
    of = first.of if first.how == "listed" else None
    if of is not None and (of.replacement or of.keep) and len(same.forms) > 1:
        yield _row([first], ())
        yield _row(same.forms[1:], (), known=of)
        return
    if first.how in GUESSES:
        yield _row(same.forms, (), known=first.of)
        return
    seems = [c.of for c in same.forms if c.of is not None and c.how != "listed"]
    known = next((name for name in seems if name.replacement and not name.keep), None)
    yield _row(same.forms, same.may_be, known=None if same.may_be else known)


def _row(
    forms: Sequence[Candidate], may_be: tuple[str, ...], *, known: KnownName | None = None
) -> NameRow:
    first = forms[0]
    return NameRow(
        first.text,
        known.kind if known else kind_of(forms),
        first.how,
        likelihood(forms, doubtful=bool(may_be) or known is not None),
        tuple(forms),
        known,
        may_be,
        frozenset(document for form in forms for document in form.documents),
    )


def with_new(rows: Sequence[NameRow], found: Sequence[NameRow]) -> list[NameRow]:
    """Return rows with those of a later search behind them that hold nothing known before."""
    had = {plain(form.text) for row in rows for form in row.forms}
    new = [row for row in found if not any(plain(form.text) in had for form in row.forms)]
    return [*rows, *new]


def state_of(row: NameRow, table: NameTable) -> tuple[State, str]:
    """Return what the table says of a row, and what stands for its name."""
    found = [_known_as(form.text, table) for form in row.forms]
    decided = {(one.keep, one.replacement) if one else None for one in found}
    decided = {None if one == (False, "") else one for one in decided}
    if decided == {None}:
        return "open", ""
    if None in decided or len(decided) > 1:
        kept = {one[0] for one in decided if one}
        return ("keep", "") if None not in decided and kept == {True} else ("partly", "")
    [one] = decided
    assert one is not None
    return ("keep", "") if one[0] else ("replace", one[1])


def _known_as(text: str, table: NameTable) -> KnownName | None:
    return table.by_form.get(words_of(text))


def only_likely(rows: Sequence[NameRow], risk: str) -> list[NameRow]:
    """Return the rows that are as risky as ``risk`` says: high, medium or low."""
    return [row for row in rows if row.likelihood <= LEAST[risk]]
