"""A summary is stale exactly when its evidence, or what its codes mean, is not what was seen."""

from __future__ import annotations

import contextlib
import random
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.analysis.matrix.assembly import Assembled, assemble
from qualcode.errors import QualcodeError
from qualcode.model.case import Case
from qualcode.model.coding.coding import Coding
from qualcode.model.document.document import Speaker
from qualcode.model.matrix.definition import Key, MatrixDefinition
from qualcode.model.matrix.matrix import Cell
from qualcode.store.io.durable import read_text
from qualcode.store.merge.summary import merge_summaries
from qualcode.store.records.summaries import Summary, parse_summary, summary_file, summary_text
from qualcode.store.study import Study
from qualcode.workbench.coding.locate import check_placed
from qualcode.workbench.coding.session import CodedAlreadyError, CodingSession
from qualcode.workbench.documents.revision import NewText, revise_texts
from qualcode.workbench.matrix.charting import Charting
from tests.analysis.random_studies import (
    JUDGED,
    VALENCES,
    Entry,
    Oracle,
    Standing,
    codebook_text,
    transcript,
    write_study,
)
from tests.examples import examples

ASKING, NIA, TOM, EFA = (
    Speaker("I", "interviewer"), Speaker("N", case="P1"), Speaker("T", case="P2"),
    Speaker("E", case="P3"),
)  # fmt: skip
SYNTHESIS = MatrixDefinition(sub_codes=True, unused=True, groups=("yp", "education", "care"))
CHART = MatrixDefinition(layout="cases", sub_codes=True, unused=True)


def fresh_words(count: int, begin: int = 0) -> list[str]:
    """Words of which no two are alike, and hardly share a letter in order."""
    letters = "bcdfghjklmnpqrstvwxz"
    chance = random.Random(begin)
    return ["".join(chance.choices(letters, k=6)) + "aeiou"[n % 5] for n in range(count)]


def change(study: Study, one: Coding, **changes: object) -> None:
    CodingSession(study, one.coder).change(one, looked_at=True, **changes)


def confirm(study: Study, one: Coding) -> None:
    check_placed(study, one)
    CodingSession(study, one.coder).confirm_each([one])


