"""Says what is wrong with the runs and files of a proof."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from qualcode.model.plural import counted
from qualcode.workbench.proof.canaries import Canary, Kind
from qualcode.workbench.proof.search import Hit, Search
from qualcode.workbench.proof.supervision import Event, Run
from qualcode.workbench.proof.watcher import NETWORK, STARTS

#: Programs that qualcode starts, or that git and the proof itself do.
_PROGRAMS = frozenset({"git", "sh", "unshare", "true"})
#: What libraries ask how many processors there are.
_ASKED = frozenset({"lscpu", "sysctl"})
#: Libraries that write files without a name: to try a lock, and to unpack a model of their own.
_UNNAMED = frozenset({"filelock", "py3langid"})
#: What is open for writing and is no file.
_DEVICES = ("/dev/", "/proc/")


@dataclass(frozen=True)
class Finding:
    """Something that must not be: what, and in which run or place."""

    what: str
    where: str

    @property
    def line(self) -> str:
        """It in one line."""
        return f"{self.where}: {self.what}"


@dataclass(frozen=True)
class Bounds:
    """Where runs may write, and which programs may be started beside qualcode's own."""

    folders: tuple[Path, ...]
    #: Of these folders, those whose files may hold words: what is in the others is looked at.
    private: tuple[Path, ...]
    programs: frozenset[str] = frozenset()
    may_use_network: bool = False

    def hold(self, path: str) -> bool:
        """Return whether a path is where a run may write."""
        return path.startswith(_DEVICES) or any(_within(path, one) for one in self.folders)

    def keep_words(self, path: str) -> bool:
        """Return whether a path may hold words."""
        return any(_within(path, one) for one in self.private)


def of_run(run: Run, bounds: Bounds, canaries: Sequence[Canary]) -> list[Finding]:
    """Return what is wrong with a run: how it ended, what it sent, wrote, started."""
    found = []
    if run.status not in run.expected:
        last = run.output.strip().splitlines()[-1:] or [""]
        expected = "be refused" if 0 not in run.expected else "end well"
        found.append(f"ended with status {run.status} and should {expected}: {last[0][:200]}")
    if run.unsent and not bounds.may_use_network:
        found.append(f"{counted(run.unsent, 'packet was', 'packets were')} sent towards a network")
    found += _of_events(run.events, bounds, canaries)
    return [Finding(what, run.said) for what in dict.fromkeys(found)]


def _of_events(
    events: Iterable[Event], bounds: Bounds, canaries: Sequence[Canary]
) -> Iterator[str]:
    for one in events:
        if one.what == "watcher":
            yield f"an event could not be read ({one.program})"
        elif one.what in NETWORK:
            if not bounds.may_use_network and _is_network(one):
                yield f"a connection to {one.to} was tried ({one.what})"
        elif one.what in STARTS:
            if not _is_known(one.program, bounds):
                yield f"the program {one.program} was started"
        else:
            yield from _of_file(one, bounds, canaries)


def _of_file(one: Event, bounds: Bounds, canaries: Sequence[Canary]) -> Iterator[str]:
    if one.unnamed_by:
        if one.unnamed_by not in _UNNAMED:
            yield (
                f"a file without a name was written in {one.path} by {one.unnamed_by}: nobody can "
                "look into it"
            )
        return
    for path in filter(None, (one.path, one.to)):
        if one.what != "os.remove" and not bounds.hold(path):
            yield f"wrote to {path}"
    held = [canaries[n] for n in one.found if canaries[n].kind in ("name", "words")]
    if held and not bounds.keep_words(one.path):
        yield f"{one.path} held {_named(held)} before it was removed or written over"


def _is_network(one: Event) -> bool:
    """Return whether an address is one of a network, and not a file or a port of this machine."""
    if one.what == "socket.bind" and one.to.startswith(("127.", "::1:", "localhost:")):
        return False
    return bool(one.to) and not one.to.startswith(("/", "\0", "?"))


def _is_known(started: str, bounds: Bounds) -> bool:
    name = started.split(" ")[0].lower().removesuffix(".exe")
    return name.startswith("python") or name in _PROGRAMS | _ASKED | bounds.programs


def _within(path: str, folder: Path) -> bool:
    top = os.path.abspath(folder)  # noqa: PTH100 - a folder may have gone
    return path == top or path.startswith(top + os.sep)


def _named(held: Iterable[Canary]) -> str:
    return ", ".join(sorted({f"“{one.word}”" for one in held}))


def of_hits(hits: Iterable[Hit], place: str, refused: Iterable[Kind]) -> list[Finding]:
    """Return the canaries in a place that must not stand there."""
    kinds = set(refused)
    told = {
        (f"{hit.path}{f' ({hit.part})' if hit.part else ''}", f"holds “{hit.canary.word}”")
        for hit in hits
        if hit.canary.kind in kinds
    }
    return [Finding(what, f"{place}, {where}") for where, what in sorted(told)]


def files_under(folder: Path, leave: Sequence[str] = ()) -> Iterator[Path]:
    """Yield all files below a folder, hidden ones too, except those in folders so named."""
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in leave)
        for name in sorted(names):
            path = Path(at) / name
            if path.is_file() and not path.is_symlink():
                yield path


def search_folder(folder: Path, search: Search, leave: Sequence[str] = ()) -> list[Hit]:
    """Return the canaries in the files of a folder; raises OSError where one cannot be read."""
    return [
        hit
        for path in files_under(folder, leave)
        for hit in search.file(path, path.relative_to(folder).as_posix())
    ]
