"""The map of the study folder: one row for every file, and everything that goes by it agrees."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.store.folder_changes import REWRITTEN, naming
from qualcode.store.folder_map import (
    ACTS,
    DOCUMENTS,
    EMBEDDINGS,
    EXPORTS,
    HALF_WRITTEN,
    KINDS,
    MERGING,
    NAME_HINTS,
    README,
    SET_ASIDE,
    SPEAKERS,
    TAKEN_BACK,
    TEMPLATE,
    TORN,
    TRACKED,
    Kind,
    folders,
    kind_of,
    tracked_kind,
)
from qualcode.store.records import speaker_table
from qualcode.store.study import Study
from qualcode.workbench.check.git import conflict_markers
from qualcode.workbench.overview.watch import study_stamp
from qualcode.workbench.privacy.commit_check import guard
from qualcode.workbench.privacy.real_names import would_be_taken
from qualcode.workbench.team.sync_commit import find_work
from qualcode.workbench.team.sync_git import Git
from tests.conftest import Run
from tests.lived import CASE, OLD, Life

#: What a whole life without an accident does not write, and why.
NOT_MET = {
    ACTS: "there while a command over several files is being done",
    HALF_WRITTEN: "there when a program was cut off",
    MERGING: "there while a sync merges",
    SET_ASIDE: "there when a sync client's conflict copy was taken in",
    TAKEN_BACK: "there when a sync was cut off in a merge",
    EMBEDDINGS: "there when themes were made of many passages",
    NAME_HINTS: "there where the model of names is installed and was asked",
}
WORDS = {
    "coder": "ann", "document": "yp-01", "case": "YP1", "code": "trust", "matrix": "main",
    "cell": "trust--yp--works_well", "name": "first", "act": "2026-01-01T000000.0Z-1",
    "ending": "srt", "page": "html", "digest": "ab" * 32, "short_digest": "ab" * 6, "size": "12",
    "path": "a.bin", "any_path": "deep/er.txt", "half": "documents/.a.json.x1.part",
    "readme": "README.md",
}  # fmt: skip


def example(kind: Kind) -> str:
    """Return a path of this kind."""
    return re.sub(r"<([a-z_]+)>", lambda word: WORDS[word[1]], kind.path)


def of_kinds(root: Path) -> dict[str, list[Kind]]:
    """Return for each file of a study, git's own left out, which rows it matches."""
    found = {}
    for path in root.rglob("*"):
        name = path.relative_to(root).as_posix()
        if path.is_file() and not name.startswith(".git/"):
            found[name] = [kind for kind in KINDS if kind.pattern.fullmatch(name)]
    return found


@pytest.mark.slow
def test_every_file_of_a_whole_life_is_in_one_row_and_every_row_is_met(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
):
    for name in ("GIT_AUTHOR", "GIT_COMMITTER"):
        monkeypatch.setenv(f"{name}_NAME", "Ann")
        monkeypatch.setenv(f"{name}_EMAIL", "ann@example.org")
    life = Life(tmp_path / "study", run)
    met: set[Kind] = set()

    def look() -> None:
        found = of_kinds(life.root)
        assert {name: kinds for name, kinds in found.items() if len(kinds) != 1} == {}
        met.update(kind for kinds in found.values() for kind in kinds)

    for part in (
        life.begin, life.take_transcripts, life.code, life.revise, life.hide_names,
        life.read, life.suggest_themes, life.chart, life.draft, life.put_by_hand,
    ):  # fmt: skip
        part()
        look()
    life.do("revise", OLD, "--as", "yp-09")
    look()
    life.share()
    look()
    life.do("withdraw", CASE, "--yes")
    look()
    assert {kind.path for kind in KINDS} - {kind.path for kind in met} == {
        kind.path for kind in NOT_MET if kind not in met
    }


@given(st.sampled_from(KINDS).flatmap(lambda kind: st.from_regex(kind.pattern, fullmatch=True)))
def test_no_two_rows_match_one_path(path: str):
    assert len([kind for kind in KINDS if kind.pattern.fullmatch(path)]) == 1


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.path)
def test_a_row_finds_its_own_files_by_what_their_path_says(kind: Kind, tmp_path: Path):
    path = tmp_path / example(kind)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    assert list(kind.files(tmp_path)) == [path]
    assert kind_of(example(kind)) is kind
    assert kind.at(tmp_path, **WORDS) == path
    known = kind.keys_of(example(kind))
    for key in kind.keys:
        assert known[key] == WORDS[key]
        assert list(kind.files(tmp_path, **{key: WORDS[key]})) == [path]
        if key in ("document", "coder", "case", "code"):
            assert list(kind.files(tmp_path, **{key: "an*ther"})) == []
    if "document" in kind.keys:
        [before] = kind.kept_by(tmp_path, "yp-01")
        assert before == path or before in path.parents
        after = kind.moved(tmp_path, before, "yp-01", "care.2")
        name = before.relative_to(tmp_path).as_posix()
        assert after.relative_to(tmp_path).as_posix() == name.replace("yp-01", "care.2")


def test_ids_that_others_begin_or_end_with_are_told_apart(tmp_path: Path):
    for kind in KINDS:
        if "document" in kind.keys:
            for name in ("one", "one-two", "two-one", "one.two", "On"):
                path = tmp_path / re.sub("<([a-z_]+)>", lambda w, n=name: n if w[1] == "document"
                                         else WORDS[w[1]], kind.path)  # fmt: skip
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch()
            [found] = kind.files(tmp_path, document="one")
            assert kind.keys_of(found.relative_to(tmp_path).as_posix())["document"] == "one"


