"""The commands that ``kills.py`` kills: what each begins with, says, and must then have done."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from qualcode.store.study import Study

#: What is missing from a study after a command said what it said, or was done.
Missing = Callable[[Path, str, bool], list[str]]
COPY = "-DESKTOP-AB12CD"


def _nothing(root: Path) -> None:
    pass


@dataclass(frozen=True)
class Scene:
    """A command: ``word`` is what it says once it is done, ``fine`` how it may end."""

    name: str
    args: Sequence[str]
    word: str = ""
    look: Missing = lambda root, said, done: []
    prepare: Callable[[Path], None] = _nothing
    again: bool = True
    fine: tuple[int, ...] = (0,)
    others: tuple[str, ...] = ()
    heavy: bool = False

    def missing(self, root: Path, said: str, *, done: bool) -> list[str]:
        """Return what should be there and is not; more if the command said that it is done."""
        return self.look(root, said, done)

    def studies(self, root: Path) -> list[Path]:
        return [root, *(root.parent / name for name in self.others)]


def run_quietly(root: Path, *args: str, coder: str = "ann") -> subprocess.CompletedProcess[str]:
    """Run qualcode to its end, in a process group of its own."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "qualcode", *args], cwd=root if root.is_dir() else root.parent,
        env=os.environ | {"QUALCODE_CODER": coder, "COLUMNS": "200"}, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        start_new_session=True,
    )  # fmt: skip


class Forked:
    """A command in a process of its own that need not import anything: it writes at once."""

    def __init__(self, root: Path, args: Sequence[str], terminal: int | None) -> None:
        out = os.open(os.devnull, os.O_RDWR) if terminal is None else terminal
        self._status: int | None = None
        self.pid = os.fork()
        if self.pid == 0:
            _become(root, args, out)
        # Its group must be there before it can be killed.
        with contextlib.suppress(OSError):
            os.setpgid(self.pid, self.pid)
        if terminal is None:
            os.close(out)

    def poll(self) -> int | None:
        """Return how it ended, as subprocess does; ``None`` while it runs."""
        if self._status is None:
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            self._status = os.waitstatus_to_exitcode(status) if ended else None
        return self._status

    def wait(self) -> int:
        """Wait for its end, and return how it ended."""
        if self._status is None:
            self._status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self._status


def _become(root: Path, args: Sequence[str], out: int) -> NoReturn:
    from qualcode.cli.main import main

    try:
        gc.disable()
        with contextlib.suppress(OSError):
            os.setpgid(0, 0)
        os.chdir(root)
        for number in (1, 2):
            os.dup2(out, number)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", buffering=1, closefd=False)
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", buffering=1, closefd=False)
        os.environ.update({"QUALCODE_CODER": "ann", "COLUMNS": "200"})
        sys.argv = ["qualcode", *args]
        main()
    except SystemExit as stopped:
        sys.stdout.flush()
        os._exit(stopped.code if isinstance(stopped.code, int) else 0)
    finally:
        os._exit(70)


def start(root: Path, scene: Scene, terminal: int | None = None) -> Forked | subprocess.Popen[str]:
    """Start a scene's command, in a terminal or with nobody who reads what it says."""
    if not scene.heavy:
        return Forked(root, scene.args, terminal)
    out = subprocess.DEVNULL if terminal is None else terminal
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "qualcode", *scene.args], cwd=root,
        env=os.environ | {"QUALCODE_CODER": "ann", "COLUMNS": "200"}, stdin=subprocess.DEVNULL,
        stdout=out, stderr=out, text=True, process_group=0,
    )  # fmt: skip


def _do(root: Path, *args: str, coder: str = "ann") -> str:
    done = run_quietly(root, *args, coder=coder)
    if done.returncode:
        sys.exit(f"{' '.join(args)}: {done.stdout}")
    return done.stdout


def make_base(here: Path) -> None:
    """Make the sample study at ``here``/study, its team's copy, and a colleague's clone."""
    here.mkdir()
    root = here / "study"
    _do(root, "demo", str(root))
    (here / "nia.txt").write_text(
        "Interviewer: What then?\n\nNia Brychan: We went to the quiet harbour each day.\n"
    )
    subprocess.run(["git", "config", "user.email", "t@example.org"], cwd=root, check=True)
    subprocess.run(["git", "config", "user.name", "T"], cwd=root, check=True)
    _do(root, "coding", "add", "yp-01", "stigma", "--turn", "4")
    _do(root, "sync", "--with", str(here / "team.git"))
    _do(here, "new", str(here / "ben"), "--from", str(here / "team.git"))
    shutil.copytree(root / "transcripts", here / "ben" / "transcripts", dirs_exist_ok=True)


