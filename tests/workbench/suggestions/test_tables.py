"""Suggestions in a listing: how sure each is, where that was measured."""

from __future__ import annotations

from qualcode.model.codebook.code import Code
from qualcode.workbench.suggestions.code_states import CodeState
from qualcode.workbench.suggestions.suggester import Suggestion
from qualcode.workbench.suggestions.tables import in_words, suggestions_table


def state(code: str, kind: str) -> CodeState:
    return CodeState(Code(code, code), kind, "", 0, 0, None, 0.2)


def suggestion(code: str) -> Suggestion:
    return Suggestion("one", 0, 9, code, 0.934, (), (), "It rained.")


def test_a_listing_says_the_same():
    table = suggestions_table([suggestion("moves"), suggestion("mentor")])
    told = in_words(table, [state("moves", "measured"), state("mentor", "by definition")])
    assert [row["sure"] for row in told.records()] == ["93%", "matches the definition"]
    assert "probability" not in told.columns
