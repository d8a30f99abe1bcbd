"""Suggested codes, and the state of each code, as tables."""

from __future__ import annotations

from collections.abc import Sequence

from qualcode.model.table import Table
from qualcode.workbench.suggestions.code_states import CodeState, how_sure
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


def in_words(table: Table, states: Sequence[CodeState]) -> Table:
    """Return a table of suggestions that says how sure each is, where that was measured."""
    of = {state.code.id: state for state in states}
    sure, code = table.columns.index("probability"), table.columns.index("code")
    columns = [*table.columns]
    columns[sure] = "sure"
    rows = [
        (*row[:sure], how_sure(row[sure], of.get(row[code])), *row[sure + 1 :])
        for row in table.rows
    ]
    return Table.of(columns, rows)


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