def test_git_takes_and_merges_each_kind_as_its_row_says(study: Study):
    root = study.root
    for kind in KINDS:
        path = example(kind)
        ignored = _git(root, "check-ignore", "--no-index", path) != ""
        assert ignored == (kind.kept != "git"), path
        merge = _git(root, "check-attr", "merge", path).rsplit(": ", 1)[1]
        assert merge == (kind.merge or "unspecified"), path


def _git(root: Path, *args: str) -> str:
    done = subprocess.run(
        ["git", "-C", root, *args], capture_output=True, text=True, check=False,
        env=os.environ | {"GIT_CONFIG_GLOBAL": os.devnull},
    )  # fmt: skip
    return done.stdout.strip()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.path)
def test_sync_sends_the_kinds_that_git_takes_and_a_forced_other_is_stopped(
    kind: Kind, study: Study
):
    root, name = study.root, example(kind)
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    new = ",".join(speaker_table.HEAD) if kind is SPEAKERS else "{}"
    path.write_text(f"{new}\n" if not path.exists() else path.read_text() + "\n")
    work = find_work(Git(root))
    assert (name in work.own) == (kind.kept == "git")
    assert name not in work.others
    assert (name in would_be_taken(root, ())) == (kind.kept == "git")
    _git(root, "add", "--force", name)
    stopped = {p.where for p in guard(root) if p.code == "words-staged"}
    if name in stopped or kind is HALF_WRITTEN:
        assert kind.kept != "git"
    else:
        assert kind.kept == "git"


# Of a page on the study the overview shows nothing.
@pytest.mark.parametrize(
    "kind", [kind for kind in TRACKED if kind is not README], ids=lambda kind: kind.path
)
def test_what_git_takes_is_watched(kind: Kind, study: Study):
    path = study.root / example(kind)
    path.parent.mkdir(parents=True, exist_ok=True)
    before = study_stamp(study.root)
    path.write_bytes(b"new" if not path.exists() else path.read_bytes() + b"\n")
    assert study_stamp(study.root) != before


@pytest.mark.parametrize("kind", [kind for kind in TRACKED if kind is not TEMPLATE],
                         ids=lambda kind: kind.path)  # fmt: skip
def test_a_merges_markers_are_found_in_whatever_git_takes(kind: Kind, tmp_path: Path):
    path = tmp_path / example(kind)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("a\n<<<<<<< ours\nb\n=======\nc\n>>>>>>> theirs\n")
    [found] = conflict_markers(tmp_path)
    assert found.where == f"{example(kind)}:2"


def test_rows_say_what_becomes_of_every_document_id_in_a_path():
    for kind in KINDS:
        if "document" in kind.keys:
            assert kind.renamed in ("moved", "rewritten"), kind.path
            assert kind.forgotten in ("removed", "records"), kind.path
        if kind.merge == "union" and kind is not EXPORTS:
            # Numbers that left cannot be called back, and hold nobody.
            assert kind.forgotten == "records", kind.path
        if kind.prose:
            # A quotation is cut out of what people write; of a table their row goes.
            assert kind.quoted == "cut" or kind.forgotten == "rows", kind.path
        if kind.said:
            assert kind.kept != "git", kind.path
            assert kind.forgotten != "kept" or kind is ACTS, kind.path
    assert set(REWRITTEN) == {kind for kind in KINDS if kind.renamed == "rewritten"}


def test_a_stranger_is_of_no_kind():
    for name in ("notes.txt", "codings/ann/+other.jsonl", "documents/.x.json", "memos/ann/x.md",
                 "documents/deep/one.json", "private/own.xlsx", "transcripts/one.doc"):  # fmt: skip
        assert kind_of(name) is None
    assert tracked_kind("transcripts/one.txt") is None
    assert set(folders("git")) & set(folders("opt-in", "machine", "made")) == set()


def test_a_torn_line_is_the_documents_whose_whole_id_it_has(tmp_path: Path):
    """Ids and coders may hold the dashes that part them in the name."""
    for document in ("one", "two--one"):
        DOCUMENTS.at(tmp_path, document=document).parent.mkdir(exist_ok=True)
        DOCUMENTS.at(tmp_path, document=document).touch()
        torn = TORN.at(tmp_path, coder="ann", document=document, size="40")
        torn.parent.mkdir(parents=True, exist_ok=True)
        torn.touch()
    both = TORN.at(tmp_path, coder="ann--bea", document="one", size="7")
    both.touch()
    of = {name: {p.name for p in TORN.kept_by(tmp_path, name)} for name in ("one", "two--one")}
    assert of == {"one": {"ann--one--40.txt", "ann--bea--one--7.txt"},
                  "two--one": {"ann--two--one--40.txt"}}  # fmt: skip


def test_an_id_with_a_dot_is_not_found_within_another_documents():
    others = ["one", "one.two", "three.one", "three.one.two"]
    text = "one, one.txt, one.two, one.two.txt, three.one, a three.one.two; and one."
    assert naming("one", others).sub("new", text) == (
        "new, new.txt, one.two, one.two.txt, three.one, a three.one.two; and new."
    )
    assert naming("one.two", others).sub("new", text).count("new") == 2
