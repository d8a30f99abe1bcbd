"""Paths that a study names lead to no other machine, to none of its own folders, and to no home."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from qualcode.errors import BadInputError, StudyError
from qualcode.store.named_paths import check_named_path, check_own_folder, check_texts_path
from qualcode.store.study import Study
from tests.conftest import Run


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("http://example.invalid/x", "another machine"),
        ("smb://host/x", "another machine"),
        ("\\\\host\\share\\x", "another machine"),
        ("//host/share", "another machine"),
        ("\\/host/share", "another machine"),
        ("a\0b", "NUL"),
        ("a\x1b]0;t\x07", "not seen"),
        ("a\u202etxt", "not seen"),
        ("x/" * 600, "longer"),
        ("é" * 130, "longer"),
    ],
)
def test_a_path_that_may_not_be(named: str, said: str):
    with pytest.raises(BadInputError, match=said):
        check_named_path(named, "template")
    with pytest.raises(BadInputError, match=said):
        check_texts_path(named)


@pytest.mark.parametrize(
    "named", [".", "", "./", ".git", "./.git/x", "documents", "Documents/", "synthesis/texts",
              "memos\\ann", ".qualcode/t"],
)  # fmt: skip
def test_words_are_kept_in_no_folder_that_git_takes_or_people_delete(named: str):
    with pytest.raises(BadInputError, match="words do not belong there"):
        check_texts_path(named)


@pytest.mark.parametrize(
    "named", ["transcripts", "texts/here", "private/texts", "../texts", "/mnt/t", "~/documents",
              "$TEXTS", "$TEXTS/x", "%TEXTS%", "D:\\texts", "C:/documents", "~ann/texts"],
)  # fmt: skip
def test_the_usual_places_for_texts_may_be(named: str):
    check_texts_path(named)


def test_nothing_is_put_among_other_things_outside_the_study(
    study: Study, run: Run, tmp_path: Path
):
    home = tmp_path / "home of ann"
    home.mkdir()
    (home / "novel.docx").write_text("mine")
    more = tmp_path / "more.txt"
    more.write_text("I: And?\n\nP: The hall was cold.\n")
    settings = study.root / "study.toml"
    text = re.sub(r"(?m)^#? ?transcripts = .*$", 'transcripts = "../home of ann"',
                  settings.read_text())  # fmt: skip
    if "home of ann" not in text:
        text += '\n[paths]\ntranscripts = "../home of ann"\n'
    settings.write_text(text)
    before = sorted(p.name for p in (study.root / "documents").iterdir())
    done = run("-C", study.root, "import", more)
    assert done.status == 1
    assert "where other things lie too (novel.docx)" in done.err + done.out
    assert [p.name for p in home.iterdir()] == ["novel.docx"]
    assert sorted(p.name for p in (study.root / "documents").iterdir()) == before
    (home / "novel.docx").unlink()
    (home / "theirs.txt").write_text("another study's")
    (home / ".DS_Store").write_text("")
    check_own_folder(home)
    check_own_folder(home / "not there")
    assert run("-C", study.root, "import", more).status == 0
    with pytest.raises(StudyError, match="other things"):
        check_own_folder(study.root)
