"""After any history of a study, nothing of a person who withdraws is left on any machine.

``QUALCODE_HISTORY_RUNS=500 python -m pytest tests/workbench/withdrawal/test_histories.py`` is the long
run; with ``QUALCODE_HISTORY_GIT=1`` the machines share by git, which takes ten times as long.
"""

from __future__ import annotations

import copy
import json
import os
import random
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qualcode.store.folder_map import KINDS
from qualcode.store.io.durable import read_text
from tests.examples import examples
from tests.workbench.withdrawal.histories import (
    DEEDS,
    Needles,
    World,
    bring,
    faults_of_withdrawal,
    traces,
    withdraw,
)

GIT = bool(os.environ.get("QUALCODE_HISTORY_GIT"))


def begun_in(folder: Path, *, git: bool) -> World:
    world = World(folder / "world")
    world.folder.mkdir()
    world.begin(random.Random(1), git=git)
    return world


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A study on two machines, to be copied."""
    patch = pytest.MonkeyPatch()
    folder = tmp_path_factory.mktemp("histories")
    patch.setattr("qualcode.store.recent_studies.state_folder", lambda: folder / "state")
    yield begun_in(folder, git=GIT)
    patch.undo()


def copied(begun: World, folder: Path) -> World:
    shutil.copytree(begun.folder, folder, symlinks=True, dirs_exist_ok=True)
    world = World(folder)
    world.people, world.base, world.git = copy.deepcopy(begun.people), begun.base, begun.git
    if world.git:
        for machine in (world.ann, world.ben):
            url = ("remote", "set-url", "origin", folder / "team.git")
            subprocess.run(["git", "-C", machine.root, *url], check=True, capture_output=True)
    return world


deeds = st.lists(
    st.tuples(st.sampled_from(sorted(DEEDS)), st.integers(0, 10**6)), min_size=4, max_size=24
)


@settings(
    max_examples=examples(4, "QUALCODE_HISTORY_RUNS"),
    deadline=None,
    suppress_health_check=[*HealthCheck],
)
@given(deeds=deeds, who=st.integers(0, 20), seed=st.integers(0, 10**6))
def test_nothing_of_a_person_is_left(
    begun: World, deeds: list[tuple[str, int]], who: int, seed: int
):
    with tempfile.TemporaryDirectory(dir=begun.folder.parent) as folder:
        world = copied(begun, Path(folder))
        for deed, number in deeds:
            world.happen(deed, number)
        person = world.people[who % len(world.people)]
        faults = faults_of_withdrawal(world, person, random.Random(seed))
        assert faults == [], "\n".join(world.log)


# ---- kinds of files -----------------------------------------------------------------------------

#: What stands in for the parts of a path that nothing determines.
_WORDS = {
    "coder": "ann", "code": "moves", "matrix": "main", "cell": "moves--yp--mixed", "name": "first",
    "act": "2026-01-01T000000.0Z-1", "ending": "txt", "page": "html", "digest": "ab" * 32,
    "short_digest": "ab" * 6, "size": "12", "path": "a.bin", "any_path": "deep/er.txt",
    "half": "memos/.a.md.x1.part", "readme": "README.md",
}  # fmt: skip
#: What no withdrawal touches: no words are ever in it, or it is gone before anything opens a study.
_NEVER = {
    "private/unfinished/<act>/<path>": "finished, or discarded, when the study is opened",
    ".qualcode/locks/<name>.lock": "locks are empty", ".qualcode/keys.toml": "keys", ".qualcode/export.key": "a key", ".gitignore": "patterns",
    ".gitattributes": "patterns", "template.docx": "not written here: see Word files below",
    ".qualcode/sync-merging": "a digest of git's", ".qualcode/verbatim.json": "digests",
    "withdrawals/<case>.json": "a receipt of theirs would be theirs",
    "exports.jsonl": "numbers, codes and groups: what left cannot be called back",
}  # fmt: skip


def test_a_kind_of_file_says_what_a_withdrawal_does_with_it():
    """A new kind that says nothing, and is not in the list above with the reason, is a fault."""
    silent = {k.path for k in KINDS if k.forgotten == "kept" and not k.quoted}
    assert silent <= set(_NEVER)
    for kind in KINDS:
        if kind.kept != "git" and kind.path not in _NEVER:
            assert kind.forgotten in ("removed", "records", "rows", "rewritten", "cleared")


def test_words_name_and_id_go_from_a_file_of_every_kind(begun: World, tmp_path: Path):
    world = copied(begun, tmp_path / "world")
    machine, root = world.ann, world.ann.root
    [person] = [one for one in world.people if one.cases == ["YP9"]]
    quote = max(person.said, key=len)
    words = f"“{quote}” said {person.name}."
    keys = {**_WORDS, "document": "talk-a", "case": "YP9"}
    for kind in KINDS:
        if kind.path not in _NEVER:
            path = kind.at(root, **{key: keys[key] for key in kind.keys})
            path.parent.mkdir(parents=True, exist_ok=True)
            _plant(path, words, quote, quoted=bool(kind.quoted))
    said = withdraw(world, machine, "YP9")
    assert said.status == 0, said.err
    assert traces(machine, Needles(person, world.people, "YP9"), said) == []


def _plant(path: Path, words: str, quote: str, *, quoted: bool) -> None:
    """Put words into a file, so that it is still one of its kind."""
    before = path.read_text(encoding="utf-8-sig") if path.exists() else ""
    match path.suffix:
        case ".jsonl":
            record = {"id": "0" * 20, "coding": "0" * 20, "document": "fg" if quoted else "talk-a", "at": "2026-01-01",
                      "note": words, "why": words, "reason": words}  # fmt: skip
            if path.parent.parent.name == "codings" and before == "":
                record |= {"start": 0, "end": 4, "code": "moves", "sha256": "0" * 64}
            before += json.dumps(record, ensure_ascii=False) + "\n"
        case ".json" if before:
            return
        case ".json":
            before = json.dumps({"document": "talk-a", "person": "YP9", "text": words})
        case ".csv" if path.name == "cases.csv":
            head, *rows = before.splitlines()
            commas = head.count(",")
            before = "\n".join([f"{head},note", *(f'{row},"{quote}"' for row in rows)]) + "\n"
            assert commas == before.splitlines()[1].count(",") - 1
        case ".csv":
            if not before:
                before = "name,kind,replacement,variants,keep\nGwenllian Rees,person,[a],,\n"
        case ".toml" | ".yaml":
            before += f"\n# {words}\n"
        case _ if before and path.parent.name in ("transcripts", "originals"):
            return
        case _:
            before += f"\n{words} YP9\n" if path.suffix != ".md" else f"\n{words}\n"
    path.write_text(before, encoding="utf-8")


def test_a_name_that_others_say_goes_and_their_codings_stay(begun: World, tmp_path: Path):
    world = copied(begun, tmp_path / "world")
    ann, root = world.ann, world.ann.root
    talk = tmp_path / "talk.txt"
    talk.write_text(
        "Interviewer: And who helped Gwenllian Rees?\n\n"
        "Haf Lewisdon: It was Gwenllian Rees herself who rang, and nobody else did.\n"
    )
    assert ann.do("import", talk, "--as", "in-1", "--case", "P1", "--group", "yp").status == 0
    quote = "herself who rang, and nobody"
    assert ann.do("coding", "add", "in-1", "moves", "--quote", quote).status == 0
    named = ann.do("coding", "add", "in-1", "trust", "--quote", f"It was Gwenllian Rees {quote}")
    assert named.status == 0
    said = withdraw(world, ann, "YP9")
    assert "in-1: their name, said by others 2 times, becomes [withdrawn]" in said.out
    text = read_text(root / "transcripts" / "in-1.txt")
    assert "Haf Lewisdon: It was [withdrawn] herself who rang" in text
    codings = ann.study.codings(document="in-1")
    words = {text[c.event.start : c.event.end] for c in codings}
    assert words == {quote, f"It was [withdrawn] {quote}"}
    assert not any(c.text_changed for c in codings)
    assert not (root / "originals" / "in-1.txt").exists()


# ---- what comes later, under an id from before --------------------------------------------------


@pytest.mark.slow
def test_work_under_an_earlier_id_is_known_and_goes_with_the_person(tmp_path: Path):
    """A colleague's memo, mark and answer come when the document has another id, or is gone."""
    world = begun_in(tmp_path, git=True)
    ann, ben = world.ann, world.ben
    [person] = [one for one in world.people if one.cases == ["YP9"]]
    base = {name: (ben.root / name).read_bytes() for name in ("documents/talk-a.json",)}
    for deed in ("memo", "marks"):
        _work_of(ben.root, deed)
    late = {
        name: (ben.root / name).read_bytes()
        for name in ("memos/ben/documents/talk-a.md", "suggestions/ben.jsonl",
                     "codings/ben/+done.jsonl")
    }  # fmt: skip
    assert base
    assert ann.do("revise", "talk-a", "--as", "kept-1").status == 0
    assert ann.do("sync").status == 0
    arrive(ann.root, late)
    checked = ann.do("check")
    assert "qualcode revise talk-a --as kept-1" in checked.out
    followed = ann.do("revise", "talk-a", "--as", "kept-1")
    assert followed.status == 0, followed.err
    assert "short talk" in read_text(ann.root / "memos/ben/documents/kept-1.md")
    assert "talk-a" not in read_text(ann.root / "suggestions/ben.jsonl")
    assert withdraw(world, ann, "YP9").status == 0
    arrive(ann.root, late)
    checked = ann.do("check")
    assert "3 files with memos on, or records of, what YP9 withdrew" in checked.out
    said = withdraw(world, ann, "YP9")
    assert "memos/ben/documents/talk-a.md: removed" in said.out
    assert "suggestions/ben.jsonl: 1 record on what was removed before" in said.out
    assert traces(ann, Needles(person, world.people, "YP9"), said) == []
    assert not list(ann.root.glob("memos/ben/documents/*"))
    assert "talk-a" not in read_text(ann.root / "suggestions/ben.jsonl")
    assert "withdrawn-files" not in ann.do("check", "--json").out


