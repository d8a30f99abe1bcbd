"""What a sync sends: the study's own files, looked through, and nothing that lies beside them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.store.folder_map import is_itself, tracked_kind
from qualcode.store.study import Study
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.privacy.commit_check import guard
from tests.conftest import INTERVIEW, Run
from tests.workbench.team.test_sync import code, git, team

pytestmark = pytest.mark.slow

__all__ = ["team"]

HUSKY = '#!/usr/bin/env sh\n. "$(dirname "$0")/h"\n'
SAID = "P: My mentor. She’d ring – every Monday… and ask how I was.\n"


def sent(path: Path) -> list[str]:
    """Return the files of the team's copy of a study."""
    return git(path, "ls-tree", "-r", "--name-only", "-z", "@{upstream}").split("\0")[:-1]


def state(path: Path) -> tuple[str, str, bytes]:
    """Return where a repository is, and its index to the byte."""
    return (
        git(path, "rev-parse", "HEAD"),
        git(path, "rev-parse", "@{upstream}"),
        (path / ".git" / "index").read_bytes(),
    )


def another_hook(path: Path, kind: str) -> None:
    """Have a clone's commits checked by nobody, in one of the ways that happens."""
    own = path / ".git" / "hooks" / "pre-commit"
    own.unlink(missing_ok=True)
    if kind == "another program's":
        own.write_text("#!/bin/sh\nexit 0\n")
        own.chmod(0o755)
    elif kind == "husky":
        folder = path / ".husky" / "_"
        folder.mkdir(parents=True)
        (folder / ".gitignore").write_text("*\n")
        (folder / "h").write_text("exit 0\n")
        (folder / "pre-commit").write_text(HUSKY)
        (folder / "pre-commit").chmod(0o755)
        git(path, "config", "core.hooksPath", ".husky/_")
    elif kind == "elsewhere":
        folder = path.parent / "all-hooks"
        folder.mkdir()
        git(path, "config", "core.hooksPath", str(folder))


KINDS = ("none", "another program's", "husky", "elsewhere")


@pytest.mark.parametrize("hooks", KINDS)
def test_only_the_study_s_own_files_go_whatever_hooks_there_are(team, run: Run, hooks: str):
    one, _ = team
    another_hook(one, hooks)
    words = (one / "transcripts" / "one.txt").read_text()
    strangers = {
        "notes on one.md": words, "my-codings.csv": "id\n", "matrix.html": "<p>", "a.ipynb": "{}",
        "codings/ann/one.txt": words, "memos/ann/texts/one.md": words, "memos/one.md": words,
        "synthesis/texts/deep/one.md": words, "synthesis/one.md": words, "documents/one.txt": words,
        "-n": "x", ":(top)odd": "x", "tab\there.txt": "x", ".merge_file_a1b2c3": words,
    }  # fmt: skip
    for name, text in strangers.items():
        (one / name).parent.mkdir(parents=True, exist_ok=True)
        (one / name).write_text(text)
    code(one, "ann", 2)
    before = set(sent(one))
    dry = run("-C", one, "sync", "--dry-run")
    assert dry.status == 0, dry.err
    done = run("-C", one, "sync")
    assert done.status == 0, done.err
    for said in (dry.out, done.out):
        assert "Goes: 1 coding by ann in 1 document\n" in said
        assert f"Stays here: {len(strangers)} files not of the study's kinds: " in said
    assert set(sent(one)) - before == {"codings/ann/one.jsonl"}
    assert all((one / name).exists() for name in strangers)


