"""Folders of words are their owner's alone; what people shut or opened stays as they made it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qualcode.store.folder_map import tracked_kind
from qualcode.store.io.durable import write_atomic
from qualcode.store.io.folder_modes import CLOSED, OPEN, close_to, make_folder
from tests.conftest import Run

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows goes by other rules")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_study_keeps_words_from_other_accounts(tmp_path: Path, run: Run, interview: Path):
    root = tmp_path / "made"
    assert run("new", root).status == 0
    assert run("-C", root, "import", interview).status == 0
    there = [root / name for name in CLOSED if (root / name).exists()]
    assert {root / "transcripts", root / "originals", root / ".qualcode"} <= set(there)
    assert {mode(folder) for folder in there} == {0o700}
    assert mode(next((root / "transcripts").iterdir())) & 0o077 == 0
    assert "open-to-others" not in run("-C", root, "check", "--json").out


@pytest.fixture
def nothing_masked() -> Iterator[None]:
    """A user for whom everything new is open to all, if nobody says otherwise."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.parametrize(
    ("folder", "file"),
    [(0o700, 0o600), (0o750, 0o600), (0o755, 0o600), (0o770, 0o660), (0o777, 0o660)],
)
@pytest.mark.usefixtures("nothing_masked")
def test_a_new_file_of_words_is_its_owners_or_a_groups_that_may_write(
    tmp_path: Path, folder: int, file: int
):
    home = tmp_path / "originals"
    home.mkdir()
    home.chmod(folder)
    write_atomic(home / "one.txt", "words")
    assert mode(home / "one.txt") == file
    (home / "one.txt").chmod(0o640)
    write_atomic(home / "one.txt", "others")
    assert mode(home / "one.txt") == 0o640
    (tmp_path / "study.toml").touch()
    make_folder(home / "below" / "it")
    assert mode(home / "below" / "it") == (0o770 if folder & 0o020 else 0o700)


@pytest.mark.usefixtures("nothing_masked")
def test_an_export_is_its_owners_and_a_groups_only_in_a_folder_that_hands_its_group_on(
    tmp_path: Path,
):
    for bits, file in ((0o777, 0o600), (0o2775, 0o660)):
        folder = tmp_path / f"{bits:o}"
        folder.mkdir()
        folder.chmod(bits)
        write_atomic(folder / "codings.csv", "words")
        assert mode(folder / "codings.csv") == file
        write_atomic(folder / "codebook.csv", "no words", wordless=True)
        assert mode(folder / "codebook.csv") == 0o666
    write_atomic(tmp_path / "new" / "codings.csv", "words")
    assert mode(tmp_path / "new") == 0o700


@pytest.mark.usefixtures("nothing_masked")
def test_whatever_is_not_for_git_is_the_owners_alone(
    tmp_path: Path, run: Run, interview: Path, monkeypatch: pytest.MonkeyPatch
):
    opened: list[tuple[str, int]] = []
    made = os.open

    def watched(path: object, flags: int, bits: int = 0o777, **more: Any) -> int:
        if flags & os.O_CREAT:
            opened.append((str(path), bits))
        return made(path, flags, bits, **more)  # type: ignore[call-overload,no-any-return]

    monkeypatch.setattr(os, "open", watched)
    root, out = tmp_path / "study", tmp_path / "elsewhere"
    assert run("new", root, "--codebook", "policy-themes", "--group", "yp=YP").status == 0
    settings = root / "study.toml"
    texts = 'transcripts = "texts/here"'
    text = settings.read_text().replace('transcripts = "transcripts"', texts)
    settings.write_text(text if texts in text else f"{text}\n[paths]\n{texts}\n")
    for line in (
        ("import", interview, "--as", "one", "--case", "YP1", "--group", "yp"),
        ("coding", "add", "one", "exclusions", "--turn", "2", "--valence", "+"),
        ("names", "add", "Megan"),
        ("names", "sheet", out / "names.csv"),
        ("coding", "list", "--out", out / "codings.csv"),
        ("matrix", "--uncleared", "--out", out / "m.html", "--out", root / "m.md"),
    ):
        done = run("-C", root, "--coder", "ann", *line)
        assert done.status in (0, 3), done.err
    for path in sorted(path for top in (root, out) for path in top.rglob("*")):
        name = path.relative_to(tmp_path).as_posix()
        if path.is_relative_to(root / ".git") or name.endswith(".lock"):
            continue
        shared = path.is_relative_to(root) and (
            tracked_kind(path.relative_to(root).as_posix()) is not None
            or (path.is_dir() and path.relative_to(root).parts[0] in OPEN)
        )
        assert shared or mode(path) & 0o077 == 0, name
    # Nor for a moment: what is to be open is opened once it is whole.
    assert (root / "texts" / "here" / "one.txt").exists()
    words = [(p, bits) for p, bits in opened if not p.endswith((".lock", ".jsonl"))]
    assert words
    assert [(p, bits) for p, bits in words if bits & 0o077] == []


def test_folders_that_are_there_stay_as_they_are(tmp_path: Path):
    (tmp_path / "private").mkdir()
    (tmp_path / "private").chmod(0o770)
    make_folder(tmp_path / "private" / "drafts" / "main")
    assert mode(tmp_path / "private") == 0o770
    assert (tmp_path / "private" / "drafts" / "main").is_dir()


@pytest.mark.parametrize(
    ("now", "shut"), [(0o755, 0o700), (0o750, 0o700), (0o775, 0o770), (0o770, None), (0o700, None)]
)
def test_only_what_nobody_opened_on_purpose_is_shut(tmp_path: Path, now: int, shut: int | None):
    tmp_path.chmod(now)
    assert close_to(tmp_path) == shut
    tmp_path.chmod(0o700)
