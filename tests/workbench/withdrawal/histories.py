"""Histories of a study on two machines, told at random through the command line, and what is left.

A person of it then withdraws. ``traces`` looks at every byte of a machine for what tells of them.
"""

from __future__ import annotations

import contextlib
import io
import json
import random
import re
import shutil
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from docx import Document as WordDocument

from qualcode.errors import QualcodeError
from qualcode.model.coding.suggestion import SuggestionEvent
from qualcode.model.personal_names import plain
from qualcode.store.folder_map import tracked_kind
from qualcode.store.io.durable import file_digest
from qualcode.store.matrix_definitions import read_matrix
from qualcode.store.records.suggestions import append_suggestions
from qualcode.store.study import Study, now
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.documents.text_edit import begin_edit
from qualcode.workbench.matrix.open_matrix import open_matrix
from qualcode.workbench.matrix.snapshot import keep_glance
from qualcode.workbench.themes.run import write_themes

CODEBOOK = """\
codes:
  - id: trust
    name: Trust
    definition: Being believed by somebody at school.
  - id: moves
    name: Moves
    definition: Changing school or home.
  - id: belief
    name: Belief
    definition: Having a faith of one's own.
  - id: praise
    name: Praise
    definition: Being told that something went well.
"""
#: Who answers the survey: which answer is whose stands in a private table of one machine.
ANSWERING = ("Betsan Llwydar", "Carwyn Hughesto", "Deian Owenra")
#: Invented people that two interviews, a group and a survey begin with: the key is the first case.
NAMES = {"YP9": "Gwenllian Rees", "SC4": "Mair Tandridge", "EB1": "Eleri Bowenfa",
         "OP1": "Osian Prytherch", "NB1": "Nia Brychanlo"}  # fmt: skip
LATER = ("Haf Lewisdon", "Tomos Elliswyn", "Cadi Morganwy", "Ifan Beddoesar")
_WORDS = (
    "bag desk worker home bus club lesson tutor carer plan phone room door winter garden friend "
    "letter window kitchen table morning taxi driver meeting corridor bench jacket dinner story "
    "office voice river music paper summer trainers library stairs uncle sister football report "
    "kept lost moved found carried called waited wrote broke asked pushed left opened learned "
    "before after between behind without under along toward quietly twice slowly always never"
).split()


@dataclass
class Person:
    """Somebody who speaks: what they are called, every id they had, and every sentence they said."""

    name: str
    cases: list[str]
    said: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Said:
    """What a command ended with."""

    status: int
    out: str
    err: str


def command(root: Path, *args: object, coder: str = "") -> Said:
    """Call ``qualcode`` on a study in this process; a traceback is a fault."""
    from qualcode.cli.main import main

    given = ["-C", root, *(("--coder", coder) if coder else ()), *args]
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patched:
        for name in ("QUALCODE_STUDY", "QUALCODE_CODER"):
            patched.delenv(name, raising=False)
        patched.setattr(sys, "argv", ["qualcode", *map(str, given)])
        patched.setattr(sys, "stdin", io.StringIO())
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                main()
            except SystemExit as stopped:
                status = stopped.code if isinstance(stopped.code, int) else 0
    assert "Traceback" not in err.getvalue(), (given, err.getvalue())
    return Said(status, out.getvalue(), err.getvalue())


def sentence(r: random.Random) -> str:
    """Return a sentence that nobody else says."""
    words = r.sample(_WORDS, r.choice([3, 4, 6, 7, 9]))
    return " ".join(words).capitalize() + "."


class Machine:
    """One person's machine: a clone of the study, and their home."""

    def __init__(self, root: Path, coder: str) -> None:
        self.root, self.coder = root, coder

    @property
    def study(self) -> Study:
        return Study.open(self.root)

    def do(self, *args: object) -> Said:
        return command(self.root, *args, coder=self.coder)


