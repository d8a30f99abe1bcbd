"""What editors left of texts is found, beside them and in the home, and only that is removed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qualcode.store.study import Study
from qualcode.workbench.check.editor_leavings import check_editor_leavings
from qualcode.workbench.check.repair import repair_study
from qualcode.workbench.check.study import check_study
from qualcode.workbench.documents.text_edit import begin_edit, end_edit


@pytest.fixture
def left(study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What editors left of an edit of a document, and files much like it that are others'."""
    home = tmp_path / "home"
    monkeypatch.setattr(Path, "home", lambda: home)
    _, edit = begin_edit(study, "one")
    whole = str(edit).replace("/", "%").replace("\\", "%")
    history = home / ".config" / "Code" / "User" / "History"
    found = [
        edit.with_name(f".{edit.name}.swp"),
        edit.with_name(f"#{edit.name}#"),
        edit.with_name(f"{edit.name}.save"),
        home / ".local" / "state" / "nvim" / "undo" / whole,
        home / ".local" / "share" / "nvim" / "swap" / f"{whole}.swp",
        home / ".emacs.d" / "backups" / f"{whole.replace('%', '!')}~",
        history / "1a2b" / "XyZ.txt",
        history / "1a2b" / "entries.json",
    ]
    others = [
        home / ".local" / "state" / "nvim" / "undo" / "%home%ann%novel.txt",
        home / ".local" / "state" / "nvim" / "undo" / f"{whole.replace('study', 'other')}",
        history / "9f9f" / "abc.txt",
        history / "9f9f" / "entries.json",
    ]
    for path in (*found, *others):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("words of a participant")
    found[-1].write_text(json.dumps({"resource": f"file://{edit.as_posix()}", "entries": []}))
    others[-1].write_text(json.dumps({"resource": "file:///home/ann/novel.txt"}))
    return found


@pytest.mark.skipif("__import__('os').name == 'nt'", reason="its paths have drives")
def test_leavings_are_told_and_go_once_their_edit_is_over(study: Study, left: list[Path]):
    during = {p.where for p in check_editor_leavings(study)}
    assert {study.where(path) for path in left[3:]} == during
    assert all("go on with that" in p.mend for p in check_editor_leavings(study))
    assert [one for one in repair_study(study) if "editor" in one.how] == []
    assert all(path.exists() for path in left)
    before = [path.read_text() for path in left[:3]]
    end_edit(study, study.document("one"))
    for path, text in zip(left[:3], before, strict=True):
        path.write_text(text)  # an editor that was left open
    told = [p.where for p in check_study(study) if p.code == "editor-copy"]
    assert sorted(told) == sorted(study.where(path) for path in left)
    done = [one for one in repair_study(study) if "editor" in one.how]
    assert len(done) == len(left)
    assert not any(path.exists() for path in left)
    home = Path.home()
    assert len([p for p in home.rglob("*") if p.is_file()]) == 4
    assert repair_study(study) == []


def test_what_a_crash_left_of_a_programs_memory_is_told(study: Study):
    for name in ("core", "core.4711", "codings/core"):
        (study.root / name).write_bytes(b"\x7fELF words")
    told = {p.where for p in check_study(study) if p.code == "memory-dump"}
    assert told == {"core", "core.4711", "codings/core"}