def _events(path: Path) -> set[str]:
    found = set()
    for log in path.glob("codings/*/*.jsonl") if path.is_dir() else ():
        found |= {e.decode() for e in log.read_bytes().split(b"\n") if e.strip()}
    return found


# ---- sync ---------------------------------------------------------------------------------------


def _diverge(root: Path) -> None:
    ben = root.parent / "ben"
    for turn in ("6", "8"):
        _do(ben, "coding", "add", "yp-01", "stigma", "--turn", turn, coder="ben")
    _do(ben, "codebook", "edit", "wellbeing", "--definition", "Ben's words.", coder="ben")
    _do(ben, "cases", "set", "YP02", "--attribute", "role=pupil", coder="ben")
    _do(ben, "sync", coder="ben")
    for turn in ("10", "12"):
        _do(root, "coding", "add", "yp-01", "stigma", "--turn", turn)
        _do(root, "coding", "add", "yp-02", "stigma", "--turn", turn)
    _do(root, "codebook", "edit", "stigma", "--definition", "Ann's words.")
    _do(root, "matrix", "cell", "stigma", "works_well", "young-people", "--write", "Nobody.")
    (root.parent / "wanted.json").write_text(
        json.dumps({"ann": sorted(_events(root)), "ben": sorted(_events(ben))})
    )


def _in_team(root: Path) -> set[str]:
    team = root.parent / "team.git"
    git = ["git", "-C", str(team)]
    names = subprocess.run([*git, "ls-tree", "-r", "--name-only", "HEAD", "codings"],
                           capture_output=True, text=True, check=True).stdout.split()  # fmt: skip
    found = set()
    for name in names:
        shown = subprocess.run([*git, "show", f"HEAD:{name}"], capture_output=True, text=True,
                               check=True).stdout  # fmt: skip
        found |= {line for line in shown.split("\n") if line.strip()}
    return found


def _synced(root: Path, said: str, done: bool) -> list[str]:
    wanted = json.loads((root.parent / "wanted.json").read_text())
    ann, ben = set(wanted["ann"]), set(wanted["ben"])
    here, team = _events(root), _in_team(root)
    missing = [f"here: {event[:30]}" for event in ann - here]
    missing += [f"team: {event[:30]}" for event in ben - team]
    book = (root / "codebook.yaml").read_text()
    if "Ann's words." not in book:
        missing.append("ann's definition")
    if done:
        missing += [f"of ben, here: {event[:30]}" for event in ben - here]
        missing += [f"of ann, in the team's copy: {event[:30]}" for event in ann - team]
        if "Ben's words." not in book:
            missing.append("ben's definition")
    return missing


# ---- a Word file --------------------------------------------------------------------------------


