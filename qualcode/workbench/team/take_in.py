"""Takes in conflict copies of sync clients: what they hold goes into the originals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from qualcode.errors import QualcodeError, StudyError
from qualcode.model.merge_decision import Side
from qualcode.model.table import Table
from qualcode.store.acts.act import LOCK, Act
from qualcode.store.copy_list import ConflictCopy, conflict_copies
from qualcode.store.folder_changes import lock_of
from qualcode.store.folder_map import (
    CASES,
    CODEBOOK,
    CODINGS,
    DOCUMENTS,
    KINDS,
    NAMES,
    RESPONDENTS,
    SET_ASIDE,
    SPEAKERS,
)
from qualcode.store.io.durable import put_in_place, read_bytes, write_atomic
from qualcode.store.io.folder_sync import sync_folder
from qualcode.store.study import Study
from qualcode.workbench.team.copy_merge import MergedCopy, merged_copy

_LOCKS = {CODEBOOK: "codebook.yaml", CASES: "cases", NAMES: "names", SPEAKERS: "speakers",
          RESPONDENTS: "respondents"}  # fmt: skip
#: Texts are compared with what their documents say, so documents come first.
_FIRST = (CODEBOOK, CASES, DOCUMENTS)


@dataclass(frozen=True)
class TakenIn:
    """What became of a conflict copy: ``said`` in words; ``aside`` where it is now, "" if it stays.

    ``name`` and ``of`` are the files of the copy and of its original, by their paths in the study.
    """

    name: str
    of: str
    said: str
    aside: str
    decisions: tuple[str, ...] = ()


def take_in(study: Study, *, side: Side | None = None, dry_run: bool = False) -> list[TakenIn]:
    """Merge every conflict copy with its original and put it aside, in ``private/set-aside``.

    Done again, or cut off and done again, it adds nothing twice. What only a person can decide is
    left as it is, unless ``side`` decides it: "ours" the original, "theirs" the copy. With
    ``dry_run`` nothing is written.
    """
    copies = conflict_copies(study)
    order = [*_FIRST, *(kind for kind in KINDS if kind not in _FIRST)]
    found = []
    for copy in sorted(copies, key=lambda copy: (order.index(copy.kind), copy.name)):
        try:
            found.append(_take_in(study, copy, side, dry_run=dry_run))
        except (QualcodeError, OSError) as error:
            found.append(TakenIn(copy.name, copy.of, str(error), ""))
    return found


def taken_in_table(found: Iterable[TakenIn]) -> Table:
    """Return what became of copies as the listing of ``check --take-in --json``."""
    rows = [(one.name, one.of, bool(one.aside), one.said, one.aside) for one in found]
    return Table.of(("copy", "original", "taken_in", "said", "aside"), rows)


def _take_in(study: Study, copy: ConflictCopy, side: Side | None, *, dry_run: bool) -> TakenIn:
    if dry_run:
        merged = merged_copy(study, copy, side)
    else:
        with study.act("take in a conflict copy", copy.name) as act:
            if (lock := _lock(copy)) != LOCK:
                act.hold(study.lock(lock))
            merged = merged_copy(study, copy, side)
            _write(study, copy, merged, act)
        if act.left:
            raise StudyError("; ".join(act.left), mend="Run it again")
        study.forget_codebook()
    if merged.left:
        decisions = tuple(one.words for one in merged.open)
        return TakenIn(copy.name, copy.of, merged.left, "", decisions)
    place = _free(study.root, copy.name)
    if not dry_run:
        put_in_place(copy.path, place)
        sync_folder(place.parent)
        sync_folder(copy.path.parent)
        _remove_emptied(study.root, copy)
    return TakenIn(copy.name, copy.of, merged.said, place.relative_to(study.root).as_posix())


def _write(study: Study, copy: ConflictCopy, merged: MergedCopy, act: Act) -> None:
    if merged.data is None or merged.left:
        return
    if merged.keeps_original:
        write_atomic(_free(study.root, copy.of), read_bytes(copy.original))
    act.write({copy.original: merged.data})


def _lock(copy: ConflictCopy) -> str:
    if copy.kind is CODINGS:
        keys = copy.kind.keys_of(copy.of)
        return f"{keys['coder']}--{keys['document']}"
    return _LOCKS.get(copy.kind) or lock_of(copy.kind, copy.original)


def _remove_emptied(root: Path, copy: ConflictCopy) -> None:
    """Remove the folders of a copy that are copies themselves, once nothing is in them."""
    names = Path(copy.name).parts
    for depth in range(len(names) - 1, 0, -1):
        if names[:depth] == Path(copy.of).parts[:depth]:
            return
        try:
            root.joinpath(*names[:depth]).rmdir()
        except OSError:
            return


def _free(root: Path, name: str) -> Path:
    """Return a place among what was put aside that nothing has yet."""
    path = root / SET_ASIDE.folder / name
    number = 1
    while path.exists():
        number += 1
        path = path.with_name(f"{number}~{Path(name).name}")
    return path