def test_what_a_person_staged_stays_staged_and_is_not_sent(team, run: Run):
    one, other = team
    (one / "my-codings.csv").write_text("id,text\n")
    (one / "analysis.R").write_text("1\n")
    git(one, "add", "my-codings.csv", "analysis.R")
    git(one, "commit", "-qm", "R", "--only", "analysis.R")
    (one / "analysis.R").write_text(SAID)
    git(one, "add", "analysis.R")
    (one / "analysis.R").write_text("2\n")
    code(one, "ann", 2)
    # Work of the team's comes at the same time, so that git merges.
    code(other, "ben", 4)
    assert run("-C", other, "sync").status == 0
    before = git(one, "diff", "--cached", "--", "my-codings.csv", "analysis.R")
    done = run("-C", one, "sync")
    assert done.status == 0, done.err
    assert "Stays here: 2 files" in done.out
    assert "1 file not of the study's kinds: analysis.R" in done.out
    assert "Merged the team's work." in done.out
    assert "my-codings.csv" not in sent(one)
    assert git(one, "show", "@{upstream}:analysis.R") == "1\n"
    assert git(one, "diff", "--cached", "--", "my-codings.csv", "analysis.R") == before
    assert (one / "analysis.R").read_text() == "2\n"


@pytest.mark.parametrize("hooks", KINDS)
@pytest.mark.parametrize("file", [
    "memos/ann/documents/x.md", "synthesis/main/x.md", "codings/ann/x.jsonl", "documents/x.json",
    "README.md",
])  # fmt: skip
def test_a_transcript_named_as_a_file_of_the_study_is_refused(team, run: Run, hooks: str, file):
    one, _ = team
    another_hook(one, hooks)
    (one / file).parent.mkdir(parents=True, exist_ok=True)
    (one / file).write_text(INTERVIEW)
    (one / "kept.csv").write_text("a\n")
    git(one, "add", "kept.csv")
    code(one, "ann", 2)
    before = state(one)
    for asked in (("sync", "--dry-run"), ("sync",)):
        refused = run("-C", one, *asked)
        assert refused.status == 1
        first, *lines = refused.err.splitlines()
        assert first.startswith("qualcode: nothing was sent")
        assert f"  {file}: holds words of the transcript one" in lines
        assert state(one) == before
    (one / file).unlink()
    assert run("-C", one, "sync").status == 0


def test_a_memo_that_quotes_a_few_words_goes(team, run: Run):
    one, _ = team
    session = CodingSession(Study.open(one), "ann")
    lines = [line for line in INTERVIEW.splitlines() if line][:3]
    quoted = [" ".join(line.split()[:8]) for line in lines]  # a label, and seven words
    session.write_memo("documents", "one", "They say:\n" + "\n".join(quoted) + "\nThat is a lot.")
    done = run("-C", one, "sync")
    assert done.status == 0, done.err
    assert "memo added" in done.out


@pytest.mark.parametrize("where", ["synthesis/texts", "synthesis/main", "memos/../synthesis/t"])
def test_texts_set_to_a_folder_that_git_takes_stay(team, run: Run, where: str):
    one, _ = team
    another_hook(one, "none")
    settings = one / "study.toml"
    settings.write_text(
        settings.read_text().replace('transcripts = "transcripts"', f'transcripts = "{where}"')
    )
    (one / "memos").mkdir(exist_ok=True)
    folder = Path(os.path.normpath(one / where))
    folder.parent.mkdir(exist_ok=True)
    shutil.move(one / "transcripts", folder)
    done = run("-C", one, "sync")
    assert done.status == 1
    assert "words do not belong there" in done.err
    assert not [name for name in sent(one) if name.endswith(".txt")]
    # Nor does a commit take them.
    git(one, "add", "-A")
    [problem] = guard(one)
    assert (problem.code, problem.where) == ("words-staged", f"{folder.relative_to(one)}/one.txt")


