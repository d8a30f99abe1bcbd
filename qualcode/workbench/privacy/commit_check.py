"""The check before a commit: no transcript or copy, no participant's words, no real name.

It runs at every commit, so it loads little: it reads the staged files from git's index, the private
tables, and local texts only if a staged file could be a copy of one or has eight words in a row.
"""

from __future__ import annotations

import contextlib
import html
import json
import os
import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from pathlib import Path
from typing import NamedTuple

from qualcode.errors import BadInputError, QualcodeError, StudyError
from qualcode.model.problem import Problem
from qualcode.store.copy_list import is_conflict_copy
from qualcode.store.folder_map import folders, is_itself, tracked_kind
from qualcode.store.git.quiet import ReadingGit
from qualcode.store.io.plain_files import plain_bytes
from qualcode.store.io.tables import parse_table
from qualcode.store.migrations import refuse_newer
from qualcode.workbench.privacy.real_names import PRIVATE, Disclosure, office_text, problems_of
from qualcode.workbench.privacy.words_said import not_compared, words_in_files
from qualcode.workbench.speakers.free_ids import FreeIds

#: A shorter line may be anybody's; and how many of a file's lines are looked for.
_LONG_LINE = 32
_MOST_LINES = 24
#: This many of them in transcripts, or half of them, make a copy.
_A_COPY = 3
#: Analysts quote, but this many whole turns, if they are half of a text, are a copy.
_TURNS_OF_A_COPY = 5
_TURNS_OF_ANY_COPY = 12
_LONG_TURN = 12
#: Files that programs make from many transcripts: a few lines of each together are a copy.
_MADE = frozenset({".html", ".htm", ".csv", ".json", ".xlsx"})
#: Folders of files that quote participants; git may take them if a team chose so.
_QUOTING = folders("made")
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
#: How many names are reported per file.
_MOST_OF_A_FILE = 4
#: The code of the problem that a study is of a newer format, so that nothing could be checked.
NEWER = "newer-format"
_A_COPY_OF_SYNC = (
    "is a conflict copy that a sync client made; qualcode check --take-in takes in what it holds"
)
_PATHS_SETTING = re.compile(r"""^\s*transcripts\s*=\s*["']([^"'\n]+)["']""", re.M)


class _Staged(NamedTuple):
    path: str
    blob: str


def guard(folder: Path, index: Path | None = None, notes: list[str] | None = None) -> list[Problem]:
    """Check the staged files of the repository around ``folder``; an empty list lets them pass.

    ``index`` is another index than the repository's own. Files that could not be checked are added
    to ``notes``.

    Raises:
        OSError: git cannot be run.
    """
    git = _top(folder, index)
    return _problems(git, _staged(git), notes) if git else []


def guard_unsent(folder: Path, known: str) -> list[Problem]:
    """Check every version of a file in the commits of HEAD that ``known`` does not have.

    ``known`` is a branch, or an option of git that names several ("--remotes").

    Raises:
        OSError: git cannot be run.
    """
    git = _top(folder)
    if git is None:
        return []
    unsent = ("HEAD", "--not", known)
    listed = _git(git, "rev-list", "--objects", *unsent).splitlines()
    blobs = {line.split(b" ", 1)[0].decode() for line in listed}
    raw = _git(git, "log", "--format=", "--raw", "-z", "-m", "--root", "--no-abbrev",
               "--no-renames", "--diff-filter=ACMT", *unsent).split(b"\0")  # fmt: skip
    pairs = pairwise(raw)
    versions: dict[str, dict[str, None]] = {}
    for head, path in pairs:
        words = head.split()
        if words and words[0].startswith(b":") and len(words) == 5:
            blob = words[3].decode()
            if blob in blobs:
                versions.setdefault(os.fsdecode(path), {})[blob] = None
    found: list[Problem] = []
    # Each file once at a time: of several versions of one, each is checked.
    most = max(map(len, versions.values()), default=0)
    for number in range(most):
        found += _problems(git, [
            _Staged(path, list(of)[number]) for path, of in versions.items() if number < len(of)
        ])  # fmt: skip
    return list(dict.fromkeys(found))


