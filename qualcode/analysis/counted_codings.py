"""Says which codings count: those on words of the present text, each passage once for a code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from qualcode.errors import QualcodeError
from qualcode.model.coding.coding import Coding
from qualcode.model.coding.doubles import counted_once
from qualcode.model.plural import counted
from qualcode.model.problem import Problem
from qualcode.store.study import Study


@dataclass(frozen=True, slots=True)
class CountedCodings:
    """The codings that every count of a study goes by, and how many are left out, and why."""

    codings: Sequence[Coding]
    orphaned: int = 0
    doubled: int = 0

    def problems(self) -> list[Problem]:
        """Return a note on each kind that was left out."""
        found = []
        if self.orphaned:
            found.append(
                Problem(
                    "note",
                    "orphans-not-counted",
                    "codings",
                    f"{counted(self.orphaned, 'orphaned coding is', 'orphaned codings are')} not "
                    "counted",
                    "See them with qualcode coding list --orphaned",
                )
            )
        if self.doubled:
            found.append(
                Problem(
                    "note",
                    "doubles-counted-once",
                    "codings",
                    f"{counted(self.doubled, 'coding that repeats', 'codings that repeat')} "
                    "another, by the same coder, of the same words, with the same code: counted "
                    "once",
                    "See them with qualcode check",
                )
            )
        return found


def count_codings(study: Study, codings: Iterable[Coding]) -> CountedCodings:
    """Leave out orphaned codings, and those that repeat another; see ``counted_once``.

    ``codings`` are in the order of ``Study.codings``.
    """
    digest_of = _digests(study)
    standing: list[Coding] = []
    orphaned = 0
    for coding in codings:
        if coding.event.sha256 == digest_of(coding.document):
            standing.append(coding)
        else:
            orphaned += 1
    once = counted_once(standing, study.codebook.resolve)
    return CountedCodings(once, orphaned, len(standing) - len(once))


def _digests(study: Study) -> Callable[[str], str]:
    known: dict[str, str] = {}

    def digest_of(document: str) -> str:
        if document not in known:
            try:
                known[document] = study.document(document).sha256
            except QualcodeError:
                known[document] = ""
        return known[document]

    return digest_of
