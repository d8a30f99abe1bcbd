"""What other accounts can read is told, wherever it lies, and what no repair can shut is left."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from qualcode.store.study import Study
from qualcode.workbench.check.open_folders import check_open_folders
from qualcode.workbench.check.repair import repair_study

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows goes by other rules")


def test_texts_outside_the_study_are_told_and_left_as_they_are(study: Study, tmp_path: Path):
    texts = tmp_path / "share"
    texts.mkdir()
    texts.chmod(0o755)
    for path in study.transcripts.iterdir():
        path.rename(texts / path.name)
    settings = study.root / "study.toml"
    text = re.sub(r"(?m)^#? ?transcripts = .*$", f'transcripts = "{texts}"', settings.read_text())
    if str(texts) not in text:
        text += f'\n[paths]\ntranscripts = "{texts}"\n'
    settings.write_text(text)
    study = Study.open(study.root)
    (texts / "one.txt").chmod(0o600)
    assert list(check_open_folders(study)) == []
    (texts / "one.txt").chmod(0o644)
    [told] = check_open_folders(study)
    assert told.where == str(texts)
    assert "1 text there" in told.message
    assert repair_study(study) == []
    texts.chmod(0o700)
    assert list(check_open_folders(study)) == []


def test_a_folder_of_another_account_is_told(study: Study, monkeypatch: pytest.MonkeyPatch):
    mine = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: mine + 1)
    [told] = check_open_folders(study)
    assert "another account" in told.message
    assert "transcripts" in told.where


def test_a_drive_that_keeps_no_modes_is_told_and_nothing_fails(
    study: Study, monkeypatch: pytest.MonkeyPatch
):
    study.transcripts.chmod(0o755)
    monkeypatch.setattr(Path, "chmod", lambda self, mode: None)
    assert repair_study(study) == []
    [told] = check_open_folders(study)
    assert "shut nothing" in told.mend

    def refused(self: Path, mode: int) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "chmod", refused)
    assert repair_study(study) == []
    study.put_back(study.document("one"), study.text(study.document("one")))
