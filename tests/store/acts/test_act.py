"""Acts over several files: done whole or not begun, whenever they are cut off."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.api import open_study
from qualcode.errors import StudyError
from qualcode.model.text.text import text_digest
from qualcode.store.acts import act as acts
from qualcode.store.acts import steps as act_steps
from qualcode.store.folder import MARKER
from qualcode.store.io.durable import file_digest
from qualcode.store.records.revisions import Revision, revision_file
from qualcode.store.study import Study
from tests.cut_off import cut_off, each_cut, needs_fork, tree
from tests.examples import examples


def begun(study: Study, number: int = 0) -> None:
    """Do an act of every kind of step."""
    root = study.root
    with study.act("test", "two files") as act:
        act.write({root / "memos/ann/codes/a.md": "after\n", study.text_path("one"): "I: New.\n"})
        act.write({root / "memos/ann/codes/new.md": "new\n"})
        act.remove(root / "memos/ann/codes/b.md")
        act.remove_folder(root / ".qualcode" / "words")
        act.move(root / "memos/ann/codes/c.md", root / "memos/ann/codes/d.md")
        act.change_records(root / "quotations/ann.jsonl", "quotations", "document", ["one"], "two")
        act.change_records(root / "splits/x.jsonl", "splits", "coding", ["gone"])
        act.change_strings(root / "suggestions/ann.jsonl", "suggestions", {"a name": "[name]"})


@pytest.fixture
def filled(study: Study) -> Study:
    files = {
        "memos/ann/codes/a.md": "before\n",
        "memos/ann/codes/b.md": "b\n",
        "memos/ann/codes/c.md": "c\n",
        ".qualcode/words/x/y.json": "{}",
        "quotations/ann.jsonl": '{"coding":"a","document":"one"}\nnot json\n',
        "splits/x.jsonl": '{"coding":"gone"}\n{"coding":"stays"}\n',
        "suggestions/ann.jsonl": '{"at":"1","x":["a name","a name too"]}\nnot json\n',
    }
    for name, text in files.items():
        path = study.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return study


def test_an_act_does_all_its_steps_and_leaves_nothing_of_itself(filled: Study):
    root = filled.root
    begun(filled)
    assert (root / "memos/ann/codes/a.md").read_text() == "after\n"
    assert filled.text_path("one").read_text() == "I: New.\n"
    assert sorted(p.name for p in (root / "memos/ann/codes").iterdir()) == [
        "a.md",
        "d.md",
        "new.md",
    ]
    assert not (root / ".qualcode/words").exists()
    quotations = (root / "quotations/ann.jsonl").read_text().splitlines()
    assert quotations == ['{"coding":"a","document":"two"}', "not json"]
    assert (root / "splits/x.jsonl").read_text() == '{"coding":"stays"}\n'
    answers = (root / "suggestions/ann.jsonl").read_text().splitlines()
    assert answers == ['{"at":"1","x":["[name]","a name too"]}', "not json"]
    assert not (root / acts.FOLDER).exists()


@pytest.mark.slow
@needs_fork
def test_cut_off_before_any_change_it_is_done_or_not_begun_at_the_next_open(
    filled: Study, tmp_path: Path
):
    root = filled.root
    before = tree(root)
    done = tmp_path / "done"
    shutil.copytree(root, done)
    begun(Study.open(done))
    after = {name.replace("done/", "study/", 1): data for name, data in tree(done).items()}
    met = {"not begun": 0, "done": 0}
    for number, cut in each_cut(lambda path: begun(Study.open(path)), root, tmp_path):
        opened = Study.open(cut)
        found = {n.replace(f"{cut.name}/", "study/", 1): d for n, d in tree(cut).items()}
        assert found in (before, after), number
        state = "done" if found == after else "not begun"
        met[state] += 1
        told = [p.message for p in opened.cut_off]
        assert all("it is finished now" in line for line in told)
        # It is told where something was left to do.
        assert not told or state == "done"
        assert not acts.unfinished(cut)
        assert Study.open(cut).cut_off == []
    assert min(met.values()) > 3


@pytest.mark.slow
@needs_fork
def test_finishing_may_be_cut_off_as_well(filled: Study, tmp_path: Path):
    root = filled.root
    done = tmp_path / "done"
    shutil.copytree(root, done)
    begun(Study.open(done))
    after = {n.replace("done/", "x/", 1): data for n, data in tree(done).items()}
    first = next(
        path for number, path in each_cut(lambda p: begun(Study.open(p)), root, tmp_path)
        if (path / acts.FOLDER).exists() and list((path / acts.FOLDER).glob("*/act.json"))
    )  # fmt: skip
    for _, cut in each_cut(Study.open, first, tmp_path / "again"):
        Study.open(cut)
        assert {n.replace(f"{cut.name}/", "x/", 1): d for n, d in tree(cut).items()} == after


def stopped(study: Study) -> Path:
    """Begin an act, and stop when its list is written; return its folder."""

    class StoppedError(Exception):
        pass

    def stop(*_: object) -> list[str]:
        raise StoppedError

    real, acts._do = acts._do, stop  # type: ignore[assignment]
    try:
        with pytest.raises(StoppedError):
            begun(study)
    finally:
        acts._do = real
    [folder] = acts.unfinished(study.root)
    return folder


def test_what_others_changed_meanwhile_is_left_and_told(filled: Study):
    stopped(filled)
    memo = filled.root / "memos/ann/codes/a.md"
    memo.write_text("somebody else's\n")
    opened = Study.open(filled.root)
    assert memo.read_text() == "somebody else's\n"
    [told] = opened.cut_off
    assert told.level == "warning"
    assert "memos/ann/codes/a.md was changed by another program meanwhile" in told.message
    # The rest is done all the same.
    assert filled.text_path("one").read_text() == "I: New.\n"


def test_python_warns_of_what_was_finished_and_of_a_file_with_another_text(filled: Study):
    stopped(filled)
    with pytest.warns(UserWarning, match="it is finished now"):
        opened = open_study(filled.root)
    document = filled.document("one")
    other = text_digest("I: New.\n")
    revision = Revision(document.sha256, other, "2026-01-01", (1, 1), ())
    name, data = revision_file("one", revision)
    (filled.root / name).parent.mkdir(parents=True)
    (filled.root / name).write_bytes(data)
    assert not filled.holds(document)
    filled.keep_text(document, text_of_one := (filled.root / "originals" / "one.txt").read_text())
    with pytest.warns(UserWarning, match="the file holds another text of one"):
        assert opened.text("one") == text_of_one


def test_another_program_in_the_middle_of_an_act_is_left_to_it(filled: Study):
    folder = stopped(filled)
    with filled.lock(acts.LOCK):
        assert Study.open(filled.root).cut_off == []
    assert (folder / "act.json").exists()
    assert len(Study.open(filled.root).cut_off) == 1


def test_an_act_that_cannot_be_finished_is_an_error_and_no_other_begins(
    filled: Study, monkeypatch: pytest.MonkeyPatch
):
    stopped(filled)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(act_steps, "put_in_place", full)
    opened = Study.open(filled.root)
    [told] = opened.cut_off
    assert (told.level, told.code) == ("error", "unfinished-act")
    assert "No space left" in told.message
    with pytest.raises(StudyError, match="No space left"):
        begun(opened)
    monkeypatch.undo()
    assert "it is finished now" in Study.open(filled.root).cut_off[0].message


def test_nothing_has_changed_where_it_cannot_be_prepared(
    filled: Study, monkeypatch: pytest.MonkeyPatch
):
    before = tree(filled.root)
    monkeypatch.setattr(acts, "write_staged", lambda *_: (_ for _ in ()).throw(StudyError("full")))
    with pytest.raises(StudyError):
        begun(filled)
    assert tree(filled.root) == before
    assert not (filled.root / acts.FOLDER).exists()


# ---- a study is untrusted input ----------------------------------------------------------------


def sent(study: Study, *steps: acts.Step, inode: int = 1) -> list[str]:
    """Open a study that came with the list of an act; return what is told."""
    folder = study.root / acts.FOLDER / "2026-01-01T000000.0Z-1"
    folder.mkdir(parents=True)
    (folder / "0.new").write_text("theirs")
    act = acts.ActList("test", "", "2026-01-01T00:00:00.0Z", steps, inode)
    (folder / "act.json").write_bytes(msgspec.json.encode(act))
    return [p.message for p in Study.open(study.root).cut_off]


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    ["../outside.txt", "/outside.txt", ".git/hooks/pre-commit", "memos/../../outside.txt",
     ".GIT/config", "x/.git/config", "linked/outside.txt", "texts:../outside.txt", ""],
)  # fmt: skip
def test_an_act_that_came_with_a_study_leads_nowhere_outside_it(
    study: Study, tmp_path: Path, name: str
):
    outside = tmp_path / "outside.txt"
    outside.write_text("mine")
    (study.root / "linked").symlink_to(tmp_path)
    before = tree(tmp_path)
    for step in (
        acts.Write(name, "0.new", "", file_digest(outside)),
        acts.Remove(name, (file_digest(outside),)),
        acts.RemoveFolder(name),
        acts.Move(MARKER, name),
        acts.Move(name, "memos/x.md"),
    ):
        told = sent(study, step)
        assert len(told) == 1
        shutil.rmtree(study.root / acts.FOLDER)
        assert {k: v for k, v in tree(tmp_path).items() if "unfinished" not in k} == before
    assert outside.read_text() == "mine"


def test_a_text_outside_the_study_goes_only_if_it_is_known(study: Study, tmp_path: Path):
    texts = tmp_path / "texts"
    texts.mkdir()
    novel, known = texts / "novel.txt", texts / "known.txt"
    novel.write_text("ten years' work")
    known.write_text("I: Hello.\n")
    settings_path = study.root / MARKER
    text = settings_path.read_text().replace(
        'transcripts = "transcripts"', f'transcripts = "{texts}"'
    )
    settings_path.write_text(text)
    opened = Study.open(study.root)
    assert opened.transcripts == texts
    with opened.act("test") as act:
        for path in (novel, known):
            act.remove(path, [file_digest(known)])
    assert novel.read_text() == "ten years' work"
    assert not known.exists()
    assert any("novel.txt is not what the study knows" in p.message for p in opened.problems)


@pytest.mark.slow
@settings(max_examples=examples(25))
@given(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=8), st.data())
def test_any_act_over_any_files_is_whole(study_path: Path, tmp_path: Path, names: list[str], data):
    folder = Path(tempfile.mkdtemp(dir=tmp_path))
    root = folder / "study"
    shutil.copytree(study_path, root)
    memos = root / "memos"
    memos.mkdir(exist_ok=True)
    for name in "ace":
        (memos / name).write_text(name)
    kinds = [data.draw(st.sampled_from(["write", "remove"])) for _ in names]

    def work(path: Path) -> None:
        study = Study.open(path)
        with study.act("any") as act:
            for name, kind in zip(names, kinds, strict=True):
                if kind == "write":
                    act.write({path / "memos" / name: f"{name} anew"})
                else:
                    act.remove(path / "memos" / name)

    if not hasattr(os, "fork"):
        return
    before = tree(memos)
    done = folder / "done"
    shutil.copytree(root, done)
    work(done)
    after = tree(done / "memos")
    cut_off(lambda: work(root), data.draw(st.integers(1, 30)))
    Study.open(root)
    assert tree(memos) in (before, after)


def test_links_and_folders_that_are_no_acts_are_left_alone(study: Study, tmp_path: Path):
    others = tmp_path / "documents"
    for name in ("thesis", "2026-01-01T000000.0Z-1"):
        (others / name).mkdir(parents=True)
        (others / name / "chapter.new").write_text("ten years' work")
        (others / name / ".film.part").write_text("half a film")
    (others / "empty").mkdir()
    private = study.root / "private"
    private.mkdir(exist_ok=True)
    before = tree(others)
    for made in (lambda p: p.symlink_to(others), lambda p: shutil.copytree(others, p)):
        made(private / "unfinished")
        if (private / "unfinished").is_symlink():
            with pytest.raises(StudyError, match="link out of the study"):
                Study.open(study.root)
        else:
            Study.open(study.root)
        assert tree(others) == before
        assert (others / "empty").is_dir()
        assert (private / "unfinished" / "thesis" / "chapter.new").exists()
        made_here = private / "unfinished"
        made_here.unlink() if made_here.is_symlink() else shutil.rmtree(made_here)


def test_an_act_that_came_by_git_is_never_done(filled: Study):
    root = filled.root
    memo = root / "memos/ann/codes/a.md"

    def committed(*_: object) -> None:
        for args in (["init", "-q"], ["add", "-f", acts.FOLDER]):
            subprocess.run(["git", "-C", root, *args], check=True, capture_output=True)

    step = acts.Remove("memos/ann/codes/a.md")
    assert "it is finished now" in sent(filled, step)[0]
    assert not memo.exists()
    memo.write_text("again\n")
    (root / acts.FOLDER / "2026-01-01T000000.0Z-1").mkdir(parents=True)
    act = acts.ActList("test", "", "2026-01-01T00:00:00.0Z", (step,), 1)
    file = root / acts.FOLDER / "2026-01-01T000000.0Z-1" / "act.json"
    file.write_bytes(msgspec.json.encode(act))
    committed()
    [told] = Study.open(root).cut_off
    assert told.level == "error"
    assert "nobody began here" in told.message
    assert memo.read_text() == "again\n"


def texts_moved(study: Study, to: Path) -> Study:
    shutil.move(study.transcripts, to)
    path = study.root / MARKER
    text = path.read_text().replace('transcripts = "transcripts"', f'transcripts = "{to}"')
    path.write_text(text)
    return Study.open(study.root)


@pytest.mark.parametrize("empty", [False, True], ids=["gone", "an empty mount point"])
def test_an_act_waits_for_a_folder_of_texts_that_is_not_connected(
    filled: Study, tmp_path: Path, empty: bool
):
    share, away = tmp_path / "share", tmp_path / "away"
    study = texts_moved(filled, share)
    stopped(study)
    share.rename(away)
    if empty:
        share.mkdir()
    opened = Study.open(study.root)
    [told] = opened.cut_off
    assert told.code == "unfinished-act"
    assert "Connect the share" in told.mend
    assert (study.root / "memos/ann/codes/a.md").read_text() == "before\n"
    assert not share.exists() or not list(share.iterdir())
    with pytest.raises(StudyError, match="folder of texts"):
        begun(opened)
    if empty:
        share.rmdir()
    away.rename(share)
    assert "it is finished now" in Study.open(study.root).cut_off[0].message
    assert study.text_path("one").read_text() == "I: New.\n"


def test_in_a_folder_of_texts_that_others_use_only_half_texts_are_swept(
    filled: Study, tmp_path: Path
):
    share = tmp_path / "share"
    study = texts_moved(filled, share)
    (share / "deep").mkdir()
    theirs = [share / ".film.avi.part", share / "deep" / ".one.txt.a1b2c3d4.part"]
    ours = share / ".one.txt.a1b2c3d4.part"
    for path in (*theirs, ours):
        path.write_text("half")
    stopped(study)
    assert study.half_written() == [ours]
    Study.open(study.root).sweep()
    assert not ours.exists()
    assert all(path.exists() for path in theirs)


def test_what_was_to_be_written_and_is_not_there_any_more_is_told(filled: Study):
    folder = stopped(filled)
    staged = {one.path: one.staged for one in acts.read_act(folder).steps
              if isinstance(one, acts.Write)}  # fmt: skip
    (folder / staged["memos/ann/codes/a.md"]).unlink()
    secret = filled.root / "key"
    secret.write_text("new\n")
    secret.chmod(0o600)
    (folder / staged["memos/ann/codes/new.md"]).unlink()
    (folder / staged["memos/ann/codes/new.md"]).symlink_to(secret)
    told = [p.message for p in Study.open(filled.root).cut_off]
    assert sum("is as it was: what it was to hold is not in" in line for line in told) == 2
    assert (filled.root / "memos/ann/codes/a.md").read_text() == "before\n"
    assert not (filled.root / "memos/ann/codes/new.md").exists()
    assert secret.stat().st_mode & 0o777 == 0o600
    assert filled.text_path("one").read_text() == "I: New.\n"


@pytest.mark.parametrize("kind", ["file", "folder", "empty folder"])
def test_a_name_that_was_taken_meanwhile_is_told_and_nothing_is_written_over(
    filled: Study, kind: str
):
    stopped(filled)
    memo, to = (filled.root / f"memos/ann/codes/{name}.md" for name in "cd")
    if kind == "file":
        to.write_text("theirs")
    else:
        to.mkdir()
    if kind == "folder":
        (to / "x").write_text("theirs")
    told = [p.message for p in Study.open(filled.root).cut_off]
    assert not acts.unfinished(filled.root)
    if kind == "empty folder":
        assert to.read_text() == "c\n"
    else:
        assert "d.md is there already" in told[0]
        assert memo.read_text() == "c\n"
        assert (to if kind == "file" else to / "x").read_text() == "theirs"


@pytest.mark.parametrize("closed", ["fresh", ".qualcode/words"])
def test_nothing_begins_where_a_folder_cannot_be_made_or_emptied(
    filled: Study, monkeypatch: pytest.MonkeyPatch, closed: str
):
    root = filled.root
    (root / "fresh").mkdir()
    before = tree(root)
    monkeypatch.setattr(os, "access", lambda path, _: Path(path) != root / closed)

    def work() -> None:
        with filled.act("test") as act:
            act.write({root / "fresh" / "one" / "a.json": "{}", root / "b.txt": "b"})
            act.remove_folder(root / ".qualcode" / "words")

    with pytest.raises(StudyError, match="cannot write"):
        work()
    assert {n: d for n, d in tree(root).items() if ".lock" not in n} == before
    assert not acts.unfinished(root)