def _top(folder: Path, index: Path | None = None) -> ReadingGit | None:
    top = os.fsdecode(_git(ReadingGit(folder), "rev-parse", "--show-toplevel")).rstrip("\r\n")
    return ReadingGit(Path(top), index) if top else None


def _problems(
    git: ReadingGit, staged: Sequence[_Staged], notes: list[str] | None = None
) -> list[Problem]:
    if not staged:
        return []
    studies = sorted(_studies(git, staged), key=len)
    found: list[Problem] = []
    for study in studies:
        looking = _Study(git, study, staged)
        found += looking.problems()
        if notes is not None:
            notes += looking.notes
    return list(dict.fromkeys(found))


def _studies(git: ReadingGit, staged: Sequence[_Staged]) -> set[str]:
    """Return the folders of all studies: those in git, and those of staged files.

    A study whose settings are in no commit yet must keep its words out of git as well.
    """
    listed = _git(git, "ls-files", "-z", "--", "study.toml", "*/study.toml").split(b"\0")
    found = {Path(os.fsdecode(name)).parent for name in listed if name}
    folders = {Path(one.path).parent for one in staged}
    above = {parent for folder in folders for parent in (folder, *folder.parents)}
    found |= {folder for folder in above if (git.root / folder / "study.toml").is_file()}
    return {folder.as_posix() for folder in found}


def _git(git: ReadingGit, *args: str, given: bytes = b"") -> bytes:
    return git.run(*args, given=given).stdout


def _staged(git: ReadingGit) -> list[_Staged]:
    raw = _git(git, "diff", "--cached", "--raw", "-z", "--no-abbrev", "--no-renames",
               "--diff-filter=ACMT").split(b"\0")  # fmt: skip
    if not _git(git, "rev-parse", "--verify", "--quiet", "HEAD"):
        # Before the first commit there is nothing to compare with: everything in the index is new.
        listed = _git(git, "ls-files", "--stage", "-z").split(b"\0")
        pairs = (entry.split(b"\t", 1) for entry in listed if entry)
        return [_Staged(os.fsdecode(path), head.split()[1].decode()) for head, path in pairs]
    return [
        _Staged(os.fsdecode(path), head.split()[3].decode())
        for head, path in zip(raw[::2], raw[1::2], strict=False)
    ]