@dataclass
class World:
    """A study at work: its folder, and what it is made of, for edits that are taken back."""

    root: Path
    chance: random.Random
    definition: MatrixDefinition
    book: list[Entry] = field(default_factory=list)
    words: int = 0
    #: For each summary's file its cell, and what it was last marked with by the oracle.
    seen: dict[str, tuple[Key, dict[str, tuple], dict[str, str]]] = field(default_factory=dict)

    @classmethod
    def make(cls, root: Path, chance: random.Random, definition: MatrixDefinition) -> World:
        words = iter(fresh_words(400))

        def say(speaker: Speaker | None) -> tuple[Speaker | None, str]:
            said = [" ".join(next(words) for _ in range(4)).capitalize() for _ in range(3)]
            return speaker, ". ".join(said) + "."

        talk = transcript("talk", [say(who) for who in (ASKING, NIA, ASKING, NIA, NIA)])
        group = transcript(
            "group", [say(who) for who in (ASKING, NIA, TOM, EFA, None, ASKING, TOM)]
        )
        cases = [Case("P1", {"group": "yp"}), Case("P2", {"group": "care"}),
                 Case("P3", {"group": "yp"})]  # fmt: skip
        book: list[Entry] = [
            ("support", "Help.", (), [("mentor", "One.", (), []), ("peers", "Many.", (), [])]),
            ("moves", "Moves.", (), [("home", "Of home.", (), [])]),
            ("money", "Grants.", (), []),
        ]
        write_study(root, [talk, group], cases, book, {})
        for coder in ("ann", "ben"):
            (root / "codings" / coder).mkdir()
        world = cls(root, chance, definition, book)
        for _ in range(chance.randint(1, 6)):
            world.add()
        return world

    # ---- looking -------------------------------------------------------------------------

    @property
    def study(self) -> Study:
        return Study.open(self.root)

    @property
    def assembled(self) -> Assembled:
        return assemble(self.study, self.definition)

    def oracle(self) -> Oracle:
        study = self.study
        documents = {document.id: document for document in study.documents()}
        found = Oracle(self.definition, study.codebook, study.cases, documents)
        for one in study.codings():
            found.take(Standing(documents[one.document], one.coder, one.event))
        return found

    def states(self) -> dict[str, tuple]:
        """Each coding that stands: its code, valence, and the words that it has now."""
        study = self.study
        texts = {document.id: (document.sha256, study.text(document))
                 for document in study.documents()}  # fmt: skip
        found = {}
        for one in study.codings():
            digest, text = texts[one.document]
            words = text[one.event.start : one.event.end] if one.event.sha256 == digest else None
            found[one.id] = (one.event.code, one.event.valence, words)
        return found

    def snapshot(self, key: Key) -> tuple[dict[str, tuple], dict[str, str]]:
        """What a cell rests on: its codings as they are, and what their codes mean."""
        cell = self.oracle().cells.get(key, {})
        states, book = self.states(), self.study.codebook
        own = key[1] if self.definition.by_case else key[0]
        codes = {own, *(states[coded][0] for coded in cell)}
        meant = {}
        for name in codes:
            code = book.get(name)
            assert code is not None
            meant[code.id] = code.definition
        return {coded: states[coded] for coded in cell}, meant

    def cell(self, file: str) -> Key:
        """The cell of a summary's file: of a code under another id since, of its present one."""
        resolve = self.study.codebook.resolve
        row, column, group = self.seen[file][0]
        return (row, resolve(column), group) if self.definition.by_case else (
            resolve(row), column, group)  # fmt: skip

    def expected(self, file: str) -> set[tuple[str, str]]:
        """What changed in a cell since it was marked: a coding or code, and the kind."""
        _, codings, meant = self.seen[file]
        key = self.cell(file)
        now, _ = self.snapshot(key)
        states, book = self.states(), self.study.codebook
        found = {(coded, "came") for coded in now.keys() - codings.keys()}
        for coded, (code, valence, words) in codings.items():
            if coded not in now:
                found.add((coded, self._why_gone(key, coded, states)))
                continue
            code_now, valence_now, words_now = now[coded]
            if words_now != words:
                found.add((coded, "place"))
            if valence_now != valence:
                found.add((coded, "valence"))
            if book.resolve(code_now) != book.resolve(code):
                found.add((coded, "code"))
        for name, definition in meant.items():
            code_there = book.get(name)
            if code_there is None or code_there.definition != definition:
                found.add((book.resolve(name), "definition"))
        return found

    def _why_gone(self, key: Key, coded: str, states: dict[str, tuple]) -> str:
        if coded not in states or states[coded][2] is None:
            return "went"
        book = self.study.codebook
        code, valence, _ = states[coded]
        row = key[1] if self.definition.by_case else key[0]
        top = book.get(row)
        assert top is not None
        if book.resolve(code) not in {one.id for one in top.walk()}:
            return "code"
        if not self.definition.by_case and (valence or "neutral") != key[1]:
            return "valence"
        elsewhere = any(coded in cell for cell in self.oracle().cells.values())
        return "group" if elsewhere and not self.definition.by_case else "went"

    def check(self) -> None:
        """Compare every summary with what the oracle says of it."""
        assembled = self.assembled
        stray = {one.where for one in assembled.problems if one.code == "stray-summary"}
        cells = {summary.where: key for key, summary in assembled.summaries.items()}
        for file in self.seen:
            key = self.cell(file)
            cell = assembled.matrix.cell(*key)
            # Where codes were merged one summary is the cell's, and the other is reported.
            assert (file in stray) == (cell.where != file)
            assert cell.summary
            if file in stray:
                continue
            assert cells[file] == key
            told = {
                (one.coding or one.code, "place" if one.kind in ("moved", "words") else one.kind)
                for one in cell.changes
            }
            assert told == self.expected(file), key
            assert cell.stale == bool(told)
            assert all(one.what for one in cell.changes)

    # ---- marking -------------------------------------------------------------------------

    def write(self, summary: Summary) -> str:
        file = summary.where or f"synthesis/main/{summary_file(summary.key)}"
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(summary_text(summary), encoding="utf-8")
        return file

    def mark(self) -> None:
        """Write and mark a few cells, with evidence or none; each is up to date then."""
        assembled = self.assembled
        there = sorted(cell.key for cell in assembled.matrix.cells if cell.codings)
        keys = self.chance.sample(there, min(len(there), 4))
        keys.append(self.chance.choice(assembled.matrix.cells).key)
        for key in dict.fromkeys(keys):
            charting = Charting(self.study, "ann", self.assembled)
            first = not charting.summary(key).text
            made = charting.written(key, "They say so.") if first else charting.marked(key)
            self.seen[self.write(made)] = (key, *self.snapshot(key))
            assert not self.assembled.matrix.cell(*key).stale

    def link(self, file: str) -> None:
        """Link one of a cell's codings to its summary, or unlink it.

        One that came since is seen then; what changed in another is not acknowledged by it.
        """
        key, seen, meant = self.seen[file]
        charting = Charting(self.study, "ann", self.assembled)
        now, _ = self.snapshot(key)
        if now and charting.summary(key).seen:
            coded = self.chance.choice(sorted(now))
            self.write(charting.linked(key, coded))
            self.seen[file] = (key, {coded: now[coded], **seen}, meant)

    # ---- edits: each returns what takes it back, or nothing -------------------------------

    def session(self) -> CodingSession:
        return CodingSession(self.study, self.chance.choice(["ann", "ben"]))

    def coding(self) -> Coding | None:
        return self.chance.choice(self.study.codings() or [None])

    def span(self) -> tuple[str, int, int]:
        document = self.chance.choice(self.study.documents())
        text = self.study.text(document)
        words = [match.span() for match in re.finditer(r"\w+", text)]
        at = self.chance.randrange(len(words) - 1)
        last = min(at + self.chance.choice([2, 4, 8, 30]), len(words) - 1)
        return document.id, words[at][0], words[last][1]

    def add(self) -> None:
        document, start, end = self.span()
        session = self.session()
        code = self.chance.choice(list(session.codebook))
        valence = self.chance.choice([*VALENCES, *JUDGED])
        with contextlib.suppress(CodedAlreadyError):
            session.add(document, [code], (start, end), valence=valence)

    def _change(self, **changes: object) -> Callable[[], None] | None:
        one = self.coding()
        if one is None:
            return None
        before = {
            name: getattr(one.logged, name) for name in changes if name in ("code", "valence")
        }
        if "start" in changes:
            before = {"start": one.event.start, "end": one.event.end}
        change(self.study, one, **changes)
        return lambda: self._put_back(one, before)

    def _put_back(self, one: Coding, before: dict[str, object]) -> None:
        if any(c.id == one.id for c in self.study.codings()):
            change(self.study, one, **before)

    def judge(self):
        return self._change(valence=self.chance.choice(VALENCES))

    def recode(self):
        return self._change(code=self.chance.choice([code.id for code in self.study.codebook]))

    def note(self):
        return self._change(note="On second thoughts")

    def resize(self) -> None:
        one = self.coding()
        document = one and self.study.document(one.document)
        if one is None or document is None or one.event.sha256 != document.sha256:
            return
        text = self.study.text(document)
        edges = [match.end() for match in re.finditer(r"\w+", text)]
        later = [at for at in edges if one.event.start < at <= one.event.end + 40]
        change(self.study, one, start=one.event.start, end=self.chance.choice(later))

    def remove(self):
        one = self.coding()
        if one is None:
            return None
        session = CodingSession(self.study, one.coder)
        session.remove([one])
        return lambda: session.take_back()

    def confirm(self) -> None:
        for one in self.study.codings():
            if one.text_changed or self.chance.random() < 0.3:
                try:
                    confirm(self.study, one)
                except QualcodeError:
                    assert one.event.sha256 != self.study.document(one.document).sha256

    def revise(self):
        """Change a word, put a paragraph in, or cut a sentence."""
        study = self.study
        document = self.chance.choice(study.documents())
        text = study.text(document)
        self.words += 1
        [word] = fresh_words(1, 1000 + self.words)
        kind = self.chance.choice(["word", "word", "paragraph", "sentence"])
        if kind == "word":
            at = self.chance.choice([m.span() for m in re.finditer(r"\w{5,}", text)])
            new = text[: at[0]] + word + text[at[1] :]
        elif kind == "paragraph":
            new = f"I: {word.capitalize()} {word}.\n\n{text}"
        else:
            at = self.chance.choice([m.span() for m in re.finditer(r" \w[\w ]*\.", text)])
            new = text[: at[0]] + text[at[1] :]
        revise_texts(study, [NewText(document.id, new)], why="heard again")
        return lambda: study.bring_back(study.document(document.id), document.sha256)

    def regroup(self):
        study = self.study
        cases, who = study.cases, self.chance.choice(["P1", "P2", "P3"])
        group = self.chance.choice(["yp", "care", "education"])
        study.edit_cases(lambda _: [replace(c, attributes={"group": group}) if c.id == who else c
                          for c in cases.values()])  # fmt: skip
        return lambda: study.edit_cases(lambda _: list(cases.values()))

    def _write_book(self, book: list[Entry]):
        before, self.book = self.book, book
        (self.root / "codebook.yaml").write_text(codebook_text(book), encoding="utf-8")
        return (lambda: self._write_book(before)) if before is not book else None

    def redefine(self):
        self.words += 1
        return self._write_book(_mapped(self.book, self._any_code(), definition=f"v{self.words}"))

    def rename(self):
        name = self._any_code()
        self.words += 1
        renamed = _mapped(self.book, name, code=f"code{self.words}", was=(name,))
        self._write_book(renamed)

    def move(self):
        book, name = self.book, self._any_code()
        entry = next(one for one in _walk(book) if one[0] == name)
        if entry[3]:
            return None
        rest = _without(book, name)
        above = self.chance.choice([None, *(one[0] for one in rest)])
        if above is None:
            return self._write_book([*rest, entry])
        return self._write_book(_mapped(rest, above, more=[entry]))

    def merge(self):
        leaves = [one for one in _walk(self.book) if not one[3]]
        if len(leaves) < 2:
            return
        gone, into = self.chance.sample(leaves, 2)
        book = _mapped(_without(self.book, gone[0]), into[0], was=(gone[0], *gone[2]))
        self._write_book(book)

    def _any_code(self) -> str:
        return self.chance.choice([one[0] for one in _walk(self.book)])


