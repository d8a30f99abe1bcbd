"""Who gets what of a matrix: outsiders what is final, the team everything, and it is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qualcode.errors import BadInputError
from qualcode.model.codebook.code import Code, Codebook
from qualcode.model.matrix.matrix import Change
from qualcode.workbench.matrix.audience import (
    SINGLE_PEOPLE,
    WITH_IDS,
    audience_for,
    codes_for_client,
    for_client,
    marked,
)
from tests.report.sample import sample


def test_an_export_is_for_a_client_unless_only_the_team_may_have_it():
    assert audience_for(None, []) == "client"
    assert audience_for("client", []) == "client"
    assert audience_for("team", []) == "team"
    assert audience_for(None, ["--with ids"]) == "team"
    with pytest.raises(BadInputError, match="--with ids is for the team only"):
        audience_for("client", ["--with ids"])


def test_all_reasons_stand_in_one_mark():
    plain = marked(sample(1, 1), [])
    assert plain.watermark == "For the team only: it names coders and says what is unfinished."
    chart = replace(sample(1, 1), watermark=f"Not for circulation. {SINGLE_PEOPLE}")
    mark = marked(chart, [WITH_IDS]).watermark
    assert mark.startswith("Not for circulation. For the team only: ")
    assert mark.count("For the team only") == 1
    assert "every row is one participant" in mark
    assert "ids of codings" in mark


def test_a_client_gets_evidence_and_no_states():
    made = sample(3, 2)
    cells = tuple(
        replace(cell, author="ann", date="2026-01-01", stale=True, linked=cell.codings,
                changes=(Change("came", "a coding came"),), where="synthesis/main/a.md")
        for cell in made.cells
    )  # fmt: skip
    before = replace(made, cells=cells, coders=("ann", "ben"), placeholders=("Later",))
    after = for_client(before)
    assert (after.coders, after.coded_by, after.placeholders) == ((), 2, ())
    assert after.is_final
    kept = replace(
        before.cells[0], author="", date="", stale=False, linked=(), changes=(), where=""
    )
    assert after.cells[0] == kept
    assert [c.codings for c in after.cells] == [c.codings for c in before.cells]


def test_a_client_sees_no_code_that_is_still_to_be_defined():
    below = Code("b", "B", status="draft")
    book = Codebook(codes=(Code("a", "A", status="placeholder", children=(below,)),
                           Code("c", "C", status="placeholder")))  # fmt: skip
    shown = codes_for_client(book)
    assert [code.id for code in shown] == ["a", "b"]
    assert {code.status for code in shown} == {"active"}