class World:
    """A study, two machines that share it, and everybody in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ann = Machine(folder / "ann" / "study", "ann")
        self.ben = Machine(folder / "ben" / "study", "ben")
        self.people: list[Person] = []
        self.log: list[str] = []
        self.git = False
        self.base: dict[str, bytes] = {}

    # ---- how it begins --------------------------------------------------------------------

    def begin(self, r: random.Random, *, git: bool) -> None:
        """Make the study, import two interviews, a group and a survey, and share it."""
        inbox = self.folder / "inbox"
        inbox.mkdir(parents=True)
        self.ann.root.parent.mkdir()
        self.ben.root.parent.mkdir()
        book = inbox / "book.yaml"
        book.write_text(CODEBOOK, encoding="utf-8")
        self._must(command(self.folder, "new", self.ann.root, "--codebook", book,
                           "--group", "yp=Young people"))  # fmt: skip
        settings = self.ann.root / "study.toml"
        old = [
            x for x in settings.read_text("utf-8").splitlines(True) if not x.startswith("format")
        ]
        settings.write_text("".join(old), "utf-8")
        self._must(self.ann.do("coders", "--me", "ann"))
        for case, document in (("YP9", "talk-a"), ("SC4", "talk-b")):
            self.people.append(person := Person(NAMES[case], [case]))
            self._must(self.ann.do("import", self._talk(r, [person]), "--case", case,
                                   "--group", "yp"))  # fmt: skip
            # Under its first id, a name, nothing of it would be sent.
            self._must(self.ann.do("revise", min(person.ids), "--as", document))
        group = [Person(NAMES[case], [case]) for case in ("EB1", "OP1", "NB1")]
        self.people += group
        given = [x for p in group for x in ("--speaker", f"{p.name}={p.cases[0]}")]
        self._must(self.ann.do("import", self._talk(r, group, "fg"), "--as", "fg", *given,
                               "--group", "yp"))  # fmt: skip
        self._survey(r)
        if git:
            copy = self.folder / "team.git"
            self._must(self.ann.do("sync", "--with", copy))
            self._must(command(self.folder, "new", self.ben.root, "--from", copy))
            self._texts_to(self.ben, self.ann)
        else:
            shutil.copytree(self.ann.root, self.ben.root)
            for name in ("private", ".qualcode"):
                shutil.rmtree(self.ben.root / name)
            self.base = tracked(self.ann.root)
        self.git = git
        self._must(self.ben.do("coders", "--me", "ben"))

    def _must(self, said: Said) -> None:
        assert said.status == 0, (said.out, said.err)

    def _talk(self, r: random.Random, speakers: list[Person], name: str = "") -> Path:
        """Write an interview; its file is called what its speaker is."""
        turns = []
        for at in range(3 if len(speakers) == 1 else 2):
            turns.append(f"Interviewer: {sentence(r)[:-1]}?")
            for person in speakers:
                said = [sentence(r) for _ in range(r.choice([1, 2, 3]))]
                person.said.update(said)
                others = [p for p in self.people if p not in speakers and p.name not in LATER]
                if at and others and r.random() < 0.3:
                    said.append(
                        f"It was {r.choice(others).name} who {' '.join(r.sample(_WORDS, 6))}."
                    )
                    person.said.add(said[-1].split(" who ")[1])
                turns.append(f"{person.name}: {' '.join(said)}")
        path = self.folder / "inbox" / f"{name or speakers[0].name}.txt"
        path.write_text("\n\n".join(turns) + "\n", encoding="utf-8")
        for person in speakers:
            person.ids.add(name or speakers[0].name.lower().replace(" ", "-"))
        return path

    def _survey(self, r: random.Random) -> None:
        answers = [sentence(r) + " " + sentence(r) for _ in range(3)]
        rows = ["Name,Local authority,What would you change about your school?"]
        rows += [f"{n},Powys,{a}" for n, a in zip(ANSWERING, answers, strict=True)]
        path = self.folder / "inbox" / "survey.csv"
        path.write_text("\n".join(rows) + "\n", encoding="utf-8")
        before = set(self.ann.study.cases)
        self._must(self.ann.do("import", path, "--survey", "question", "--group", "yp",
                           "--id-column", "Name"))  # fmt: skip
        study = self.ann.study
        for document in study.documents():
            text = study.text(document)
            for turn in document.turns:
                case = document.speakers[turn.speaker].case if turn.speaker >= 0 else None
                if case is None or case in before:
                    continue
                said = text[turn.words : turn.end]
                [name] = [n for n, a in zip(ANSWERING, answers, strict=True) if a == said]
                self.people.append(Person(name, [case], set(re.split(r"(?<=\.) ", said))))

    def _texts_to(self, to: Machine, of: Machine) -> None:
        for name in ("transcripts", "originals"):
            (to.root / name).mkdir(exist_ok=True)
            for path in (of.root / name).iterdir():
                if path.is_file() and not path.is_symlink():
                    shutil.copy(path, to.root / name / path.name)

    def texts(self) -> None:
        """Let both machines have the present texts, by the way that texts go in a team."""
        for to, of in ((self.ann, self.ben), (self.ben, self.ann)):
            for document in to.study.documents():
                if not to.study.holds(document):
                    with contextlib.suppress(QualcodeError):
                        there = of.study.text_path(document.id)
                        if there.exists() and file_digest(there) == document.sha256:
                            shutil.copy(there, to.study.text_path(document.id))

    # ---- what happens ---------------------------------------------------------------------

    def share(self, one: Machine, other: Machine) -> None:
        """Let both machines have each other's work, by ``sync`` or as it would."""
        if self.git:
            for machine in (one, other, one):
                self.do(machine, "sync", "--take", "ours")
            return
        bring(one, other, self.base)
        shared = tracked(other.root)
        bring(other, one, self.base)
        self.base = {**tracked(one.root), **shared}

    def happen(self, deed: str, seed: int) -> None:
        r = random.Random(seed)
        machine = self.ben if r.random() < 0.3 else self.ann
        self.log.append(f"{machine.coder}: {deed} {seed}")
        with contextlib.suppress(QualcodeError, StopIteration, IndexError):
            DEEDS[deed](self, machine, r)

    def note(self, said: Said, *args: object) -> Said:
        self.log.append(f"    {' '.join(map(str, args))} -> {said.status} "
                        f"{(said.err or said.out)[-300:]!r}")  # fmt: skip
        return said

    def do(self, machine: Machine, *args: object) -> Said:
        return self.note(machine.do(*args), *args)

    def document(self, machine: Machine, r: random.Random) -> str:
        return r.choice(machine.study.document_ids())

    def quote(self, machine: Machine, r: random.Random, document: str = "") -> tuple[str, str]:
        """Return a document, and a sentence that a participant says in it."""
        study = machine.study
        about = study.document(document or self.document(machine, r))
        text = study.text(about)
        turns = [t for t in about.turns if t.speaker >= 0
                 and about.speakers[t.speaker].role != "interviewer"]  # fmt: skip
        turn = r.choice(turns)
        said = re.split(r"(?<=[.?!]) ", text[turn.words : turn.end])
        return about.id, r.choice(said)

    def known(self, machine: Machine) -> None:
        """Learn what everybody is called, and says, now."""
        study = machine.study
        for document in study.documents():
            try:
                text = study.text(document)
            except QualcodeError:
                continue
            for turn in document.turns:
                case = document.speakers[turn.speaker].case if turn.speaker >= 0 else None
                for person in self.people:
                    if case is not None and case == person.cases[-1]:
                        person.said |= set(re.split(r"(?<=[.?!])\s+", text[turn.words : turn.end]))
                        person.ids.add(document.id)