def test_links_are_not_followed_and_a_moved_folder_is_not_a_removed_one(team, run: Run, tmp_path):
    one, _ = team
    secret = tmp_path / "secret"
    secret.write_text("password\n")
    folder = one / "memos" / "ann" / "documents"
    folder.mkdir(parents=True)
    (folder / "one.md").symlink_to(secret)
    (folder / "two.md").symlink_to("../../../transcripts/one.txt")
    (one / "memos" / "ben").symlink_to(one / "transcripts")
    before = sent(one)
    refused = run("-C", one, "sync")
    assert refused.status == 1
    assert "memos/ann/documents/one.md is a link out of the study" in refused.err
    assert sent(one) == before
    (folder / "one.md").unlink()
    (folder / "one.md").symlink_to("../../../cases.csv")
    (one / "documents").rename(one / "moved")
    (one / "documents").symlink_to(one / "moved")
    done = run("-C", one, "sync")
    assert done.status == 0, done.err
    assert sent(one) == before
    for name in ("memos/ann/documents/one.md", "memos/ben", "documents"):
        assert name in done.out


def test_what_goes_is_told_the_first_time_and_a_first_sync_is_checked_too(
    study_path: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
):
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "Ann")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "ann@example.org")
    shutil.rmtree(study_path / ".git")
    git(study_path, "init", "-q")  # by hand: no hook
    (study_path / ".gitignore").unlink()
    code(study_path, "ann", 2, 4)
    memo = study_path / "memos" / "ann" / "documents" / "one.md"
    memo.parent.mkdir(parents=True)
    memo.write_text(INTERVIEW)
    drive = tmp_path / "drive.git"
    refused = run("-C", study_path, "sync", "--with", drive)
    assert refused.status == 1
    assert "  memos/ann/documents/one.md: holds words of the transcript one" in refused.err
    assert not drive.exists()
    assert git(study_path, "remote") == ""
    assert not (study_path / ".git" / "index").exists()
    memo.write_text("A memo.\n")
    done = run("-C", study_path, "sync", "--with", drive)
    assert done.status == 0, done.err
    assert "Goes: 2 codings by ann in 1 document; codebook.yaml added; " in done.out
    assert "memo added" in done.out
    assert "transcripts/one.txt" in done.out.split("Stays here")[1]
    assert not [n for n in sent(study_path) if n.startswith(("transcripts", "private", ".qual"))]
    again = run("-C", study_path, "sync")
    assert again.out.startswith("Goes: nothing\n")


def test_commits_made_by_hand_are_looked_through_before_they_go(team, run: Run):
    one, other = team
    another_hook(one, "none")
    (one / "notes.md").write_text(INTERVIEW)
    git(one, "add", "notes.md")
    git(one, "commit", "-qm", "by hand")
    # Taken out again: what is sent still holds it.
    git(one, "rm", "-q", "notes.md")
    git(one, "commit", "-qm", "out")
    code(other, "ben", 2)
    assert run("-C", other, "sync").status == 0
    git(one, "fetch", "-q")
    before = state(one)
    for asked in (("sync", "--dry-run"), ("sync",)):
        refused = run("-C", one, *asked)
        assert refused.status == 1
        assert "notes.md: holds words of the transcript one" in refused.err
        assert state(one) == before
    # The way it says.
    git(one, "reset", "-q", "--soft", git(one, "merge-base", "HEAD", "@{upstream}").strip())
    git(one, "reset", "-q")
    done = run("-C", one, "sync")
    assert done.status == 0, done.err
    assert "notes.md" not in sent(one)


def test_the_way_back_that_is_said_undoes_nothing_of_the_team_s(team, run: Run):
    one, other = team
    another_hook(one, "none")
    (one / "notes.md").write_text(INTERVIEW)
    git(one, "add", "notes.md")
    git(one, "commit", "-qm", "by hand")
    run("-C", other, "codebook", "edit", "moves", "--definition", "Changing school.")
    assert run("-C", other, "sync").status == 0
    (one / "notes.md").unlink()
    refused = run("-C", one, "sync")
    said = re.search(r"Undo them \(git (reset --soft \w+);", refused.err)
    assert said, refused.err
    git(one, *said[1].split())
    git(one, "reset", "-q")
    code(one, "ann", 2)
    done = run("-C", one, "sync")
    assert done.status == 0, done.err
    assert "Changing school." in git(one, "show", "@{upstream}:codebook.yaml")
    assert "Changing school." in (one / "codebook.yaml").read_text()