def _walk(book: list[Entry]) -> list[Entry]:
    return [one for entry in book for one in (entry, *_walk(entry[3]))]


def _without(book: list[Entry], name: str) -> list[Entry]:
    return [(*one[:3], _without(one[3], name)) for one in book if one[0] != name]


def _mapped(book: list[Entry], name: str, *, code: str = "", definition: str = "",
            was: tuple[str, ...] = (), more: list[Entry] | None = None) -> list[Entry]:  # fmt: skip
    return [
        (code or one[0], definition or one[1], (*one[2], *was), [*one[3], *(more or [])])
        if one[0] == name
        else (*one[:3], _mapped(one[3], name, code=code, definition=definition, was=was, more=more))
        for one in book
    ]


EDITS = ("add", "remove", "judge", "judge", "recode", "resize", "note", "revise", "revise",
         "confirm", "regroup", "redefine", "rename", "move", "merge", "mark")  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("definition", [SYNTHESIS, CHART], ids=["synthesis", "chart"])
@settings(max_examples=examples(24))
@given(seed=st.integers(0, 10**9))
def test_stale_exactly_when_evidence_or_a_meaning_changed(definition, seed):
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        world = World.make(Path(folder) / "s", chance, definition)
        world.mark()
        for _ in range(chance.randint(1, 5)):
            edit = chance.choice(EDITS)
            before = {file: world.expected(file) for file in world.seen}
            take_back = getattr(world, edit)()
            world.check()
            if take_back is not None and chance.random() < 0.5:
                take_back()
                world.check()
                # What was changed back is as it was, fresh where it was fresh.
                assert {file: world.expected(file) for file in world.seen} == before
        world.mark()
        world.check()