def _import(world: World, m: Machine, r: random.Random) -> None:
    name = r.choice(LATER)
    if any(p.name == name for p in world.people):
        return
    person = Person(name, [f"P{r.randrange(100, 999)}"])
    said = world.do(m, "import", world._talk(r, [person]), "--case", person.cases[0],
                    "--group", "yp", *(("--as", f"in-{r.randrange(99)}") if r.random() < 0.7 else ()),
                    )  # fmt: skip
    if said.status == 0:
        world.people.append(person)


def _code(world: World, m: Machine, r: random.Random) -> None:
    document, quote = world.quote(m, r)
    note = r.choice([(), ("--note", f"Compare “{world.quote(m, r)[1]}” there")])
    world.do(m, "coding", "add", document, r.choice(["trust", "moves", "belief", "praise"]),
             "--quote", quote, "--valence", r.choice("+-"), *note)  # fmt: skip


def _memo(world: World, m: Machine, r: random.Random) -> None:
    study = m.study
    document, quote = world.quote(m, r)
    kind, about = r.choice([("documents", document), ("codes", "moves"),
                            ("cases", r.choice(sorted(study.cases)))])  # fmt: skip
    text = r.choice(
        [f"They said: {quote} So.", f"{r.choice(world.people).name} was brief.", "Brief."]
    )
    CodingSession(study, m.coder).write_memo(kind, about, text)
    world.log.append(f"    memo {kind} {about}: {text}")


