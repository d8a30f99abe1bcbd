"""Proves it: lets a study live under watch, then looks through all that it left anywhere."""

from __future__ import annotations

import shutil
import stat
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from qualcode.store.folder_map import kind_of
from qualcode.workbench.progress import Progress, silent
from qualcode.workbench.proof.canaries import CASE, Canary, Kind, planted
from qualcode.workbench.proof.git_objects import search_repository
from qualcode.workbench.proof.judgement import (
    Bounds,
    Finding,
    files_under,
    of_hits,
    of_run,
    search_folder,
)
from qualcode.workbench.proof.scenario import Places, Step, run_steps, steps, withdrawal
from qualcode.workbench.proof.search import Hit, Looked, Search
from qualcode.workbench.proof.supervision import Run, Supervision

_ALL: tuple[Kind, ...] = ("name", "words", "team", "computer")
_TEAMS: tuple[Kind, ...] = ("name", "words", "computer")
_SAID: tuple[Kind, ...] = ("name", "words")
#: What is in none of a study's kinds of files there because the scenario put it there.
_PUT = frozenset({"matrix.html"})
_GIT = (".git",)


@dataclass
class Proof:
    """What was run, what was looked through, what was found."""

    began: datetime
    canaries: tuple[Canary, ...]
    runs: list[Run] = field(default_factory=list)
    looked: list[tuple[str, Looked]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    #: What else the page says.
    notes: list[str] = field(default_factory=list)
    has_own_network: bool = False
    is_own_study: bool = False

    @property
    def holds(self) -> bool:
        """Whether nothing was found that must not be."""
        return not self.findings

    def look(self, place: str, refused: Iterable[Kind], search: Search, hits: list[Hit]) -> None:
        """Take down what a search of a place found."""
        self.looked.append((place, search.looked))
        self.findings += of_hits(hits, place, refused)


def prove(progress: Progress = silent, *, quick: bool = False, keep: Path | None = None) -> Proof:
    """Run the whole scenario in a folder of its own, and look through what it left.

    ``quick`` leaves out the sample study with its themes and reports. With ``keep`` all that was
    made stays there for somebody to look at; otherwise it is removed.

    Raises:
        StudyError: the study could not be made.
        OSError: something could not be read or written.
    """
    made = keep or Path(tempfile.mkdtemp(prefix="qualcode-prove-")).resolve()
    made.mkdir(mode=0o700, parents=True, exist_ok=True)
    at = Places(made.resolve())
    try:
        at.make()
        return proved(at, steps(at, quick=quick), withdrawal(at), progress)
    finally:
        if keep is None:
            shutil.rmtree(made, ignore_errors=True)


def proved(
    at: Places, life: Sequence[Step], end: Sequence[Step], progress: Progress = silent
) -> Proof:
    """Run the steps of a study's life, look through what they left, and again after its end.

    Raises:
        StudyError: the first step failed.
        OSError: something could not be read or written.
    """
    canaries = planted()
    supervision = Supervision(at.watch, at.environment(), [one.word for one in canaries])
    proof = Proof(datetime.now(UTC), canaries)
    proof.has_own_network = bool(supervision.without_network)
    total = len(life) + len(end)
    proof.runs = run_steps(life, supervision, at, progress, total)
    _look_through(proof, at)
    after = run_steps(end, supervision, at, progress, total, len(life))
    proof.runs += after
    if end:
        _look_after_withdrawal(proof, at)
    bounds = Bounds((at.top,), (at.study, at.given, at.sent))
    proof.findings[:0] = [one for run in proof.runs for one in of_run(run, bounds, canaries)]
    return proof


def _look_through(proof: Proof, at: Places) -> None:
    for place, folder, refused in (
        ("Reports and tables for others", at.sent, _ALL),
        ("The folder for temporary files", at.temporary, _SAID),
        ("The home folder", at.home, _SAID),
    ):
        search = Search(proof.canaries)
        proof.look(place, refused, search, search_folder(folder, search))
    for place, folder in (("Git, in the study", at.study), ("Git, as sent", at.team)):
        if (folder / ".git").exists() or (folder / "objects").exists():
            search = Search(proof.canaries)
            proof.look(place, _TEAMS, search, search_repository(folder, search))
    search = Search(proof.canaries)
    hits = search_folder(at.colleague, search, _GIT)
    proof.look("A colleague's computer", _SAID, search, hits)
    _look_at_study(proof, at.study)


def _look_at_study(proof: Proof, study: Path) -> None:
    """Look at each file of the study by its kind: what git takes, what stays, what is neither."""
    open_to_all, unknown = [], []
    taken, left = Search(proof.canaries), Search(proof.canaries)
    found: list[Hit] = []
    for path in files_under(study, _GIT):
        name = path.relative_to(study).as_posix()
        kind = kind_of(name)
        if kind is None:
            if name not in _PUT:
                unknown += left.file(path, name)
        elif kind.kept == "git":
            found += taken.file(path, name)
        elif kind.said and _others_may_read(path, study):
            open_to_all.append(Finding("may be read by other accounts", f"The study, {name}"))
    proof.look("Files of the study that git takes", _TEAMS, taken, found)
    proof.look("Files that are none of a study's", _SAID, left, unknown)
    proof.findings += open_to_all


def _others_may_read(path: Path, top: Path) -> bool:
    """Return whether modes let others read a file, all folders from ``top`` down considered."""
    if not hasattr(path, "owner") or not stat.S_IMODE(path.stat().st_mode) & 0o077:
        return False
    folders = [one for one in path.parents if one.is_relative_to(top) and one != top]
    return all(stat.S_IMODE(one.stat().st_mode) & 0o011 for one in folders)


def _look_after_withdrawal(proof: Proof, at: Places) -> None:
    theirs = [one for one in proof.canaries if one.owner == CASE]
    for place, folder in (
        ("The study after the withdrawal", at.study),
        ("The home folder after it", at.home),
        ("Temporary files after it", at.temporary),
    ):
        search = Search(theirs)
        proof.look(place, _SAID, search, search_folder(folder, search, _GIT))
    search = Search(theirs)
    proof.look("Git, as sent, after it", _SAID, search, search_repository(at.team, search))