@pytest.mark.slow
@settings(max_examples=examples(24))
@given(seed=st.integers(0, 10**9))
def test_two_clones_mark_the_same_cells_and_what_either_saw_is_seen(seed):
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        base = World.make(Path(folder) / "base", chance, chance.choice([SYNTHESIS, CHART]))
        base.mark()
        cells = {file: seen[0] for file, seen in base.seen.items()}
        clones = []
        for name in ("ours", "theirs"):
            shutil.copytree(base.root, Path(folder) / name)
            clone = replace(base, root=Path(folder) / name, seen=dict(base.seen))
            for _ in range(chance.randint(0, 3)):
                getattr(clone, chance.choice(["add", "remove", "judge", "recode", "resize"]))()
            for file, key in cells.items():
                if chance.random() < 0.7:
                    clone.write(Charting(clone.study, name, clone.assembled).marked(key))
                    clone.seen[file] = (key, *clone.snapshot(key))
                if chance.random() < 0.5:
                    clone.link(file)
            clones.append(clone)
        merged = _merge(Path(folder) / "merged", base, *clones)
        assembled = merged.assembled
        for file, key in cells.items():
            before, *saw = (world.seen[file][1] for world in (base, *clones))
            now, _ = merged.snapshot(key)
            # What a clone saw anew replaces what was seen before, in the other one's note too.
            unseen = {coded for coded in now if now[coded] not in _noted(before, saw, coded)}
            # What one clone took out and the other saw changed since is told, whoever was last.
            gone = {
                coded
                for coded in {*saw[0], *saw[1]} - now.keys()
                if all(coded in one for one in saw)
                or any(coded in one and one[coded] != before.get(coded) for one in saw)
            }
            # One changed and changed back is noted anew, though nothing about it is: either will do.
            was, *notes = (
                parse_summary(read_text(world.root / file), file).seen for world in (base, *clones)
            )
            either = {
                coded
                for note, one in zip(notes, saw, strict=True)
                for coded in note
                if note[coded] != was.get(coded) and one.get(coded) == before.get(coded)
            }
            cell = assembled.matrix.cell(*key)
            told = {change.coding for change in cell.changes}
            assert told - either == (unseen | gone) - either
            assert cell.summary == "They say so."