def _reading(world: World, m: Machine, r: random.Random) -> None:
    study = m.study
    document = world.document(m, r)
    session = CodingSession(study, m.coder)
    session.set_done(document, True)
    session.leave_at(document, 40)
    if r.random() < 0.5:
        begin_edit(study, document)
    about = study.document(document)
    answer = SuggestionEvent(now(), document, 5, 20, about.sha256, "moves", 0.5, "rejected")
    append_suggestions(m.root, m.coder, [answer])


def _revise(world: World, m: Machine, r: random.Random) -> None:
    world.known(m)
    document, quote = world.quote(m, r)
    how = r.choice(["word", "turn", "undo", "insert"])
    if how == "undo":
        world.do(m, "revise", document, "--undo")
        return
    text = m.study.text(m.study.document(document))
    path = world.folder / "inbox" / "new.txt"
    if how == "word":
        text = text.replace(quote, quote.replace(" ", f" {r.choice(_WORDS)} ", 1))
    elif how == "turn":
        pieces = text.rstrip("\n").split("\n\n")
        if len(pieces) > 4:
            del pieces[r.randrange(len(pieces))]
        text = "\n\n".join(pieces) + "\n"
    else:
        text = text.replace(quote, f"{quote} {sentence(r)}")
    path.write_text(text, encoding="utf-8")
    world.do(m, "revise", document, path, "--why", "heard again", "--force")
    world.known(m)


def _rename(world: World, m: Machine, r: random.Random) -> None:
    document = world.document(m, r)
    world.do(m, "revise", document, "--as", r.choice(["doc", "talk", "yp"]) + f"-{r.randrange(99)}")
    world.known(m)


def _rename_case(world: World, m: Machine, r: random.Random) -> None:
    person = r.choice(world.people)
    new = f"C{r.randrange(1000, 9999)}"
    if world.do(m, "cases", "rename", person.cases[-1], new).status == 0:
        person.cases.append(new)


def _hide(world: World, m: Machine, r: random.Random) -> None:
    person = r.choice(world.people)
    form = () if r.random() < 0.6 else ("--also", person.name.split()[1])
    world.do(m, "names", "add", person.name, *form)
    if r.random() < 0.7:
        more = ("--forget-earlier",) if r.random() < 0.3 else ()
        world.do(m, "pseudonymise", *more)
    if r.random() < 0.2:
        world.do(m, "names", "sheet", m.root / "private" / "decide.csv", "--no-hints")


def _codes(world: World, m: Machine, r: random.Random) -> None:
    match r.choice(["split", "merge", "edit", "rename", "assign"]):
        case "split":
            world.do(m, "codebook", "split", "trust", "--into", "trust-adults=Trust in adults",
                     "--into", "trust-peers=Trust in peers")  # fmt: skip
        case "merge":
            world.do(m, "codebook", "merge", "belief", "praise")
        case "edit":
            world.do(
                m, "codebook", "edit", "moves", "--definition", f"As in: {world.quote(m, r)[1]}"
            )
        case "rename":
            world.do(m, "codebook", "rename", "moves", f"“{world.quote(m, r)[1]}”")
        case "assign":
            one = next(c.id for c in m.study.codings() if c.code.startswith("trust"))
            world.do(m, "codebook", "assign", "trust-adults", "trust-peers", "--coding", one)


def _chart(world: World, m: Machine, r: random.Random) -> None:
    study = m.study
    if r.random() < 0.3:
        world.do(m, "matrix", "new", "framework", "--layout", "cases")
    coding = r.choice([c for c in study.codings() if not c.text_changed])
    text = r.choice(["Somebody kept watch.", f"One said: {world.quote(m, r)[1]}",
                     f"{r.choice(world.people).name} did."])  # fmt: skip
    more = ("--link", coding.id, *(("--quote", coding.id) if r.random() < 0.7 else ()))
    column = "works_well" if r.random() < 0.5 else "works_less_well"
    world.do(m, "matrix", "cell", coding.code, column, "yp", "--write", text, *more)
    words = study.text(study.document(coding.document))[coding.event.start : coding.event.end]
    if r.random() < 0.5:
        world.do(m, "matrix", "trim", coding.id, "--to", f"{words[: len(words) // 2].rstrip()} […]")
    for _ in range(r.randrange(2)):
        world.do(m, "matrix", "clear", coding.id, "--accept", "unique", "--accept", "small-group",
                 "--why", f"agreed on {words}")  # fmt: skip
    if r.random() < 0.4:
        keep_glance(open_matrix(m.study, read_matrix(m.study, "main")))