def _edited_report(root: Path) -> None:
    report = root.parent / "report.docx"
    _do(root, "matrix", "--for", "team", "--out", str(report))
    edited = root.parent / "edited.docx"
    starts = {_words(path)[:25] for path in _summaries(root)}
    with zipfile.ZipFile(report) as old, zipfile.ZipFile(edited, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                text = data.decode()
                for start in starts:
                    text = text.replace(f">{start}", f">Edited. {start}")
                data = text.encode()
            new.writestr(name, data)
    before = {path.name: _words(path) for path in _summaries(root)}
    (root.parent / "wanted.json").write_text(json.dumps(before))


def _summaries(root: Path) -> list[Path]:
    return sorted((root / "synthesis" / "main").glob("*.md"))


def _words(path: Path) -> str:
    return " ".join(path.read_text().split("---\n", 2)[-1].split())


def _word_taken(root: Path, said: str, done: bool) -> list[str]:
    before = json.loads((root.parent / "wanted.json").read_text())
    missing = []
    for name, words in before.items():
        now = _words(root / "synthesis" / "main" / name)
        if now not in ({f"Edited. {words}"} if done else {words, f"Edited. {words}"}):
            missing.append(name)
    return missing


# ---- themes and suggestions ---------------------------------------------------------------------


def _no_embeddings(root: Path) -> None:
    shutil.rmtree(root / ".qualcode" / "embeddings", ignore_errors=True)


def _themes_there(root: Path, said: str, done: bool) -> list[str]:
    data = root / "themes" / "themes.json"
    json.loads(data.read_text())
    names = ("themes.html", "themes.csv", "themes.json")
    return [name for name in names if not (root / "themes" / name).is_file()]


def _drafted(root: Path, said: str, done: bool) -> list[str]:
    there = "name: Getting there" in (root / "codebook.yaml").read_text()
    return ["the draft code"] if done and not there else []


def _examples(root: Path, said: str, done: bool) -> list[str]:
    made = [c for c in Study.open(root).codings() if c.coder == "ann" and c.event.assisted]
    return ["the examples"] if done and not made else []


# ---- check --repair, check --take-in ------------------------------------------------------------


def _leave_behind(root: Path) -> None:
    (root / "transcripts" / ".yp-01.txt.x1y2.part").write_text("half of a text")
    (root / "private" / ".names.csv.x1y2.part").write_text("half of a table")
    (root / "codings" / "anwen" / ".yp-01.jsonl.x1y2.part").write_text("half of a log")
    (root / ".merge_file_aBc123").write_text("half of a merge")
    for name in ("yp-01", "yp-02", "yp-03"):
        log = root / "codings" / "anwen" / f"{name}.jsonl"
        log.write_bytes(b"\xef\xbb\xbf" + log.read_bytes() + b'{"id":"torn')
    (root / "codings" / "dewi" / "yp-01.jsonl").open("ab").write(b'{"id":"torn')
    (root / "transcripts").chmod(0o755)
    done = root / "codings" / "ann" / "+done.jsonl"
    done.write_bytes(b'{"document":"yp-01","done":true,"at":"1"}\n{"document":"torn')
    memo = root / "memos" / "ann" / "documents" / "yp-01.md"
    memo.parent.mkdir(parents=True, exist_ok=True)
    memo.write_bytes("A memo of Siân's.\n".encode("utf-16"))
    ids = sorted(coding.id for coding in Study.open(root).codings())
    (root.parent / "wanted.json").write_text(json.dumps(ids))


def _repaired(root: Path, said: str, done: bool) -> list[str]:
    there = {coding.id for coding in Study.open(root).codings()}
    missing = [i for i in json.loads((root.parent / "wanted.json").read_text()) if i not in there]
    held = b"".join(
        p.read_bytes() for p in root.rglob("*") if p.is_file() and ".git" not in p.parts
    )
    missing += [what for what in ("half of a text", "half of a table", "half of a log",
                                  "half of a merge") if what.encode() not in held]  # fmt: skip
    if held.count(b'{"id":"torn') < 4 or b'{"document":"torn' not in held:
        missing.append("a torn line")
    memo = "A memo of Siân's.\n"
    if memo.encode() not in held and memo.encode("utf-16") not in held:
        missing.append("the memo")
    for kept in re.findall(r"as it was: (private/set-aside/\S+)", said):
        if not (root / kept).is_file():
            missing.append(kept)
    return missing


def _copies(root: Path) -> None:
    for number, name in enumerate(("yp-01", "yp-02", "ed-01")):
        log = root / "codings" / "anwen" / f"{name}.jsonl"
        lines = log.read_text().splitlines()
        more = [line.replace('"id":"', f'"id":"C{number}', 1) for line in lines[-4:]]
        log.with_name(f"{name}{COPY}.jsonl").write_text("\n".join([*lines, *more]) + "\n")
    cases = (root / "cases.csv").read_bytes()
    (root / f"cases{COPY}.csv").write_bytes(cases + b"QQ1,social-care,,,\r\n")
    book = (root / "codebook.yaml").read_text()
    (root / f"codebook{COPY}.yaml").write_text(
        book + "  - id: fresh\n    name: Fresh\n    definition: Something new.\n"
    )
    (root / "private" / f"speakers{COPY}.csv").write_bytes(
        (root / "private" / "speakers.csv").read_bytes()
    )
    everything = _events(root)
    (root.parent / "wanted.json").write_text(json.dumps(sorted(everything)))


def _taken_in(root: Path, said: str, done: bool) -> list[str]:
    aside = root / "private" / "set-aside"
    study = Study.open(root)
    logs = [log for log in root.glob("codings/*/*.jsonl") if COPY not in log.name]
    held = "".join(log.read_text() for log in logs)
    both = held + "".join(p.read_text() for p in root.glob(f"codings/*/*{COPY}.jsonl"))
    wanted = json.loads((root.parent / "wanted.json").read_text())
    missing = [line[:30] for line in wanted if line not in (held if done else both)]
    missing += [f"twice: {line[:30]}" for line in wanted if held.count(line) > 1]
    fresh = "fresh" in (root / "codebook.yaml").read_text()
    for name, have in ((f"cases{COPY}.csv", "QQ1" in study.cases),
                       (f"codebook{COPY}.yaml", fresh)):  # fmt: skip
        there = (root / name).is_file()
        if not there and not (have and (aside / name).is_file()):
            missing.append(name)
    for copy, _ in re.findall(r"taken in: (\S+) \((\S+)\)", said):
        if not (aside / copy).is_file():
            missing.append(f"acknowledged: {copy}")
    return missing


# ---- a split ------------------------------------------------------------------------------------


def _split(root: Path) -> None:
    _do(root, "codebook", "split", "stigma", "--into", "From staff", "--into", "From peers")


def _assigned(root: Path, said: str, done: bool) -> list[str]:
    study = Study.open(root)
    codes = Counter(coding.code for coding in study.codings())
    # What is not assigned has the code that was split, in its log.
    parts = codes["from-staff"] + codes["stigma"], codes["from-peers"]
    whole = bool(parts[0]) != bool(parts[1])
    if not whole or (done and not parts[1]):
        return [f"some are assigned and some not: {parts}"]
    return []


# ---- one act of each kind, killed after its word ------------------------------------------------


def _coded(root: Path, said: str, done: bool) -> list[str]:
    ids = re.findall(r"^(06\w{18}): yp-01 \[", said, re.MULTILINE)
    there = {coding.id for coding in Study.open(root).codings()}
    return [one for one in ids if one not in there]


def _holds(name: str, words: str) -> Missing:
    def look(root: Path, said: str, done: bool) -> list[str]:
        path = root / name
        return [] if not done or (path.is_file() and words in path.read_text()) else [name]

    return look


def _imported(root: Path, said: str, done: bool) -> list[str]:
    names = ("documents/nb-01.json", "transcripts/nb-01.txt", "originals/nb-01.txt")
    missing = [name for name in names if done and not (root / name).is_file()]
    return missing if not done or "NB1" in Study.open(root).cases else [*missing, "NB1"]


def _new_text(root: Path) -> None:
    text = (root / "transcripts" / "yp-01.txt").read_text()
    (root.parent / "new.txt").write_text(text.replace("Yeah.", "Yes indeed."))


def _named(root: Path) -> None:
    _do(root, "names", "add", "Siwan")


def _without_name(root: Path, said: str, done: bool) -> list[str]:
    texts = root.glob("transcripts/*.txt")
    return [p.name for p in texts if done and re.search(r"\bSiwan\b", p.read_text())]


SCENES = (
    Scene("sync", ("sync",), r"^Sent\.", _synced, _diverge),
    Scene("matrix import", ("matrix", "import", "../edited.docx", "--yes"),
          r"taken from the file", _word_taken, _edited_report),
    Scene("themes", ("themes", "--themes", "8"), r"^Written: ", _themes_there, heavy=True),
    Scene("themes, nothing kept", ("themes", "--themes", "8"), r"^Written: ", _themes_there,
          _no_embeddings, heavy=True),
    Scene("themes --draft", ("themes", "--draft", "T2", "--name", "Getting there"),
          r"Getting there", _drafted, again=False),
    Scene("themes --example", ("themes", "--example", "T5", "further-higher-education"),
          r"\d+ ", _examples, again=False),
    Scene("suggest", ("suggest", "yp-01"), r"yp-01 ", heavy=True),
    Scene("suggest, nothing kept", ("suggest", "--codes"), r"stigma", prepare=_no_embeddings,
          heavy=True),
    Scene("check --repair", ("check", "--repair"), r"^Repaired: ", _repaired, _leave_behind),
    Scene("check --take-in", ("check", "--take-in"), r"codings/anwen/yp-02\S+ .*set-aside",
          _taken_in, _copies),
    Scene("codebook assign", ("codebook", "assign", "stigma", "from-peers"),
          r"codings? assigned", _assigned, _split, again=False),
    Scene("coding add", ("coding", "add", "yp-01", "stigma", "--turn", "8"), r"06\w{18}: yp-01",
          _coded, again=False),
    Scene("codebook edit", ("codebook", "edit", "stigma", "--definition", "Marked."),
          r"stigma: changed", _holds("codebook.yaml", "Marked.")),
    Scene("cases set", ("cases", "set", "YP01", "--attribute", "x=marked"), r"YP01: x marked",
          _holds("cases.csv", "marked")),
    Scene("names add", ("names", "add", "Siwan"), r"Siwan → ",
          _holds("private/names.csv", "Siwan")),
    Scene("matrix cell --write", ("matrix", "cell", "stigma", "works_well", "young-people",
                                  "--write", "Nobody."), r"Saved",
          _holds("synthesis/main/stigma--young-people--works_well.md", "Nobody.")),
    Scene("import", ("import", "../nia.txt", "--as", "nb-01", "--case", "NB1", "--group",
                     "social-care"), r"nb-01: imported", _imported),
    Scene("revise", ("revise", "yp-01", "../new.txt"), r"yp-01: text changed",
          _holds("transcripts/yp-01.txt", "Yes indeed."), _new_text, again=False),
    Scene("pseudonymise", ("pseudonymise",), r"Replaced \d+ name", _without_name, _named),
    Scene("terminal UI", ()),
)  # fmt: skip