def _noted(before: dict[str, tuple], saw: list[dict[str, tuple]], coded: str) -> set[tuple | None]:
    """The states of a coding that a merged summary notes."""
    states = {one.get(coded) for one in saw}
    return states - {before.get(coded)} or states


def _merge(root: Path, base: World, ours: World, theirs: World) -> World:
    """What git makes of two clones: logs by union, summaries by their own driver."""
    shutil.copytree(ours.root, root)
    for path in theirs.root.glob("codings/*/*.jsonl"):
        own = root / path.relative_to(theirs.root)
        lines = own.read_text().splitlines(keepends=True) if own.exists() else []
        own.write_text("".join(dict.fromkeys([*lines, *path.read_text().splitlines(True)])))
    for file in base.seen:
        versions = [read_text(world.root / file) for world in (base, ours, theirs)]
        text, open_ = merge_summaries(*versions, file)
        assert not open_
        assert parse_summary(text, file).key == base.seen[file][0]
        (root / file).write_text(text)
    return replace(base, root=root)


# ---- by hand ------------------------------------------------------------------------------------


@pytest.fixture
def world(tmp_path: Path) -> World:
    """One coding: Nia's first answer, on money, works well."""
    made = World.make(tmp_path / "s", random.Random(1), SYNTHESIS)
    shutil.rmtree(made.root / "codings")
    session = CodingSession(made.study, "ann")
    [money] = [code for code in session.codebook if code.id == "money"]
    session.add("talk", [money], session.texts.turn("talk", 2), valence="works_well")
    return made


MONEY: Key = ("money", "works_well", "yp")


def written(world: World, key: Key = MONEY, text: str = "They say so.") -> None:
    world.write(Charting(world.study, "ann", world.assembled).written(key, text))


def kinds(world: World, key: Key = MONEY) -> list[str]:
    return [one.kind for one in world.assembled.matrix.cell(*key).changes]


def revised(world: World, old: str, new: str) -> None:
    study = world.study
    text = study.text(study.document("talk"))
    assert old in text
    revise_texts(study, [NewText("talk", text.replace(old, new, 1))], why="heard again")


def own_words(world: World) -> str:
    """The first word of the coding's passage."""
    [one] = world.study.codings()
    text = world.study.text(world.study.document("talk"))
    return text[one.event.start : one.event.end].split()[0]


def test_a_summary_of_silence_is_stale_once_there_is_evidence(world: World):
    key = ("moves", "works_well", "yp")
    written(world, key, "Nobody speaks of this.")
    assert kinds(world, key) == []
    [one] = world.study.codings()
    change(world.study, one, code="moves")
    assert kinds(world, key) == ["came"]