def test_work_staged_beside_the_study_stays_staged_and_is_not_sent(
    study_path: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
):
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "Ann")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "ann@example.org")
    top, drive, other = (tmp_path / name for name in ("project", "drive.git", "ben"))
    shutil.rmtree(study_path / ".git")
    top.mkdir()
    git(top, "init", "-q")
    (top / "plan.txt").write_text("1\n")
    git(top, "add", "-A")
    git(top, "commit", "-qm", "The project")
    shutil.copytree(study_path, top / "study")
    assert run("-C", top / "study", "sync", "--with", drive).status == 0
    git(top, "clone", "-q", str(drive), str(other))
    run("-C", other / "study", "codebook", "edit", "moves", "--definition", "Changing school.")
    assert run("-C", other / "study", "sync").status == 0
    (top / "plan.txt").write_text("2\n")
    (top / "draft.txt").write_text("2\n")
    git(top, "add", "plan.txt", "draft.txt")
    staged = git(top, "diff", "--cached")
    run("-C", top / "study", "codebook", "edit", "moves", "--name", "Moving")
    done = run("-C", top / "study", "sync")
    assert done.status == 0, done.err
    assert "Merged the team's work." in done.out
    assert git(top, "diff", "--cached") == staged
    assert git(top, "show", "@{upstream}:plan.txt") == "1\n"
    assert "draft.txt" not in sent(top)


def test_a_hook_of_the_user_s_runs_and_what_it_says_stands_line_by_line(team, run: Run):
    one, _ = team
    hook = one / ".git" / "hooks" / "pre-commit"
    hook.write_text("#!/bin/sh\necho first line >&2\necho second line >&2\nexit 1\n")
    (one / "kept.csv").write_text("a\n")
    git(one, "add", "kept.csv")
    code(one, "ann", 2)
    before = state(one)
    refused = run("-C", one, "sync")
    assert refused.status == 1
    assert refused.err.splitlines()[1:] == ["  first line", "  second line"]
    assert state(one) == before
    # One that takes more into the commit than is the study's.
    hook.write_text("#!/bin/sh\ngit add -A\n")
    (one / "copy.md").write_text(INTERVIEW)
    refused = run("-C", one, "sync")
    assert refused.status == 1
    assert "copy.md: holds words of the transcript one" in refused.err
    assert git(one, "rev-parse", "@{upstream}") == before[1]


def test_what_is_removed_is_removed_there(team, run: Run):
    one, _ = team
    session = CodingSession(Study.open(one), "ann")
    session.write_memo("documents", "one", "A memo.")
    assert run("-C", one, "sync").status == 0
    memo = one / "memos" / "ann" / "documents" / "one.md"
    memo.unlink()
    done = run("-C", one, "sync")
    assert "Goes: memo removed" in done.out
    assert "memos/ann/documents/one.md" not in sent(one)
    session.write_memo("documents", "one", "Another.")
    git(one, "add", "-A")
    memo.unlink()
    done = run("-C", one, "sync")
    assert done.status == 0, done.err


def test_a_lock_that_git_left_is_named(team, run: Run):
    one, _ = team
    code(one, "ann", 2)
    (one / ".git" / "index.lock").write_text("")
    refused = run("-C", one, "sync")
    assert refused.status == 1
    assert "index.lock" in refused.err
    assert "delete that file" in refused.err