def _work_of(root: Path, deed: str) -> None:
    if deed == "memo":
        path = root / "memos/ben/documents/talk-a.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("A short talk.\n", encoding="utf-8")
        return
    about = json.loads((root / "documents/talk-a.json").read_text(encoding="utf-8"))
    answer = {"at": "2026-01-01T00:00:00Z", "document": "talk-a", "start": 5, "end": 20,
              "sha256": about["sha256"], "code": "moves", "score": 0.5, "did": "rejected"}  # fmt: skip
    mark = {"at": "2026-01-01T00:00:00Z", "document": "talk-a", "done": True}
    for name, record in (("suggestions/ben.jsonl", answer), ("codings/ben/+done.jsonl", mark)):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(record) + "\n", encoding="utf-8")


def arrive(root: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def test_the_receipt_says_what_was_looked_at_and_holds_no_name(begun: World, tmp_path: Path):
    world = copied(begun, tmp_path / "world")
    root = world.ann.root
    (root / "notes.pdf").write_bytes(b"%PDF-1.4 \0")
    assert world.ann.do("revise", "talk-a", "--as", "gwenllian-rees").status == 0
    said = withdraw(world, world.ann, "YP9")
    assert re.search(r"Looked into \d+ files of \d+ kinds; could not be read: 1 \.pdf", said.out)
    data = (root / "withdrawals" / "YP9.json").read_text(encoding="utf-8")
    receipt = json.loads(data)
    assert receipt["unread"] == {".pdf": 1}
    assert receipt["looked"]["codebook.yaml"] == 1
    assert "gwenllian" not in data.lower()
    assert "notes.pdf" in world.ann.do("check").out
    # The file is known all the same.
    assert [one["id"] for one in receipt["gone"]] == [
        f"withdrawn-{receipt['gone'][0]['sha256'][:6]}"
    ]
    bring(world.ann, world.ben, world.base)
    assert withdraw(world, world.ben, "YP9").status == 0
    assert not list(world.ben.root.glob("*/talk-a*"))