class _Study:
    """One study of the repository, and its staged files."""

    def __init__(self, git: ReadingGit, study: str, staged: Sequence[_Staged]) -> None:
        self._git = git
        self._root = git.root / study
        prefix = "" if study == "." else f"{study}/"
        self._inside = [
            _Staged(s.path[len(prefix) :], s.blob) for s in staged if s.path.startswith(prefix)
        ]
        self._outside = [s for s in staged if prefix and not s.path.startswith(prefix)]
        self._prefix = prefix
        self._texts = self._text_folder()
        #: What could not be checked.
        self.notes: list[str] = []

    def _text_folder(self) -> Path:
        try:
            match = _PATHS_SETTING.search((self._root / "study.toml").read_text("utf-8", "replace"))
        except OSError:
            match = None
        named = os.path.expandvars(match[1]) if match else "transcripts"
        return (self._root / Path(named).expanduser()).resolve()

    def problems(self) -> Iterator[Problem]:
        try:
            refuse_newer(self._root)
        except StudyError as error:
            # Only a newer program knows which of its files hold words or names.
            if self._inside:
                where = f"{self._prefix}{error.where}"
                yield Problem("error", NEWER, where, error.message, error.mend)
                return
        try:
            disclosure = Disclosure(self._root)
        except QualcodeError as error:
            where = f"{self._prefix}{error.where or 'private/names.csv'}"
            yield Problem("error", "bad-names", where, error.message, error.mend)
            return
        for one in self._inside:
            if is_conflict_copy(self._root, one.path):
                yield self._problem("conflict-copy-staged", one.path, _A_COPY_OF_SYNC)
        private = set(self._private())
        for name in sorted(private):
            yield self._problem(
                "words-staged",
                name,
                "is participants' words or names, which this study keeps out of git",
            )
        looked = [s for s in self._inside if s.path not in private]
        contents = _blobs(self._git, [*looked, *self._outside])
        own = {s: tracked_kind(s.path) for s in looked if is_itself(s.path, contents[s.blob])}
        doubtful = [s for s in looked if not own.get(s)] + self._outside
        prose = [s for s, kind in own.items() if kind and kind.prose]
        copies = dict(self._copies(doubtful, contents))
        copies |= self._copied_as_prose(prose, contents)
        for name, of in copies.items():
            yield self._problem("copy-staged", name, f"holds words of the transcript {of}")
        free = FreeIds(self._root)
        for one in looked if disclosure.size else ():
            # For a copy of a transcript its hundred names need no report.
            held = problems_of(one.path, disclosure.look(one.path, contents[one.blob]), free)
            for problem in () if one.path in copies else islice(held, _MOST_OF_A_FILE):
                where = self._prefix + problem.where
                leave = f"Or leave it out: git restore --staged {self._prefix}{one.path}"
                mend = f"{problem.mend}. {leave}"
                yield Problem(problem.level, problem.code, where, problem.message, mend)
        told = {one.path for one in looked if one.path in copies or self._is_opted_in(one.path)}
        yield from self._words([one for one in looked if one.path not in told], contents)

    def _words(self, looked: Sequence[_Staged], contents: dict[str, bytes]) -> Iterator[Problem]:
        """Yield where files hold eight words in a row of what a participant said."""
        files = {one.path: contents[one.blob] for one in looked}
        found, missing = words_in_files(self._root, self._texts, files)
        for problem in found:
            path = problem.where.rsplit(":", 1)[0]
            leave = f"Or leave it out: git restore --staged {self._prefix}{path}"
            yield Problem(problem.level, problem.code, self._prefix + problem.where,
                          problem.message, f"{problem.mend}. {leave}")  # fmt: skip
        if said := not_compared(missing):
            self.notes.append(said)

    @staticmethod
    def _is_opted_in(path: str) -> bool:
        return path.split("/", 1)[0] in (*PRIVATE, *_QUOTING)

    def _problem(self, code: str, path: str, message: str) -> Problem:
        full = path if path.startswith(self._prefix) and self._prefix else self._prefix + path
        return Problem("error", code, full, message, f"git restore --staged {full}")

    def _private(self) -> Iterator[str]:
        """Yield files in a private folder; for most folders only if git ignores it.

        A team that keeps its words in git has removed transcripts, originals, or files that quote
        them from ``.gitignore``.
        """
        doubtful_in = {*PRIVATE, *_QUOTING}
        texts = self._texts_inside()
        doubtful = []
        for one in self._inside:
            first = one.path.split("/", 1)[0]
            # A folder of texts that .gitignore never named was not chosen by the team.
            if first in folders("machine") or (texts and texts.fullmatch(one.path)):
                yield one.path
            elif first in doubtful_in and "/" in one.path:
                doubtful.append(one.path)
        if doubtful:
            asked = "\0".join(self._prefix + path for path in doubtful).encode()
            ignored = _git(self._git, "check-ignore", "--no-index", "-z", "--stdin", given=asked)
            for name in ignored.split(b"\0"):
                if name:
                    yield os.fsdecode(name)[len(self._prefix) :]

    def _texts_inside(self) -> re.Pattern[str] | None:
        """Return the paths of texts, if they are kept in another folder of the study."""
        root = self._root.resolve()
        if not self._texts.is_relative_to(root):
            return None
        parts = self._texts.relative_to(root).parts
        if parts and parts[0] in (*PRIVATE, *_QUOTING):
            return None
        return re.compile("/".join([*map(re.escape, parts), r".*\.txt"]))

    # ---- copies ---------------------------------------------------------------------------

    def _copies(
        self, doubtful: Sequence[_Staged], contents: dict[str, bytes]
    ) -> Iterator[tuple[str, str]]:
        """Yield the files that hold lines of a transcript, with that transcript."""
        wanted: dict[str, list[bytes]] = {}
        opted_in = {one.path for one in self._inside if self._is_opted_in(one.path)}
        for one in doubtful:
            # A file that is named like records, and holds none, is text.
            name = "" if tracked_kind(one.path) else one.path
            lines = [] if one.path in opted_in else _long_lines(contents[one.blob], name)
            if lines:
                wanted[one.path] = lines
        if not wanted:
            return
        hits: dict[str, dict[str, set[bytes]]] = {path: {} for path in wanted}
        for file in _files(self._texts):
            try:
                data = plain_bytes(file)
            except OSError:
                continue
            for path, lines in wanted.items():
                if there := {line for line in lines if line in data}:
                    hits[path][file.stem] = there
        for path, found in hits.items():
            enough = min(_A_COPY, max(1, len(wanted[path]) // 2))
            most = max(found, key=lambda name: len(found[name]), default="")
            held = found.get(most, set())
            if Path(path).suffix.lower() in _MADE:
                held = held.union(*found.values())
            if len(held) >= enough:
                yield path, most

    def _copied_as_prose(
        self, prose: Sequence[_Staged], contents: dict[str, bytes]
    ) -> dict[str, str]:
        """Return which memos and summaries are whole transcripts, with those transcripts."""
        wanted = {one.path: _turns(contents[one.blob]) for one in prose}
        wanted = {path: turns for path, turns in wanted.items() if len(turns) >= _TURNS_OF_A_COPY}
        found: dict[str, str] = {}
        for file in _files(self._texts) if wanted else ():
            try:
                said = _turns(plain_bytes(file))
            except OSError:
                continue
            for path, turns in wanted.items():
                held = len(turns & said)
                half = _TURNS_OF_A_COPY <= held >= len(turns) / 2
                if half or held >= _TURNS_OF_ANY_COPY:
                    found.setdefault(path, file.stem)
        return found


def _turns(data: bytes) -> set[bytes]:
    """Return the lines of a text without their labels, leaving out the shortest."""
    pieces = data.replace(b": ", b"\n").split(b"\n")
    return {piece for piece in map(bytes.strip, pieces) if len(piece) >= _LONG_TURN}


def _files(folder: Path) -> list[Path]:
    try:
        return [Path(entry.path) for entry in os.scandir(folder) if entry.name.endswith(".txt")]
    except OSError:
        return []


def _long_lines(data: bytes, name: str) -> list[bytes]:
    """Return some of a file's longest lines, in the form of a transcript."""
    if data[:4] == b"PK\x03\x04":
        text = office_text(data)
    elif b"\0" in data[:2000] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return []
    else:
        encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
        text = _as_lines(data.decode(encoding, "replace"), Path(name).suffix.lower())
    found = []
    for line in dict.fromkeys(text.splitlines()):
        # Without label and time, which another program writes in its own way.
        said = re.sub(r"^[^:\t]{1,40}(?::\s+|\t\s*)", "", line.strip())
        if len(said) >= _LONG_LINE:
            found.append(said.encode())
    found.sort(key=len, reverse=True)
    return found[:_MOST_LINES]


def _as_lines(text: str, suffix: str) -> str:
    """Return the text of a page, a table or JSON with its quotations on lines of their own."""
    if suffix in (".html", ".htm"):
        text = html.unescape(re.sub(r"<[^<>]{0,2000}>", "\n", text))
    elif suffix == ".csv":
        # A file that is not a table is left as it is.
        with contextlib.suppress(BadInputError):
            text = "\n".join(cell for row in parse_table(text, "").cells for cell in row)
    elif suffix == ".json":
        text = "\n".join(_unescaped(s) for s in _STRING.findall(text) if len(s) >= _LONG_LINE)
    # Several passages in a row, as themes have them.
    return text.replace(" … ", "\n") if suffix in _MADE else text


def _unescaped(string: str) -> str:
    try:
        return str(json.loads(f'"{string}"'))
    except ValueError:
        return string


def _blobs(git: ReadingGit, wanted: Sequence[_Staged]) -> dict[str, bytes]:
    """Return the contents of staged files by their blobs, read from the index."""
    names = list(dict.fromkeys(one.blob for one in wanted))
    if not names:
        return {}
    out = _git(git, "cat-file", "--batch", given="\n".join(names).encode() + b"\n")
    found: dict[str, bytes] = {}
    at = 0
    for name in names:
        end = out.index(b"\n", at)
        head = out[at:end].split()
        if len(head) < 3:
            # A submodule, or a missing object: nothing to check.
            found[name] = b""
            at = end + 1
            continue
        size = int(head[2])
        found[name] = out[end + 1 : end + 1 + size]
        at = end + 2 + size
    return found
