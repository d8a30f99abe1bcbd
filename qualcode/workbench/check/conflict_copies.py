"""Reports the conflict copies of sync clients, each with what it is a copy of."""

from __future__ import annotations

from collections.abc import Iterator

from qualcode.model.problem import Level, Problem
from qualcode.store.copy_list import ConflictCopy, conflict_copies
from qualcode.store.folder_map import CODINGS
from qualcode.store.study import Study

MEND = "qualcode check --take-in puts what it holds into the original, and the copy aside"

_SAME = "it holds the same"
_NO_MORE = "it holds nothing that the original has not"
_ALONE = (
    "If that got another id, or was removed, delete the copy; if it was lost, give the copy its "
    "name"
)


def check_conflict_copies(study: Study) -> Iterator[Problem]:
    """Report each conflict copy; nothing in them is counted, shown or sent."""
    for copy in conflict_copies(study):
        mend = MEND
        if not copy.original.exists():
            held, mend = f"{copy.of} is not here", MEND if copy.kind is CODINGS else _ALONE
        elif same_contents(copy):
            held = _SAME
        elif copy.kind is CODINGS and _holds_no_more(copy):
            held = _NO_MORE
        else:
            held = "it holds something else, which is not counted, shown or sent"
        level: Level = "warning" if held in (_SAME, _NO_MORE) else "error"
        what = f"a copy of {copy.of} that {copy.client} made: {held}"
        yield Problem(level, "conflict-copy", copy.name, what, mend)


def same_contents(copy: ConflictCopy) -> bool:
    """Return whether a copy holds what its original does, but for the ends of lines."""
    try:
        one, other = copy.path.read_bytes(), copy.original.read_bytes()
    except OSError:
        return False
    return one == other or one.replace(b"\r\n", b"\n") == other.replace(b"\r\n", b"\n")


def _holds_no_more(copy: ConflictCopy) -> bool:
    """Return whether a copy is an earlier state: all of its lines are in the original."""
    try:
        lines = copy.path.read_bytes().splitlines()
        return set(lines) <= set(copy.original.read_bytes().splitlines())
    except OSError:
        return False
