"""Says whether ``--group`` has an effect on the participants of a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qualcode.errors import BadInputError
from qualcode.model.case import Case
from qualcode.model.plural import counted
from qualcode.workbench.speakers.speakers import Understood


def without_case(speakers: Sequence[Understood]) -> list[Understood]:
    """Return the participants who have no case."""
    return [s for s in speakers if s.speaker.role == "participant" and not s.speaker.case]


def group_without_effect(
    group: str, speakers: Sequence[Understood], cases: Mapping[str, Case]
) -> BadInputError | None:
    """Return the error that a group is given to nobody of a file, if nobody gets it or has it."""
    theirs = dict.fromkeys(s.speaker.case for s in speakers if s.speaker.case)
    if any(case not in cases or cases[case].group == group for case in theirs):
        return None
    others = [f"{case} has group {cases[case].group or 'none'}" for case in theirs]
    if others:
        return BadInputError(
            f"--group {group} has no effect: {', '.join(others)}",
            mend="To change it: qualcode cases set CASE --group GROUP",
        )
    open_ = len(without_case(speakers))
    who = counted(open_, "participant has no case", "participants have no case")
    return BadInputError(
        f"--group {group} has no effect: {who if open_ else 'there is no participant'}",
        mend="Use --speaker LABEL=CASE, or 'qualcode speakers set' afterwards",
    )