def _export(world: World, m: Machine, r: random.Random) -> None:
    form = r.choice(["md", "html", "docx", "xlsx", "json", "csv"])
    place = r.choice(["reports", "more", ""])
    out = m.root / place / f"out-{r.randrange(99)}.{form}"
    out.parent.mkdir(exist_ok=True)
    match r.choice(["matrix", "list", "table", "picture", "documents", "speakers", "codebook"]):
        case "matrix":
            world.do(m, "matrix", "--uncleared", "--out", out)
        case "list":
            said = m.do("coding", "list", r.choice(["--csv", "--json"]))
            out.with_suffix(".txt").write_text(said.out, encoding="utf-8")
        case "table":
            world.do(m, "table", "codes", "--out", out)
        case "picture":
            world.do(m, "picture", "bars", "--out", out.with_suffix(".svg"))
        case "codebook":
            world.do(m, "codebook", "export", out)
        case what:
            out.with_suffix(".csv").write_text(m.do(what, "--csv").out, encoding="utf-8")


def _themes(world: World, m: Machine, r: random.Random) -> None:
    study = m.study
    about = study.document(world.document(m, r))
    turn = next(t for t in about.turns if t.speaker >= 0 and about.speakers[t.speaker].case)
    passage = {"document": about.id, "start": turn.words, "end": turn.end,
               "person": about.speakers[turn.speaker].case, "group": "yp", "typical": True,
               "text": study.text(about)[turn.words : turn.end]}  # fmt: skip
    theme = {"id": "T1", "label": "a", "terms": ["a"], "size": 1, "people": 1, "near": [],
             "groups": {}, "stability": 1.0, "passages": [passage]}  # fmt: skip
    data = {"model": "m", "seed": 0, "segments": 1, "themes": [theme]}
    folder = m.root / r.choice(["themes", "themes", "more"])
    folder.mkdir(exist_ok=True)
    write_themes(study, data, [folder / f"themes.{x}" for x in ("html", "csv", "json")])


def _undo(world: World, m: Machine, r: random.Random) -> None:
    world.do(m, "coding", "undo")


def _conflict(world: World, m: Machine, r: random.Random) -> None:
    """Leave a sync client's conflict copy, with more in it than the original, or an earlier state."""
    tops = ("codings", "memos", "documents", "transcripts", "originals", "quotations", "synthesis",
            "cases.csv", "codebook.yaml", "private")  # fmt: skip
    files = [p for top in tops for p in [m.root / top, *(m.root / top).rglob("*")]
             if p.is_file() and not p.name.startswith(".") and "unfinished" not in p.parts
             and "set-aside" not in p.parts and "DESKTOP" not in p.name]  # fmt: skip
    path = r.choice(sorted(files))
    copy = path.with_name(f"{path.stem}-DESKTOP-AB12{path.suffix}")
    shutil.copy(path, copy)
    if r.random() < 0.5:
        with copy.open("ab") as file:
            file.write(b"\n")
    world.log.append(f"    copy of {path.relative_to(m.root)}")


def _take_in(world: World, m: Machine, r: random.Random) -> None:
    world.do(m, "check", "--take-in", *(("--take", "ours") if r.random() < 0.7 else ()))


def _repair(world: World, m: Machine, r: random.Random) -> None:
    world.do(m, "check", "--repair")


def _leavings(world: World, m: Machine, r: random.Random) -> None:
    """Leave what editors, and a program that was killed, leave beside a file."""
    files = [p for top in ("memos", "transcripts", "private", "synthesis", "documents")
             for p in (m.root / top).rglob("*") if p.is_file() and p.name[0] not in ".#"
             and "unfinished" not in p.parts]  # fmt: skip
    path = r.choice(sorted(files))
    name = r.choice([f".{path.name}.swp", f"{path.name}~", f"#{path.name}#", f".{path.name}.x1.part",
                     f"{path.stem} - Copy{path.suffix}", f"{path.name}.bak"])  # fmt: skip
    if not path.with_name(name).exists():
        shutil.copy(path, path.with_name(name))
    world.log.append(f"    {path.parent.relative_to(m.root)}/{name}")


