"""Runs commands under watch: each Python tells what it does, and there is no network to use.

Two means that do not rely on one another. Every Python process carries ``watcher``. And where the
system has network namespaces (Linux, `unshare` of util-linux), each command has a network of its
own in which there is nothing: what any program, Python or not, tries to send is counted by the
system itself (``OutNoRoutes`` of /proc/net/snmp and snmp6) and gets nowhere.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from qualcode.store.io.programs import child_environment
from qualcode.workbench.proof import watcher

#: Kinds of user namespaces, the one that changes least first.
_SPACES = (["--map-current-user"], ["--map-root-user"])
_COUNTED = 'before=$1; after=$2; shift 2; cat /proc/net/snmp /proc/net/snmp6 > "$before"; "$@"; ' \
           'rc=$?; cat /proc/net/snmp /proc/net/snmp6 > "$after"; exit $rc'  # fmt: skip


@dataclass(frozen=True)
class Event:
    """What a watched Python process did: see ``watcher``."""

    what: str
    path: str = ""
    to: str = ""
    program: str = ""
    #: Numbers of the canaries in what was written over or removed.
    found: tuple[int, ...] = ()
    #: Of a file without a name, the library that wrote it.
    unnamed_by: str = ""


@dataclass
class Run:
    """A command that ran under watch."""

    command: tuple[str, ...]
    status: int
    seconds: float
    output: str
    events: tuple[Event, ...]
    #: Packets that had nowhere to go; ``None`` if the system does not count them.
    unsent: int | None
    #: What it is called on the page.
    said: str = ""
    expected: frozenset[int] = field(default_factory=lambda: frozenset({0}))


class Supervision:
    """Runs commands in one environment; ``folder`` is for their reports, and is not looked through.

    ``environment`` is what is changed in the user's own.
    """

    def __init__(
        self, folder: Path, environment: Mapping[str, str], canaries: Sequence[str]
    ) -> None:
        self._folder = folder
        python = folder / "python"
        python.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(watcher.__file__, python / "sitecustomize.py")
        known = folder / "canaries.json"
        known.touch(mode=0o600)
        known.write_text(json.dumps(list(canaries)), encoding="utf-8")
        self._log = folder / "events.jsonl"
        self._log.touch(mode=0o600)
        self.environment = {**child_environment(), **environment}
        paths = [str(python), self.environment.get("PYTHONPATH", "")]
        self.environment["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
        self.environment["PYTHONDONTWRITEBYTECODE"] = "1"
        self.environment[watcher.WATCH] = str(self._log)
        self.environment[watcher.CANARIES] = str(known)

    @cached_property
    def without_network(self) -> list[str]:
        """The beginning of a command that has no network; empty if the system cannot do that."""
        found = shutil.which("unshare")
        for space in _SPACES if found and sys.platform == "linux" else ():
            command = [str(found), "--user", *space, "--net", "--"]
            tried = subprocess.run([*command, "true"], capture_output=True, check=False)
            if tried.returncode == 0:
                return command
        return []

    def run(
        self,
        command: Sequence[str],
        folder: Path,
        *,
        drive: Callable[[Sequence[str], Path, Mapping[str, str]], tuple[int, str]] | None = None,
        here: bool = False,
    ) -> Run:
        """Run a command in a folder, and return what it did.

        ``here`` lets it use this terminal; ``drive`` is given the command and types into it.

        Raises:
            OSError: the program cannot be started.
        """
        at = self._log.stat().st_size
        before, after = self._folder / "sent-before", self._folder / "sent-after"
        whole = list(command)
        if self.without_network:
            counted = ["sh", "-c", _COUNTED, "sh", str(before), str(after)]
            whole = [*self.without_network, *counted, *command]
        began = time.monotonic()
        if drive is not None:
            status, output = drive(whole, folder, self.environment)
        elif here:
            status = subprocess.run(whole, cwd=folder, env=self.environment, check=False).returncode
            output = ""
        else:
            done = subprocess.run(
                whole, cwd=folder, env=self.environment, check=False, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            )  # fmt: skip
            status, output = done.returncode, done.stdout.decode("utf-8", "replace")
        took = time.monotonic() - began
        unsent = _unsent(after) - _unsent(before) if self.without_network else None
        return Run(tuple(command), status, took, output, self._events(at), unsent)

    def _events(self, at: int) -> tuple[Event, ...]:
        with self._log.open("rb") as log:
            log.seek(at)
            lines = log.read().splitlines()
        return tuple(_event(json.loads(line)) for line in lines)


def _event(told: Mapping[str, object]) -> Event:
    found = told.get("found") or ()
    assert isinstance(found, (list, tuple))
    program = told.get("program") or told.get("error") or ""
    return Event(
        str(told["event"]), str(told.get("path") or ""), str(told.get("to") or ""), str(program),
        tuple(int(n) for n in found), str(told.get("unnamed_by") or ""),
    )  # fmt: skip


def _unsent(counts: Path) -> int:
    """Return how many packets had no way out, by the system's own counts of both protocols."""
    total = 0
    head: list[str] = []
    for line in counts.read_text(encoding="utf-8").splitlines():
        name, *values = line.split()
        if name in ("Ip6OutNoRoutes", "Ip6InNoRoutes"):
            total += int(values[0])
        elif name == "Ip:" and "OutNoRoutes" in values:
            head = values
        elif name == "Ip:" and head:
            total += int(values[head.index("OutNoRoutes")])
    return total
