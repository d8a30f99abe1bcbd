"""How sure a suggestion is said to be: a share only where it was measured."""

from __future__ import annotations

from qualcode.model.codebook.code import Code
from qualcode.workbench.suggestions.code_states import CodeState, how_sure


def state(code: str, kind: str) -> CodeState:
    return CodeState(Code(code, code), kind, "", 0, 0, None, 0.2)


def test_only_what_was_measured_has_a_percentage():
    assert how_sure(0.934, state("moves", "measured"), " sure") == "93% sure"
    for unmeasured in (state("moves", "by definition"), None):
        assert how_sure(0.934, unmeasured, " sure") == "matches the definition"
