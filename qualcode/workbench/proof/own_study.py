"""Runs commands of somebody's own on their study, under watch, and looks through what they left.

Nothing is planted: the study's own names and words are looked for, in what the commands wrote
outside the files that may hold them, and in what git took.
"""

from __future__ import annotations

import os
import shlex
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from qualcode.errors import BadInputError
from qualcode.store.folder_map import kind_of
from qualcode.store.io.durable import read_text
from qualcode.store.records.real_names import read_names, real_labels
from qualcode.store.study import Study
from qualcode.workbench.privacy.cleared_quotations import cleared_quotations
from qualcode.workbench.proof.canaries import Canary, Kind
from qualcode.workbench.proof.git_objects import search_repository, tips
from qualcode.workbench.proof.judgement import Bounds, files_under, of_run
from qualcode.workbench.proof.proof import Proof
from qualcode.workbench.proof.scenario import qualcode
from qualcode.workbench.proof.search import Search, runs_of
from qualcode.workbench.proof.supervision import Supervision

_SAID: tuple[Kind, ...] = ("name", "words")


def prove_commands(
    study: Study, commands: Sequence[Sequence[str]], *, network: bool = False
) -> Proof:
    """Run qualcode's commands on a study, in this terminal, and look through what they left.

    ``network`` leaves them the network: then connections are listed, and not stopped.

    Raises:
        OSError: something could not be read or written.
    """
    names = names_of(study)
    canaries = tuple(Canary(name, "name") for name in names)
    proof = Proof(datetime.now(UTC), canaries, is_own_study=True)
    before = _changes(study.root)
    known = tips(study.root)
    with tempfile.TemporaryDirectory(prefix="qualcode-prove-") as folder:
        supervision = Supervision(Path(folder), {}, names)
        if network:
            supervision.without_network = []
        proof.has_own_network = bool(supervision.without_network)
        for command in commands:
            whole = qualcode("-C", study.root, *command)
            run = supervision.run(whole, Path.cwd(), here=True)
            run.said = f"qualcode {' '.join(command[:2])}"
            # How it ends is the person's own affair, who sees it.
            run.expected = frozenset({run.status})
            proof.runs.append(run)
    _judge(proof, study, network=network)
    written = {
        Path(path)
        for run in proof.runs
        for one in run.events
        if one.what in ("open", "os.rename")
        for path in (one.path, one.to)
        if path
    }
    written |= {path for path, when in _changes(study.root).items() if before.get(path) != when}
    said = said_runs(study)
    search = Search(canaries, said)
    hits = [
        hit
        for path in sorted(_outside(written, study.root))
        for hit in search.file(path, os.path.relpath(path))
    ]
    proof.look("Files that were written, and may not hold words", _SAID, search, hits)
    if known is not None:
        search = Search(canaries, said)
        hits = search_repository(study.root, search, known)
        proof.look("What git took meanwhile", _SAID, search, hits)
    return proof


def _judge(proof: Proof, study: Study, *, network: bool) -> None:
    """Take down what is wrong with the runs; where they wrote for the person is listed."""
    temporary = Path(tempfile.gettempdir())
    state = Path.home() / ".local" / "state" / "qualcode"
    asked = {Path(word).absolute() for run in proof.runs for word in run.command}
    folders = (study.root, study.transcripts, state, Path.cwd(), temporary,
               *(path.parent for path in asked if path.suffix))  # fmt: skip
    editor = os.path.basename(  # noqa: PTH119 - a name, not a file
        shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")[0]
    )
    bounds = Bounds(
        folders, (study.root, study.transcripts), frozenset({editor}), may_use_network=network
    )
    proof.findings += [one for run in proof.runs for one in of_run(run, bounds, proof.canaries)]
    sent = sorted({
        one.to for run in proof.runs for one in run.events if one.what == "socket.connect"
    })  # fmt: skip
    if network and sent:
        proof.notes.append(f"Connections, which were allowed: {', '.join(sent)}.")


def names_of(study: Study) -> list[str]:
    """Return the real names that a study knows, lower case, of four letters and more."""
    known = [form for one in read_names(study.root) if not one.keep for form in one.forms]
    return sorted({n.lower() for n in (*known, *real_labels(study.root)) if len(n) > 3})


def said_runs(study: Study) -> frozenset[int]:
    """Return the runs of eight words that somebody said, as numbers; cleared quotations aside."""
    found: set[int] = set()
    for document in study.documents():
        path = study.text_path(document.id)
        if not path.is_file():
            continue
        text = read_text(path)
        for turn in document.turns:
            speaker = document.speakers[turn.speaker] if turn.speaker >= 0 else None
            if speaker is None or speaker.role != "interviewer":
                found.update(runs_of(text[turn.words : turn.end]))
    for quotation in cleared_quotations(study):
        found.difference_update(runs_of(quotation))
    return frozenset(found)


def _changes(folder: Path) -> dict[Path, tuple[int, int]]:
    found = {}
    for path in files_under(folder, (".git",)):
        told = path.stat()
        found[path] = (told.st_mtime_ns, told.st_size)
    return found


def _outside(written: Iterable[Path], study: Path) -> Iterator[Path]:
    """Yield those that are there, but for a study's own files that may hold words."""
    for path in written:
        if not path.is_file() or str(path).startswith(("/dev/", "/proc/")):
            continue
        if path.is_relative_to(study):
            name = path.relative_to(study).as_posix()
            kind = kind_of(name)
            if name.startswith(".git/") or (kind is not None and kind.kept != "git"):
                continue
        yield path


def commands_in(path: Path) -> list[list[str]]:
    """Return the commands in a file: one a line, as typed, with or without "qualcode" before it.

    Raises:
        BadInputError: a line cannot be read, or there is none.
    """
    found = []
    for number, line in enumerate(read_text(path).splitlines(), 1):
        try:
            words = shlex.split(line, comments=True, posix=sys.platform != "win32")
        except ValueError as error:
            raise BadInputError(f"{path}, line {number}: {error}") from None
        if words:
            found.append(words[1:] if words[0] == "qualcode" else words)
    if not found:
        raise BadInputError(f"{path} has no command", mend="Write one a line: matrix --out r.docx")
    return found