def _put(world: World, m: Machine, r: random.Random) -> None:
    """Put a file of one's own into the study: notes, a notebook, a page, an archive."""
    person = r.choice(world.people)
    words = f"{world.quote(m, r)[1]} ({r.choice([person.name, person.cases[-1]])})"
    folder = m.root / r.choice(["more", "", "memos", "reports", ".qualcode/own"])
    folder.mkdir(exist_ok=True, parents=True)
    path = folder / f"own-{r.randrange(99)}"
    match r.choice(["md", "txt", "ipynb", "docx", "zip", "html", "rtf", "utf-16"]):
        case "docx":
            word = WordDocument()
            word.add_paragraph(words)
            word.save(str(path.with_suffix(".docx")))
        case "zip":
            with zipfile.ZipFile(path.with_suffix(".zip"), "w") as archive:
                archive.writestr("a.txt", words)
        case "ipynb":
            cell = {"cells": [{"outputs": [{"text": [words]}]}]}
            path.with_suffix(".ipynb").write_text(json.dumps(cell), encoding="utf-8")
        case "utf-16":
            path.with_suffix(".txt").write_text(words, encoding="utf-16")
        case ending:
            path.with_suffix(f".{ending}").write_text(words + "\n", encoding="utf-8")


def _sync(world: World, m: Machine, r: random.Random) -> None:
    other = world.ben if m is world.ann else world.ann
    world.share(m, other)
    if r.random() < 0.5:
        # Texts go by the team's way.
        for path in (m.root / "transcripts").glob("*.txt"):
            if path.stem in other.study.document_ids():
                shutil.copy(path, other.root / "transcripts" / path.name)


def _follow(world: World, m: Machine, r: random.Random) -> None:
    follow_earlier_ids(world, m)


def _speakers(world: World, m: Machine, r: random.Random) -> None:
    document = m.study.document(world.document(m, r))
    label = r.choice(document.speakers).label
    world.do(m, "speakers", "set", document.id, label, "--role", r.choice(["other", "participant"]))


DEEDS: dict[str, Callable[[World, Machine, random.Random], None]] = {
    "import": _import, "code": _code, "memo": _memo, "reading": _reading, "revise": _revise,
    "rename": _rename, "rename case": _rename_case, "hide names": _hide, "codes": _codes,
    "chart": _chart, "export": _export, "themes": _themes, "undo": _undo, "conflict": _conflict,
    "take in": _take_in, "repair": _repair, "leavings": _leavings, "put": _put, "sync": _sync,
    "follow": _follow, "speakers": _speakers,
}  # fmt: skip


def follow_earlier_ids(world: World, m: Machine) -> None:
    """Do what is said of files that are still under an id from before."""
    from qualcode.store.folder_changes import earlier_ids

    for earlier, present in earlier_ids(m.study).items():
        world.do(m, "revise", earlier, "--as", present)


# ---- the withdrawal ----------------------------------------------------------------------------


def withdraw(world: World, m: Machine, case: str) -> Said:
    """Withdraw a case, after doing whatever is said to come first."""
    said = world.do(m, "withdraw", case, "--yes")
    for _ in range(4):
        if said.status == 0 or "Nothing was changed" not in said.err:
            break
        for first in re.findall(r"first: qualcode ([^\n;]*)", said.err):
            args = first.split()
            if args[:2] == ["check", "--take-in"]:
                args += ["--take", "ours"]
            world.do(m, *args)
        said = world.do(m, "withdraw", case, "--yes")
    return said


#: What a person has to do first, or has to get from others.
BY_HAND = ("run it where the text is", "ask your team", "still under its earlier id")


def faults_of_withdrawal(world: World, person: Person, r: random.Random) -> list[object]:
    """Withdraw a person on one machine, then on the other; return what is left of them, and where."""
    first, second = (world.ann, world.ben) if r.random() < 0.7 else (world.ben, world.ann)
    world.share(second, first)
    for machine in (first, second):
        world.known(machine)
    study = first.study
    speaking = {case for document in study.documents() for case in document.cases}
    case = next((c for c in reversed(person.cases) if c in study.cases and c in speaking), None)
    if case is None:
        return []
    world.texts()
    faults: list[object] = []
    for machine in (first, second):
        named = machine is world.ann or person.name not in ANSWERING
        needles = Needles(person, world.people, case, named=named)
        follow_earlier_ids(world, machine)
        said = withdraw(world, machine, case)
        if said.status and not any(one in said.err for one in BY_HAND):
            faults.append((machine.coder, said))
        if said.status:
            break
        faults += [(machine.coder, trace) for trace in traces(machine, needles, said)]
        world.share(first, second)
        if machine is first and r.random() < 0.5:
            world.texts()
    if not faults:
        again = command(first.root, "check", "--json")
        faults += re.findall(r'"withdrawn-(?:case|document|codings|words|files)".*', again.out)
    return faults


