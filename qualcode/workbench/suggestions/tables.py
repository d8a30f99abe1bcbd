"""Suggested codes, and the state of each code, as tables."""

from __future__ import annotations

from collections.abc import Sequence

from qualcode.model.table import Table
from qualcode.workbench.suggestions.suggester import Suggester, Suggestion


def suggestions_table(found: Sequence[Suggestion], kinds: Sequence[str] = ()) -> Table:
    """Return one row per suggestion; ``kinds`` are those of ``second_look``."""
    rows = [
        (*((kinds[n],) if kinds else ()), s.document, s.start, s.end, s.code,
         round(s.probability, 3), s.valence or None,
         round(s.valence_probability, 3) if s.valence else None, list(s.words),
         [f"{d} {a}:{b}" for d, a, b in s.nearest], s.text)
        for n, s in enumerate(found)
    ]  # fmt: skip
    columns = (
        "document",
        "start",
        "end",
        "code",
        "probability",
        "valence",
        "valence_probability",
        "words",
        "nearest",
        "text",
    )
    return Table.of((*(("look",) if kinds else ()), *columns), rows)


def states_table(suggester: Suggester) -> Table:
    """Return one row per code: how often it is suggested, and how good that is, as measured."""
    rows = []
    for s in suggester.states:
        m = s.measured
        found = (m.precision, m.recall, m.average_precision, m.chance) if m else ()
        quality = tuple(round(value, 3) for value in found) or (None,) * 4
        rows.append((s.code.id, s.state, s.examples, s.transcripts, *quality, s.why))
    return Table.of(
        ("code", "state", "examples", "transcripts", "precision", "recall", "average_precision",
         "chance", "why"),
        rows,
    )  # fmt: skip
