"""The state of each code: how well it can be suggested, or why it is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.model.codebook.code import Code

if TYPE_CHECKING:
    from qualcode.nlp.codes.learner import Learnt, Measured

#: A code less precise than this in transcripts left out is not suggested.
LEAST_PRECISION = 0.3
#: A code known only by its definition is suggested from this probability on.
_BY_DEFINITION = 0.2


@dataclass(frozen=True)
class CodeState:
    """The state of one code: ``state`` is "measured", "by definition" or "silent".

    ``why`` explains in words the basis, or why nothing is suggested. Passages are suggested from
    the probability ``threshold`` on.
    """

    code: Code
    state: str
    why: str
    examples: int
    transcripts: int
    measured: Measured | None
    threshold: float


def how_sure(probability: float, state: CodeState | None, more: str = "") -> str:
    """Return how sure a suggestion is, in words: "93%", and ``more``, only where measured.

    What was never measured on coded passages matches a definition, and nobody knows how well.
    """
    if state is None or state.state != "measured":
        return "matches the definition"
    return f"{probability:.0%}{more}"


def state_of(code: Code, learnt: Learnt, place: int) -> CodeState:
    """Return the state of the code at this place in what was learnt."""
    from qualcode.nlp.codes.learner import LEAST_MEASURED, LEAST_TRANSCRIPTS

    examples, across = int(learnt.examples[place]), int(learnt.transcripts[place])
    found = learnt.measured[place]
    so_far = (
        f"{examples} of {LEAST_MEASURED} examples" if examples < LEAST_MEASURED
        else f"examples in {across} of {LEAST_TRANSCRIPTS} transcripts"
    )  # fmt: skip
    if found is not None:
        state, threshold = "measured", found.threshold
        why = (
            f"found {found.recall:.0%} of what was coded, {found.precision:.0%} of what it "
            "suggests was coded"
        )
        if found.precision < LEAST_PRECISION:
            state = "silent"
            why = f"too weak: only {found.precision:.0%} of what it would suggest was coded"
    elif code.definition:
        state, threshold = "by definition", _BY_DEFINITION
        why = f"from its definition only, not measured: {so_far}"
    else:
        state, threshold = "silent", 1.0
        why = f"no definition, and too few examples: {so_far}"
    return CodeState(code, state, why, examples, across, found, threshold)