@pytest.mark.parametrize("hooks", KINDS)
def test_check_warns_and_its_mend_works(team, run: Run, hooks: str, tmp_path: Path):
    one, _ = team
    another_hook(one, hooks)

    def told() -> list[dict[str, str]]:
        found = json.loads(run("-C", one, "check", "--json").out)
        return [problem for problem in found if problem["code"] == "no-guard"]

    [problem] = told()
    assert problem["level"] == "warning"
    before = {p: p.read_bytes() for p in one.rglob("pre-commit")}
    set_up = run("-C", one, "git-setup")
    if hooks == "none":
        assert problem["mend"] == "qualcode git-setup"
        assert "from now on" in set_up.out
        assert told() == []
        return
    assert problem["mend"] in set_up.out
    assert "are checked" not in set_up.out
    assert {p: p.read_bytes() for p in one.rglob("pre-commit")} == before
    line = "qualcode check --staged || exit 1"
    assert line in problem["mend"]
    place = {
        "another program's": one / ".git" / "hooks" / "pre-commit",
        "husky": one / ".husky" / "pre-commit",
        "elsewhere": tmp_path / "all-hooks" / "pre-commit",
    }[hooks]
    assert str(place.relative_to(one) if hooks == "husky" else place.parent) in problem["mend"]
    # As a comment it does nothing.
    place.write_text(f"#!/bin/sh\n# {line}\n")
    place.chmod(0o755)
    assert told()
    place.write_text(f"#!/bin/sh\n{line}\n")
    assert told() == []


def test_hooks_for_all_repositories_are_left_and_own_ones_can_be_had(team, run: Run, tmp_path):
    one, _ = team
    another_hook(one, "elsewhere")
    run("-C", one, "git-setup")
    assert list((tmp_path / "all-hooks").iterdir()) == []
    git(one, "config", "core.hooksPath", ".git/hooks")
    assert "from now on" in run("-C", one, "git-setup").out


def test_the_framework_that_keeps_an_earlier_hook_is_understood(team, run: Run):
    one, _ = team
    hook = one / ".git" / "hooks" / "pre-commit"
    hook.rename(hook.with_name("pre-commit.legacy"))
    hook.write_text("#!/usr/bin/env bash\n# File generated by pre-commit: https://pre-commit.com\n")
    hook.chmod(0o755)
    assert "no-guard" not in run("-C", one, "check", "--json").out
    hook.with_name("pre-commit.legacy").unlink()
    told = run("-C", one, "check").out
    assert "add to .pre-commit-config.yaml" in told
    (one / ".pre-commit-config.yaml").write_text("entry: qualcode check --staged\n")
    assert "no-guard" not in run("-C", one, "check", "--json").out


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such mode")
def test_a_hook_that_cannot_be_run_is_no_check(team, run: Run):
    one, _ = team
    hook = one / ".git" / "hooks" / "pre-commit"
    text = hook.read_text()
    hook.chmod(0o644)
    assert "no-guard" in run("-C", one, "check", "--json").out
    assert "from now on" in run("-C", one, "git-setup").out
    assert hook.read_text() == text
    assert "no-guard" not in run("-C", one, "check", "--json").out


# ---- which files are a study's ----------------------------------------------------------------


def test_all_that_a_study_writes_is_of_a_kind(charted: Study):
    listed = subprocess.run(
        ["git", "-C", str(charted.root), "ls-files", "-co", "--exclude-standard", "-z"],
        capture_output=True, text=True, check=True,
    ).stdout.split("\0")[:-1]  # fmt: skip
    assert len(listed) > 10
    assert [name for name in listed if tracked_kind(name) is None] == []
    for name in listed:
        assert is_itself(name, (charted.root / name).read_bytes()), name


@given(
    st.sampled_from(["transcripts", "originals", "private", ".qualcode", "themes", "reports"]),
    st.lists(st.sampled_from(["ann", "documents", "one", "x.md", "x.jsonl", "x.json"]), max_size=4),
)
def test_nothing_of_a_private_folder_is_of_a_kind(folder: str, parts: list[str]):
    assert tracked_kind("/".join([folder, *parts])) is None


@given(st.text(st.sampled_from("abc/.+-_ \n"), max_size=20))
def test_nothing_hidden_and_nothing_above_is_of_a_kind(path: str):
    for front in ("memos/", "codings/", "synthesis/", "documents/"):
        for end in (".md", ".jsonl", ".json"):
            if tracked_kind(front + path + end):
                parts = (front + path + end).split("/")
                assert not any(part.startswith(".") or part == "" for part in parts)
