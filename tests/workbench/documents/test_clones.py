"""Clones that code, edit texts and merge in any order: every coding is on its words, or flagged.

Words that stand once and whole in the present text, and in the one they were coded in, are never orphaned,
by whatever detour of lost turns, undone edits and corrected copies the text came about.

``QUALCODE_CLONE_RUNS=20000 python -m pytest tests/workbench/documents/test_clones.py -s`` is the long run; it
prints what it met.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from qualcode.errors import QualcodeError
from qualcode.model.codebook.find import find_code
from qualcode.model.document.document import Document, Speaker, Turn
from qualcode.model.document.moved_words import TOKEN
from qualcode.model.text.text import text_digest
from qualcode.store.study import Study
from qualcode.workbench.coding.session import CodedAlreadyError, CodingSession
from qualcode.workbench.documents.direct_revisions import connect_texts
from qualcode.workbench.documents.revision import NewText, normal_text, revise_texts
from qualcode.workbench.documents.revision_list import bring_back
from tests.conftest import CODEBOOK
from tests.examples import examples

pytestmark = pytest.mark.slow

USUAL_RUNS = 160
#: In so many parts, each with so many runs.
PARTS = 4
RUNS = -(-examples(USUAL_RUNS, "QUALCODE_CLONE_RUNS") // PARTS)
DOC = "talk"
WORDS = [
    "school", "the", "the", "a", "mentor", "moved", "yn", "ŵyl", "Siân", "tŷ", "dŵr", "café",
    "x\u0302y", "q\u0323\u0307", "\U0001f642", "\U0001f469\u200d\U0001f467", "\U0001f1e6\U0001f1e8",
    "don’t", "well", "3,000", "she’d", "日本",
]  # fmt: skip
LABELS = ["I: ", "P: ", "P: ", "P2: ", ""]
met: Counter[str] = Counter()

words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join)
paragraph = st.builds(
    lambda label, lines, stop: label + "\n".join(lines) + stop,
    st.sampled_from(LABELS),
    st.lists(words, min_size=1, max_size=2),
    st.sampled_from([".", "?", "", " …"]),
)
talk = st.lists(paragraph, min_size=1, max_size=7)
seeds = st.randoms(use_true_random=False)


def make_document(text: str) -> Document:
    turns, at = [], 0
    for piece in text.rstrip("\n").split("\n\n"):
        label = next((x for x in LABELS if x and piece.startswith(x)), "")
        speaker = ["I: ", "P: ", "P2: "].index(label) if label else -1
        turns.append(Turn(at, at + len(label), at + len(piece), speaker))
        at += len(piece) + 2
    speakers = (Speaker("I", "interviewer"), Speaker("P"), Speaker("P2"))
    return Document(
        DOC, "Talk", "en", text_digest(text), len(text), 1, "text", "", "2026-01-01T00:00:00Z",
        speakers, tuple(turns),
    )  # fmt: skip


def edited(r: random.Random, text: str) -> str:
    """Return the text with one to three edits of the kinds that people make."""
    pieces = text.rstrip("\n").split("\n\n")
    for _ in range(r.randint(1, 3)):
        at = r.randrange(len(pieces))
        kind = r.choice(
            [
                "insert",
                "delete",
                "replace",
                "word",
                "word",
                "move",
                "join",
                "split",
                "copy",
                "accent",
            ]
        )
        met[f"edit: {kind}"] += 1
        said = pieces[at].split(" ")
        if kind == "insert":
            new = " ".join(r.choice(WORDS) for _ in range(r.randint(1, 6)))
            pieces.insert(at, r.choice(LABELS) + new)
        elif kind == "delete" and len(pieces) > 1:
            del pieces[at]
        elif kind == "replace":
            pieces[at] = r.choice(LABELS) + " ".join(r.choice(WORDS) for _ in range(5))
        elif kind == "word":
            where = r.randrange(len(said))
            said[where : where + r.randint(0, 2)] = r.choices(WORDS, k=r.randint(0, 2))
            pieces[at] = " ".join(said).strip() or "empty"
        elif kind == "move" and len(pieces) > 1:
            pieces.insert(r.randrange(len(pieces)), pieces.pop(at))
        elif kind == "join" and at + 1 < len(pieces):
            pieces[at : at + 2] = [f"{pieces[at]} {pieces[at + 1]}"]
        elif kind == "split" and len(said) > 2:
            cut = r.randrange(1, len(said))
            pieces[at : at + 1] = [" ".join(said[:cut]), " ".join(said[cut:])]
        elif kind == "copy":
            pieces.insert(r.randrange(len(pieces) + 1), pieces[at])
        elif kind == "accent":
            pieces[at] = pieces[at].replace("a", "â", 1)
    return "\n\n".join(pieces) + "\n"


def around(text: str, start: int, end: int) -> str:
    """Return the paragraph that a span lies in; empty if it lies in none or in several."""
    low = text.rfind("\n\n", 0, start + 1)
    low = 0 if low < 0 else low + 2
    high = text.find("\n\n", low)
    high = len(text) - 1 if high < 0 else high
    return text[low:high] if low <= start and end <= high else ""


def paragraph_start(text: str, piece: str) -> int:
    """Return where a paragraph starts."""
    return f"\n\n{text}\n".index(f"\n\n{piece}\n\n")


def is_run(text: str, start: int, end: int) -> bool:
    """Return whether a span is whole words, and enough of them not to stand twice by chance."""
    edges = {at for m in TOKEN.finditer(text) for at in m.span()}
    words = text[start:end]
    long = len(words) >= 10 and len(words.split()) > 1
    return {start, end} <= edges and long and words == words.strip() and "\n" not in words


def as_of(history: dict[int, str], rev: int) -> str:
    """Return what a coder said last of a coding, as far as a clone knows."""
    return history[max(known for known in history if known <= rev)]


class Clone:
    """A study folder of one coder, and the bit of git that a merge needs: the common base."""

    def __init__(self, root: Path, coder: str) -> None:
        self.root, self.coder = root, coder
        self.touched = False

    @property
    def study(self) -> Study:
        self.touched = True
        return Study(self.root)

    @property
    def head(self) -> Path:
        return self.root / "documents" / f"{DOC}.json"

    @property
    def revisions(self) -> Path:
        return self.root / "revisions" / DOC

    def text(self) -> str | None:
        study = Study(self.root)
        try:
            return study.text(study.document(DOC))
        except QualcodeError:
            return None


class Clones(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        shm = Path("/dev/shm")
        self.folder = Path(tempfile.mkdtemp(dir=shm if shm.is_dir() else None))
        self.all: list[Clone] = []
        #: What each coder marked: the words of each coding, by the revision of its place.
        self.marked: dict[str, dict[int, str]] = {}
        #: The paragraph each was marked in, where it was in one; and every text there ever was.
        self.paragraph: dict[str, dict[int, str]] = {}
        self.texts: set[str] = set()

    def teardown(self) -> None:
        try:
            if self.all:
                self.everybody_merges()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    @initialize(pieces=talk, three=st.booleans())
    def begin(self, pieces: list[str], three: bool) -> None:
        met["runs"] += 1
        text = normal_text("\n\n".join(pieces))
        self.texts.add(text)
        for name in ("ann", "ben", "cai")[: 3 if three else 2]:
            root = self.folder / name
            root.mkdir()
            (root / "study.toml").write_text('name = "Clones"\n')
            (root / "codebook.yaml").write_text(CODEBOOK)
            (root / "cases.csv").write_text("id,group\n")
            Study(root).add_documents([(make_document(text), text, None)])
            self.all.append(Clone(root, name))
        self.bases = {
            frozenset((a.coder, b.coder)): self.all[0].head.read_bytes()
            for a in self.all
            for b in self.all
            if a is not b
        }

    # ---- what people do -------------------------------------------------------------------

    @rule(who=st.integers(0, 2), r=seeds)
    def code(self, who: int, r: random.Random) -> None:
        clone = self.all[who % len(self.all)]
        text = clone.text()
        if text is None:
            return
        session = CodingSession(clone.study, clone.coder)
        start = r.randrange(len(text))
        end = min(len(text), start + r.choice([1, 3, 8, 20, 60]))
        if not text[start:end].strip():
            return
        code = find_code(session.codebook, r.choice(["support", "moves"]))
        try:
            [added] = session.add(DOC, [code], (start, end))
        except CodedAlreadyError:
            return
        # A session widens a span to whole graphemes.
        assert added.event.start <= start < end <= added.event.end
        start, end = added.event.start, added.event.end
        met["coded"] += 1
        self.marked[added.id] = {0: text[start:end]}
        self.paragraph[added.id] = {0: around(text, start, end)}

    @rule(who=st.integers(0, 2), r=seeds)
    def change(self, who: int, r: random.Random) -> None:
        clone = self.all[who % len(self.all)]
        study, text = clone.study, clone.text()
        own = study.codings(coder=clone.coder, document=DOC)
        if text is None or not own:
            return
        session, coding = CodingSession(study, clone.coder), r.choice(own)
        what = r.choice(["valence", "valence", "place", "remove"])
        met[f"changed: {what}"] += 1
        if what == "remove":
            session.remove([coding])
        elif what == "valence":
            valence = r.choice(["mixed", "works_well", None])
            after = session.change(coding, looked_at=True, valence=valence)
            self.remember(clone, after.id, after.event.rev, text)
        else:
            start = r.randrange(len(text))
            after = session.change(coding, looked_at=True, start=start, end=start + 1)
            self.remember(clone, coding.id, coding.event.rev + 1, text)
            place = (after.event.start, after.event.end)
            self.paragraph[coding.id][coding.event.rev + 1] = around(text, *place)

    def remember(self, clone: Clone, coding_id: str, rev: int, text: str) -> None:
        """A change writes the place of today: those are the words its coder stands by now."""
        found = next(c for c in clone.study.codings(document=DOC) if c.id == coding_id)
        here = found.event.sha256 == text_digest(text)
        if here:
            self.marked[coding_id][rev] = text[found.event.start : found.event.end]
        else:
            self.marked[coding_id][rev] = self.marked[coding_id][rev - 1]

    @rule(who=st.integers(0, 2), r=seeds, crlf=st.booleans())
    def edit(self, who: int, r: random.Random, crlf: bool) -> None:
        clone = self.all[who % len(self.all)]
        study, text = clone.study, clone.text()
        if text is None:
            return
        new = normal_text(edited(r, text))
        data = (new.replace("\n", "\r\n") if crlf else new).encode()
        before = {(c.id, c.coder): c for c in study.codings(document=DOC)}
        [done] = revise_texts(study, [NewText(DOC, normal_text(data.decode()))], why="test")
        assert clone.text() == new
        self.texts.add(new)
        met["revised"] += not done.same
        self.untouched_are_unflagged(clone, before, text, new)
        self.none_is_orphaned_for_nothing(clone)

    @rule(who=st.integers(0, 2), r=seeds, corrected=st.booleans())
    def paste_back(self, who: int, r: random.Random, corrected: bool) -> None:
        """A text there was, as somebody kept it in a file or corrected it there."""
        copy = r.choice(sorted(self.texts))
        self.take(self.all[who % len(self.all)], edited(r, copy) if corrected else copy)
        met["copy pasted over"] += 1

    @rule(who=st.integers(0, 2), r=seeds)
    def lose_a_turn_and_put_it_back(self, who: int, r: random.Random) -> None:
        clone = self.all[who % len(self.all)]
        text = clone.text()
        if text is None or text.count("\n\n") < 1:
            return
        pieces = text.rstrip("\n").split("\n\n")
        lost = pieces.pop(r.randrange(len(pieces)))
        self.take(clone, "\n\n".join(pieces))
        pieces.insert(r.randrange(len(pieces) + 1), lost)
        self.take(clone, "\n\n".join(pieces))
        met["turn lost and put back"] += 1

    def take(self, clone: Clone, text: str) -> None:
        if clone.text() is not None:
            new = normal_text(text)
            revise_texts(clone.study, [NewText(DOC, new)], why="test")
            self.texts.add(new)
            self.none_is_orphaned_for_nothing(clone)

    @rule(who=st.integers(0, 2))
    def undo(self, who: int) -> None:
        clone = self.all[who % len(self.all)]
        if clone.text() is None:
            return
        try:
            bring_back(clone.study, DOC)
        except QualcodeError:
            return
        met["revision undone"] += 1
        assert clone.text() is not None
        self.none_is_orphaned_for_nothing(clone)

    @rule(one=st.integers(0, 2), two=st.integers(1, 2), r=seeds)
    def merge(self, one: int, two: int, r: random.Random) -> None:
        into = self.all[one % len(self.all)]
        other = self.all[(one + two) % len(self.all)]
        if into is not other:
            self.pull(into, other, r)

    # ---- what git does --------------------------------------------------------------------

    def pull(self, into: Clone, other: Clone, r: random.Random, *, with_text: bool = False) -> None:
        met["merges"] += 1
        into.touched = True
        for log in other.root.glob("codings/*/*.jsonl"):
            mine = into.root / log.relative_to(other.root)
            lines = set(log.read_bytes().splitlines(keepends=True))
            if mine.exists():
                lines |= set(mine.read_bytes().splitlines(keepends=True))
            mixed = sorted(lines)
            r.shuffle(mixed)
            mine.parent.mkdir(parents=True, exist_ok=True)
            mine.write_bytes(b"".join(mixed))
        for revision in other.root.glob("revisions/*/*.json"):
            mine = into.root / revision.relative_to(other.root)
            mine.parent.mkdir(parents=True, exist_ok=True)
            assert not mine.exists() or mine.read_bytes() == revision.read_bytes()
            mine.write_bytes(revision.read_bytes())
        # The head: who changed it since the two last met; where both did, a person takes one.
        pair = frozenset((into.coder, other.coder))
        base, ours, theirs = self.bases[pair], into.head.read_bytes(), other.head.read_bytes()
        take = theirs != base and (ours == base or (ours != theirs and r.random() < 0.5))
        met["both revised"] += ours != base and theirs != base and ours != theirs
        if take:
            into.head.write_bytes(theirs)
            # The text comes by another way, now or later.
            if with_text or r.random() < 0.7:
                self.send_text(into, other)
            else:
                met["text not sent"] += 1
        self.bases[pair] = into.head.read_bytes() if take or ours == theirs else theirs

    def send_text(self, into: Clone, other: Clone) -> None:
        text = other.text()
        if text is not None:
            into.study.text_path(DOC).write_text(text, encoding="utf-8", newline="\n")

    def everybody_merges(self) -> None:
        r = random.Random(1)
        for into in self.all:
            for other in self.all:
                if into is not other:
                    self.pull(into, other, r, with_text=True)
        first = self.all[0]
        for clone in self.all[1:]:
            self.pull(first, clone, r, with_text=True)
        holder = next((c for c in self.all if self.has(c, first)), None)
        for clone in self.all:
            if clone is not first:
                self.pull(clone, first, r, with_text=True)
            clone.head.write_bytes(first.head.read_bytes())
            if holder is not None and holder is not clone:
                text = holder.study.earlier_text(first.study.document(DOC).sha256)
                text = text or holder.text()
                clone.study.text_path(DOC).write_text(str(text), encoding="utf-8", newline="\n")
        if holder is not None:
            self.everybody_connects()
        for clone in self.all:
            self.every_coding_holds(clone, final=holder is not None)
            if holder is not None:
                self.none_is_orphaned_for_nothing(clone, *self.all)
        states = {
            repr([(c.id, c.event.start, c.event.end, c.text_changed, c.event.sha256)
                  for c in clone.study.codings()])
            for clone in self.all
        }  # fmt: skip
        assert len(states) == 1, "clones that have merged everything differ"

    def everybody_connects(self) -> None:
        """As a sync does: each compares the texts it has, and all get what that gave."""
        for clone in self.all:
            connect_texts(clone.study, [DOC])
        made = {p.name: p.read_bytes() for c in self.all for p in c.revisions.glob("*.json")}
        for clone in self.all:
            clone.revisions.mkdir(parents=True, exist_ok=True)
            for name, data in made.items():
                (clone.revisions / name).write_bytes(data)

    def has(self, clone: Clone, first: Clone) -> bool:
        digest = first.study.document(DOC).sha256
        text = clone.text()
        return clone.study.earlier_text(digest) is not None or (
            text is not None and text_digest(text) == digest
        )

    # ---- what must hold -------------------------------------------------------------------

    @invariant()
    def no_third_outcome(self) -> None:
        """Only a clone that something was done to can be another than after the last step."""
        for clone in self.all:
            if clone.touched:
                self.every_coding_holds(clone)
                clone.touched = False

    def every_coding_holds(self, clone: Clone, *, final: bool = False) -> None:
        study = clone.study
        document = study.document(DOC)
        text = clone.text()
        assert text is not None or not final
        for coding in study.codings():
            event = coding.event
            # The words of the last time its coder said where it is.
            marked = as_of(self.marked[coding.id], event.rev)
            piece = as_of(self.paragraph[coding.id], event.rev)
            if piece and all(t.rstrip("\n").split("\n\n").count(piece) == 1 for t in self.texts):
                # Whole and once in every text there was: nothing could hide it.
                assert event.sha256 == document.sha256
                assert not coding.text_changed
                met["unflagged through all, as it must be"] += final
            if event.sha256 != document.sha256:
                met["outcome: orphaned"] += final
                continue
            assert 0 <= event.start < event.end <= document.characters
            if coding.text_changed:
                met["outcome: text changed"] += final
            elif text is not None:
                assert text[event.start : event.end] == marked
                met["outcome: the same words"] += final
        assert not study.problems

    def none_is_orphaned_for_nothing(self, clone: Clone, *others: Clone) -> None:
        """Words that stand once in the text they were coded in, and once here, are found here."""
        study, text = clone.study, clone.text()
        if text is None:
            return
        here = text_digest(text)
        for coding in study.codings(document=DOC):
            logged = coding.logged
            texts = (c.study.earlier_text(logged.sha256) for c in (clone, *others))
            made_on = text if logged.sha256 == here else next(filter(None, texts), None)
            if made_on is None or not is_run(made_on, logged.start, logged.end):
                continue
            words = made_on[logged.start : logged.end]
            if made_on.count(words) == text.count(words) == 1:
                met["stands once, as coded"] += 1
                assert coding.event.sha256 == here, "orphaned for nothing"

    def untouched_are_unflagged(self, clone: Clone, before, old: str, new: str) -> None:
        """A coding inside a paragraph that both texts have once, whole, is as it was, and there.

        One that was flagged may be on all of its own words again: those that are beside it, or
        those that stand once, as they did where it was made. It may also be on more of them
        elsewhere, flagged. One without a flag stays where it is, and goes to no equal words.
        """
        old_pieces = Counter(old.rstrip("\n").split("\n\n"))
        new_pieces = Counter(new.rstrip("\n").split("\n\n"))
        after = {(c.id, c.coder): c for c in clone.study.codings(document=DOC)}
        assert before.keys() == after.keys()
        for key, coding in before.items():
            event, now = coding.event, after[key].event
            if event.sha256 != text_digest(old):
                continue
            piece = around(old, event.start, event.end)
            if piece and old_pieces[piece] == new_pieces[piece] == 1:
                assert now.sha256 == text_digest(new)
                met["unflagged, as it must be"] += 1
                by = paragraph_start(new, piece) - paragraph_start(old, piece)
                stayed = now.start < event.end + by and event.start + by < now.end
                if not coding.text_changed:
                    assert not after[key].text_changed
                    assert (now.start, now.end) == (event.start + by, event.end + by)
                elif not after[key].text_changed and not stayed:
                    met["flagged, and on its own words elsewhere"] += 1
                    self.came_back(clone, after[key], new)
                elif not stayed:
                    met["flagged, and on other words of its own"] += 1

    def came_back(self, clone: Clone, coding, new: str) -> None:
        """It is not on others' words: its own stand once, there and here, whole."""
        logged = coding.logged
        texts = (text for text in self.texts if text_digest(text) == logged.sha256)
        made_on = next(texts)
        assert is_run(made_on, logged.start, logged.end)
        words = made_on[logged.start : logged.end]
        assert made_on.count(words) == new.count(words) == 1


@pytest.mark.parametrize("part", range(PARTS))
def test_clones_that_code_edit_and_merge_lose_no_place(part: int) -> None:
    """In parts, which cores share."""
    met.clear()
    if settings.default is not None and settings.default.derandomize:
        # The same runs each time, but others in each part.
        seed(part)(Clones)
    run_state_machine_as_test(
        Clones,
        settings=settings(
            max_examples=RUNS, stateful_step_count=25, deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    for name, count in sorted(met.items()):
        print(f"{name:36} {count:,}")  # noqa: T201 - the figures of the long run
    # Losses and detours leave fewer of them than there are runs.
    assert met["outcome: the same words"] >= RUNS // 2
    assert met["both revised"]
    # Of a few runs' codings none may have lost its words at the end.
    if RUNS >= USUAL_RUNS:
        assert all(met[f"outcome: {flag}"] for flag in ("text changed", "orphaned"))
