"""Three people in real git clones: whatever they do and merge, nothing is lost and all agree.

``QUALCODE_HISTORIES=1000 python -m pytest tests/workbench/team/test_histories.py -s`` is the long
run.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from qualcode.errors import QualcodeError
from qualcode.model.merge_decision import Choice
from qualcode.store.codebook.reader import parse_codebook
from qualcode.store.git.hooks import set_drivers
from qualcode.store.merge.conflicts import MARK
from qualcode.store.records.summaries import front_matter, with_front_matter
from qualcode.store.study import Study
from qualcode.workbench.check.study import check_study
from qualcode.workbench.codebook.split import assign, split_code, splits_of
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.documents.revision import NewText, normal_text, revise_texts
from qualcode.workbench.study.creation import make_study
from qualcode.workbench.team.merge import all_of, merge_texts
from tests.examples import examples
from tests.store.merge.test_codebook import BASE
from tests.store.merge.test_codebook import edited as edited_book
from tests.workbench.documents.test_clones import edited as edited_text
from tests.workbench.documents.test_clones import make_document

pytestmark = pytest.mark.slow

#: In so many parts, each with so many histories.
PARTS = 4
HISTORIES = -(-examples(60, "QUALCODE_HISTORIES") // PARTS)
TALK = "I: What helped?\n\nP: My mentor did.\n\nI: And what not?\n\nP: Moving twice in one year.\n"
PEOPLE = ("ann", "ben", "cai")
met: Counter[str] = Counter()


class Team:
    """A bare repository and a clone for each; only some have set the merge drivers."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.chance = chance
        self.drive = folder / "drive.git"
        self.clones: dict[str, Path] = {}
        self.events: set[tuple[str, str, int]] = set()
        self.removed: set[str] = set()
        self.linked: set[tuple[str, str]] = set()
        self.driven: set[str] = set()
        self.unlinked: set[str] = set()
        self.ids: set[str] = {c.id for c in parse_codebook(BASE, "")[0]}
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", self.drive], check=True)
        first = folder / "ann"
        study = make_study(first).study
        (first / "codebook.yaml").write_text(BASE)
        (first / "cases.csv").write_text("case,group,role\nYP1,yp,pupil\n")
        study = Study.open(first)
        study.add_documents([(make_document(TALK), TALK, None)])
        self.git(first, "checkout", "-q", "-B", "main")
        self.commit(first)
        self.git(first, "remote", "add", "origin", self.drive)
        self.git(first, "push", "-q", "-u", "origin", "main")
        self.clones["ann"] = first
        for name in PEOPLE[1:]:
            clone = folder / name
            subprocess.run(["git", "clone", "-q", self.drive, clone], check=True)
            (clone / "transcripts").mkdir()
            (clone / "transcripts" / "talk.txt").write_text(TALK)
            if chance.random() < 0.7:
                set_drivers(clone)
                self.driven.add(name)
            self.clones[name] = clone

    def git(self, path: Path, *args: object) -> subprocess.CompletedProcess[str]:
        identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "gc.auto=0"]
        return subprocess.run(["git", "-C", str(path), *identity, *map(str, args)],
                              capture_output=True, text=True, check=False)  # fmt: skip

    def commit(self, path: Path) -> None:
        self.git(path, "add", "-A")
        self.git(path, "commit", "-q", "--no-verify", "-m", "work")

    # ---- what people do -------------------------------------------------------------------

    def do(self, who: str) -> None:
        path = self.clones[who]
        kind = self.chance.choice(
            ["code", "code", "codebook", "codebook", "text", "cases", "memo", "summary", "split"]
        )
        met[kind] += 1
        study = Study.open(path)
        if kind == "codebook":
            before = (path / "codebook.yaml").read_text()
            if any(p.level == "error" for p in parse_codebook(before, "codebook.yaml")[1]):
                # Two people gave one id again, which ``check`` tells; nobody edits until it is mended.
                met["codebook to be mended"] += 1
                return
            after = edited_book(self.chance, before, f"{who}{self.chance.randrange(10**6)}")
            (path / "codebook.yaml").write_text(after)
            old, new = parse_codebook(before, "")[0], parse_codebook(after, "")[0]
            self.ids |= {c.id for c in new}
            self.removed |= {c.id for c in old if new.get(c.id) is None}
            self.removed |= {w for c in old if new.get(c.id) is None for w in c.was}
        elif kind == "cases":
            text = (path / "cases.csv").read_text()
            change = self.chance.choice(["pupil", "student", "carer"])
            text = text.replace(self.chance.choice(["pupil", "student", "carer"]), change)
            (path / "cases.csv").write_text(text + f"{who.upper()}{self.chance.randrange(10**8)},yp,x\n"
                                            if self.chance.random() < 0.3 else text)  # fmt: skip
        elif kind == "split":
            self.split(study, who)
        elif kind == "summary":
            self.summarise(path, who)
        elif kind == "memo":
            if session := self.session(study, who):
                session.write_memo("documents", "talk", f"{self.chance.random()}")
        else:
            try:
                text = study.text(study.document("talk"))
            except QualcodeError:
                return
            if kind == "text":
                new = normal_text(edited_text(self.chance, text))
                revise_texts(study, [NewText("talk", new)], why="", coder=who)
            else:
                self.code(study, who, text)
        self.commit(path)

    def split(self, study: Study, who: str) -> None:
        """Split a code, or assign codings of one that was split, whoever made them."""
        found = splits_of(study)
        try:
            bearing = [split for split in found if split.codings]
            if not bearing or self.chance.random() < 0.2:
                borne = {study.codebook.resolve(c.code) for c in study.codings()}
                free = [c for c in study.codebook if not c.children]
                code = self.chance.choice([c for c in free if c.id in borne] or free)
                names = [f"{who} {self.chance.randrange(10**6)}" for _ in range(2)]
                one = split_code(study, code.id, [("", n) for n in names], coder=who)
            else:
                one = self.chance.choice(bearing)
            some = self.chance.sample(one.codings, min(2, len(one.codings)))
            assign(study, one, self.chance.choice(one.parts), some, coder=who)
            met["assigned"] += len(some)
        except QualcodeError:
            return
        self.ids |= {c.id for c in Study.open(study.root).codebook}

    def summarise(self, path: Path, who: str) -> None:
        """Link a coding, take one off, or write a line, in one of two cells."""
        cell = path / "synthesis" / "main" / self.chance.choice(["a.md", "b.md"])
        cell.parent.mkdir(parents=True, exist_ok=True)
        fields: dict[str, Any] = {"row": "moves", "group": "yp", "column": "works_well"}
        body = "\nFirst.\n\nSecond.\n\nThird.\n"
        if cell.exists():
            fields, body = front_matter(cell.read_text(), "")
        day = f"2026-11-{self.chance.randrange(1, 28):02}"
        ids = list(fields.get("codings", []))
        if ids and self.chance.random() < 0.2:
            self.unlinked.add(ids.pop(self.chance.randrange(len(ids))))
        else:
            ids.append(f"{who}{self.chance.randrange(10**8)}")
            self.linked.add((cell.name, ids[-1]))
        if self.chance.random() < 0.5:
            lines = body.split("\n")
            lines[self.chance.randrange(len(lines))] = f"{who} wrote {self.chance.random()}"
            body = "\n".join(lines)
        fields |= {"author": who, "date": day, "codings": ids}
        cell.write_text(with_front_matter(fields, body))

    def session(self, study: Study, who: str) -> CodingSession | None:
        """Begin to work; without a driver git may have left a code twice, and that comes first."""
        try:
            return CodingSession(study, who)
        except QualcodeError as error:
            assert len(self.driven) < len(PEOPLE) - 1, (
                "all have the driver, and a code is there twice"
            )
            said = str(error).split(". ")[0]
        named = [p.line() for p in check_study(study) if p.level == "error"]
        assert any(said in line for line in named), f"check does not say {said}"
        met["codebook to be mended first"] += 1
        return None

    def code(self, study: Study, who: str, text: str) -> None:
        session = self.session(study, who)
        if session is None:
            return
        usable = [c for c in session.codebook if c.can_be_used]
        start = self.chance.randrange(len(text) - 1)
        try:
            made = session.add("talk", [self.chance.choice(usable)],
                               (start, min(len(text), start + 9)))  # fmt: skip
        except (QualcodeError, IndexError):
            return
        self.events |= {(who, c.id, c.event.rev) for c in made}

    # ---- what git does --------------------------------------------------------------------

    def pull(self, who: str) -> None:
        path = self.clones[who]
        met["merges"] += 1
        self.git(path, "fetch", "-q")
        merged = self.git(path, "merge", "-q", "--no-edit", "origin/main")
        if merged.returncode == 0:
            return
        met["conflicts"] += 1
        left = self.git(path, "diff", "--name-only", "--diff-filter=U").stdout.split()
        assert left, merged.stderr
        named = {p.where.split(":")[0] for p in check_study(Study.open(path)) if p.level == "error"}
        for name in left:
            assert name in named, f"check says nothing of {name}"
            self.decide(path, name)
        self.git(path, "add", "-A")
        done = self.git(path, "commit", "-q", "--no-verify", "--no-edit")
        assert done.returncode == 0, done.stderr

    def decide(self, path: Path, name: str) -> None:
        """Do as a person who is asked: take one side of each thing, or write a third text."""
        stages = [self.git(path, "show", f":{n}:{name}") for n in (1, 2, 3)]
        base, ours, theirs = (s.stdout if s.returncode == 0 else None for s in stages)
        choices: dict[tuple[str, str], Choice] = {}
        text, left = merge_texts(name, base, ours, theirs, choices)
        while left:
            met["decisions"] += len(left)
            side = self.chance.choice(["ours", "theirs"])
            choices |= all_of(left, side)
            for one in left:
                if one.writable and self.chance.random() < 0.3:
                    choices[(one.file, one.key)] = Choice(None, f"third {self.chance.random()}")
            text, left = merge_texts(name, base, ours, theirs, choices)
        assert text is not None
        if name == "codebook.yaml":
            # What somebody chose to remove or merge away is not lost.
            sides = [parse_codebook(s or "", "")[0] for s in (base, ours, theirs)]
            book = parse_codebook(text, "")[0]
            gone = {
                one for side in sides for c in side if book.get(c.id) is None
                for one in (c.id, *c.was)
            }  # fmt: skip
            self.removed |= gone if any(".code " in key for _, key in choices) else set()
            assert MARK not in text
        (path / name).write_text(text)

    def push(self, who: str) -> None:
        self.pull(who)
        pushed = self.git(self.clones[who], "push", "-q", "origin", "HEAD:main")
        assert pushed.returncode == 0, pushed.stderr

    def finish(self) -> None:
        for who in (*PEOPLE, *PEOPLE):
            self.push(who)
        heads = {self.git(path, "rev-parse", "HEAD").stdout for path in self.clones.values()}
        assert len(heads) == 1
        states = set()
        for who, path in self.clones.items():
            assert self.git(path, "status", "--porcelain").stdout == ""
            study = Study.open(path)
            logged = {(c, e.id, e.rev) for c, _, events in study.events() for e in events}
            assert self.events <= logged, "an event was lost"
            book, problems = parse_codebook((path / "codebook.yaml").read_text(), "codebook.yaml")
            doubled = {p.code for p in problems if p.level == "error"}
            lost = {i for i in self.ids - self.removed if book.get(i) is None}
            assert not lost or doubled, f"{who} lost {lost}"
            for cell, coding in self.linked:
                linked = front_matter((path / "synthesis/main" / cell).read_text(), cell)[0]
                there = coding in linked["codings"] or coding in self.unlinked
                assert there, f"{who} lost evidence of a summary"
            states.add(repr([(c.id, c.code, c.event.start, c.event.end, c.text_changed) for c in
                             study.codings()]))  # fmt: skip
            bad = [p for p in check_study(study) if p.level == "error"]
            told = {"text-changed", "duplicate-code-id", "unknown-code"}
            assert {p.code for p in bad} <= told, bad
            met["clean at the end"] += not bad
        assert len(states) == 1
        met["codings at the end"] += len(self.events)


def live(seed: int) -> None:
    """Let a team work, with chance for who does what, and merge everything at the end."""
    shm = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(dir=shm if shm.is_dir() else None))
    chance = random.Random(seed)
    try:
        team = Team(folder, chance)
        for _ in range(chance.randint(6, 14)):
            who = chance.choice(PEOPLE)
            team.do(who)
            if chance.random() < 0.4:
                team.push(who)
            elif chance.random() < 0.3:
                team.pull(who)
        team.finish()
        met["histories"] += 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_three_people_do_and_merge_nothing_is_lost(part: int):
    """In parts, which cores share; how much happened is printed with ``-s``."""
    met.clear()
    for _ in range(HISTORIES):
        seed = random.SystemRandom().randrange(2**32)
        try:
            live(seed)
        except Exception as error:
            error.add_note(f"It is again what it was with live({seed})")
            raise
    for name, count in sorted(met.items()):
        print(f"{name:20} {count:,}")  # noqa: T201 - the figures of the long run
    assert met["histories"] == HISTORIES
    assert met["conflicts"]
    assert met["clean at the end"]