def test_a_summary_written_by_hand_claims_what_it_lists_and_no_more(world: World):
    path = world.root / "synthesis/main/money.md"
    path.parent.mkdir(parents=True)
    head = "---\nrow: money\ngroup: yp\ncolumn: works_well\n"
    path.write_text(f"{head}---\nThey say so.\n")
    assert kinds(world) == []
    [one] = world.study.codings()
    path.write_text(f"{head}codings: [{one.id}, gone]\n---\nThey say so.\n")
    assert kinds(world) == ["went"]
    change(world.study, one, start=one.event.start + 8, end=one.event.end)
    assert kinds(world) == ["went"]


def test_saying_that_a_coding_holds_after_a_revision_does_not_make_its_words_the_old_ones(
    world: World,
):
    written(world)
    revised(world, own_words(world), "Xylophone")
    assert kinds(world) == ["words"]
    [one] = world.study.codings()
    confirm(world.study, one)
    assert kinds(world) == ["words"]


def test_what_was_marked_with_changed_words_is_fresh_when_only_confirmed_or_revised_elsewhere(
    world: World,
):
    revised(world, own_words(world), "Xylophone")
    written(world)
    revised(world, "I: ", "I: Zebra. ")
    assert kinds(world) == []
    [one] = world.study.codings()
    assert one.text_changed
    confirm(world.study, one)
    assert kinds(world) == []
    change(world.study, one, valence="mixed")
    assert kinds(world) == ["valence"]
    change(world.study, one, valence="works_well")
    assert kinds(world) == []
    revised(world, "Xylophone", "Quagmire")
    assert kinds(world) == ["words"]


def test_a_passage_that_became_longer_and_other_words_says_each_thing_that_changed(tmp_path: Path):
    world = World.make(tmp_path / "s", random.Random(1), CHART)
    shutil.rmtree(world.root / "codings")
    document = world.study.document("talk")
    turn = document.turns[1]
    session = CodingSession(world.study, "ann")
    [mentor] = [code for code in session.codebook if code.id == "mentor"]
    [made] = session.add("talk", [mentor], (turn.words, turn.end), valence="mixed")
    key = ("P1", "support", "")
    written(world, key)
    session.change(made, end=turn.end - 10, valence=None, code="peers", start=turn.words)
    changes = world.assembled.matrix.cell(*key).changes
    assert [(one.kind, one.what) for one in changes] == [
        ("moved", "the coded passage is shorter"),
        ("valence", "was Mixed, is now not judged"),
        ("code", "its code was mentor"),
    ]


def test_a_coding_left_out_by_what_the_matrix_is_of_is_told_as_that(world: World):
    [one] = world.study.codings()
    log = world.root / "codings/ann/talk.jsonl"
    log.write_bytes(msgspec.json.encode(msgspec.structs.replace(one.event, assisted=True)) + b"\n")
    written(world)
    narrower = assemble(world.study, replace(SYNTHESIS, assisted=False)).matrix.cell(*MONEY)
    assert [(c.kind, c.what) for c in narrower.changes] == [
        ("went", "assisted codings are not of this matrix")
    ]
    (world.root / "codings/ben").mkdir()
    narrower = assemble(world.study, replace(SYNTHESIS, coders=("ben",))).matrix.cell(*MONEY)
    assert [(c.kind, c.what) for c in narrower.changes] == [
        ("went", "its coder is not of this matrix")
    ]


def test_a_renamed_code_keeps_its_summaries_and_writing_one_gives_it_the_present_id(world: World):
    written(world)
    world._write_book(_mapped(world.book, "money", code="grants", was=("money",)))
    cell: Cell = world.assembled.matrix.cell("grants", *MONEY[1:])
    assert (cell.summary, cell.state, cell.where) == (
        "They say so.", "current", "synthesis/main/money--yp--works_well.md",
    )  # fmt: skip
    assert not world.assembled.problems
    charting = Charting(world.study, "ann", world.assembled)
    world.write(charting.written(cell.key, "They say so, all three."))
    [file] = (world.root / "synthesis/main").iterdir()
    assert parse_summary(read_text(file), "").key == cell.key
    assert world.assembled.matrix.cell(*cell.key).state == "current"