@dataclass(frozen=True)
class Trace:
    """Something of a person that is left: in which file, and what."""

    place: str
    what: str
    found: str


def flat(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+(?:['’][^\W_]+)*", plain(text).replace("’", "'")))


def texts_in(data: bytes, name: str) -> Iterator[str]:
    """Yield what a file says, in whatever form that it may be read."""
    if data[:2] == b"PK":
        with contextlib.suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(data)) as archive:
            for one in archive.namelist():
                yield re.sub(r"<[^<>]*>", "", archive.read(one).decode("utf-8", "ignore"))
        return
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        yield data.decode("utf-16", "ignore")
    text = data.decode("utf-8", "ignore")
    yield text
    if "\\" in text:
        yield re.sub(r"\\u([0-9a-f]{4})", lambda x: chr(int(x[1], 16)), text).replace("\\n", "\n")
    if "<" in text:
        yield re.sub(r"<[^<>]*>", " ", text)


class Needles:
    """What tells of a person: sentences that only they said, what they are called, their id.

    Of an earlier id it was said where it still stood when the case got another.
    """

    def __init__(
        self, person: Person, everybody: Iterable[Person], case: str, *, named: bool = True
    ) -> None:
        others = f" {flat(' '.join(s for p in everybody if p is not person for s in p.said))} "
        said = {flat(s) for s in person.said}
        self.said = {s for s in said if len(s.split()) >= 3 and f" {s} " not in others}
        self.name = [flat(person.name), flat(person.name.split()[1])] if named else []
        self.cases = [case.lower()]

    def in_text(self, text: str) -> Iterator[tuple[str, str]]:
        words = f" {flat(text)} "
        yield from (("sentence", s) for s in self.said if f" {s} " in words)
        yield from (("name", n) for n in self.name if f" {n} " in words)
        yield from (("case", c) for c in self.cases if f" {c} " in words)


def traces(m: Machine, needles: Needles, said: Said, *more: Path) -> list[Trace]:
    """Return everything on a machine that tells of a person, git's objects left out.

    What ``said`` names, for a person to look at, is left out too.
    """
    found = []
    told = said.out + said.err
    for top in (m.root, *more):
        for path in sorted(top.rglob("*")):
            name = path.relative_to(top).as_posix()
            if ".git" in path.relative_to(top).parts:
                continue
            receipt = name.startswith("withdrawals/")
            hits = [("name of the file", x) for _, x in needles.in_text(re.sub("[-.]", " ", name))]
            if path.is_file():
                data = path.read_bytes()
                hits += [hit for text in texts_in(data, name) for hit in needles.in_text(text)]
            for what, hit in hits:
                if (receipt and hit in needles.cases) or name in told:
                    continue
                found.append(Trace(name, what, hit))
    return list(dict.fromkeys(found))


# ---- a merge without git -----------------------------------------------------------------------


def tracked(root: Path) -> dict[str, bytes]:
    """Return what git takes of a study."""
    found = {}
    for path in root.rglob("*"):
        name = path.relative_to(root).as_posix()
        if tracked_kind(name) is not None and path.is_file() and not path.is_symlink():
            found[name] = path.read_bytes()
    return found


def bring(of: Machine, to: Machine, base: dict[str, bytes]) -> None:
    """Bring one machine's changes to another, as a merge does that takes theirs where both changed.

    Lines of logs are joined; what only the other has stays.
    """
    theirs, ours = tracked(of.root), tracked(to.root)
    for name in sorted({*theirs, *ours}):
        path = to.root / name
        kind = tracked_kind(name)
        if name in theirs and kind is not None and kind.merge == "union":
            was = base.get(name, b"").splitlines(True)
            more = [x for x in ours.get(name, b"").splitlines(True) if x not in was]
            there = theirs[name].splitlines(True)
            data = b"".join([*there, *(x for x in more if x not in there)])
        elif name in theirs:
            taken_away = name in base and name not in ours
            if taken_away and (theirs[name] == base[name] or name.startswith("documents/")):
                continue
            data = ours[name] if theirs[name] == base.get(name) and name in ours else theirs[name]
        elif ours[name] == base.get(name) or (name in base and name.startswith("documents/")):
            # Of a document that one renamed and the other changed, one is taken.
            path.unlink()
            continue
        else:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
